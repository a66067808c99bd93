"""O que todo cliente encontra antes de qualquer regra: cabeçalhos, métodos, caminhos, tamanhos e formatos."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.main import create_app
from app.storage import sqlite
from app.storage.opening import open_database
from tests import builders, postgres
from tests.api.test_emails import api_com
from tests.conftest import ADMIN, BASE, USER_AGENT, Api, Relogio, settings
from tests.storage.interrupcao import fora_do_ar

PARTICIPANTE = builders.caminho_participante(builders.participante())
ENTREGAS = builders.caminho_plano_entregas(builders.plano_entregas())
TRABALHO = builders.caminho_plano_trabalho(builders.plano_trabalho())

OFICIAIS = [
    ("GET", "/"),
    ("GET", "/docs"),
    ("GET", "/redoc"),
    ("GET", "/openapi.json"),
    ("GET", "/health"),
    ("GET", "/robots.txt"),
    ("POST", "/token"),
    ("GET", "/users"),
    ("PUT", f"/user/{ADMIN}"),
    ("GET", f"/user/{ADMIN}"),
    ("POST", f"/user/forgot_password/{ADMIN}"),
    ("GET", "/user/reset_password/"),
    ("PUT", PARTICIPANTE),
    ("GET", PARTICIPANTE),
    ("PUT", ENTREGAS),
    ("GET", ENTREGAS),
    ("PUT", TRABALHO),
    ("GET", TRABALHO),
]


def visto(resposta: Response) -> tuple[int, str | None]:
    return resposta.status_code, resposta.headers.get("X-PGD-Regra")


def enviar(api: Api, corpo: bytes, **cabecalhos: str) -> Response:
    return api.pedir("PUT", PARTICIPANTE, content=corpo, headers=cabecalhos)


CORPO = json.dumps(builders.participante()).encode()


class TestUserAgent:
    @pytest.mark.parametrize(
        ("metodo", "caminho"), [*OFICIAIS, ("GET", "/nao-existe"), ("DELETE", "/health")], ids=lambda parte: parte
    )
    @pytest.mark.parametrize("user_agent", [None, "", "   "], ids=["ausente", "vazio", "em-branco"])
    def test_sem_ele_todo_caminho_responde_400(
        self, api: Api, metodo: str, caminho: str, user_agent: str | None
    ) -> None:
        pedido = api.cliente.build_request(metodo, caminho, headers={"Authorization": f"Bearer {api.token}"})
        del pedido.headers["User-Agent"]
        pedido.headers.update({"User-Agent": user_agent} if user_agent is not None else {})
        resposta = api.cliente.send(pedido)
        assert (visto(resposta), type(resposta.json()["detail"])) == ((400, "PD-01"), str)

    def test_qualquer_um_serve(self, api: Api) -> None:
        assert api.cliente.get("/health", headers={"User-Agent": "x"}).status_code == 200


class TestMetodo:
    @pytest.mark.parametrize(
        ("metodo", "caminho", "aceitos"),
        [
            ("POST", PARTICIPANTE, {"GET", "PUT"}),
            ("DELETE", PARTICIPANTE, {"GET", "PUT"}),
            ("PATCH", ENTREGAS, {"GET", "PUT"}),
            ("DELETE", ENTREGAS, {"GET", "PUT"}),
            ("POST", TRABALHO, {"GET", "PUT"}),
            ("HEAD", TRABALHO, {"GET", "PUT"}),
            ("OPTIONS", TRABALHO, {"GET", "PUT"}),
            ("GET", "/token", {"POST"}),
            ("POST", "/users", {"GET"}),
            ("DELETE", f"/user/{ADMIN}", {"GET", "PUT"}),
            ("GET", f"/user/forgot_password/{ADMIN}", {"POST"}),
            ("POST", "/health", {"GET"}),
            ("HEAD", "/health", {"GET"}),
            ("HEAD", "/robots.txt", {"GET"}),
            ("POST", "/docs", {"GET", "HEAD"}),
            ("PUT", "/openapi.json", {"GET", "HEAD"}),
        ],
    )
    def test_o_que_nao_e_aceito_responde_405_e_diz_quais_sao(
        self, api: Api, metodo: str, caminho: str, aceitos: set[str]
    ) -> None:
        resposta = api.pedir(metodo, caminho)
        assert (visto(resposta), set(resposta.headers["Allow"].split(", "))) == ((405, "PD-06"), aceitos)

    @pytest.mark.parametrize("caminho", ["/docs", "/redoc", "/openapi.json"])
    def test_a_documentacao_aceita_head(self, api: Api, caminho: str) -> None:
        resposta = api.cliente.head(caminho)
        assert (resposta.status_code, resposta.content) == (200, b"")


class TestCaminho:
    @pytest.mark.parametrize(
        "caminho",
        [
            "/nao-existe",
            "/organizacao",
            "/organizacao/SIAPE/1/plano_trabalho",
            "/organizacao/SIAPE/1/participante/1234567",
            "/organizacao/SIAPE/1/plano_trabalho/a%2Fb",
            "/organizacao/SIAPE/1/plano_trabalho/a/b",
            "/simulador-oficial",
            "/ORGANIZACAO/SIAPE/1/plano_trabalho/pt1",
        ],
    )
    def test_o_que_nao_existe_responde_404(self, api: Api, caminho: str) -> None:
        resposta = api.get(caminho)
        assert (visto(resposta), resposta.json()) == ((404, "PD-05"), {"detail": "Not Found"})

    @pytest.mark.parametrize(
        ("caminho", "destino"),
        [
            ("/health/", "/health"),
            ("/users/", "/users"),
            (f"{TRABALHO}/", TRABALHO),
            ("/health/?a=1&b=%20", "/health?a=1&b=%20"),
        ],
    )
    def test_uma_barra_a_mais_ou_a_menos_leva_ao_caminho_certo(self, api: Api, caminho: str, destino: str) -> None:
        resposta = api.get(caminho)
        assert (resposta.status_code, resposta.headers["Location"]) == (307, f"{BASE}{destino}")

    @pytest.mark.parametrize(
        ("aceita", "destino"),
        [
            ("application/json", "/openapi.json"),
            ("*/*", "/docs"),
            ("text/html,application/json", "/docs"),
            ("application/json, */*", "/docs"),
            ("", "/docs"),
        ],
    )
    def test_a_raiz_leva_a_documentacao(self, api: Api, aceita: str, destino: str) -> None:
        resposta = api.cliente.get("/", headers={"Accept": aceita})
        assert (resposta.status_code, resposta.headers["Location"]) == (307, destino)

    def test_os_robos_so_indexam_a_documentacao(self, api: Api) -> None:
        resposta = api.cliente.get("/robots.txt")
        assert resposta.headers["Content-Type"].startswith("text/plain")
        assert resposta.text.splitlines() == ["User-agent: *", "Allow: /docs", "Allow: /redoc", "Disallow: /"]

    @pytest.mark.parametrize("caminho", ["/docs", "/redoc", "/docs/oauth2-redirect", "/docs/nao-existe"])
    def test_a_documentacao_leva_politica_de_seguranca(self, api: Api, caminho: str) -> None:
        politica = api.cliente.get(caminho).headers["Content-Security-Policy"]
        assert "default-src 'self'" in politica
        assert "http" not in politica

    def test_o_que_nao_e_documentacao_nao_leva(self, api: Api) -> None:
        assert "Content-Security-Policy" not in api.cliente.get("/health").headers


class TestCorpo:
    @pytest.mark.parametrize(
        "tipo",
        ["application/json", "application/json; charset=utf-8", "application/problem+json", "APPLICATION/JSON"],
    )
    def test_estes_tipos_sao_json(self, api: Api, tipo: str) -> None:
        assert enviar(api, CORPO, **{"Content-Type": tipo}).status_code == 201

    def test_sem_tipo_e_json(self, api: Api) -> None:
        assert enviar(api, CORPO).status_code == 201

    @pytest.mark.parametrize("tipo", ["text/plain", "application/xml", "application/x-www-form-urlencoded"])
    def test_outro_tipo_nao_e_lido_como_documento(self, api: Api, tipo: str) -> None:
        resposta = enviar(api, CORPO, **{"Content-Type": tipo})
        assert (resposta.status_code, resposta.json()["detail"][0]["type"]) == (422, "model_attributes_type")

    @pytest.mark.parametrize("codificacao", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    def test_o_texto_pode_vir_em_qualquer_utf(self, api: Api, codificacao: str) -> None:
        documento = builders.plano_entregas(entregas=[builders.entrega(nome_entrega="Ação nº 1 — “é”")])
        corpo = json.dumps(documento, ensure_ascii=False).encode(codificacao)
        resposta = api.pedir("PUT", ENTREGAS, content=corpo, headers={"Content-Type": "application/json"})
        assert (resposta.status_code, resposta.json()) == (201, documento)
        assert api.get(ENTREGAS).json() == documento

    @pytest.mark.parametrize(
        ("corpo", "esperado"),
        [
            (b"{", (422, "PD-03")),
            (b"{'a': 1}", (422, "PD-03")),
            (b'{"a": "\xff\xfe"}', (400, "PD-02")),
            (b"[" * 100_000, (400, "PD-02")),
        ],
        ids=["aberto", "aspas-simples", "bytes-soltos", "niveis-demais"],
    )
    def test_o_que_nao_se_le(self, api: Api, corpo: bytes, esperado: tuple[int, str]) -> None:
        assert visto(enviar(api, corpo, **{"Content-Type": "application/json"})) == esperado

    def test_um_corpo_vazio_e_um_campo_que_falta(self, api: Api) -> None:
        resposta = enviar(api, b"")
        erros = [(erro["type"], erro["loc"]) for erro in resposta.json()["detail"]]
        assert (resposta.status_code, erros) == (422, [("missing", ["body"])])


class TestTamanho:
    LIMITE = 2_048

    @pytest.fixture(scope="class")
    @classmethod
    def pequena(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
        banco = f"sqlite:///{tmp_path_factory.mktemp('pequena').as_posix()}/pgd.sqlite"
        with api_com(banco, PGD_LIMITE_CORPO=cls.LIMITE) as api:
            yield api

    def corpo(self, tamanho: int) -> bytes:
        return CORPO + b" " * (tamanho - len(CORPO))

    def test_no_limite_e_aceito(self, pequena: Api) -> None:
        assert enviar(pequena, self.corpo(self.LIMITE)).status_code in (200, 201)

    def test_acima_do_limite_declarado_e_recusado_antes_de_ser_lido(self, pequena: Api) -> None:
        resposta = enviar(pequena, self.corpo(self.LIMITE + 1))
        assert (visto(resposta), "2048 bytes" in resposta.json()["detail"]) == ((413, "PD-04"), True)

    def test_acima_do_limite_sem_declarar_e_recusado_enquanto_e_lido(self, pequena: Api) -> None:
        def pedacos() -> Iterator[bytes]:
            yield self.corpo(self.LIMITE)
            yield b" "

        resposta = pequena.pedir("PUT", PARTICIPANTE, content=pedacos())
        assert "Content-Length" not in resposta.request.headers
        assert visto(resposta) == (413, "PD-04")

    @pytest.mark.parametrize("caminho", ["/token", "/simulador/api/reinicio", "/nao-existe"])
    def test_vale_em_todo_caminho(self, pequena: Api, caminho: str) -> None:
        resposta = pequena.cliente.post(caminho, content=self.corpo(self.LIMITE + 1))
        assert resposta.status_code == 413

    def test_um_formulario_grande_demais_sem_declarar_tambem(self, pequena: Api) -> None:
        def pedacos() -> Iterator[bytes]:
            yield b"username=a%40b.c&password="
            yield b"x" * self.LIMITE

        tipo = {"Content-Type": "application/x-www-form-urlencoded"}
        assert visto(pequena.cliente.post("/token", content=pedacos(), headers=tipo)) == (413, "PD-04")


class TestBancoFora:
    """O PostgreSQL que não aceita conexões, e o SQLite em que outro programa não larga a escrita."""

    def test_todo_caminho_que_precisa_do_banco_responde_503_e_volta_a_servir_depois(
        self, servidor_postgres: str
    ) -> None:
        pedidos: list[tuple[str, str, dict[str, Any]]] = [
            ("GET", "/health", {}),
            ("GET", "/users", {}),
            ("GET", PARTICIPANTE, {}),
            ("PUT", PARTICIPANTE, {"json": builders.participante()}),
            ("PUT", ENTREGAS, {"json": builders.plano_entregas()}),
            ("GET", f"/user/{ADMIN}", {}),
            ("POST", f"/user/forgot_password/{ADMIN}", {}),
            ("POST", "/token", {"data": {"username": ADMIN, "password": "demonstracao-pgd"}}),
        ]
        with postgres.empty_database(servidor_postgres) as endereco, api_com(endereco) as api:
            with fora_do_ar(servidor_postgres, endereco):
                fora = [api.pedir(metodo, caminho, **opcoes) for metodo, caminho, opcoes in pedidos]
                sem_banco = api.cliente.get("/docs").status_code
            de_volta = [api.pedir(metodo, caminho, **opcoes) for metodo, caminho, opcoes in pedidos]
        assert [(visto(resposta), resposta.headers["Retry-After"]) for resposta in fora] == [((503, "PD-10"), "5")] * 8
        assert {type(resposta.json()["detail"]) for resposta in fora} == {str}
        assert sem_banco == 200
        assert [resposta.status_code for resposta in de_volta] == [200, 200, 404, 201, 201, 200, 200, 200]

    def test_o_simulador_responde_503_em_documento_de_problema(self, servidor_postgres: str) -> None:
        with (
            postgres.empty_database(servidor_postgres) as endereco,
            api_com(endereco) as api,
            fora_do_ar(servidor_postgres, endereco),
        ):
            resposta = api.cliente.get("/simulador/api/estado")
        assert (resposta.status_code, resposta.headers["Content-Type"], resposta.json()["title"]) == (
            503,
            "application/problem+json",
            "Banco fora do ar",
        )

    def test_com_a_escrita_do_sqlite_presa_por_outro_programa_so_se_le(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        banco = f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite"
        monkeypatch.setattr(sqlite, "ESPERA_PELA_ESCRITA", 0.2)
        with api_com(banco) as api:
            assert api.enviar_participante().status_code == 201
            with (
                open_database(banco).synchronous_engine().connect().execution_options(begin="BEGIN IMMEDIATE") as outro
            ):
                transacao = outro.begin()
                preso, lido = api.enviar_participante(situacao=0), api.get(PARTICIPANTE)
                transacao.rollback()
            solto = api.enviar_participante(situacao=0)
        assert (visto(preso), preso.headers["Retry-After"]) == ((503, "PD-10"), "5")
        assert (lido.status_code, lido.json()["situacao"], solto.status_code) == (200, 1, 200)


def test_nenhuma_resposta_diz_que_programa_atende(api: Api) -> None:
    assert "Server" not in api.cliente.get("/health").headers


def test_o_que_e_nosso_so_viaja_em_cabecalhos_com_o_prefixo(api: Api) -> None:
    resposta = api.get("/health")
    proprios = {nome for nome in resposta.headers if nome.startswith("x-")}
    assert (proprios, resposta.content) == ({"x-pgd-registro"}, b'{"status":"ok"}')


def test_um_servidor_atras_de_outro_prefixo_nao_muda_os_caminhos(tmp_path: Path) -> None:
    """Quem monta o simulador atrás de um proxy que retira o prefixo vê os mesmos caminhos."""
    aplicacao = create_app(settings(f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite"), Relogio())
    with TestClient(aplicacao, BASE, root_path="/pgd", headers={"User-Agent": USER_AGENT}) as cliente:
        assert cliente.get("/pgd/health").status_code == 200


class TestPortaDeEntrada:
    def test_um_content_length_com_milhares_de_zeros_nao_derruba_o_pedido(self, api: Api) -> None:
        resposta = api.pedir("PUT", "/users", content=b"{}", headers={"Content-Length": "0" * 5_000 + "2"})
        assert (resposta.status_code, resposta.headers["x-pgd-regra"]) == (405, "PD-06")

    def test_um_caminho_que_so_comeca_como_o_do_simulador_tambem_exige_user_agent(self, api: Api) -> None:
        resposta = api.cliente.get("/simuladorX", headers={"User-Agent": ""})
        assert (resposta.status_code, resposta.headers["x-pgd-regra"]) == (400, "PD-01")

    def test_um_metodo_que_os_arquivos_das_paginas_nao_aceitam_diz_quais_aceitam(self, api: Api) -> None:
        resposta = api.cliente.post("/simulador/estatico/docs/faixa.css")
        assert (resposta.status_code, resposta.headers["allow"]) == (405, "GET, HEAD")
