"""Os formulários: só os que saíram de uma página dada a este navegador são aceitos."""

import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.types import Message

from app.console.page import Page, ThisPage, Visitor
from app.simulator.guard import Problem
from app.simulator.misread import misread

CSRF = "csrf"
"""O campo que todo formulário traz, e sem o qual nenhum é aceito."""

MAIS_CAMPOS, MAIOR_CAMPO = 5_000, 16 * 1_048_576
"""Quantos campos traz um formulário, e com quantos bytes cada um: cabe um plano inteiro. O todo tem o limite de sempre.
"""

MAIOR_DE_VISITA = 65_536
"""Bytes de um formulário de quem ainda não entrou: o resto nem se lê."""

Modelo = TypeVar("Modelo", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Formulario:
    """O que um formulário desta casa trouxe."""

    campos: FormData

    def text(self, nome: str) -> str:
        """O texto deste campo; vazio, se não veio."""
        valor = self.campos.get(nome, "")
        return valor if isinstance(valor, str) else ""

    def file(self, nome: str) -> UploadFile | None:
        """O arquivo deste campo; nada, se ninguém escolheu um."""
        valor = self.campos.get(nome)
        return valor if isinstance(valor, UploadFile) and valor.filename else None

    def filled(self) -> dict[str, str]:
        """Os campos de texto preenchidos, menos o que prova de onde o formulário veio."""
        return {name: value for name, value in self.campos.items() if isinstance(value, str) and value and name != CSRF}

    def read(self, modelo: type[Modelo], **outros: Any) -> Modelo:
        """Os campos preenchidos, e estes outros, lidos como este modelo. Erros: Problem."""
        return understood(modelo, {**self.filled(), **outros})


def understood(modelo: type[Modelo], campos: Mapping[str, Any]) -> Modelo:
    """Os campos lidos como este modelo. Erros: Problem."""
    try:
        return modelo.model_validate(dict(campos))
    except ValidationError as erro:
        raise misread(erro.errors(include_url=False), inside=0) from erro


@asynccontextmanager
async def opened(request: Request, page: Page) -> AsyncIterator[Formulario]:
    """O formulário, cujos arquivos se fecham ao fim. Erros: Problem."""
    _, parametros = parse_options_header(request.headers.get("content-type", ""))
    if parametros.get(b"charset", b"utf-8").lower() not in (b"utf-8", b"utf8"):
        raise _not_utf8()
    async with request.form(max_fields=MAIS_CAMPOS, max_part_size=MAIOR_CAMPO) as campos:
        trazido = campos.get(CSRF, "")
        if not all(_is_utf8(texto) for par in campos.multi_items() for texto in par if isinstance(texto, str)):
            raise _not_utf8()
        if not isinstance(trazido, str) or not hmac.compare_digest(trazido.encode(), page.csrf.encode()):
            raise Problem(
                HTTPStatus.FORBIDDEN,
                "Formulário de outra visita",
                "Este formulário não saiu de uma página aberta por este navegador nesta visita, e por isso nada foi "
                "feito. Recarregue a página e tente de novo.",
            )
        yield Formulario(campos)


def _is_utf8(texto: str) -> bool:
    return texto.isascii() or texto.encode(errors="ignore").decode() == texto


def _not_utf8() -> Problem:
    return Problem(
        HTTPStatus.BAD_REQUEST,
        "Formulário em outra codificação",
        "O formulário não veio em UTF-8, e por isso nada foi feito. Volte à página e mande-o de novo.",
    )


async def posted(request: Request, page: ThisPage) -> AsyncIterator[Formulario]:
    """O formulário de quem pode mandá-lo. Erros: Problem; NotEntered."""
    async with opened(request, page) as formulario:
        yield formulario


async def posted_by_visitor(request: Request, page: Visitor) -> AsyncIterator[Formulario]:
    """O formulário de quem ainda não entrou, que é curto. Erros: Problem."""
    recebidos = 0

    async def counted_receive() -> Message:
        nonlocal recebidos
        message = await request.receive()
        recebidos += len(message.get("body", b""))
        if recebidos > MAIOR_DE_VISITA:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "Formulário grande demais",
                "Para entrar, bastam o e-mail e a senha. Volte à página e preencha só os dois.",
            )
        return message

    async with opened(Request(request.scope, counted_receive), page) as formulario:
        yield formulario


Posted = Annotated[Formulario, Depends(posted)]
PostedByVisitor = Annotated[Formulario, Depends(posted_by_visitor)]
