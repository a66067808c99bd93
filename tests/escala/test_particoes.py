"""Tabelas particionadas por unidade: a forma delas, e o que um envio e uma leitura procuram."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, inspect, text

from app.contract import moment
from app.receive import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, Recebido, Recurso, judge_and_save
from app.rules.perfis.antaq import ANTAQ
from app.storage.opening import open_database
from app.storage.recurso import Lote
from tests import builders
from tests.escala.particoes import PARTES, banco_particionado, onde_estao, varridas
from tests.storage.documentos import AGORA

TABELAS = (
    "participante",
    "plano_entregas",
    "entrega",
    "plano_trabalho",
    "contribuicao",
    "avaliacao_registros_execucao",
)
UNIDADES = range(1, 9)


@pytest.fixture(scope="module")
def motor(servidor_postgres: str) -> Iterator[Engine]:
    """Um banco particionado, com os documentos de cada unidade; as conexões dele são novas a cada vez."""
    with banco_particionado(servidor_postgres) as endereco:
        engine = open_database(endereco).synchronous_engine()
        with engine.begin() as connection:
            for unidade in UNIDADES:
                enviar_e_ler(connection, unidade)
        yield engine


@pytest.fixture
def conexao(motor: Engine) -> Iterator[Connection]:
    with motor.connect() as connection:
        yield connection


def documentos(unidade: int) -> list[tuple[Recurso[Any, Any], builders.Documento, tuple[str | int, ...]]]:
    """Os três de uma unidade, na ordem de envio, e os reenvios que mais perguntam, com a chave de cada um."""
    da_unidade = {"cod_unidade_autorizadora": unidade}
    pessoa, entregas = ("SIAPE", unidade, 101, builders.MATRICULA), ("SIAPE", unidade, "pe1")
    sem_a_citada = builders.plano_entregas(entregas=[builders.entrega(id_entrega="e2")], **da_unidade)
    return [
        (PARTICIPANTE, builders.participante(**da_unidade), pessoa),
        (PLANO_ENTREGAS, builders.plano_entregas(**da_unidade), entregas),
        (PLANO_TRABALHO, builders.plano_trabalho(**da_unidade), ("SIAPE", unidade, "pt1")),
        (PLANO_ENTREGAS, sem_a_citada, entregas),
        (PARTICIPANTE, builders.participante(situacao=0, **da_unidade), pessoa),
    ]


def enviar_e_ler(connection: Connection, unidade: int) -> None:
    """Os documentos da unidade, enviados e lidos na transação da conexão, como o servidor faz para um perfil."""
    for recurso, documento, chave in documentos(unidade):
        with moment.at(AGORA):
            modelo = recurso.modelo.model_validate(documento)
        (veredito,) = judge_and_save(connection, recurso, Lote([modelo], [modelo.model_dump_json()]), AGORA, ANTAQ)
        assert isinstance(veredito, Recebido), veredito
        assert recurso.store.load(connection, chave) is not None


class TestAForma:
    @pytest.mark.parametrize("tabela", TABELAS)
    def test_a_tabela_se_reparte_pela_unidade(self, conexao: Connection, tabela: str) -> None:
        reparte = text("SELECT pg_get_partkeydef(CAST(:tabela AS regclass))")
        quantas = text("SELECT count(*) FROM pg_inherits WHERE inhparent = CAST(:tabela AS regclass)")
        assert (
            conexao.execute(reparte, {"tabela": tabela}).scalar() == "HASH (origem_unidade, cod_unidade_autorizadora)"
        )
        assert conexao.execute(quantas, {"tabela": tabela}).scalar() == PARTES

    def test_as_chaves_primarias_sao_as_das_tabelas_comuns(self, conexao: Connection) -> None:
        unidade = ["origem_unidade", "cod_unidade_autorizadora"]
        assert {t: inspect(conexao).get_pk_constraint(t)["constrained_columns"] for t in TABELAS} == {
            "participante": [*unidade, "matricula_siape", "cod_unidade_lotacao"],
            "plano_entregas": [*unidade, "id_plano_entregas"],
            "entrega": [*unidade, "id_plano_entregas", "id_entrega"],
            "plano_trabalho": [*unidade, "id_plano_trabalho"],
            "contribuicao": [*unidade, "id_plano_trabalho", "ordem"],
            "avaliacao_registros_execucao": [*unidade, "id_plano_trabalho", "ordem"],
        }

    def test_as_chaves_estrangeiras_ficam_em_cascata(self, conexao: Connection) -> None:
        # Sem as que o PostgreSQL deriva destas para cada partição.
        estrangeiras = text(
            "SELECT conrelid::regclass::text, confrelid::regclass::text, pg_get_constraintdef(oid) LIKE '%CASCADE' "
            "FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND confrelid <> 'usuario'::regclass ORDER BY 1"
        )
        assert [tuple(linha) for linha in conexao.execute(estrangeiras)] == [
            ("avaliacao_registros_execucao", "plano_trabalho", True),
            ("contribuicao", "plano_trabalho", True),
            ("entrega", "plano_entregas", True),
        ]

    @pytest.mark.parametrize("tabela", ["plano_entregas", "plano_trabalho"])
    def test_o_indice_dos_periodos_segue_parcial_em_cada_particao(self, conexao: Connection, tabela: str) -> None:
        parciais = text(
            "SELECT i.indrelid::regclass::text, pg_get_expr(i.indpred, i.indrelid) FROM pg_index i "
            "JOIN pg_inherits h ON h.inhrelid = i.indexrelid "
            "WHERE h.inhparent = CAST(:indice AS regclass) ORDER BY 1"
        )
        assert [tuple(linha) for linha in conexao.execute(parciais, {"indice": f"ix_{tabela}_periodo"})] == [
            (f"{tabela}_{parte}", "(status <> 1)") for parte in range(PARTES)
        ]


class TestOQueSeProcura:
    @pytest.mark.parametrize("plano", ["force_custom_plan", "force_generic_plan"])
    def test_um_envio_e_uma_leitura_so_procuram_na_particao_da_unidade(
        self, motor: Engine, conexao: Connection, plano: str
    ) -> None:
        # Noutra conexão: esta conta tudo o que nela se procurou.
        with motor.connect() as outra:
            da_unidade = set.union(*onde_estao(outra)[1].values())
        conexao.execute(text(f"SET plan_cache_mode = {plano}"))
        for _ in range(10):  # a partir do quinto, o psycopg os prepara no servidor
            enviar_e_ler(conexao, 1)
        assert len(da_unidade) == len(TABELAS)
        assert varridas(conexao) == da_unidade
