"""O painel, montado em `/simulador` com as portas de programas: as páginas, os erros e os cabeçalhos de segurança."""

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import TENTE_EM_SEGUNDOS
from app.api.paths import for_programs
from app.console import ao_vivo, bancada, controles, dados, entrada, inicio, registros, regras, roteiros
from app.console.ensaio import Ensaios
from app.console.page import NotEntered, entrance, explained, failed
from app.console.templates_env import environment
from app.rules import servidor
from app.rules.rule import Unavailable
from app.simulator.application import not_served
from app.simulator.guard import Problem, answer
from app.simulator.misread import told

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
    app.exception_handler(NotEntered)(entrance)
    app.exception_handler(Problem)(_problem)
    app.exception_handler(Unavailable)(_unavailable)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_failure)
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


async def _problem(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)  # noqa: S101  # só registrado para esta exceção
    return failed(request, problem) if _reads_pages(request) else await answer(request, problem)


async def _unavailable(request: Request, _: Exception) -> Response:
    headers = {"Retry-After": TENTE_EM_SEGUNDOS}
    title = "Banco fora do ar"
    return await _problem(request, Problem(HTTPStatus.SERVICE_UNAVAILABLE, title, servidor.BANCO_FORA.message, headers))


async def _invalid(request: Request, invalid: Exception) -> Response:
    assert isinstance(invalid, RequestValidationError)  # noqa: S101  # só registrado para esta exceção
    detail = told(invalid.errors())
    return await _problem(request, Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Pedido não entendido", detail))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # só registrado para esta exceção
    if not _reads_pages(request):
        return await not_served(request, error)
    return failed(request, explained(error))


async def _failure(request: Request, _: Exception) -> Response:
    detail = (
        "O simulador falhou ao fazer esta página, e a culpa não é sua. Ele escreveu no terminal o que houve: relate o "
        "defeito. As outras páginas continuam a funcionar."
    )
    return await _problem(request, Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "O simulador falhou", detail))


def _reads_pages(request: Request) -> bool:
    """Se quem pede é um navegador, ou a biblioteca das páginas."""
    return "text/html" in request.headers.get("accept", "") or "hx-request" in request.headers
