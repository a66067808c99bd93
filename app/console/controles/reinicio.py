"""Recomeçar: escolher o que se apaga, ver quanto é, e só então apagar."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from app.console.controles.contagens import DADOS, TABELAS, counted, present
from app.console.controles.pergunta import Pergunta, ask, name_before, save_before, saved
from app.console.forms import Posted, understood
from app.console.page import Page, ThisPage
from app.records.listing import total
from app.records.listing_filters import (
    read_unit,
)
from app.records.listing_resources import LISTADOS
from app.simulator.guard import Problem
from app.simulator.reinicio import Para, post_reinicio
from app.storage.instantaneo import SEMENTE
from app.storage.reinicio import Escopo

router = APIRouter(prefix="/controles/reinicio")

MAIOR_UNIDADE = 40
"""Caracteres além dos quais um texto não é de uma unidade, e nem se repete."""


class Escolha(BaseModel):
    """O que se quer apagar; a unidade vazia são todas."""

    escopo: Escopo = Escopo.DADOS
    para: Para = Para.VAZIO
    unidade: str = ""

    def problem(self) -> Problem | None:
        """O que a impede, se algo impede."""
        detail = ""
        if self.unidade and read_unit(self.unidade) is None:
            detail = (
                "A unidade se escreve com a origem, uma barra e o código da autorizadora: SIAPE/1, por exemplo. "
                "Deixe-a em branco para todas."
            )
        elif self.unidade and self.escopo is Escopo.TUDO:
            detail = (
                "Usuários, e-mails, diário, falhas e relógio são do servidor, e não de uma unidade. Escolha só os "
                "dados, ou deixe a unidade em branco."
            )
        return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Nada foi apagado", detail) if detail else None


@router.get("")
async def get_pagina(page: ThisPage) -> Response:
    """A escolha do que apagar."""
    return await _shown(page, Escolha())


@router.get("/confirmar")
async def get_confirmar(page: ThisPage, pedido: Annotated[Escolha, Query()]) -> Response:
    """Diz o que seria apagado, e pergunta."""
    escolha = _trimmed(pedido)
    if problema := escolha.problem():
        return await _shown(page, escolha, problema)
    de_todas = "de todas as unidades" if not escolha.unidade else f"da unidade {escolha.unidade}, e só dela"
    frases = [f"Apagam-se os participantes, os planos de entregas e os planos de trabalho {de_todas}."]
    if escolha.escopo is Escopo.TUDO:
        frases.append(
            f"Apagam-se também os usuários, menos o administrador {page.parts.admin.email}, que volta com a senha com "
            "que o servidor foi iniciado; os e-mails, o diário inteiro, as falhas armadas e o relógio, que volta ao da "
            "máquina."
        )
        if page.usuario is not None:
            frases.append("Se você não entrou como esse administrador, ou com essa senha, terá de entrar de novo.")
    else:
        frases.append("Ficam os usuários, o diário, os e-mails, as falhas armadas e o relógio.")
    if escolha.para is Para.SEMENTE:
        frases.append("No lugar do que se apaga, volta o que a última semeadura deixou.")
    frases.append("Os instantâneos ficam, sempre.")
    return ask(
        page,
        Pergunta(
            titulo="Apagar e recomeçar?",
            frases=frases,
            desfazer="Sem um instantâneo guardado antes, não há como desfazer.",
            acao=page.link("/controles/reinicio"),
            campos={nome: str(valor) for nome, valor in escolha.model_dump().items() if valor},
            botao="Apagar e recomeçar",
            voltar=page.link("/controles/reinicio"),
            contar=page.link("/controles/reinicio/contagens", escopo=escolha.escopo, unidade=escolha.unidade),
            guardar=name_before(page, "de-recomecar"),
        ),
    )


@router.get("/contagens")
async def get_contagens(page: ThisPage, pedido: Annotated[Escolha, Query()]) -> Response:
    """O pedaço da página com quanto seria apagado."""
    escolha = _trimmed(pedido)
    if problema := escolha.problem():
        raise problema
    if escolha.unidade:
        contagens = {
            recurso: await total(page.parts.database, recurso, listado.consulta(unidade=escolha.unidade))
            for recurso, listado in LISTADOS.items()
        }
    else:
        todas = await present(page)
        contagens = {nome: todas[nome] for nome in (TABELAS if escolha.escopo is Escopo.TUDO else DADOS)}
    return page.show("controles/_contagens.html", contagens=[(TABELAS[nome][1], n) for nome, n in contagens.items()])


@router.post("")
async def post_pagina(page: ThisPage, formulario: Posted) -> Response:
    """Apaga, depois de guardar o que se pediu. Erros: Problem, e nada é apagado; Unavailable."""
    escolha = _trimmed(understood(Escolha, formulario.filled()))
    if problema := escolha.problem():
        return await _shown(page, escolha, problema)
    desfazer = await save_before(page, formulario)
    feito = await post_reinicio(page.parts, escolha.escopo, escolha.para, escolha.unidade or None)
    onde = f"a unidade {escolha.unidade} recomeçou" if escolha.unidade else "o simulador recomeçou"
    de_que = "da semente" if escolha.para is Para.SEMENTE else "do zero"
    recado = f"Pronto: {onde} {de_que}. Ficou: {counted(feito.contagens)}.{desfazer}"
    return page.to(page.link("/controles/reinicio"), recado)


async def _shown(page: Page, escolha: Escolha, problema: Problem | None = None) -> Response:
    return page.show(
        "controles/reinicio.html",
        problema.status if problema else HTTPStatus.OK,
        escolha=escolha,
        problema=problema,
        semente=await saved(page, SEMENTE),
    )


def _trimmed(escolha: Escolha) -> Escolha:
    return escolha.model_copy(update={"unidade": escolha.unidade.strip()[:MAIOR_UNIDADE]})
