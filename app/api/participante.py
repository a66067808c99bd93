"""As rotas do participante."""

from fastapi import APIRouter, Response

from app.api.answers import document, received
from app.api.dependencies import ActiveCaller
from app.api.responses import (
    GET_RESPONSES,
    PUT_PARTICIPANTE,
    AutorizadoraNoCaminho,
    LotacaoNoCaminho,
    MatriculaNoCaminho,
    OrigemNoCaminho,
)
from app.contract.participante import Participante
from app.receive import PARTICIPANTE, read, receive

CAMINHO = (
    "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/{cod_unidade_lotacao}/participante/{matricula_siape}"
)
router = APIRouter(tags=["participante"])


@router.put(
    CAMINHO, status_code=201, response_model=Participante, responses=PUT_PARTICIPANTE, summary="Envia um participante"
)
async def put_participante(
    origem_unidade: OrigemNoCaminho,
    cod_unidade_autorizadora: AutorizadoraNoCaminho,
    cod_unidade_lotacao: LotacaoNoCaminho,
    matricula_siape: MatriculaNoCaminho,
    participante: Participante,
    caller: ActiveCaller,
) -> Response:
    """Guarda o participante inteiro: cria-o, ou troca o que havia com a mesma chave.

    É o primeiro dos três envios. Quem muda de lotação ganha uma chave nova; a antiga se reenvia como inativa.
    """
    chave = (origem_unidade, cod_unidade_autorizadora, cod_unidade_lotacao, matricula_siape)
    return received(
        await receive(
            caller.parts.database, PARTICIPANTE, caller.usuario, chave, participante, caller.now, caller.perfil
        )
    )


@router.get(CAMINHO, response_model=Participante, responses=GET_RESPONSES, summary="Lê um participante")
async def get_participante(
    origem_unidade: OrigemNoCaminho,
    cod_unidade_autorizadora: AutorizadoraNoCaminho,
    cod_unidade_lotacao: LotacaoNoCaminho,
    matricula_siape: MatriculaNoCaminho,
    caller: ActiveCaller,
) -> Response:
    """Devolve o participante como está guardado."""
    chave = (origem_unidade, cod_unidade_autorizadora, cod_unidade_lotacao, matricula_siape)
    return document(await read(caller.parts.database, PARTICIPANTE, caller.usuario, chave))
