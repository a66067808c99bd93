"""Quem pode mexer no simulador: esta máquina quando só ela o alcança; senão, um administrador.

Páginas de outros sites nunca podem, nem por um nome que aponte para cá (DNS rebinding).
"""

import ipaddress
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic_core import to_json

from app import access, sessions
from app.api.dependencies import Parts, ServerParts, caller
from app.rules.rule import Refused
from app.storage.usuario import UsuarioGuardado

SO_LEEM = frozenset({"GET", "HEAD"})

_bearer = HTTPBearer(
    auto_error=False, description="Token de um administrador. Só é preciso quando o servidor escuta fora desta máquina."
)


class Problem(Exception):
    """Um pedido ao simulador que não pôde ser atendido: vira um documento de problema (RFC 9457)."""

    def __init__(self, status: HTTPStatus, title: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.detail = detail
        self.headers = headers


async def answer(_: Request, problem: Exception) -> Response:
    """O documento de problema."""
    assert isinstance(problem, Problem)  # noqa: S101  # só registrado para esta exceção
    # Um pedido pode trazer metades de caracteres, e o motivo, repeti-las.
    detail = problem.detail.encode(errors="backslashreplace").decode()
    content = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": detail}
    return Response(to_json(content), problem.status, problem.headers, "application/problem+json")


async def same_machine_or_administrator(
    request: Request,
    parts: ServerParts,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> None:
    """Deixa passar quem pode. Erros: Problem."""
    require_this_site(request, parts)
    # Quem entrou no painel segue os links dele até aqui; mudar alguma coisa, só pelos formulários.
    if parts.loopback or (request.method in SO_LEEM and await who_entered(request, parts)):
        return
    try:
        token = credentials.credentials if credentials else None
        access.require_administrator((await caller(request, token)).usuario)
    except Refused as refused:
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            "Só para administradores",
            "Este servidor escuta fora desta máquina, e por isso o simulador pede o token de um administrador ativo. "
            "Entre em POST /token e mande o token em Authorization: Bearer.",
            {"WWW-Authenticate": "Bearer"},
        ) from refused


def require_this_site(request: Request, parts: Parts) -> None:
    """Recusa o que vem de páginas de outros sites. Erros: Problem."""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    if origin is not None and _netloc(origin) != host:
        raise Problem(
            HTTPStatus.FORBIDDEN,
            "Página de outro site",
            f"O pedido veio de uma página de {origin}, e só as páginas deste simulador podem usá-lo. "
            "Use o terminal, ou abra a página do próprio simulador.",
        )
    if parts.loopback and not _names_this_machine(host):
        raise Problem(
            HTTPStatus.FORBIDDEN,
            "Nome de outra máquina",
            f"O pedido chamou o servidor de {host or 'nada'}, e ele só atende como 127.0.0.1 ou localhost. "
            "Corrija o endereço.",
        )


async def who_entered(request: Request, parts: Parts) -> UsuarioGuardado | None:
    """O administrador que entrou no painel com este navegador, ou nada. Erros: Unavailable."""
    chave = request.cookies.get(cookie_of(parts))
    return await sessions.administrator(parts.database, chave, parts.clock()) if chave else None


def cookie_of(parts: Parts) -> str:
    """O nome do cookie do painel. Tem a porta: os cookies de uma máquina são os mesmos em todas as portas dela."""
    return f"pgd_painel_{urlsplit(parts.endereco).port}"


def _netloc(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _names_this_machine(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


Allowed = Depends(same_machine_or_administrator)
