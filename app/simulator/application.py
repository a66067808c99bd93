"""A aplicação do simulador, montada em `/simulador`: portas, documentação e erros próprios, à parte da API oficial."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app import __version__
from app.api.errors import TENTE_EM_SEGUNDOS
from app.contract.errors import items_of
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

NAO_E_NUMERO = "O valor não é um número. Envie um, como 0.3."
DITOS: Mapping[str, str] = {
    "extra_forbidden": "Este campo não existe aqui. Confira o nome dele em /simulador/openapi.json.",
    "missing": "Falta este campo. Envie-o; o que ele é está em /simulador/openapi.json.",
    "float_type": NAO_E_NUMERO,
    "float_parsing": NAO_E_NUMERO,
    "finite_number": "O valor não é um número finito. Envie um que não seja NaN nem infinito.",
    "dict_type": "O valor não é um objeto. Envie um, entre chaves.",
}
"""O que se diz aqui de outro modo que na API oficial, cuja documentação é outra."""
ALTERNATIVAS = frozenset({"int", "float", "str", "bool", "list", "dict"})
"""Como o Pydantic chama, no lugar de um erro, cada forma que um campo podia ter."""


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
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_failure)
    return app


async def _failure(request: Request, _: Exception) -> Response:
    detail = "O simulador falhou ao atender este pedido, e a culpa não é do que foi enviado. Relate o defeito."
    return await answer(request, Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "O simulador falhou", detail))


async def _unavailable(request: Request, _: Exception) -> Response:
    headers = {"Retry-After": TENTE_EM_SEGUNDOS}
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return await answer(request, Problem(status, "Banco fora do ar", servidor.BANCO_FORA.message, headers))


async def _invalid(request: Request, invalid: Exception) -> Response:
    assert isinstance(invalid, RequestValidationError)  # noqa: S101  # só registrado para esta exceção
    motivos: dict[str, str] = {}
    for item in items_of(invalid.errors()):
        # De um campo que podia ter várias formas, basta a primeira.
        motivos.setdefault(_place(item), DITOS.get(item["type"], str(item["msg"])))
    detail = " ".join(f"{place}: {said}" if place else said for place, said in motivos.items())
    return await answer(request, Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Pedido não entendido", detail))


def _place(item: Mapping[str, Any]) -> str:
    """O campo, com os que o contêm: `vezes.minimo`; vazio, se o erro é do pedido inteiro."""
    return ".".join(str(part) for part in item["loc"][1:] if part not in ALTERNATIVAS)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # só registrado para esta exceção
    status = HTTPStatus(error.status_code)
    detail = {
        HTTPStatus.NOT_FOUND: "Este caminho não existe no simulador. Veja os que existem em /simulador/openapi.json.",
        HTTPStatus.METHOD_NOT_ALLOWED: "Este caminho não aceita esse método. Veja em /simulador/openapi.json.",
    }.get(status, "O pedido não pôde ser atendido. Confira-o em /simulador/openapi.json.")
    return await answer(request, Problem(status, "Pedido não atendido", detail, error.headers))
