"""Os instantâneos: guardar o estado inteiro com um nome, voltar a ele, levá-lo e apagá-lo."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.console.controles.contagens import TABELAS, counted, present, some
from app.console.controles.pergunta import Pergunta, ask, name_before, named, save_before, saved
from app.console.forms import Posted
from app.console.page import Page, ThisPage
from app.simulator.guard import Problem
from app.simulator.instantaneos import Cursor, delete_instantaneo, get_instantaneos, keep, post_restauracao
from app.storage.arquivo import LIMITE
from app.storage.instantaneo import SEMENTE, Instantaneo

router = APIRouter(prefix="/controles/instantaneos")

POR_PAGINA = 25


@router.get("")
async def get_pagina(page: ThisPage, cursor: Annotated[Cursor | None, Query()] = None) -> Response:
    """Os que há, do mais novo ao mais antigo."""
    return await shown(page, cursor)


@router.post("")
async def post_instantaneo(page: ThisPage, formulario: Posted) -> Response:
    """Guarda o estado de agora; se já há um com este nome, pergunta antes se é para trocá-lo."""
    nome = formulario.text("nome").strip()
    try:
        named(nome)
        if not formulario.text("substituir") and await saved(page, nome):
            return await _ask_replace(page, nome)
        salvo = (await keep(page.parts, nome, page.now)).instantaneo
    except Problem as problema:
        return await shown(page, problema=problema, nome=nome)
    recado = f"O instantâneo {salvo.nome} foi guardado: {counted(salvo.contagens)}."
    return page.to(page.link("/controles/instantaneos"), recado)


async def _ask_replace(page: Page, nome: str) -> Response:
    antigo = await _found(page, nome)
    return ask(
        page,
        Pergunta(
            titulo=f"Trocar o instantâneo {nome}?",
            frases=[
                f"Já há um instantâneo com este nome, guardado em {antigo.criado_em:%d/%m/%Y %H:%M} UTC, com "
                f"{counted(antigo.contagens)}. O de agora fica no lugar dele.",
            ],
            desfazer="Não há como voltar ao antigo depois. Se ainda o quer, volte e guarde o de agora com outro nome.",
            acao=page.link("/controles/instantaneos"),
            campos={"nome": nome, "substituir": "sim"},
            botao="Trocar pelo estado de agora",
            voltar=page.link("/controles/instantaneos"),
        ),
        HTTPStatus.CONFLICT,
    )


@router.get("/{nome}/restaurar")
async def get_restaurar(nome: str, page: ThisPage) -> Response:
    """Pergunta se é para voltar a este, e diz o que se perde."""
    guardado = await _found(page, nome)
    return ask(
        page,
        Pergunta(
            titulo=f"Voltar ao instantâneo {nome}?",
            frases=[
                f"O estado de agora dá lugar, inteiro, ao de {guardado.criado_em:%d/%m/%Y %H:%M} UTC: dados, usuários "
                "e senhas, e-mails, diário, falhas armadas e relógio. O que chegou depois se perde.",
                "Os demais instantâneos ficam. Se a senha de quem usa este painel era outra, será preciso entrar de "
                "novo.",
            ],
            desfazer="Sem um instantâneo guardado antes, não há como desfazer.",
            acao=page.link(f"/controles/instantaneos/{nome}/restaurar"),
            botao="Restaurar",
            voltar=page.link("/controles/instantaneos"),
            contar=page.link(f"/controles/instantaneos/{nome}/comparacao"),
            guardar=name_before(page, "de-restaurar"),
        ),
    )


@router.get("/{nome}/comparacao")
async def get_comparacao(nome: str, page: ThisPage) -> Response:
    """O pedaço da página com o que há agora e o que haverá, tabela por tabela."""
    guardado = await _found(page, nome)
    agora = await present(page)
    linhas = [(muitos, agora[tabela], guardado.contagens.get(tabela, 0)) for tabela, (_, muitos) in TABELAS.items()]
    return page.show("controles/_comparacao.html", linhas=linhas, nome=nome)


@router.post("/{nome}/restaurar")
async def post_restaurar(nome: str, page: ThisPage, formulario: Posted) -> Response:
    """Volta a este. Erros: Problem, e o estado não muda."""
    await _found(page, nome)
    desfazer = await save_before(page, formulario)
    ficou = await post_restauracao(nome, page.parts)
    recado = f"O estado voltou ao do instantâneo {nome}: {counted(ficou.contagens)}.{desfazer}"
    return page.to(page.link("/controles/instantaneos"), recado)


@router.get("/{nome}/apagar")
async def get_apagar(nome: str, page: ThisPage) -> Response:
    """Pergunta se é para apagar este."""
    guardado = await _found(page, nome)
    de_semente = " Sem ele, um reinício não pode voltar à semente." if nome == SEMENTE else ""
    return ask(
        page,
        Pergunta(
            titulo=f"Apagar o instantâneo {nome}?",
            frases=[
                f"Ele foi guardado em {guardado.criado_em:%d/%m/%Y %H:%M} UTC, com {counted(guardado.contagens)}. O "
                f"estado de agora não muda.{de_semente}",
            ],
            desfazer="Não há como desfazer, a não ser que o exporte antes: o arquivo se importa de novo quando quiser.",
            acao=page.link(f"/controles/instantaneos/{nome}/apagar"),
            botao="Apagar o instantâneo",
            voltar=page.link("/controles/instantaneos"),
        ),
    )


@router.post("/{nome}/apagar")
async def post_apagar(nome: str, page: ThisPage, _: Posted) -> Response:
    """Apaga este; o que já não havia não é erro: outra aba pode tê-lo apagado."""
    named(nome)
    try:
        await delete_instantaneo(nome, page.parts)
        recado = f"O instantâneo {nome} foi apagado."
    except Problem as problema:
        if problema.status != HTTPStatus.NOT_FOUND:
            raise
        recado = f"O instantâneo {nome} já tinha sido apagado."
    return page.to(page.link("/controles/instantaneos"), recado)


async def shown(page: Page, cursor: str | None = None, problema: Problem | None = None, nome: str = "") -> Response:
    """A página, com o que impediu de guardar ou de importar, se algo impediu. Erros: Problem; Unavailable."""
    pagina = await get_instantaneos(page.parts, POR_PAGINA, cursor)
    return page.show(
        "controles/instantaneos.html",
        problema.status if problema else HTTPStatus.OK,
        pagina_de=pagina,
        problema=problema,
        nome=nome,
        sugerido=f"aula-{page.now:%Y-%m-%d}",
        tabelas=TABELAS,
        some=some,
        limite=LIMITE // 1024**2,
    )


async def _found(page: Page, nome: str) -> Instantaneo:
    named(nome)
    guardado = await saved(page, nome)
    if guardado is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "Instantâneo desconhecido",
            f"Não há instantâneo com o nome {nome}: talvez já tenha sido apagado. Veja os que há em Controles, "
            "Instantâneos.",
        )
    return guardado
