"""Quem pode mexer no simulador: esta máquina quando só ela o alcança; senão, um administrador. Outros sites, nunca."""

from collections.abc import Iterator

import pytest
from httpx2 import Response

from tests import builders
from tests.api.test_emails import api_com
from tests.conftest import ADMIN, BASE, Api

ESTADO = "/simulador/api/estado"
REINICIO = "/simulador/api/reinicio"


def visto(resposta: Response) -> tuple[int, str, str]:
    """O status, o tipo e o título de um documento de problema, que tem sempre a mesma forma."""
    corpo = resposta.json()
    assert set(corpo) == {"type", "title", "status", "detail"}
    assert (corpo["type"], corpo["status"]) == ("about:blank", resposta.status_code)
    assert corpo["detail"].strip().endswith(".")
    return resposta.status_code, resposta.headers["Content-Type"], corpo["title"]


def recusa(status: int, titulo: str) -> tuple[int, str, str]:
    return status, "application/problem+json", titulo


class TestSoEstaMaquina:
    """O servidor escuta em 127.0.0.1: não se pede token."""

    def test_sem_token_atende(self, api: Api) -> None:
        assert api.cliente.get(ESTADO).status_code == 200

    def test_sem_user_agent_atende(self, api: Api) -> None:
        """É a outra porta: o contrato da API não vale nela."""
        assert api.cliente.get(ESTADO, headers={"User-Agent": ""}).status_code == 200

    @pytest.mark.parametrize(
        "host", ["127.0.0.1:5057", "localhost:5057", "localhost", "127.0.0.1", "[::1]:5057", "127.0.0.2", "LOCALHOST"]
    )
    def test_por_um_nome_desta_maquina_atende(self, api: Api, host: str) -> None:
        assert api.cliente.get(ESTADO, headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize(
        "host",
        [
            "atacante.example",
            "atacante.example:5057",
            "localhost.atacante.example",
            "127.0.0.1.atacante.example",
            "192.168.0.10:5057",
            "0.0.0.0:5057",
            "localhost@atacante.example",
            "",
        ],
    )
    def test_por_outro_nome_recusa_mesmo_que_ele_aponte_para_ca(self, api: Api, host: str) -> None:
        resposta = api.cliente.get(ESTADO, headers={"Host": host})
        assert visto(resposta) == recusa(403, "Nome de outra máquina")

    @pytest.mark.parametrize("host", ["[::1", "[", "[::1]]", "[x]:80", "localhost:porta"])
    def test_um_nome_mal_escrito_e_recusado_sem_derrubar_o_pedido(self, api: Api, host: str) -> None:
        resposta = api.cliente.get(ESTADO, headers={"Host": host})
        assert resposta.status_code in (200, 400, 403), resposta.text

    @pytest.mark.parametrize(
        "origem",
        [
            "https://atacante.example",
            "http://127.0.0.1:8080",
            "http://localhost:5057",
            "null",
            "http://127.0.0.1:5057.atacante.example",
            "",
        ],
    )
    def test_uma_pagina_de_outro_site_nao_le_nem_reinicia(self, api: Api, origem: str) -> None:
        api.com_base()
        respostas = [
            api.cliente.get(ESTADO, headers={"Origin": origem}),
            api.cliente.post(REINICIO, headers={"Origin": origem}),
        ]
        assert [visto(resposta) for resposta in respostas] == [recusa(403, "Página de outro site")] * 2
        assert api.cliente.get(ESTADO).json()["contagens"]["participante"] == 1

    @pytest.mark.parametrize("origem", ["http://[", "http://[::1", "//[x"])
    def test_uma_origem_mal_escrita_e_recusada_sem_derrubar_o_pedido(self, api: Api, origem: str) -> None:
        resposta = api.cliente.get(ESTADO, headers={"Origin": origem})
        assert visto(resposta) == recusa(403, "Página de outro site")

    def test_as_paginas_do_proprio_simulador_podem(self, api: Api) -> None:
        assert api.cliente.get(ESTADO, headers={"Origin": BASE}).status_code == 200

    def test_as_respostas_nao_se_abrem_a_outros_sites(self, api: Api) -> None:
        cabecalhos = {"Origin": "https://atacante.example", "Access-Control-Request-Method": "POST"}
        resposta = api.cliente.options(REINICIO, headers=cabecalhos)
        assert [nome for nome in resposta.headers if nome.startswith("access-control-")] == []
        assert resposta.status_code in (403, 405)


class TestForaDestaMaquina:
    """O servidor escuta em todas as interfaces: só um administrador."""

    @pytest.fixture(scope="class")
    @classmethod
    def aberta(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
        banco = f"sqlite:///{tmp_path_factory.mktemp('aberta').as_posix()}/pgd.sqlite"
        todas = "0.0.0.0"  # noqa: S104  # é o que se testa
        with api_com(banco, "senha-propria", PGD_HOST=todas, PGD_ADMIN_SENHA="senha-propria") as api:
            yield api

    @pytest.mark.parametrize("autorizacao", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic YTpi"}])
    def test_sem_token_que_sirva_recusa(self, aberta: Api, autorizacao: dict[str, str]) -> None:
        resposta = aberta.cliente.post(REINICIO, headers=autorizacao)
        assert visto(resposta) == recusa(401, "Só para administradores")
        assert resposta.headers["WWW-Authenticate"] == "Bearer"

    def test_com_o_token_de_um_administrador_atende(self, aberta: Api) -> None:
        assert aberta.get(ESTADO).status_code == 200
        assert aberta.pedir("POST", REINICIO).status_code == 200

    def test_por_qualquer_nome_atende(self, aberta: Api) -> None:
        assert aberta.get(ESTADO, headers={"Host": "pgd.orgao.gov.br"}).status_code == 200

    def test_com_o_token_de_um_usuario_comum_recusa(self, aberta: Api) -> None:
        token = aberta.token_de(builders.usuario())
        assert visto(aberta.get(ESTADO, token=token)) == recusa(401, "Só para administradores")

    def test_com_o_token_de_um_administrador_desativado_recusa(self, aberta: Api) -> None:
        outro = builders.usuario(email="outro@orgao.gov.br", is_admin=True)
        token = aberta.token_de(outro)
        aberta.put("/user/outro@orgao.gov.br", outro | {"disabled": True})
        assert visto(aberta.get(ESTADO, token=token)) == recusa(401, "Só para administradores")

    def test_uma_pagina_de_outro_site_nao_usa_nem_o_token_de_um_administrador(self, aberta: Api) -> None:
        resposta = aberta.get(ESTADO, headers={"Origin": "https://atacante.example"})
        assert visto(resposta) == recusa(403, "Página de outro site")

    def test_um_token_vencido_recusa(self, aberta: Api) -> None:
        token = str(aberta.entrar(ADMIN, "senha-propria").json()["access_token"])
        aberta.relogio.avancar(minutes=31)
        resposta = aberta.get(ESTADO, token=token)
        aberta.relogio.avancar(minutes=-31)
        assert visto(resposta) == recusa(401, "Só para administradores")


class TestPorta:
    """O simulador é outra aplicação, com documentação e erros próprios."""

    def test_o_openapi_e_proprio_e_so_tem_o_que_e_do_simulador(self, api: Api) -> None:
        documento = api.cliente.get("/simulador/openapi.json").json()
        assert documento["info"]["title"] == "Simulador da API PGD"
        assert {ESTADO.removeprefix("/simulador"), REINICIO.removeprefix("/simulador")} <= set(documento["paths"])
        assert [caminho for caminho in documento["paths"] if not caminho.startswith("/api/")] == []

    def test_o_openapi_diz_em_que_prefixo_as_portas_estao(self, api: Api) -> None:
        """Quem gera um cliente deste documento chama /simulador/api/…, e não /api/…."""
        documento = api.cliente.get("/simulador/openapi.json").json()
        assert [servidor["url"] for servidor in documento["servers"]] == ["/simulador"]

    def test_nenhum_esquema_do_openapi_traz_o_caminho_de_um_modulo(self, api: Api) -> None:
        """O que acontece quando duas formas têm o mesmo nome."""
        esquemas = api.cliente.get("/simulador/openapi.json").json()["components"]["schemas"]
        assert {"Quase", "QuasePedido"} <= set(esquemas)
        assert [nome for nome in esquemas if "__" in nome] == []

    def test_nada_dele_aparece_no_openapi_da_api(self, api: Api) -> None:
        assert "simulador/" not in api.cliente.get("/openapi.json").text

    @pytest.mark.parametrize(
        ("metodo", "caminho", "status"),
        [
            ("GET", "/simulador/api/nao-existe", 404),
            ("GET", "/simulador/nao-existe", 404),
            ("DELETE", ESTADO, 405),
            ("GET", REINICIO, 405),
        ],
    )
    def test_os_erros_sao_documentos_de_problema(self, api: Api, metodo: str, caminho: str, status: int) -> None:
        assert visto(api.cliente.request(metodo, caminho)) == recusa(status, "Pedido não atendido")

    def test_o_405_diz_que_metodos_sao_aceitos(self, api: Api) -> None:
        assert api.cliente.get(REINICIO).headers["Allow"] == "POST"

    @pytest.mark.parametrize(
        ("metodo", "caminho"),
        [
            ("POST", "/simulador/api/instantaneos/%0a/restauracao"),
            ("PUT", "/simulador/api/instantaneos/%0a/arquivo"),
            ("GET", "/simulador/%0a"),
        ],
    )
    def test_um_caminho_com_quebra_de_linha_tambem_e_do_simulador(self, api: Api, metodo: str, caminho: str) -> None:
        resposta = api.cliente.request(metodo, caminho)
        assert resposta.headers["Content-Type"] == "application/problem+json"
        assert "X-PGD-Regra" not in resposta.headers
        assert resposta.status_code in (404, 422)

    def test_o_motivo_que_repete_metade_de_um_caractere_tambem_se_escreve(self, api: Api) -> None:
        corpo = b'{"perfil": "\\ud800"}'
        resposta = api.cliente.put(
            "/simulador/api/usuarios/admin@pgd.gov.br/perfil",
            content=corpo,
            headers={"Content-Type": "application/json"},
        )
        assert visto(resposta) == recusa(422, "Perfil desconhecido")

    def test_os_caminhos_do_simulador_nao_aceitam_os_da_api(self, api: Api) -> None:
        caminho = builders.caminho_participante(builders.participante())
        assert api.put(f"/simulador{caminho}", builders.participante()).status_code == 404
