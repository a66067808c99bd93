"""As rotas do plano de entregas."""

from fastapi import APIRouter, Response

from app.api.answers import document, received
from app.api.dependencies import ActiveCaller
from app.api.responses import (
    GET_RESPONSES,
    PUT_PLANO_ENTREGAS,
    AutorizadoraNoCaminho,
    OrigemNoCaminho,
    PlanoEntregasNoCaminho,
)
from app.contract.plano_entregas import PlanoEntregas
from app.receive import PLANO_ENTREGAS, read, receive

CAMINHO = "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_entregas/{id_plano_entregas}"
router = APIRouter(tags=["plano_entregas"])


@router.put(
    CAMINHO,
    status_code=201,
    response_model=PlanoEntregas,
    responses=PUT_PLANO_ENTREGAS,
    summary="Envia um plano de entregas",
)
async def put_plano_entregas(
    origem_unidade: OrigemNoCaminho,
    cod_unidade_autorizadora: AutorizadoraNoCaminho,
    id_plano_entregas: PlanoEntregasNoCaminho,
    plano_entregas: PlanoEntregas,
    caller: ActiveCaller,
) -> Response:
    """Guarda o plano inteiro, com suas entregas: cria-o, ou troca o que havia com a mesma chave.

    A unidade executora não pode ter outro plano, que não esteja cancelado, com um dia em comum com este.
    """
    chave = (origem_unidade, cod_unidade_autorizadora, id_plano_entregas)
    return received(
        await receive(
            caller.parts.database, PLANO_ENTREGAS, caller.usuario, chave, plano_entregas, caller.now, caller.perfil
        )
    )


@router.get(CAMINHO, response_model=PlanoEntregas, responses=GET_RESPONSES, summary="Lê um plano de entregas")
async def get_plano_entregas(
    origem_unidade: OrigemNoCaminho,
    cod_unidade_autorizadora: AutorizadoraNoCaminho,
    id_plano_entregas: PlanoEntregasNoCaminho,
    caller: ActiveCaller,
) -> Response:
    """Devolve o plano como está guardado, com as entregas na ordem em que foram enviadas."""
    chave = (origem_unidade, cod_unidade_autorizadora, id_plano_entregas)
    return document(await read(caller.parts.database, PLANO_ENTREGAS, caller.usuario, chave))
