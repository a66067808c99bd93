"""O que se avisa das entregas que um plano de trabalho cita, olhando o que está guardado delas."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.rules import exemplo
from app.rules.avisos.contribuicao import ENTREGA_DE_OUTRA_UNIDADE
from app.rules.avisos.lugares import found
from app.rules.periodo import CANCELADO
from app.rules.rule import CONTRATO, Evidence, Rule, Severity, Stage

if TYPE_CHECKING:
    from app.contract.plano_trabalho import Contribuicao, PlanoTrabalho
    from app.rules.facts import EntregaCitada, FactsPlanoTrabalho


def _citing(
    plano: PlanoTrabalho, known: FactsPlanoTrabalho, which: Callable[[Contribuicao, EntregaCitada], bool]
) -> list[tuple[int, EntregaCitada]]:
    """As contribuições, com a posição de cada uma, que citam uma entrega assim. Nenhuma, se o plano está cancelado.

    As que citam planos que não estão guardados ficam de fora: podem ser de outra autorizadora.
    """
    if not known.citadas or plano.status == CANCELADO:
        return []
    return [
        (posicao, citada)
        for posicao, item in enumerate(plano.contribuicoes)
        if (citada := known.citadas.get((item.id_plano_entregas or "", item.id_entrega or ""))) and which(item, citada)
    ]


def _cited(
    plano: PlanoTrabalho, citando: list[tuple[int, EntregaCitada]], campo: str = "id_entrega"
) -> dict[str, Any] | None:
    """A evidência: a primeira das contribuições que citam, o que ela cita, e os lugares de todas."""
    if not citando:
        return None
    posicao, citada = citando[0]
    return {
        "numero": posicao + 1,
        "id_plano_entregas": citada.plano.id,
        "id_entrega": plano.contribuicoes[posicao].id_entrega,
        **found([("contribuicoes", posicao, campo) for posicao, _ in citando]),
    }


def _outside(plano: PlanoTrabalho, citando: list[tuple[int, EntregaCitada]]) -> Evidence | None:
    """A evidência de um período que não cabe no do primeiro plano de entregas citado, e em quantos mais não cabe."""
    if not citando:
        return None
    posicao, citada = citando[0]
    quantas = len({citada.plano.id for _, citada in citando})
    return {
        "inicio": plano.data_inicio,
        "termino": plano.data_termino,
        "numero": posicao + 1,
        "id_plano_entregas": citada.plano.id,
        "outro_inicio": citada.plano.data_inicio,
        "outro_termino": citada.plano.data_termino,
        "quantas": quantas,
        "mais": "" if quantas == 1 else f" Ao todo são {quantas} planos de entregas assim.",
    }


def _entrega_que_nao_esta_no_plano(plano: PlanoTrabalho, known: FactsPlanoTrabalho) -> Evidence | None:
    return _cited(
        plano,
        _citing(
            plano,
            known,
            lambda item, citada: item.tipo_contribuicao == ENTREGA_DE_OUTRA_UNIDADE and not citada.existe,
        ),
    )


def _comeca_antes(plano: PlanoTrabalho, known: FactsPlanoTrabalho) -> Evidence | None:
    return _outside(plano, _citing(plano, known, lambda _, citada: plano.data_inicio < citada.plano.data_inicio))


def _termina_depois(plano: PlanoTrabalho, known: FactsPlanoTrabalho) -> Evidence | None:
    return _outside(plano, _citing(plano, known, lambda _, citada: plano.data_termino > citada.plano.data_termino))


def _entrega_cancelada(plano: PlanoTrabalho, known: FactsPlanoTrabalho) -> Evidence | None:
    return _cited(plano, _citing(plano, known, lambda _, citada: bool(citada.cancelada)))


def _plano_de_entregas_cancelado(plano: PlanoTrabalho, known: FactsPlanoTrabalho) -> Evidence | None:
    citando = _citing(plano, known, lambda _, citada: citada.plano.status == CANCELADO)
    return _cited(plano, citando, "id_plano_entregas")


_DA_OUTRA_UNIDADE = exemplo.contribuicao(tipo_contribuicao=3)

CITACAO: tuple[Rule[PlanoTrabalho, FactsPlanoTrabalho], ...] = (
    Rule(
        code="PT-28",
        stage=Stage.ESTADO,
        field="contribuicoes",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 19, II",
        severity=Severity.AVISO,
        message=(
            "A contribuição {numero}, do tipo 3, cita a entrega {id_entrega}, que não está no plano de entregas "
            "{id_plano_entregas} guardado nesta autorizadora.{mais} Confira os ids, ou reenvie o plano de entregas com "
            "ela."
        ),
        broken=_entrega_que_nao_esta_no_plano,
        wrong="Uma contribuição do tipo 3 cita uma entrega que não está no plano de entregas citado.",
        why=(
            "A contribuição do tipo 3 é para uma entrega de outra unidade (IN 24/2023, art. 19, II). A API central não "
            "a procura, porque o plano pode ser de outra autorizadora; mas este plano de entregas está guardado aqui, "
            "e não tem a entrega."
        ),
        mend=(
            "Confira id_plano_entregas e id_entrega com os do plano da outra unidade. Se a entrega falta lá, peça à "
            "unidade que reenvie o plano de entregas com ela; depois reenvie este plano."
        ),
        breaks=exemplo.plano_trabalho(contribuicoes=[{**_DA_OUTRA_UNIDADE, "id_entrega": "e2"}]),
        keeps=exemplo.plano_trabalho(contribuicoes=[_DA_OUTRA_UNIDADE]),
    ),
    Rule(
        code="PT-31",
        stage=Stage.ESTADO,
        field="data_inicio",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O plano de trabalho começa em {inicio}, antes do plano de entregas {id_plano_entregas}, citado na "
            "contribuição {numero}, que começa em {outro_inicio}.{mais} Confira as datas, ou cite o plano de entregas "
            "que valia então."
        ),
        broken=_comeca_antes,
        wrong="O plano de trabalho começa antes do plano de entregas que ele cita.",
        why=(
            "O plano de trabalho contribui para as entregas da unidade, e os textos do contrato pedem que não comece "
            "antes do plano que as traz. A API central não compara as datas."
        ),
        mend=(
            "Corrija a data de início do plano de trabalho, ou a do plano de entregas. Se o trabalho começou antes "
            "mesmo, ponha os dias anteriores num plano de trabalho que cite o plano de entregas daquela época."
        ),
        breaks=exemplo.plano_trabalho(data_inicio="2024-12-31"),
        keeps=exemplo.plano_trabalho(data_inicio="2025-01-01"),
    ),
    Rule(
        code="PT-32",
        stage=Stage.ESTADO,
        field="data_termino",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O plano de trabalho termina em {termino}, depois do plano de entregas {id_plano_entregas}, citado na "
            "contribuição {numero}, que termina em {outro_termino}.{mais} Confira as datas, ou divida o plano de "
            "trabalho entre os dois planos de entregas."
        ),
        broken=_termina_depois,
        wrong="O plano de trabalho termina depois do plano de entregas que ele cita.",
        why=(
            "O plano de trabalho contribui para as entregas da unidade, e depois do término do plano que as traz não "
            "há a que contribuir. A API central não compara as datas."
        ),
        mend=(
            "Corrija a data de término do plano de trabalho, ou a do plano de entregas. Se o trabalho continua, "
            "termine este plano com o de entregas e envie outro que cite o plano de entregas seguinte."
        ),
        breaks=exemplo.plano_trabalho(data_termino="2025-07-01"),
        keeps=exemplo.plano_trabalho(data_termino="2025-06-30"),
    ),
    Rule(
        code="PT-40",
        stage=Stage.ESTADO,
        field="contribuicoes",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 19, II",
        severity=Severity.AVISO,
        message=(
            "A contribuição {numero} cita a entrega {id_entrega} do plano de entregas {id_plano_entregas}, que está "
            "cancelada.{mais} Aponte outra entrega, ou retire a contribuição."
        ),
        broken=_entrega_cancelada,
        wrong="Uma contribuição cita uma entrega cancelada.",
        why=(
            "As contribuições levam o trabalho às entregas da unidade (IN 24/2023, art. 19, II), e uma entrega "
            "cancelada não será feita. A API central só confere que ela existe."
        ),
        mend=(
            "Aponte a entrega que a substituiu, ou retire a contribuição e reparta o percentual dela entre as outras. "
            "Se a entrega não devia estar cancelada, reenvie o plano de entregas com entrega_cancelada false."
        ),
        breaks=exemplo.plano_trabalho(
            antes=(
                exemplo.participante(),
                exemplo.plano_entregas(entregas=[exemplo.entrega(entrega_cancelada=True)]),
            )
        ),
        keeps=exemplo.plano_trabalho(
            antes=(
                exemplo.participante(),
                exemplo.plano_entregas(
                    entregas=[exemplo.entrega(), exemplo.entrega(id_entrega="e2", entrega_cancelada=True)]
                ),
            )
        ),
    ),
    Rule(
        code="PT-50",
        stage=Stage.ESTADO,
        field="contribuicoes",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 19, II",
        severity=Severity.AVISO,
        message=(
            "A contribuição {numero} cita a entrega {id_entrega} do plano de entregas {id_plano_entregas}, que foi "
            "cancelado.{mais} Aponte entregas do plano que o substituiu."
        ),
        broken=_plano_de_entregas_cancelado,
        wrong="Uma contribuição cita uma entrega de um plano de entregas cancelado.",
        why=(
            "As contribuições levam o trabalho às entregas da unidade (IN 24/2023, art. 19, II), e as de um plano "
            "cancelado não serão feitas. A API central só confere que a entrega existe, seja qual for o status do "
            "plano dela."
        ),
        mend=(
            "Envie o plano de entregas que substituiu o cancelado, se ainda não foi, e reenvie este plano apontando as "
            "entregas dele. Se o cancelamento foi engano, reenvie o plano de entregas com o status certo."
        ),
        breaks=exemplo.plano_trabalho(
            antes=(
                exemplo.participante(),
                exemplo.plano_entregas(status=1, avaliacao=None, data_avaliacao=None),
            )
        ),
        keeps=exemplo.plano_trabalho(
            antes=(
                exemplo.participante(),
                exemplo.plano_entregas(status=4, avaliacao=None, data_avaliacao=None),
            )
        ),
    ),
)
