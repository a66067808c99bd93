"""Como os testes perguntam: o documento é aceito, ou com que itens de erro é recusado. Sem banco."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel, ValidationError

from app.contract import moment
from app.contract.errors import Item, items_of_model
from app.rules.rule import Rule, first_broken

AGORA = datetime(2025, 7, 1, 12, tzinfo=UTC)

UNIDADES_ACEITAS = (
    ("SIAPE", 1),
    ("SIAPE", 99_999),
    ("SIAPE", 10_000_000_000_000),
    ("SIAPE", 99_999_999_999_999),
    ("SIORG", 1),
    ("SIORG", 999_999),
)
UNIDADES_RECUSADAS = (
    ("SIAPE", 100_000),
    ("SIAPE", 9_999_999_999_999),
    ("SIAPE", 100_000_000_000_000),
    ("SIORG", 1_000_000),
    ("SIORG", 10_000_000_000_000),
)
CPFS_ACEITOS = ("52998224725", "11144477735", "12345678909", "00000000191")
CPFS_QUE_NAO_CONFEREM = ("52998224724", "52998224735", "52998224752", "12345678900")

M = TypeVar("M", bound=BaseModel)


def aceito(modelo: type[M], documento: Any, agora: datetime = AGORA) -> M:
    """O documento como fica depois de aceito; uma recusa derruba o teste."""
    with moment.at(agora):
        return modelo.model_validate(documento)


def recusas(modelo: type[BaseModel], documento: Any, agora: datetime = AGORA) -> list[Item]:
    """Os itens da lista de erros, sem o `input`, que tests/contract confere; uma aceitação derruba o teste."""
    with pytest.raises(ValidationError) as recusa, moment.at(agora):
        modelo.model_validate(documento)
    return [{nome: item[nome] for nome in ("type", "loc", "msg", "ctx")} for item in items_of_model(recusa.value)]


def item(regra: str, loc: list[str | int], msg: str, *, tipo: str = "value_error", **ctx: Any) -> Item:
    """O item de erro que se espera."""
    return {"type": tipo, "loc": loc, "msg": msg, "ctx": {"regra": regra, **ctx}}


def primeira_recusa(regras: Iterable[Rule[Any, Any]], valor: Any, fatos: Any = None) -> tuple[str, str] | None:
    """O código e a mensagem da primeira regra quebrada, ou nada."""
    recusa = first_broken(regras, valor, fatos)
    return (recusa.rule.code, recusa.message) if recusa else None
