"""O que se avisa das contribuições de um plano de trabalho, antes de se olhar o que elas citam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules import exemplo
from app.rules.avisos.lugares import found, repeated
from app.rules.contribuicao import ENTREGA_DA_PROPRIA_UNIDADE
from app.rules.periodo import CANCELADO
from app.rules.rule import CONTRATO, Evidence, Place, Rule, Severity, Stage

if TYPE_CHECKING:
    from app.contract.plano_trabalho import Contribuicao, PlanoTrabalho
    from app.rules.facts import FactsPlanoTrabalho

ENTREGA_DE_OUTRA_UNIDADE = 3
"""Tipo de contribuição para entrega de outra unidade, cujas referências o contrato deixa livres."""
REFERENCIAS = ("id_plano_entregas", "id_entrega")
SOMA = 100
"""Quanto somam os percentuais de um plano de trabalho (IN 24/2023, art. 19, § 1º)."""
ACIMA = (
    "Passar de 100 % só cabe a quem compensa horas (IN SEGES-SGPRT/MGI nº 52/2023, art. 5º): fora disso, corrija os "
    "percentuais."
)
ABAIXO = (
    "Ficar abaixo de 100 % só cabe a quem usa crédito de horas (IN SEGES-SGPRT/MGI nº 52/2023, art. 18, § 2º): fora "
    "disso, corrija os percentuais."
)


def empty_references(plano: PlanoTrabalho) -> list[Place]:
    """As referências do tipo 3 que vieram como texto vazio, quando nenhuma das duas diz nada."""
    return [
        _place(posicao, nome)
        for posicao, item in enumerate(plano.contribuicoes)
        if item.tipo_contribuicao == ENTREGA_DE_OUTRA_UNIDADE and _missing(item) == REFERENCIAS
        for nome in REFERENCIAS
        if getattr(item, nome) is not None
    ]


def _missing(item: Contribuicao) -> tuple[str, ...]:
    return tuple(nome for nome in REFERENCIAS if not (getattr(item, nome) or "").strip())


def _place(posicao: int, campo: str) -> Place:
    return ("contribuicoes", posicao, campo)


def _soma_diferente(plano: PlanoTrabalho, _: FactsPlanoTrabalho) -> Evidence | None:
    soma = sum([item.percentual_contribuicao for item in plano.contribuicoes])
    if soma == SOMA or plano.status == CANCELADO:
        return None
    return {"soma": soma, "quando": ACIMA if soma > SOMA else ABAIXO}


def _percentual_zero(plano: PlanoTrabalho, _: FactsPlanoTrabalho) -> Evidence | None:
    zeradas = [posicao for posicao, item in enumerate(plano.contribuicoes) if item.percentual_contribuicao == 0]
    if not zeradas or plano.status == CANCELADO:
        return None
    return {"numero": zeradas[0] + 1, **found([_place(posicao, "percentual_contribuicao") for posicao in zeradas])}


def _meia_referencia(plano: PlanoTrabalho, _: FactsPlanoTrabalho) -> Evidence | None:
    faltas = [
        (posicao, faltam[0])
        for posicao, item in enumerate(plano.contribuicoes)
        if item.tipo_contribuicao == ENTREGA_DE_OUTRA_UNIDADE and len(faltam := _missing(item)) == 1
    ]
    if not faltas or plano.status == CANCELADO:
        return None
    posicao, falta = faltas[0]
    (vem,) = {*REFERENCIAS} - {falta}
    return {"numero": posicao + 1, "vem": vem, "falta": falta, **found([_place(*lugar) for lugar in faltas])}


def _tipo_1_com_vazio(plano: PlanoTrabalho, _: FactsPlanoTrabalho) -> Evidence | None:
    vazias = [
        (posicao, nome)
        for posicao, item in enumerate(plano.contribuicoes)
        if item.tipo_contribuicao == ENTREGA_DA_PROPRIA_UNIDADE
        for nome in REFERENCIAS
        if not getattr(item, nome)
    ]
    if not vazias or plano.status == CANCELADO:
        return None
    posicao, nome = vazias[0]
    return {"numero": posicao + 1, "campo": nome, **found([_place(*lugar) for lugar in vazias])}


def _id_repetido(plano: PlanoTrabalho, _: FactsPlanoTrabalho) -> Evidence | None:
    repetidas = repeated(item.id_contribuicao for item in plano.contribuicoes)
    if not repetidas:
        return None
    return {
        "id": plano.contribuicoes[repetidas[0]].id_contribuicao,
        "numero": repetidas[0] + 1,
        **found([_place(posicao, "id_contribuicao") for posicao in repetidas]),
    }


CONTRIBUICAO: tuple[Rule[PlanoTrabalho, FactsPlanoTrabalho], ...] = (
    Rule(
        code="PT-26",
        stage=Stage.DOCUMENTO,
        field="contribuicoes",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 19, § 1º",
        severity=Severity.AVISO,
        message="As contribuições somam {soma} %, e a norma pede 100 % da carga horária disponível. {quando}",
        broken=_soma_diferente,
        wrong="Os percentuais das contribuições não somam 100.",
        why=(
            "As contribuições repartem toda a carga horária disponível do plano (IN 24/2023, art. 19, § 1º). A API "
            "central não confere a soma: acima de 100 % é legítimo para quem compensa horas (IN 52/2023, art. 5º), e "
            "abaixo, para quem usa crédito (IN 52/2023, art. 18, § 2º)."
        ),
        mend=(
            "Corrija os percentuais para que somem 100 e reenvie o plano. Se o participante compensa horas ou usa "
            "crédito de horas no período, deixe como está."
        ),
        breaks=exemplo.plano_trabalho(contribuicoes=[exemplo.contribuicao(percentual_contribuicao=99)]),
        keeps=exemplo.plano_trabalho(
            contribuicoes=[
                exemplo.contribuicao(percentual_contribuicao=99),
                exemplo.contribuicao(id_contribuicao="c2", percentual_contribuicao=1),
            ]
        ),
    ),
    Rule(
        code="PT-27",
        stage=Stage.DOCUMENTO,
        field="contribuicoes",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "A contribuição {numero} tem percentual 0, e não leva nada da carga horária.{mais} Retire-a do plano, ou "
            "diga quanto do trabalho vai para ela."
        ),
        broken=_percentual_zero,
        wrong="Uma contribuição tem percentual zero.",
        why=(
            "O percentual diz quanto da carga horária disponível vai para a contribuição, e a descrição do campo no "
            "contrato pede um valor acima de zero. A API central aceita o zero, e fica guardada uma contribuição que "
            "não contribui."
        ),
        mend="Retire a contribuição do plano, ou informe o percentual verdadeiro, e reenvie o documento inteiro.",
        breaks=exemplo.plano_trabalho(
            contribuicoes=[
                exemplo.contribuicao(),
                exemplo.contribuicao(id_contribuicao="c2", percentual_contribuicao=0),
            ]
        ),
        keeps=exemplo.plano_trabalho(
            contribuicoes=[
                exemplo.contribuicao(percentual_contribuicao=99),
                exemplo.contribuicao(id_contribuicao="c2", percentual_contribuicao=1),
            ]
        ),
    ),
    Rule(
        code="PT-29",
        stage=Stage.DOCUMENTO,
        field="contribuicoes",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "A contribuição {numero}, do tipo 3, traz {vem} e não traz {falta}: assim não se sabe que entrega ela "
            "cita.{mais} Informe os dois ids, ou envie null nos dois."
        ),
        broken=_meia_referencia,
        wrong="Uma contribuição do tipo 3 traz só metade da referência à entrega.",
        why=(
            "Uma entrega se reconhece pelos dois ids juntos, o do plano de entregas e o dela. Nas contribuições do "
            "tipo 3 a API central não confere nenhum dos dois e guarda a metade que veio, que não leva a entrega "
            "alguma."
        ),
        mend=(
            "Preencha id_plano_entregas e id_entrega com os da entrega da outra unidade. Se você não os conhece, envie "
            "null nos dois."
        ),
        breaks=exemplo.plano_trabalho(
            contribuicoes=[exemplo.contribuicao(tipo_contribuicao=3, id_entrega=None)],
        ),
        keeps=exemplo.plano_trabalho(
            contribuicoes=[exemplo.contribuicao(tipo_contribuicao=3, id_plano_entregas=None, id_entrega=None)],
        ),
    ),
    Rule(
        code="PT-30",
        stage=Stage.DOCUMENTO,
        field="contribuicoes",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 19, II",
        severity=Severity.AVISO,
        message=(
            "A contribuição {numero} é do tipo 1 e traz {campo} vazio: a API central aceita, e ela não fica ligada a "
            "entrega alguma.{mais} Preencha-o com o id verdadeiro, ou use o tipo 2."
        ),
        broken=_tipo_1_com_vazio,
        wrong="Uma contribuição do tipo 1 traz vazio o id da entrega ou o do plano dela.",
        why=(
            "A contribuição do tipo 1 é para uma entrega da própria unidade (IN 24/2023, art. 19, II). A API central "
            "recusa a que não traz os ids e a que aponta o que não existe, mas deixa de procurar quando um deles é um "
            "texto vazio: a contribuição passa sem entrega."
        ),
        mend=(
            "Preencha id_plano_entregas e id_entrega com os da entrega. Se o trabalho não se vincula a nenhuma, use o "
            "tipo 2 e envie null nos dois."
        ),
        breaks=exemplo.plano_trabalho(contribuicoes=[exemplo.contribuicao(id_entrega="")]),
        keeps=exemplo.plano_trabalho(
            contribuicoes=[exemplo.contribuicao(tipo_contribuicao=2, id_plano_entregas=None, id_entrega=None)]
        ),
    ),
    Rule(
        code="PT-42",
        stage=Stage.DOCUMENTO,
        field="contribuicoes",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "A contribuição {numero} repete o id_contribuicao {id}, que outra do mesmo plano já usa.{mais} Dê a cada "
            "contribuição um id próprio, ou retire a que veio duas vezes."
        ),
        broken=_id_repetido,
        wrong="Duas contribuições do plano têm o mesmo id_contribuicao.",
        why=(
            "O id serve para reconhecer a contribuição, e com dois iguais não se sabe de qual se fala. A API central "
            "guarda as duas, e as duas contam na soma dos percentuais."
        ),
        mend=(
            "Se é a mesma contribuição enviada duas vezes, retire uma; se são duas, dê a cada uma um id_contribuicao "
            "próprio. Reenvie o plano inteiro."
        ),
        breaks=exemplo.plano_trabalho(
            contribuicoes=[
                exemplo.contribuicao(percentual_contribuicao=50),
                exemplo.contribuicao(percentual_contribuicao=50),
            ]
        ),
        keeps=exemplo.plano_trabalho(
            contribuicoes=[
                exemplo.contribuicao(percentual_contribuicao=50),
                exemplo.contribuicao(percentual_contribuicao=50, id_contribuicao="c2"),
            ]
        ),
    ),
)
