"""Tokens feitos aqui, assinados com o segredo do servidor medido, para os casos de token vencido, sem `sub` etc."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

HORA, DIA = 3_600, 86_400

HS256 = {"alg": "HS256", "typ": "JWT"}
SEM_ASSINATURA = "alg-"
"""Prefixo dos moldes de tokens sem assinatura, que dispensam o segredo."""


def unsigned(alg: str, email: str) -> str:
    """Um token que se diz assinado com `alg` e não traz assinatura."""
    corpo = {"sub": email, "exp": int(time.time()) + HORA}
    return f"{_part({'alg': alg, 'typ': 'JWT'})}.{_part(corpo)}."


def signed(nome: str, dono: str, admin: str, ninguem: str, segredo: str) -> str:
    """O token que o molde `nome` pede. Erros: KeyError, quando o nome não é conhecido."""
    agora = int(time.time())
    bom = {"sub": dono, "exp": agora + HORA}
    if nome == "outro-segredo":
        return _jwt(HS256, bom, segredo + "x")
    if nome in _CABECALHOS:
        cabecalho, digest = _CABECALHOS[nome]
        return _jwt(cabecalho, bom, segredo, digest)
    corpos: dict[str, Any] = {
        "bom": bom,
        "vencido": {"sub": dono, "exp": agora - HORA},
        "vencido-1dia": {"sub": dono, "exp": agora - DIA},
        "sem-exp": {"sub": dono},
        "sem-sub": {"exp": agora + HORA},
        "sub-nulo": {"sub": None, "exp": agora + HORA},
        "sub-vazio": {"sub": "", "exp": agora + HORA},
        "sub-numero": {"sub": 7, "exp": agora + HORA},
        "sub-desconhecido": {"sub": ninguem, "exp": agora + HORA},
        "sub-caixa-alta": {"sub": dono.upper(), "exp": agora + HORA},
        "exp-texto": {"sub": dono, "exp": "amanha"},
        "exp-texto-numero": {"sub": dono, "exp": str(agora + HORA)},
        "exp-fracao": {"sub": dono, "exp": agora + HORA + 0.5},
        "nbf-futuro": {**bom, "nbf": agora + HORA},
        "iat-futuro": {**bom, "iat": agora + HORA},
        "aud": {**bom, "aud": "outra-api"},
        "extra": {**bom, "papel": "qualquer"},
        "corpo-lista": [1, 2],
        "admin": {"sub": admin, "exp": agora + HORA},
    }
    return _jwt(HS256, corpos[nome], segredo)


_CABECALHOS: Mapping[str, tuple[dict[str, str], Callable[..., Any]]] = {
    "hs384": ({"alg": "HS384", "typ": "JWT"}, hashlib.sha384),
    "hs512": ({"alg": "HS512", "typ": "JWT"}, hashlib.sha512),
    "sem-typ": ({"alg": "HS256"}, hashlib.sha256),
    "kid": ({**HS256, "kid": "1"}, hashlib.sha256),
}


def _jwt(cabecalho: dict[str, str], corpo: Any, segredo: str, digest: Callable[..., Any] = hashlib.sha256) -> str:
    base = f"{_part(cabecalho)}.{_part(corpo)}"
    return f"{base}.{_base64(hmac.new(segredo.encode(), base.encode(), digest).digest())}"


def _part(conteudo: Any) -> str:
    return _base64(json.dumps(conteudo).encode())


def _base64(dado: bytes) -> str:
    return base64.urlsafe_b64encode(dado).rstrip(b"=").decode()
