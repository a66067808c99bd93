"""Os textos que banco algum guarda: com caractere nulo, ou com metade de um caractere (diferenças)."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from app.contract.fields import DocumentoRecebido
from app.rules.rule import FieldRefused, Refused, Stage
from app.rules.texto import TEXTO_COM_NULO

_NULO_EM_JSON = "\\u0000"

Lugar = tuple[str | int, ...]


def serialize(documento: DocumentoRecebido) -> str:
    """O documento em JSON, como viaja na resposta.

    Erros: Refused ou FieldRefused, quando algum texto não pode ser guardado.
    """
    try:
        json = documento.model_dump_json()
    except PydanticSerializationError:
        json = _NULO_EM_JSON
    if _NULO_EM_JSON in json:
        # Pode ser só um texto que fala de \u0000; o exame, mais lento, é quem diz.
        for lugar, texto in _texts(documento, ("body",)):
            _require_storable(documento, lugar, texto)
    return json


def _require_storable(documento: DocumentoRecebido, lugar: Lugar, texto: str) -> None:
    for rule in (TEXTO_COM_NULO, documento.texto_com_surrogate):
        evidence = rule.evidence(texto, None)
        if evidence is None:
            continue
        if rule.stage is Stage.ESTADO:
            raise Refused(rule, evidence)
        raise FieldRefused(rule, lugar, texto, evidence)


def _texts(node: Any, lugar: Lugar) -> Iterator[tuple[Lugar, str]]:
    if isinstance(node, str):
        yield lugar, node
    elif isinstance(node, BaseModel):
        for name, value in node:
            yield from _texts(value, (*lugar, name))
    elif isinstance(node, list):
        for n, value in enumerate(node):
            yield from _texts(value, (*lugar, n))
