"""Pedir à API de dentro dos controles: por quem, sem as falhas armadas, e como se conta o que ela respondeu."""

from http import HTTPStatus

import httpx2
from starlette.types import ASGIApp, Receive, Scope, Send

from app import access
from app.console.page import Page
from app.controls import DO_PEDIDO, Controles
from app.simulator.guard import Problem
from app.storage import usuario
from app.storage.usuario import UsuarioGuardado


def unfaulted(page: Page) -> ASGIApp:
    """A API, com o relógio do simulador e sem as falhas armadas: elas são para os clientes, e não para o painel."""
    api, controles = page.api, {DO_PEDIDO: Controles(page.controles.relogio)}

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        await api({**scope, "extensions": controles}, receive, send)

    return served


async def acting(page: Page) -> UsuarioGuardado | None:
    """O administrador em nome de quem os controles pedem: quem entrou; onde não se entra, o do servidor ou, se ele não
    pode, o primeiro que possa. Nada, se não há administrador ativo. Erros: Unavailable.
    """
    if page.usuario is not None:
        return page.usuario
    do_servidor = await access.find_user(page.parts.database, page.parts.admin.email)
    if do_servidor is not None and able(do_servidor):
        return do_servidor
    todos = await page.parts.database.look(usuario.everyone)
    return next(filter(able, todos), None)


def able(quem: UsuarioGuardado) -> bool:
    """Se é um administrador ativo."""
    return quem.is_admin and not quem.disabled


def told_answer(resposta: httpx2.Response) -> str:
    """O que a API respondeu, numa frase: o `detail` dela, se é um texto; senão, o status."""
    try:
        detail = resposta.json()["detail"]
    except (ValueError, KeyError, TypeError):
        detail = None
    return detail if isinstance(detail, str) else f"A API respondeu {resposta.status_code}, sem explicar por quê."


def no_administrator() -> Problem:
    """O que dizer quando não há por quem pedir."""
    return Problem(
        HTTPStatus.CONFLICT,
        "Não há administrador ativo",
        "Só um administrador ativo cria ou troca usuários, e não há nenhum. Ative um deles na lista dos usuários; ou, "
        "no terminal desta máquina, crie outro com pgd usuario criar e a opção --admin.",
    )
