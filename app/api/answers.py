"""As respostas que dão certo, já em bytes: o documento foi conferido, e conferi-lo de novo só custaria."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response
from pydantic_core import to_json

JSON = "application/json"


def written(documento: str | bytes, novo: bool) -> Response:
    """O documento guardado, em JSON: 201 quando é novo, 200 quando substituiu outro."""
    return Response(documento, 201 if novo else 200, media_type=JSON)


def stored(documento: Mapping[str, Any]) -> Response:
    """O documento lido do banco, exatamente com as propriedades do contrato."""
    return Response(to_json(documento), media_type=JSON)
