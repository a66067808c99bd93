"""O diário ao vivo, num fluxo de eventos que o navegador acompanha e retoma sozinho."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BeforeValidator, Field

from app.api.dependencies import ServerParts
from app.records.feed import Follower
from app.rules.calculo import MAIOR_BIGINT
from app.simulator.guard import Allowed
from app.simulator.sistema import PROBLEMAS

router = APIRouter(prefix="/api/registros", dependencies=[Allowed], tags=["registros"])

VOLTAR_EM = 1_000
"""Milissegundos que o navegador espera para voltar, se a conexão cai."""


def _absent_if_empty(ultimo: object) -> object:
    """Quem ainda não viu evento algum pode mandar o cabeçalho vazio."""
    return ultimo or None


async def follower(
    parts: ServerParts,
    response: Response,
    last_event_id: Annotated[
        Annotated[int, Field(ge=0, le=MAIOR_BIGINT)] | None,
        BeforeValidator(_absent_if_empty),
        Header(
            title="Último evento recebido",
            description="A ordem do último registro que se viu: o fluxo continua do seguinte. O navegador a manda só.",
        ),
    ] = None,
) -> AsyncIterator[Follower]:
    """Quem acompanha, já com o lugar marcado: nada do que se pedir depois dos cabeçalhos da resposta lhe escapa."""
    response.headers["Cache-Control"] = "no-store"
    # O que já foi respondido é de antes.
    await parts.journal.flush()
    async with parts.feed.follow(last_event_id) as found:
        yield found


@router.get(
    "/ao-vivo",
    response_class=EventSourceResponse,
    responses=PROBLEMAS,
    summary="Acompanha os pedidos à medida que chegam",
)
async def get_ao_vivo(found: Annotated[Follower, Depends(follower)]) -> AsyncIterator[ServerSentEvent]:
    """Um fluxo sem fim (`text/event-stream`): um evento `registro` por pedido, qualquer que seja o processo que o
    atendeu, cerca de meio segundo depois da resposta.

    O `id` do evento é a ordem do registro, e o `data`, o registro em JSON, como em `GET /registros`. A ordem cresce de
    um em um: um salto nela diz que registros saíram do diário antes de serem lidos aqui.
    """
    yield ServerSentEvent(comment="ao vivo", retry=VOLTAR_EM)
    while page := await found.next():
        for resumo in page:
            yield ServerSentEvent(event="registro", id=str(resumo.ordem), data=resumo)
