"""Os avisos: viajam num cabeçalho, ficam no diário, e nunca mudam a resposta."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from httpx2 import Response
from jose import jwt

from app.achados import Achado, from_text
from app.rules import exemplo
from app.storage import usuario as usuarios
from tests import builders
from tests.api.test_diario import registro_de, tudo_o_que_guarda
from tests.api.test_emails import api_com
from tests.conftest import ADMIN, BASE, CHAVE, Api

AVISOS = "X-PGD-Avisos"
REGRA = "X-PGD-Regra"
EMAIL = "sistema@orgao.gov.br"
SEM_AVISO = {"User-Agent": "testes/1.0 (+https://localhost)"}
COM_AVISO = {"User-Agent": "curl/8.5.0"}
"""Provoca PD-17 em qualquer pedido."""
NAO_AVALIADO = {"status": 3, "avaliacao": None, "data_avaliacao": None}


def um_plano_de_entregas(**mudancas: Any) -> builders.Documento:
    """O do exemplo, que não provoca aviso algum, com estas mudanças."""
    return {**exemplo.PLANO_ENTREGAS, **mudancas}


def um_participante(**mudancas: Any) -> builders.Documento:
    return {**exemplo.PARTICIPANTE, **mudancas}


def enviar_entregas(api: Api, **mudancas: Any) -> Response:
    documento = um_plano_de_entregas(**mudancas)
    return api.put(builders.caminho_plano_entregas(documento), documento)


def enviar_participante(api: Api, **mudancas: Any) -> Response:
    documento = um_participante(**mudancas)
    return api.put(builders.caminho_participante(documento), documento)


def achados_de(api: Api, resposta: Response) -> list[Achado]:
    return from_text(registro_de(api, resposta)["achados"])


PARTICIPANTE = builders.caminho_participante(um_participante())
ENTREGAS = builders.caminho_plano_entregas(um_plano_de_entregas())
CORPO_GRANDE = {"Content-Length": str(17 * 1_048_576)}

PEDIDOS: dict[str, tuple[Callable[[Api, dict[str, str]], Response], int, str | None]] = {
    "saude": (lambda api, cab: api.get("/health", headers=cab), 200, None),
    "usuarios": (lambda api, cab: api.get("/users", headers=cab), 200, None),
    "troca": (lambda api, cab: api.put(PARTICIPANTE, um_participante(), headers=cab), 200, None),
    "redirecionado": (lambda api, cab: api.get("/health/", headers=cab), 307, None),
    "corpo-ilegivel": (lambda api, cab: api.pedir("PUT", PARTICIPANTE, content=b"\xff", headers=cab), 400, "PD-02"),
    "sem-token": (lambda api, cab: api.get("/users", token=None, headers=cab), 401, "AU-01"),
    "token-ruim": (lambda api, cab: api.get("/users", token="x", headers=cab), 401, "AU-02"),
    "sem-caminho": (lambda api, cab: api.get("/nao-existe", headers=cab), 404, "PD-05"),
    "sem-documento": (lambda api, cab: api.get(ENTREGAS, headers=cab), 404, "PE-09"),
    "sem-metodo": (lambda api, cab: api.pedir("DELETE", "/health", headers=cab), 405, "PD-06"),
    "grande": (lambda api, cab: api.pedir("PUT", ENTREGAS, content=b"x", headers=cab | CORPO_GRANDE), 413, "PD-04"),
    "sintaxe": (lambda api, cab: api.pedir("PUT", ENTREGAS, content=b"{", headers=cab), 422, "PD-03"),
    "esquema": (lambda api, cab: api.put(ENTREGAS, {}, headers=cab), 422, "FO-01"),
    "campo": (lambda api, cab: api.put(PARTICIPANTE, um_participante(cpf="1" * 11), headers=cab), 422, "PA-05"),
    "caminho": (
        lambda api, cab: api.put(PARTICIPANTE, um_participante(matricula_siape="7654321"), headers=cab),
        422,
        "PD-07",
    ),
}


class TestOCabecalho:
    @pytest.mark.parametrize(("pedir", "status", "regra"), PEDIDOS.values(), ids=PEDIDOS)
    def test_so_ele_distingue_a_resposta_com_aviso_da_resposta_sem(
        self, api: Api, pedir: Callable[[Api, dict[str, str]], Response], status: int, regra: str | None
    ) -> None:
        assert enviar_participante(api).status_code == 201
        sem, com = pedir(api, SEM_AVISO), pedir(api, COM_AVISO)
        assert (sem.status_code, sem.headers.get(REGRA), sem.headers.get(AVISOS)) == (status, regra, None)
        assert (com.status_code, com.headers.get(REGRA), com.headers.get(AVISOS)) == (status, regra, "PD-17")
        assert com.content == sem.content
        outros = [
            {k: v for k, v in um.headers.items() if k not in ("x-pgd-avisos", "x-pgd-registro")} for um in (sem, com)
        ]
        assert outros[0] == outros[1]

    def test_o_documento_aceito_com_aviso_e_o_que_se_guarda(self, api: Api) -> None:
        documento = um_plano_de_entregas(status=2, avaliacao=None, data_avaliacao=None)
        criado, trocado = api.put(ENTREGAS, documento), api.put(ENTREGAS, documento)
        vistos = [(um.status_code, um.json(), um.headers[AVISOS]) for um in (criado, trocado)]
        assert vistos == [(201, documento, "PE-12"), (200, documento, "PE-12")]
        assert api.get(ENTREGAS).json() == documento

    def test_quem_le_nao_recebe_os_avisos_de_quem_enviou(self, api: Api) -> None:
        enviar_entregas(api, status=2, avaliacao=None, data_avaliacao=None)
        assert AVISOS not in api.get(ENTREGAS).headers

    def test_os_exemplos_da_documentacao_nao_provocam_nenhum(self, api: Api) -> None:
        respostas = [enviar_participante(api), enviar_entregas(api)]
        assert [(um.status_code, um.headers.get(AVISOS)) for um in respostas] == [(201, None), (201, None)]

    def test_varios_vem_separados_por_virgulas_e_cada_um_uma_vez(self, api: Api) -> None:
        duas = [exemplo.entrega(data_entrega="2026-01-01"), exemplo.entrega(id_entrega="e2", data_entrega="2026-01-02")]
        resposta = enviar_entregas(api, status=2, avaliacao=None, data_avaliacao=None, entregas=duas, desconhecida=1)
        assert (resposta.status_code, resposta.headers[AVISOS]) == (201, "PE-12, PE-17, FO-31")

    def test_os_do_documento_e_os_do_pedido_vem_juntos(self, api: Api) -> None:
        documento = um_plano_de_entregas(status=2, avaliacao=None, data_avaliacao=None)
        assert api.put(ENTREGAS, documento, headers=COM_AVISO).headers[AVISOS] == "PE-12, PD-17"

    def test_a_recusa_de_estado_leva_os_seus_avisos_e_diz_o_mesmo_sem_eles(self, api: Api) -> None:
        enviar_entregas(api)
        outro = {"id_plano_entregas": "plano-entregas-2"}
        sem = enviar_entregas(api, **outro)
        com = enviar_entregas(api, **outro, entregas=[exemplo.entrega(data_entrega="2026-01-01")])
        assert [(um.status_code, um.headers[REGRA], um.headers.get(AVISOS)) for um in (sem, com)] == [
            (422, "PE-07", None),
            (422, "PE-07", "PE-17"),
        ]
        assert com.content == sem.content

    def test_o_400_da_saude_sem_user_agent_leva_o_seu(self, api: Api) -> None:
        resposta = api.cliente.get("/health", headers={"User-Agent": ""})
        assert (resposta.status_code, resposta.headers[REGRA], resposta.headers[AVISOS]) == (400, "PD-01", "PD-20")

    def test_o_usuario_enviado_tambem_leva_os_seus(self, api: Api) -> None:
        resposta = api.put(f"/user/{EMAIL}", builders.usuario(email="sistema@ORGAO.gov.br"))
        assert (resposta.status_code, resposta.headers[AVISOS]) == (201, "US-05")

    def test_o_token_de_antes_da_troca_da_senha_leva_o_seu(self, api: Api) -> None:
        token = api.token_de(builders.usuario())
        assert AVISOS not in api.get(f"/user/{EMAIL}", token=token).headers
        api.relogio.avancar(minutes=1)
        api.put(f"/user/{EMAIL}", builders.usuario(password="outra-senha-de-teste"))
        resposta = api.get(f"/user/{EMAIL}", token=token)
        assert (resposta.status_code, resposta.headers[AVISOS]) == (200, "AU-13")

    def test_o_token_de_quem_foi_so_desativado_nao(self, api: Api) -> None:
        token = api.token_de(builders.usuario())
        api.relogio.avancar(minutes=1)
        portal = api.cliente.portal
        assert portal is not None
        database = api.cliente.app.state.parts.database  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
        assert portal.call(database.write, partial(usuarios.disable, email=EMAIL, now=api.relogio.agora))
        resposta = api.get(f"/user/{EMAIL}", token=token)
        assert (resposta.headers[REGRA], resposta.headers.get(AVISOS)) == ("AU-05", None)


class TestOndeNaoSeAvisa:
    @pytest.mark.parametrize(
        "caminho", ["/", "/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json", "/robots.txt"]
    )
    @pytest.mark.parametrize("metodo", ["GET", "OPTIONS"])
    def test_nas_paginas_da_documentacao(self, api: Api, metodo: str, caminho: str) -> None:
        cabecalhos = COM_AVISO | {"Origin": "https://meu.orgao.gov.br"}
        resposta = api.pedir(metodo, caminho, token=None, headers=cabecalhos)
        assert AVISOS not in resposta.headers
        assert registro_de(api, resposta)["avisos"] is None

    @pytest.mark.parametrize(
        ("metodo", "caminho"),
        [
            ("GET", "/simulador/api/estado"),
            ("GET", "/simulador/api/nao-existe"),
            ("HEAD", "/simulador/api/estado"),
            ("GET", "/simulador/openapi.json"),
            ("GET", "/simulador/nao-existe"),
        ],
    )
    def test_no_simulador(self, api: Api, metodo: str, caminho: str) -> None:
        resposta = api.cliente.request(metodo, caminho, headers=COM_AVISO | {"Origin": BASE})
        assert AVISOS not in resposta.headers

    @pytest.fixture(scope="class")
    @classmethod
    def aberta(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
        banco = f"sqlite:///{tmp_path_factory.mktemp('aberta').as_posix()}/pgd.sqlite"
        todas = "0.0.0.0"  # noqa: S104  # é o que se testa
        with api_com(banco, "senha-propria", PGD_HOST=todas, PGD_ADMIN_SENHA="senha-propria") as api:
            yield api

    def test_no_simulador_nem_do_token_de_antes_da_troca_da_senha(self, aberta: Api) -> None:
        outro = builders.usuario(is_admin=True)
        token = aberta.token_de(outro)
        aberta.relogio.avancar(minutes=1)
        aberta.put(f"/user/{EMAIL}", outro)
        assert aberta.get(f"/user/{EMAIL}", token=token).headers[AVISOS] == "AU-13"
        resposta = aberta.get("/simulador/api/estado", token=token)
        assert (resposta.status_code, AVISOS in resposta.headers) == (200, False)


class TestODiario:
    def test_guarda_os_mesmos_codigos_e_os_achados(self, api: Api) -> None:
        fora = [exemplo.entrega(), exemplo.entrega(id_entrega="e2", data_entrega="2026-01-01")]
        resposta = enviar_entregas(api, entregas=fora)
        guardado = registro_de(api, resposta)
        assert (guardado["regra"], guardado["avisos"], resposta.headers[AVISOS]) == (None, "PE-17", "PE-17")
        (achado,) = from_text(guardado["achados"])
        assert (achado.regra, achado.onde) == ("PE-17", (("entregas", 1, "data_entrega"),))
        assert achado.evidencia["id_entrega"] == "e2"
        assert (achado.evidencia["data_entrega"], achado.evidencia["termino"]) == ("2026-01-01", "2025-06-30")

    def test_de_um_pedido_sem_regra_nem_aviso_nao_guarda_nada(self, api: Api) -> None:
        guardado = registro_de(api, enviar_participante(api))
        assert (guardado["regra"], guardado["avisos"], guardado["achados"]) == (None, None, None)

    def test_da_recusa_de_estado_guarda_todas_as_regras_quebradas_e_os_avisos(self, api: Api) -> None:
        enviar_entregas(api)
        resposta = enviar_entregas(
            api,
            id_plano_entregas="plano-entregas-2",
            data_termino="2026-06-30",
            entregas=[exemplo.entrega(data_entrega="2026-07-01")],
            **NAO_AVALIADO,
        )
        guardado = registro_de(api, resposta)
        assert (resposta.headers[REGRA], guardado["regra"], guardado["avisos"]) == ("PE-07", "PE-07", "PE-17")
        colisao, longo, aviso = from_text(guardado["achados"])
        assert [achado.regra for achado in (colisao, longo, aviso)] == ["PE-07", "PE-08", "PE-17"]
        assert colisao.evidencia["colide_com"] == [
            {
                "recurso": "plano_entregas",
                "chave": {
                    "origem_unidade": "SIAPE",
                    "cod_unidade_autorizadora": 1,
                    "id_plano_entregas": "plano-entregas-1",
                },
                "data_inicio": "2025-01-01",
                "data_termino": "2025-06-30",
                "status": 5,
                "recebido_em": "2025-07-01T12:00:00+00:00",
            }
        ]
        assert longo.evidencia == {"dias": 545, "limite": 365, "ultimo_dia": "2026-01-01"}

    def test_da_lista_de_erros_guarda_o_lugar_e_o_valor_de_cada_um(self, api: Api) -> None:
        resposta = enviar_participante(api, situacao=7, cpf="11111111111")
        assert resposta.headers[REGRA] == "PA-05, FO-16"
        cpf, situacao = achados_de(api, resposta)
        assert (cpf.regra, cpf.onde, cpf.valor) == ("PA-05", (("body", "cpf"),), "11111111111")
        assert (situacao.regra, situacao.onde, situacao.valor) == ("FO-16", (("body", "situacao"),), 7)

    def test_da_senha_recusada_nao_guarda_o_valor(self, api: Api) -> None:
        resposta = api.put(f"/user/{EMAIL}", builders.usuario(password="x" * 4_097, cod_unidade_autorizadora="y"))
        assert [achado.valor for achado in achados_de(api, resposta)] == ["y", "***"]
        resposta = api.put(f"/user/{EMAIL}", builders.usuario(cod_unidade_autorizadora=123_456))
        assert "uma-senha-de-teste" not in tudo_o_que_guarda(registro_de(api, resposta))

    @pytest.mark.parametrize(
        ("status", "pedir", "evidencia"),
        [
            (403, lambda api: api.get("/users", token=api.token_de(builders.usuario())), {"email": EMAIL}),
            (405, lambda api: api.pedir("DELETE", "/health"), {"metodo": "DELETE", "aceitos": ["GET"]}),
            (404, lambda api: api.get("/nao-existe"), {}),
        ],
        ids=["acesso", "metodo", "caminho"],
    )
    def test_da_recusa_em_texto_guarda_a_evidencia(
        self, api: Api, status: int, pedir: Callable[[Api], Response], evidencia: dict[str, Any]
    ) -> None:
        resposta = pedir(api)
        (achado,) = achados_de(api, resposta)
        assert (resposta.status_code, achado.regra, achado.evidencia) == (status, resposta.headers[REGRA], evidencia)

    def test_do_email_recusado_na_entrada_guarda_a_regra(self, api: Api) -> None:
        resposta = api.entrar("fulano", "x")
        assert [achado.regra for achado in achados_de(api, resposta)] == ["AU-11"]
        assert json.loads(resposta.json()["detail"])[0]["loc"] == ["email"]


class TestPorQueOTokenNaoServe:
    """A resposta é sempre a mesma; o motivo fica nos achados."""

    DE_OUTRA_CHAVE = (
        "O token não foi assinado por este simulador, ou chegou incompleto: veio de outro servidor, de antes de a "
        "chave mudar, ou se perdeu um pedaço dele no caminho."
    )
    SEM_DONO_OU_VALIDADE = "O token foi assinado aqui, mas não diz de quem é (sub) ou até quando vale (exp)."
    CEDO = "O token ainda não vale: confira o nbf dele e o relógio de quem o emitiu."

    def assinado(self, api: Api, chave: str = CHAVE, **claims: Any) -> str:
        """Um token do administrador que vale por um minuto; um claim None fica de fora."""
        todos = {"sub": ADMIN, "exp": api.relogio.agora + timedelta(minutes=1), **claims}
        return str(jwt.encode({nome: valor for nome, valor in todos.items() if valor is not None}, chave, "HS256"))

    def motivo(self, api: Api, token: str) -> str:
        resposta = api.get("/users", token=token)
        assert (resposta.status_code, resposta.headers["WWW-Authenticate"], resposta.json()) == (
            401,
            "Bearer",
            {"detail": "Credenciais não podem ser validadas"},
        )
        (achado,) = achados_de(api, resposta)
        assert achado.regra == "AU-02"
        return str(achado.evidencia["motivo"])

    def test_foi_assinado_com_outra_chave(self, api: Api) -> None:
        outra = "outra-chave-com-mais-de-32-bytes-de-tamanho"
        assert self.motivo(api, self.assinado(api, outra)) == self.DE_OUTRA_CHAVE

    @pytest.mark.parametrize("corte", [1, 10, 60])
    def test_perdeu_um_pedaco_no_caminho(self, api: Api, corte: int) -> None:
        assert self.motivo(api, api.token[:-corte]) == self.DE_OUTRA_CHAVE

    def test_venceu_e_se_diz_quando(self, api: Api) -> None:
        api.relogio.avancar(minutes=30, seconds=1)
        assert self.motivo(api, api.token) == (
            "O token venceu em 01/07/2025 12:30 UTC, e o pedido chegou em 01/07/2025 12:30 UTC. Entre de novo."
        )
        api.relogio.avancar(hours=13)
        assert self.motivo(api, api.token) == (
            "O token venceu em 01/07/2025 12:30 UTC, e o pedido chegou em 02/07/2025 01:30 UTC. Entre de novo."
        )

    @pytest.mark.parametrize("claims", [{"exp": None}, {"sub": None}], ids=["sem-exp", "sem-sub"])
    def test_nao_diz_de_quem_e_ou_ate_quando_vale(self, api: Api, claims: dict[str, Any]) -> None:
        assert self.motivo(api, self.assinado(api, **claims)) == self.SEM_DONO_OU_VALIDADE

    def test_e_de_quem_nao_existe_mais(self, api: Api) -> None:
        assert self.motivo(api, self.assinado(api, sub="ninguem@orgao.gov.br")) == (
            "O token é de ninguem@orgao.gov.br, e não há mais usuário com este e-mail."
        )

    def test_ainda_nao_vale(self, api: Api) -> None:
        token = self.assinado(api, nbf=api.relogio.agora + timedelta(seconds=30))
        assert self.motivo(api, token) == self.CEDO
        api.relogio.avancar(seconds=30)
        assert api.get("/users", token=token).status_code == 200
