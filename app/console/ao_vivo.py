"""O que avisa as páginas abertas de que chegaram pedidos: cada uma busca, então, o que lhe interessa."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.console.page import ThisPage
from app.records.feed import Follower

router = APIRouter()

VOLTAR_EM = 1_000
"""Milissegundos que o navegador espera para voltar, se a conexão cai."""


async def follower(page: ThisPage) -> AsyncIterator[Follower]:
    """Quem acompanha, de agora em diante."""
    await page.parts.journal.flush()
    async with page.parts.feed.follow(None) as found:
        yield found


@router.get("/ao-vivo", response_class=EventSourceResponse)
async def get_ao_vivo(found: Annotated[Follower, Depends(follower)]) -> AsyncIterator[ServerSentEvent]:
    """Um evento `registro` por leva de pedidos, e não por pedido: sob carga, a página não se redesenha a cada um."""
    yield ServerSentEvent(comment="ao vivo", retry=VOLTAR_EM)
    while page := await found.next():
        yield ServerSentEvent(event="registro", data=page[-1].ordem)
