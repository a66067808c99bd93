"""O que se promete de toda página: qualquer pessoa a usa, em qualquer tela, pesa pouco, e nada busca fora."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # o pacote não traz os tipos
from playwright.sync_api import Browser, Page, ViewportSize

from tests.console.caminhos import PAGINAS
from tests.console.conftest import TELA, TELEFONE, Painel, sossegar, vigiado
from tests.servidor import servidor

PESO = 300_000
"""Bytes que uma página pode pesar, com o que ela traz, sem as letras."""
DOBRO: ViewportSize = {"width": 640, "height": 400}
"""O que sobra de uma tela de 1280 por 800 a quem a amplia para 200 %."""


@pytest.fixture(scope="module")
def semeado(navegador: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Painel, dict[str, int]]]:
    """Um painel com o cenário `plantao`, e os números de um registro aceito e de um recusado.

    Só no SQLite: as páginas são as mesmas nos dois bancos, e cada parte do painel se prova em ambos.
    """
    with servidor(tmp_path_factory.mktemp("todas")) as no_ar, vigiado(navegador, no_ar) as painel:
        painel.semear("plantao")
        aceito = painel.enviar("participante", cod_unidade_lotacao=101, matricula_siape="1500080")
        recusado = painel.enviar("plano_trabalho", id_plano_trabalho="pt-novo", contribuicoes=[{"id_contribuicao": 1}])
        assert (aceito.status_code, recusado.status_code) == (201, 422)
        painel.no_ar.pedir("POST", "/user/forgot_password/admin@pgd.gov.br").raise_for_status()
        painel.pedir("PUT", "/simulador/api/instantaneos/antes-da-aula").raise_for_status()
        falha = {"predefinicao": "html-503", "recurso": "plano_trabalho", "vezes": 3}
        painel.pedir("POST", "/simulador/api/falhas", json=falha).raise_for_status()
        numeros = {
            "aceito": int(aceito.headers["X-PGD-Registro"]),
            "recusado": int(recusado.headers["X-PGD-Registro"]),
        }
        yield painel, numeros


@pytest.fixture(scope="module", params=PAGINAS)
def aba(request: pytest.FixtureRequest, semeado: tuple[Painel, dict[str, int]]) -> Iterator[Page]:
    """Cada página, com os pedaços que vêm depois já no lugar."""
    painel, numeros = semeado
    aberta = painel.abrir(request.param.format(**numeros))
    sossegar(aberta)
    yield aberta
    aberta.close()


def transborda(aba: Page) -> list[str]:
    """O que passa da largura da tela, fora do que rola por si."""
    achados: list[str] = aba.evaluate(
        """() => {
          const largura = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= largura) return [];
          return [...document.querySelectorAll('body *')]
            .filter((e) => e.getBoundingClientRect().right > largura + 1)
            .slice(0, 5).map((e) => e.outerHTML.slice(0, 120));
        }"""
    )
    return achados


class TestTodaPagina:
    def test_qualquer_pessoa_a_usa(self, aba: Page) -> None:
        """O axe-core não acha o que corrigir, e a página tem um título só, que diz onde se está."""
        violacoes = Axe().run(aba).response["violations"]
        assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in violacoes] == []
        assert aba.locator("h1").count() == 1
        niveis = aba.locator("h1, h2, h3, h4").evaluate_all("titulos => titulos.map(t => Number(t.tagName[1]))")
        assert niveis[0] == 1
        assert [depois for antes, depois in pairwise(niveis) if depois > antes + 1] == []
        assert re.fullmatch(r".+ · Simulador da API PGD", aba.title())
        assert aba.locator("html").get_attribute("lang") == "pt-BR"

    def test_cabe_num_telefone_e_ampliada_ao_dobro(self, aba: Page) -> None:
        for tela in (TELEFONE, DOBRO, TELA):
            aba.set_viewport_size(tela)
            assert transborda(aba) == [], tela

    def test_tudo_o_que_se_clica_se_alcanca_pelo_teclado(self, aba: Page) -> None:
        esquecidos = aba.evaluate(
            """() => [...document.querySelectorAll('[hx-get]:not(form), [hx-post]:not(form), [data-copiar]')]
              .filter((e) => (e.getAttribute('hx-trigger') || 'click').includes('click'))
              .filter((e) => e.tabIndex < 0 || !['A', 'BUTTON', 'INPUT', 'SELECT', 'SUMMARY'].includes(e.tagName))
              .map((e) => e.outerHTML.slice(0, 120))"""
        )
        assert esquecidos == []

    def test_pesa_pouco(self, aba: Page) -> None:
        pesos = aba.evaluate(
            """async () => {
              const urls = new Set([location.href, ...performance.getEntriesByType('resource').map((r) => r.name)]);
              const pesos = {};
              for (const url of urls) {
                if (url.endsWith('.woff2') || url.includes('/ao-vivo')) continue;
                pesos[url] = (await (await fetch(url)).arrayBuffer()).byteLength;
              }
              return pesos;
            }"""
        )
        assert sum(pesos.values()) < PESO, pesos


def test_nenhum_arquivo_das_paginas_busca_nada_fora() -> None:
    """O que se serve é o que está aqui: nenhum endereço de outra máquina, salvo os que só se leem."""
    pasta = Path(__file__).parents[2] / "app"
    textos = [
        *pasta.glob("console/templates/**/*.html"),
        *pasta.glob("static/painel/*"),
    ]
    assert textos
    achados = {
        (arquivo.name, endereco)
        for arquivo in textos
        for endereco in re.findall(r"https?://[^\s\"'<)]+", arquivo.read_text(encoding="utf-8"))
    }
    assert achados == {("icone.svg", "http://www.w3.org/2000/svg")}
