"""`pgd reiniciar`: apagar o que há, e recomeçar do zero ou do que se semeou."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from pydantic_core import to_json

from app.cli.simulador import Url, simulator
from app.cli.terminal import Banco, Formato, confirm, saida
from app.simulator.reinicio import Para
from app.storage.reinicio import Escopo

Sim = Annotated[bool, typer.Option("--sim", help="Não pergunta antes.")]


def reiniciar(
    escopo: Annotated[
        Escopo,
        typer.Option(
            help="dados: participantes e planos. tudo: também usuários, e-mails, diário, falhas armadas e relógio."
        ),
    ] = Escopo.DADOS,
    para: Annotated[
        Para, typer.Option(help="vazio: do zero. semente: o estado que a última semeadura deixou.")
    ] = Para.VAZIO,
    unidade: Annotated[str | None, typer.Option(help="Só os dados desta unidade autorizadora, como SIAPE/1.")] = None,
    sim: Sim = False,
    url: Url = None,
    banco: Banco = None,
    formato: Annotated[Formato, typer.Option(help="texto, para ler na tela; json, para programas.")] = Formato.TEXTO,
) -> None:
    """Recomeça: apaga o que há ou, com --para semente, volta ao que se semeou. Os instantâneos ficam."""
    with simulator(url, banco) as simulador:
        antes = simulador.ask("GET", "/estado")["contagens"]
        confirm(f"{_what(escopo, unidade)} {told(antes)} {_then(escopo, para)}", sim)
        pedido = {"escopo": escopo.value, "para": para.value, **({"unidade": unidade} if unidade else {})}
        feito = simulador.ask("POST", "/reinicio", params=pedido)
    if formato is Formato.JSON:
        typer.echo(to_json(feito, indent=2).decode())
        return
    saida.print(f"Pronto. {told(feito['contagens'])}", highlight=False, soft_wrap=True)


def _what(escopo: Escopo, unidade: str | None) -> str:
    if unidade:
        return f"Os participantes e planos de {unidade} serão apagados."
    if escopo is Escopo.DADOS:
        return "Os participantes e planos de todas as unidades serão apagados."
    return "Tudo será apagado: dados, usuários, e-mails, diário, falhas armadas e relógio."


def _then(escopo: Escopo, para: Para) -> str:
    if para is Para.SEMENTE:
        return "No lugar virá o que a última semeadura deixou."
    return "Ficará só o administrador." if escopo is Escopo.TUDO else "Usuários, e-mails e diário ficam."


def told(contagens: Mapping[str, Any]) -> str:
    """O que há no banco, numa frase."""
    return (
        f"Participantes: {contagens['participante']}; planos de entregas: {contagens['plano_entregas']}; planos de "
        f"trabalho: {contagens['plano_trabalho']}; usuários: {contagens['usuario']}."
    )
