"""Os achados de um pedido, como o diário os guarda: as regras quebradas e os avisos, com a evidência e o lugar."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.rules.rule import ONDE, Finding, Place

MAIS_ACHADOS = 200
"""Quantos se guardam de um pedido; um documento com mais erros que isto se conserta aos poucos."""
MAIS_CARACTERES = 65_536
"""Quanto ocupam, ao todo; além disso, ficam sem as evidências e, se nem assim cabem, também sem os lugares."""


@dataclass(frozen=True, slots=True)
class Achado:
    """Uma regra quebrada ou um aviso, como ficou guardado. Os lugares partem do corpo; `valor` é o do primeiro.

    A mensagem é a que se disse; vazia, se os achados eram tantos que só ficaram os códigos.
    """

    regra: str
    onde: tuple[Place, ...]
    evidencia: dict[str, Any]
    valor: Any
    mensagem: str = ""


def to_text(findings: Sequence[Finding]) -> str:
    """Os achados em JSON, no que os dois bancos guardam."""
    kept = findings[:MAIS_ACHADOS]
    com_lugares = ({"regra": broken.rule.code, "onde": broken.places} for broken in kept)
    so_codigos = ({"regra": broken.rule.code, "onde": ()} for broken in kept)
    textos = (_dump(list(rows)) for rows in (map(_row, kept), com_lugares, so_codigos))
    return next(texto for texto in textos if len(texto) <= MAIS_CARACTERES)


def from_text(texto: str | None) -> list[Achado]:
    """Os achados guardados."""
    return [
        Achado(
            item["regra"],
            tuple(tuple(place) for place in item["onde"]),
            item.get("evidencia", {}),
            item.get("valor"),
            item.get("mensagem", ""),
        )
        for item in json.loads(texto or "[]")
    ]


def _row(broken: Finding) -> dict[str, Any]:
    evidencia = {name: value for name, value in broken.evidence.items() if name != ONDE}
    return {
        "regra": broken.rule.code,
        "onde": broken.places,
        "evidencia": evidencia,
        "valor": broken.value,
        "mensagem": broken.message,
    }


def _dump(rows: list[dict[str, Any]]) -> str:
    texto = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=_plain)
    # Metade de um caractere, que banco algum guarda, fica escrita como o JSON a escreve.
    return texto.encode(errors="backslashreplace").decode()


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value, key=str) if isinstance(value, set | frozenset) else str(value)
