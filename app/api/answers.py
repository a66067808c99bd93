"""As respostas que dão certo, já em bytes: o documento foi conferido, e conferi-lo de novo só custaria."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import Response
from pydantic_core import to_json
from starlette.types import Receive, Scope, Send

from app.receive import Recebido
from app.rules.rule import Finding

JSON = "application/json"
ACHADOS = "achados"
"""Onde, no estado do pedido, ficam as regras quebradas e os avisos."""


class ExplainedResponse(Response):
    """Uma resposta que deixa no pedido, para o diário, as regras quebradas e os avisos que a explicam."""

    def __init__(
        self, content: Any, status: int, findings: Sequence[Finding], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(content, status, headers, JSON)
        self._findings = findings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        note(scope, self._findings)
        await super().__call__(scope, receive, send)


def note(scope: Scope, findings: Iterable[Finding]) -> None:
    """Junta achados aos do pedido."""
    scope.setdefault("state", {}).setdefault(ACHADOS, []).extend(findings)


def document(documento: str | bytes, *, novo: bool = False, avisos: Sequence[Finding] = ()) -> Response:
    """O documento como está guardado, já em JSON: 201 quando acaba de ser criado, 200 quando não."""
    return ExplainedResponse(documento, 201 if novo else 200, avisos)


def received(recebido: Recebido) -> Response:
    """A resposta a um envio aceito."""
    return document(recebido.documento, novo=recebido.novo, avisos=recebido.avisos)


def stored(dados: Mapping[str, Any]) -> Response:
    """Os dados lidos do banco, exatamente com as propriedades do contrato."""
    return Response(to_json(dados), media_type=JSON)
