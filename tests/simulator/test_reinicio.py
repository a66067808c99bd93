"""Recomeçar: do zero, do que se semeou, ou só uma unidade; e do zero é como um banco novo."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.storage import instantaneo
from app.storage.database import Database
from app.storage.opening import open_database
from tests import builders
from tests.conftest import ADMIN, BASE, USER_AGENT, Api, Relogio, settings
from tests.servidor import Servidor, ate, servidor
from tests.storage.estado import todas_as_linhas

# O SQLAlchemy não lê do SQLite os índices de expressões, e avisa.
pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")

REINICIO = "/simulador/api/reinicio"
OUTRA = {"cod_unidade_autorizadora": 2}


def recomecar(api: Api, **parametros: str) -> Any:
    resposta = api.cliente.post(REINICIO, params=parametros)
    assert resposta.status_code == 200, resposta.text
    return resposta.json()


def com_duas_unidades(api: Api) -> Api:
    """Participante, planos de entregas e de trabalho em SIAPE/1 e em SIAPE/2."""
    api.com_base()
    assert api.enviar_plano_trabalho().status_code == 201
    assert api.enviar_participante(**OUTRA).status_code == 201
    assert api.enviar_plano_entregas(**OUTRA).status_code == 201
    assert api.enviar_plano_trabalho(**OUTRA).status_code == 201
    return api


def salvar_semente(api: Api) -> None:
    """Como a semeadura faz ao terminar."""
    assert api.cliente.put(f"/simulador/api/instantaneos/{instantaneo.SEMENTE}").status_code in (200, 201)


def apagar_semente(api: Api) -> None:
    api.cliente.delete(f"/simulador/api/instantaneos/{instantaneo.SEMENTE}")


def ler(api: Api, caminho: str) -> int:
    return api.get(caminho).status_code


DA_UM = builders.caminho_plano_trabalho(builders.plano_trabalho())
DA_DOIS = builders.caminho_plano_trabalho(builders.plano_trabalho(**OUTRA))


class TestDeUmaUnidade:
    def test_so_os_dados_dela_se_apagam(self, api: Api) -> None:
        com_duas_unidades(api)
        feito = recomecar(api, unidade="SIAPE/1")
        assert (feito["escopo"], feito["para"], feito["unidade"]) == ("dados", "vazio", "SIAPE/1")
        uma_linha = ("participante", "plano_entregas", "entrega", "plano_trabalho", "contribuicao")
        assert {nome: feito["contagens"][nome] for nome in uma_linha} == dict.fromkeys(uma_linha, 1)
        assert (ler(api, DA_UM), ler(api, DA_DOIS)) == (404, 200)

    def test_so_os_dados_dela_voltam_da_semente(self, api: Api) -> None:
        com_duas_unidades(api)
        salvar_semente(api)
        recomecar(api)
        recomecar(api, unidade="SIAPE/2", para="semente")
        assert (ler(api, DA_UM), ler(api, DA_DOIS)) == (404, 200)

    def test_com_o_escopo_tudo_e_recusada(self, api: Api) -> None:
        resposta = api.cliente.post(REINICIO, params={"escopo": "tudo", "unidade": "SIAPE/1"})
        assert (resposta.status_code, resposta.json()["title"]) == (422, "Uma unidade só tem dados")

    @pytest.mark.parametrize(
        "unidade",
        ["", "SIAPE", "SIAPE/", "siape/1", "SIAPE/-1", "SIAPE/1/2", f"SIAPE/{10**20}", "%/1", "\0/1"],
    )
    def test_uma_que_nao_se_le_e_recusada_e_nada_se_apaga(self, api: Api, unidade: str) -> None:
        api.com_base()
        resposta = api.cliente.post(REINICIO, params={"unidade": unidade})
        assert resposta.status_code == 422
        assert resposta.json()["detail"].startswith("unidade: A unidade se escreve com a origem")
        assert api.cliente.get("/simulador/api/estado").json()["contagens"]["participante"] == 1


class TestDaSemente:
    def test_os_dados_voltam_e_o_resto_fica(self, api: Api) -> None:
        com_duas_unidades(api)
        salvar_semente(api)
        api.token_de(builders.usuario())
        recomecar(api)
        feito = recomecar(api, para="semente")
        assert (feito["escopo"], feito["para"], feito["unidade"]) == ("dados", "semente", None)
        assert (feito["contagens"]["plano_trabalho"], feito["contagens"]["usuario"]) == (2, 2)

    def test_no_escopo_tudo_o_resto_tambem_volta(self, api: Api) -> None:
        salvar_semente(api)
        api.token_de(builders.usuario())
        assert recomecar(api, escopo="tudo", para="semente")["contagens"]["usuario"] == 1

    def test_sem_semente_diz_o_que_fazer_e_nada_se_apaga(self, api: Api) -> None:
        apagar_semente(api)
        api.com_base()
        resposta = api.cliente.post(REINICIO, params={"para": "semente"})
        assert (resposta.status_code, resposta.json()["title"]) == (409, "Nada foi semeado")
        assert "pgd semear" in resposta.json()["detail"]
        assert api.cliente.get("/simulador/api/estado").json()["contagens"]["participante"] == 1

    def test_um_destino_que_nao_existe_e_recusado(self, api: Api) -> None:
        resposta = api.cliente.post(REINICIO, params={"para": "ontem"})
        assert (resposta.status_code, resposta.json()["detail"][:6]) == (422, "para: ")


def test_os_instantaneos_ficam(api: Api) -> None:
    salvar_semente(api)
    recomecar(api, escopo="tudo")
    nomes = [item["nome"] for item in api.cliente.get("/simulador/api/instantaneos").json()["instantaneos"]]
    assert "semente" in nomes


def test_o_escopo_dados_mantem_o_relogio_e_as_falhas(api: Api) -> None:
    parar_e_armar(api)
    recomecar(api)
    assert api.cliente.get("/simulador/api/relogio").json()["congelado"] is True
    assert api.cliente.get("/health").status_code == 200
    assert api.cliente.get("/users").status_code == 503


def test_o_escopo_tudo_devolve_a_hora_e_desarma_as_falhas_ja_no_pedido_seguinte(api: Api) -> None:
    parar_e_armar(api)
    recomecar(api, escopo="tudo")
    assert api.cliente.get("/users").status_code == 401
    relogio = api.cliente.get("/simulador/api/relogio").json()
    assert (relogio["congelado"], relogio["adiantado_segundos"]) == (False, 0)


def parar_e_armar(api: Api) -> None:
    corpo = {"agora": "2025-03-01", "congelado": True}
    assert api.cliente.put("/simulador/api/relogio", json=corpo).status_code == 200
    assert api.cliente.post("/simulador/api/falhas", json={"predefinicao": "html-503"}).status_code == 201


class TestDoZero:
    """Depois de muito uso, um reinício de tudo deixa o banco como um recém-criado."""

    @pytest.fixture
    def novo(self, banco: str) -> Iterator[tuple[Api, Database]]:
        relogio, database = Relogio(), open_database(banco)
        aplicacao = create_app(settings(banco, PGD_LIMITE_LOGIN=5), relogio)
        with TestClient(aplicacao, BASE, headers={"User-Agent": USER_AGENT}, follow_redirects=False) as cliente:
            yield Api(cliente, relogio), database
        asyncio.run(database.close())

    def test_e_como_um_banco_novo_linha_por_linha(self, novo: tuple[Api, Database]) -> None:
        api, database = novo
        antes = self.despejo(database)
        self.usar(api)
        usado = self.despejo(database)
        # Onde só esta máquina alcança o servidor, ninguém precisa entrar no painel.
        assert {nome for nome, linhas in usado.items() if not linhas} == {"sessao"}
        recomecar(api, escopo="tudo")
        depois = self.despejo(database)
        # Os contadores nunca voltam atrás, e os instantâneos são de quem os guardou: ambos ficam, de propósito.
        for despejo in (antes, depois):
            del despejo["contador"], despejo["instantaneo"]
        # O sal do resumo é outro a cada processo: a senha é que tem de ser a mesma.
        resumos = [linha.pop("senha_argon2") for despejo in (antes, depois) for linha in despejo["usuario"]]
        assert [len(resumo) for resumo in resumos] == [97, 97]
        assert depois == antes
        assert api.entrar(ADMIN, "demonstracao-pgd").status_code == 200

    def despejo(self, database: Database) -> dict[str, list[dict[str, Any]]]:
        with database.synchronous_engine().connect() as connection:
            return todas_as_linhas(connection)

    def usar(self, api: Api) -> None:
        """Deixa linhas em todas as tabelas."""
        api.token = str(api.entrar(ADMIN, "demonstracao-pgd").json()["access_token"])
        com_duas_unidades(api)
        usuario = builders.usuario()
        api.token_de(usuario)
        assert api.put(f"/user/{ADMIN}", builders.usuario(email=ADMIN, is_admin=True)).status_code == 200
        assert api.cliente.post(f"/user/forgot_password/{usuario['email']}").status_code == 200
        assert api.entrar(usuario["email"], "outra").status_code == 401
        assert api.cliente.put("/simulador/api/instantaneos/usado").status_code == 201
        parar_e_armar(api)


def test_com_dois_processos_nada_do_que_chegou_antes_aparece_depois(tmp_path: Path) -> None:
    def caminhos(no_ar: Servidor) -> list[str]:
        lista = no_ar.pedir("GET", "/simulador/api/registros", params={"limite": 500}).json()["registros"]
        return [registro["caminho"] for registro in lista]

    with servidor(tmp_path, "--efemero", "--processos", "2") as no_ar:
        for _ in range(20):
            no_ar.pedir("GET", "/health")
        assert no_ar.pedir("POST", "/simulador/api/reinicio", params={"escopo": "tudo"}).status_code == 200
        for _ in range(20):
            no_ar.pedir("GET", "/robots.txt")
        # Quando o que veio depois está todo guardado, o que veio antes também já estaria.
        ate(lambda: caminhos(no_ar).count("/robots.txt") == 20, "os pedidos de depois estarem no diário")
        assert caminhos(no_ar) == ["/robots.txt"] * 20
