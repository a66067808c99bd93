"""`pgd validar` e `pgd modelo`: conferir arquivos sem servidor, e os modelos deles."""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from sqlalchemy.exc import DBAPIError

from app.check import reading
from app.check.files import UnreadableFile, open_files
from app.check.report.as_csv import write_csv
from app.check.report.as_json import write_json
from app.check.report.as_junit import write_junit
from app.check.report.as_sarif import write_sarif
from app.check.report.as_table import show
from app.check.report.report import Report
from app.check.run import Terms, check
from app.check.summary import Resumo
from app.check.templates import Template, templates
from app.check.verdicts import Verdicts
from app.cli.terminal import erros, reason, saida, stop, tell
from app.main import system_clock
from app.perfis import InvalidProfile, Perfis
from app.rules.rule import Unavailable
from app.settings import InvalidSettings, Settings
from app.storage.database import DatabaseFault, InvalidDatabase

NAO_PODE = 2
"""O código de saída quando não se chegou a conferir."""
LARGURA = 160
"""Quantas colunas tem a tabela que se grava num arquivo."""


class Formato(StrEnum):
    """Como se escreve o que foi achado."""

    TABELA = "tabela"
    JSON = "json"
    JUNIT = "junit"
    CSV = "csv"
    SARIF = "sarif"


ESCREVER: Mapping[Formato, Callable[[Report, TextIO], None]] = {
    Formato.TABELA: lambda report, destino: show(report, Console(file=destino, width=LARGURA)),
    Formato.JSON: write_json,
    Formato.JUNIT: write_junit,
    Formato.CSV: write_csv,
    Formato.SARIF: write_sarif,
}


def validar(
    arquivos: Annotated[
        list[str],
        typer.Argument(help="Arquivos JSON, JSON Lines (.jsonl) ou CSV, ou pastas deles; - lê a entrada padrão."),
    ],
    formato: Annotated[Formato, typer.Option(help="Como escrever o que foi achado.")] = Formato.TABELA,
    relatorio: Annotated[
        Path | None, typer.Option("--saida", dir_okay=False, help="Onde gravar o relatório. Sem ele, vai para a tela.")
    ] = None,
    banco: Annotated[
        str | None, typer.Option(help="Confere como se os dados deste banco já tivessem sido enviados. Só o lê.")
    ] = None,
    perfil: Annotated[
        str | None, typer.Option(help="De que órgão são os avisos a mais, ou o arquivo .py do seu. Padrão: PGD_PERFIL.")
    ] = None,
    estrito: Annotated[bool, typer.Option("--estrito", help="Sai com 1 também quando só há avisos.")] = False,
) -> None:
    """Confere arquivos sem servidor: diz o que a API recusaria, e por quê.

    Sai com 0 quando tudo seria aceito, 1 quando algo seria recusado, e 2 quando não foi possível conferir.
    """
    with _stopping(), tempfile.TemporaryDirectory(prefix="pgd-validar-", ignore_cleanup_errors=True) as temporaria:
        pasta = Path(temporaria)
        settings = Settings.load(perfil=perfil)
        perfis = Perfis.load(settings.perfil)
        abertos = open_files(arquivos, pasta, lambda: sys.stdin.buffer)
        terms = Terms(banco=banco, perfil=perfis.padrao, now=system_clock(), limite=settings.limite_corpo)
        with Verdicts(pasta) as verdicts:
            with _progress() as progress:
                asyncio.run(check(abertos, pasta, terms, verdicts, progress))
            report = Report(verdicts, Resumo.of(verdicts), perfis.catalog)
            _write(report, formato, relatorio)
    total = report.resumo.total
    if total.recusados or (estrito and total.com_avisos):
        raise typer.Exit(1)


def modelo(
    pasta: Annotated[Path, typer.Argument(file_okay=False, help="Onde gravar. Padrão: a pasta corrente.")] = Path(),
    formato: Annotated[Template, typer.Option(help="Em que formato.")] = Template.CSV,
    forcar: Annotated[bool, typer.Option("--forcar", help="Troca os arquivos que já existirem.")] = False,
) -> None:
    """Grava modelos dos arquivos que `pgd validar` lê, com um exemplo válido em cada um."""
    arquivos = {pasta / nome: conteudo for nome, conteudo in templates(formato).items()}
    existentes = [str(arquivo) for arquivo in arquivos if arquivo.exists()]
    if existentes and not forcar:
        stop(f"Já existem: {', '.join(existentes)}. Escolha outra pasta ou, para trocá-los, repita com --forcar.")
    try:
        pasta.mkdir(parents=True, exist_ok=True)
        for arquivo, conteudo in arquivos.items():
            arquivo.write_bytes(conteudo)
    except OSError as erro:
        stop(f"Não foi possível gravar em {pasta} ({reason(erro)}). Confira a permissão, ou escolha outra pasta.")
    for arquivo in arquivos:
        saida.print(f"Gravado: {arquivo}", markup=False, highlight=False, soft_wrap=True)
    saida.print(f"Preencha-os e confira com: pgd validar {pasta}", markup=False, highlight=False, soft_wrap=True)


def _write(report: Report, formato: Formato, relatorio: Path | None) -> None:
    if relatorio is None and formato is Formato.TABELA:
        show(report, saida)
    elif relatorio is None:
        ESCREVER[formato](report, sys.stdout)
    else:
        relatorio.parent.mkdir(parents=True, exist_ok=True)
        # Sem a marca, as planilhas leriam o UTF-8 como outra coisa.
        encoding = "utf-8-sig" if formato is Formato.CSV else "utf-8"
        with relatorio.open("w", encoding=encoding, newline="") as destino:
            ESCREVER[formato](report, destino)
        saida.print(f"{report.resumo.frase()} Relatório: {relatorio}", markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _progress() -> Iterator[reading.Progress]:
    """O andamento, na tela de erros, se é uma tela."""
    colunas = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*colunas, console=erros, transient=True, disable=not erros.is_terminal) as barra:
        tarefa = barra.add_task("Lendo", total=None)
        yield lambda etapa, feitos, total: barra.update(tarefa, description=etapa, completed=feitos, total=total)


@contextmanager
def _stopping() -> Iterator[None]:
    """O que impede de conferir é dito numa frase, e o código de saída não se confunde com o de uma recusa."""
    try:
        yield
    except (InvalidSettings, InvalidProfile, InvalidDatabase, UnreadableFile) as erro:
        _stop(str(erro))
    except (DBAPIError, DatabaseFault):
        _stop(
            "O banco indicado em --banco não pôde ser lido. Confira o endereço, se o servidor está no ar, e se o "
            "arquivo é um banco do simulador que você pode ler."
        )
    except Unavailable:
        _stop("A pasta temporária não aceita mais gravações. Libere espaço nela, ou indique outra na variável TMPDIR.")
    except OSError as erro:
        _stop(
            f"Não foi possível gravar em {erro.filename or 'algum dos arquivos'} ({reason(erro)}). Confira a "
            "permissão e o espaço em disco, ou indique outro arquivo em --saida."
        )


def _stop(motivo: str) -> NoReturn:
    tell(motivo)
    raise typer.Exit(NAO_PODE)
