"""O que se recusa num plano de trabalho."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from app.rules import avaliacao, contribuicao, exemplo, periodo, referencias, texto, unidade
from app.rules.participante import INICIO_DO_PGD
from app.rules.rule import CONTRATO, ONDE, Evidence, Rule, Stage

if TYPE_CHECKING:
    from app.contract.plano_trabalho import PlanoTrabalho
    from app.rules.facts import Facts, FactsPlanoTrabalho

SEGUNDO_TRIMESTRE: Mapping[str, Any] = {
    "id_plano_trabalho": "plano-trabalho-2",
    "data_termino": "2025-06-30",
    "avaliacoes_registros_execucao": [],
    "antes": (),
}
"""Os campos do outro plano dos exemplos, fora o início."""
SEM_ENTREGA = exemplo.contribuicao(tipo_contribuicao=2, id_plano_entregas=None, id_entrega=None)


def _comeca_antes_do_pgd(inicio: date, _: Facts) -> Evidence | None:
    return {"inicio": inicio, "minimo": INICIO_DO_PGD} if inicio < INICIO_DO_PGD else None


def _sem_contribuicoes(plano: PlanoTrabalho, _: Facts) -> Evidence | None:
    return {"status": plano.status} if not plano.contribuicoes and plano.status != periodo.CANCELADO else None


def _avaliacao_antes_do_plano(plano: PlanoTrabalho, _: Facts) -> Evidence | None:
    antes = [
        (posicao, item)
        for posicao, item in enumerate(plano.avaliacoes_registros_execucao or ())
        if item.data_inicio_periodo_avaliativo < plano.data_inicio
    ]
    if not antes:
        return None
    primeira = antes[0][1]
    return {
        "periodo": primeira.id_periodo_avaliativo,
        "inicio_do_periodo": primeira.data_inicio_periodo_avaliativo,
        "inicio": plano.data_inicio,
        ONDE: tuple(
            ("avaliacoes_registros_execucao", posicao, "data_inicio_periodo_avaliativo") for posicao, _ in antes
        ),
    }


MATRICULA = referencias.MATRICULA
CPF = referencias.CPF
DATA_INICIO = (
    Rule[date, "Facts"](
        code="PT-06",
        stage=Stage.CAMPO,
        field="data_inicio",
        source=CONTRATO,
        message=(
            "O plano de trabalho começa em {inicio}, e a API central só aceita planos iniciados a partir de {minimo}. "
            "Corrija a data de início."
        ),
        broken=_comeca_antes_do_pgd,
        wrong="O plano de trabalho começa antes de 31/07/2023.",
        why=(
            "A API central toma 31/07/2023 como o primeiro dia do PGD atual e recusa planos de trabalho anteriores. Um "
            "plano de entregas não tem esse limite."
        ),
        mend=(
            "Se a data está errada, corrija data_inicio no seu sistema e reenvie o plano. Se o plano é mesmo anterior, "
            "não há como enviá-lo: envie só os que começam a partir desse dia."
        ),
        breaks=exemplo.plano_trabalho(data_inicio="2023-07-30"),
        keeps=exemplo.plano_trabalho(
            data_inicio="2023-07-31",
            data_termino="2023-12-31",
            avaliacoes_registros_execucao=[],
            antes=(
                exemplo.participante(data_assinatura_tcr="2023-07-31T00:00:00"),
                exemplo.plano_entregas(data_inicio="2023-07-31", data_termino="2023-12-31"),
            ),
        ),
    ),
)
DOCUMENTO: tuple[Rule[PlanoTrabalho, Facts], ...] = (
    Rule(
        code="PT-01",
        **unidade.CODIGO,
        breaks=exemplo.plano_trabalho(cod_unidade_autorizadora=100_000),
        keeps=exemplo.plano_trabalho(
            cod_unidade_autorizadora=99_999,
            antes=(
                exemplo.participante(cod_unidade_autorizadora=99_999),
                exemplo.plano_entregas(cod_unidade_autorizadora=99_999),
            ),
        ),
    ),
    Rule(
        code="PT-15",
        stage=Stage.DOCUMENTO,
        field="contribuicoes",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 19, II",
        message=(
            "O plano não tem contribuições, e está com status {status}. Só um plano cancelado (status 1) pode vir sem "
            "elas: inclua ao menos uma contribuição."
        ),
        broken=_sem_contribuicoes,
        wrong="O plano não está cancelado e não traz nenhuma contribuição.",
        why=(
            "As contribuições dizem para onde vai o trabalho da pessoa, vinculado ou não a entregas (IN 24/2023, art. "
            "19, II); sem elas o plano não diz nada. Só o plano cancelado, de status 1, pode vir assim."
        ),
        mend=(
            "Inclua em contribuicoes ao menos uma; o trabalho que não se vincula a entrega nenhuma é do tipo 2. Se o "
            "plano deixou de valer, envie-o com status 1."
        ),
        breaks=exemplo.plano_trabalho(contribuicoes=[]),
        keeps=exemplo.plano_trabalho(contribuicoes=[], status=1),
    ),
    Rule(
        code="PT-16",
        **periodo.DATAS_EM_ORDEM,
        breaks=exemplo.plano_trabalho(data_termino="2024-12-31"),
        keeps=exemplo.plano_trabalho(data_termino="2025-01-01", avaliacoes_registros_execucao=[]),
    ),
    Rule(
        code="PT-17",
        stage=Stage.DOCUMENTO,
        field="avaliacoes_registros_execucao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 20",
        message=(
            "O período avaliativo {periodo} começa em {inicio_do_periodo}, antes do plano, que começa em {inicio}. "
            "Corrija uma das datas."
        ),
        broken=_avaliacao_antes_do_plano,
        wrong="Um período avaliativo começa antes do plano de trabalho.",
        why=(
            "O que se registra e avalia é a execução do plano (IN 24/2023, art. 20), que não existe antes de ele "
            "começar. A API central compara só o início do período com o do plano; o fim, ela deixa passar do término."
        ),
        mend=(
            "Confira no seu sistema o início do período e o do plano, e corrija data_inicio_periodo_avaliativo ou "
            "data_inicio. Se a avaliação é de um plano anterior, envie-a nele."
        ),
        breaks=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(data_inicio_periodo_avaliativo="2024-12-31")]
        ),
        keeps=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(data_inicio_periodo_avaliativo="2025-01-01")]
        ),
    ),
)

ESTADO: tuple[Rule[PlanoTrabalho, FactsPlanoTrabalho], ...] = (
    Rule(
        code="PT-18",
        **periodo.SEM_SOBREPOSICAO,
        message=(
            "A mesma matrícula já tem, na unidade executora {executora}, o plano de trabalho {outro}, de "
            "{outro_inicio} a {outro_termino} (status {outro_status}), que divide dias com este, de {inicio} a "
            "{termino}. Só cabe um plano por vez: ajuste as datas, ou cancele o outro reenviando-o com status 1."
        ),
        broken=partial(periodo.collides, "plano_trabalho"),
        wrong=(
            "Outro plano de trabalho da mesma matrícula e unidade executora, que não está cancelado, divide dias com "
            "este."
        ),
        why=(
            "O contrato da API central admite um plano de trabalho por vez para cada matrícula em cada unidade "
            "executora, sem contar os cancelados. O dia do término também conta: o plano seguinte começa, no mínimo, "
            "no dia depois dele."
        ),
        breaks=exemplo.plano_trabalho(
            antes=(*exemplo.CITADOS, exemplo.plano_trabalho(data_inicio="2025-03-31", **SEGUNDO_TRIMESTRE))
        ),
        keeps=exemplo.plano_trabalho(
            antes=(*exemplo.CITADOS, exemplo.plano_trabalho(data_inicio="2025-04-01", **SEGUNDO_TRIMESTRE))
        ),
    ),
    Rule(
        code="PT-19",
        source=CONTRATO,
        **periodo.ATE_UM_ANO,
        why=(
            "Nenhuma norma o pede: é a API central que dá ao plano de trabalho o mesmo limite de um ano do plano de "
            "entregas, de 365 dias do início ao término, com acréscimos que são só dela em anos bissextos: de "
            "15/03/2023 a 15/03/2024 não cabe, e de 15/04/2023 a 15/04/2024 cabe. Quem começa até 31/05/2025 e já está "
            "guardado pode ser reenviado com qualquer duração."
        ),
        # Sem citar entrega, porque o plano de entregas dos exemplos termina antes.
        breaks=exemplo.plano_trabalho(data_termino="2026-01-02", contribuicoes=[SEM_ENTREGA]),
        keeps=exemplo.plano_trabalho(data_termino="2026-01-01", contribuicoes=[SEM_ENTREGA]),
    ),
    *referencias.REFERENCIAS,
)

NAO_ENCONTRADO = Rule[None, None](
    code="PT-22",
    stage=Stage.ESTADO,
    field="",
    source=CONTRATO,
    message=(
        "Não há plano de trabalho {id_plano_trabalho} na origem {origem_unidade}, autorizadora "
        "{cod_unidade_autorizadora}. O mesmo id em outra autorizadora é outro plano: confira a chave inteira."
    ),
    wrong="Não há plano de trabalho guardado com esta chave.",
    why=(
        "A chave de um plano de trabalho é a origem, a autorizadora e o id, comparados letra por letra: maiúsculas e "
        "espaços contam. O mesmo id em outra autorizadora é outro plano."
    ),
    mend=(
        "Confira no caminho, nesta ordem, a origem, a autorizadora e o id. Se o plano ainda não foi enviado, envie-o "
        "primeiro, com um PUT neste mesmo caminho."
    ),
    breaks=exemplo.Pedido(
        metodo="GET",
        caminho="/organizacao/SIAPE/1/plano_trabalho/Plano-Trabalho-1",
        antes=(*exemplo.CITADOS, exemplo.plano_trabalho()),
    ),
    keeps=exemplo.Pedido(
        metodo="GET",
        caminho="/organizacao/SIAPE/1/plano_trabalho/plano-trabalho-1",
        antes=(*exemplo.CITADOS, exemplo.plano_trabalho()),
    ),
)
TEXTO_COM_SURROGATE = Rule[str, object](
    code="PT-24",
    stage=Stage.ESTADO,
    field="",
    source=CONTRATO,
    message=texto.TEXTO_COM_SURROGATE.message,
    broken=texto.TEXTO_COM_SURROGATE.broken,
    wrong="Um texto do plano traz metade de um caractere.",
    why=(
        "Em JSON, um emoji escrito por códigos ocupa dois deles, como em \\ud83d\\ude00; cortado ao meio, sobra um "
        "código que não é caractere e que banco algum guarda. No plano de trabalho a API central responde a isso com "
        "um texto, e não com uma lista de erros, e o simulador faz o mesmo."
    ),
    mend=(
        "Retire do texto o emoji ou o símbolo que foi cortado, e reenvie o plano. No seu sistema, corte os textos por "
        "caracteres inteiros, e deixe que a própria biblioteca de JSON escreva os códigos."
    ),
    breaks=exemplo.plano_trabalho(contribuicoes=[exemplo.contribuicao(id_contribuicao="c1\ud83d")]),
    keeps=exemplo.plano_trabalho(contribuicoes=[exemplo.contribuicao(id_contribuicao="c1")]),
)
ID_DO_PLANO = (
    Rule[str, object](
        code="PT-23",
        field="id_plano_trabalho",
        **periodo.ID_CABE,
        breaks=exemplo.plano_trabalho(id_plano_trabalho="x" * 4_001),
        keeps=exemplo.plano_trabalho(id_plano_trabalho="b6a5f4e3-d2c1-4b0a-9f8e-7d6c5b4a3f2e"),
    ),
)

PLANO_TRABALHO: tuple[Rule[Any, Any], ...] = (
    *DOCUMENTO,
    *MATRICULA,
    *CPF,
    *DATA_INICIO,
    *contribuicao.CONTRIBUICAO,
    *avaliacao.AVALIACAO,
    *ESTADO,
    NAO_ENCONTRADO,
    *ID_DO_PLANO,
    TEXTO_COM_SURROGATE,
)
