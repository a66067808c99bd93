"""O que se recusa numa contribuição de um plano de trabalho."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.rules import exemplo
from app.rules.rule import CONTRATO, ONDE, Evidence, Rule, Stage

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
    return {"faltam": faltam, ONDE: tuple((nome,) for nome in faltam)} if faltam else None


def _tipo_2_com_entrega(contribuicao: Contribuicao, _: Facts) -> Evidence | None:
    if contribuicao.tipo_contribuicao != SEM_ENTREGA:
        return None
    sobram = [nome for nome in ("id_plano_entregas", "id_entrega") if getattr(contribuicao, nome) is not None]
    return {"sobram": sobram, ONDE: tuple((nome,) for nome in sobram)} if sobram else None


def _sem_entrega(contribuicao: Mapping[str, Any], _: Evidence) -> dict[str, Any]:
    return {**contribuicao, "id_plano_entregas": None, "id_entrega": None}


PERCENTUAL_DA_CONTRIBUICAO = (
    Rule[int, "Facts"](
        code="PT-07",
        stage=Stage.CAMPO,
        field="percentual_contribuicao",
        source=CONTRATO,
        message="O percentual da contribuição é {percentual}, e tem de estar entre 0 e 100. Corrija-o.",
        broken=_percentual_fora,
        wrong="O percentual da contribuição não está entre 0 e 100.",
        why=(
            "O percentual diz quanto da carga horária disponível do plano vai para a contribuição, e nenhuma parte "
            "passa do todo. A soma é outra conta: a API central não a confere, e ela pode passar de 100 quando há "
            "horas a compensar (IN 52/2023, art. 5º)."
        ),
        mend=(
            "Envie um número inteiro de 0 a 100. Se o seu sistema guarda as horas de cada contribuição, calcule que "
            "parte de carga_horaria_disponivel elas são."
        ),
        breaks=exemplo.plano_trabalho(contribuicoes=[exemplo.contribuicao(percentual_contribuicao=101)]),
        keeps=exemplo.plano_trabalho(contribuicoes=[exemplo.contribuicao(percentual_contribuicao=100)]),
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
        wrong="A contribuição é do tipo 1 e não diz qual é a entrega.",
        why=(
            "O tipo 1 é o do trabalho vinculado a uma entrega da própria unidade (IN 24/2023, art. 19, II), e sem o id "
            "do plano de entregas e o da entrega não se sabe qual é. O contrato da API central pede os dois juntos."
        ),
        mend=(
            "Informe em id_plano_entregas e em id_entrega a entrega para a qual vai o trabalho. Se ele não se vincula "
            "a nenhuma, use o tipo 2; se vai para a entrega de outra unidade, use o tipo 3."
        ),
        breaks=exemplo.plano_trabalho(contribuicoes=[exemplo.contribuicao(id_entrega=None)]),
        keeps=exemplo.plano_trabalho(contribuicoes=[exemplo.contribuicao(id_entrega="e1")]),
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
        wrong="A contribuição é do tipo 2 e cita uma entrega ou um plano de entregas.",
        why=(
            "O tipo 2 é o do trabalho que não se vincula a entrega nenhuma (IN 24/2023, art. 19, II). O contrato da "
            "API central recusa os dois ids, ainda que venham como texto vazio."
        ),
        mend=(
            "Envie null em id_plano_entregas e em id_entrega. Se o trabalho vai mesmo para essa entrega, use o tipo 1, "
            "quando ela é da própria unidade, ou o tipo 3, quando é de outra."
        ),
        breaks=exemplo.plano_trabalho(contribuicoes=[exemplo.contribuicao(tipo_contribuicao=2)]),
        keeps=exemplo.plano_trabalho(
            contribuicoes=[exemplo.contribuicao(tipo_contribuicao=2, id_plano_entregas=None, id_entrega=None)]
        ),
        fix=_sem_entrega,
    ),
)

CONTRIBUICAO: tuple[Rule[Any, Any], ...] = (*PERCENTUAL_DA_CONTRIBUICAO, *CONJUNTO)
