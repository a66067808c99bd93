"""O que foi guardado antes de uma regra existir continua legível, e se troca por dados que valem hoje (D-07)."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert, select

from app.storage import tables
from app.storage.database import Database
from tests.builders import participante, plano_entregas, plano_trabalho
from tests.conftest import Api

ANTES = datetime(2022, 5, 4, 3, 2, 1, tzinfo=UTC)
GUARDADO = {"data_insercao": ANTES, "data_atualizacao": ANTES}
UNIDADE = {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": 1}
PARTICIPANTE_ANTIGO = {
    **participante(cpf="00000000000", situacao=7, modalidade_execucao=9),
    "data_assinatura_tcr": date(2019, 1, 1),
    **GUARDADO,
}


def _inserir(connection: Connection, table: Table, linha: dict[str, Any]) -> None:
    connection.execute(insert(table), linha)


def _datas(connection: Connection, table: Table) -> tuple[datetime, datetime]:
    insercao, atualizacao = connection.execute(select(table.c.data_insercao, table.c.data_atualizacao)).one()
    return insercao.replace(tzinfo=UTC), atualizacao.replace(tzinfo=UTC)


def guardar(api: Api, table: Table, linha: dict[str, Any]) -> None:
    """Põe a linha na tabela, sem passar por regra alguma."""
    assert api.cliente.portal is not None
    api.cliente.portal.call(_banco(api).write, partial(_inserir, table=table, linha=linha))


def datas(api: Api, table: Table) -> tuple[datetime, datetime]:
    """Quando a única linha da tabela foi inserida e atualizada."""
    assert api.cliente.portal is not None
    return api.cliente.portal.call(_banco(api).look, partial(_datas, table=table))


def _banco(api: Api) -> Database:
    database: Database = api.cliente.app.state.parts.database  # type: ignore[attr-defined]  # o TestClient só promete um ASGI
    return database


class TestD07ParticipanteAntigo:
    CAMINHO = "/organizacao/SIAPE/1/101/participante/1234567"

    @pytest.fixture(autouse=True)
    def antigo(self, api: Api) -> None:
        guardar(api, tables.participante, PARTICIPANTE_ANTIGO)

    def test_le_se_como_foi_guardado(self, api: Api) -> None:
        resposta = api.get(self.CAMINHO)
        assert (resposta.status_code, resposta.json()) == (
            200,
            participante(
                cpf="00000000000", situacao=7, modalidade_execucao=9, data_assinatura_tcr="2019-01-01T00:00:00"
            ),
        )

    def test_troca_se_por_dados_que_valem_hoje_e_guarda_a_data_da_primeira_vez(self, api: Api) -> None:
        trocado = api.enviar_participante()
        assert (trocado.status_code, trocado.json()) == (200, participante())
        assert api.get(self.CAMINHO).json() == participante()
        assert datas(api, tables.participante) == (ANTES, api.relogio())

    def test_os_dados_de_hoje_cumprem_as_regras_de_hoje(self, api: Api) -> None:
        recusado = api.enviar_participante(data_assinatura_tcr="2019-01-01")
        assert (recusado.status_code, recusado.headers["x-pgd-regra"]) == (422, "PA-08")
        assert api.get(self.CAMINHO).json()["data_assinatura_tcr"] == "2019-01-01T00:00:00"

    def test_serve_a_um_plano_de_trabalho(self, api: Api) -> None:
        assert api.enviar_plano_entregas().status_code == 201
        assert api.enviar_plano_trabalho().status_code == 201

    def test_uma_unidade_que_hoje_nao_existiria_tambem_se_le(self, api: Api) -> None:
        guardar(api, tables.participante, {**PARTICIPANTE_ANTIGO, "cod_unidade_autorizadora": 123_456})
        resposta = api.get("/organizacao/SIAPE/123456/101/participante/1234567")
        assert (resposta.status_code, resposta.json()["cod_unidade_autorizadora"]) == (200, 123_456)


class TestD07PlanoDeEntregasAntigo:
    CAMINHO = "/organizacao/SIAPE/1/plano_entregas/pe1"

    @pytest.fixture(autouse=True)
    def antigo(self, api: Api) -> None:
        linha = plano_entregas(data_inicio=date(2001, 1, 1), data_termino=date(2000, 1, 1), status=5)
        del linha["entregas"]
        guardar(api, tables.plano_entregas, {**linha, **GUARDADO})

    def test_le_se_como_foi_guardado(self, api: Api) -> None:
        resposta = api.get(self.CAMINHO)
        esperado = plano_entregas(data_inicio="2001-01-01", data_termino="2000-01-01", status=5, entregas=[])
        assert (resposta.status_code, resposta.json()) == (200, esperado)

    def test_troca_se_por_dados_que_valem_hoje_e_guarda_a_data_da_primeira_vez(self, api: Api) -> None:
        trocado = api.enviar_plano_entregas()
        assert (trocado.status_code, trocado.json()) == (200, plano_entregas())
        assert datas(api, tables.plano_entregas) == (ANTES, api.relogio())


class TestD07PlanoDeTrabalhoAntigo:
    CAMINHO = "/organizacao/SIAPE/1/plano_trabalho/pt1"

    @pytest.fixture(autouse=True)
    def antigo(self, api: Api) -> None:
        linha = plano_trabalho(
            data_inicio=date(2001, 1, 1), data_termino=date(2009, 1, 1), cpf_participante="", matricula_siape="7"
        )
        del linha["contribuicoes"], linha["avaliacoes_registros_execucao"]
        guardar(api, tables.plano_trabalho, {**linha, **GUARDADO})
        da_contribuicao = {"id_plano_trabalho": "pt1", "ordem": 0, "id_contribuicao": "c", "tipo_contribuicao": 8}
        vazia = {"percentual_contribuicao": 900, "id_plano_entregas": None, "id_entrega": "sumida"}
        guardar(api, tables.contribuicao, {**UNIDADE, **da_contribuicao, **vazia})

    def test_le_se_como_foi_guardado(self, api: Api) -> None:
        resposta = api.get(self.CAMINHO)
        esperado = plano_trabalho(
            data_inicio="2001-01-01",
            data_termino="2009-01-01",
            cpf_participante="",
            matricula_siape="7",
            contribuicoes=[
                {
                    "id_contribuicao": "c",
                    "tipo_contribuicao": 8,
                    "percentual_contribuicao": 900,
                    "id_plano_entregas": None,
                    "id_entrega": "sumida",
                }
            ],
            avaliacoes_registros_execucao=[],
        )
        assert (resposta.status_code, resposta.json()) == (200, esperado)

    def test_troca_se_por_dados_que_valem_hoje_e_guarda_a_data_da_primeira_vez(self, api: Api) -> None:
        trocado = api.com_base().enviar_plano_trabalho()
        assert (trocado.status_code, trocado.json()) == (200, plano_trabalho())
        assert datas(api, tables.plano_trabalho) == (ANTES, api.relogio())
