"""O que planos de entregas e de trabalho têm em comum ao serem guardados."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Delete, Select, Table, Update, and_, bindparam, delete, select, update

from app.rules.facts import PlanoGuardado
from app.rules.periodo import CANCELADO

UNIDADE = ("origem_unidade", "cod_unidade_autorizadora")
Item = TypeVar("Item")


def key_of(table: Table, id_name: str) -> ColumnElement[bool]:
    """A condição da chave (unidade e id), com parâmetros `b_…`."""
    return and_(*(table.c[name] == bindparam(f"b_{name}") for name in (*UNIDADE, id_name)))


def key_values(id_name: str, chave: Sequence[str | int]) -> dict[str, str | int]:
    """Os parâmetros da condição da chave."""
    return {f"b_{name}": value for name, value in zip((*UNIDADE, id_name), chave, strict=True)}


def existence(table: Table, id_name: str) -> Select[tuple[int]]:
    """Consulta que devolve uma linha quando o plano existe."""
    return select(table.c.status).where(key_of(table, id_name))


def replacement(table: Table, id_name: str, fields: Iterable[str]) -> Update:
    """Troca os campos de um plano existente; a data da primeira guarda fica."""
    own = (*UNIDADE, id_name)
    names = [name for name in (*fields, "data_atualizacao") if name not in own]
    return update(table).where(key_of(table, id_name)).values({name: bindparam(name) for name in names})


def children_removal(table: Table, id_name: str) -> Delete:
    """Apaga os itens de um plano."""
    return delete(table).where(key_of(table, id_name))


def conflict(table: Table, id_name: str, mesmo: Sequence[str]) -> Select[Any]:
    """O primeiro plano, que não esteja cancelado, com os mesmos `mesmo` e um dia em comum com o período dado."""
    columns = (table.c[id_name], table.c.data_inicio, table.c.data_termino, table.c.status)
    return (
        select(*columns)
        .where(
            *(table.c[name] == bindparam(name) for name in (*UNIDADE, *mesmo)),
            table.c.data_termino >= bindparam("data_inicio"),
            table.c.data_inicio <= bindparam("data_termino"),
            # O valor vai no texto para que o índice parcial sirva.
            table.c.status != CANCELADO,
            table.c[id_name] != bindparam(id_name),
        )
        .order_by(table.c.data_termino)
        .limit(1)
    )


def find_conflict(
    connection: Connection, consulta: Select[Any], documento: Any, names: Sequence[str]
) -> PlanoGuardado | None:
    """Com qual plano guardado o período deste colide; um plano cancelado não colide com nenhum."""
    if documento.status == CANCELADO:
        return None
    linha = connection.execute(consulta, {name: getattr(documento, name) for name in names}).one_or_none()
    if linha is None:
        return None
    return PlanoGuardado(id=linha[0], data_inicio=linha[1], data_termino=linha[2], status=linha[3])


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Os itens em lotes de no máximo `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
