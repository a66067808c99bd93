"""Ensaiar: pedir à API como se pede de verdade, e ficar só com o que ela diria.

É a mesma API, sobre um banco que desfaz tudo o que nele se grava e um diário que só mostra o registro a quem ensaia.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from app.journal import ENSAIO
from app.storage.database import Database, Result, Work
from app.storage.statement import execute

Rehearsed = TypeVar("Rehearsed")

_caught: ContextVar[list[dict[str, Any]]] = ContextVar("ensaio")
_together: ContextVar[Connection | None] = ContextVar("ensaio_em_ordem", default=None)
"""A conexão da transação em que se ensaiam vários pedidos, enquanto dura."""


@contextmanager
def caught() -> Iterator[list[dict[str, Any]]]:
    """Os registros dos pedidos que se ensaiem enquanto dura."""
    linhas: list[dict[str, Any]] = []
    token = _caught.set(linhas)
    try:
        yield linhas
    finally:
        _caught.reset(token)


class Notebook:
    """O diário de quem ensaia: cada registro fica com quem o provocou."""

    def number(self) -> int | None:
        """O número de todo ensaio."""
        return ENSAIO

    def keep(self, linha: dict[str, Any]) -> None:
        """Mostra o registro a quem ensaia."""
        _caught.get().append(linha)


class Undoing(Database):
    """Um banco em que se lê o que há, e nada do que se grava fica."""

    def __init__(self, inner: Database) -> None:
        self._inner = inner
        self.kind = inner.kind
        self.lease = inner.lease

    async def together(self, sequence: Callable[[], Coroutine[Any, Any, Rehearsed]]) -> Rehearsed:
        """Ensaia em sequência: o que um pedido grava, os seguintes veem; ao fim, tudo se desfaz.

        A sequência corre noutra linha de execução, num laço de eventos só dela, e enquanto dura guarda a vez de quem
        escreve: que se limite, porque quem a espera pode ir embora, e ela segue. Erros: Unavailable; os da sequência.
        """

        def rehearse(connection: Connection) -> Rehearsed:
            async def run() -> Rehearsed:
                _together.set(connection)
                return await sequence()

            try:
                with self._inner.transaction(connection):
                    raise _Outcome(asyncio.run(run()))
            except _Outcome as found:
                result: Rehearsed = found.result
                return result

        return await self._inner.apart(rehearse)

    async def look(self, work: Work[Result]) -> Result:
        connection = _together.get()
        return await self._inner.look(work) if connection is None else self._step(connection, work)

    async def write(self, work: Work[Result], *guards: str, shared: str | None = None) -> Result:
        connection = _together.get()
        if connection is not None:
            return self._step(connection, work)

        def outcome(own: Connection) -> None:
            raise _Outcome(work(own))

        try:
            await self._inner.write(outcome, *guards, shared=shared)
        except _Outcome as found:
            result: Result = found.result
            return result
        raise AssertionError("a transação terminou sem desfazer-se")

    async def apart(self, work: Work[Result]) -> Result:
        raise NotImplementedError("quem trabalha à parte confirma as próprias transações, e não há como as desfazer")

    def transaction(self, connection: Connection, *guards: str) -> AbstractContextManager[None]:
        raise NotImplementedError("quem trabalha à parte confirma as próprias transações, e não há como as desfazer")

    def errors(self) -> AbstractContextManager[None]:
        return self._inner.errors()

    async def close(self) -> None:
        """Nada: o banco é de quem o abriu."""

    def synchronous_engine(self) -> Engine:
        raise NotImplementedError("um motor à parte confirmaria o que nele se grava")

    def _step(self, connection: Connection, work: Work[Result]) -> Result:
        """Um passo da sequência, que se desfaz sozinho se falha: no PostgreSQL, a falha estragaria os seguintes."""
        with self._inner.errors():
            execute(connection, "SAVEPOINT passo")
            try:
                result = work(connection)
            except BaseException:
                execute(connection, "ROLLBACK TO SAVEPOINT passo")
                raise
            execute(connection, "RELEASE SAVEPOINT passo")
            return result


class _Outcome(Exception):  # não é erro: leva para fora o resultado da transação que se desfaz
    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result
