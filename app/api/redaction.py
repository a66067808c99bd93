"""O que o diário guarda de um pedido, sem senhas nem tokens."""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.types import Scope

from app.contract.errors import COM_SEGREDOS, OCULTO, SEGREDOS, is_secret
from app.rules.falha import CABECALHO

_JWT = re.compile(r"(\w+ +[\w-]+\.[\w-]+)\.[\w-]*", re.ASCII)
CABECALHO_CURTO = 1_024
"""Até quantos bytes o valor de um cabeçalho é lembrado."""
_FALHA = CABECALHO.lower()
_NOME_DE_FALHA = re.compile(r"[a-z]+(-[a-z0-9]+){0,3}(; *[a-z]+=[\d.]+)*")
_CABECALHOS_SECRETOS = frozenset({"cookie", "set-cookie", "proxy-authorization"})
_SEGREDOS = tuple(segredo.encode() for segredo in SEGREDOS)
_CHAVE_DE_SEGREDO = re.compile(rb'"[^"]*(' + b"|".join(_SEGREDOS) + rb')[^"]*"\s*:', re.IGNORECASE)
_DEPOIS_DO_REINICIO_DE_SENHA = re.compile(r"(/user/reset_password/).+")
_DO_FORMULARIO = ("grant_type", "username", "scope", "client_id")
"""O que se guarda do formulário de entrada; o resto, só o nome."""


def may_hold_secrets(path: str) -> bool:
    """Se os pedidos e respostas deste caminho podem trazer senhas ou tokens."""
    return COM_SEGREDOS.match(path) is not None


def address(scope: Scope) -> str:
    """O caminho e a consulta como vieram; se pode haver segredo na consulta, dela ficam só os nomes."""
    raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    path = _DEPOIS_DO_REINICIO_DE_SENHA.sub(rf"\1{OCULTO}", text(raw.split(b"?")[0].decode("latin-1")))
    if not scope["query_string"]:
        return path
    query = text(scope["query_string"].decode("latin-1"))
    names = [name for name, _ in parse_qsl(query, keep_blank_values=True)]
    # Não só nos caminhos certos: um endereço mal montado traz o mesmo segredo.
    if may_hold_secrets(scope["path"]) or is_secret(query):
        query = urlencode([(name, OCULTO) for name in names], safe="*")
    return f"{path}?{query}"


def headers(raw: Iterable[tuple[bytes, bytes]]) -> str:
    """Os cabeçalhos em JSON, uma lista de pares; de um token fica tudo menos a assinatura, sem a qual não serve."""
    return (
        f"[{', '.join([(_kept if len(value) <= CABECALHO_CURTO else _written)(name, value) for name, value in raw])}]"
    )


def _written(name: bytes, value: bytes) -> str:
    lido = name.decode("latin-1").lower()
    return json.dumps([lido, _shown(lido, text(value.decode("latin-1")))], ensure_ascii=False)


_kept = lru_cache(maxsize=2_048)(_written)
"""O mesmo, lembrado: quem envia repete quase todos os cabeçalhos, e isto corre em todo pedido."""


def _shown(name: str, value: str) -> str:
    if name == "authorization":
        token = _JWT.fullmatch(value)
        return f"{token[1]}.{OCULTO}" if token else OCULTO
    if name == _FALHA:
        # O nome de uma falha pode falar de token, e não traz nenhum; já o resto, quem escreve é o cliente.
        return value if _NOME_DE_FALHA.fullmatch(value) else OCULTO
    secret = name in _CABECALHOS_SECRETOS or is_secret(name.replace("-", "_")) or is_secret(value)
    return OCULTO if secret else value


def body(content: bytes, secret: bool, content_type: str) -> bytes | None:
    """O corpo como veio; onde pode haver segredo, com os segredos ocultos, ou nada, se não se sabe onde estão."""
    if not content or not (secret or _has_secret_key(content)):
        return content or None
    if "x-www-form-urlencoded" in content_type.lower():
        fields = dict(parse_qsl(content.decode("latin-1"), keep_blank_values=True))
        kept = {name: fields[name] for name in _DO_FORMULARIO if name in fields}
        return urlencode(
            {name: OCULTO if is_secret(value) else value for name, value in kept.items()}, safe="@*"
        ).encode()
    try:
        document = _hide(json.loads(content))
        known = isinstance(document, (dict, list))
        return json.dumps(document, ensure_ascii=False).encode(errors="backslashreplace") if known else None
    except (ValueError, RecursionError):
        return None


def _has_secret_key(content: bytes) -> bool:
    """Se um segredo veio fora do lugar. Todo corpo passa por aqui: a expressão, cara, só corre se a palavra aparece."""
    lowered = content.lower()
    return any(segredo in lowered for segredo in _SEGREDOS) and _CHAVE_DE_SEGREDO.search(content) is not None


def _hide(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: OCULTO if is_secret(name) else _hide(value) for name, value in content.items()}
    return [_hide(item) for item in content] if isinstance(content, list) else content


def text(value: str) -> str:
    """O texto em algo que os dois bancos guardam."""
    return value.replace("\0", "").encode(errors="backslashreplace").decode()
