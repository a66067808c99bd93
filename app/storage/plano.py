"""O que planos de entregas e de trabalho têm em comum ao serem guardados."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Delete,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    literal_column,
    select,
    union_all,
    update,
)

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


def replacement(table: Table, id_name: str, fields: Iterable[str]) -> Update:
    """Troca os campos de um plano existente; a data da primeira guarda fica."""
    own = (*UNIDADE, id_name)
    names = [name for name in (*fields, "data_atualizacao") if name not in own]
    return update(table).where(key_of(table, id_name)).values({name: bindparam(name) for name in names})


def children_removal(table: Table, id_name: str) -> Delete:
    """Apaga os itens de um plano."""
    return delete(table).where(key_of(table, id_name))


def own_and_conflict(table: Table, id_name: str, mesmo: Sequence[str]) -> CompoundSelect[Any]:
    """Numa consulta só: o próprio plano, se existe, e o primeiro outro com que o período dado divide um dia.

    O outro tem os mesmos `mesmo` e não está cancelado.
    """
    columns = (table.c[id_name], table.c.data_inicio, table.c.data_termino, table.c.status)
    outro = (
        select(*columns)
        .where(
            *(table.c[name] == bindparam(f"b_{name}") for name in (*UNIDADE, *mesmo)),
            table.c.data_termino >= bindparam("b_data_inicio"),
            table.c.data_inicio <= bindparam("b_data_termino"),
            table.c[id_name] != bindparam(f"b_{id_name}"),
            # No texto, e não como parâmetro, para que o índice parcial sirva.
            table.c.status != literal_column(str(CANCELADO)),
        )
        .order_by(table.c.data_termino)
        .limit(1)
        .subquery()
    )
    return union_all(select(*columns).where(key_of(table, id_name)), select(*outro.c))


def find_own_and_conflict(
    connection: Connection, consulta: CompoundSelect[Any], documento: Any, names: Sequence[str]
) -> tuple[bool, PlanoGuardado | None]:
    """Se o plano já existe, e com qual outro o período dele colide. `names` começa pela chave, com o id por último."""
    proprio = getattr(documento, names[len(UNIDADE)])
    linhas = connection.execute(consulta, {f"b_{name}": getattr(documento, name) for name in names}).all()
    existe = any(linha[0] == proprio for linha in linhas)
    outros = [PlanoGuardado(*linha) for linha in linhas if linha[0] != proprio]
    return existe, outros[0] if outros else None


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Os itens em lotes de no máximo `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
