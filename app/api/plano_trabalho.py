"""As rotas do plano de trabalho."""

from fastapi import APIRouter, Response

from app.api.answers import document, received
from app.api.dependencies import ActiveCaller
from app.api.responses import (
    GET_RESPONSES,
    PUT_PLANO_TRABALHO,
    AutorizadoraNoCaminho,
    OrigemNoCaminho,
    PlanoTrabalhoNoCaminho,
)
from app.contract.plano_trabalho import PlanoTrabalho
from app.receive import PLANO_TRABALHO, read, receive

CAMINHO = "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_trabalho/{id_plano_trabalho}"
router = APIRouter(tags=["plano_trabalho"])


@router.put(
    CAMINHO,
    status_code=201,
    response_model=PlanoTrabalho,
    responses=PUT_PLANO_TRABALHO,
    summary="Envia um plano de trabalho",
)
async def put_plano_trabalho(
    origem_unidade: OrigemNoCaminho,
    cod_unidade_autorizadora: AutorizadoraNoCaminho,
    id_plano_trabalho: PlanoTrabalhoNoCaminho,
    plano_trabalho: PlanoTrabalho,
    caller: ActiveCaller,
) -> Response:
    """Guarda o plano inteiro, com contribuições e avaliações: cria-o, ou troca o que havia com a mesma chave.

    O participante e as entregas citadas têm de ter sido enviados antes, e a pessoa não pode ter, na mesma unidade
    executora, outro plano, que não esteja cancelado, com um dia em comum com este.
    """
    chave = (origem_unidade, cod_unidade_autorizadora, id_plano_trabalho)
    return received(
        await receive(
            caller.parts.database, PLANO_TRABALHO, caller.usuario, chave, plano_trabalho, caller.now, caller.perfil
        )
    )


@router.get(CAMINHO, response_model=PlanoTrabalho, responses=GET_RESPONSES, summary="Lê um plano de trabalho")
async def get_plano_trabalho(
    origem_unidade: OrigemNoCaminho,
    cod_unidade_autorizadora: AutorizadoraNoCaminho,
    id_plano_trabalho: PlanoTrabalhoNoCaminho,
    caller: ActiveCaller,
) -> Response:
    """Devolve o plano como está guardado, com os itens na ordem em que foram enviados."""
    chave = (origem_unidade, cod_unidade_autorizadora, id_plano_trabalho)
    return document(await read(caller.parts.database, PLANO_TRABALHO, caller.usuario, chave))
