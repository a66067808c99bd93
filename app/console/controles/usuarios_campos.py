"""O formulário de um usuário: o documento que dele se faz, e a que campo pertence cada recusa da API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from app.console.forms import Formulario
from app.console.sender import told_answer

CAMPOS = ("email", "password", "origem_unidade", "cod_unidade_autorizadora", "sistema_gerador", "is_admin", "disabled")


@dataclass(frozen=True, slots=True)
class Recusa:
    """Por que a API não aceitou o usuário: de cada campo, e do pedido como um todo; e o número dele no diário."""

    dos_campos: Mapping[str, str] = field(default_factory=dict)
    do_pedido: str = ""
    registro: int | None = None


def document_of(formulario: Formulario) -> dict[str, Any]:
    """O usuário como viaja. O código que não é um número vai como se escreveu, e a API diz o que ele tem de ser."""
    codigo = formulario.text("cod_unidade_autorizadora").strip()
    curto = codigo.isascii() and codigo.isdigit() and len(codigo) < 20
    return {
        "email": formulario.text("email").strip(),
        "password": formulario.text("password"),
        "is_admin": bool(formulario.text("is_admin")),
        "disabled": bool(formulario.text("disabled")),
        "origem_unidade": formulario.text("origem_unidade"),
        "cod_unidade_autorizadora": int(codigo) if curto else codigo,
        "sistema_gerador": formulario.text("sistema_gerador"),
    }


def refused(resposta: httpx2.Response, registro: int | None) -> Recusa:
    """O que a API disse, campo a campo, se o disse assim."""
    try:
        detail = resposta.json()["detail"]
    except (ValueError, KeyError, TypeError):
        detail = None
    if not isinstance(detail, list):
        return Recusa(do_pedido=told_answer(resposta), registro=registro)
    dos_campos: dict[str, str] = {}
    do_pedido: list[str] = []
    for item in detail:
        lugar = next((parte for parte in reversed(item["loc"]) if parte in CAMPOS), None)
        if lugar is None:
            do_pedido.append(item["msg"])
        else:
            dos_campos.setdefault(lugar, item["msg"])
    return Recusa(dos_campos, " ".join(do_pedido), registro)
