"""Transações: a mesma função síncrona corre no SQLite, direto no laço de eventos, e no PostgreSQL, sem bloqueá-lo.

Por que assim: docs/decisoes/0002-transacoes.md, com as medidas.
"""

import asyncio
import random
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.rules.rule import Unavailable

Result = TypeVar("Result")
Work = Callable[[Connection], Result]

ESPERA_PELA_ESCRITA = 30.0
"""Segundos que uma escrita espera por outra, de outro processo, antes de responder que o banco está fora."""
TENTATIVAS = 5
"""Quantas vezes se repete uma transação que o PostgreSQL desfez por disputa."""

_LOCK = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(chave, 0)) "
    "FROM (SELECT unnest(CAST(:chaves AS text[])) AS chave ORDER BY 1) AS chaves"
)
_DISPUTA = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
_OCUPADO = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class KeyTooLarge(Exception):
    """O banco não consegue indexar um identificador deste tamanho."""


class InvalidDatabase(Exception):
    """O endereço do banco não serve; a mensagem diz por quê."""


class Database(ABC):
    """Um banco aberto. Só `read` e `write` o tocam enquanto o servidor atende."""

    kind: str
    """`sqlite` ou `postgresql`."""

    @abstractmethod
    async def look(self, work: Work[Result]) -> Result:
        """Corre uma consulta de um comando só, que dispensa transação e por isso custa menos. Erros: Unavailable."""

    @abstractmethod
    async def read(self, work: Work[Result]) -> Result:
        """Corre consultas com uma visão só do banco, a do instante em que começam. Erros: Unavailable."""

    @abstractmethod
    async def write(self, work: Work[Result], *guards: str) -> Result:
        """Corre uma transação de escrita: ou tudo fica guardado, ou nada.

        `guards` nomeia o que a transação protege: duas que tenham um nome em comum nunca correm ao mesmo tempo, em
        processo algum. Erros: Unavailable, KeyTooLarge e os que `work` levantar, que desfazem a transação.
        """

    @abstractmethod
    async def close(self) -> None:
        """Fecha as conexões."""

    @abstractmethod
    def synchronous_engine(self) -> Engine:
        """Um motor próprio, síncrono, para migrações e comandos fora do servidor."""


def open_database(endereco: str) -> Database:
    """Abre o banco de um endereço `sqlite:///…` ou `postgresql://…` (os apelidos usuais do segundo servem).

    Erros: InvalidDatabase.
    """
    try:
        url = make_url(endereco)
    except ArgumentError:
        raise InvalidDatabase(
            "O endereço do banco não pôde ser lido. Use sqlite:///arquivo.sqlite "
            "ou postgresql://usuario:senha@servidor/banco."
        ) from None
    kind = url.get_backend_name()
    if kind == "sqlite":
        return SqliteDatabase(url)
    if kind in ("postgresql", "postgres"):
        return PostgresDatabase(url.set(drivername="postgresql+psycopg"))
    raise InvalidDatabase(f"O simulador guarda em SQLite ou PostgreSQL, e o endereço pede {kind}. Troque o endereço.")


class SqliteDatabase(Database):
    """Um arquivo. As transações são curtas e correm direto no laço de eventos, uma de cada vez."""

    kind = "sqlite"

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:":
            raise InvalidDatabase("O SQLite precisa de um arquivo. Para não deixar nada guardado, use --efemero.")
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        self._url = url
        self._engine = self.synchronous_engine()
        self._looker: Connection | None = None
        self._reader: Connection | None = None
        self._writer: Connection | None = None

    async def look(self, work: Work[Result]) -> Result:
        with _translated():
            if self._looker is None:
                self._looker = self._connect(None)
            with self._looker.begin():
                return work(self._looker)

    async def read(self, work: Work[Result]) -> Result:
        with _translated():
            if self._reader is None:
                self._reader = self._connect("BEGIN")
            with self._reader.begin():
                return work(self._reader)

    async def write(self, work: Work[Result], *guards: str) -> Result:  # noqa: ARG002  # BEGIN IMMEDIATE já exclui toda outra
        deadline = time.monotonic() + ESPERA_PELA_ESCRITA
        while True:
            try:
                with _translated():
                    if self._writer is None:
                        self._writer = self._connect("BEGIN IMMEDIATE")
                    with self._writer.begin():
                        return work(self._writer)
            except Unavailable as unavailable:
                if not _busy(unavailable.__cause__) or time.monotonic() > deadline:
                    raise
                # Outro processo escreve: o laço segue atendendo enquanto se espera a vez.
                await asyncio.sleep(random.uniform(0.0005, 0.003))  # noqa: S311  # espalha as tentativas; não é segredo

    async def close(self) -> None:
        for connection in (self._looker, self._reader, self._writer):
            if connection is not None:
                connection.close()
        self._looker = self._reader = self._writer = None
        self._engine.dispose()

    def _connect(self, begin: str | None) -> Connection:
        connection = self._engine.connect().execution_options(begin=begin)
        # Quem espera por outro processo é o laço de eventos, não o SQLite, que o bloquearia.
        connection.connection.cursor().execute("PRAGMA busy_timeout = 0")
        return connection

    def synchronous_engine(self) -> Engine:
        engine = create_engine(
            self._url,
            poolclass=NullPool,
            connect_args={"timeout": ESPERA_PELA_ESCRITA, "isolation_level": None},
        )

        @event.listens_for(engine, "connect")
        def configure(connection: sqlite3.Connection, _: object) -> None:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            # Pelo driver: a cada pedido, o caminho do SQLAlchemy custaria mais que a própria consulta.
            command = connection.get_execution_options().get("begin", "BEGIN")
            if command is not None:
                connection.connection.driver_connection.execute(command)  # type: ignore[union-attr]  # há conexão aberta

        return engine


class PostgresDatabase(Database):
    """Um servidor PostgreSQL, que vários processos e máquinas podem partilhar."""

    kind = "postgresql"

    def __init__(self, url: URL) -> None:
        self._url = url
        try:
            self._engine: AsyncEngine = create_async_engine(
                url, pool_size=10, max_overflow=10, pool_timeout=10, connect_args=_POSTGRES
            )
        except (NoSuchModuleError, TypeError) as erro:
            raise InvalidDatabase(f"O endereço do PostgreSQL tem uma opção que não serve: {erro}.") from None
        # Sem isto, um GET veria o plano de antes e as entregas de depois de um PUT simultâneo.
        self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ")
        self._looker = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    async def look(self, work: Work[Result]) -> Result:
        with _translated():
            async with self._looker.connect() as connection:
                return await connection.run_sync(work)

    async def read(self, work: Work[Result]) -> Result:
        with _translated():
            async with self._reader.connect() as connection:
                return await connection.run_sync(work)

    async def write(self, work: Work[Result], *guards: str) -> Result:
        def guarded(connection: Connection) -> Result:
            if guards:
                connection.execute(_LOCK, {"chaves": sorted(guards)})
            return work(connection)

        for remaining in reversed(range(TENTATIVAS)):
            try:
                with _translated():
                    async with self._engine.begin() as connection:
                        return await connection.run_sync(guarded)
            except Unavailable as unavailable:
                if not isinstance(unavailable.__cause__, _DISPUTA) or not remaining:
                    raise
        raise AssertionError("a última tentativa devolve ou levanta")

    async def close(self) -> None:
        await self._engine.dispose()

    def synchronous_engine(self) -> Engine:
        return create_engine(self._url, poolclass=NullPool, connect_args=_POSTGRES)


_POSTGRES: dict[str, Any] = {"connect_timeout": 5, "options": "-c timezone=UTC -c application_name=simulador-pgd"}


def _busy(cause: BaseException | None) -> bool:
    return isinstance(cause, sqlite3.OperationalError) and (cause.sqlite_errorcode & 0xFF) in _OCUPADO


@contextmanager
def _translated() -> Iterator[None]:
    """Os erros do banco que um cliente pode encontrar, pelo que significam."""
    try:
        yield
    except PoolTimeout as erro:
        raise Unavailable from erro
    except OperationalError as erro:
        if isinstance(erro.orig, psycopg.errors.ProgramLimitExceeded):
            raise KeyTooLarge from erro.orig
        raise Unavailable from erro.orig
    except DBAPIError as erro:
        if erro.connection_invalidated:
            raise Unavailable from erro.orig
        raise
