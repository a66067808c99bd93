"""Em que volta e em que passo está cada roteiro do painel: assim um passo se faz uma vez só, em todos os processos.

A volta e o passo ficam num contador só, que muda de uma vez: a volta vezes `VOLTA`, mais o último passo que ela fez.
"""

from sqlalchemy import ColumnElement, Connection, func, select, update

from app.storage.dialect import DIALECTS
from app.storage.tables import contador, registro

VOLTA = 1_000
"""Mais do que os passos que um roteiro pode ter."""
ULTIMOS = 5_000
"""Entre quantos dos últimos registros do diário se procuram os de um passo."""
_CRIAR = {kind: dialect.insert(contador).on_conflict_do_nothing() for kind, dialect in DIALECTS.items()}


def start(connection: Connection, nome: str) -> int:
    """Começa outra volta do roteiro, e devolve o número dela."""
    connection.execute(_CRIAR[connection.dialect.name], {"nome": guard(nome), "proximo": 0})
    atual, _ = reached(connection, nome)
    connection.execute(update(contador).where(contador.c.nome == guard(nome)).values(proximo=(atual + 1) * VOLTA))
    return atual + 1


def reached(connection: Connection, nome: str) -> tuple[int, int]:
    """A volta em que o roteiro está, e o último passo que ela fez; zeros, se nunca começou."""
    proximo = select(contador.c.proximo).where(contador.c.nome == guard(nome))
    return divmod(connection.execute(proximo).scalar_one_or_none() or 0, VOLTA)


def take(connection: Connection, nome: str, volta: int, passo: int) -> bool:
    """Toma para si este passo, se a volta é a em que o roteiro está e ainda não o fez. Diz se o tomou.

    Os passos que só contam uma história não passam por aqui: antes deste pode faltar algum.
    """
    por_fazer = contador.c.proximo.between(volta * VOLTA, volta * VOLTA + passo - 1)
    return _move(connection, nome, volta * VOLTA + passo, por_fazer)


def give_back(connection: Connection, nome: str, volta: int, passo: int) -> bool:
    """Devolve o passo tomado, que não se fez."""
    return _move(connection, nome, volta * VOLTA + passo - 1, contador.c.proximo == volta * VOLTA + passo)


def made(connection: Connection, user_agent: str) -> list[int]:
    """Os números dos pedidos que vieram há pouco com este User-Agent, na ordem em que foram feitos."""
    ultima = select(func.max(registro.c.ordem)).scalar_subquery()
    feitos = select(registro.c.numero).where(registro.c.ordem > ultima - ULTIMOS, registro.c.user_agent == user_agent)
    return list(connection.execute(feitos.order_by(registro.c.ordem)).scalars())


def guard(nome: str) -> str:
    """O nome do contador do roteiro; é o que uma transação protege, para que dois começos dele não se misturem."""
    return f"roteiro/{nome}"


def _move(connection: Connection, nome: str, para: int, condition: ColumnElement[bool]) -> bool:
    movido = update(contador).where(contador.c.nome == guard(nome), condition).values(proximo=para)
    return connection.execute(movido).rowcount == 1
