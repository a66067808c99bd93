"""Dados hostis em todo campo que o contrato deixa livre: nada se executa, e nada desarruma a página."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests import builders
from tests.console.caminhos import endereco
from tests.console.conftest import TELA, TELEFONE, Painel, sossegar, vigiado
from tests.console.test_todas_as_paginas import transborda
from tests.servidor import servidor

SCRIPT = "<script>window.hostil=1</script>"
IMAGEM = "\"><img src=x onerror='window.hostil=1'>"
DESENHO = "<svg onload=window.hostil=1>"
"""Sem barra, que num identificador a API não encontra."""
INVERTIDO = "fim\u202eoluc\u2066\u200f"
"""Com estas marcas, o que vem depois se leria de trás para a frente."""
EMOJI = "👩🏽‍💻🇧🇷 𝕊𝕖𝕥𝕠𝕣 ﷽"
MODELO = "{{ 7 * 7 }}{% raw %}${7*7}"
COMPRIDO = "Palavra" * 1_400
"""Quase dez mil caracteres, sem um espaço em que se quebrem."""

ID_ENTREGAS = f"pe {DESENHO} {INVERTIDO} {EMOJI}\n'"
ID_TRABALHO = f'pt {IMAGEM} {MODELO} {INVERTIDO} "'
ID_ENTREGA = f"e {SCRIPT}{IMAGEM}" + "x" * 500
AGENTE = f"Mau/1.0 {SCRIPT} {IMAGEM}"
CHAVE = {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": 1}


def enviar(painel: Painel, recurso: str, documento: dict[str, Any], ident: str) -> int:
    """Envia o documento, com este identificador no caminho; devolve o número do registro."""
    caminho = f"/organizacao/SIAPE/1/{recurso}/{quote(ident, safe='')}"
    resposta = painel.pedir("PUT", caminho, json=documento, headers={"User-Agent": AGENTE})
    return int(resposta.headers["X-PGD-Registro"])


@pytest.fixture(scope="module")
def hostil(navegador: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Painel, dict[str, int]]]:
    """Um painel com dados hostis guardados, e os números dos registros de cada envio.

    Só no SQLite: o que se lê dos dois bancos é o mesmo, e são as páginas que se provam.
    """
    with servidor(tmp_path_factory.mktemp("hostil")) as no_ar, vigiado(navegador, no_ar) as painel:
        assert painel.enviar("participante").status_code == 201
        entregas = [
            builders.entrega(
                id_entrega=ID_ENTREGA if n == 0 else f"e{n}",
                nome_entrega=texto[:300],
                nome_unidade_demandante=texto[:300],
                nome_unidade_destinataria=IMAGEM,
            )
            for n, texto in enumerate((SCRIPT, IMAGEM, INVERTIDO, EMOJI, MODELO, COMPRIDO))
        ]
        de_entregas = builders.plano_entregas(id_plano_entregas=ID_ENTREGAS, entregas=entregas)
        contribuicao = {
            "id_contribuicao": SCRIPT + IMAGEM + COMPRIDO,
            "tipo_contribuicao": 1,
            "percentual_contribuicao": 100,
            "id_plano_entregas": ID_ENTREGAS,
            "id_entrega": ID_ENTREGA,
        }
        de_trabalho = builders.plano_trabalho(id_plano_trabalho=ID_TRABALHO, contribuicoes=[contribuicao])
        recusado = {**de_entregas, "entregas": [{**entregas[0], "nome_entrega": SCRIPT + COMPRIDO, IMAGEM: SCRIPT}]}
        numeros = {
            "entregas": enviar(painel, "plano_entregas", de_entregas, ID_ENTREGAS),
            "trabalho": enviar(painel, "plano_trabalho", de_trabalho, ID_TRABALHO),
            "recusado": enviar(painel, "plano_entregas", recusado, ID_ENTREGAS),
            "perdido": enviar(painel, SCRIPT, {"a": [SCRIPT]}, IMAGEM),
        }
        usuario = builders.usuario(email="mau@orgao.gov.br", sistema_gerador=SCRIPT + INVERTIDO + COMPRIDO)
        assert painel.pedir("PUT", "/user/mau@orgao.gov.br", json=usuario).status_code == 201
        guardados = painel.pedir("GET", "/simulador/api/dados/plano_trabalho").json()["planos_trabalho"]
        assert [plano["id_plano_trabalho"] for plano in guardados] == [ID_TRABALHO]
        yield painel, numeros


PAGINAS = (
    "/",
    "/registros",
    endereco("/registros", texto=SCRIPT),
    endereco("/registros", status=SCRIPT),
    "/registros/{entregas}?aba=enviado",
    "/registros/{trabalho}?aba=porque",
    "/registros/{trabalho}?aba=enviado",
    "/registros/{recusado}?aba=porque",
    "/registros/{recusado}?aba=enviado",
    "/registros/{recusado}?aba=respondido",
    "/registros/{perdido}?aba=porque",
    "/dados/plano_entregas",
    "/dados/plano_trabalho",
    endereco("/dados/plano_trabalho", id=SCRIPT, unidade=IMAGEM),
    endereco("/dados/plano_entregas/documento", **CHAVE, id_plano_entregas=ID_ENTREGAS),
    endereco("/dados/plano_trabalho/documento", **CHAVE, id_plano_trabalho=ID_TRABALHO),
    endereco("/dados/plano_trabalho/documento", **CHAVE, id_plano_trabalho=SCRIPT),
    endereco("/dados/plano_entregas/versoes", **CHAVE, id_plano_entregas=ID_ENTREGAS),
    endereco("/dados/pessoa", **CHAVE, matricula_siape=builders.MATRICULA),
    endereco("/dados/pessoa", **CHAVE, matricula_siape=SCRIPT),
    endereco("/regras", texto=SCRIPT),
    "/regras/%3Cscript%3E",
    "/bancada?registro={recusado}",
    endereco("/bancada", recurso=SCRIPT),
    endereco("/bancada", recurso="plano_trabalho", **CHAVE, id_plano_trabalho=ID_TRABALHO),
    "/controles/usuarios",
    endereco("/roteiros/primeiro-envio", passo=SCRIPT, registros=SCRIPT),
    "/roteiros/%3Cscript%3E",
)


@pytest.fixture(scope="module", params=PAGINAS)
def aba(request: pytest.FixtureRequest, hostil: tuple[Painel, dict[str, int]]) -> Iterator[Page]:
    painel, numeros = hostil
    caminho = request.param
    for nome, numero in numeros.items():
        caminho = caminho.replace(f"{{{nome}}}", str(numero))
    aberta = painel.abrir(caminho)
    sossegar(aberta)
    yield aberta
    aberta.close()


class TestDadosHostis:
    def test_nada_se_executa_e_nenhuma_marca_de_fora_entra_na_pagina(self, aba: Page) -> None:
        visto = aba.evaluate(
            """() => ({
              executou: window.hostil === 1,
              scripts: document.querySelectorAll('main script, main img, main iframe, main object').length,
              deEvento: [...document.querySelectorAll('*')].flatMap((e) => [...e.attributes])
                .filter((a) => a.name.startsWith('on') || /^\\s*javascript:/i.test(a.value)).map((a) => a.name),
              invertido: /[\\u202a-\\u202e\\u2066-\\u2069\\u200e\\u200f]/.test(document.body.innerText),
              conta: document.body.innerText.includes('49}') || document.body.innerText.includes(' 49 '),
              faixa: document.querySelector('.faixa').innerText.includes('não é o ambiente do MGI'),
            })"""
        )
        assert visto == {
            "executou": False,
            "scripts": 0,
            "deEvento": [],
            "invertido": False,
            "conta": False,
            "faixa": True,
        }

    def test_a_pagina_continua_arrumada(self, aba: Page) -> None:
        for tela in (TELEFONE, TELA):
            aba.set_viewport_size(tela)
            assert transborda(aba) == [], tela


def test_o_nome_hostil_de_uma_entrega_se_le_como_foi_escrito(hostil: tuple[Painel, dict[str, int]]) -> None:
    painel, _ = hostil
    aba = painel.abrir(endereco("/dados/plano_entregas/documento", **CHAVE, id_plano_entregas=ID_ENTREGAS))
    texto = aba.locator("main").inner_text()
    assert SCRIPT in texto
    assert IMAGEM in texto
    assert "fim\\u202eoluc" in texto
