"""Planos que disputam o mesmo período: como se procuram no banco e como de lá voltam."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Table, TableValuedAlias, bindparam, literal_column, select

from app.rules.facts import PlanoGuardado
from app.rules.periodo import CANCELADO
from app.storage.dialect import JsonDialect, from_text, of_unit


def conflicts(
    tabela: Table, id_name: str, agenda: Sequence[str], dialect: JsonDialect, linha: TableValuedAlias
) -> ColumnElement[Any]:
    """Os outros planos da mesma agenda, não cancelados, que dividem um dia com o documento, na ordem em que terminam.

    `agenda` são os campos que, iguais, fazem dois planos disputar o mesmo período. Vêm no máximo `quantos`. Como os
    planos de uma agenda não se sobrepõem, os que colidem são os primeiros a terminar depois que o documento começa: só
    esses se olham, e uma agenda longa não custa mais que uma curta.
    """
    c = tabela.c

    def no_documento(name: str) -> ColumnElement[Any]:
        return dialect.field(linha, c[name])

    seguintes = (
        select(c[id_name].label("id"), c.data_inicio, c.data_termino, c.status, c.data_atualizacao)
        .where(
            *of_unit(tabela),
            *(c[name] == no_documento(name) for name in agenda),
            c.data_termino >= no_documento("data_inicio"),
            c[id_name] != no_documento(id_name),
            # No texto, e não como parâmetro, para que o índice parcial sirva.
            c.status != literal_column(str(CANCELADO)),
        )
        .order_by(c.data_termino)
        .limit(bindparam("quantos", type_=Integer))
        .correlate(linha)
        .subquery("seguintes")
    )
    outros = select(seguintes).where(seguintes.c.data_inicio <= no_documento("data_termino"))
    return dialect.array_as_text(outros.order_by(seguintes.c.data_termino).correlate(linha))


def read_plans(lista: str) -> tuple[PlanoGuardado, ...]:
    """Os planos que um comando devolveu em JSON, com as colunas de `conflicts`."""
    return tuple(
        PlanoGuardado(
            plano["id"],
            date.fromisoformat(plano["data_inicio"]),
            date.fromisoformat(plano["data_termino"]),
            plano["status"],
            _instant(plano["data_atualizacao"]),
        )
        for plano in from_text(lista)
    )


def _instant(texto: str) -> datetime:
    """O instante guardado; o SQLite o devolve sem o fuso."""
    instante = datetime.fromisoformat(texto)
    return instante if instante.tzinfo else instante.replace(tzinfo=UTC)
