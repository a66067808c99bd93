"""As migrações: sobem de um banco vazio, descem até o vazio, e deixam as tabelas que o código descreve."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

from app.storage import migration, schema, tables
from app.storage.database import Database
from app.storage.opening import open_database
from tests.servidor import comando

# Os índices de expressões não se leem do SQLite, e quem os lê avisa; aqui se comparam pelo texto deles.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index"),
    pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index"),
]

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


INDICES = {
    "sqlite": "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name",
    "postgresql": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname",
}


def indices(connection: Connection) -> list[tuple[str, str]]:
    """A tabela de cada índice, e como ele se escreveria: com as expressões e a condição."""
    return [(tabela, texto) for tabela, texto in connection.execute(text(INDICES[connection.dialect.name]))]


def descricao(connection: Connection) -> dict[str, object]:
    """Tudo o que se lê do banco sobre cada tabela."""
    inspetor = inspect(connection)
    return {
        tabela: {
            # Sem a ordem: uma coluna nova só se põe no fim, e nada depende do lugar dela.
            "colunas": sorted(
                (coluna["name"], str(coluna["type"]), coluna["nullable"]) for coluna in inspetor.get_columns(tabela)
            ),
            "chave": inspetor.get_pk_constraint(tabela)["constrained_columns"],
            "estrangeiras": sorted(map(str, inspetor.get_foreign_keys(tabela))),
            "indices": [texto for da_tabela, texto in indices(connection) if da_tabela == tabela],
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
        assert connection.execute(text("SELECT DISTINCT proximo FROM contador")).scalar_one() == 77


class TestOQueSeGuardouNa0002:
    """Ganha as colunas dos avisos, vazias, e volta como estava se o banco descer."""

    LINHAS: ClassVar[dict[str, dict[str, Any]]] = {
        "usuario": {
            "email": "a@b.gov.br",
            "senha_argon2": "resumo",
            "is_admin": True,
            "disabled": False,
            "origem_unidade": "SIAPE",
            "cod_unidade_autorizadora": 1,
            "sistema_gerador": "Sistema 1.0",
            "data_insercao": "2025-07-01 12:00:00+00:00",
            "data_atualizacao": "2025-07-02 12:00:00+00:00",
        },
        "registro": {
            "numero": 7,
            "recebido_em": "2025-07-01 12:00:00+00:00",
            "metodo": "GET",
            "caminho": "/organizacao/SIAPE/1/plano_trabalho/a%20b?de=x",
            "rota": "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_trabalho/{id_plano_trabalho}",
            "status": 200,
            "regra": "PD-01",
            "duracao_ms": 1.5,
            "bytes_recebidos": 0,
            "bytes_enviados": 15,
        },
        "participante": {
            "origem_unidade": "SIAPE",
            "cod_unidade_autorizadora": 1,
            "matricula_siape": "1234567",
            "cod_unidade_lotacao": 101,
            "cod_unidade_instituidora": 1,
            "cpf": "52998224725",
            "situacao": 1,
            "modalidade_execucao": 2,
            "data_assinatura_tcr": "2024-01-02",
            "data_insercao": "2025-07-01 12:00:00+00:00",
            "data_atualizacao": "2025-07-01 12:00:00+00:00",
        },
        "plano_trabalho": {
            "origem_unidade": "SIAPE",
            "cod_unidade_autorizadora": 1,
            "id_plano_trabalho": "pt1",
            "status": 3,
            "cod_unidade_executora": 101,
            "cpf_participante": "52998224725",
            "matricula_siape": "1234567",
            "cod_unidade_lotacao_participante": 101,
            "data_inicio": "2024-01-15",
            "data_termino": "2024-06-30",
            "carga_horaria_disponivel": 480,
            "data_insercao": "2025-07-01 12:00:00+00:00",
            "data_atualizacao": "2025-07-01 12:00:00+00:00",
        },
        "contribuicao": {
            "origem_unidade": "SIAPE",
            "cod_unidade_autorizadora": 1,
            "id_plano_trabalho": "pt1",
            "ordem": 0,
            "id_contribuicao": "c1",
            "tipo_contribuicao": 1,
            "percentual_contribuicao": 100,
            "id_plano_entregas": "p" * 3_000,
            "id_entrega": "e1",
        },
    }
    NOVAS: ClassVar[dict[str, dict[str, Any]]] = {
        "usuario": {"perfil": None},
        "registro": {
            "achados": None,
            "avisos": None,
            "ordem": 7,
            "chave": '["SIAPE", "1", "a b"]',
            "falha": None,
            "status_verdadeiro": None,
            "cabecalhos_recebidos": None,
            "cabecalhos_enviados": None,
        },
    }

    @pytest.fixture
    def preenchido(self, banco: str) -> Database:
        database = open_database(banco)
        schema.upgrade(database, "0002")
        with database.synchronous_engine().begin() as connection:
            for tabela, linha in self.LINHAS.items():
                valores = ", ".join(f":{coluna}" for coluna in linha)
                connection.execute(text(f"INSERT INTO {tabela} ({', '.join(linha)}) VALUES ({valores})"), linha)
        return database

    def lidas(self, database: Database) -> dict[str, dict[str, object]]:
        """A única linha de cada tabela."""
        with database.synchronous_engine().connect() as connection:
            return {
                tabela: dict(connection.execute(text(f"SELECT * FROM {tabela}")).mappings().one())
                for tabela in self.LINHAS
            }

    def test_sobe_com_as_colunas_novas(self, preenchido: Database) -> None:
        antes = self.lidas(preenchido)
        assert schema.upgrade(preenchido) == schema.Migrated("0002", ULTIMA)
        assert self.lidas(preenchido) == {tabela: antes[tabela] | self.NOVAS.get(tabela, {}) for tabela in self.LINHAS}

    def test_desce_e_fica_como_estava(self, preenchido: Database) -> None:
        antes = self.lidas(preenchido)
        with preenchido.synchronous_engine().connect() as connection:
            indices_de_antes = indices(connection)
        schema.upgrade(preenchido)
        with alembic(preenchido) as config:
            command.downgrade(config, "0002")
        assert self.lidas(preenchido) == antes
        with preenchido.synchronous_engine().connect() as connection:
            assert indices(connection) == indices_de_antes


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
