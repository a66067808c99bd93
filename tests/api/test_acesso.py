"""Quem pode o quê, e qual recusa se vê primeiro (contrato, seções 3 e 4)."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx2 import Response
from jose import jwt

from app.storage import usuario as usuarios
from tests import builders
from tests.api.test_emails import caixa_de_saida, codigo_em
from tests.conftest import ADMIN, CHAVE, Api

PARTICIPANTE = builders.caminho_participante(builders.participante())
ENTREGAS = builders.caminho_plano_entregas(builders.plano_entregas())
TRABALHO = builders.caminho_plano_trabalho(builders.plano_trabalho())
SEM_TOKEN = "Not authenticated"
INVALIDO = "Credenciais não podem ser validadas"
EMAIL = "sistema@orgao.gov.br"


def visto(resposta: Response) -> tuple[int, str | None]:
    """O status e a regra que o motivou."""
    return resposta.status_code, resposta.headers.get("X-PGD-Regra")


def token_assinado(api: Api, chave: str = CHAVE, algoritmo: str = "HS256", **claims: Any) -> str:
    """Um token do administrador que vale por um minuto, com as mudanças dadas; um claim None fica de fora."""
    todos = {"sub": ADMIN, "exp": api.relogio.agora + timedelta(minutes=1), **claims}
    return str(jwt.encode({nome: valor for nome, valor in todos.items() if valor is not None}, chave, algoritmo))


class TestOrdemDasRecusas:
    """Um pedido com dois defeitos: o cliente vê o primeiro da ordem do contrato."""

    INVALIDO = builders.plano_trabalho(status=9)

    @pytest.fixture
    def de_outra_unidade(self, api: Api) -> str:
        return api.token_de(builders.usuario(cod_unidade_autorizadora=2))

    def test_sem_user_agent_vem_antes_do_corpo_ilegivel(self, api: Api) -> None:
        resposta = api.pedir("PUT", TRABALHO, token=None, content=b"{", headers={"User-Agent": " "})
        assert visto(resposta) == (400, "PD-01")

    def test_o_corpo_que_nao_e_json_vem_antes_do_token(self, api: Api) -> None:
        resposta = api.pedir("PUT", TRABALHO, token=None, content=b"{", headers={"Content-Type": "application/json"})
        assert visto(resposta) == (422, "PD-03")
        assert resposta.json()["detail"][0]["type"] == "json_invalid"

    def test_os_bytes_que_nao_formam_texto_vem_antes_do_token(self, api: Api) -> None:
        resposta = api.pedir("PUT", TRABALHO, token=None, content=b'{"a": "\xff"}')
        assert visto(resposta) == (400, "PD-02")
        assert isinstance(resposta.json()["detail"], str)

    def test_o_token_vem_antes_do_esquema(self, api: Api) -> None:
        assert visto(api.put(TRABALHO, self.INVALIDO, token=None)) == (401, "AU-01")
        assert visto(api.put(TRABALHO, self.INVALIDO, token="x")) == (401, "AU-02")

    def test_o_usuario_desativado_vem_antes_do_esquema(self, api: Api) -> None:
        token = api.token_de(builders.usuario())
        api.put(f"/user/{EMAIL}", builders.usuario(disabled=True))
        assert visto(api.put(TRABALHO, self.INVALIDO, token=token)) == (400, "AU-05")

    def test_so_administrador_vem_antes_do_esquema_do_usuario(self, api: Api) -> None:
        token = api.token_de(builders.usuario())
        assert visto(api.put(f"/user/{EMAIL}", {"email": 1}, token=token)) == (403, "AU-06")

    def test_o_esquema_vem_antes_da_unidade(self, api: Api, de_outra_unidade: str) -> None:
        resposta = api.put(TRABALHO, self.INVALIDO, token=de_outra_unidade)
        assert (resposta.status_code, resposta.json()["detail"][0]["loc"]) == (422, ["body", "status"])

    def test_a_unidade_vem_antes_do_caminho_que_difere_do_corpo(self, api: Api, de_outra_unidade: str) -> None:
        outro = builders.plano_trabalho(id_plano_trabalho="outro")
        assert visto(api.put(TRABALHO, outro, token=de_outra_unidade)) == (403, "AU-07")

    def test_o_caminho_que_difere_do_corpo_vem_antes_do_que_esta_guardado(self, api: Api) -> None:
        # Nem o participante nem a entrega existem.
        resposta = api.put(TRABALHO, builders.plano_trabalho(id_plano_trabalho="outro"))
        assert visto(resposta) == (422, "PD-07")
        assert isinstance(resposta.json()["detail"], str)

    def test_das_chaves_que_diferem_conta_a_primeira_do_caminho(self, api: Api) -> None:
        documento = builders.participante(matricula_siape="7654321", cod_unidade_lotacao=9, cod_unidade_autorizadora=2)
        detalhe = api.put(PARTICIPANTE, documento).json()["detail"]
        assert detalhe.startswith("O campo cod_unidade_autorizadora do caminho é 1, e no corpo é 2.")


class TestToken:
    @pytest.mark.parametrize("caminho", [PARTICIPANTE, ENTREGAS, TRABALHO, "/users", f"/user/{ADMIN}"])
    def test_sem_token(self, api: Api, caminho: str) -> None:
        resposta = api.get(caminho, token=None)
        assert (resposta.status_code, resposta.json(), resposta.headers["WWW-Authenticate"]) == (
            401,
            {"detail": SEM_TOKEN},
            "Bearer",
        )

    @pytest.mark.parametrize("autorizacao", ["", "Basic YTpi", "Token abc", "abc"])
    def test_uma_autorizacao_que_nao_e_bearer_e_como_nenhuma(self, api: Api, autorizacao: str) -> None:
        resposta = api.get("/users", token=None, headers={"Authorization": autorizacao})
        assert (resposta.status_code, resposta.json()) == (401, {"detail": SEM_TOKEN})

    def test_o_esquema_bearer_vale_em_qualquer_caixa(self, api: Api) -> None:
        for esquema in ("bearer", "BEARER", "Bearer"):
            assert api.get("/users", headers={"Authorization": f"{esquema} {api.token}"}).status_code == 200

    @pytest.mark.parametrize(
        "mudancas",
        [
            {"chave": "outra-chave-com-mais-de-32-bytes-de-tamanho"},
            {"chave": ""},
            {"algoritmo": "HS512"},
            {"exp": None},
            {"exp": "amanhã"},
            {"sub": None},
            {"sub": "ninguem@orgao.gov.br"},
            {"sub": ADMIN.upper()},
            {"sub": "com\0nulo"},
            {"aud": "outro"},
        ],
        ids=lambda item: "-".join(f"{nome}={valor}" for nome, valor in item.items()),
    )
    def test_um_token_que_nao_serve(self, api: Api, mudancas: dict[str, Any]) -> None:
        resposta = api.get("/users", token=token_assinado(api, **mudancas))
        assert (resposta.status_code, resposta.json(), resposta.headers["WWW-Authenticate"]) == (
            401,
            {"detail": INVALIDO},
            "Bearer",
        )

    @pytest.mark.parametrize("token", ["x", "a.b.c", "a.b.c.d.e", "..", "é.é.é"])
    def test_um_texto_que_nao_e_token(self, api: Api, token: str) -> None:
        resposta = api.get("/users", token=None, headers={"Authorization": f"Bearer {token}".encode()})
        assert (resposta.status_code, resposta.json()) == (401, {"detail": INVALIDO})

    def test_um_token_sem_assinatura(self, api: Api) -> None:
        cabecalho, corpo, _ = token_assinado(api).split(".")
        sem_algoritmo = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"  # {"alg":"none","typ":"JWT"}
        for token in (f"{cabecalho}.{corpo}.", f"{sem_algoritmo}.{corpo}."):
            assert visto(api.get("/users", token=token)) == (401, "AU-02")

    def test_vale_ate_o_ultimo_segundo_dos_trinta_minutos(self, api: Api) -> None:
        api.relogio.avancar(minutes=30)
        assert api.get("/users").status_code == 200
        api.relogio.avancar(seconds=1)
        assert visto(api.get("/users")) == (401, "AU-02")

    def test_um_token_que_ainda_nao_vale(self, api: Api) -> None:
        daqui_a_pouco = api.relogio.agora + timedelta(seconds=30)
        token = token_assinado(api, nbf=daqui_a_pouco)
        assert visto(api.get("/users", token=token)) == (401, "AU-02")
        api.relogio.avancar(seconds=30)
        assert api.get("/users", token=token).status_code == 200

    def test_traz_so_o_email_e_a_validade(self, api: Api) -> None:
        agora = int(api.relogio.agora.timestamp())
        assert jwt.get_unverified_claims(api.token) == {"sub": ADMIN, "exp": agora + 30 * 60}
        assert jwt.get_unverified_header(api.token)["alg"] == "HS256"

    def test_claims_a_mais_e_validade_com_fracao_servem(self, api: Api) -> None:
        daqui_a_pouco = api.relogio.agora.timestamp() + 60.5
        assert api.get("/users", token=token_assinado(api, exp=daqui_a_pouco, nome="x")).status_code == 200


class TestEntrada:
    def entrar(self, api: Api, **campos: str) -> Response:
        return api.cliente.post("/token", data=campos)

    @pytest.mark.parametrize(
        "extras",
        [
            {},
            {"grant_type": ""},
            {"grant_type": "password"},
            {"scope": "a b", "client_id": "x", "client_secret": "y", "outro": "z"},
        ],
        ids=["nada", "vazio", "password", "extras"],
    )
    def test_com_email_e_senha_certos(self, api: Api, extras: dict[str, str]) -> None:
        resposta = self.entrar(api, username=ADMIN, password="demonstracao-pgd", **extras)
        assert (resposta.status_code, set(resposta.json()), resposta.json()["token_type"]) == (
            200,
            {"access_token", "token_type"},
            "bearer",
        )

    @pytest.mark.parametrize(
        ("email", "senha"),
        [
            (ADMIN, "errada"),
            (ADMIN, "demonstracao-pgd "),
            (ADMIN, "DEMONSTRACAO-PGD"),
            (ADMIN.upper(), "demonstracao-pgd"),
            ("ninguem@orgao.gov.br", "demonstracao-pgd"),
            (ADMIN, "x" * 5_000),
        ],
        ids=["errada", "espaco", "maiusculas", "email-em-maiusculas", "ninguem", "longa"],
    )
    def test_com_email_ou_senha_errados_a_recusa_e_a_mesma(self, api: Api, email: str, senha: str) -> None:
        resposta = self.entrar(api, username=email, password=senha)
        assert (visto(resposta), resposta.headers["WWW-Authenticate"]) == ((401, "AU-03"), "Bearer")
        assert resposta.json()["detail"].startswith("O e-mail ou a senha não conferem.")

    def test_um_usuario_desativado_nao_entra(self, api: Api) -> None:
        api.put(f"/user/{EMAIL}", builders.usuario(disabled=True))
        resposta = self.entrar(api, username=EMAIL, password="uma-senha-de-teste")
        assert (visto(resposta), resposta.headers["WWW-Authenticate"]) == ((401, "AU-04"), "Bearer")

    def test_um_usuario_desativado_com_a_senha_errada_nao_fica_sabendo_disso(self, api: Api) -> None:
        api.put(f"/user/{EMAIL}", builders.usuario(disabled=True))
        assert visto(self.entrar(api, username=EMAIL, password="errada")) == (401, "AU-03")

    @pytest.mark.parametrize("username", ["fulano", "a@", "@b", "a b@c.d"])
    def test_o_que_nao_e_email_volta_num_texto_que_guarda_a_lista(self, api: Api, username: str) -> None:
        resposta = self.entrar(api, username=username, password="x")
        (erro,) = json.loads(resposta.json()["detail"])
        assert (visto(resposta), erro["loc"], erro["type"]) == ((422, "AU-11"), ["email"], "value_error")

    @pytest.mark.parametrize(
        ("campos", "faltam"),
        [
            ({"username": "", "password": "x"}, ["username"]),
            ({"username": ADMIN, "password": ""}, ["password"]),
            ({"password": "x"}, ["username"]),
            ({}, ["username", "password"]),
        ],
        ids=["sem-texto-no-email", "sem-texto-na-senha", "sem-email", "sem-nada"],
    )
    def test_o_que_falta_volta_em_lista(self, api: Api, campos: dict[str, str], faltam: list[str]) -> None:
        resposta = self.entrar(api, **campos)
        erros = [(erro["type"], erro["loc"]) for erro in resposta.json()["detail"]]
        assert (resposta.status_code, erros) == (422, [("missing", ["body", nome]) for nome in faltam])


class TestUnidade:
    @pytest.mark.parametrize(
        ("caminho", "documento"),
        [
            (PARTICIPANTE, builders.participante()),
            (ENTREGAS, builders.plano_entregas()),
            (TRABALHO, builders.plano_trabalho()),
        ],
        ids=["participante", "plano_entregas", "plano_trabalho"],
    )
    def test_so_se_envia_e_se_le_pela_propria(self, api: Api, caminho: str, documento: builders.Documento) -> None:
        api.com_base()
        da_unidade = api.token_de(builders.usuario())
        de_outra = api.token_de(builders.usuario(email="outra@orgao.gov.br", cod_unidade_autorizadora=2))
        assert api.put(caminho, documento, token=da_unidade).status_code in (200, 201)
        assert api.get(caminho, token=da_unidade).status_code == 200
        assert visto(api.put(caminho, documento, token=de_outra)) == (403, "AU-07")
        assert visto(api.get(caminho, token=de_outra)) == (403, "AU-07")

    def test_a_origem_tambem_conta_e_diferencia_maiusculas(self, api: Api) -> None:
        token = api.token_de(builders.usuario())
        for origem in ("SIORG", "siape", "Siape"):
            assert visto(api.get(f"/organizacao/{origem}/1/plano_trabalho/pt1", token=token)) == (403, "AU-07")

    def test_o_administrador_envia_e_le_por_todas(self, api: Api) -> None:
        documento = builders.participante(origem_unidade="SIORG", cod_unidade_autorizadora=999_999)
        caminho = builders.caminho_participante(documento)
        assert api.put(caminho, documento).status_code == 201
        assert api.get(caminho).json() == documento

    def test_quem_muda_de_unidade_deixa_de_enviar_pela_antiga_com_o_mesmo_token(self, api: Api) -> None:
        token = api.token_de(builders.usuario())
        assert api.put(PARTICIPANTE, builders.participante(), token=token).status_code == 201
        api.put(f"/user/{EMAIL}", builders.usuario(cod_unidade_autorizadora=2))
        assert visto(api.get(PARTICIPANTE, token=token)) == (403, "AU-07")


class TestDesativado:
    @pytest.fixture
    def token(self, api: Api) -> str:
        token = api.token_de(builders.usuario())
        assert api.put(f"/user/{EMAIL}", builders.usuario(disabled=True)).status_code == 200
        return token

    @pytest.mark.parametrize("caminho", [PARTICIPANTE, ENTREGAS, TRABALHO, f"/user/{EMAIL}", f"/user/{ADMIN}"])
    def test_le_e_recebe_400(self, api: Api, token: str, caminho: str) -> None:
        resposta = api.get(caminho, token=token)
        assert (visto(resposta), "WWW-Authenticate" in resposta.headers) == ((400, "AU-05"), False)

    def test_envia_e_recebe_400(self, api: Api, token: str) -> None:
        assert visto(api.put(PARTICIPANTE, builders.participante(), token=token)) == (400, "AU-05")

    def test_reativado_o_mesmo_token_volta_a_valer(self, api: Api, token: str) -> None:
        api.put(f"/user/{EMAIL}", builders.usuario())
        assert api.get(f"/user/{EMAIL}", token=token).status_code == 200

    def test_um_administrador_desativado_recebe_400_onde_so_administradores_entram(self, api: Api) -> None:
        token = api.token_de(builders.usuario(is_admin=True))
        api.put(f"/user/{EMAIL}", builders.usuario(is_admin=True, disabled=True))
        assert visto(api.get("/users", token=token)) == (400, "AU-05")


class TestUsuarios:
    def test_o_administrador_inicial_e_da_unidade_siape_1(self, api: Api) -> None:
        assert api.get("/users").json() == [
            {
                "email": ADMIN,
                "is_admin": True,
                "disabled": False,
                "origem_unidade": "SIAPE",
                "cod_unidade_autorizadora": 1,
                "sistema_gerador": "Simulador da API PGD",
            }
        ]

    def test_criar_e_trocar_devolvem_o_usuario_sem_a_senha(self, api: Api) -> None:
        sem_senha = {nome: valor for nome, valor in builders.usuario().items() if nome != "password"}
        criado, trocado = (api.put(f"/user/{EMAIL}", builders.usuario()) for _ in range(2))
        assert [(r.status_code, r.json()) for r in (criado, trocado)] == [(201, sem_senha), (200, sem_senha)]
        assert api.get(f"/user/{EMAIL}").json() == sem_senha

    def test_trocar_o_usuario_troca_a_senha(self, api: Api) -> None:
        api.put(f"/user/{EMAIL}", builders.usuario())
        api.put(f"/user/{EMAIL}", builders.usuario(password="outra-senha"))
        assert api.entrar(EMAIL, "uma-senha-de-teste").status_code == 401
        assert api.entrar(EMAIL, "outra-senha").status_code == 200

    def test_o_email_do_caminho_tem_de_ser_o_do_corpo(self, api: Api) -> None:
        resposta = api.put("/user/outro@orgao.gov.br", builders.usuario())
        assert (visto(resposta), type(resposta.json()["detail"])) == ((422, "PD-07"), str)

    def test_so_administradores_criam_e_listam(self, api: Api) -> None:
        token = api.token_de(builders.usuario())
        assert visto(api.put(f"/user/{EMAIL}", builders.usuario(), token=token)) == (403, "AU-06")
        assert visto(api.get("/users", token=token)) == (403, "AU-06")

    def test_cada_um_le_os_proprios_dados_e_o_administrador_os_de_todos(self, api: Api) -> None:
        token = api.token_de(builders.usuario())
        assert api.get(f"/user/{EMAIL}", token=token).status_code == 200
        assert visto(api.get(f"/user/{ADMIN}", token=token)) == (403, "AU-08")
        assert visto(api.get("/user/ninguem@orgao.gov.br", token=token)) == (403, "AU-08")
        assert visto(api.get("/user/ninguem@orgao.gov.br")) == (404, "US-04")


class TestRecuperacao:
    def codigo(self, api: Api, email: str = EMAIL) -> str:
        """O código que acaba de sair na caixa de saída."""
        assert api.cliente.post(f"/user/forgot_password/{email}").status_code == 200
        return codigo_em(caixa_de_saida(api)[0].texto)

    def trocar(self, api: Api, codigo: str, senha: str = "senha-nova") -> Response:
        return api.cliente.get("/user/reset_password/", params={"access_token": codigo, "password": senha})

    def test_com_o_codigo_a_senha_muda_e_a_antiga_deixa_de_valer(self, api: Api) -> None:
        api.put(f"/user/{EMAIL}", builders.usuario())
        resposta = self.trocar(api, self.codigo(api))
        assert (resposta.status_code, type(resposta.json())) == (200, str)
        assert api.entrar(EMAIL, "senha-nova").status_code == 200
        assert api.entrar(EMAIL, "uma-senha-de-teste").status_code == 401

    def test_o_codigo_vale_uma_vez(self, api: Api) -> None:
        api.put(f"/user/{EMAIL}", builders.usuario())
        codigo = self.codigo(api)
        assert [self.trocar(api, codigo).status_code for _ in range(2)] == [200, 401]

    def test_trocar_a_senha_cancela_os_outros_codigos(self, api: Api) -> None:
        api.put(f"/user/{EMAIL}", builders.usuario())
        primeiro, segundo = self.codigo(api), self.codigo(api)
        assert [visto(self.trocar(api, codigo)) for codigo in (segundo, primeiro)] == [(200, None), (401, "AU-09")]

    def test_o_codigo_vence_em_trinta_minutos(self, api: Api) -> None:
        api.put(f"/user/{EMAIL}", builders.usuario())
        codigo, do_administrador = self.codigo(api), self.codigo(api, ADMIN)
        api.relogio.avancar(minutes=29, seconds=59)
        assert self.trocar(api, codigo).status_code == 200
        api.relogio.avancar(seconds=1)
        assert visto(self.trocar(api, do_administrador)) == (401, "AU-09")

    def test_um_codigo_inventado_nao_vale(self, api: Api) -> None:
        assert visto(self.trocar(api, "inventado")) == (401, "AU-09")

    def test_o_token_de_entrada_nao_serve_de_codigo(self, api: Api) -> None:
        assert visto(self.trocar(api, api.token)) == (401, "AU-09")

    def test_uma_senha_que_nao_serve_nao_gasta_o_codigo(self, api: Api) -> None:
        api.put(f"/user/{EMAIL}", builders.usuario())
        codigo = self.codigo(api)
        recusa = self.trocar(api, codigo, "")
        assert (visto(recusa), recusa.json()["detail"][0]["loc"]) == ((422, "US-02"), ["query", "password"])
        assert self.trocar(api, codigo).status_code == 200

    def test_quem_esta_desativado_nao_troca_a_senha(self, api: Api) -> None:
        api.put(f"/user/{EMAIL}", builders.usuario())
        codigo = self.codigo(api)
        with api.cliente.app.state.parts.database.synchronous_engine().begin() as conexao:  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
            assert usuarios.disable(conexao, EMAIL, api.relogio.agora) is True
        assert visto(self.trocar(api, codigo)) == (400, "AU-10")

    def test_trocar_o_usuario_cancela_os_codigos_dele(self, api: Api) -> None:
        api.put(f"/user/{EMAIL}", builders.usuario())
        codigo = self.codigo(api)
        api.put(f"/user/{EMAIL}", builders.usuario())
        assert visto(self.trocar(api, codigo)) == (401, "AU-09")

    def test_de_quem_nao_existe_nao_se_escreve_nada(self, api: Api) -> None:
        assert visto(api.cliente.post("/user/forgot_password/ninguem@orgao.gov.br")) == (404, "US-04")
        assert caixa_de_saida(api) == []


def test_o_relogio_de_teste_tem_fuso(api: Api) -> None:
    assert isinstance(api.relogio.agora, datetime)
    assert api.relogio.agora.utcoffset() == timedelta(0)
