"""O diário guardado: um registro por pedido, até um limite; os mais antigos saem."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, update

from app.storage.dialect import DIALECTS
from app.storage.tables import contador, registro

CONTADOR = "registro"
_INSERIR = {kind: dialect.insert(registro).on_conflict_do_nothing() for kind, dialect in DIALECTS.items()}


def reserve(connection: Connection, quantos: int) -> range:
    """Reserva uma faixa de números que nenhum outro processo usará."""
    fim = connection.execute(
        update(contador)
        .where(contador.c.nome == CONTADOR)
        .values(proximo=contador.c.proximo + quantos)
        .returning(contador.c.proximo)
    ).scalar_one()
    return range(fim - quantos, fim)


def give_back(connection: Connection, resto: range) -> None:
    """Devolve o fim de uma faixa não usada, se ninguém reservou outra depois."""
    connection.execute(
        update(contador)
        .where(contador.c.nome == CONTADOR, contador.c.proximo == resto.stop)
        .values(proximo=resto.start)
    )


def keep(connection: Connection, linhas: Sequence[dict[str, Any]], limite: int) -> None:
    """Guarda os registros e apaga os que ficaram além do limite.

    O que já está fica como está: um lote se repete quando não se soube se foi guardado.
    """
    connection.execute(_INSERIR[connection.dialect.name], linhas)
    ultimo_que_sai = select(registro.c.numero).order_by(registro.c.numero.desc()).offset(limite).limit(1)
    connection.execute(delete(registro).where(registro.c.numero <= ultimo_que_sai.scalar_subquery()))
