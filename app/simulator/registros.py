"""O diário, pedido por pedido: o que chegou, o que se respondeu, e por quê."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, TypeVar

from fastapi import APIRouter, Path, Query
from fastapi.responses import StreamingResponse

from app.api.dependencies import Now, Parts, ServerParts
from app.explain.explain import NotInJournal, Server, explain
from app.explain.explanation import Explicacao
from app.explain.record import RegistroInteiro, whole
from app.records.export import FORMATOS, export
from app.records.query import Exportacao, Listagem
from app.records.search import PaginaDeRegistros, page
from app.rules.calculo import MAIOR_BIGINT
from app.simulator.guard import Allowed, Problem
from app.simulator.sistema import PROBLEMAS, problem
from app.storage import registro_busca
from app.storage.database import Database

Told = TypeVar("Told")

router = APIRouter(prefix="/api/registros", dependencies=[Allowed], tags=["registros"])

Numero = Annotated[
    int,
    Path(
        ge=1,
        le=MAIOR_BIGINT,
        title="Número do registro",
        description="O do cabeçalho X-PGD-Registro da resposta.",
        examples=[1],
    ),
]
FORA = {**PROBLEMAS, 404: problem("O diário não tem este registro.")}


@router.get("", responses=PROBLEMAS, summary="Lista os pedidos que chegaram")
async def get_registros(listagem: Annotated[Listagem, Query()], parts: ServerParts) -> PaginaDeRegistros:
    """Os pedidos à API oficial, dos mais novos aos mais antigos, já com o que este processo acabou de responder.

    O que os outros respondem aparece em menos de meio segundo.
    """
    await parts.journal.flush()
    return await page(parts.database, listagem)


@router.get(
    "/exportacao",
    responses={
        **PROBLEMAS,
        200: {
            "description": "Os registros, em JSON Lines ou HAR.",
            "content": {exportador.tipo: {} for exportador in FORMATOS.values()},
        },
    },
    response_class=StreamingResponse,
    summary="Exporta os pedidos que chegaram",
)
async def get_exportacao(exportacao: Annotated[Exportacao, Query()], parts: ServerParts, now: Now) -> StreamingResponse:
    """Os pedidos inteiros, dos mais antigos aos mais novos, até os que já foram respondidos agora."""
    await parts.journal.flush()
    ordens = await parts.database.look(registro_busca.extent)
    formato = exportacao.formato
    return StreamingResponse(
        export(parts.database, exportacao.filtro(), ordens, formato, parts.endereco),
        media_type=FORMATOS[formato].tipo,
        headers={"Content-Disposition": f'attachment; filename="registros-{now:%Y%m%d-%H%M%S}.{formato}"'},
    )


@router.get("/{numero}", responses=FORA, summary="Lê um pedido inteiro")
async def get_registro(numero: Numero, parts: ServerParts) -> RegistroInteiro:
    """O pedido e a resposta, com cabeçalhos e corpos, o token, a explicação e como repeti-lo. Segredos, nunca."""
    return await _of(numero, parts, whole)


@router.get("/{numero}/explicacao", responses=FORA, summary="Explica um pedido")
async def get_explicacao(numero: Numero, parts: ServerParts) -> Explicacao:
    """O que houve, por quê, onde, o que fazer e, se dá, o pedido consertado. De um envio aceito, é o recibo."""
    return await _of(numero, parts, explain)


def server_of(parts: Parts) -> Server:
    """De que servidor é o diário."""
    return Server(endereco=parts.endereco, admin=parts.admin.email, catalogo=parts.perfis.catalog)


async def _of(numero: int, parts: Parts, tell: Callable[[Database, int, Server], Awaitable[Told]]) -> Told:
    """O que se diz de um registro. Erros: Problem."""
    # Um pedido recém-atendido pode estar ainda à espera do próximo lote.
    await parts.journal.flush()
    try:
        return await tell(parts.database, numero, server_of(parts))
    except NotInJournal as erro:
        raise Problem(HTTPStatus.NOT_FOUND, "Registro fora do diário", str(erro)) from erro
