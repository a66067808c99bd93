"""As senhas erradas de há pouco, contadas por conta e por endereço."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from app.storage.tables import tentativa

GUARDA = "tentativa"
"""O que a contagem protege: uma só, para que a limpeza de uma não cruze com a soma de outra."""


def until(
    connection: Connection, chaves: Sequence[str], limite: int, now: datetime, janela: timedelta
) -> datetime | None:
    """Até quando se espera, se alguma destas chaves já chegou ao limite; senão, nada.

    O que vence depois de uma janela foi contado num futuro de que o relógio voltou, e não conta.
    """
    vence_em: datetime | None = connection.execute(
        select(func.max(tentativa.c.vence_em)).where(
            tentativa.c.chave.in_(chaves),
            tentativa.c.falhas >= limite,
            tentativa.c.vence_em > now,
            tentativa.c.vence_em <= now + janela,
        )
    ).scalar_one()
    # O SQLite devolve o instante sem o fuso.
    return vence_em and vence_em.replace(tzinfo=UTC)


def add(connection: Connection, chaves: Sequence[str], now: datetime, janela: timedelta) -> None:
    """Soma uma falha a cada chave, e tira as que já não contam. A janela começa na primeira falha."""
    vence_em = now + janela
    connection.execute(delete(tentativa).where(or_(tentativa.c.vence_em <= now, tentativa.c.vence_em > vence_em)))
    for chave in chaves:
        soma = update(tentativa).where(tentativa.c.chave == chave).values(falhas=tentativa.c.falhas + 1)
        if not connection.execute(soma).rowcount:
            connection.execute(insert(tentativa), {"chave": chave, "falhas": 1, "vence_em": vence_em})


def forget(connection: Connection, chave: str) -> None:
    """Esquece as falhas desta chave."""
    connection.execute(delete(tentativa).where(tentativa.c.chave == chave))
