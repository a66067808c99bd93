"""A tradução, num só lugar, do que significa em como se responde."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic_core import to_json
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.routing import Match

from app.api import redaction
from app.api.answers import ExplainedResponse
from app.contract.errors import codes_of, findings_of, item_of, items_of
from app.rules import pedido, servidor
from app.rules.rule import (
    Disabled,
    FieldRefused,
    Finding,
    NoRoom,
    NotFound,
    NotYours,
    Refused,
    Rule,
    TooSoon,
    Unauthenticated,
    Unavailable,
    Unconfirmed,
)

REGRA = "X-PGD-Regra"
"""Cabeçalho com os códigos das regras que recusaram o pedido, o da primeira na frente."""
TENTE_EM_SEGUNDOS = "5"

METODOS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

_STATUS: dict[type[Refused], int] = {
    Unauthenticated: 401,
    Disabled: 400,
    NotYours: 403,
    NotFound: 404,
    TooSoon: 429,
}

_FORA: dict[type[Unavailable], Rule[Any, Any]] = {
    NoRoom: servidor.DISCO_CHEIO,
    Unconfirmed: servidor.SEM_CONFIRMACAO,
}


class BodyTooLarge(HTTPException):
    """O corpo passa do limite: levantada por quem o lê, antes de o documento existir."""

    def __init__(self, limite: int) -> None:
        super().__init__(413)
        self.limite = limite


def refusal(
    status: int, rule: Rule[Any, Any], evidence: Mapping[str, Any], headers: Mapping[str, str] = {}
) -> Response:
    """A resposta em texto de uma recusa: `detail`, em JSON compacto e UTF-8, e o código da regra no cabeçalho."""
    return _text(status, Finding(rule, evidence), (), headers)


def refusal_list(items: Sequence[Mapping[str, Any]]) -> Response:
    """A resposta em lista: os itens já prontos e os códigos de todas as regras no cabeçalho."""
    codes = ", ".join(codes_of(items))
    return ExplainedResponse(to_json({"detail": items}), 422, findings_of(items), {REGRA: codes})


def refusal_json_in_text(items: Sequence[Mapping[str, Any]], rule: Rule[Any, Any]) -> Response:
    """A recusa do e-mail em `/token`: um texto que guarda, ele mesmo, a lista em JSON (contrato, seção 4)."""
    detail = json.dumps(items, ensure_ascii=False, separators=(",", ":"))
    return ExplainedResponse(to_json({"detail": detail}), 422, [Finding(rule, {})], {REGRA: rule.code})


def _text(status: int, broken: Finding, also: Sequence[Finding], headers: Mapping[str, str]) -> Response:
    content = to_json({"detail": _safe(broken.message)})
    return ExplainedResponse(content, status, [broken, *also], {REGRA: broken.rule.code, **headers})


def install(app: FastAPI) -> None:
    """Liga cada significado à sua resposta."""
    app.exception_handler(Refused)(_refused)
    app.exception_handler(Unavailable)(_unavailable)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(AnyHTTPException)(_http)


async def _refused(_: Request, refused: Refused) -> Response:
    if isinstance(refused, FieldRefused):
        return refusal_list([item_of(refused)])
    headers = {}
    if isinstance(refused, Unauthenticated):
        headers = {"WWW-Authenticate": "Bearer"}
    elif isinstance(refused, TooSoon):
        headers = {"Retry-After": str(refused.evidence["segundos"])}
    return _text(status_of(refused), Finding(refused.rule, refused.evidence), refused.also, headers)


def status_of(refused: Refused) -> int:
    """O status de uma recusa; a que não é de acesso nem de ausência é 422."""
    return _STATUS.get(type(refused), 422)


async def _unavailable(_: Request, unavailable: Unavailable) -> Response:
    return refusal(503, _FORA.get(type(unavailable), servidor.BANCO_FORA), {}, {"Retry-After": TENTE_EM_SEGUNDOS})


async def _invalid(request: Request, invalid: RequestValidationError) -> Response:
    return refusal_list(items_of(invalid.errors(), hide_text=redaction.may_hold_secrets(request.url.path)))


async def _http(request: Request, error: AnyHTTPException) -> Response:
    if isinstance(error, BodyTooLarge):
        return refusal(413, pedido.CORPO_GRANDE_DEMAIS, {"limite": error.limite})
    if error.status_code == 405:
        # Os arquivos das páginas não são rotas: só se leem.
        methods = allowed_methods(request) or ["GET", "HEAD"]
        evidence = {"metodo": request.method, "aceitos": methods}
        return refusal(405, pedido.METODO_NAO_ACEITO, evidence, {"Allow": ", ".join(methods)})
    if error.status_code == 404:
        return refusal(404, pedido.CAMINHO_DESCONHECIDO, {})
    return refusal(400, pedido.CORPO_ILEGIVEL, {})


def allowed_methods(request: Request) -> list[str]:
    """Todos os métodos que alguma rota deste caminho aceita."""
    return [
        method
        for method in METODOS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.router.routes
        )
    ]


def _safe(texto: str) -> str:
    return texto.encode(errors="backslashreplace").decode()
