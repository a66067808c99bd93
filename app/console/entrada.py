"""A porta do painel, onde o servidor escuta fora desta máquina: entra um administrador da API, com a senha dele."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app import access, sessions
from app.console.forms import Posted, PostedByVisitor
from app.console.page import Page, ThisPage, Visitor, give_key, own_address
from app.rules.rule import Disabled, NotYours, TooSoon, Unauthenticated

router = APIRouter()

NAO_CONFERE = "O e-mail ou a senha não confere, ou este usuário não é um administrador ativo. Confira os dois."


@router.get("/entrar")
async def get_entrar(page: Visitor, para: Annotated[str, Query()] = "") -> Response:
    """O formulário de entrada; a quem já pode entrar, a página que pedia."""
    if page.parts.loopback or page.usuario is not None:
        return page.to(own_address(para))
    return _door(page, own_address(para))


@router.post("/entrar")
async def post_entrar(page: Visitor, formulario: PostedByVisitor) -> Response:
    """Confere o e-mail e a senha e abre a sessão, com uma chave nova."""
    email, para = formulario.text("email").strip(), own_address(formulario.text("para"))
    request = page.request
    endereco = request.client.host if request.client else ""
    try:
        usuario = await access.log_in(
            page.parts.database, email, formulario.text("senha"), endereco, page.parts.limite_login, page.now
        )
        access.require_administrator(usuario)
    except TooSoon as cedo:
        return _door(page, para, email, 429, cedo.message)
    except (Unauthenticated, NotYours, Disabled):
        return _door(page, para, email, 401, NAO_CONFERE)
    chave = await sessions.open_session(page.parts.database, usuario, page.parts.clock())
    response = page.to(para)
    give_key(response, page.parts, chave)
    return response


def _door(page: Page, para: str, email: str = "", status: int = 200, recusa: str = "") -> Response:
    horas = sessions.VIDA // timedelta(hours=1)
    return page.show("entrar.html", status, para=para, email=email, recusa=recusa, horas=horas)


@router.post("/sair")
async def post_sair(page: ThisPage, _: Posted) -> Response:
    """Acaba com a sessão."""
    await sessions.close_session(page.parts.database, page.chave)
    response = page.to(page.link("/entrar"), "Você saiu do painel.")
    give_key(response, page.parts, sessions.new_key())
    return response
