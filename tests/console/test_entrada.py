"""Quem pode abrir o painel, como entra, e por que outra página não o usa no lugar dele."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from httpx2 import Response

from app.tokens import issue
from tests import builders
from tests.api.test_emails import api_com
from tests.conftest import ADMIN, BANCOS, BASE, CHAVE, Api, Relogio, banco_vazio
from tests.console.paginas import NAVEGADOR, abrir, csrf_de, visivel

SENHA = "uma-senha-so-deste-teste"
TODAS = "0.0.0.0"  # noqa: S104  # é o que se testa
COOKIE = "pgd_painel_5057"
RECOMECO = "/simulador/api/reinicio"


@pytest.fixture(scope="module", params=BANCOS)
def _aberta(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with (
        banco_vazio(request.param, request, tmp_path_factory.mktemp("aberta")) as banco,
        api_com(banco, SENHA, PGD_HOST=TODAS, PGD_ADMIN_SENHA=SENHA) as api,
    ):
        yield api


@pytest.fixture
def aberta(_aberta: Api) -> Api:
    """Um servidor que escuta em todas as interfaces, recomeçado, sem ninguém no painel."""
    _aberta.cliente.cookies.clear()
    _aberta.relogio.agora = Relogio().agora
    # Um que vale por dez anos: o teste anterior pode ter movido o relógio do simulador.
    _aberta.token = issue(ADMIN, CHAVE, _aberta.relogio.agora, minutos=5_256_000)
    assert _aberta.pedir("POST", RECOMECO, params={"escopo": "tudo"}).status_code == 200
    return _aberta


def entrar(api: Api, email: str = ADMIN, senha: str = SENHA, para: str = "/simulador/") -> Response:
    """Preenche a porta do painel, como um navegador."""
    prova = csrf_de(abrir(api, "/entrar"))
    campos = {"csrf": prova, "email": email, "senha": senha, "para": para}
    return api.cliente.post("/simulador/entrar", data=campos, headers=NAVEGADOR)


def chave(api: Api) -> str:
    """A chave que o navegador tem."""
    return next(biscoito.value or "" for biscoito in api.cliente.cookies.jar if biscoito.name == COOKIE)


class TestForaDestaMaquina:
    def test_quem_nao_entrou_e_levado_a_porta_e_de_la_a_pagina_que_pedia(self, aberta: Api) -> None:
        levado = abrir(aberta, "/registros?status=4xx")
        assert (levado.status_code, levado.headers["location"]) == (
            303,
            "/simulador/entrar?para=%2Fsimulador%2Fregistros%3Fstatus%3D4xx",
        )
        porta = aberta.cliente.get(levado.headers["location"], headers=NAVEGADOR)
        assert 'value="/simulador/registros?status=4xx"' in porta.text
        entrou = entrar(aberta, para="/simulador/registros?status=4xx")
        assert (entrou.status_code, entrou.headers["location"]) == (303, "/simulador/registros?status=4xx")
        assert abrir(aberta, "/registros?status=4xx").status_code == 200

    def test_um_pedaco_de_pagina_pedido_sem_entrar_leva_a_pagina_toda_a_porta(self, aberta: Api) -> None:
        resposta = abrir(aberta, "/hoje", headers={"HX-Request": "true"})
        assert (resposta.status_code, resposta.headers["HX-Redirect"]) == (401, "/simulador/entrar")

    def test_o_cookie_nao_se_le_de_scripts_nem_se_manda_de_outro_site(self, aberta: Api) -> None:
        entrou = entrar(aberta)
        assert entrou.headers["set-cookie"].partition("; ")[2] == "HttpOnly; Path=/simulador; SameSite=strict"

    def test_quem_entra_ganha_outra_chave(self, aberta: Api) -> None:
        """Quem soubesse a de antes não entraria com ela."""
        abrir(aberta, "/entrar")
        antes = chave(aberta)
        entrar(aberta)
        assert chave(aberta) != antes
        assert abrir(aberta, headers={"cookie": f"{COOKIE}={antes}"}).status_code == 303

    @pytest.mark.parametrize(
        ("email", "senha"),
        [(ADMIN, "outra"), ("ninguem@orgao.gov.br", SENHA), ("nem-e-um-email", SENHA), ("\0", SENHA), ("", "")],
    )
    def test_quem_nao_confere_fica_na_porta_sem_saber_o_que_errou(self, aberta: Api, email: str, senha: str) -> None:
        recusado = entrar(aberta, email, senha)
        assert recusado.status_code == 401
        assert "O e-mail ou a senha não confere, ou este usuário não é um administrador ativo." in visivel(recusado)
        assert abrir(aberta).status_code == 303

    def test_um_usuario_comum_fica_na_porta_e_le_o_mesmo(self, aberta: Api) -> None:
        comum = builders.usuario()
        aberta.put(f"/user/{comum['email']}", comum)
        certo = entrar(aberta, comum["email"], comum["password"])
        errado = entrar(aberta, comum["email"], "outra")
        assert (certo.status_code, visivel(certo)) == (401, visivel(errado))

    def test_a_senha_digitada_nao_volta_na_pagina(self, aberta: Api) -> None:
        recusado = entrar(aberta, senha="quase-a-senha-certa")
        assert recusado.status_code == 401
        assert "quase-a-senha-certa" not in recusado.text
        assert ADMIN in recusado.text

    @pytest.mark.parametrize(
        "para",
        [
            "https://atacante.example/",
            "//atacante.example/",
            "/\\atacante.example/",
            "/simulador\\..\\..//atacante.example",
            "javascript:alert(1)",
            "/docs",
            "/simuladores",
            "/simulador/\r\nSet-Cookie: a=b",
        ],
    )
    def test_da_porta_nao_se_sai_para_outro_lugar(self, aberta: Api, para: str) -> None:
        assert entrar(aberta, para=para).headers["location"] == "/simulador/"

    def test_a_sessao_acaba_em_doze_horas(self, aberta: Api) -> None:
        entrar(aberta)
        aberta.relogio.avancar(hours=11, minutes=59)
        assert abrir(aberta).status_code == 200
        aberta.relogio.avancar(minutes=1)
        assert abrir(aberta).status_code == 303

    def test_o_relogio_do_simulador_nao_mexe_na_sessao(self, aberta: Api) -> None:
        entrar(aberta)
        assert aberta.pedir("POST", "/simulador/api/relogio/avanco", json={"dias": 400}).status_code == 200
        assert abrir(aberta).status_code == 200

    def test_trocada_a_senha_a_sessao_acaba(self, aberta: Api) -> None:
        entrar(aberta)
        admin = builders.usuario(email=ADMIN, is_admin=True, password="outra-senha-bem-comprida")
        assert aberta.put(f"/user/{ADMIN}", admin).status_code == 200
        assert abrir(aberta).status_code == 303

    @pytest.mark.parametrize("mudanca", [{"disabled": True}, {"is_admin": False}])
    def test_quem_deixa_de_ser_administrador_ativo_ja_nao_abre_pagina_alguma(
        self, aberta: Api, mudanca: dict[str, bool]
    ) -> None:
        outro = builders.usuario(email="outro@orgao.gov.br", is_admin=True)
        aberta.put(f"/user/{outro['email']}", outro)
        entrar(aberta, outro["email"], outro["password"])
        assert abrir(aberta).status_code == 200
        aberta.put(f"/user/{outro['email']}", outro | mudanca)
        assert abrir(aberta).status_code == 303

    def test_quem_sai_nao_volta_com_a_chave_de_antes(self, aberta: Api) -> None:
        entrar(aberta)
        antes = chave(aberta)
        saiu = aberta.cliente.post("/simulador/sair", data={"csrf": csrf_de(abrir(aberta))}, headers=NAVEGADOR)
        assert (saiu.status_code, saiu.headers["location"]) == (303, "/simulador/entrar")
        assert abrir(aberta).status_code == 303
        assert abrir(aberta, headers={"cookie": f"{COOKIE}={antes}"}).status_code == 303

    def test_da_chave_o_banco_so_tem_o_resumo(self, aberta: Api) -> None:
        entrar(aberta)
        nome = "antes-da-aula"
        assert aberta.pedir("PUT", f"/simulador/api/instantaneos/{nome}").status_code == 201
        conteudo = aberta.pedir("GET", f"/simulador/api/instantaneos/{nome}/arquivo").content
        assert conteudo.startswith(b"SQLite format 3")
        assert chave(aberta).encode() not in conteudo

    def test_as_portas_de_leitura_se_abrem_a_quem_entrou_e_as_de_mudar_nao(self, aberta: Api) -> None:
        """Os links de exportar funcionam; mudar alguma coisa, só por um formulário, que prova de onde vem."""
        entrar(aberta)
        assert aberta.cliente.get("/simulador/api/registros").status_code == 200
        assert aberta.cliente.post(RECOMECO).status_code == 401
        assert aberta.cliente.delete("/simulador/api/emails").status_code == 401


class TestNestaMaquina:
    def test_abre_sem_entrar(self, api: Api) -> None:
        assert abrir(api).status_code == 200

    def test_a_porta_leva_ao_inicio(self, api: Api) -> None:
        resposta = abrir(api, "/entrar?para=/simulador/registros")
        assert (resposta.status_code, resposta.headers["location"]) == (303, "/simulador/registros")

    @pytest.mark.parametrize("host", ["atacante.example", "atacante.example:5057", "192.168.0.10:5057", ""])
    def test_por_outro_nome_recusa(self, api: Api, host: str) -> None:
        resposta = abrir(api, headers={"host": host})
        assert resposta.status_code == 403
        assert "Nome de outra máquina" in visivel(resposta)

    def test_uma_pagina_de_outro_site_nao_manda_formularios(self, api: Api) -> None:
        prova = csrf_de(abrir(api))
        cabecalhos = {**NAVEGADOR, "origin": "https://atacante.example"}
        resposta = api.cliente.post("/simulador/sair", data={"csrf": prova}, headers=cabecalhos)
        assert resposta.status_code == 403
        assert "Página de outro site" in visivel(resposta)

    @pytest.mark.parametrize("prova", [None, "", "0" * 64, "á" * 64, "\0"])
    def test_um_formulario_sem_a_prova_nao_faz_nada(self, api: Api, prova: str | None) -> None:
        abrir(api)
        campos = {} if prova is None else {"csrf": prova}
        resposta = api.cliente.post("/simulador/sair", data=campos, headers={**NAVEGADOR, "origin": BASE})
        assert resposta.status_code == 403
        assert "Formulário de outra visita" in visivel(resposta)

    def test_a_prova_de_um_navegador_nao_serve_em_outro(self, api: Api) -> None:
        prova = csrf_de(abrir(api))
        api.cliente.cookies.clear()
        abrir(api)
        resposta = api.cliente.post("/simulador/sair", data={"csrf": prova}, headers=NAVEGADOR)
        assert resposta.status_code == 403


class TestFormularioGrandeDemais:
    """Quem manda mais do que cabe lê por quê numa página; o programa que o mande, no documento da API."""

    CORPO = b"csrf=x&corpo=" + b"a" * (16 * 1024**2)

    @pytest.mark.parametrize("em_pedacos", [False, True])
    def test_conta_se_numa_pagina(self, api: Api, em_pedacos: bool) -> None:
        corpo = iter([self.CORPO]) if em_pedacos else self.CORPO
        cabecalhos = {**NAVEGADOR, "content-type": "application/x-www-form-urlencoded"}
        resposta = api.cliente.post("/simulador/bancada", content=corpo, headers=cabecalhos)
        assert (resposta.status_code, "Formulário grande demais" in visivel(resposta)) == (413, True)

    def test_a_porta_de_programas_responde_em_json(self, api: Api) -> None:
        resposta = api.cliente.put("/simulador/api/relogio", content=self.CORPO)
        assert (resposta.status_code, resposta.headers["x-pgd-regra"]) == (413, "PD-04")


class TestTodaResposta:
    @pytest.mark.parametrize("caminho", ["/", "/nao-existe", "/entrar", "/hoje", "/registros/0"])
    def test_leva_a_politica_de_seguranca(self, api: Api, caminho: str) -> None:
        resposta = abrir(api, caminho)
        politica = resposta.headers["content-security-policy"].split("; ")
        assert "default-src 'none'" in politica
        assert "script-src 'self'" in politica
        assert "style-src 'self'" in politica
        assert "frame-ancestors 'none'" in politica
        assert "unsafe" not in resposta.headers["content-security-policy"]
        assert resposta.headers["cache-control"] == "no-store"
        assert resposta.headers["x-content-type-options"] == "nosniff"

    def test_o_recado_de_um_formulario_se_le_uma_vez(self, api: Api) -> None:
        api.cliente.cookies.set(
            "pgd_recado", "Feito%20%3Cscript%3Ealert(1)%3C/script%3E", domain="127.0.0.1", path="/simulador"
        )
        primeira, segunda = abrir(api), abrir(api)
        assert "Feito <script>alert(1)</script>" in visivel(primeira)
        assert "<script>alert" not in primeira.text
        assert "Feito" not in visivel(segunda)

    @pytest.mark.parametrize("recado", ["%", "%ff%fe", "%00", "a" * 9_000])
    def test_um_recado_estragado_nao_derruba_a_pagina(self, api: Api, recado: str) -> None:
        with suppress(ValueError):
            api.cliente.cookies.set("pgd_recado", recado, domain="127.0.0.1", path="/simulador")
        assert abrir(api).status_code == 200
