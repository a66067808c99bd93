"""Onde o servidor medido guarda: bancos vazios, que se apagam ao fim, e o que se sabe de cada um."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from tests import postgres

SQLITE, POSTGRESQL = "sqlite", "postgresql"
NOMES = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}


class Bancos:
    """De onde saem bancos vazios de um tipo. `origem` é a pasta dos arquivos, ou o endereço do PostgreSQL."""

    def __init__(self, tipo: str, origem: str) -> None:
        self.tipo = tipo
        self.nome = NOMES[tipo]
        self._origem = origem

    @contextmanager
    def vazio(self) -> Iterator[str]:
        """O endereço de um banco recém-criado, sem tabelas."""
        if self.tipo == POSTGRESQL:
            with postgres.empty_database(self._origem) as endereco:
                yield endereco
            return
        arquivo = Path(self._origem) / uuid4().hex / "pgd.sqlite"
        arquivo.parent.mkdir()
        try:
            yield f"sqlite:///{arquivo.as_posix()}"
        finally:
            for resto in arquivo.parent.iterdir():
                resto.unlink()

    def versao(self) -> str:
        """A versão do banco, como ele a diz."""
        if self.tipo == SQLITE:
            return sqlite3.sqlite_version
        with psycopg.connect(self._origem) as conexao:
            return str(conexao.execute("SHOW server_version").fetchone()[0])  # type: ignore[index]  # SHOW devolve uma linha


@contextmanager
def abrir(tipo: str, pasta: Path) -> Iterator[Bancos]:
    """Os bancos de um tipo: numa pasta, ou no PostgreSQL que os testes usam."""
    if tipo == SQLITE:
        yield Bancos(tipo, str(pasta))
        return
    with postgres.server(pasta / "postgres") as endereco:
        yield Bancos(tipo, endereco)
