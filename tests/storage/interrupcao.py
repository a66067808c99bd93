"""Um banco PostgreSQL que sai do ar de verdade, e volta."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from psycopg import sql


@contextmanager
def fora_do_ar(servidor: str, endereco: str) -> Iterator[None]:
    """Enquanto dura, ninguém se conecta a este banco, e as conexões que havia caem."""
    nome = str(psycopg.conninfo.conninfo_to_dict(endereco)["dbname"])
    permitir = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with closing(psycopg.connect(servidor, autocommit=True)) as conexao:
        conexao.execute(permitir.format(sql.Identifier(nome), sql.SQL("false")))
        conexao.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [nome])
        try:
            yield
        finally:
            conexao.execute(permitir.format(sql.Identifier(nome), sql.SQL("true")))
