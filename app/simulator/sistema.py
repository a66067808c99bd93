"""Em que estado está o simulador, e como todas as portas dele dizem que não deu."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app import CONTRACT_VERSION, __version__
from app.api.dependencies import ServerParts
from app.settings import Ambiente
from app.simulator.guard import Allowed
from app.storage import reinicio

router = APIRouter(prefix="/api", dependencies=[Allowed], tags=["simulador"])


class Problema(BaseModel):
    """O que impediu o pedido (RFC 9457)."""

    type: str
    title: Annotated[str, Field(title="O que houve")]
    status: int
    detail: Annotated[str, Field(title="Por quê, e o que fazer")]


class Estado(BaseModel):
    """Como está o simulador."""

    versao: Annotated[str, Field(title="Versão do simulador")]
    contrato: Annotated[str, Field(title="Versão do contrato da API PGD")]
    ambiente: Annotated[Ambiente, Field(title="De que ambiente faz o papel", description="É sempre um simulador.")]
    banco: Annotated[str, Field(title="Banco de dados", description="sqlite ou postgresql.")]
    contagens: Annotated[dict[str, int], Field(title="Linhas em cada tabela")]


def problem(description: str) -> dict[str, Any]:
    """A resposta de problema, para o OpenAPI."""
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": Problema.model_json_schema()}},
    }


PROBLEMAS: dict[int | str, dict[str, Any]] = {
    401: problem("Falta o token de um administrador."),
    403: problem("O pedido vem de outro site ou chama o servidor por outro nome."),
    422: problem("O pedido não foi entendido."),
    503: problem("O banco de dados não responde."),
}


@router.get("/estado", responses=PROBLEMAS, summary="Diz em que estado está o simulador")
async def get_estado(parts: ServerParts) -> Estado:
    """Versão, contrato, ambiente, banco e quantas linhas há em cada tabela."""
    contagens = await parts.database.look(reinicio.counts)
    return Estado(
        versao=__version__,
        contrato=CONTRACT_VERSION,
        ambiente=parts.ambiente,
        banco=parts.database.kind,
        contagens=contagens,
    )
