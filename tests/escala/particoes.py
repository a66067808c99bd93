"""As tabelas dos dados do PGD, particionadas por unidade: o que se faria num banco que já não cabe numa tabela só."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, MetaData, text

from app.storage import schema
from app.storage.opening import open_database
from app.storage.reinicio import DADOS
from app.storage.tables import metadata
from tests import postgres

PARTES = 4
UNIDADE = ("origem_unidade", "cod_unidade_autorizadora")


@contextmanager
def banco_particionado(servidor: str) -> Iterator[str]:
    """O endereço de um banco migrado, sem linhas, com as tabelas de dados trocadas pelas particionadas."""
    with postgres.empty_database(servidor) as endereco:
        database = open_database(endereco)
        schema.upgrade(database)
        with database.synchronous_engine().begin() as connection:
            _particionar(connection)
        yield endereco


def _particionar(connection: Connection) -> None:
    """Troca as tabelas, que estão vazias, pelas mesmas repartidas por `UNIDADE` em `PARTES`, de nomes `tabela_0`, …

    Colunas, chaves e índices são os de `app.storage.tables`, tais quais: só se acrescenta `PARTITION BY`.
    """
    particionadas = MetaData(naming_convention=metadata.naming_convention)
    for tabela in DADOS:
        copia = tabela.to_metadata(particionadas)
        copia.dialect_options["postgresql"]["partition_by"] = f"HASH ({', '.join(UNIDADE)})"
    connection.execute(text(f"DROP TABLE {', '.join(tabela.name for tabela in DADOS)}"))
    particionadas.create_all(connection)
    for tabela in DADOS:
        for parte in range(PARTES):
            connection.execute(
                text(
                    f"CREATE TABLE {tabela.name}_{parte} PARTITION OF {tabela.name} "
                    f"FOR VALUES WITH (MODULUS {PARTES}, REMAINDER {parte})"
                )
            )


def onde_estao(connection: Connection) -> dict[int, dict[str, set[str]]]:
    """Por unidade autorizadora e tabela, as partições em que há linhas dela."""
    achadas: dict[int, dict[str, set[str]]] = {}
    for tabela in DADOS:
        consulta = text(f"SELECT DISTINCT cod_unidade_autorizadora, tableoid::regclass::text FROM {tabela.name}")
        for unidade, particao in connection.execute(consulta):
            achadas.setdefault(unidade, {}).setdefault(tabela.name, set()).add(particao)
    return achadas


def varridas(connection: Connection) -> set[str]:
    """As partições em que esta conexão, ainda na primeira transação, procurou linhas, por índice ou inteiras."""
    consulta = text(
        "SELECT relname FROM pg_stat_xact_user_tables WHERE seq_scan + idx_scan > 0 AND relname ~ '_[0-9]+$'"
    )
    return set(connection.execute(consulta).scalars())
