"""Trazer um instantâneo num arquivo: ele pode ter centenas de MB, e vai para o disco à medida que chega."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, Request, Response
from starlette.types import Message

from app.console.controles.contagens import counted
from app.console.controles.instantaneos import shown
from app.console.controles.pergunta import named, saved
from app.console.forms import Formulario, opened
from app.console.page import ThisPage
from app.simulator.guard import Problem
from app.simulator.instantaneos import import_file, too_large
from app.storage.arquivo import LIMITE

router = APIRouter(prefix="/controles/instantaneos")

DO_RESTO = 64 * 1024
"""Bytes que cabem, além do arquivo, nos outros campos do formulário."""
_NAO_CABE_NUM_NOME = re.compile(r"[^a-z0-9._-]+")


async def posted_file(request: Request, page: ThisPage) -> AsyncIterator[Formulario]:
    """O formulário com o arquivo, que ao fim se larga. Erros: Problem, também se é grande demais; NotEntered.

    Este caminho não tem o limite dos outros (`takes_snapshot`): o dele é este, conferido enquanto chega.
    """
    recebidos = 0

    async def counted_receive() -> Message:
        nonlocal recebidos
        message = await request.receive()
        recebidos += len(message.get("body", b""))
        if recebidos > LIMITE + DO_RESTO:
            raise too_large()
        return message

    async with opened(Request(request.scope, counted_receive), page) as formulario:
        yield formulario


@router.post("/importar")
async def post_importar(page: ThisPage, formulario: Annotated[Formulario, Depends(posted_file)]) -> Response:
    """Confere o arquivo e o guarda com o nome que se deu, ou com o dele. O estado do servidor não muda."""
    arquivo, nome = formulario.file("arquivo"), formulario.text("nome").strip()
    try:
        if arquivo is None:
            detail = "Escolha o arquivo de um instantâneo, como os que o botão Exportar grava."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Falta o arquivo", detail)
        named(nome := nome or _name_of(arquivo.filename or ""))
        if not formulario.text("substituir") and await saved(page, nome):
            raise Problem(
                HTTPStatus.CONFLICT,
                "Nome já usado",
                f"Já há um instantâneo com o nome {nome}, e o arquivo não foi guardado. Dê-lhe outro nome; ou, se é "
                "para trocar o que há, marque a opção e envie de novo.",
            )
        with TemporaryDirectory(prefix="pgd-") as pasta:
            origem = Path(pasta) / "instantaneo.sqlite"
            await asyncio.to_thread(_write, arquivo.file, origem)
            salvo = await import_file(page.parts, nome, origem, page.now)
    except Problem as problema:
        return await shown(page, problema=problema, nome=nome)
    recado = (
        f"O arquivo foi conferido e guardado como o instantâneo {nome}: {counted(salvo.instantaneo.contagens)}. O "
        "estado de agora não mudou; para voltar a este, restaure-o."
    )
    return page.to(page.link("/controles/instantaneos"), recado)


def _name_of(arquivo: str) -> str:
    """O nome que um instantâneo pode ter e mais se parece com o deste arquivo."""
    return _NAO_CABE_NUM_NOME.sub("-", PurePath(arquivo).stem.lower()).strip("-._")[:64] or "importado"


def _write(de: BinaryIO, para: Path) -> None:
    with para.open("wb") as aberto:
        shutil.copyfileobj(de, aberto)
