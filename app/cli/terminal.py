"""O que os comandos partilham: a tela, o banco em que trabalham e como dizem que não deu."""

import asyncio
import errno
import re
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from pydantic_core import to_json
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table
from rich.text import Text
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.main import prepare, system_clock
from app.settings import Settings
from app.storage.database import Database
from app.storage.opening import open_database

Result = TypeVar("Result")

_COMANDOS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

DO_SISTEMA = {
    errno.ENOENT: "não existe esse arquivo ou essa pasta",
    errno.EACCES: "falta a permissão",
    errno.EISDIR: "é uma pasta",
    errno.ENOTDIR: "há um arquivo no lugar de uma pasta do caminho",
    errno.ENOSPC: "falta espaço no disco",
    errno.EEXIST: "já existe",
}
"""O que impede de ler ou de gravar um arquivo, como se diz numa frase."""

MAIOR_CHAVE = 32
"""Caracteres da primeira coluna que se mostram numa linha só: mais, numa tela de 80, espremeriam as outras."""

saida = Console()
erros = Console(stderr=True)

Banco = Annotated[
    str | None,
    typer.Option("--banco", help="Endereço do banco: sqlite:///arquivo ou postgresql://usuario:senha@servidor/banco."),
]


class Formato(StrEnum):
    """Para pessoas, ou para programas."""

    TEXTO = "texto"
    JSON = "json"


def with_database(settings: Settings, work: Callable[[Database], Awaitable[Result]]) -> Result:
    """Corre com o banco da configuração aberto, e o fecha ao terminar."""

    async def opened() -> Result:
        database = open_database(settings.banco)
        try:
            return await work(database)
        finally:
            await database.close()

    return run(opened())


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Corre até o fim, num laço de eventos só seu."""
    # O psycopg assíncrono não serve no laço que o Windows usa por padrão.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop if sys.platform == "win32" else None) as runner:
        return runner.run(work)


def with_ready_database(banco: str | None, work: Callable[[Database], Awaitable[Result]]) -> Result:
    """Corre num banco já na versão certa e com o administrador."""
    settings = Settings.load(banco=banco)

    async def ready(database: Database) -> Result:
        await prepare(settings, database, system_clock)
        return await work(database)

    return with_database(settings, ready)


def with_existing_database(banco: str | None, work: Callable[[Database], Awaitable[Result]]) -> Result:
    """O mesmo, para quem não tem o que fazer num banco novo: o arquivo que falta não é criado."""
    require_file(Settings.load(banco=banco))
    return with_ready_database(banco, work)


def require_file(settings: Settings) -> None:
    """Encerra o comando, se o banco da configuração é um arquivo que não existe."""
    try:
        url = make_url(settings.banco)
    except (ArgumentError, ValueError):
        # Quem abre o banco diz melhor o que há de errado.
        return
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_file():
        stop(
            f"O banco {url.database} não existe, e este comando não cria um. Se o servidor usa outro, dê o endereço "
            "dele, que aparece na saudação, em --banco ou PGD_BANCO; para criar este, inicie o servidor com: pgd servir"
        )


def legible(texto: str, style: str = "") -> Text:
    """O que outros escreveram, sem nada que a tela tome por comando: nem marcas do rich, nem as de um terminal."""
    return Text(_COMANDOS.sub("\N{REPLACEMENT CHARACTER}", texto.replace("\r\n", "\n")), style)


def compact(valor: Any) -> str:
    """O valor em JSON, ou só o começo, se é longo."""
    texto = to_json(valor).decode()
    return texto if len(texto) <= 80 else f"{texto[:80]}…"


def table(*titulos: str, chaves: Sequence[str] = ()) -> Table:
    """Uma tabela vazia, com estas colunas; o que não cabe na tela passa à linha de baixo, e nada se corta.

    `chaves` é o que virá na primeira: fica numa linha só, para se copiar, até `MAIOR_CHAVE` caracteres.
    """
    tabela = Table(*(Column(titulo, overflow="fold") for titulo in titulos))
    if chaves:
        tabela.columns[0].width = min(max(map(len, (titulos[0], *chaves))), MAIOR_CHAVE)
    return tabela


def reason(erro: OSError) -> str:
    """O que impediu de ler ou de gravar, para o meio de uma frase; o que é raro, como o sistema o diz."""
    return DO_SISTEMA.get(erro.errno or 0) or erro.strerror or "o sistema não disse por quê"


def tell(motivo: str) -> None:
    """Diz, na tela de erros, por que não deu."""
    erros.print(f"[bold red]Não deu.[/bold red] {escape(motivo)}", highlight=False)


def stop(motivo: str) -> NoReturn:
    """Diz por que não deu, e sai com código 1."""
    tell(motivo)
    raise typer.Exit(1)


def confirm(o_que: str, sim: bool) -> None:
    """Pergunta antes de fazer, se há quem responda; quem não responde sim encerra o comando, e nada muda."""
    if sim or not sys.stdin.isatty():
        return
    saida.print(o_que, highlight=False, markup=False, soft_wrap=True)
    if typer.prompt("Continuar? Escreva sim ou não", default="não").strip().lower() not in ("sim", "s"):
        stop("Nada mudou.")
