"""Em nome de que administrador o painel pede à API."""

from http import HTTPStatus

from app import access
from app.console.page import Page
from app.simulator.guard import Problem
from app.storage import usuario
from app.storage.usuario import UsuarioGuardado


async def acting(page: Page) -> UsuarioGuardado | None:
    """O administrador em nome de quem o painel pede: quem entrou; onde não se entra, o do servidor ou, se ele não
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


def no_administrator() -> Problem:
    """O que dizer quando não há por quem pedir."""
    return Problem(
        HTTPStatus.CONFLICT,
        "Não há administrador ativo",
        "Só um administrador ativo cria ou troca usuários, e não há nenhum. Ative um deles na lista dos usuários; ou, "
        "no terminal desta máquina, crie outro com pgd usuario criar e a opção --admin.",
    )
