"""O banco num arquivo SQLite."""

import asyncio
import random
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import OperationalError

from app.rules.rule import NoRoom, Unavailable
from app.storage.database import Database, InvalidDatabase, Result, Work, translated

ESPERA_PELA_ESCRITA = 30.0
"""Segundos que uma escrita espera por outra, de outro processo, antes de responder que o banco está fora."""
_OCUPADO = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_SEM_LUGAR = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


class SqliteDatabase(Database):
    """Um arquivo. As transações curtas correm direto no laço de eventos, uma de cada vez; as longas, à parte.

    O que vai para um arquivo descartável (`disposable`) não espera chegar ao disco.
    """

    kind = "sqlite"
    lease = 0.0

    def __init__(self, url: URL, *, disposable: bool = False) -> None:
        if not url.database or url.database == ":memory:":
            raise InvalidDatabase("O SQLite precisa de um arquivo. Para não deixar nada guardado, use --efemero.")
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as erro:
            raise InvalidDatabase(
                f"A pasta do banco, {Path(url.database).parent}, não pôde ser criada ({erro.strerror}). "
                "Confira as permissões, ou indique outro arquivo em --banco."
            ) from None
        self._url = url
        self._synchronous = "OFF" if disposable else "FULL"
        self._engine = _engine(url, self._synchronous)
        self._connections: dict[str, Connection] = {}
        self._apart = ThreadPoolExecutor(1, thread_name_prefix="sqlite")

    async def look(self, work: Work[Result]) -> Result:
        with _translated():
            return work(self._kept("look"))

    async def write(self, work: Work[Result], *guards: str, shared: str | None = None) -> Result:  # noqa: ARG002  # BEGIN IMMEDIATE já exclui toda outra
        deadline = time.monotonic() + ESPERA_PELA_ESCRITA
        while True:
            try:
                with _translated(), self.transaction(connection := self._kept("write")):
                    return work(connection)
            except Unavailable as unavailable:
                if _code(unavailable.__cause__) not in _OCUPADO or time.monotonic() > deadline:
                    raise
                # Outro processo escreve: o laço segue atendendo enquanto se espera a vez.
                await asyncio.sleep(random.uniform(0.0005, 0.003))  # noqa: S311  # espalha as tentativas; não é segredo

    async def apart(self, work: Work[Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._apart, self._alone, work)

    @contextmanager
    def transaction(self, connection: Connection, *guards: str) -> Iterator[None]:  # noqa: ARG002  # BEGIN IMMEDIATE já exclui toda outra
        # Pelo driver: a cada pedido, o caminho do SQLAlchemy custaria mais que a própria consulta.
        driver(connection).execute("BEGIN IMMEDIATE")
        try:
            yield
            driver(connection).execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.OperationalError):
                driver(connection).execute("ROLLBACK")
            raise

    def errors(self) -> AbstractContextManager[None]:
        return _translated()

    async def close(self) -> None:
        await asyncio.to_thread(self._apart.shutdown)
        while self._connections:
            self._connections.popitem()[1].close()
        self._engine.dispose()

    def synchronous_engine(self) -> Engine:
        engine = _engine(self._url, self._synchronous)

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            command = connection.get_execution_options().get("begin", "BEGIN")
            try:
                driver(connection).execute(command)
            except sqlite3.OperationalError as erro:
                # O SQLAlchemy não embrulha o que um ouvinte levanta.
                raise OperationalError(command, None, erro) from erro

        return engine

    def _kept(self, use: str) -> Connection:
        """A conexão que fica aberta para este uso; nela, é o simulador que abre e fecha as transações."""
        if use not in self._connections:
            connection = self._open()
            # Quem espera por outro processo é o laço de eventos, não o SQLite, que o bloquearia.
            driver(connection).execute("PRAGMA busy_timeout = 0")
            self._connections[use] = connection
        return self._connections[use]

    def _open(self) -> Connection:
        return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def _alone(self, work: Work[Result]) -> Result:
        with _translated(), closing(self._open()) as connection:
            return work(connection)


def _engine(url: URL, synchronous: str) -> Engine:
    engine = create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"timeout": ESPERA_PELA_ESCRITA, "isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute("PRAGMA foreign_keys = ON")

    return engine


def driver(connection: Connection) -> sqlite3.Connection:
    """A conexão do próprio sqlite3."""
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)  # noqa: S101  # é o driver deste banco
    return found


def _translated() -> AbstractContextManager[None]:
    return translated(sqlite3.Error, _meaning)


def _meaning(erro: Exception) -> Exception | None:
    if _code(erro) in _SEM_LUGAR:
        return NoRoom()
    return Unavailable() if isinstance(erro, sqlite3.OperationalError) else None


def _code(erro: BaseException | None) -> int | None:
    """O código de um erro do SQLite, sem o detalhe que ele traz nos bits de cima; nada, se não é um deles."""
    code: int | None = getattr(erro, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
