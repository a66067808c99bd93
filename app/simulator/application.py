"""A aplicação do simulador, montada em `/simulador`: portas, documentação e erros próprios, à parte da API oficial."""

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app import __version__
from app.api.errors import TENTE_EM_SEGUNDOS
from app.rules import servidor
from app.rules.rule import Unavailable
from app.simulator import (
    ao_vivo,
    dados,
    emails,
    falhas,
    instantaneos,
    registros,
    regras,
    reinicio,
    relogio,
    semeadura,
    sistema,
    usuarios,
    verificacoes,
)
from app.simulator.guard import Problem, answer
from app.simulator.misread import misread


def create_simulator() -> FastAPI:
    """A aplicação, ainda sem as peças do servidor: quem a monta as põe em `state.parts`."""
    app = FastAPI(
        title="Simulador da API PGD",
        version=__version__,
        summary="O que só o simulador tem: ver o estado, recomeçar e saber por quê. Não faz parte da API do MGI.",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    for module in (
        sistema,
        ao_vivo,
        registros,
        regras,
        usuarios,
        relogio,
        emails,
        falhas,
        verificacoes,
        semeadura,
        dados,
        reinicio,
        instantaneos,
    ):
        app.include_router(module.router)
    app.exception_handler(Problem)(answer)
    app.exception_handler(Unavailable)(_unavailable)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(not_served)
    app.exception_handler(Exception)(_failure)
    return app


async def _failure(request: Request, _: Exception) -> Response:
    detail = "O simulador falhou ao atender este pedido, e a culpa não é do que foi enviado. Relate o defeito."
    return await answer(request, Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "O simulador falhou", detail))


async def _unavailable(request: Request, _: Exception) -> Response:
    return await answer(request, out_of_reach())


def out_of_reach() -> Problem:
    """O que se diz quando o banco não atende."""
    headers = {"Retry-After": TENTE_EM_SEGUNDOS}
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "Banco fora do ar", servidor.BANCO_FORA.message, headers)


async def _invalid(request: Request, invalid: Exception) -> Response:
    assert isinstance(invalid, RequestValidationError)  # noqa: S101  # só registrado para esta exceção
    return await answer(request, misread(invalid.errors()))


async def not_served(request: Request, error: Exception) -> Response:
    """O que se responde a um caminho que não existe, ou a um método que ele não aceita."""
    assert isinstance(error, HTTPException)  # noqa: S101  # só registrado para esta exceção
    status = HTTPStatus(error.status_code)
    detail = {
        HTTPStatus.NOT_FOUND: "Este caminho não existe no simulador. Veja os que existem em /simulador/openapi.json.",
        HTTPStatus.METHOD_NOT_ALLOWED: "Este caminho não aceita esse método. Veja em /simulador/openapi.json.",
    }.get(status, "O pedido não pôde ser atendido. Confira-o em /simulador/openapi.json.")
    return await answer(request, Problem(status, "Pedido não atendido", detail, error.headers))
