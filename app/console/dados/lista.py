"""As listas do que está guardado, com os filtros no endereço, página a página."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from app.console.dados import filtros
from app.console.dados.recurso import Descrito, DesteRecurso, asked
from app.console.forms import understood
from app.console.page import Page, ThisPage
from app.records import listing
from app.records.listing_cursor import InvalidCursor
from app.records.listing_filters import Consulta
from app.simulator.guard import Problem

PACIENCIA = 0.03
"""Segundos por que se procura antes de mostrar a página; o resto se procura depois, com ela já à vista."""

router = APIRouter()


@router.get("/dados")
async def get_dados(page: ThisPage) -> Response:
    """Leva à primeira das listas: quem chega vê dados, e não um índice."""
    return page.to(page.link("/dados/participante"))


@router.get("/dados/{recurso}")
async def get_lista(page: ThisPage, descrito: DesteRecurso) -> Response:
    """A página: os filtros, e o que se achou logo."""
    pedidos = asked(page)
    try:
        linhas = await _found(page, descrito, pedidos, PACIENCIA)
        problema = None
    except Problem as erro:
        linhas, problema = {}, erro
    em_vigor = list(filtros.in_force(descrito.nome, pedidos))
    sem_cursor = {name: value for name, value in pedidos.items() if name != "cursor"}
    return page.show(
        "dados/lista.html",
        problema.status if problema else HTTPStatus.OK,
        descrito=descrito,
        campos=filtros.filled(descrito.nome, pedidos),
        em_vigor=em_vigor,
        pedidos=sem_cursor,
        continua="cursor" in pedidos,
        planilha=filtros.for_the_api(sem_cursor),
        problema=problema,
        **linhas,
    )


@router.get("/dados/{recurso}/linhas")
async def get_linhas(
    page: ThisPage, descrito: DesteRecurso, achadas: Annotated[int, Query(ge=0, le=1_000_000)] = 0
) -> Response:
    """Mais linhas, procuradas com calma. `achadas` é quantas a página já mostra."""
    linhas = await _found(page, descrito, asked(page, "achadas"))
    return page.show("dados/_linhas.html", descrito=descrito, **{**linhas, "achadas": achadas})


@router.get("/dados/{recurso}/total")
async def get_total(page: ThisPage, descrito: DesteRecurso) -> Response:
    """Quantas linhas os filtros deixam passar, em todas as páginas."""
    consulta = _read(descrito, asked(page))
    total = await listing.total(page.parts.database, descrito.nome, consulta)
    return page.show("dados/_total.html", total=total)


async def _found(
    page: Page, descrito: Descrito, pedidos: dict[str, str], paciencia: float | None = None
) -> dict[str, Any]:
    """O que as linhas de uma página mostram. Erros: Problem."""
    consulta = _read(descrito, pedidos)
    try:
        pagina = await listing.page(page.parts.database, descrito.nome, consulta, paciencia)
    except InvalidCursor as erro:
        detail = (
            "Este endereço continua uma lista a partir de um lugar que ela, com estes filtros, não tem. "
            "Filtre de novo, e comece pela primeira página."
        )
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Continuação desconhecida", detail) from erro
    campos_da_chave = descrito.recurso.store.caminho
    return {
        "linhas": [{**linha, "chave": {name: linha[name] for name in campos_da_chave}} for linha in pagina.linhas],
        "proximo": pagina.proximo,
        "achadas": 0,
        "cheia": len(pagina.linhas) == consulta.limite,
        "seguem": {**pedidos, "cursor": pagina.proximo},
    }


def _read(descrito: Descrito, pedidos: dict[str, str]) -> Consulta:
    """O que se pede à lista. Erros: Problem."""
    try:
        consulta = understood(descrito.consulta, filtros.for_the_api(pedidos))
    except Problem as erro:
        detail = filtros.with_labels(descrito.nome, erro.detail)
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Filtro não entendido", detail) from erro
    if consulta.limite > max(filtros.PAGINAS):
        detail = f"Linhas por página: São até {max(filtros.PAGINAS)}. Para levar a lista toda, baixe a planilha."
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Filtro não entendido", detail)
    return consulta
