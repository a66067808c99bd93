"""`pgd emails`: o que o simulador escreveu a quem usa a API."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any

import typer
from pydantic_core import to_json
from rich.table import Table

from app.cli.simulador import Url, simulator
from app.cli.terminal import Banco, Formato, legible, saida, stop, table
from app.records.asked import MAIOR_PAGINA, PAGINA
from app.rules.calculo import MAIOR_INTEGER
from app.rules.rule import readable

Para = Annotated[str | None, typer.Option("--para", help="Só os deste endereço, como foi cadastrado.")]
Limite = Annotated[
    int, typer.Option("--limite", min=1, max=MAIOR_PAGINA, help="Quantos mostrar, a começar do mais novo.")
]
Escrita = Annotated[Formato, typer.Option("--formato", help="texto, para ler na tela; json, para programas.")]

emails = typer.Typer(help="A caixa de saída: sem mais nada, lista os e-mails que o simulador escreveu.")


@emails.callback(invoke_without_command=True)
def sem_comando(
    ctx: typer.Context,
    para: Para = None,
    limite: Limite = PAGINA,
    url: Url = None,
    banco: Banco = None,
    formato: Escrita = Formato.TEXTO,
) -> None:
    """A caixa de saída: sem mais nada, lista os e-mails que o simulador escreveu."""
    if ctx.invoked_subcommand is None:
        listar(para, limite, url, banco, formato)
    elif (para, limite, url, banco, formato) != (None, PAGINA, None, None, Formato.TEXTO):
        # Esquecidas aqui, levariam o comando a outro banco.
        stop(f"As opções vêm depois do comando: pgd emails {ctx.invoked_subcommand} --banco …, por exemplo.")


@emails.command("listar")
def listar(
    para: Para = None,
    limite: Limite = PAGINA,
    url: Url = None,
    banco: Banco = None,
    formato: Escrita = Formato.TEXTO,
) -> None:
    """Lista os e-mails, do mais novo ao mais antigo; o texto de cada um se lê com ver."""
    filtro: dict[str, Any] = {"limite": limite, **({"para": para} if para is not None else {})}
    with simulator(url, banco) as simulador:
        pagina = simulador.ask("GET", "/emails", params=filtro)
    if formato is Formato.JSON:
        typer.echo(to_json(pagina["emails"], indent=2).decode())
        return
    if not pagina["emails"]:
        saida.print(_none(para), highlight=False, soft_wrap=True)
        return
    saida.print(_table(pagina["emails"]))
    saida.print(f"O texto de um: pgd emails ver {pagina['emails'][0]['numero']}", highlight=False)
    if pagina["proximo"] is not None:
        saida.print(f"Há mais, anteriores a estes {limite}: peça-os com --limite.", highlight=False)


@emails.command("ver")
def ver(
    numero: Annotated[int, typer.Argument(min=1, max=MAIOR_INTEGER, help="O número do e-mail.")],
    url: Url = None,
    banco: Banco = None,
    formato: Escrita = Formato.TEXTO,
) -> None:
    """Mostra um e-mail inteiro."""
    with simulator(url, banco) as simulador:
        email = simulador.ask("GET", f"/emails/{numero}")
    if formato is Formato.JSON:
        typer.echo(to_json(email, indent=2).decode())
    else:
        _show(email)


@emails.command("apagar")
def apagar(
    numero: Annotated[int | None, typer.Argument(min=1, max=MAIOR_INTEGER, help="O número do e-mail.")] = None,
    todos: Annotated[bool, typer.Option("--todos", help="Apaga todos.")] = False,
    url: Url = None,
    banco: Banco = None,
) -> None:
    """Apaga um e-mail, ou todos."""
    if (numero is None) is not todos:
        stop("Diga o que apagar: o número de um e-mail ou, para esvaziar a caixa de saída, --todos.")
    with simulator(url, banco) as simulador:
        if numero is None:
            quantos = simulador.ask("DELETE", "/emails")["apagados"]
            saida.print(f"A caixa de saída está vazia. E-mails apagados: {quantos}.", highlight=False)
        else:
            simulador.ask("DELETE", f"/emails/{numero}")
            saida.print(f"O e-mail {numero} foi apagado.", highlight=False)


def _none(para: str | None) -> str:
    if para is not None:
        return f"Nenhum e-mail foi escrito para {para}. Veja os que há com: pgd emails"
    return "Nenhum e-mail foi escrito ainda. Um pedido em POST /user/forgot_password/ escreve um."


def _table(emails: Iterable[Mapping[str, Any]]) -> Table:
    tabela = table("Nº", "Quando (UTC)", "Para", "Assunto", "Entrega")
    for email in emails:
        tabela.add_row(
            str(email["numero"]),
            _when(email),
            legible(email["para"]),
            legible(email["assunto"]),
            "entregue" if email["entregue_em"] else "falhou" if email["falha"] else "só guardado",
        )
    return tabela


def _when(email: Mapping[str, Any]) -> str:
    return readable(datetime.fromisoformat(email["criado_em"]))


def _show(email: Mapping[str, Any]) -> None:
    entrega = "entregue" if email["entregue_em"] else email["falha"] or "só na caixa de saída"
    saida.rule(legible(f"{email['numero']}. {_when(email)} UTC, para {email['para']} ({entrega})"))
    saida.print(legible(email["assunto"], "bold"))
    # Sem quebrar as linhas: a carta traz um comando para copiar.
    saida.print(legible(email["texto"]), soft_wrap=True)
