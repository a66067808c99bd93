"""Transações: a mesma função síncrona corre direto no laço de eventos, no SQLite, e fora dele, no PostgreSQL.

Por que assim: docs/decisoes/0002-transacoes.md, com as medidas.
"""

import asyncio
import random
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.rules.rule import Unavailable

Result = TypeVar("Result")
Work = Callable[[Connection], Result]

ESPERA_PELA_ESCRITA = 30.0
"""Segundos que uma escrita espera por outra, de outro processo, antes de responder que o banco está fora."""
LINHAS = 16
"""Quantas transações um processo corre ao mesmo tempo no PostgreSQL; cada uma usa uma conexão."""
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


class DatabaseFault(Exception):
    """O banco recusou um comando que devia aceitar: um defeito nosso. Traz o nome e o código do erro, sem os dados."""


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


def answers(connection: Connection) -> None:
    """A menor consulta que há: serve para saber se o banco responde."""
    connection.execute(text("SELECT 1"))


def open_database(endereco: str) -> Database:
    """Abre o banco de um endereço `sqlite:///…` ou `postgresql://…` (os apelidos usuais do segundo servem).

    Erros: InvalidDatabase.
    """
    try:
        url = make_url(endereco)
    except (ArgumentError, ValueError):
        raise InvalidDatabase(
            "O endereço do banco não pôde ser lido. Use sqlite:///arquivo.sqlite "
            "ou postgresql://usuario:senha@servidor/banco."
        ) from None
    kind = url.get_backend_name()
    if kind == "sqlite":
        return SqliteDatabase(url.set(drivername="sqlite"))
    if kind in ("postgresql", "postgres"):
        return PostgresDatabase(url.set(drivername="postgresql+psycopg"))
    raise InvalidDatabase(f"O simulador guarda em SQLite ou PostgreSQL, e o endereço pede {kind}. Troque o endereço.")


class SqliteDatabase(Database):
    """Um arquivo. As transações são curtas e correm direto no laço de eventos, uma de cada vez."""

    kind = "sqlite"

    def __init__(self, url: URL) -> None:
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
        self._engine = self.synchronous_engine()
        self._connections: dict[str | None, Connection] = {}

    async def look(self, work: Work[Result]) -> Result:
        return await self._run(work, None)

    async def read(self, work: Work[Result]) -> Result:
        return await self._run(work, "BEGIN")

    async def write(self, work: Work[Result], *guards: str) -> Result:  # noqa: ARG002  # BEGIN IMMEDIATE já exclui toda outra
        return await self._run(work, "BEGIN IMMEDIATE")

    async def _run(self, work: Work[Result], begin: str | None) -> Result:
        deadline = time.monotonic() + ESPERA_PELA_ESCRITA
        while True:
            try:
                with _translated():
                    if begin not in self._connections:
                        self._connections[begin] = self._connect(begin)
                    with self._connections[begin].begin():
                        return work(self._connections[begin])
            except Unavailable as unavailable:
                if not _busy(unavailable.__cause__) or time.monotonic() > deadline:
                    raise
                # Outro processo escreve: o laço segue atendendo enquanto se espera a vez.
                await asyncio.sleep(random.uniform(0.0005, 0.003))  # noqa: S311  # espalha as tentativas; não é segredo

    async def close(self) -> None:
        while self._connections:
            self._connections.popitem()[1].close()
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
            hide_parameters=True,
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
            if command is None:
                return
            try:
                connection.connection.driver_connection.execute(command)  # type: ignore[union-attr]  # há conexão aberta
            except sqlite3.OperationalError as erro:
                # O SQLAlchemy não embrulha o que um ouvinte levanta.
                raise OperationalError(command, None, erro) from erro

        return engine


class PostgresDatabase(Database):
    """Um servidor PostgreSQL, que vários processos e máquinas podem partilhar.

    Cada transação corre inteira numa linha de execução, para não segurar o laço enquanto o servidor responde.
    """

    kind = "postgresql"

    def __init__(self, url: URL) -> None:
        self._url = url
        try:
            engine = create_engine(url, pool_size=LINHAS, max_overflow=0, connect_args=_POSTGRES, hide_parameters=True)
        except (NoSuchModuleError, TypeError) as erro:
            raise InvalidDatabase(f"O endereço do PostgreSQL tem uma opção que não serve: {erro}.") from None
        self._writer = engine
        # Com menos que isto, um GET veria o plano de antes e as entregas de depois de um PUT simultâneo.
        self._reader = engine.execution_options(isolation_level="REPEATABLE READ")
        self._looker = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._threads = ThreadPoolExecutor(LINHAS, thread_name_prefix="postgres")

    async def look(self, work: Work[Result]) -> Result:
        return await self._in_thread(self._query, self._looker, work)

    async def read(self, work: Work[Result]) -> Result:
        return await self._in_thread(self._query, self._reader, work)

    async def write(self, work: Work[Result], *guards: str) -> Result:
        return await self._in_thread(self._transaction, work, sorted(guards))

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        self._writer.dispose()

    def synchronous_engine(self) -> Engine:
        return create_engine(self._url, poolclass=NullPool, connect_args=_POSTGRES, hide_parameters=True)

    async def _in_thread(self, function: Callable[..., Result], *args: Any) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)

    def _query(self, engine: Engine, work: Work[Result]) -> Result:
        try:
            with _translated(), engine.connect() as connection:
                return work(connection)
        except ConnectionLost:
            # Uma conexão que caiu enquanto ninguém pedia: as outras do conjunto já foram trocadas.
            with _translated(), engine.connect() as connection:
                return work(connection)

    def _transaction(self, work: Work[Result], guards: list[str]) -> Result:
        for remaining in reversed(range(TENTATIVAS)):
            committing = False
            try:
                with _translated(), self._writer.connect() as connection:
                    if guards:
                        # Num comando anterior: cada comando vê o banco do instante em que começa.
                        connection.execute(_LOCK, {"chaves": guards})
                    result = work(connection)
                    committing = True
                    connection.commit()
                    return result
            except Unavailable as unavailable:
                # Antes da confirmação nada ficou guardado, e repetir não duplica.
                undone = isinstance(unavailable, ConnectionLost) and not committing
                if not remaining or not (undone or isinstance(unavailable.__cause__, _DISPUTA)):
                    raise
        raise AssertionError("a última tentativa devolve ou levanta")


_POSTGRES: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "options": "-c timezone=UTC -c application_name=simulador-pgd -c statement_timeout=30s",
}
"""Nenhum pedido espera para sempre: 5 s por uma conexão, 10 s por um servidor mudo, 30 s por um comando."""


class ConnectionLost(Unavailable):
    """A conexão caiu; o banco talvez esteja de volta."""


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
        raise (ConnectionLost if erro.connection_invalidated else Unavailable) from erro.orig
    except DBAPIError as erro:
        if erro.connection_invalidated:
            raise ConnectionLost from erro.orig
        # Sem o texto do banco, que pode trazer dados de pessoas, e iria para o log.
        raise DatabaseFault(type(erro.orig).__name__, getattr(erro.orig, "sqlstate", None)) from None
