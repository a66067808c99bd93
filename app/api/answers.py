"""As respostas que dão certo, já em bytes: o documento foi conferido, e conferi-lo de novo só custaria."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response
from pydantic_core import to_json

JSON = "application/json"


def document(documento: str | bytes, *, novo: bool = False) -> Response:
    """O documento como está guardado, já em JSON: 201 quando acaba de ser criado, 200 quando não."""
    return Response(documento, 201 if novo else 200, media_type=JSON)


def stored(dados: Mapping[str, Any]) -> Response:
    """Os dados lidos do banco, exatamente com as propriedades do contrato."""
    return Response(to_json(dados), media_type=JSON)
