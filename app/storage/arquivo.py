"""O arquivo de um instantâneo: um banco SQLite inteiro em bytes, com as tabelas da versão em que foi guardado."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache

from sqlalchemy import StaticPool, create_engine

from app.storage.schema import ATUAL

LIMITE = 256 * 1024 * 1024
"""Maior instantâneo, em bytes: ele passa inteiro pela memória, ao ser guardado e ao ser restaurado."""
PAGINA = 4096
"""Bytes de cada página de um arquivo destes."""


class SnapshotTooLarge(Exception):
    """O estado não cabe num instantâneo."""

    def __init__(self) -> None:
        super().__init__(
            f"O estado não cabe num instantâneo, que tem no máximo {LIMITE // 1024**2} MiB. Quase sempre o que ocupa "
            "é o diário: ponha PGD_DIARIO_CORPO e PGD_DIARIO_REGISTROS menores, ou esvazie-o, e guarde de novo."
        )


@dataclass(frozen=True, slots=True)
class Retrato:
    """O arquivo de um instantâneo, e quantas linhas ele tem de cada tabela."""

    conteudo: bytes
    contagens: Mapping[str, int]


@contextmanager
def opened(conteudo: bytes) -> Iterator[sqlite3.Connection]:
    """O instantâneo aberto na memória, sem conferir chaves estrangeiras: as linhas entram na ordem que for."""
    with closing(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)) as conexao:
        conexao.deserialize(conteudo)
        yield conexao


@contextmanager
def within_limit(conexao: sqlite3.Connection, schema: str = "main") -> Iterator[None]:
    """Enquanto dura, o banco deste nome não passa de `LIMITE`. Erros: SnapshotTooLarge."""
    conexao.execute(f"PRAGMA {schema}.max_page_count = {LIMITE // PAGINA}")
    try:
        yield
    except sqlite3.OperationalError as erro:
        # Nem todo erro traz o código: um texto que não é UTF-8, por exemplo.
        if getattr(erro, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise SnapshotTooLarge from erro
        raise


@cache
def empty(revision: str = ATUAL) -> bytes:
    """Um instantâneo sem linhas, nem as dos contadores, com as tabelas desta versão, escritas pelas migrações."""
    with opened(_upgraded(None, revision)) as conexao:
        conexao.execute("DELETE FROM contador")
        return conexao.serialize()


def current(conteudo: bytes) -> bytes:
    """O mesmo instantâneo, com as tabelas da versão deste programa."""
    with opened(conteudo) as conexao:
        ((revision,),) = conexao.execute("SELECT version_num FROM alembic_version")
    return conteudo if revision == ATUAL else _upgraded(conteudo, ATUAL)


def _upgraded(conteudo: bytes | None, revision: str) -> bytes:
    # Só agora: quem o carrega é o Alembic, que ocupa 10 MB.
    from app.storage.migration import upgrade

    with closing(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)) as conexao:
        if conteudo is not None:
            conexao.deserialize(conteudo)
        engine = create_engine("sqlite://", creator=lambda: conexao, poolclass=StaticPool)
        with engine.connect() as connection:
            upgrade(connection, revision)
        return conexao.serialize()
