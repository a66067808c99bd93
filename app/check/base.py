"""Os dados de um banco, copiados para o temporário: o que já foi enviado conta, e o banco dado não muda."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, insert, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError

from app.storage import schema
from app.storage.database import Database, InvalidDatabase
from app.storage.opening import open_database
from app.storage.reinicio import DADOS
from app.storage.tables import relogio

LINHAS = 1_000
"""Quantas linhas se copiam de cada vez."""
COPIADAS = (*DADOS, relogio)
"""O que já foi enviado, e a hora em que se julga o que falta."""


def copy_data(endereco: str, destino: Database) -> None:
    """Copia as tabelas de participantes e planos e o relógio, como estão num mesmo instante, para um banco vazio.

    Só lê, e não espera por ninguém nem faz ninguém esperar.
    Erros: InvalidDatabase; os do SQLAlchemy, quando o banco não responde.
    """
    with _snapshot(endereco) as origem, destino.synchronous_engine().begin() as chegada:
        _require_current(origem)
        for tabela in COPIADAS:
            linhas = origem.execution_options(yield_per=LINHAS).execute(select(tabela)).mappings()
            for pedaco in linhas.partitions():
                chegada.execute(insert(tabela), [dict(linha) for linha in pedaco])


@contextmanager
def _snapshot(endereco: str) -> Iterator[Connection]:
    """O banco como está agora, só para ler: o que se envie a ele enquanto isso não aparece."""
    with _read_only(endereco).connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        yield connection


def _read_only(endereco: str) -> Engine:
    arquivo = _sqlite_file(endereco)
    if arquivo is None:
        motor = open_database(endereco).synchronous_engine()
        return motor.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    if not arquivo.is_file():
        raise InvalidDatabase(f"O banco {arquivo} não existe. Confira o endereço em --banco, ou não o dê.")
    # Aberto pelo SQLite como quem só lê: `open_database` criaria o arquivo que falta, e o fecharia gravando.
    uri = f"{arquivo.resolve().as_uri()}?mode=ro"
    return create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, isolation_level=None),
        poolclass=NullPool,
        hide_parameters=True,
    )


def _sqlite_file(endereco: str) -> Path | None:
    try:
        url = make_url(endereco)
    except (ArgumentError, ValueError):
        return None
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _require_current(connection: Connection) -> None:
    """Só um banco do simulador, na versão deste programa, tem as tabelas que se copiam. Erros: InvalidDatabase."""
    if not inspect(connection).has_table("alembic_version"):
        raise InvalidDatabase("O banco indicado em --banco não é do simulador: faltam as tabelas dele.")
    versao = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if versao != schema.ATUAL:
        raise InvalidDatabase(
            f"O banco indicado em --banco está na versão {versao}, e este programa lê a {schema.ATUAL}. Para conferir "
            "sem mudá-lo, use o programa com que ele foi criado; para trazê-lo à versão deste, corra antes: pgd migrar"
        )
