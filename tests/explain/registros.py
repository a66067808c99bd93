"""Registros do diário escritos à mão, de que cada teste muda só o que importa a ele."""

import json
from typing import Any

from app.achados import Achado
from app.explain.request import Request
from app.storage.registro import Registro
from tests import builders
from tests.storage import registros

ADMIN = "admin@pgd.gov.br"


def um_registro(**mudancas: Any) -> Registro:
    """Um envio do participante dos construtores, recusado."""
    campos: dict[str, Any] = {
        **registros.linha(7),
        "ordem": 7,
        "metodo": "PUT",
        "caminho": "/organizacao/SIAPE/1/101/participante/1234567",
        "usuario": ADMIN,
        "status": 422,
        **mudancas,
    }
    return Registro(**campos)


def um_pedido(corpo: bytes | None = None, **mudancas: Any) -> Request:
    """O mesmo, com este corpo inteiro."""
    return Request(um_registro(**{"corpo_recebido": corpo, "bytes_recebidos": len(corpo or b""), **mudancas}))


def um_envio(documento: Any, **mudancas: Any) -> Request:
    """O mesmo, com este valor em JSON."""
    return um_pedido(json.dumps(documento, ensure_ascii=False).encode(errors="surrogatepass"), **mudancas)


def de_participante(**mudancas: Any) -> Request:
    return um_envio(builders.participante(**mudancas))


def de_trabalho(**mudancas: Any) -> Request:
    return um_envio(builders.plano_trabalho(**mudancas), caminho="/organizacao/SIAPE/1/plano_trabalho/pt1")


def de_entregas(**mudancas: Any) -> Request:
    return um_envio(builders.plano_entregas(**mudancas), caminho="/organizacao/SIAPE/1/plano_entregas/pe1")


def achado(regra: str, *onde: tuple[str | int, ...], valor: Any = None, **evidencia: Any) -> Achado:
    return Achado(regra, onde, evidencia, valor)
