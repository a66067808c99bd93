"""O painel, montado em `/simulador` com as portas de programas: as páginas, os erros e os cabeçalhos de segurança."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.paths import for_programs
from app.console import ao_vivo, bancada, controles, dados, entrada, errors, inicio, registros, regras, roteiros
from app.console.ensaio import Ensaios
from app.console.templates_env import environment

CABECALHOS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""O que vai em toda página: nada de fora, nenhum script nem estilo escrito nela, e nada guardado pelo navegador."""


@dataclass(frozen=True, slots=True)
class Site:
    """As páginas e as portas, cada pedido a quem é dele."""

    pages: FastAPI
    doors: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self.doors if for_programs(scope["path"]) else self.pages)(scope, receive, send)


def create_console(doors: ASGIApp, ensaios: Ensaios, roteiros_de_fora: Path | None) -> Site:
    """As páginas, ainda sem as peças do servidor, e as portas `doors`.

    `roteiros_de_fora` é a pasta dos roteiros de quem ensina.
    """
    app = FastAPI(
        title="Painel do simulador",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        middleware=[Middleware(_Secured)],
    )
    app.state.templates = environment()
    app.state.ensaios = ensaios
    app.state.roteiros_de_fora = roteiros_de_fora
    for module in (entrada, inicio, ao_vivo, registros, dados, regras, bancada, controles, roteiros):
        app.include_router(module.router)
    errors.install(app)
    return Site(app, doors)


class _Secured:
    """Põe os cabeçalhos de segurança em tudo o que as páginas respondem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(CABECALHOS)
            await send(message)

        await self._app(scope, receive, secured)
