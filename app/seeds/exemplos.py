"""Os exemplos das regras levados para outra unidade e outros usuários, já como pedidos HTTP."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from app.rules.exemplo import ADMIN, BASES, USER_AGENT, Documento, Envio, Pedido

_DA_UNIDADE = re.compile(r'(?<="cod_unidade_autorizadora": )1\b|(?<=/organizacao/siape/)1(?=/)', re.IGNORECASE)
_DO_USUARIO = "sistema@"


def moved(envio: Envio, unidade: int, admin: str, usuario: str) -> Pedido:
    """O pedido, e o que vem antes dele, na unidade `unidade` em vez da 1, por este administrador e este usuário.

    De `usuario` é o que vem antes da arroba.
    """
    pedido = envio if isinstance(envio, Pedido) else _put(envio)

    def move(texto: str) -> str:
        texto = texto.replace(ADMIN, admin).replace(_DO_USUARIO, f"{usuario}@")
        return _DA_UNIDADE.sub(str(unidade), texto)

    return replace(
        pedido,
        caminho=move(pedido.caminho),
        corpo=move(pedido.corpo),
        de=move(pedido.de),
        antes=[moved(anterior, unidade, admin, usuario) for anterior in envio.antes],
    )


def headers(pedido: Pedido, token: str | None) -> dict[str, str]:
    """Os cabeçalhos com que o pedido vai."""
    tipo = "application/x-www-form-urlencoded" if pedido.caminho == "/token" else "application/json"
    todos: dict[str, str | None] = {
        "User-Agent": USER_AGENT,
        "Content-Type": tipo if pedido.corpo else None,
        "Authorization": token and f"Bearer {token}",
        **pedido.cabecalhos,
    }
    return {nome: valor for nome, valor in todos.items() if valor is not None}


def _put(envio: Documento) -> Pedido:
    """O PUT do documento; o que falta na chave, ou não serve nela, vem do documento de que o exemplo parte."""
    chave = {**BASES[envio.recurso], **envio.documento}
    caminho = quote(_path(envio.recurso, chave), safe="/@", errors="surrogatepass")
    return Pedido(metodo="PUT", caminho=caminho, corpo=json.dumps(envio.documento))


def _path(recurso: str, chave: Mapping[str, Any]) -> str:
    if recurso == "usuario":
        return f"/user/{chave['email']}"
    unidade = f"/organizacao/{chave['origem_unidade']}/{chave['cod_unidade_autorizadora']}"
    if recurso == "participante":
        return f"{unidade}/{chave['cod_unidade_lotacao']}/participante/{chave['matricula_siape']}"
    return f"{unidade}/{recurso}/{chave[f'id_{recurso}']}"
