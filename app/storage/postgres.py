"""O banco num servidor PostgreSQL."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from app.rules.rule import NoRoom, Unavailable, Unconfirmed
from app.storage.database import Database, InvalidDatabase, KeyTooLarge, Result, Work, translated

LINHAS = 16
"""Quantas transações um processo corre ao mesmo tempo; cada uma usa uma conexão."""
TENTATIVAS = 5
"""Quantas vezes se repete uma transação que o servidor desfez por disputa."""

_SHARED = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(nome, 0)) FROM unnest(%s::text[]) AS nome"
_DISPUTA = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
_CONEXAO: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "options": "-c timezone=UTC -c application_name=simulador-pgd -c statement_timeout=30s",
}
"""Nenhum pedido espera para sempre: 5 s por uma conexão, 10 s por um servidor mudo, 30 s por um comando."""


class PostgresDatabase(Database):
    """Um servidor PostgreSQL, que vários processos e máquinas podem partilhar.

    Cada transação corre inteira numa linha de execução, para não segurar o laço enquanto o servidor responde; cada
    linha guarda a sua conexão.
    """

    kind = "postgresql"

    def __init__(self, url: URL) -> None:
        self._url = url
        try:
            self._engine = self.synchronous_engine().execution_options(isolation_level="AUTOCOMMIT")
        except (NoSuchModuleError, TypeError) as erro:
            raise InvalidDatabase(f"O endereço do PostgreSQL tem uma opção que não serve: {erro}.") from None
        self._threads = ThreadPoolExecutor(LINHAS, thread_name_prefix="postgres")
        self._of_thread = threading.local()
        self._connections: set[Connection] = set()

    async def look(self, work: Work[Result]) -> Result:
        return await self._in_thread(self._query, work)

    async def write(self, work: Work[Result], *guards: str, shared: str | None = None) -> Result:
        return await self._in_thread(self._transaction, work, sorted(guards), shared)

    async def write_apart(self, work: Work[Result], *guards: str) -> Result:
        return await self.write(work, *guards)

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._connections:
            connection.close()

    def synchronous_engine(self) -> Engine:
        return create_engine(self._url, poolclass=NullPool, connect_args=_CONEXAO, hide_parameters=True)

    async def _in_thread(self, function: Callable[..., Result], *args: Any) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)

    def _query(self, work: Work[Result]) -> Result:
        try:
            with _translated():
                return work(self._kept())
        except Unavailable:
            if not self._lost():
                raise
        # Uma conexão que caiu enquanto ninguém pedia.
        with _translated():
            return work(self._kept())

    def _transaction(self, work: Work[Result], guards: list[str], shared: str | None) -> Result:
        for remaining in reversed(range(TENTATIVAS)):
            committing = False
            try:
                with _translated():
                    connection = self._kept()
                    server = driver(connection)
                    server.execute("BEGIN")
                    # As guardas em comandos anteriores: cada comando vê o banco do instante em que começa.
                    if shared is not None:
                        server.execute(_SHARED, [shared])
                    if guards:
                        server.execute(_LOCK, [guards])
                    result = work(connection)
                    committing = True
                    server.execute("COMMIT")
                    return result
            except BaseException as erro:
                lost = self._lost()
                # Antes da confirmação nada ficou guardado, e repetir não duplica.
                undone = (lost and not committing) or isinstance(erro.__cause__, _DISPUTA)
                if lost and committing:
                    raise Unconfirmed from erro
                if not remaining or not undone or not isinstance(erro, Unavailable):
                    raise
        raise AssertionError("a última tentativa devolve ou levanta")

    def _kept(self) -> Connection:
        """A conexão desta linha de execução; nela, é o simulador que abre e fecha as transações."""
        kept: Connection | None = getattr(self._of_thread, "connection", None)
        if kept is None:
            kept = self._of_thread.connection = self._engine.connect()
            self._connections.add(kept)
        return kept

    def _lost(self) -> bool:
        """Depois de um erro: desfaz o que a transação fez, ou larga a conexão, se ela caiu. Diz se caiu."""
        kept: Connection | None = getattr(self._of_thread, "connection", None)
        if kept is None:
            return False
        with suppress(psycopg.Error, SQLAlchemyError):
            driver(kept).execute("ROLLBACK")
            return False
        del self._of_thread.connection
        self._connections.discard(kept)
        kept.invalidate()
        kept.close()
        return True


def driver(connection: Connection) -> psycopg.Connection[Any]:
    """A conexão do próprio psycopg."""
    found = connection.connection.driver_connection
    assert isinstance(found, psycopg.Connection)  # noqa: S101  # é o driver deste banco
    return found


def _translated() -> AbstractContextManager[None]:
    return translated(psycopg.Error, _meaning)


def _meaning(erro: Exception) -> Exception | None:
    if isinstance(erro, psycopg.errors.ProgramLimitExceeded):
        return KeyTooLarge()
    if isinstance(erro, psycopg.errors.DiskFull):
        return NoRoom()
    return Unavailable() if isinstance(erro, psycopg.OperationalError) else None
