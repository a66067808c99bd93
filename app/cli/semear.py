"""`pgd semear`: enche o banco com um cenário pronto."""

import json
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.cli.simulador import Url, simulator
from app.cli.terminal import Banco, erros, run, saida, stop
from app.main import create_app
from app.rules.rule import readable
from app.seeds.cenarios import CENARIOS
from app.seeds.semeadura import AlreadySeeding, Andamento, InvalidSeeding, NotEmpty, PedidoDeSemeadura, Resumo
from app.seeds.semear import start
from app.settings import Settings
from app.simulator.semeadura import target

Tell = Callable[[Andamento], None]


def semear(
    cenario: Annotated[str | None, typer.Argument(help="O cenário. Sem ele, dizem-se os que há.")] = None,
    orgaos: Annotated[int | None, typer.Option(help="Unidades autorizadoras, de 1 a 50.")] = None,
    participantes: Annotated[
        int | None, typer.Option(help="Participantes ao todo, de 1 a 20.000, divididos entre os órgãos.")
    ] = None,
    meses: Annotated[int | None, typer.Option(help="Meses de história, de 1 a 60.")] = None,
    semente: Annotated[int, typer.Option(help="Semente do sorteio: o mesmo pedido semeia sempre o mesmo.")] = 1,
    recomecar: Annotated[
        bool, typer.Option("--recomecar", help="Apaga antes os dados do PGD; usuários e diário ficam.")
    ] = False,
    hoje: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="AAAA-MM-DD",
            help="O dia em que a história termina. Padrão: o do relógio do simulador.",
        ),
    ] = None,
    url: Url = None,
    banco: Banco = None,
) -> None:
    """Enche o banco com um cenário, e guarda-o no instantâneo semente, a que um reinício pode voltar."""
    if cenario is None:
        saida.print(_scenarios())
        return
    if url is not None and banco is not None:
        stop("Escolha um dos dois: --url, de um servidor no ar, ou --banco.")
    pedido = PedidoDeSemeadura(
        cenario=cenario,
        orgaos=orgaos,
        participantes=participantes,
        meses=meses,
        semente=semente,
        hoje=hoje and hoje.date(),
        recomecar=recomecar,
    )
    with _bar() as tell:
        resumo = _in_database(banco, pedido, tell) if url is None else _at_server(url, pedido, tell)
    saida.print(_summary(resumo), highlight=False)


def _scenarios() -> Table:
    tabela = Table("Cenário", "O que conta", "Tamanho", title="pgd semear CENARIO")
    for cenario in CENARIOS.values():
        tabela.add_row(cenario.nome, f"{cenario.titulo}. {cenario.conta}", cenario.volume)
    return tabela


def _at_server(url: str, pedido: PedidoDeSemeadura, tell: Tell) -> Resumo:
    with (
        simulator(url, None) as server,
        server.stream("POST", "/semeadura", json=pedido.model_dump(mode="json")) as resposta,
    ):
        passo: dict[str, Any] = {}
        for linha in resposta.iter_lines():
            passo = json.loads(linha)
            if "feitos" in passo:
                tell(Andamento.model_validate(passo))
    if "resumo" not in passo:
        stop(passo.get("problema", "O servidor parou no meio. Quando ele voltar, semeie de novo, com --recomecar."))
    return Resumo.model_validate(passo["resumo"])


def _in_database(banco: str | None, pedido: PedidoDeSemeadura, tell: Tell) -> Resumo:
    """Semeia com uma aplicação que só este comando usa, sem servidor."""
    app = create_app(Settings.load(banco=banco, host="127.0.0.1"))
    parts = app.state.parts

    async def work() -> Resumo:
        async with app.router.lifespan_context(app):
            now = (await parts.controls.current()).relogio.read(parts.clock())
            # Quem é interrompido no meio devolve a vez enquanto o banco está aberto.
            async with aclosing(await start(target(parts, app), pedido, now)) as passos:
                async for passo in passos:
                    if isinstance(passo, Resumo):
                        return passo
                    tell(passo)
        raise AssertionError("o último passo é o resumo")

    try:
        return run(work())
    except (InvalidSeeding, NotEmpty, AlreadySeeding) as erro:
        stop(str(erro))


@contextmanager
def _bar() -> Iterator[Tell]:
    """Uma barra na tela de erros, que some ao fim; quem redireciona a saída não a recebe."""
    colunas = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*colunas, console=erros, transient=True, disable=not erros.is_terminal) as barra:
        tarefa = barra.add_task("começando", total=None)

        def tell(andamento: Andamento) -> None:
            barra.update(tarefa, description=andamento.etapa, total=andamento.total, completed=andamento.feitos)

        yield tell


def _summary(resumo: Resumo) -> str:
    contagens = ", ".join(f"{tabela}: {n}" for tabela, n in resumo.contagens.items() if n)
    segundos = f"{resumo.segundos:.1f}".replace(".", ",")
    linhas = [
        f"[bold green]Pronto.[/bold green] Cenário {resumo.cenario}, até {readable(resumo.hoje)}, em "
        f"{segundos} s: {resumo.envios} envios, {resumo.recusados} recusados, "
        f"{resumo.avisos} avisos.",
        f"Há agora no banco: {contagens}.",
        "Para voltar a este ponto: pgd reiniciar --para semente"
        if resumo.instantaneo
        else "É mais do que cabe num instantâneo: para voltar a este ponto, semeie de novo.",
    ]
    if resumo.registros:
        regra, numero = next(iter(resumo.registros.items()))
        linhas.append(f"Cada regra tem um registro no diário. O de {regra}, por exemplo: pgd explicar {numero}")
    return "\n".join(linhas)
