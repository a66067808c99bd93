"""`pgd registros acompanhar`: os pedidos, uma linha cada um, à medida que chegam."""

import json
import sys
import time
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from app.cli.simulador import Simulator, Url, simulator
from app.cli.terminal import Banco, Formato, erros, saida

INTERVALO = 0.5
"""Segundos entre uma pergunta ao simulador e a seguinte."""
PAGINA = 500
CORES = {2: "green", 3: "cyan", 4: "yellow"}
"""A cor de cada centena de status; as outras, e a falta de resposta, são vermelhas."""


def acompanhar(
    url: Url = None,
    banco: Banco = None,
    desde_agora: Annotated[
        bool,
        typer.Option(
            "--desde-agora/--desde-o-comeco", help="Só os pedidos que ainda vão chegar, ou também os que o diário tem."
        ),
    ] = True,
    formato: Annotated[
        Formato, typer.Option(help="texto, para ler na tela; json, um registro por linha, para programas.")
    ] = Formato.TEXTO,
) -> None:
    """Mostra os pedidos à medida que chegam, até Ctrl+C."""
    with suppress(KeyboardInterrupt), simulator(url, banco) as server:
        ordem = _newest(server) if desde_agora else 0
        erros.print("À espera de pedidos. Ctrl+C encerra.", style="dim")
        while True:
            page = _ask(server, depois_de=ordem, limite=PAGINA)
            for registro in page:
                _show(registro, formato)
                ordem = registro["ordem"]
            if len(page) < PAGINA:
                time.sleep(INTERVALO)


def _newest(server: Simulator) -> int:
    return max((registro["ordem"] for registro in _ask(server, limite=1)), default=0)


def _ask(server: Simulator, **params: int) -> list[dict[str, Any]]:
    registros: list[dict[str, Any]] = server.ask("GET", "/registros", params=params)["registros"]
    return registros


def _show(registro: dict[str, Any], formato: Formato) -> None:
    if formato is Formato.JSON:
        sys.stdout.write(f"{json.dumps(registro, ensure_ascii=False)}\n")
        sys.stdout.flush()
        return
    # Sem quebrar a linha: um pedido, uma linha.
    saida.print(_line(registro), soft_wrap=True)


def _line(registro: dict[str, Any]) -> Text:
    status = registro["status"]
    cor = CORES.get(status // 100, "red")
    hora = datetime.fromisoformat(registro["recebido_em"])
    codigos = [*registro["regras"], *(f"aviso {codigo}" for codigo in registro["avisos"])]
    falha = [f"falha {registro['falha']}"] if registro["falha"] else []
    return Text.assemble(
        (f"{hora:%H:%M:%S} ", "dim"),
        f"{registro['metodo']} {registro['caminho']} → ",
        (str(status or "sem resposta"), f"bold {cor}"),
        (f" {' '.join([*codigos, *falha])}" if codigos or falha else "", cor),
        (f"  registro {registro['numero']}, {registro['duracao_ms']:.0f} ms", "dim"),
    )
