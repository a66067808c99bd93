"""As duas primeiras portas do simulador: ver o estado e recomeçar."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from app import CONTRACT_VERSION, __version__
from app.api.dependencies import Now, ServerParts
from app.simulator.guard import Allowed
from app.storage import reinicio, usuario

router = APIRouter(prefix="/api", dependencies=[Allowed], tags=["simulador"])


class Escopo(StrEnum):
    """O que um reinício apaga."""

    DADOS = "dados"
    TUDO = "tudo"


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
    banco: Annotated[str, Field(title="Banco de dados", description="sqlite ou postgresql.")]
    contagens: Annotated[dict[str, int], Field(title="Linhas em cada tabela")]


class Reinicio(BaseModel):
    """O que foi apagado."""

    escopo: Escopo
    contagens: Annotated[dict[str, int], Field(title="Linhas que ficaram em cada tabela")]


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
    """Versão, contrato, banco e quantas linhas há em cada tabela."""
    contagens = await parts.database.look(reinicio.counts)
    return Estado(versao=__version__, contrato=CONTRACT_VERSION, banco=parts.database.kind, contagens=contagens)


@router.post("/reinicio", responses=PROBLEMAS, summary="Recomeça do zero")
async def post_reinicio(
    parts: ServerParts,
    now: Now,
    escopo: Annotated[
        Escopo,
        Query(
            title="Escopo",
            description=(
                "dados: apaga participantes e planos, e mantém os usuários. "
                "tudo: apaga também usuários, e-mails e diário, e deixa só o administrador."
            ),
        ),
    ] = Escopo.DADOS,
) -> Reinicio:
    """Esvazia o banco numa transação só: quem envia ao mesmo tempo cai antes ou depois, nunca no meio."""
    admin = await parts.admin.row()

    def restart(connection: Connection) -> None:
        if escopo is Escopo.DADOS:
            reinicio.empty(connection, reinicio.DADOS)
        else:
            reinicio.empty(connection, reinicio.TUDO)
            usuario.save(connection, admin, admin["senha_argon2"], now)

    # O que já chegou vai antes, para não voltar depois do reinício.
    await parts.journal.flush()
    await parts.database.write(restart)
    return Reinicio(escopo=escopo, contagens=await parts.database.look(reinicio.counts))
