"""O que as rotas recebem: as peças do servidor e quem está pedindo."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer

from app import access
from app.contract import moment
from app.journal import Journal
from app.mail import Smtp
from app.rules import acesso
from app.rules.rule import Disabled, NotYours, Unauthenticated
from app.storage.database import Database
from app.storage.usuario import UsuarioGuardado

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """As peças do servidor, juntadas por `create_app`.

    `endereco` é a URL em que ele atende; `loopback` diz se só esta máquina o alcança.
    """

    endereco: str
    loopback: bool
    database: Database
    journal: Journal
    admin: access.InitialAdministrator
    signing_key: str
    token_minutos: int
    smtp: Smtp


async def parts(request: Request) -> Parts:
    """As peças do servidor que atende este pedido."""
    found: Parts = request.app.state.parts
    return found


async def now() -> datetime:
    """O instante em que o pedido chegou."""
    return moment.facts().now


_bearer = OAuth2PasswordBearer(
    "token",
    auto_error=False,
    scheme_name="OAuth2PasswordBearer",
    description="Entre com o e-mail e a senha do usuário da API; o token vale por 30 minutos, salvo configuração.",
)
ServerParts = Annotated[Parts, Depends(parts)]
Now = Annotated[datetime, Depends(now)]


async def current_user(
    request: Request, parts: ServerParts, agora: Now, token: Annotated[str | None, Depends(_bearer)]
) -> UsuarioGuardado:
    """Quem pede, ativo ou não (contrato, seção 3, passo 2)."""
    if token is None:
        raise Unauthenticated(acesso.SEM_TOKEN)
    usuario = await access.user_of_token(parts.database, token, parts.signing_key, agora)
    request.state.usuario = usuario.email
    return usuario


async def active_user(usuario: Annotated[UsuarioGuardado, Depends(current_user)]) -> UsuarioGuardado:
    """Quem pede, se está ativo."""
    if usuario.disabled:
        raise Disabled(acesso.USUARIO_DESATIVADO, {"email": usuario.email})
    return usuario


async def administrator(usuario: Annotated[UsuarioGuardado, Depends(current_user)]) -> UsuarioGuardado:
    """Quem pede, se é administrador ativo.

    Um usuário comum desativado recebe a recusa de quem não é administrador, como na API central.
    """
    if not usuario.is_admin:
        raise NotYours(acesso.SO_ADMINISTRADOR, {"email": usuario.email})
    return await active_user(usuario)


ActiveUser = Annotated[UsuarioGuardado, Depends(active_user)]
Administrator = Annotated[UsuarioGuardado, Depends(administrator)]
