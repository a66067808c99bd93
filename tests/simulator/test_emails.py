"""A caixa de saída, pela porta do simulador: listar em páginas, ler, apagar."""

from typing import Any

import pytest

from tests import builders
from tests.api.test_emails import api_com, codigo_em
from tests.conftest import ADMIN, Api
from tests.simulator.test_guarda import visto

EMAILS = "/simulador/api/emails"
EMAIL = "sistema@orgao.gov.br"


def escrever(api: Api, para: str = ADMIN) -> None:
    assert api.cliente.post(f"/user/forgot_password/{para}").status_code == 200


def pagina(api: Api, **parametros: Any) -> tuple[list[int], str | None]:
    """Os números de uma página, e o cursor da seguinte."""
    resposta = api.cliente.get(EMAILS, params=parametros)
    assert resposta.status_code == 200, resposta.text
    lida = resposta.json()
    assert set(lida) == {"emails", "proximo"}
    return [email["numero"] for email in lida["emails"]], lida["proximo"]


@pytest.fixture
def cinco(api: Api) -> Api:
    """Com cinco e-mails: os de número par, para um usuário comum."""
    api.token_de(builders.usuario())
    for para in (ADMIN, EMAIL, ADMIN, EMAIL, ADMIN):
        escrever(api, para)
    return api


class TestListar:
    def test_vazia_diz_que_nao_ha(self, api: Api) -> None:
        assert api.cliente.get(EMAILS).json() == {"emails": [], "proximo": None}

    def test_diz_tudo_de_cada_um_e_o_codigo_vem_no_texto(self, api: Api) -> None:
        escrever(api)
        (lido,) = api.cliente.get(EMAILS).json()["emails"]
        codigo = codigo_em(lido.pop("texto"))
        assert lido == {
            "numero": 1,
            "criado_em": "2025-07-01T12:00:00Z",
            "para": ADMIN,
            "assunto": "Recuperação de senha da API PGD (simulador)",
            "entregue_em": None,
            "falha": None,
        }
        trocada = api.cliente.get("/user/reset_password/", params={"access_token": codigo, "password": "outra"})
        assert (trocada.status_code, api.entrar(ADMIN, "outra").status_code) == (200, 200)

    def test_vem_do_mais_novo_ao_mais_antigo_em_paginas(self, cinco: Api) -> None:
        assert pagina(cinco) == ([5, 4, 3, 2, 1], None)
        assert pagina(cinco, limite=2) == ([5, 4], "4")
        assert pagina(cinco, limite=2, cursor="4") == ([3, 2], "2")
        assert pagina(cinco, limite=2, cursor="2") == ([1], None)

    def test_uma_pagina_que_acaba_junto_com_a_caixa_e_a_ultima(self, cinco: Api) -> None:
        assert pagina(cinco, limite=5) == ([5, 4, 3, 2, 1], None)

    def test_o_que_se_apaga_ou_chega_no_meio_nao_repete_nem_pula(self, cinco: Api) -> None:
        numeros, cursor = pagina(cinco, limite=2)
        cinco.cliente.delete(f"{EMAILS}/4")
        escrever(cinco)
        assert (numeros, pagina(cinco, limite=2, cursor=cursor)) == ([5, 4], ([3, 2], "2"))

    def test_so_os_de_um_endereco(self, cinco: Api) -> None:
        assert pagina(cinco, para=EMAIL) == ([4, 2], None)
        assert pagina(cinco, para=EMAIL, limite=1) == ([4], "4")

    @pytest.mark.parametrize("para", ["%", "sistema%", "_istema@orgao.gov.br", "'; --", "<b>", "\ud800", "x" * 10_000])
    def test_um_endereco_que_nao_e_de_ninguem_nao_acha_nada(self, cinco: Api, para: str) -> None:
        # Byte por byte: também o que não é UTF-8.
        endereco = f"{EMAILS}?para={''.join(f'%{b:02x}' for b in para.encode(errors='surrogatepass'))}"
        assert cinco.cliente.get(endereco).json() == {"emails": [], "proximo": None}

    @pytest.mark.parametrize(
        "parametros",
        [
            {"limite": 0},
            {"limite": 501},
            {"limite": "muitos"},
            {"cursor": 0},
            {"cursor": 2**31},
            {"cursor": 2**70},
            {"cursor": "x"},
            {"para": "a\0b"},
            {"pra": EMAIL},
        ],
        ids=str,
    )
    def test_o_que_nao_se_entende_e_um_problema(self, api: Api, parametros: dict[str, Any]) -> None:
        resposta = api.cliente.get(EMAILS, params=parametros)
        assert visto(resposta) == (422, "application/problem+json", "Pedido não entendido")


class TestLerEApagar:
    def test_le_um(self, cinco: Api) -> None:
        todos = cinco.cliente.get(EMAILS).json()["emails"]
        assert cinco.cliente.get(f"{EMAILS}/2").json() == todos[3]

    def test_apaga_um_e_o_codigo_dele_continua_valendo(self, api: Api) -> None:
        escrever(api)
        codigo = codigo_em(api.cliente.get(f"{EMAILS}/1").json()["texto"])
        apagado = api.cliente.delete(f"{EMAILS}/1")
        assert (apagado.status_code, apagado.content, pagina(api)) == (204, b"", ([], None))
        trocada = api.cliente.get("/user/reset_password/", params={"access_token": codigo, "password": "outra"})
        assert trocada.status_code == 200

    def test_apaga_todos_e_diz_quantos(self, cinco: Api) -> None:
        feitos = [cinco.cliente.delete(EMAILS) for _ in range(2)]
        assert [(feito.status_code, feito.json()) for feito in feitos] == [
            (200, {"apagados": 5}),
            (200, {"apagados": 0}),
        ]
        assert pagina(cinco) == ([], None)

    @pytest.mark.parametrize("metodo", ["GET", "DELETE"])
    def test_um_que_nao_ha_e_um_404_que_diz_o_que_fazer(self, cinco: Api, metodo: str) -> None:
        resposta = cinco.cliente.request(metodo, f"{EMAILS}/6")
        assert visto(resposta) == (404, "application/problem+json", "E-mail desconhecido")
        assert "Não há e-mail com o número 6" in resposta.json()["detail"]

    @pytest.mark.parametrize("metodo", ["GET", "DELETE"])
    def test_o_que_nao_e_um_numero_e_um_problema(self, api: Api, metodo: str) -> None:
        numeros = ["0", "-1", "2147483648", "9" * 400, "x", "%00"]
        respostas = [api.cliente.request(metodo, f"{EMAILS}/{numero}") for numero in numeros]
        assert [visto(resposta) for resposta in respostas] == [
            (422, "application/problem+json", "Pedido não entendido")
        ] * 6


def test_fora_desta_maquina_so_um_administrador_a_le(banco: str) -> None:
    todas = "0.0.0.0"  # noqa: S104  # é o que se testa
    with api_com(banco, "senha-propria", PGD_HOST=todas, PGD_ADMIN_SENHA="senha-propria") as api:
        recusas = [api.pedir("GET", EMAILS, token=None), api.pedir("DELETE", EMAILS, token=None)]
        assert [visto(resposta)[::2] for resposta in recusas] == [(401, "Só para administradores")] * 2
        assert api.get(EMAILS).status_code == 200
