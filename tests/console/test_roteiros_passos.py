"""Os roteiros vistos do servidor: o que cada passo dá, em qualquer dia, e que um passo se faz uma vez só."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.main import create_app
from tests import builders
from tests.conftest import ADMIN, BASE, USER_AGENT, Api, Relogio, settings
from tests.console.paginas import NAVEGADOR, abrir, mandar, visivel
from tests.console.roteiros import ROTEIROS

INESPERADO = "Isto não era o esperado"
PESSOA_DO_PRIMEIRO = "/organizacao/SIAPE/9001/101/participante/1234567"


def campos_do_passo(pagina: Response) -> dict[str, str]:
    """O que o formulário do passo manda; vazio, se a página não tem um."""
    formulario = re.search(r'action="[^"]*/passo[^"]*".*?</form>', pagina.text, re.DOTALL)
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', formulario[0])) if formulario else {}


def seguinte(pagina: Response) -> str:
    """O endereço do botão que avança, a partir de `/simulador`."""
    achado = re.search(r'href="/simulador([^"]+)" data-avancar', pagina.text)
    assert achado is not None, visivel(pagina)
    return unescape(achado[1])


def seguir(api: Api, resposta: Response) -> Response:
    """A página a que um formulário leva."""
    assert resposta.status_code == 303, visivel(resposta)
    return abrir(api, resposta.headers["location"].removeprefix("/simulador"))


def comecar(api: Api, nome: str) -> Response:
    """O primeiro passo de uma volta nova."""
    return seguir(api, mandar(api, f"/roteiros/{nome}/comeco"))


def fazer(api: Api, nome: str, pagina: Response) -> Response:
    """O que deu o passo que esta página deixa fazer."""
    return seguir(
        api, api.cliente.post(f"/simulador/roteiros/{nome}/passo", data=campos_do_passo(pagina), headers=NAVEGADOR)
    )


def adiante(api: Api, nome: str, passos: int) -> Response:
    """A página depois de apertar o botão tantas vezes."""
    pagina = comecar(api, nome)
    for _ in range(passos):
        pagina = fazer(api, nome, pagina) if campos_do_passo(pagina) else abrir(api, seguinte(pagina))
    return pagina


def do_diario(api: Api, nome: str) -> list[dict[str, Any]]:
    """Os pedidos que os passos deste roteiro fizeram, do mais antigo ao mais novo."""
    consulta = {"texto": f"simulador/roteiros/{nome})", "limite": "500"}
    achados = api.cliente.get("/simulador/api/registros", params=consulta).json()["registros"]
    return list(reversed(achados))


class TestOsSete:
    @pytest.mark.parametrize("nome", ROTEIROS)
    def test_cada_um_da_o_mesmo_em_qualquer_dia(self, api: Api, nome: str) -> None:
        """Do começo ao fim, em 2030: nada inesperado, e no diário o que se escreveu à mão. No navegador, é hoje."""
        esperado = [dado for passo in ROTEIROS[nome] for dado in passo]
        api.relogio.agora = datetime(2030, 12, 31, 23, tzinfo=UTC)
        pagina = comecar(api, nome)
        while campos_do_passo(pagina) or seguinte(pagina) != "/roteiros":
            pagina = fazer(api, nome, pagina) if campos_do_passo(pagina) else abrir(api, seguinte(pagina))
            assert INESPERADO not in pagina.text, visivel(pagina)
        deu = [(um["status"], ", ".join([*um["regras"], *um["avisos"]])) for um in do_diario(api, nome)]
        assert deu == esperado

    def test_so_a_unidade_do_roteiro_se_apaga(self, api: Api) -> None:
        api.com_base()
        adiante(api, "conflito-de-periodo", 2)
        comecar(api, "conflito-de-periodo")
        guardados = api.cliente.get("/simulador/api/dados/participante").json()["participantes"]
        assert [(um["cod_unidade_autorizadora"], um["matricula_siape"]) for um in guardados] == [(1, "1234567")]

    def test_as_falhas_armadas_para_outros_ficam(self, api: Api) -> None:
        outra = {"predefinicao": "html-503", "recurso": "plano_trabalho", "unidade": "SIAPE/1"}
        assert api.cliente.post("/simulador/api/falhas", json=outra).status_code == 201
        adiante(api, "o-que-fazer-com-um-503", 2)
        assert len(api.cliente.get("/simulador/api/falhas").json()["falhas"]) == 2
        comecar(api, "o-que-fazer-com-um-503")
        assert [um["unidade"] for um in api.cliente.get("/simulador/api/falhas").json()["falhas"]] == ["SIAPE/1"]


def suspender(api: Api) -> None:
    """Suspende o administrador do servidor."""
    suspenso = builders.usuario(email=ADMIN, is_admin=True, disabled=True)
    assert api.put(f"/user/{ADMIN}", suspenso).status_code == 200


class TestQuemCriaOsUsuarios:
    def test_as_falhas_armadas_sao_para_os_clientes_e_nao_para_quem_comeca(self, api: Api) -> None:
        armada = {"predefinicao": "html-503", "metodo": "PUT"}
        assert api.cliente.post("/simulador/api/falhas", json=armada).status_code == 201
        assert "Passo 1 de 8" in visivel(comecar(api, "primeiro-envio"))
        (falha,) = api.cliente.get("/simulador/api/falhas").json()["falhas"]
        assert falha["aplicada"] == 0

    def test_com_o_administrador_do_servidor_suspenso_cria_os_outro_que_possa(self, api: Api) -> None:
        outro = builders.usuario(email="outro@orgao.gov.br", is_admin=True)
        assert api.put("/user/outro@orgao.gov.br", outro).status_code == 201
        suspender(api)
        assert "Passo 1 de 8" in visivel(comecar(api, "primeiro-envio"))

    def test_sem_administrador_ativo_diz_se_o_que_fazer(self, api: Api) -> None:
        suspender(api)
        recusada = mandar(api, "/roteiros/primeiro-envio/comeco")
        assert recusada.status_code == 409
        assert "Não há administrador ativo" in visivel(recusada)


class TestUmPassoSeFazUmaVezSo:
    def test_dois_cliques_ao_mesmo_tempo_dao_no_mesmo_lugar(self, api: Api) -> None:
        pagina = adiante(api, "primeiro-envio", 5)
        assert "Enviar o participante" in visivel(pagina)
        campos = campos_do_passo(pagina)

        def clicar(_: int) -> str:
            resposta = api.cliente.post("/simulador/roteiros/primeiro-envio/passo", data=campos, headers=NAVEGADOR)
            assert resposta.status_code == 303, visivel(resposta)
            return str(resposta.headers["location"])

        with ThreadPoolExecutor(4) as juntos:
            destinos = set(juntos.map(clicar, range(4)))
        assert len(destinos) == 1
        envios = [um for um in do_diario(api, "primeiro-envio") if um["caminho"] == PESSOA_DO_PRIMEIRO]
        assert [um["status"] for um in envios] == [401, 201]
        assert INESPERADO not in abrir(api, destinos.pop().removeprefix("/simulador")).text

    def test_quem_volta_e_aperta_de_novo_ve_o_que_ja_deu(self, api: Api) -> None:
        antes = adiante(api, "o-que-fazer-com-um-503", 3)
        depois = fazer(api, "o-que-fazer-com-um-503", antes)
        assert "503 fora do ar" in visivel(depois)
        assert visivel(fazer(api, "o-que-fazer-com-um-503", antes)) == visivel(depois)
        # A segunda vez não gastou a falha do passo seguinte.
        (armada,) = api.cliente.get("/simulador/api/falhas").json()["falhas"]
        assert armada["aplicada"] == 1

    def test_quem_ficou_para_tras_noutra_aba_alcanca_a_mesma_historia(self, api: Api) -> None:
        atras = adiante(api, "a-ordem-dos-envios", 1)
        pagina = atras
        for _ in range(4):
            pagina = (
                fazer(api, "a-ordem-dos-envios", pagina) if campos_do_passo(pagina) else abrir(api, seguinte(pagina))
            )
        assert len(do_diario(api, "a-ordem-dos-envios")) == 2
        assert "422 recusado" in visivel(fazer(api, "a-ordem-dos-envios", atras))
        assert len(do_diario(api, "a-ordem-dos-envios")) == 2

    def test_recomecado_noutra_aba_aqui_so_se_le(self, api: Api) -> None:
        antiga = adiante(api, "primeiro-envio", 1)
        comecar(api, "primeiro-envio")
        recusada = api.cliente.post(
            "/simulador/roteiros/primeiro-envio/passo", data=campos_do_passo(antiga), headers=NAVEGADOR
        )
        assert recusada.status_code == 409
        assert "O roteiro recomeçou" in visivel(recusada)
        de_novo = abrir(api, str(antiga.url).partition("/simulador")[2])
        assert "Este roteiro foi recomeçado em outra aba" in visivel(de_novo)
        assert campos_do_passo(de_novo) == {}


class TestOInesperado:
    def test_quem_mexe_nos_dados_no_meio_e_avisado(self, api: Api) -> None:
        pagina = adiante(api, "primeiro-envio", 5)
        assert api.enviar_participante(cod_unidade_autorizadora=9001, cod_unidade_instituidora=9001).status_code == 201
        dito = visivel(fazer(api, "primeiro-envio", pagina))
        assert "Isto não era o esperado. Esperava-se 201, e veio 200." in dito
        assert "o documento já estava guardado: alguém o enviou em SIAPE/9001 depois que o roteiro começou" in dito

    def test_uma_falha_que_o_roteiro_nao_armou_se_diz(self, api: Api) -> None:
        pagina = adiante(api, "primeiro-envio", 5)
        api.cliente.post("/simulador/api/falhas", json={"predefinicao": "html-502", "metodo": "PUT"})
        dito = visivel(fazer(api, "primeiro-envio", pagina))
        assert "Esperava-se 201, e veio 502. Talvez porque há uma falha armada (html-502)" in dito

    def test_um_registro_que_saiu_do_diario_nao_quebra_a_pagina(self, api: Api) -> None:
        pagina = adiante(api, "primeiro-envio", 2)
        api.cliente.post("/simulador/api/reinicio", params={"escopo": "tudo"})
        de_novo = abrir(api, str(pagina.url).partition("/simulador")[2])
        assert de_novo.status_code == 200
        assert "O diário já não tem este pedido" in visivel(de_novo)


class TestEnderecosMaus:
    @pytest.mark.parametrize(
        "consulta",
        [
            "volta=1",
            "volta=x&passo=1",
            "volta=1&passo=0",
            "volta=1&passo=3",
            "volta=1&passo=2&registros=0.1-2",
            "volta=1&passo=2&registros=5",
            "volta=1&passo=2&registros=0.9999999999999999999",
            "volta=1&passo=1&registros=0.1.2.3.4.5.6.0.9",
            "volta=1&passo=1&registros=%3Cscript%3E",
            "volta=1&passo=1&registros=" + "1." * 5_000,
            "volta=9999999999999&passo=1",
        ],
    )
    def test_um_ponto_que_nao_ha_se_explica(self, api: Api, consulta: str) -> None:
        pagina = abrir(api, f"/roteiros/primeiro-envio?{consulta}")
        assert pagina.status_code == 422
        assert "Ponto do roteiro não encontrado" in visivel(pagina)

    @pytest.mark.parametrize("nome", ["nao-ha", "..%2F..%2Fetc", "%00", "<b>", "x" * 3_000, "primeiro-envio.toml"])
    def test_um_roteiro_que_nao_ha_se_explica(self, api: Api, nome: str) -> None:
        pagina = abrir(api, f"/roteiros/{nome}")
        assert pagina.status_code == 404
        assert "não encontrad" in visivel(pagina)

    def test_sem_a_prova_do_formulario_nada_se_faz(self, api: Api) -> None:
        for porta in ("comeco", "passo"):
            resposta = api.cliente.post(f"/simulador/roteiros/primeiro-envio/{porta}", data={}, headers=NAVEGADOR)
            assert resposta.status_code == 403
        assert do_diario(api, "primeiro-envio") == []


HOSTIL = "<script>window.hostil=1</script>\u202e👩🏽‍💻"


class TestOsMeus:
    @pytest.fixture
    def meus(self, tmp_path: Path) -> Iterator[Api]:
        """Um servidor com uma pasta de roteiros: um que serve, com textos hostis, e dois com defeito."""
        pasta = tmp_path / "roteiros"
        pasta.mkdir()
        (pasta / "meu.toml").write_text(
            f"titulo = '{HOSTIL}'\nresumo = '{HOSTIL}'\nminutos = 1\nunidade = 'SIAPE/9101'\n"
            f"[[passos]]\ntitulo = '{HOSTIL}'\nfala = '**{HOSTIL}** {{hoje}}'\n"
            f"[passos.pedido]\ndizer = '{HOSTIL}'\ncaminho = '/organizacao/{{unidade}}/plano_trabalho/x'\n"
            f"corpo = '{HOSTIL}'\ncru = true\nespera = 422\n[passos.controle]\navancar = {{ dias = 1 }}\n",
            encoding="utf-8",
        )
        (pasta / "quebrado.toml").write_text("titulo = [", encoding="utf-8")
        (pasta / "<img src=x>.toml").write_text("", encoding="utf-8")
        configuracao = settings(f"sqlite:///{(tmp_path / 'pgd.sqlite').as_posix()}", PGD_ROTEIROS=str(pasta))
        relogio = Relogio()
        with TestClient(
            create_app(configuracao, relogio), BASE, headers={"user-agent": USER_AGENT}, follow_redirects=False
        ) as cliente:
            yield Api(cliente, relogio)

    def test_a_lista_mostra_o_meu_e_diz_o_que_ha_nos_defeituosos(self, meus: Api) -> None:
        pagina = abrir(meus, "/roteiros")
        assert "seu, em meu.toml" in visivel(pagina)
        assert "quebrado.toml O arquivo não é um TOML válido" in visivel(pagina)
        assert "&lt;img src=x&gt;.toml" in pagina.text
        assert "<script>window" not in pagina.text
        assert "\u202e" not in pagina.text

    def test_abrir_um_defeituoso_diz_o_defeito(self, meus: Api) -> None:
        pagina = abrir(meus, "/roteiros/quebrado")
        assert pagina.status_code == 404
        assert "quebrado.toml tem um defeito, e não se pode abrir. O arquivo não é um TOML válido" in visivel(pagina)

    def test_o_meu_se_faz_e_nada_dele_se_executa(self, meus: Api) -> None:
        capa = abrir(meus, "/roteiros/meu")
        assert "Este roteiro muda o relógio do simulador" in visivel(capa)
        primeiro = comecar(meus, "meu")
        assert "01/07/2025" in visivel(primeiro)
        feito = fazer(meus, "meu", primeiro)
        for pagina in (capa, primeiro, feito):
            assert pagina.status_code == 200
            assert "<script>window" not in pagina.text
            assert "\u202e" not in pagina.text
        assert "422 recusado" in visivel(feito)
        assert meus.cliente.get("/simulador/api/relogio").json()["agora"].startswith("2025-07-02")
