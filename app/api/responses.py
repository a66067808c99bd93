"""O que as rotas declaram no OpenAPI: parâmetros do caminho e as respostas possíveis de cada uma."""

from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from app.contract.participante import Participante
from app.contract.plano_entregas import PlanoEntregas
from app.contract.plano_trabalho import PlanoTrabalho
from app.contract.usuario import DadosUsuario
from app.rules import acesso, forma, pedido, servidor, usuario
from app.rules.rule import Rule

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


def _example(rule: Rule[Any, Any], **evidence: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [{"detail": rule.text(evidence)}]})


class _Detalhe(BaseModel):
    detail: Annotated[str, Field(title="Motivo", description="O que houve, por quê, e o que fazer agora.")]


class BadRequestErrorResponse(_Detalhe):
    """O pedido não pôde ser lido, veio sem User-Agent, ou é de um usuário desativado."""

    model_config = _example(pedido.SEM_USER_AGENT)


class UnauthorizedErrorResponse(_Detalhe):
    """Não se sabe quem pede."""

    model_config = _example(acesso.TOKEN_INVALIDO)


class ForbiddenErrorResponse(_Detalhe):
    """Sabe-se quem pede, e não lhe cabe."""

    model_config = _example(acesso.SO_ADMINISTRADOR, email="sistema@orgao.gov.br")


class NotFoundErrorResponse(_Detalhe):
    """Não há nada guardado com esta chave, ou o caminho não existe."""

    model_config = _example(usuario.NAO_ENCONTRADO, email="sistema@orgao.gov.br")


class ContentTooLargeErrorResponse(_Detalhe):
    """O corpo passa do limite do servidor."""


class UnavailableErrorResponse(_Detalhe):
    """O banco de dados não responde; nada foi guardado."""

    model_config = _example(servidor.BANCO_FORA)


class TooSoonErrorResponse(_Detalhe):
    """Houve senhas erradas demais há pouco; a senha não foi conferida."""

    model_config = _example(acesso.ENTRADAS_DEMAIS, segundos=240)


class RefusedErrorResponse(_Detalhe):
    """O documento, bem formado, contradiz o caminho ou o que está guardado."""

    model_config = _example(pedido.CAMINHO_DIFERE_DO_CORPO, campo="cod_unidade_autorizadora", no_caminho=1, no_corpo=2)


class ValidationError(BaseModel):
    """Um erro num lugar do pedido."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"loc": ["body", "status"], "msg": forma.FALTA.message, "type": "missing"}]}
    )

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


class Saude(BaseModel):
    """Como está o serviço."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok"}]})

    status: Annotated[str, Field(title="Estado", description="ok, enquanto o banco de dados responde.")]


class Mensagem(BaseModel):
    """Uma confirmação em palavras."""

    message: Annotated[str, Field(title="Mensagem", description="O que foi feito.")]


def _answer(model: Any, description: str) -> dict[str, Any]:
    return {"model": model, "description": description}


def _header(name: str, description: str) -> dict[str, Any]:
    return {"headers": {name: {"description": description, "schema": {"type": "string"}}}}


def _unauthorized(description: str) -> Responses:
    challenge = _header("WWW-Authenticate", "Como se entra: Bearer.")
    return {401: _answer(UnauthorizedErrorResponse, description) | challenge}


_BAD: Responses = {400: _answer(BadRequestErrorResponse, "Pedido ilegível, sem User-Agent, ou de usuário desativado.")}
_FORBIDDEN: Responses = {
    403: _answer(ForbiddenErrorResponse, "Outra unidade, outro usuário, ou falta ser administrador.")
}
_NOT_FOUND: Responses = {404: _answer(NotFoundErrorResponse, "Não encontrado.")}
_NO_SUCH_PATH: Responses = {404: _answer(NotFoundErrorResponse, "Caminho desconhecido: há uma barra na chave.")}
_TOO_LARGE: Responses = {413: _answer(ContentTooLargeErrorResponse, "Corpo grande demais.")}
_UNAVAILABLE: Responses = {
    503: _answer(UnavailableErrorResponse, "Banco de dados fora do ar.")
    | _header("Retry-After", "Quantos segundos esperar para tentar de novo.")
}
_TOO_SOON: Responses = {
    429: _answer(TooSoonErrorResponse, "Senhas erradas demais; só onde o servidor foi configurado para limitá-las.")
    | _header("Retry-After", "Quantos segundos esperar para tentar de novo.")
}
_LIST: Responses = {422: _answer(HTTPValidationError, "Erros no pedido, em lista.")}
_LIST_OR_TEXT: Responses = {
    422: _answer(
        HTTPValidationError | RefusedErrorResponse,
        "Recusado: em lista, quando o erro é do documento; em texto, quando é do caminho ou do que está guardado.",
    )
}
_LIST_OR_TEXT_OF_USER: Responses = {
    422: _answer(ValidationErrorResponse | RefusedErrorResponse, "Recusado: em lista ou em texto.")
}

_ASK = _BAD | _unauthorized("Token ausente, vencido ou inválido.") | _FORBIDDEN | _UNAVAILABLE


def _found(description: str) -> Responses:
    return {200: {"description": description}}


def _put(model: Any) -> Responses:
    """As respostas de um envio: 200 quando substitui, ao lado do 201 de quando cria."""
    return (
        {201: {"description": "Criou: não havia nada com esta chave."}}
        | {200: _answer(model, "Substituiu o que havia com a mesma chave.")}
        | _ASK
        | _NO_SUCH_PATH
        | _TOO_LARGE
    )


GET_RESPONSES: Responses = _found("O documento guardado.") | _ASK | _NOT_FOUND | _LIST
PUT_PARTICIPANTE = _put(Participante) | _LIST_OR_TEXT
PUT_PLANO_ENTREGAS = _put(PlanoEntregas) | _LIST_OR_TEXT
PUT_PLANO_TRABALHO = _put(PlanoTrabalho) | _LIST_OR_TEXT
TOKEN_RESPONSES: Responses = (
    _found("O token.")
    | _BAD
    | _unauthorized("E-mail ou senha não conferem.")
    | _TOO_LARGE
    | _LIST_OR_TEXT_OF_USER
    | _TOO_SOON
    | _UNAVAILABLE
)
USERS_RESPONSES: Responses = _found("Os usuários.") | _ASK
PUT_USER_RESPONSES: Responses = _put(DadosUsuario) | _LIST_OR_TEXT_OF_USER
GET_USER_RESPONSES: Responses = _found("O usuário.") | _ASK | _NOT_FOUND | _LIST
FORGOT_RESPONSES: Responses = (
    _found("O e-mail foi escrito.")
    | _BAD
    | _NOT_FOUND
    | {422: _answer(ValidationErrorResponse, "E-mail ilegível.")}
    | _UNAVAILABLE
)
RESET_RESPONSES: Responses = (
    _found("A senha foi trocada.")
    | _BAD
    | _unauthorized("O código não vale: já foi usado, venceu ou não foi emitido aqui.")
    | _LIST
    | _UNAVAILABLE
)
HEALTH_RESPONSES: Responses = {200: _answer(Saude, "O serviço está no ar.")} | _BAD | _UNAVAILABLE
