"""Enviar de novo o pedido de um registro: como veio, ou consertado."""

from http import HTTPStatus

import httpx2
from fastapi import APIRouter, Response

from app.console.forms import Posted
from app.console.page import Page, ThisPage
from app.console.registros.registro import opened
from app.console.sender import Call, Unanswered, number_of, send_patiently
from app.explain import curl
from app.simulator.guard import Problem

router = APIRouter()

SEM_REPETIR = "Este pedido não se envia de novo"


@router.post("/registros/{numero}/de-novo")
async def post_de_novo(page: ThisPage, numero: str, _: Posted) -> Response:
    """Envia o pedido como veio, com um token novo do mesmo usuário, e leva ao registro dele."""
    aberto = await opened(page, numero)
    if aberto.repeticao.como_veio is None:
        raise Problem(HTTPStatus.CONFLICT, SEM_REPETIR, aberto.sem_repetir)
    corpo = aberto.inteiro.corpos.recebido
    tipo = {"Content-Type": corpo.tipo} if corpo and corpo.tipo else {}
    return await _sent(page, aberto.repeticao.como_veio, tipo, f"É o registro {numero} enviado de novo.")


@router.post("/registros/{numero}/consertado")
async def post_consertado(page: ThisPage, numero: str, _: Posted) -> Response:
    """Envia o pedido consertado, e leva ao registro dele."""
    aberto = await opened(page, numero)
    consertado = aberto.repeticao.consertado
    if consertado is None:
        raise Problem(HTTPStatus.CONFLICT, SEM_REPETIR, "Nada neste pedido se conserta sozinho. Leve-o à Bancada.")
    return await _sent(page, consertado.call, {}, f"É o registro {numero} enviado de novo, consertado.")


async def _sent(page: Page, pedido: curl.Call, cabecalhos: dict[str, str], recado: str) -> Response:
    """Leva ao registro deste pedido, depois de o enviar. Erros: Problem."""
    call = Call(
        metodo=pedido.metodo,
        caminho=pedido.caminho,
        corpo=pedido.corpo,
        de=pedido.entra,
        cabecalhos={"User-Agent": pedido.user_agent or "", **cabecalhos},
    )
    _require_faithful(page, call)
    try:
        response = await send_patiently(page.api, call, page.parts, page.now)
    except Unanswered as erro:
        return page.to(page.link("/registros"), str(erro))
    numero = number_of(response)
    if numero is None:
        return page.to(page.link("/registros"), "O pedido foi enviado, mas o diário não lhe deu número.")
    return page.to(page.link(f"/registros/{numero}"), recado)


def _require_faithful(page: Page, call: Call) -> None:
    """Recusa o caminho que, enviado de dentro do painel, chegaria mudado. Erros: Problem."""
    try:
        url = httpx2.URL(f"{page.parts.endereco}{call.caminho}")
        fiel = url.raw_path.decode() == call.caminho and not call.caminho.startswith("//") and call.metodo.isupper()
    except (httpx2.InvalidURL, ValueError):
        fiel = False
    if not fiel:
        detail = (
            "O caminho, ou o método, deste pedido tem algo que o painel mudaria ao enviar: a resposta seria a outro. "
            "Copie o pedido como curl e repita-o no terminal."
        )
        raise Problem(HTTPStatus.CONFLICT, SEM_REPETIR, detail)
