"""Onde as falhas se injetam: entre o diário, que as conta, e a aplicação, que delas não sabe.

Sem falha armada nem cabeçalho, só se olham os cabeçalhos do pedido.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import Request
from fastapi.security.utils import get_authorization_scheme_param
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import tokens
from app.api import redaction
from app.api.errors import refusal
from app.api.journaling import CONTROLES, FALHA
from app.api.paths import of_simulator
from app.contract import moment
from app.faults.call import Call
from app.faults.matching import Asked, fits
from app.faults.preset import InvalidFault, Number, Predefinicao
from app.faults.presets import asked_in, find
from app.faults.replay import Replay
from app.rules.falha import CABECALHO, FALHA_DESCONHECIDA
from app.rules.rule import Unavailable
from app.storage import falha
from app.storage.database import Database
from app.storage.falha import FalhaArmada

_CABECALHO = CABECALHO.lower().encode()
_ENTRADA = ("POST", "/token")


@dataclass(frozen=True, slots=True)
class Rota:
    """A rota de um pedido que a aplicação não viu, para que o diário a diga."""

    path: str


class FaultsMiddleware:
    """Envolve a aplicação oficial; o que é do simulador passa ao largo."""

    def __init__(self, app: ASGIApp, *, database: Database, signing_key: str) -> None:
        self._app = app
        self._database = database
        self._signing_key = signing_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        armed: Sequence[FalhaArmada] = scope["state"][CONTROLES].falhas
        asked_for = [value for name, value in scope["headers"] if name == _CABECALHO]
        if not (armed or asked_for) or of_simulator(scope["path"]):
            await self._app(scope, receive, send)
            return
        asked = Asked.of(scope["method"], scope["path"])
        if asked_for:
            await self._as_asked(b", ".join(asked_for).decode("latin-1"), asked, scope, receive, send)
        else:
            await self._as_armed(armed, asked, scope, receive, send)

    async def _as_asked(self, cabecalho: str, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            predefinicao, parametros = asked_in(cabecalho)
            if not predefinicao.fits(asked.metodo, asked.rota):
                raise InvalidFault(predefinicao.where())
        except InvalidFault as erro:
            _place(scope, asked)
            await refusal(400, FALHA_DESCONHECIDA, {"motivo": str(erro)})(scope, receive, send)
            return
        await self._inject(predefinicao, parametros, asked, scope, receive, send)

    async def _as_armed(
        self, armed: Sequence[FalhaArmada], asked: Asked, scope: Scope, receive: Receive, send: Send
    ) -> None:
        candidates = [armada for armada in armed if fits(armada, asked)]
        if any(armada.usuario for armada in candidates):
            receive = Replay(receive)
            usuario = await self._who(asked, scope, receive)
            candidates = [armada for armada in candidates if armada.usuario in (None, usuario)]
        chosen = await self._claim(candidates) if candidates else None
        if chosen is None:
            await self._app(scope, receive, send)
            return
        try:
            predefinicao = find(chosen.predefinicao)
            parametros = predefinicao.settle(chosen.parametros)
        except InvalidFault:
            # Outra versão do simulador pode tê-la armado com parâmetros que esta não tem.
            await self._app(scope, receive, send)
            return
        await self._inject(predefinicao, parametros, asked, scope, receive, send)

    async def _claim(self, candidates: Sequence[FalhaArmada]) -> FalhaArmada | None:
        numeros = [armada.numero for armada in candidates]
        try:
            return await self._database.write(partial(falha.claim, numeros=numeros, now=moment.facts().now))
        except Unavailable:
            # Sem banco não se conta, e o próprio pedido dirá que ele está fora.
            return None

    async def _inject(
        self,
        predefinicao: Predefinicao,
        parametros: Mapping[str, Number],
        asked: Asked,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[CABECALHO] = predefinicao.nome
            await send(message)

        _place(scope, asked)
        scope["state"][FALHA] = predefinicao.nome
        if dono := self._bearer(scope):
            scope["state"]["usuario"] = redaction.text(dono)
        await predefinicao.inject(Call(predefinicao.nome, self._app, scope, receive, marked), parametros)

    async def _who(self, asked: Asked, scope: Scope, replay: Replay) -> str | None:
        """O e-mail de quem pede: o do token ou, na entrada, o do formulário."""
        if (asked.metodo, asked.rota) != _ENTRADA:
            return self._bearer(scope)
        try:
            async with Request(scope, await replay.peek()).form() as formulario:
                username = formulario.get("username")
        except Exception:  # noqa: BLE001  # um formulário hostil num leitor de terceiros: quem o recusa é a aplicação
            return None
        return username if isinstance(username, str) else None

    def _bearer(self, scope: Scope) -> str | None:
        scheme, token = get_authorization_scheme_param(Headers(scope=scope).get("authorization"))
        return tokens.subject(token, self._signing_key) if scheme.lower() == "bearer" else None


def _place(scope: Scope, asked: Asked) -> None:
    """Deixa no pedido a rota e a chave, que o diário guarda, como a aplicação deixaria."""
    if asked.rota is not None:
        scope["route"] = Rota(asked.rota)
        scope["path_params"] = dict(asked.chave)
