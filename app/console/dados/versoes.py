"""As versões de um documento que chegaram, e o que muda de uma para outra, ou entre duas quaisquer."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.console.dados import mudancas as dados_mudancas
from app.console.dados.recurso import Descrito, DesteRecurso, Pedida, key_of
from app.console.page import Page, ThisPage
from app.records import versions
from app.records.listing_cursor import InvalidCursor
from app.records.versions import Historia
from app.records.versions_comparison import Comparacao, NotAVersion, compare
from app.rules.calculo import MAIOR_BIGINT
from app.simulator.guard import Problem

POR_VEZ = 20
"""Quantas versões se mostram de cada vez."""
MAIS_MUDANCAS = 10
"""Quantas mudanças de cada versão se contam na lista."""
MAIS_LINHAS = 200
"""Quantas mudanças se mostram numa comparação."""

router = APIRouter()
Numero = Annotated[int | None, Query(ge=1, le=MAIOR_BIGINT)]


@router.get("/dados/{recurso}/versoes")
async def get_versoes(page: ThisPage, descrito: DesteRecurso, de: Numero = None, com: Numero = None) -> Response:
    """A página das versões, que depois busca o que o diário tem; com `de` e `com`, também compara as duas."""
    pedida = key_of(page, descrito, "de", "com")
    return page.show(
        "dados/versoes.html",
        descrito=descrito,
        pedida=pedida,
        de=de,
        com=com,
        comparacao=await _compared(page, descrito, pedida, de, com) if de and com else None,
        contadas=dados_mudancas.told,
        mais=MAIS_LINHAS,
    )


@router.get("/dados/{recurso}/versoes/lista")
async def get_lista(page: ThisPage, descrito: DesteRecurso, de: Numero = None, com: Numero = None) -> Response:
    """As versões, das mais novas às mais antigas: procura-se no diário inteiro."""
    pedida = key_of(page, descrito, "de", "com", "cursor")
    cursor = page.request.query_params.get("cursor")
    historia = await _history(page, descrito, pedida, cursor)
    return page.show(
        "dados/_versoes.html",
        descrito=descrito,
        pedida=pedida,
        historia=historia,
        primeira=cursor is None,
        marcadas=_marked(historia, de, com) if cursor is None else (de, com),
        contadas=dados_mudancas.told,
        mais=MAIS_MUDANCAS,
    )


def _marked(historia: Historia, de: int | None, com: int | None) -> tuple[int | None, int | None]:
    """As duas versões que vão escolhidas: as que se comparam, ou a penúltima e a última."""
    numeros = [versao.numero for versao in historia.versoes]
    return de or next(iter(numeros[1:]), None), com or next(iter(numeros), None)


async def _history(page: Page, descrito: Descrito, pedida: Pedida, cursor: str | None) -> Historia:
    """Uma página das versões. Erros: Problem."""
    # Um envio recém-aceito pode estar ainda à espera do próximo lote.
    await page.parts.journal.flush()
    try:
        historia = await versions.history(page.parts.database, descrito.recurso, pedida.valores, POR_VEZ, cursor)
    except InvalidCursor as erro:
        detail = "Recarregue a página das versões, e a lista recomeça da mais nova."
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Continuação desconhecida", detail) from erro
    if historia is None:
        detail = (
            f"Não há {descrito.singular} guardado com esta chave, nem o diário tem versão alguma dele. Confira cada "
            "parte da chave: maiúsculas e espaços contam."
        )
        raise Problem(HTTPStatus.NOT_FOUND, "Documento não encontrado", detail)
    return historia


async def _compared(page: Page, descrito: Descrito, pedida: Pedida, de: int, com: int) -> Comparacao:
    """As duas versões. Erros: Problem."""
    await page.parts.journal.flush()
    try:
        return await compare(page.parts.database, descrito.recurso, pedida.valores, de, com)
    except NotAVersion as erro:
        detail = (
            f"O registro {erro.numero} não é de uma versão aceita deste documento, ou o diário já não o tem. Abra as "
            "versões do documento e escolha duas da lista."
        )
        raise Problem(HTTPStatus.NOT_FOUND, "Versão não encontrada", detail) from erro
