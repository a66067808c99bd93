"""O que os comandos partilham: a tela, o banco em que trabalham e como dizem que não deu."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.markup import escape

from app.main import prepare, system_clock
from app.settings import Settings
from app.storage.database import Database
from app.storage.opening import open_database

Result = TypeVar("Result")

saida = Console()
erros = Console(stderr=True)

Banco = Annotated[
    str | None,
    typer.Option("--banco", help="Endereço do banco: sqlite:///arquivo ou postgresql://usuario:senha@servidor/banco."),
]


def with_database(settings: Settings, work: Callable[[Database], Awaitable[Result]]) -> Result:
    """Corre com o banco da configuração aberto, e o fecha ao terminar."""

    async def run() -> Result:
        database = open_database(settings.banco)
        try:
            return await work(database)
        finally:
            await database.close()

    # O psycopg assíncrono não serve no laço que o Windows usa por padrão.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop if sys.platform == "win32" else None) as runner:
        return runner.run(run())


def with_ready_database(banco: str | None, work: Callable[[Database], Awaitable[Result]]) -> Result:
    """Corre num banco já na versão certa e com o administrador."""
    settings = Settings.load(banco=banco)

    async def ready(database: Database) -> Result:
        await prepare(settings, database, system_clock)
        return await work(database)

    return with_database(settings, ready)


def tell(motivo: str) -> None:
    """Diz, na tela de erros, por que não deu."""
    erros.print(f"[bold red]Não deu.[/bold red] {escape(motivo)}", highlight=False)


def stop(motivo: str) -> NoReturn:
    """Diz por que não deu, e sai com código 1."""
    tell(motivo)
    raise typer.Exit(1)
