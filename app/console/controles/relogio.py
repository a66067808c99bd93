"""O relógio do simulador: parar, acertar, avançar e soltar."""

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus

from fastapi import APIRouter, Response

from app import sessions
from app.console.forms import Formulario, Posted, understood
from app.console.page import Page, ThisPage
from app.console.writing import milhar, quando
from app.simulator.guard import Problem
from app.simulator.relogio import Acerto, Avanco, Hora, delete_relogio, get_relogio, post_avanco, put_relogio
from app.storage.relogio import PRIMEIRO, ULTIMO

router = APIRouter(prefix="/controles/relogio")

PASSOS: Sequence[tuple[str, int, str, str]] = (
    ("dias", 1, "1 dia", "Passa da meia-noite: muda o hoje das regras."),
    ("dias", 30, "30 dias", "Vence o prazo de avaliar o mês que acabou."),
    ("dias", 365, "1 ano", "Os planos de agora ficam para trás."),
)
"""Avanços que servem a uma aula, além do que vence os tokens: a unidade, quantas, como se dizem e o que mostram."""
UNIDADES = {"minutos": "minutos", "horas": "horas", "dias": "dias", "segundos": "segundos"}


@router.get("")
async def get_pagina(page: ThisPage) -> Response:
    """A hora do simulador e a da máquina, e como mexer naquela."""
    return _shown(page, await get_relogio(page.parts))


@router.get("/horas")
async def get_horas(page: ThisPage) -> Response:
    """O pedaço da página com as duas horas."""
    return page.show("controles/_relogio_horas.html", hora=await get_relogio(page.parts))


@router.post("/acerto")
async def post_acerto(page: ThisPage, formulario: Posted) -> Response:
    """Acerta para um instante, parado ou andando; ou só para, ou só faz andar."""
    campos = {"agora": formulario.text("agora").strip() or None, "congelado": formulario.text("congelado") or None}
    if campos["agora"] is None and campos["congelado"] is None:
        sem_data = Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "Falta a data", "Escolha a data e a hora a que o relógio deve ir."
        )
        return _shown(page, await get_relogio(page.parts), sem_data, formulario)
    try:
        hora = await put_relogio(understood(Acerto, campos), page.parts)
    except Problem as problema:
        return _shown(page, await get_relogio(page.parts), problema, formulario)
    return page.to(page.link("/controles/relogio"), _told(hora))


@router.post("/avanco")
async def post_passo(page: ThisPage, formulario: Posted) -> Response:
    """Avança, ou volta, o que se pediu."""
    unidade, quantos = formulario.text("unidade"), formulario.text("quantos").strip().replace(",", ".")
    sinal = "-" if formulario.text("sentido") == "voltar" else ""
    try:
        if unidade not in UNIDADES or not quantos:
            detail = "Diga quanto avançar: um número, e se são segundos, minutos, horas ou dias."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Avanço sem tamanho", detail)
        hora = await post_avanco(understood(Avanco, {unidade: f"{sinal}{quantos}"}), page.parts)
    except Problem as problema:
        return _shown(page, await get_relogio(page.parts), problema, formulario)
    return page.to(page.link("/controles/relogio"), _told(hora))


@router.post("/soltar")
async def post_soltar(page: ThisPage, _: Posted) -> Response:
    """Volta à hora da máquina."""
    await delete_relogio(page.parts)
    return page.to(page.link("/controles/relogio"), "O relógio foi solto: o simulador anda pela hora da máquina.")


def _shown(page: Page, hora: Hora, problema: Problem | None = None, formulario: Formulario | None = None) -> Response:
    return page.show(
        "controles/relogio.html",
        problema.status if problema else HTTPStatus.OK,
        hora=hora,
        problema=problema,
        escrito=formulario.filled() if formulario else {},
        passos=(_until_expired(page.parts.token_minutos), *PASSOS),
        primeiro=PRIMEIRO,
        ultimo=ULTIMO,
        horas_da_sessao=sessions.VIDA // timedelta(hours=1),
        unidades=list(UNIDADES.items()),
        distancia=distance(timedelta(seconds=hora.adiantado_segundos)),
    )


def _until_expired(minutos: int) -> tuple[str, int, str, str]:
    """O avanço com que vencem os tokens emitidos até agora."""
    dito = "1 minuto" if minutos == 1 else f"{milhar(minutos)} minutos"
    return "minutos", minutos + 1, f"{milhar(minutos + 1)} minutos", f"Os tokens vencem: eles valem {dito}."


def _told(hora: Hora) -> str:
    estado = "parado em" if hora.congelado else "andando, a partir de"
    return f"O relógio do simulador está {estado} {quando(hora.agora)} UTC. Já vale para todo pedido."


def distance(quanto: timedelta) -> str:
    """Quanto o simulador está à frente da máquina, ou atrás dela, numa frase; vazia, se anda com ela."""
    segundos = round(abs(quanto.total_seconds()))
    if segundos == 0:
        return ""
    dias, resto = divmod(segundos, 86_400)
    horas, resto = divmod(resto, 3_600)
    minutos, segundos = divmod(resto, 60)
    partes = [
        f"{n} {nome if n == 1 else f'{nome}s'}"
        for n, nome in ((dias, "dia"), (horas, "hora"), (minutos, "minuto"), (segundos, "segundo"))
        if n
    ]
    return f"{' e '.join(partes[:2])} {'à frente' if quanto > timedelta(0) else 'atrás'}"
