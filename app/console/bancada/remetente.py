"""Quem pode enviar da bancada, e quem envia se não se diz."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from app import access
from app.console.bancada.estado import Mesa
from app.console.page import Page
from app.storage import usuario
from app.storage.usuario import UsuarioGuardado

MAIS_USUARIOS = 200
"""Quantos usuários se oferecem para enviar, além dos que não podem faltar."""


async def with_sender(page: Page, mesa: Mesa) -> tuple[Mesa, Sequence[UsuarioGuardado]]:
    """A mesma, com alguém que possa enviar, e os que podem. Erros: Unavailable."""
    do_servidor = page.parts.admin.email
    usuarios = {um.email: um for um in await page.parts.database.look(partial(usuario.active, quantos=MAIS_USUARIOS))}
    for email in (do_servidor, mesa.de or do_servidor):
        achado = usuarios.get(email) or await access.find_user(page.parts.database, email)
        if achado is not None and not achado.disabled:
            usuarios[email] = achado
    ativos = list(usuarios.values())
    if mesa.de in ("", *usuarios):
        return mesa, ativos
    escolhida = replace(mesa, de=do_servidor if do_servidor in usuarios else next(iter(usuarios), ""))
    if mesa.de is None:
        return escolhida, ativos
    recado = f"Não há mais usuário ativo com o e-mail {mesa.de[:80]}: escolheu-se outro."
    return escolhida.saying("aviso", recado), ativos
