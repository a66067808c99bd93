"""Período de vigência: o que planos de entregas e de trabalho têm em comum."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from app.rules.calculo import BYTES_DE_UM_ID, dias_permitidos
from app.rules.facts import FactsPlano
from app.rules.rule import CONTRATO, Evidence, Rule, Stage

CANCELADO = 1
"""Status de um plano cancelado, que não ocupa período (contrato, seção 6)."""

LIMITE_TAMBEM_NA_SUBSTITUICAO = date(2025, 5, 31)
"""Planos que começam depois deste dia respeitam um ano também quando reenviados (contrato, seção 6)."""


class TemPeriodo(Protocol):
    """O que as regras de período precisam ver de um plano."""

    @property
    def data_inicio(self) -> date: ...
    @property
    def data_termino(self) -> date: ...
    @property
    def status(self) -> int: ...
    @property
    def cod_unidade_executora(self) -> int: ...


def _termina_antes(plano: TemPeriodo, _: object) -> Evidence | None:
    if plano.data_termino >= plano.data_inicio:
        return None
    return {"inicio": plano.data_inicio, "termino": plano.data_termino}


def _colide(plano: TemPeriodo, known: FactsPlano) -> Evidence | None:
    if not known.conflitos or plano.status == CANCELADO:
        return None
    outro = known.conflitos[0]
    return {
        "inicio": plano.data_inicio,
        "termino": plano.data_termino,
        "outro": outro.id,
        "outro_inicio": outro.data_inicio,
        "outro_termino": outro.data_termino,
        "outro_status": outro.status,
        "executora": plano.cod_unidade_executora,
    }


def _passa_de_um_ano(plano: TemPeriodo, known: FactsPlano) -> Evidence | None:
    if known.exists and plano.data_inicio <= LIMITE_TAMBEM_NA_SUBSTITUICAO:
        return None
    dias = (plano.data_termino - plano.data_inicio).days
    limite = dias_permitidos(plano.data_inicio, plano.data_termino)
    return {"dias": dias, "limite": limite} if dias > limite else None


def _id_longo(valor: str, _: object) -> Evidence | None:
    tamanho = len(valor.encode(errors="surrogatepass"))
    return {"tamanho": tamanho, "limite": BYTES_DE_UM_ID} if tamanho > BYTES_DE_UM_ID else None


def datas_em_ordem(code: str) -> Rule[Any, Any]:
    """`data_termino` não vem antes de `data_inicio` (contrato, seção 5)."""
    return Rule(
        code=code,
        stage=Stage.DOCUMENTO,
        field="data_termino",
        source=CONTRATO,
        message="O plano termina em {termino}, antes de começar em {inicio}. Corrija uma das datas.",
        broken=_termina_antes,
    )


def sem_sobreposicao(code: str, message: str) -> Rule[Any, Any]:
    """Nenhum outro plano, que não esteja cancelado, divide um dia com este (contrato, seção 6)."""
    return Rule(code=code, stage=Stage.ESTADO, field="data_inicio", source=CONTRATO, message=message, broken=_colide)


def ate_um_ano(code: str, source: str) -> Rule[Any, Any]:
    """O plano não passa de um ano (contrato, seção 6)."""
    return Rule(
        code=code,
        stage=Stage.ESTADO,
        field="data_termino",
        source=source,
        message=(
            "O plano dura {dias} dias, e neste período o limite de um ano é de {limite} dias. "
            "Antecipe a data de término ou divida o plano."
        ),
        broken=_passa_de_um_ano,
    )


def id_cabe(code: str, field: str) -> Rule[Any, Any]:
    """O identificador cabe no índice do banco (diferenças)."""
    return Rule(
        code=code,
        stage=Stage.CAMPO,
        field=field,
        source=CONTRATO,
        message=(
            "O identificador tem {tamanho} bytes e não pode ser guardado como chave; o limite é de {limite} bytes, "
            "e o PostgreSQL às vezes aceita menos. Use um identificador curto, como um UUID."
        ),
        broken=_id_longo,
    )
