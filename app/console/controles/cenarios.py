"""Os cenários: o que cada um conta, semear vendo o andamento, e o que se semeou."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from app.console.controles.contagens import some
from app.console.controles.pergunta import Pergunta, ask, name_before, save_before, saved
from app.console.forms import Formulario, Posted
from app.console.page import Page, ThisPage
from app.rules.calculo import MAIOR_BIGINT
from app.seeds import vez
from app.seeds.cenarios import CENARIOS
from app.seeds.semeadura import LIMITES, PRIMEIRO_HOJE, ULTIMO_HOJE, NotEmpty, PedidoDeSemeadura, Resumo
from app.simulator.guard import Problem
from app.simulator.semeadura import begin, target, told
from app.storage.instantaneo import SEMENTE

router = APIRouter(prefix="/controles/cenarios")

CAMPOS = ("cenario", "hoje", "semente", *LIMITES)
"""Os campos do formulário de um cenário."""
_AQUI = "\0"
"""Onde, na página que conta o andamento, entra o que ainda não se sabe: nada que se escreva numa página o traz."""
_REGISTRO = re.compile(r"([A-Z]{2}-[0-9]{2})\.([0-9]{1,18})")

Quantos = Annotated[int, Field(ge=0, le=MAIOR_BIGINT)]


class Semeado(BaseModel):
    """O que se semeou, como vai no endereço da página que o conta: assim ela se recarrega, e se volta a ela."""

    cenario: str = ""
    semente: Quantos = 0
    hoje: date | None = None
    envios: Quantos = 0
    recusados: Quantos = 0
    avisos: Quantos = 0
    segundos: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0
    registros: str = ""

    def examples(self) -> list[tuple[str, int]]:
        """O código de cada regra do cenário `problemas`, e o número do registro que a mostra."""
        return [(codigo, int(numero)) for codigo, numero in _REGISTRO.findall(self.registros)]


@router.get("")
async def get_pagina(page: ThisPage) -> Response:
    """Os cenários que há."""
    return await _shown(page)


@router.post("")
async def post_cenario(page: ThisPage, formulario: Posted) -> Response:
    """Semeia, numa página que cresce enquanto se semeia. Num banco com dados, pergunta antes se é para os apagar."""
    try:
        pedido = formulario.read(PedidoDeSemeadura)
        desfazer = await save_before(page, formulario) if pedido.recomecar else ""
        passos = await begin(target(page.parts, page.api), pedido, page.now)
    except NotEmpty:
        return _asked(page, formulario)
    except Problem as problema:
        return await _shown(page, problema, formulario)
    return StreamingResponse(_page(page, pedido, desfazer, told(passos)), media_type="text/html; charset=utf-8")


@router.get("/semeado")
async def get_semeado(page: ThisPage, semeado: Annotated[Semeado, Query()]) -> Response:
    """O que se semeou, e para onde ir a seguir."""
    if semeado.cenario not in CENARIOS:
        return page.to(page.link("/controles/cenarios"))
    return page.show(
        "controles/semeado.html",
        semeado=semeado,
        cenario=CENARIOS[semeado.cenario],
        exemplos=semeado.examples(),
        catalogo=page.parts.perfis.catalog,
        guardado=await saved(page, SEMENTE),
        some=some,
    )


async def _shown(page: Page, problema: Problem | None = None, formulario: Formulario | None = None) -> Response:
    return page.show(
        "controles/cenarios.html",
        problema.status if problema else 200,
        cenarios=CENARIOS.values(),
        limites=LIMITES,
        dias=(PRIMEIRO_HOJE, ULTIMO_HOJE),
        maior_semente=MAIOR_BIGINT,
        problema=problema,
        escrito=formulario.filled() if formulario else {},
        em_curso=await vez.running(page.parts.database),
        guardado=await saved(page, SEMENTE),
    )


def _asked(page: Page, formulario: Formulario) -> Response:
    campos = {nome: formulario.text(nome) for nome in CAMPOS if formulario.text(nome)}
    return ask(
        page,
        Pergunta(
            titulo="O banco já tem dados. Apagar e semear?",
            frases=[
                "O que se semeia não se mistura com o que já está guardado: antes, apagam-se todos os participantes e "
                "planos, de todas as unidades.",
                "Os usuários, o diário, os e-mails, as falhas armadas e o relógio ficam. O instantâneo semente passa a "
                "ser o deste cenário.",
            ],
            desfazer="Sem um instantâneo guardado antes, não há como desfazer.",
            acao=page.link("/controles/cenarios"),
            campos={**campos, "recomecar": "true"},
            botao="Apagar os dados e semear",
            voltar=page.link("/controles/cenarios"),
            contar=page.link("/controles/reinicio/contagens"),
            guardar=name_before(page, "de-semear"),
        ),
        409,
    )


async def _page(
    page: Page, pedido: PedidoDeSemeadura, desfazer: str, ditos: AsyncGenerator[Any]
) -> AsyncGenerator[str]:
    """A página, em pedaços: o começo, o andamento à medida que se anda, e o fim.

    Quando se termina, ela leva à do resumo, que é um endereço comum. Quem a fecha faz parar.
    """
    inteira = page.write("controles/semeando.html", cenario=CENARIOS[pedido.cenario], desfazer=desfazer, aqui=_AQUI)
    antes, _, depois = inteira.partition(_AQUI)
    yield antes
    mostrado = None
    async with aclosing(ditos):
        async for dito in ditos:
            if isinstance(dito, str):
                yield page.write("controles/_semeadura_parou.html", porque=dito)
            elif isinstance(dito, Resumo):
                yield page.write("controles/_semeadura_feita.html", destino=_address(page, dito))
            # Uma barra não mostra mais que milésimos.
            elif mostrado != (parte := (dito.etapa, 1_000 * dito.feitos // dito.total)):
                mostrado = parte
                yield page.write("controles/_semeadura_anda.html", andamento=dito)
    yield depois


def _address(page: Page, resumo: Resumo) -> str:
    registros = "~".join(f"{regra}.{numero}" for regra, numero in resumo.registros.items())
    campos = resumo.model_dump(include={"cenario", "semente", "hoje", "envios", "recusados", "avisos"})
    return page.link("/controles/cenarios/semeado", **campos, segundos=round(resumo.segundos, 1), registros=registros)
