"""Enviar um documento sem ter um cliente: de verdade, ou só para ver."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Response

from app.api.errors import METODOS
from app.check.templates import Template, templates
from app.console.bancada.envio import Enviado, mended, rehearse, send_for_real, settled, where
from app.console.bancada.estado import FORMULARIO, JSON, LIVRE, RECURSOS, Mesa, posted
from app.console.bancada.formulario import with_item, without_item
from app.console.bancada.origem import begun, from_text
from app.console.bancada.remetente import with_sender
from app.console.bancada.texto import Illegible, read
from app.console.forms import Posted
from app.console.page import Page, ThisPage
from app.console.pedido import Unsayable
from app.simulator.guard import Problem
from app.storage.usuario import UsuarioGuardado

router = APIRouter()

NADA_A_CONSERTAR = "Não há nada aqui que se conserte sozinho. Veja, em cada regra, como se conserta."
TIPOS = {"csv": "text/csv", "json": "application/json", "jsonl": "application/jsonl"}


@router.get("/bancada")
async def get_bancada(page: ThisPage) -> Response:
    """A bancada, com aquilo de que se quer partir."""
    mesa, usuarios = await with_sender(page, await begun(page))
    return _show(page, mesa, usuarios)


@router.post("/bancada")
async def post_bancada(page: ThisPage, formulario: Posted) -> Response:
    """O que se pediu ao que está na bancada; o que se escreveu volta sempre, aceito ou não."""
    mesa, usuarios = await with_sender(page, settled(posted(formulario)))
    acao, _, alvo = formulario.text("acao").partition(":")
    enviados: Sequence[Enviado] = ()
    try:
        match acao:
            case "ensaiar":
                enviados = await rehearse(page, mesa)
            case "enviar":
                enviados = await send_for_real(page, mesa)
            case "corrigir":
                mesa = await _mended(page, mesa)
            case _:
                mesa = _changed(mesa, acao, alvo)
    except Unsayable as erro:
        mesa = mesa.saying("falha", str(erro))
    return _show(page, _told_illegible(mesa, acao), usuarios, enviados, de_verdade=acao == "enviar")


@router.post("/bancada/arquivo")
async def post_arquivo(page: ThisPage, formulario: Posted) -> Response:
    """A bancada com o que há num arquivo."""
    arquivo = formulario.file("arquivo")
    if arquivo is None:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "Nenhum arquivo", "Escolha um arquivo em JSON, e abra-o de novo."
        )
    try:
        texto = (await arquivo.read()).decode("utf-8-sig")
    except UnicodeDecodeError as erro:
        detail = (
            "O arquivo não está em UTF-8. Grave-o de novo em UTF-8, no programa que o escreveu, e abra-o outra vez."
        )
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Arquivo que não se lê", detail) from erro
    recurso = formulario.text("recurso")
    mesa = from_text(texto, recurso if recurso in RECURSOS and recurso != LIVRE else "participante")
    mesa, usuarios = await with_sender(page, settled(mesa))
    return _show(page, mesa.saying("info", f"Este é o arquivo {arquivo.filename}."), usuarios)


@router.get("/bancada/modelos/{nome}")
async def get_modelo(_: ThisPage, nome: str) -> Response:
    """Um dos modelos que `pgd modelo` grava."""
    formato = nome.rpartition(".")[2]
    arquivos = templates(Template(formato)) if formato in TIPOS else {}
    if nome not in arquivos:
        raise Problem(
            HTTPStatus.NOT_FOUND, "Modelo desconhecido", f"Não há modelo chamado {nome[:60]}. Veja os da bancada."
        )
    return Response(
        arquivos[nome], media_type=TIPOS[formato], headers={"Content-Disposition": f'attachment; filename="{nome}"'}
    )


def _changed(mesa: Mesa, acao: str, alvo: str) -> Mesa:
    """A bancada depois de uma ação que não manda nada."""
    lista, _, n = alvo.partition(":")
    match acao:
        case "json":
            return mesa.as_json()
        case "formulario":
            return mesa.as_form()
        case "mais" if mesa.modo == FORMULARIO:
            return replace(mesa, documento=with_item(mesa.recurso, mesa.documento, lista))
        case "menos" if mesa.modo == FORMULARIO and n.isascii() and n.isdigit() and len(n) < 9:
            return replace(mesa, documento=without_item(mesa.documento, lista, int(n)))
        case _:
            return mesa


async def _mended(page: Page, mesa: Mesa) -> Mesa:
    found = None if mesa.livre else await mended(page, mesa)
    if found is None:
        return mesa.saying("info", NADA_A_CONSERTAR)
    call = found.call
    if call.corpo is not None:
        mesa = mesa.with_document(read(call.corpo).documentos[0])
    destino = where(replace(mesa, caminho=""))
    mesmo = destino is not None and destino[0] == f"{call.metodo} {call.caminho}"
    mesa = replace(mesa, caminho="" if mesmo else call.caminho, de=call.entra or mesa.de)
    return mesa.saying("bom", f"Corrigido, e ainda não enviado: {'; '.join(found.mudancas)}.")


def _told_illegible(mesa: Mesa, acao: str) -> Mesa:
    """A mesma, dizendo onde o JSON se quebra, se se quebra, a quem quis mandá-lo."""
    if mesa.modo == JSON and not mesa.livre and acao in ("ensaiar", "enviar"):
        try:
            mesa.pasted()
        except Illegible as erro:
            return mesa.saying("falha", str(erro))
    return mesa


def _show(
    page: Page,
    mesa: Mesa,
    usuarios: Sequence[UsuarioGuardado],
    enviados: Sequence[Enviado] = (),
    *,
    de_verdade: bool = False,
) -> Response:
    ficha = mesa.ficha
    content: dict[str, Any] = {
        "mesa": mesa,
        "ficha": ficha,
        "ids": ficha.ids if ficha else set(),
        "recursos": RECURSOS,
        "metodos": [(metodo, metodo) for metodo in METODOS],
        "usuarios": usuarios,
        "enviados": enviados,
        "de_verdade": de_verdade,
        "destino": where(mesa),
        "modelos": _models(),
        "marcados": _marked(enviados),
    }
    if not page.em_pedaco:
        return page.show("bancada/pagina.html", **content)
    response = page.show("bancada/_mesa.html", **content)
    if enviados or mesa.recados:
        response.headers["HX-Reswap"] = "outerHTML show:#mesa:top"
    return response


@cache
def _models() -> Sequence[str]:
    """Os nomes dos modelos que `pgd modelo` grava."""
    return [nome for formato in Template for nome in templates(formato)]


def _marked(enviados: Sequence[Enviado]) -> dict[str, list[tuple[str, str]]]:
    """O `id` de cada campo de que se queixou uma regra, com o código e a severidade dela."""
    marcados: dict[str, list[tuple[str, str]]] = {}
    for enviado in enviados if len(enviados) == 1 else ():
        for dita in enviado.veredito.ditas if enviado.veredito else ():
            for onde in dita.onde:
                marcados.setdefault(onde.campo, []).append((dita.explicada.codigo, dita.explicada.severidade))
    return marcados
