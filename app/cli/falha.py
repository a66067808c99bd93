"""`pgd falha`: as falhas que o simulador sabe injetar, e as que estão armadas."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from pydantic_core import to_json
from rich.padding import Padding
from rich.text import Text

from app.cli.simulador import Url, simulator
from app.cli.terminal import Banco, Formato, saida, stop, table
from app.rules.calculo import MAIOR_BIGINT, MAIOR_INTEGER
from app.rules.rule import readable
from app.simulator.falhas import ParametroDeFalha, PredefinicaoDeFalha, presets

Escrita = Annotated[Formato, typer.Option("--formato", help="texto, para ler na tela; json, para programas.")]

falha = typer.Typer(
    help="Falhas de propósito: quedas, demoras e tokens recusados, nos pedidos que se escolher.", no_args_is_help=True
)


@falha.command("predefinicoes")
def predefinicoes(formato: Escrita = Formato.TEXTO) -> None:
    """Mostra as falhas que há: o que o cliente vê, onde se viu, e o que um bom cliente faz."""
    todas = presets()
    if formato is Formato.JSON:
        typer.echo(todas.model_dump_json(indent=2))
        return
    for predefinicao in todas.predefinicoes:
        _show(predefinicao)
    saida.print("Para armar uma: pgd falha armar html-503 --vezes 3", highlight=False)


@falha.command("armar")
def armar(
    predefinicao: Annotated[str, typer.Argument(help="A falha, uma das de: pgd falha predefinicoes")],
    parametro: Annotated[
        list[str] | None, typer.Option("--parametro", "-p", help="Um parâmetro, como segundos=2. Pode repetir-se.")
    ] = None,
    metodo: Annotated[str | None, typer.Option(help="Só neste método.")] = None,
    rota: Annotated[
        str | None, typer.Option(help="Só nesta rota, ou nos caminhos que comecem assim: /organizacao/SIAPE/1.")
    ] = None,
    recurso: Annotated[
        str | None, typer.Option(help="Só neste recurso: participante, plano_entregas, plano_trabalho ou usuario.")
    ] = None,
    unidade: Annotated[str | None, typer.Option(help="Só nos caminhos desta unidade, como SIAPE/1.")] = None,
    usuario: Annotated[str | None, typer.Option(help="Só nos pedidos de quem tem este e-mail.")] = None,
    pular: Annotated[int, typer.Option(min=0, max=MAIOR_INTEGER, help="Quantos pedidos passam antes.")] = 0,
    vezes: Annotated[
        int | None,
        typer.Option(min=1, max=MAIOR_INTEGER, help="Em quantos pedidos se dá. Sem isto, até ser desarmada."),
    ] = None,
    probabilidade: Annotated[float | None, typer.Option(help="Em que parte dos pedidos se dá, de 0 a 1.")] = None,
    semente: Annotated[
        int | None,
        typer.Option(min=-MAIOR_BIGINT, max=MAIOR_BIGINT, help="A do sorteio: a mesma falha nas mesmas vezes."),
    ] = None,
    ate: Annotated[
        str | None, typer.Option(help="Até quando, no relógio do simulador, como 2025-07-01T12:00-03:00.")
    ] = None,
    url: Url = None,
    banco: Banco = None,
    formato: Escrita = Formato.TEXTO,
) -> None:
    """Arma uma falha. O que não se diz não restringe."""
    pedida = {
        "predefinicao": predefinicao,
        "parametros": dict(map(_pair, parametro or [])),
        "metodo": metodo,
        "rota": rota,
        "recurso": recurso,
        "unidade": unidade,
        "usuario": usuario,
        "pular": pular,
        "probabilidade": probabilidade,
        "semente": semente,
        "ate": ate,
        # Sem dizer quantas vezes, valem as da predefinição.
        **({} if vezes is None else {"vezes": vezes}),
    }
    with simulator(url, banco) as simulador:
        armada = simulador.ask("POST", "/falhas", json=pedida)
    if formato is Formato.JSON:
        typer.echo(to_json(armada, indent=2).decode())
        return
    saida.print(
        f"Armada a falha {armada['numero']}, {_named(armada)}: {_where(armada)}; {_how_long(armada)}.",
        *(["Ela aparece em X-PGD-Falha, na resposta, e no diário."] if predefinicao != "conexao-reiniciada" else []),
        f"Para desarmá-la: pgd falha desarmar {armada['numero']}{_same_place(url, banco)}",
        sep="\n",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )


@falha.command("listar")
def listar(url: Url = None, banco: Banco = None, formato: Escrita = Formato.TEXTO) -> None:
    """Mostra as falhas armadas, da mais antiga à mais nova."""
    with simulator(url, banco) as simulador:
        armadas: Sequence[Mapping[str, Any]] = simulador.ask("GET", "/falhas")["falhas"]
    if formato is Formato.JSON:
        typer.echo(to_json(armadas, indent=2).decode())
        return
    if not armadas:
        saida.print("Nenhuma falha está armada. Veja as que há com: pgd falha predefinicoes", highlight=False)
        return
    tabela = table("Número", "Falha", "Em que pedidos", "Por quanto tempo", "Couberam", "Deu-se em")
    for armada in armadas:
        contas = (str(armada[conta]) for conta in ("vistos", "aplicada"))
        celulas = (str(armada["numero"]), _named(armada), _where(armada), _how_long(armada), *contas)
        tabela.add_row(*map(Text, celulas))
    saida.print(tabela)


@falha.command("desarmar")
def desarmar(
    numero: Annotated[int | None, typer.Argument(min=1, max=MAIOR_INTEGER, help="O número da falha.")] = None,
    todas: Annotated[bool, typer.Option("--todas", help="Desarma todas.")] = False,
    url: Url = None,
    banco: Banco = None,
) -> None:
    """Desarma uma falha, ou todas."""
    if (numero is None) is not todas:
        stop("Diga o que desarmar: o número de uma falha ou, para não deixar nenhuma, --todas.")
    with simulator(url, banco) as simulador:
        if numero is None:
            quantas = simulador.ask("DELETE", "/falhas")["desarmadas"]
            saida.print(f"Nenhuma falha está armada agora. Desarmadas: {quantas}.", highlight=False)
        else:
            simulador.ask("DELETE", f"/falhas/{numero}")
            saida.print(f"A falha {numero} foi desarmada.", highlight=False)


def _pair(parametro: str) -> tuple[str, str]:
    nome, sinal, valor = parametro.partition("=")
    if not sinal:
        stop(f"Um parâmetro se escreve como segundos=2, e veio {parametro}.")
    return nome.strip(), valor.strip()


def _show(predefinicao: PredefinicaoDeFalha) -> None:
    saida.print(Text(predefinicao.nome, style="bold"))
    linhas = {
        "O que se vê: ": predefinicao.o_que_se_ve,
        "Onde se viu: ": predefinicao.onde_se_viu,
        "O que fazer: ": predefinicao.o_que_fazer,
        "Parâmetros: ": "; ".join(map(_parameter, predefinicao.parametros)),
    }
    for rotulo, texto in linhas.items():
        if texto:
            saida.print(Padding(Text.assemble((rotulo, "dim"), texto), (0, 0, 0, 2)))


def _parameter(parametro: ParametroDeFalha) -> str:
    padrao, minimo, maximo = (f"{n:g}" for n in (parametro.padrao, parametro.minimo, parametro.maximo))
    return f"{parametro.nome}={padrao}, {parametro.o_que_e} (de {minimo} a {maximo})"


def _named(armada: Mapping[str, Any]) -> str:
    parametros = "".join(f"; {nome}={valor:g}" for nome, valor in armada["parametros"].items())
    return f"{armada['predefinicao']}{parametros}"


def _where(armada: Mapping[str, Any]) -> str:
    onde = [
        *([f"em {armada['rota']}"] if armada["rota"] else []),
        *([f"da unidade {armada['unidade']}"] if armada["unidade"] else []),
        *([f"de {armada['usuario']}"] if armada["usuario"] else []),
    ] or ["em todo caminho, fora /health e a documentação"]
    return ", ".join((armada["metodo"] or "todo método", *onde))


def _how_long(armada: Mapping[str, Any]) -> str:
    restantes = armada["restantes"]
    partes = ["até ser desarmada" if restantes is None else f"vezes que faltam: {restantes}"]
    faltam = armada["pular"] - armada["vistos"]
    if faltam > 0:
        partes.insert(0, f"pedidos que passam antes: {faltam}")
    if armada["probabilidade"] is not None:
        partes.append(f"probabilidade {armada['probabilidade']:g}, semente {armada['semente']}")
    if armada["ate"] is not None:
        partes.append(f"no máximo até {readable(datetime.fromisoformat(armada['ate']))} UTC")
    return "; ".join(partes)


def _same_place(url: str | None, banco: str | None) -> str:
    return "".join(f" {opcao} {valor}" for opcao, valor in (("--url", url), ("--banco", banco)) if valor)
