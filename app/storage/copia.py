"""As linhas que vão do banco a um instantâneo, e de um instantâneo ao banco.

No SQLite, o instantâneo se abre ao lado do banco, na mesma conexão, e o próprio SQLite copia as tabelas em páginas.
No PostgreSQL, as linhas passam pelo Python já como o SQLite as guarda, que é como o PostgreSQL também as sabe ler.
"""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Date, DateTime, Table, func, select, text
from sqlalchemy.schema import sort_tables

from app.storage import arquivo
from app.storage.sqlite import driver
from app.storage.statement import execute
from app.storage.vizinhanca import Unidade

FOTO = "foto"
"""Como se chama, no SQLite, o instantâneo aberto ao lado do banco."""
LINHAS = 2_000
"""Quantas linhas do PostgreSQL se leem de cada vez."""
_DA_UNIDADE = " WHERE origem_unidade = ? AND cod_unidade_autorizadora = ?"


@dataclass(frozen=True, slots=True)
class Foto:
    """Um instantâneo aberto: em que conexão, e com que nome nela."""

    conexao: sqlite3.Connection
    schema: str

    def counts(self, tabelas: Sequence[Table]) -> dict[str, int]:
        """Quantas linhas há em cada uma destas tabelas."""
        return {table.name: self._rows("count(*)", table.name).fetchone()[0] for table in tabelas}

    def counters(self) -> list[tuple[str, int]]:
        """O nome e o próximo número de cada contador."""
        return self._rows("nome, proximo", "contador").fetchall()

    def rows(self, table: Table, unidade: Unidade | None) -> sqlite3.Cursor:
        """As linhas da tabela, da unidade, se se diz uma, com as colunas na ordem de `_columns`."""
        return self._rows(_columns(table), table.name, unidade)

    def _rows(self, columns: str, table: str, unidade: Unidade | None = None) -> sqlite3.Cursor:
        where = _DA_UNIDADE if unidade else ""
        return self.conexao.execute(f"SELECT {columns} FROM {self.schema}.{table}{where}", unidade or ())  # noqa: S608  # só há nomes daqui


class Copier(ABC):
    """Como um banco copia as linhas, numa conexão só de quem as copia."""

    @abstractmethod
    def prepare(self, connection: Connection) -> None:
        """Deixa a conexão pronta para muitas linhas de uma vez. Antes da transação."""

    @abstractmethod
    def open(self, connection: Connection, conteudo: bytes) -> AbstractContextManager[Foto]:
        """Abre o instantâneo. Antes da transação."""

    @abstractmethod
    def read(self, connection: Connection, foto: Foto, tabelas: Sequence[Table]) -> None:
        """Copia para o instantâneo, que está vazio, as linhas destas tabelas, como são num mesmo instante.

        Fora de transação. Erros: SnapshotTooLarge.
        """

    @abstractmethod
    def fill(self, connection: Connection, foto: Foto, tabelas: Sequence[Table], unidade: Unidade | None) -> None:
        """Copia do instantâneo as linhas destas tabelas, já vazias; só as da unidade, se se diz uma."""


class _Sqlite(Copier):
    def prepare(self, connection: Connection) -> None:
        # Sem conferir as chaves estrangeiras, uma tabela se esvazia e se copia em páginas, e não linha a linha; e o que
        # se apaga não precisa ser coberto de zeros, que custariam escrever o banco inteiro.
        driver(connection).executescript("PRAGMA foreign_keys = OFF; PRAGMA secure_delete = FAST")

    @contextmanager
    def open(self, connection: Connection, conteudo: bytes) -> Iterator[Foto]:
        conexao = driver(connection)
        conexao.execute(f"ATTACH ':memory:' AS {FOTO}")
        conexao.deserialize(conteudo, name=FOTO)
        yield Foto(conexao, FOTO)

    def read(self, connection: Connection, foto: Foto, tabelas: Sequence[Table]) -> None:  # noqa: ARG002  # a da foto é a mesma
        # Só lê: quem escreve não espera, e o que escrever depois daqui não se vê.
        foto.conexao.execute("BEGIN")
        with arquivo.within_limit(foto.conexao, FOTO):
            for table in tabelas:
                _copy(foto.conexao, table.name, "main", FOTO)
        foto.conexao.execute("COMMIT")

    def fill(self, connection: Connection, foto: Foto, tabelas: Sequence[Table], unidade: Unidade | None) -> None:  # noqa: ARG002  # a da foto é a mesma
        for table in tabelas:
            _copy(foto.conexao, table.name, FOTO, "main", unidade)


def _copy(conexao: sqlite3.Connection, table: str, source: str, target: str, unidade: Unidade | None = None) -> None:
    # Com `*`, e só com `*`, o SQLite copia a tabela e os índices em páginas: as colunas têm a mesma ordem nos dois.
    where = _DA_UNIDADE if unidade else ""
    conexao.execute(f"INSERT INTO {target}.{table} SELECT * FROM {source}.{table}{where}", unidade or ())  # noqa: S608  # só há nomes daqui


class _Postgres(Copier):
    def prepare(self, connection: Connection) -> None:
        # Copiar demora mais que atender um pedido; esperar a vez, não.
        execute(connection, "SET statement_timeout = '10min'; SET lock_timeout = '30s'")

    @contextmanager
    def open(self, connection: Connection, conteudo: bytes) -> Iterator[Foto]:  # noqa: ARG002  # aqui, ele se abre à parte
        with arquivo.opened(conteudo) as conexao:
            yield Foto(conexao, "main")

    def read(self, connection: Connection, foto: Foto, tabelas: Sequence[Table]) -> None:
        nomes = ", ".join(table.name for table in tabelas)
        # As travas vêm antes da primeira leitura, que diz de que instante são todas: um TRUNCATE entre as duas faria
        # parecerem vazias as tabelas.
        execute(connection, f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; LOCK TABLE {nomes} IN ACCESS SHARE MODE")
        with arquivo.within_limit(foto.conexao):
            for table in tabelas:
                self._read(connection, foto.conexao, table)
        execute(connection, "COMMIT")

    def _read(self, connection: Connection, conexao: sqlite3.Connection, table: Table) -> None:
        server: Any = connection.connection.driver_connection
        marks = ", ".join("?" * len(table.c))
        insert = f"INSERT INTO {table.name} ({_columns(table)}) VALUES ({marks})"  # noqa: S608  # só há nomes daqui
        conexao.execute("BEGIN")
        with server.cursor(name=FOTO) as cursor:
            cursor.itersize = LINHAS
            cursor.execute(f"SELECT {', '.join(map(_as_sqlite, table.c))} FROM {table.name}")  # noqa: S608  # só há nomes daqui
            conexao.executemany(insert, cursor)
        conexao.execute("COMMIT")

    def fill(self, connection: Connection, foto: Foto, tabelas: Sequence[Table], unidade: Unidade | None) -> None:
        server: Any = connection.connection.driver_connection
        # Primeiro as linhas de que outras dependem.
        for table in sort_tables(tabelas):
            with server.cursor() as cursor, cursor.copy(f"COPY {table.name} ({_columns(table)}) FROM STDIN") as copy:
                for row in foto.rows(table, unidade):
                    copy.write_row(row)
            go_on_numbering(connection, table)


def go_on_numbering(connection: Connection, table: Table) -> None:
    """Os números que o banco dá às linhas novas continuam depois dos que vieram."""
    column = table.autoincrement_column
    if column is None:
        return
    numeracao = select(func.pg_get_serial_sequence(table.name, column.name), func.coalesce(func.max(column), 0) + 1)
    sequence, proximo = connection.execute(numeracao).one()
    # Não com setval, que valeria ainda que a transação se desfizesse.
    connection.execute(text(f"ALTER SEQUENCE {sequence} RESTART WITH {proximo}"))


def _columns(table: Table) -> str:
    return ", ".join(table.c.keys())


def _as_sqlite(column: Column[Any]) -> str:
    """O valor desta coluna do PostgreSQL, como o SQLite o guarda."""
    if isinstance(column.type, Boolean):
        return f"{column.name}::int"
    if isinstance(column.type, Date):
        return f"{column.name}::text"
    if isinstance(column.type, DateTime):
        return f"to_char({column.name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    return column.name


COPIERS: Mapping[str, Copier] = {"sqlite": _Sqlite(), "postgresql": _Postgres()}
"""O de cada banco, pelo nome que o SQLAlchemy lhe dá."""
