"""O banco num servidor PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from hashlib import blake2b
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from app.rules.rule import NoRoom, Unavailable, Unconfirmed
from app.storage.database import Database, InvalidDatabase, KeyTooLarge, Result, Work, translated
from app.storage.statement import execute

CONEXOES = 16
"""Quantas transações um processo corre ao mesmo tempo; cada uma usa uma conexão."""
TENTATIVAS = 5
"""Quantas vezes se tenta uma transação que o servidor desfez por disputa, ou cuja conexão caiu antes da confirmação."""

_DISPUTA = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
_CONEXAO: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "options": "-c timezone=UTC -c application_name=simulador-pgd -c statement_timeout=30s -c jit=off",
}
"""Nenhum pedido espera para sempre: 5 s por uma conexão, 10 s por um servidor mudo, 30 s por um comando.

E nenhum comando daqui é longo bastante para que compense compilá-lo (`jit`), o que leva centenas de milissegundos.
"""


class _ConnectionLost(Unavailable):
    """A conexão caiu antes de a transação ser confirmada: nada dela ficou guardado."""


class PostgresDatabase(Database):
    """Um servidor PostgreSQL, que vários processos e máquinas podem partilhar.

    As transações curtas correm no laço de eventos, que atende outros pedidos enquanto o servidor responde; as longas,
    numa linha de execução. As conexões ficam abertas, e a última usada é a primeira a servir de novo.
    """

    kind = "postgresql"
    lease = 0.1

    def __init__(self, url: URL) -> None:
        self._url = url
        try:
            self._engine = create_async_engine(
                url, poolclass=NullPool, connect_args=_CONEXAO, hide_parameters=True, isolation_level="AUTOCOMMIT"
            )
        except (NoSuchModuleError, TypeError) as erro:
            raise InvalidDatabase(f"O endereço do PostgreSQL tem uma opção que não serve: {erro}.") from None
        self._idle: list[AsyncConnection] = []
        self._turn = asyncio.Semaphore(CONEXOES)

    async def look(self, work: Work[Result]) -> Result:
        try:
            return await self._once(work)
        except _ConnectionLost:
            # Uma conexão que caiu enquanto ninguém pedia.
            return await self._once(work)

    async def write(self, work: Work[Result], *guards: str, shared: str | None = None) -> Result:
        def transaction(connection: Connection) -> Result:
            with _transaction(connection, guards, shared):
                return work(connection)

        return await _repeating(lambda: self._once(transaction))

    async def apart(self, work: Work[Result]) -> Result:
        return await _repeating(lambda: asyncio.to_thread(self._alone, work))

    def transaction(self, connection: Connection, *guards: str) -> AbstractContextManager[None]:
        return _transaction(connection, guards)

    def errors(self) -> AbstractContextManager[None]:
        return _translated()

    async def close(self) -> None:
        await self._drop_idle()
        await self._engine.dispose()

    def synchronous_engine(self) -> Engine:
        return create_engine(self._url, poolclass=NullPool, connect_args=_CONEXAO, hide_parameters=True)

    async def _once(self, work: Work[Result]) -> Result:
        async with self._turn:
            with _translated():
                kept = self._idle.pop() if self._idle else await self._engine.connect()
            try:
                with _translated():
                    result = await kept.run_sync(work)
            except Exception as erro:
                if await _undone(kept):
                    self._idle.append(kept)
                    raise
                # As que estão paradas caíram com ela, e só se saberia ao usar cada uma.
                await self._drop_idle()
                if isinstance(erro, Unavailable) and not isinstance(erro, Unconfirmed):
                    raise _ConnectionLost from erro.__cause__
                raise
            except BaseException:
                # Interrompida no meio: ninguém sabe em que ponto ficou.
                await _drop(kept)
                raise
            self._idle.append(kept)
            return result

    async def _drop_idle(self) -> None:
        while self._idle:
            await _drop(self._idle.pop())

    def _alone(self, work: Work[Result]) -> Result:
        engine = self.synchronous_engine().execution_options(isolation_level="AUTOCOMMIT")
        with _translated(), engine.connect() as connection:
            return work(connection)


async def _repeating(attempt: Callable[[], Awaitable[Result]]) -> Result:
    """Tenta de novo o que o servidor desfez por disputa, ou cuja conexão caiu antes da confirmação."""
    for remaining in reversed(range(TENTATIVAS)):
        try:
            return await attempt()
        except Unavailable as unavailable:
            undone = isinstance(unavailable, _ConnectionLost) or isinstance(unavailable.__cause__, _DISPUTA)
            if not remaining or not undone:
                raise
    raise AssertionError("a última tentativa devolve ou levanta")


@contextmanager
def _transaction(connection: Connection, guards: Sequence[str], shared: str | None = None) -> Iterator[None]:
    """As guardas antes do trabalho, e a confirmação depois. Quem o corre desfaz o que ficar no meio."""
    # Numa ida só, e antes das consultas: cada comando vê o banco do instante em que começa.
    opening = "; ".join(
        [
            "BEGIN",
            *([f"SELECT pg_advisory_xact_lock_shared({_number(shared)})"] if shared else []),
            *(f"SELECT pg_advisory_xact_lock({number})" for number in sorted(map(_number, guards))),
        ]
    )
    execute(connection, opening)
    yield
    try:
        execute(connection, "COMMIT")
    except psycopg.OperationalError as erro:
        if getattr(connection.connection.driver_connection, "closed", True):
            raise Unconfirmed from erro
        raise


def _number(guard: str) -> int:
    """O número, de 64 bits, por que o PostgreSQL conhece uma guarda: o mesmo em todo processo."""
    return int.from_bytes(blake2b(guard.encode(errors="surrogatepass"), digest_size=8).digest(), signed=True)


async def _undone(kept: AsyncConnection) -> bool:
    """Desfaz o que a transação fez, ou larga a conexão, se ela caiu. Diz se ela ainda serve."""
    with suppress(psycopg.Error, SQLAlchemyError):
        await kept.run_sync(execute, "ROLLBACK")
        return True
    await _drop(kept)
    return False


async def _drop(kept: AsyncConnection) -> None:
    with suppress(psycopg.Error, SQLAlchemyError):
        await kept.invalidate()
        await kept.close()


def _translated() -> AbstractContextManager[None]:
    return translated(psycopg.Error, _meaning)


def _meaning(erro: Exception) -> Exception | None:
    if isinstance(erro, psycopg.errors.ProgramLimitExceeded):
        return KeyTooLarge()
    if isinstance(erro, psycopg.errors.DiskFull):
        return NoRoom()
    return Unavailable() if isinstance(erro, psycopg.OperationalError) else None
