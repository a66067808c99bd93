"""As demonstrações guiadas de um plantão: as que há, e cada uma, passo a passo."""

import asyncio
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.console.forms import Posted
from app.console.page import Page, ThisPage
from app.console.roteiros.efeito import effects
from app.console.roteiros.execucao import begin, marks_of, perform
from app.console.roteiros.leitura import Biblioteca, Lido, library
from app.console.roteiros.pedidos_do_passo import before, seen
from app.console.roteiros.ponto import Ponto, read
from app.console.roteiros.texto import prose
from app.simulator.guard import Problem
from app.storage import roteiro as guardado

router = APIRouter(prefix="/roteiros")

RECOMECOU = "Roteiro recomeçado. Os dados desta unidade foram apagados, e mais nada."


@router.get("")
async def get_roteiros(page: ThisPage) -> Response:
    """Os roteiros que há, e os arquivos que não servem."""
    return page.show("roteiros/lista.html", biblioteca=await _library(page), prosa=prose)


@router.get("/{nome}")
async def get_roteiro(
    page: ThisPage,
    nome: str,
    volta: Annotated[str, Query()] = "",
    passo: Annotated[str, Query()] = "",
    registros: Annotated[str, Query()] = "",
) -> Response:
    """A capa do roteiro; com a volta, o passo em que se está."""
    lido = await _find(page, nome)
    if not volta:
        return page.show("roteiros/capa.html", lido=lido, prosa=prose)
    return await _step(page, lido, read(nome, lido.roteiro, volta, passo, registros))


@router.post("/{nome}/comeco")
async def post_comeco(page: ThisPage, nome: str, formulario: Posted) -> Response:
    """Começa, ou recomeça, e abre o primeiro passo."""
    lido = await _find(page, nome)
    ponto = await begin(page, lido)
    return page.to(ponto.address(page), RECOMECOU if formulario.text("de_novo") else "")


@router.post("/{nome}/passo")
async def post_passo(page: ThisPage, nome: str, formulario: Posted) -> Response:
    """Faz o passo seguinte, e abre a página do que ele deu."""
    lido = await _find(page, nome)
    volta, passo, registros = (formulario.text(campo) for campo in ("volta", "passo", "registros"))
    ponto = read(nome, lido.roteiro, volta, passo, registros)
    if not ponto.feito:
        ponto = await perform(page, lido, ponto)
    return page.to(ponto.address(page))


async def _step(page: Page, lido: Lido, ponto: Ponto) -> Response:
    passo = lido.roteiro.passos[ponto.passo - 1]
    trocas = await marks_of(page, lido)
    vistos, antes = await seen(page, lido, ponto, trocas), await before(page, lido, ponto)
    mostrados = passo.mostra if ponto.feito or not passo.faz else []
    atual, _ = await page.parts.database.look(partial(guardado.reached, nome=lido.nome))
    # Um passo que só conta já está feito: seguir é só um endereço.
    seguinte = ponto if ponto.feito or passo.faz else ponto.after(())
    return page.show(
        "roteiros/passo.html",
        lido=lido,
        ponto=ponto,
        passo=passo,
        feito=ponto.feito or not passo.faz,
        vistos=vistos,
        antes=antes,
        efeitos=await effects(page, lido, mostrados, vistos, antes, trocas),
        anterior=ponto.at(ponto.passo - 1).address(page) if ponto.passo > 1 else "",
        seguinte=seguinte.at(ponto.passo + 1).address(page) if ponto.passo < len(lido.roteiro.passos) else "",
        prosa=partial(prose, trocas=trocas),
        em_dia=atual == ponto.volta,
    )


async def _library(page: Page) -> Biblioteca:
    pasta: Path | None = page.request.app.state.roteiros_de_fora
    # Ler uma pasta pode demorar, se ela está na rede.
    return await asyncio.to_thread(library, pasta)


async def _find(page: Page, nome: str) -> Lido:
    biblioteca = await _library(page)
    lido = biblioteca.find(nome)
    if lido is not None:
        return lido
    defeituoso = next((um for um in biblioteca.defeituosos if um.arquivo == f"{nome}.toml"), None)
    if defeituoso is not None:
        detail = f"O arquivo {defeituoso.arquivo} tem um defeito, e não se pode abrir. {' '.join(defeituoso.motivos)}"
        raise Problem(HTTPStatus.NOT_FOUND, "Roteiro com defeito", detail)
    detail = "Não há roteiro com este nome. Veja os que há em Roteiros, no menu."
    raise Problem(HTTPStatus.NOT_FOUND, "Roteiro não encontrado", detail)
