"""O que se recusa numa contribuição de um plano de trabalho."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.rules.rule import CONTRATO, Evidence, Rule, Stage

if TYPE_CHECKING:
    from app.contract.plano_trabalho import Contribuicao
    from app.rules.facts import Facts

ENTREGA_DA_PROPRIA_UNIDADE = 1
"""Tipo de contribuição que aponta uma entrega da unidade de execução (IN 24/2023, art. 19, II)."""
SEM_ENTREGA = 2
"""Tipo de contribuição que não se vincula a entrega (IN 24/2023, art. 19, II)."""
PERCENTUAL = range(101)
"""Percentuais aceitos numa contribuição (contrato, seção 5)."""


def _percentual_fora(percentual: int, _: Facts) -> Evidence | None:
    return None if percentual in PERCENTUAL else {"percentual": percentual}


def _tipo_1_sem_entrega(contribuicao: Contribuicao, _: Facts) -> Evidence | None:
    if contribuicao.tipo_contribuicao != ENTREGA_DA_PROPRIA_UNIDADE:
        return None
    faltam = [nome for nome in ("id_plano_entregas", "id_entrega") if getattr(contribuicao, nome) is None]
    return {"faltam": faltam} if faltam else None


def _tipo_2_com_entrega(contribuicao: Contribuicao, _: Facts) -> Evidence | None:
    if contribuicao.tipo_contribuicao != SEM_ENTREGA:
        return None
    sobram = [nome for nome in ("id_plano_entregas", "id_entrega") if getattr(contribuicao, nome) is not None]
    return {"sobram": sobram} if sobram else None


PERCENTUAL_DA_CONTRIBUICAO = (
    Rule[int, "Facts"](
        code="PT-07",
        stage=Stage.CAMPO,
        field="percentual_contribuicao",
        source=CONTRATO,
        message="O percentual da contribuição é {percentual}, e tem de estar entre 0 e 100. Corrija-o.",
        broken=_percentual_fora,
    ),
)
CONJUNTO = (
    Rule["Contribuicao", "Facts"](
        code="PT-10",
        stage=Stage.DOCUMENTO,
        field="id_entrega",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 19, II",
        message=(
            "A contribuição é do tipo 1, que aponta uma entrega da unidade, e falta preencher: {faltam}. "
            "Informe a entrega, ou use o tipo 2 quando não houver vínculo com entrega."
        ),
        broken=_tipo_1_sem_entrega,
    ),
    Rule["Contribuicao", "Facts"](
        code="PT-11",
        stage=Stage.DOCUMENTO,
        field="id_entrega",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 19, II",
        message=(
            "A contribuição é do tipo 2, que não se vincula a entrega, e veio com: {sobram}. "
            "Envie null nesses campos, ou use o tipo 1 quando a contribuição for para essa entrega."
        ),
        broken=_tipo_2_com_entrega,
    ),
)

CONTRIBUICAO: tuple[Rule[Any, Any], ...] = (*PERCENTUAL_DA_CONTRIBUICAO, *CONJUNTO)
