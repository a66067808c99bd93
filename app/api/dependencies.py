"""O que as rotas recebem: as peças do servidor e quem está pedindo."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer

from app import access, tokens
from app.api.answers import note
from app.contract import moment
from app.controls import Controls
from app.journal import Journal
from app.mail import Smtp
from app.perfis import Perfis
from app.records.feed import Feed
from app.rules import acesso
from app.rules.avisos.acesso import AVISOS, TokenEmUso
from app.rules.perfis.perfil import Perfil
from app.rules.rule import Unauthenticated, all_broken
from app.settings import Ajuste, Ambiente
from app.storage.database import Database
from app.storage.usuario import UsuarioGuardado

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """As peças do servidor, juntadas por `create_app`.

    `endereco` é a URL em que ele atende; `loopback` diz se só esta máquina o alcança; `clock` é o relógio da máquina: a
    hora do simulador está em `Now`; `ajustes`, a configuração, como se mostra.
    """

    endereco: str
    loopback: bool
    ambiente: Ambiente
    clock: Clock
    database: Database
    journal: Journal
    feed: Feed
    controls: Controls
    admin: access.InitialAdministrator
    signing_key: str
    token_minutos: int
    limite_login: int
    smtp: Smtp
    perfis: Perfis
    ajustes: tuple[Ajuste, ...]


async def parts(request: Request) -> Parts:
    """As peças do servidor que atende este pedido."""
    found: Parts = request.app.state.parts
    return found


async def now() -> datetime:
    """O instante em que o pedido chegou."""
    return moment.facts().now


ServerParts = Annotated[Parts, Depends(parts)]
Now = Annotated[datetime, Depends(now)]


@dataclass(frozen=True, slots=True)
class Caller:
    """Quem pede, as peças que o atendem e o instante em que pediu."""

    usuario: UsuarioGuardado
    parts: Parts
    now: datetime

    @property
    def perfil(self) -> Perfil:
        """De que órgão são os avisos a mais que ele recebe."""
        return self.parts.perfis.of(self.usuario.perfil)


async def caller(request: Request, token: str | None) -> Caller:
    """Quem pede, ativo ou não (contrato, seção 3, passo 2)."""
    if token is None:
        raise Unauthenticated(acesso.SEM_TOKEN)
    found, agora = await parts(request), await now()
    entrada = await tokens.owner(found.database, token, found.signing_key, agora)
    request.state.usuario = entrada.usuario.email
    emitido_em, senha_desde = entrada.issued_at(found.token_minutos), entrada.usuario.desde
    # De quem está desativado, a última troca pode ter sido só essa; e a de um futuro de que o relógio voltou não conta.
    if emitido_em and senha_desde and senha_desde <= agora and not entrada.usuario.disabled:
        note(request.scope, all_broken(AVISOS, TokenEmUso(emitido_em=emitido_em, senha_desde=senha_desde), None))
    return Caller(entrada.usuario, found, agora)


class _Bearer(OAuth2PasswordBearer):
    """O esquema de segurança, que já confere quem pede: numa dependência só, porque cada uma custa a todo pedido."""

    def __init__(self, require: Callable[[UsuarioGuardado], None]) -> None:
        super().__init__(
            "token",
            auto_error=False,
            scheme_name="OAuth2PasswordBearer",
            description=(
                "Entre com o e-mail e a senha do usuário da API; o token vale por 30 minutos, salvo configuração."
            ),
        )
        self._require = require

    async def __call__(self, request: Request) -> Caller:  # type: ignore[override]  # devolve quem pede, e não o token
        found = await caller(request, await super().__call__(request))
        self._require(found.usuario)
        return found


ActiveCaller = Annotated[Caller, Depends(_Bearer(access.require_active))]
Administrator = Annotated[Caller, Depends(_Bearer(access.require_administrator))]
