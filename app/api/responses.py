"""O que as rotas declaram no OpenAPI: parâmetros do caminho e as respostas possíveis de cada uma."""

from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, Field

from app.contract.participante import Participante
from app.contract.plano_entregas import PlanoEntregas
from app.contract.plano_trabalho import PlanoTrabalho
from app.contract.usuario import DadosUsuario

Responses = dict[int | str, dict[str, Any]]

OrigemNoCaminho = Annotated[
    str,
    Path(
        title="Origem da unidade",
        description="SIAPE ou SIORG, em maiúsculas. É comparada como veio.",
        examples=["SIAPE"],
    ),
]
AutorizadoraNoCaminho = Annotated[
    int, Path(title="Unidade autorizadora", description="Código da unidade que autorizou o PGD.", examples=[1])
]
LotacaoNoCaminho = Annotated[
    int, Path(title="Unidade de lotação", description="Código da unidade em que a pessoa está lotada.", examples=[101])
]
MatriculaNoCaminho = Annotated[
    str, Path(title="Matrícula SIAPE", description="Os sete algarismos da matrícula.", examples=["1234567"])
]
PlanoEntregasNoCaminho = Annotated[
    str, Path(title="Plano de entregas", description="Identificador do plano.", examples=["plano-entregas-1"])
]
PlanoTrabalhoNoCaminho = Annotated[
    str, Path(title="Plano de trabalho", description="Identificador do plano.", examples=["plano-trabalho-1"])
]
EmailNoCaminho = Annotated[
    str, Path(title="E-mail", description="E-mail do usuário, como foi cadastrado.", examples=["sistema@orgao.gov.br"])
]


class _Detalhe(BaseModel):
    detail: Annotated[str, Field(title="Motivo", description="O que houve, por quê, e o que fazer agora.")]


class BadRequestErrorResponse(_Detalhe):
    """O pedido não pôde ser lido, veio sem User-Agent, ou é de um usuário desativado."""


class UnauthorizedErrorResponse(_Detalhe):
    """Não se sabe quem pede."""


class ForbiddenErrorResponse(_Detalhe):
    """Sabe-se quem pede, e não lhe cabe."""


class NotFoundErrorResponse(_Detalhe):
    """Não há nada guardado com esta chave."""


class ContentTooLargeErrorResponse(_Detalhe):
    """O corpo passa do limite do servidor."""


class UnavailableErrorResponse(_Detalhe):
    """O banco de dados não responde; nada foi guardado."""


class RefusedErrorResponse(_Detalhe):
    """O documento, bem formado, contradiz o caminho ou o que está guardado."""


class ValidationError(BaseModel):
    """Um erro num lugar do pedido."""

    loc: Annotated[
        list[str | int], Field(title="Lugar", description="Onde está o erro: body, path ou query, e o campo.")
    ]
    msg: Annotated[str, Field(title="Motivo", description="O que há de errado e o que se espera.")]
    type: Annotated[str, Field(title="Tipo", description="Nome do erro, estável, para programas.")]


class HTTPValidationError(BaseModel):
    """Os erros do pedido, na ordem dos campos."""

    detail: Annotated[list[ValidationError], Field(default_factory=list, title="Erros")]


class ValidationErrorResponse(BaseModel):
    """Os erros do pedido, na ordem dos campos."""

    detail: Annotated[list[ValidationError], Field(title="Erros")]


class Mensagem(BaseModel):
    """Uma confirmação em palavras."""

    message: Annotated[str, Field(title="Mensagem", description="O que foi feito.")]


def _ok(model: Any, description: str) -> dict[str, Any]:
    return {"model": model, "description": description}


_BAD: Responses = {400: _ok(BadRequestErrorResponse, "Pedido ilegível, sem User-Agent, ou de usuário desativado.")}
_UNAUTHORIZED: Responses = {401: _ok(UnauthorizedErrorResponse, "Token ausente, vencido ou inválido.")}
_FORBIDDEN: Responses = {403: _ok(ForbiddenErrorResponse, "Outra unidade, outro usuário, ou falta ser administrador.")}
_NOT_FOUND: Responses = {404: _ok(NotFoundErrorResponse, "Não encontrado.")}
_TOO_LARGE: Responses = {413: _ok(ContentTooLargeErrorResponse, "Corpo grande demais.")}
_UNAVAILABLE: Responses = {503: _ok(UnavailableErrorResponse, "Banco de dados fora do ar.")}
_LIST: Responses = {422: _ok(HTTPValidationError, "Erros no pedido, em lista.")}
_LIST_OR_TEXT: Responses = {
    422: _ok(
        HTTPValidationError | RefusedErrorResponse,
        "Recusado: em lista, quando o erro é do documento; em texto, quando é do caminho ou do que está guardado.",
    )
}
_LIST_OR_TEXT_OF_USER: Responses = {
    422: _ok(ValidationErrorResponse | RefusedErrorResponse, "Recusado: em lista ou em texto.")
}

_ASK = _BAD | _UNAUTHORIZED | _FORBIDDEN | _UNAVAILABLE
_SEND = _ASK | _TOO_LARGE | _LIST_OR_TEXT


def put_responses(model: Any) -> Responses:
    """As respostas de um envio: 200 quando substitui, ao lado do 201 de quando cria."""
    return {200: _ok(model, "Substituiu o que havia com a mesma chave.")} | _SEND


GET_RESPONSES: Responses = _ASK | _NOT_FOUND | _LIST
PUT_PARTICIPANTE = put_responses(Participante)
PUT_PLANO_ENTREGAS = put_responses(PlanoEntregas)
PUT_PLANO_TRABALHO = put_responses(PlanoTrabalho)
TOKEN_RESPONSES: Responses = (
    _BAD
    | {401: _ok(UnauthorizedErrorResponse, "E-mail ou senha não conferem.")}
    | _TOO_LARGE
    | _LIST_OR_TEXT_OF_USER
    | _UNAVAILABLE
)
USERS_RESPONSES: Responses = _ASK
PUT_USER_RESPONSES: Responses = (
    {200: _ok(DadosUsuario, "Substituiu o usuário de mesmo e-mail.")} | _ASK | _TOO_LARGE | _LIST_OR_TEXT_OF_USER
)
GET_USER_RESPONSES: Responses = _ASK | _NOT_FOUND | _LIST
FORGOT_RESPONSES: Responses = _BAD | _NOT_FOUND | {422: _ok(ValidationErrorResponse, "E-mail ilegível.")} | _UNAVAILABLE
RESET_RESPONSES: Responses = (
    {400: _ok(BadRequestErrorResponse, "Pedido ilegível, sem User-Agent, ou de usuário desativado.")}
    | {401: _ok(UnauthorizedErrorResponse, "O código não vale: já foi usado, venceu ou não foi emitido aqui.")}
    | _LIST
    | _UNAVAILABLE
)
HEALTH_RESPONSES: Responses = _BAD | _UNAVAILABLE
