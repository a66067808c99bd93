"""O painel como uma pessoa o usa: um Chromium de verdade, contra um servidor de verdade, nos dois bancos.

Toda aba que um teste abre é vigiada: um erro no console do navegador, ou um pedido a outro endereço, é falha do teste.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from tests import builders
from tests.conftest import BANCOS, Desistir, banco_vazio
from tests.servidor import Servidor, servidor

PRAZO_MS = 10_000
"""Milissegundos que se espera pelo que deve aparecer logo: folga para máquinas ocupadas, e não uma medida."""
TELA: ViewportSize = {"width": 1280, "height": 800}
TELEFONE: ViewportSize = {"width": 360, "height": 800}
ESPERADOS = ("the server responded with a status of 4",)
"""O que o Chromium escreve no console quando uma resposta é uma recusa: a página conta a recusa, e não é defeito."""


OPCOES = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def chromium() -> str | None:
    """O programa do navegador desta máquina, ou nada."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def aberto(programa: str) -> Iterator[Browser]:
    """O navegador, aberto."""
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=programa, args=OPCOES, chromium_sandbox=False) as navegador,
    ):
        yield navegador


def sossegar(aba: Page) -> None:
    """Espera que cheguem os pedaços que a página busca depois de aberta, e as letras."""
    expect(aba.locator(".htmx-request, [data-espera]")).to_have_count(0)
    aba.evaluate("document.fonts.ready.then(() => true)")


@pytest.fixture(scope="module")
def navegador(desistir: Desistir) -> Iterator[Browser]:
    """Um por arquivo de testes: enquanto está aberto, nenhum outro teste pode usar asyncio nesta linha de execução."""
    programa = chromium()
    if programa is None:
        desistir("Falta o Chromium, com que se prova o painel: apt-get install chromium")
    with aberto(programa) as aqui:
        yield aqui


@pytest.fixture(scope="module", params=BANCOS)
def no_ar(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servidor]:
    """Um servidor por arquivo de testes e por banco."""
    pasta = tmp_path_factory.mktemp("painel")
    with banco_vazio(request.param, request, pasta) as endereco, servidor(pasta, "--banco", endereco) as aberto:
        yield aberto


@dataclass
class Painel:
    """O painel de um servidor, visto por um navegador; `token` é o de um administrador da API."""

    no_ar: Servidor
    contexto: BrowserContext
    token: str
    queixas: list[str] = field(default_factory=list)

    def abrir(self, caminho: str = "/", tela: ViewportSize | None = None) -> Page:
        """Uma aba nova nesta página, dada a partir de `/simulador`."""
        aba = self.contexto.new_page()
        aba.set_default_timeout(PRAZO_MS)
        if tela:
            aba.set_viewport_size(tela)
        aba.on("pageerror", lambda erro: self.queixas.append(f"erro de script: {erro}"))
        aba.on("console", self._ouvir)
        aba.on("request", lambda pedido: self._conferir(pedido.url))
        aba.goto(f"{self.no_ar.url}/simulador{caminho}")
        return aba

    def _ouvir(self, mensagem: ConsoleMessage) -> None:
        if mensagem.type in ("error", "warning") and not any(texto in mensagem.text for texto in ESPERADOS):
            self.queixas.append(f"{mensagem.type} no console: {mensagem.text}")

    def _conferir(self, url: str) -> None:
        if not url.startswith((self.no_ar.url, "data:", "blob:")):
            self.queixas.append(f"pedido a outro endereço: {url}")

    def pedir(self, metodo: str, caminho: str, **opcoes: Any) -> Any:
        """Um pedido de fora do navegador, com o token do administrador."""
        return self.no_ar.pedir(metodo, caminho, self.token, **opcoes)

    def enviar(self, recurso: str, **mudancas: Any) -> Any:
        """Envia, de fora do navegador, o documento de `builders` deste recurso, com estas mudanças."""
        documento = getattr(builders, recurso)(**mudancas)
        return self.pedir("PUT", getattr(builders, f"caminho_{recurso}")(documento), json=documento)

    def semear(self, cenario: str = "plantao") -> None:
        """Enche o banco com um cenário, no lugar do que houver."""
        self.pedir("POST", "/simulador/api/semeadura", json={"cenario": cenario, "recomecar": True}).raise_for_status()


@pytest.fixture
def painel(navegador: Browser, no_ar: Servidor) -> Iterator[Painel]:
    """O painel de um servidor recomeçado do zero."""
    no_ar.pedir("POST", "/simulador/api/reinicio", params={"escopo": "tudo"}).raise_for_status()
    with vigiado(navegador, no_ar) as aberto:
        yield aberto


@contextmanager
def vigiado(navegador: Browser, no_ar: Servidor) -> Iterator[Painel]:
    expect.set_options(timeout=PRAZO_MS)
    contexto = navegador.new_context(viewport=TELA, locale="pt-BR")
    aberto = Painel(no_ar, contexto, no_ar.entrar())
    try:
        yield aberto
    finally:
        contexto.close()
    assert aberto.queixas == []
