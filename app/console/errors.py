"""O que uma página responde quando o que se pediu não dá: um significado, um status e uma frase."""

from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from app.api.paths import SIMULADOR
from app.console.page import NotEntered, page_of
from app.rules.rule import Unavailable
from app.simulator.application import not_served, out_of_reach
from app.simulator.guard import Problem, answer
from app.simulator.misread import misread

GRANDE = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
"""Como se recusa um formulário que não se lê: o que tem campos demais, e o que passa do limite de um corpo."""


def install(app: FastAPI) -> None:
    """Liga cada significado à sua resposta."""
    app.exception_handler(NotEntered)(_entrance)
    app.exception_handler(Problem)(_problem)
    app.exception_handler(Unavailable)(_unavailable)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_failure)


async def _entrance(request: Request, _: NotEntered) -> Response:
    """Leva quem não entrou à porta, de onde se volta à página pedida."""
    porta = f"{SIMULADOR}/entrar"
    if "hx-request" in request.headers:
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": porta})
    if request.method == "GET":
        pedida = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        porta = f"{porta}?{urlencode({'para': pedida})}"
    return RedirectResponse(porta, HTTPStatus.SEE_OTHER)


async def _problem(request: Request, problem: Problem) -> Response:
    """A página que conta o que não deu; a quem pediu só um pedaço, só o aviso; a um programa, o documento."""
    if not _reads_pages(request):
        return await answer(request, problem)
    page = page_of(request)
    template = "_erro.html" if page.em_pedaco else "erro.html"
    response = page.show(template, problem.status, problema=problem)
    response.headers.update(problem.headers or {})
    return response


async def _unavailable(request: Request, _: Unavailable) -> Response:
    return await _problem(request, out_of_reach())


async def _invalid(request: Request, invalid: RequestValidationError) -> Response:
    return await _problem(request, misread(invalid.errors()))


async def _http(request: Request, error: HTTPException) -> Response:
    return await (_problem(request, _explained(error)) if _reads_pages(request) else not_served(request, error))


async def _failure(request: Request, _: Exception) -> Response:
    detail = (
        "O simulador falhou ao fazer esta página, e a culpa não é sua. Ele escreveu no terminal o que houve: relate o "
        "defeito. As outras páginas continuam a funcionar."
    )
    return await _problem(request, Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "O simulador falhou", detail))


def _explained(error: HTTPException) -> Problem:
    """O que dizer de um caminho que não existe, de um método que ele não aceita, ou de um formulário que não se lê."""
    status = HTTPStatus(error.status_code)
    title, detail = (
        "Pedido não atendido",
        "Este endereço não se abre assim. Volte à página anterior, ou siga pelo menu.",
    )
    if status == HTTPStatus.NOT_FOUND:
        title, detail = "Página não encontrada", "Não há página neste endereço. Confira-o, ou siga pelo menu."
    elif status in GRANDE:
        title = "Formulário grande demais"
        detail = (
            "O que o formulário mandou não pôde ser lido: é grande demais, ou tem campos demais. Volte, com o botão do "
            "navegador, e mande menos de cada vez; o que você escreveu ainda está lá."
        )
    return Problem(status, title, detail, error.headers)


def _reads_pages(request: Request) -> bool:
    """Se quem pede é um navegador, ou a biblioteca das páginas."""
    return "text/html" in request.headers.get("accept", "") or "hx-request" in request.headers
