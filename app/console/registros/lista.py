"""O diário: o que chegou, o que se respondeu, e por quê. A lista, que se filtra e se atualiza sozinha."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from app.console.page import Page, ThisPage
from app.console.registros import filtros as registros_filtros
from app.console.registros.filtros import Filtros, understood
from app.records import search
from app.records.asked import MAIOR_PAGINA
from app.records.query import FormatoDeExportacao
from app.records.search import Parte
from app.rules.calculo import MAIOR_BIGINT
from app.simulator.guard import Problem

router = APIRouter()

PACIENCIA = 0.03
"""Segundos que uma página procura no diário antes de mostrar o que já achou; o resto se procura depois, aos poucos."""
CABEM = 50
"""Quantos pedidos entram de uma vez numa lista aberta; se chegam mais, só se diz que chegaram."""
TETO = 150
"""Quantos entram ao todo, antes de a lista recomeçar pelos mais novos: uma página aberta o dia inteiro não cresce."""

FORMATOS = ((FormatoDeExportacao.JSONL, "JSON Lines"), (FormatoDeExportacao.HAR, "HAR"))

Ordem = Annotated[int, Query(ge=0, le=MAIOR_BIGINT)]


@router.get("/registros")
async def get_registros(page: ThisPage) -> Response:
    """A lista, dos mais novos aos mais antigos."""
    filtros = registros_filtros.read(page)
    if "depois_de" in filtros.campos:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Filtro não entendido",
            "O parâmetro depois_de é de programas, que o usam em /simulador/api/registros. Aqui, use desde.",
        )
    if isinstance(filtros.lida, Problem):
        return page.show("registros/lista.html", filtros.lida.status, filtros=filtros, parte=None)
    await page.parts.journal.flush()
    parte = await search.part(page.parts.database, filtros.lida, PACIENCIA)
    return page.show("registros/lista.html", **_listed(filtros, parte))


@router.get("/registros/mais")
async def get_mais(page: ThisPage, restam: Annotated[int, Query(ge=1, le=MAIOR_PAGINA)]) -> Response:
    """O resto de uma página de que se achou só o começo, e em que cabem ainda estes tantos."""
    filtros = registros_filtros.read(page, "restam")
    listagem = understood(filtros).model_copy(update={"limite": restam})
    parte = await search.part(page.parts.database, listagem, PACIENCIA)
    return page.show("registros/_mais.html", **_listed(filtros, parte, restam))


@router.get("/registros/novos")
async def get_novos(page: ThisPage, depois_de: Ordem, vistos: Annotated[int, Query(ge=0, le=TETO)] = 0) -> Response:
    """O que chegou depois desta ordem, para o alto de uma lista aberta em que já entraram estes tantos."""
    filtros = registros_filtros.read(page, "depois_de", "vistos", "cursor")
    listagem = understood(filtros).model_copy(update={"depois_de": depois_de, "limite": CABEM + 1})
    parte = await search.part(page.parts.database, listagem, PACIENCIA)
    chegaram = len(parte.registros)
    # A lista parada só avisa; e o que chega aos montes não se mostra um a um.
    if chegaram and (filtros.pausada or "cursor" in page.request.query_params or chegaram > CABEM):
        response = page.show("registros/_chegaram.html", filtros=filtros, muitos=chegaram > CABEM)
        response.headers["HX-Reswap"] = "outerHTML"
        return response
    # Ou entraram demais, ou o diário é outro: recomeçou, ou veio de um instantâneo.
    if vistos + chegaram > TETO or depois_de > parte.ultima:
        return await _afresh(page, filtros)
    if parte.ate == depois_de:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    response = page.show(
        "registros/_novos.html", novos=parte.registros[::-1], depois_de=parte.ate, vistos=vistos + chegaram
    )
    if parte.faltam:
        # O que não se olhou ainda se pede logo, sem esperar que chegue outro.
        response.headers["HX-Trigger-After-Settle"] = "registro"
    return response


@router.get("/registros/ir")
async def get_ir(page: ThisPage, numero: str = "") -> Response:
    """Leva ao registro que tem este número."""
    return page.to(page.link(f"/registros/{quote(numero.strip(), safe='')}"))


async def _afresh(page: Page, filtros: Filtros) -> Response:
    """A lista inteira outra vez, no lugar da que está aberta."""
    parte = await search.part(page.parts.database, understood(filtros), PACIENCIA)
    response = page.show("registros/_lista.html", **_listed(filtros, parte))
    response.headers["HX-Retarget"] = "#lista"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _listed(filtros: Filtros, parte: Parte, cabem: int | None = None) -> Mapping[str, Any]:
    """O que o modelo da lista mostra; `cabem` é quantos a página ainda comporta, ou a página inteira."""
    restam = (cabem or understood(filtros).limite) - len(parte.registros)
    procura = parte.faltam and restam > 0
    return {
        "filtros": filtros,
        "parte": parte,
        "continuar": filtros.link("/registros/mais", cursor=parte.proximo, restam=restam) if procura else None,
        "mais_antigos": filtros.link(cursor=parte.proximo) if parte.proximo else None,
        "novos": filtros.link("/registros/novos"),
        "exportar": [(filtros.export(formato), nome) for formato, nome in FORMATOS],
    }
