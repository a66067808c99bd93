"""O diário, pedido por pedido: por que cada um teve a resposta que teve."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from app.api.dependencies import ServerParts
from app.explain.explain import NotInJournal, Server, explain
from app.explain.explanation import Explicacao
from app.rules.calculo import MAIOR_BIGINT
from app.simulator.guard import Allowed, Problem
from app.simulator.sistema import PROBLEMAS, problem

router = APIRouter(prefix="/api/registros", dependencies=[Allowed], tags=["registros"])


@router.get(
    "/{numero}/explicacao",
    responses={**PROBLEMAS, 404: problem("O diário não tem este registro.")},
    summary="Explica um pedido",
)
async def get_explicacao(
    numero: Annotated[
        int,
        Path(
            ge=1,
            le=MAIOR_BIGINT,
            title="Número do registro",
            description="O do cabeçalho X-PGD-Registro da resposta.",
            examples=[1],
        ),
    ],
    parts: ServerParts,
) -> Explicacao:
    """O que houve, por quê, onde, o que fazer e, se dá, o pedido consertado. De um envio aceito, é o recibo."""
    # Um pedido recém-atendido pode estar ainda à espera do próximo lote.
    await parts.journal.flush()
    server = Server(endereco=parts.endereco, admin=parts.admin.email, catalogo=parts.perfis.catalog)
    try:
        return await explain(parts.database, numero, server)
    except NotInJournal as erro:
        raise Problem(HTTPStatus.NOT_FOUND, "Registro fora do diário", str(erro)) from erro
