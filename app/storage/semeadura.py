"""A marca de que há uma semeadura em curso, que todos os processos veem e que vence sozinha, se o dono dela morrer.

Os instantes são da máquina, em milissegundos desde 1970, porque o relógio do simulador se congela e volta atrás. O que
a marca guarda, o instante em que vence, também diz de quem ela é: só quem o conhece a renova ou a devolve.
"""

from sqlalchemy import ColumnElement, Connection, select, update

from app.storage.tables import contador

MARCA = "semeadura"
LIVRE = 0


def claim(connection: Connection, now: int, until: int) -> bool:
    """Põe a marca, se ninguém a tem, ou se a que havia venceu. Diz se a pôs."""
    return _move(connection, until, contador.c.proximo < now)


def renew(connection: Connection, held: int, until: int) -> bool:
    """Adia o vencimento da marca que vencia em `held`. Diz se ela ainda era essa."""
    return _move(connection, until, contador.c.proximo == held)


def release(connection: Connection, held: int) -> None:
    """Tira a marca que vence em `held`; a de outro fica."""
    _move(connection, LIVRE, contador.c.proximo == held)


def running(connection: Connection, now: int) -> bool:
    """Se há uma semeadura em curso."""
    vence = connection.execute(select(contador.c.proximo).where(contador.c.nome == MARCA)).scalar_one()
    return bool(vence >= now)


def _move(connection: Connection, until: int, condition: ColumnElement[bool]) -> bool:
    moved = connection.execute(update(contador).where(contador.c.nome == MARCA, condition).values(proximo=until))
    return moved.rowcount == 1
