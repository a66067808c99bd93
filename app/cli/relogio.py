"""`pgd relogio`: ver, parar, adiantar, acertar e soltar o relógio do simulador."""

import re
from datetime import datetime, timedelta, timezone
from typing import Annotated, Any

import typer
from pydantic_core import to_json

from app.cli.simulador import Url, simulator
from app.cli.terminal import Banco, Formato, saida, stop
from app.rules.rule import readable

BRASILIA = timezone(timedelta(hours=-3))
SEGUNDOS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
"""As unidades de uma duração, da maior à menor, e quantos segundos tem cada uma."""
DURACAO = re.compile("([+-]?)(?=[0-9])" + "".join(f"(?:([0-9]{{1,12}}){unidade})?" for unidade in SEGUNDOS))

Escrita = Annotated[Formato, typer.Option("--formato", help="texto, para ler na tela; json, para programas.")]
INSTANTE = "Uma data, ou data e hora, como 2025-03-01 ou 2025-03-01T09:00-03:00; sem fuso, em UTC."

relogio = typer.Typer(
    help="O relógio do simulador: tudo o que leva data anda por ele, em todo processo.", no_args_is_help=True
)


@relogio.command("ver")
def ver(url: Url = None, banco: Banco = None, formato: Escrita = Formato.TEXTO) -> None:
    """Diz que horas são para o simulador."""
    _ask(url, banco, formato, "GET")


@relogio.command("congelar")
def congelar(
    instante: Annotated[str | None, typer.Argument(help=f"{INSTANTE} Sem ele, onde está.")] = None,
    url: Url = None,
    banco: Banco = None,
    formato: Escrita = Formato.TEXTO,
) -> None:
    """Para o relógio: daí em diante, todo pedido chega no mesmo instante."""
    _ask(url, banco, formato, "PUT", json={"agora": instante, "congelado": True})


@relogio.command("avancar", context_settings={"ignore_unknown_options": True})
def avancar(
    quanto: Annotated[
        str | None, typer.Argument(help="Quanto, como 31m, 2d3h ou 1h30m; com um menos na frente, volta: -2h.")
    ] = None,
    dias: Annotated[float, typer.Option(help="Dias.")] = 0,
    horas: Annotated[float, typer.Option(help="Horas.")] = 0,
    minutos: Annotated[float, typer.Option(help="Minutos.")] = 0,
    segundos: Annotated[float, typer.Option(help="Segundos.")] = 0,
    url: Url = None,
    banco: Banco = None,
    formato: Escrita = Formato.TEXTO,
) -> None:
    """Avança o relógio, parado ou andando. Com um valor negativo, volta, e os tokens que venceram tornam a valer."""
    if quanto is None and not (dias or horas or minutos or segundos):
        stop("Diga quanto avançar: por exemplo, pgd relogio avancar 31m, ou pgd relogio avancar --dias 2.")
    segundos += _seconds(quanto) if quanto else 0
    corpo = {"dias": dias, "horas": horas, "minutos": minutos, "segundos": segundos}
    _ask(url, banco, formato, "POST", "/avanco", json=corpo)


@relogio.command("ajustar")
def ajustar(
    instante: Annotated[str, typer.Argument(help=INSTANTE)],
    url: Url = None,
    banco: Banco = None,
    formato: Escrita = Formato.TEXTO,
) -> None:
    """Acerta a hora: se o relógio anda, segue andando dali; se está parado, fica parado ali."""
    _ask(url, banco, formato, "PUT", json={"agora": instante})


@relogio.command("soltar")
def soltar(
    daqui: Annotated[
        bool, typer.Option("--daqui", help="Volta a andar de onde parou, em vez de voltar à hora da máquina.")
    ] = False,
    url: Url = None,
    banco: Banco = None,
    formato: Escrita = Formato.TEXTO,
) -> None:
    """Volta à hora da máquina."""
    if daqui:
        _ask(url, banco, formato, "PUT", json={"congelado": False})
    else:
        _ask(url, banco, formato, "DELETE")


def describe(agora: datetime, adiantado: timedelta, *, congelado: bool) -> str:
    """O relógio numa frase."""
    hora = f"{_told(agora)} UTC ({_told(agora.astimezone(BRASILIA))} em Brasília)"
    if congelado:
        return f"O relógio está parado em {hora}."
    if not adiantado:
        return f"O relógio é o da máquina: são {hora}."
    sentido = "adiantado" if adiantado > timedelta(0) else "atrasado"
    return f"O relógio anda, {sentido} {_duration(abs(adiantado))}: são {hora}."


def _ask(url: str | None, banco: str | None, formato: Formato, method: str, path: str = "", **options: Any) -> None:
    with simulator(url, banco) as simulador:
        lido = simulador.ask(method, f"/relogio{path}", **options)
    if formato is Formato.JSON:
        typer.echo(to_json(lido, indent=2).decode())
        return
    agora, adiantado = datetime.fromisoformat(lido["agora"]), timedelta(seconds=lido["adiantado_segundos"])
    saida.print(describe(agora, adiantado, congelado=lido["congelado"]), highlight=False, soft_wrap=True)


def _seconds(quanto: str) -> int:
    """Os segundos de uma duração como `2d3h`."""
    lida = DURACAO.fullmatch(quanto)
    if lida is None:
        stop(
            f"Não entendi quanto é {quanto}. Escreva dias, horas, minutos e segundos, nesta ordem, como 2d3h, 31m ou "
            "1h30m; com um menos na frente, volta."
        )
    sinal, *quantos = lida.groups()
    total = sum(int(n or 0) * segundos for n, segundos in zip(quantos, SEGUNDOS.values(), strict=True))
    return -total if sinal == "-" else total


def _duration(quanto: timedelta) -> str:
    """Uma duração como se escreve em `_seconds`, até o segundo."""
    resta, partes = round(quanto.total_seconds()), []
    for unidade, segundos in SEGUNDOS.items():
        n, resta = divmod(resta, segundos)
        if n:
            partes.append(f"{n}{unidade}")
    return "".join(partes) or "menos de 1s"


def _told(instante: datetime) -> str:
    return f"{readable(instante)}:{instante:%S}"
