"""O que se avisa das datas de qualquer plano: as improváveis, e as estranhezas do limite de um ano."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.rules.avisos.lugares import Campos, field_at, found
from app.rules.calculo import dias_permitidos
from app.rules.facts import FactsPlano
from app.rules.periodo import CANCELADO, LIMITE_TAMBEM_NA_SUBSTITUICAO, TemPeriodo
from app.rules.rule import CONTRATO, Evidence, Severity, Stage

PRIMEIRO_DIA_PROVAVEL = date(2000, 1, 1)
ULTIMO_DIA_PROVAVEL = date(2100, 12, 31)
"""Fora destes dias, uma data é quase sempre erro de digitação ou de conversão; a API central aceita de 1 a 9999."""


def improbable(datas: Campos, plano: object, _: object) -> Evidence | None:
    """As datas que não ficam entre os anos 2000 e 2100."""
    preenchidas = [data for data in datas.values(plano) if data is not None]
    if min(preenchidas) >= PRIMEIRO_DIA_PROVAVEL and max(preenchidas) <= ULTIMO_DIA_PROVAVEL:
        return None
    achados = [
        (place, data)
        for place, data in datas.places(plano)
        if data is not None and not PRIMEIRO_DIA_PROVAVEL <= data <= ULTIMO_DIA_PROVAVEL
    ]
    place, data = achados[0]
    return {**field_at(place), "data": data, **found([place for place, _ in achados])}


def _reenvio_longo(plano: TemPeriodo, known: FactsPlano) -> Evidence | None:
    dias, limite = _duracao(plano)
    # Quem cancela um plano longo já fez o que havia a fazer.
    if dias <= limite or not _sem_limite(plano, known) or plano.status == CANCELADO:
        return None
    return {"dias": dias, "limite": limite, "ultimo_inicio": LIMITE_TAMBEM_NA_SUBSTITUICAO}


def _aniversario_de_marco(plano: TemPeriodo, known: FactsPlano) -> Evidence | None:
    inicio, termino = plano.data_inicio, plano.data_termino
    if (termino.year, termino.month, termino.day) != (inicio.year + 1, inicio.month, inicio.day):
        return None
    dias, limite = _duracao(plano)
    if dias <= limite or _sem_limite(plano, known):
        return None
    return {"inicio": inicio, "termino": termino, "limite": limite, "vespera": termino - timedelta(days=1)}


def _duracao(plano: TemPeriodo) -> tuple[int, int]:
    """Quantos dias o plano dura, e quantos poderia durar."""
    dias = (plano.data_termino - plano.data_inicio).days
    return dias, dias_permitidos(plano.data_inicio, plano.data_termino)


def _sem_limite(plano: TemPeriodo, known: FactsPlano) -> bool:
    """Se o plano é um reenvio antigo, que a API central aceita com qualquer duração (contrato, seção 6)."""
    return known.exists and plano.data_inicio <= LIMITE_TAMBEM_NA_SUBSTITUICAO


DATAS_IMPROVAVEIS: Mapping[str, Any] = {
    "stage": Stage.DOCUMENTO,
    "field": "",
    "source": CONTRATO,
    "severity": Severity.AVISO,
    "message": (
        "O campo {campo} {de_quem} traz o dia {data}, e um ano antes de 2000 ou depois de 2100 costuma ser "
        "engano.{mais} Confira a data."
    ),
    "wrong": "Uma data cai num ano improvável, antes de 2000 ou depois de 2100.",
    "why": (
        "O contrato aceita qualquer dia entre os anos 1 e 9999, e a API central o guarda sem estranhar. O PGD "
        "começou em 2023: um ano tão distante costuma ser algarismo trocado, ano escrito com dois algarismos ou "
        "número convertido em data."
    ),
    "mend": (
        "Confira a data no seu sistema, corrija-a e reenvie o documento. As datas vão como AAAA-MM-DD, com os "
        "quatro algarismos do ano."
    ),
}
"""As datas são prováveis (diferenças: espelhado). Faltam o código, os exemplos e `broken`, que é `improbable`."""

REENVIO_LONGO: Mapping[str, Any] = {
    "stage": Stage.ESTADO,
    "field": "data_termino",
    "source": CONTRATO,
    "severity": Severity.AVISO,
    "message": (
        "O plano dura {dias} dias, e neste período o limite de um ano é de {limite} dias. Só escapa da "
        "recusa porque já estava guardado e começou até {ultimo_inicio}: um plano novo assim é recusado."
    ),
    "broken": _reenvio_longo,
    "wrong": "O plano dura mais de um ano, e só não é recusado por ser o reenvio de um plano antigo.",
    "why": (
        "A API central confere o limite de um ano em todo plano novo, e nos reenviados só quando começam depois "
        "de 31/05/2025. O mesmo documento, com outro id ou em outro ambiente, é recusado."
    ),
    "mend": (
        "Se o plano de fato durou mais que isso, nada há a corrigir agora: mantenha o id dele nos reenvios. Se a "
        "data de término está errada, corrija-a; e planeje os próximos por um ano, no máximo."
    ),
}
"""O plano antigo, reenviado, também cabe em um ano. Faltam o código e os exemplos."""

ANIVERSARIO_DE_MARCO: Mapping[str, Any] = {
    "stage": Stage.ESTADO,
    "field": "data_termino",
    "source": CONTRATO,
    "severity": Severity.AVISO,
    "message": (
        "O plano vai de {inicio} ao mesmo dia do ano seguinte, {termino}, e em qualquer outro ano seria aceito. A "
        "API central não conta o dia 29 de fevereiro quando o plano termina em março, e recusa o que passa de "
        "{limite} dias: termine-o em {vespera}."
    ),
    "broken": _aniversario_de_marco,
    "wrong": "O plano termina no aniversário, em março de um ano bissexto, e por isso é recusado.",
    "why": (
        "A API central acrescenta um dia ao limite quando o plano começa em janeiro ou fevereiro de um ano "
        "bissexto, ou termina de abril em diante; em março, não, embora o dia 29 de fevereiro esteja dentro do "
        "plano. Um ano justo tem então 366 dias, um a mais que o limite."
    ),
    "mend": (
        "Termine o plano na véspera do aniversário e reenvie-o. Não é erro do seu sistema: é uma estranheza da API "
        "central, que repetimos para que ela não surpreenda em produção."
    ),
}
"""O plano recusado não termina no aniversário, em março de um ano bissexto (contrato, seção 6). Faltam o código e os
exemplos.
"""
