"""Ensaiar: pedir à API como se pede de verdade, e ficar só com o que ela diria.

É a mesma API, sobre um banco que desfaz tudo o que nele se grava e um diário que só mostra o registro a quem ensaia.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine

from app.journal import ENSAIO
from app.storage.database import Database, Result, Work

_caught: ContextVar[list[dict[str, Any]]] = ContextVar("ensaio")


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

    async def look(self, work: Work[Result]) -> Result:
        return await self._inner.look(work)

    async def write(self, work: Work[Result], *guards: str, shared: str | None = None) -> Result:
        return await self._undone(lambda outcome: self._inner.write(outcome, *guards, shared=shared), work)

    async def write_apart(self, work: Work[Result], *guards: str) -> Result:
        return await self._undone(lambda outcome: self._inner.write_apart(outcome, *guards), work)

    async def apart(self, work: Work[Result]) -> Result:
        raise NotImplementedError("quem trabalha à parte confirma as próprias transações, e não há como as desfazer")

    def transaction(self, connection: Connection, *guards: str) -> AbstractContextManager[None]:
        raise NotImplementedError("quem trabalha à parte confirma as próprias transações, e não há como as desfazer")

    async def close(self) -> None:
        """Nada: o banco é de quem o abriu."""

    def synchronous_engine(self) -> Engine:
        raise NotImplementedError("um motor à parte confirmaria o que nele se grava")

    @staticmethod
    async def _undone(write: Any, work: Work[Result]) -> Result:
        def outcome(connection: Connection) -> None:
            raise _Outcome(work(connection))

        try:
            await write(outcome)
        except _Outcome as found:
            result: Result = found.result
            return result
        raise AssertionError("a transação terminou sem desfazer-se")


class _Outcome(Exception):  # não é erro: leva para fora o resultado da transação que se desfaz
    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result
