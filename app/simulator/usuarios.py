"""O que só o simulador sabe de um usuário: o perfil dos avisos que ele recebe."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.dependencies import ServerParts
from app.perfis import InvalidProfile
from app.simulator.guard import Allowed, Problem
from app.simulator.sistema import PROBLEMAS, problem
from app.storage import usuario

router = APIRouter(prefix="/api/usuarios", dependencies=[Allowed], tags=["usuários"])


class PerfilDoUsuario(BaseModel):
    """De que órgão são os avisos a mais que o usuário recebe."""

    perfil: Annotated[
        str | None, Field(title="Perfil", description="null devolve o do servidor.", examples=["antaq", None])
    ]


@router.put(
    "/{email}/perfil",
    responses={**PROBLEMAS, 404: problem("Não há usuário com este e-mail.")},
    summary="Escolhe o perfil de um usuário",
)
async def put_perfil(email: str, escolha: PerfilDoUsuario, parts: ServerParts) -> PerfilDoUsuario:
    """Daí em diante, os envios do usuário recebem os avisos desse perfil, e não os do perfil do servidor."""
    try:
        if escolha.perfil is not None:
            parts.perfis.require(escolha.perfil)
    except InvalidProfile as erro:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Perfil desconhecido", str(erro)) from erro
    existe = "\0" not in email and await parts.database.write(
        lambda connection: usuario.choose_profile(connection, email, escolha.perfil), usuario.guard(email)
    )
    if not existe:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "Usuário desconhecido",
            f"Não há usuário com o e-mail {email}. Veja os que há com: pgd usuario listar",
        )
    return escolha
