"""As migrações: sobem de um banco vazio, descem até o vazio, e deixam as tabelas que o código descreve."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

from app.storage import migration, schema, tables
from app.storage.database import Database
from app.storage.opening import open_database
from tests.servidor import comando

PRIMEIRA = "0001"
ULTIMA = sorted(arquivo.stem for arquivo in (Path(migration.MIGRATIONS) / "versions").glob("[0-9]*.py"))[-1][:4]
"""Cada arquivo começa pelo número da versão, que cresce."""


@contextmanager
def alembic(database: Database) -> Iterator[Config]:
    """A configuração do Alembic ligada a este banco."""
    config = migration.config()
    with database.synchronous_engine().connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        yield config


def tabelas(database: Database) -> list[str]:
    with database.synchronous_engine().connect() as connection:
        return sorted(inspect(connection).get_table_names())


def descricao(connection: Connection) -> dict[str, object]:
    """Tudo o que se lê do banco sobre cada tabela."""
    inspetor = inspect(connection)
    return {
        tabela: {
            "colunas": [
                (coluna["name"], str(coluna["type"]), coluna["nullable"]) for coluna in inspetor.get_columns(tabela)
            ],
            "chave": inspetor.get_pk_constraint(tabela)["constrained_columns"],
            "estrangeiras": sorted(map(str, inspetor.get_foreign_keys(tabela))),
            "indices": sorted(
                (str(indice["name"]), str(indice["column_names"])) for indice in inspetor.get_indexes(tabela)
            ),
        }
        for tabela in inspetor.get_table_names()
        if tabela != "alembic_version"
    }


def test_sobem_do_vazio_a_ultima_versao(banco: str) -> None:
    assert schema.upgrade(open_database(banco)) == schema.Migrated(None, ULTIMA)


def test_subir_de_novo_nao_muda_nada(banco: str) -> None:
    schema.upgrade(open_database(banco))
    assert schema.upgrade(open_database(banco)) == schema.Migrated(ULTIMA, ULTIMA)


def test_descem_ate_o_vazio_e_sobem_de_novo(banco: str) -> None:
    database = open_database(banco)
    schema.upgrade(database)
    antes = tabelas(database)
    with alembic(database) as config:
        command.downgrade(config, "base")
    assert tabelas(database) == ["alembic_version"]
    assert schema.upgrade(database) == schema.Migrated(None, ULTIMA)
    assert tabelas(database) == antes


def test_uma_a_uma_chegam_ao_mesmo_lugar(banco: str) -> None:
    database = open_database(banco)
    assert schema.upgrade(database, "+1") == schema.Migrated(None, PRIMEIRA)
    schema.upgrade(database)
    with alembic(database) as config:
        command.check(config)


def test_o_alembic_nao_acha_o_que_mudar(banco: str) -> None:
    """As tabelas do código e as das migrações são as mesmas: colunas, tipos, índices e chaves."""
    database = open_database(banco)
    schema.upgrade(database)
    with alembic(database) as config:
        command.check(config)


def test_o_banco_migrado_e_igual_ao_que_o_codigo_criaria(banco: str) -> None:
    database = open_database(banco)
    schema.upgrade(database)
    engine = database.synchronous_engine()
    with engine.connect() as connection:
        migrado = descricao(connection)
    with engine.begin() as connection:
        tables.metadata.drop_all(connection)
        tables.metadata.create_all(connection)
        criado = descricao(connection)
    assert migrado == criado


def test_o_que_esta_guardado_sobrevive_a_uma_subida_repetida(banco: str) -> None:
    database = open_database(banco)
    schema.upgrade(database)
    with database.synchronous_engine().begin() as connection:
        connection.execute(text("UPDATE contador SET proximo = 77"))
    schema.upgrade(database)
    with database.synchronous_engine().connect() as connection:
        assert connection.execute(text("SELECT proximo FROM contador")).scalar_one() == 77


class TestBancoMaisNovo:
    FRASE = (
        "O banco está na versão 9999, que este simulador não conhece: foi usado por uma versão mais nova. "
        "Atualize o simulador, ou indique outro banco em --banco."
    )

    @pytest.fixture
    def mais_novo(self, banco: str) -> str:
        database = open_database(banco)
        schema.upgrade(database)
        with database.synchronous_engine().begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        return banco

    def test_e_recusado_e_fica_como_estava(self, mais_novo: str) -> None:
        database = open_database(mais_novo)
        with pytest.raises(schema.NewerDatabase) as recusa:
            schema.upgrade(database)
        assert str(recusa.value) == self.FRASE
        with database.synchronous_engine().connect() as connection:
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["9999"]

    @pytest.mark.parametrize(
        "argumentos", [("servir", "--porta", "0"), ("migrar",), ("usuario", "listar")], ids=lambda item: item[0]
    )
    def test_o_comando_o_diz_numa_frase_e_termina_com_1(
        self, mais_novo: str, tmp_path: Path, argumentos: tuple[str, ...]
    ) -> None:
        feito = comando(tmp_path, *argumentos, "--banco", mais_novo)
        assert (feito.returncode, feito.stdout, feito.stderr) == (1, "", f"Não deu. {self.FRASE}\n")
