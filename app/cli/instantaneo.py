"""`pgd instantaneo`: guardar o estado inteiro com um nome, voltar a ele, e levá-lo a outro lugar num arquivo."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic_core import to_json

from app.cli.reiniciar import Sim, told
from app.cli.simulador import Url, simulator
from app.cli.terminal import Banco, Formato, confirm, reason, saida, stop, table
from app.rules.rule import readable
from app.storage.instantaneo import COMO_SE_CHAMA, NOME


def _named(nome: str) -> str:
    if not NOME.fullmatch(nome):
        stop(COMO_SE_CHAMA)
    return nome


Nome = Annotated[str, typer.Argument(help="O nome do instantâneo, como antes-da-aula.", callback=_named)]
Escrita = Annotated[Formato, typer.Option("--formato", help="texto, para ler na tela; json, para programas.")]

instantaneo = typer.Typer(
    help="Instantâneos: o estado inteiro do simulador, guardado com um nome.", no_args_is_help=True
)


@instantaneo.command("salvar")
def salvar(nome: Nome, url: Url = None, banco: Banco = None) -> None:
    """Guarda o estado de agora, no lugar do que houver com este nome."""
    with simulator(url, banco) as simulador:
        resposta = simulador.send("PUT", f"/instantaneos/{nome}")
    _tell("O estado de agora", resposta.json(), novo=resposta.status_code == 201)


@instantaneo.command("listar")
def listar(
    limite: Annotated[int, typer.Option(min=1, max=500, help="Quantos mostrar, a começar do mais novo.")] = 50,
    url: Url = None,
    banco: Banco = None,
    formato: Escrita = Formato.TEXTO,
) -> None:
    """Mostra os instantâneos, do mais novo ao mais antigo."""
    with simulator(url, banco) as simulador:
        pagina = simulador.ask("GET", "/instantaneos", params={"limite": limite})
    if formato is Formato.JSON:
        typer.echo(to_json(pagina["instantaneos"], indent=2).decode())
        return
    if not pagina["instantaneos"]:
        saida.print("Nenhum instantâneo foi guardado ainda. Guarde um com: pgd instantaneo salvar antes-da-aula")
        return
    nomes = [item["nome"] for item in pagina["instantaneos"]]
    tabela = table("Nome", "Guardado em (UTC)", "O que traz", "Tamanho", chaves=nomes)
    for item in pagina["instantaneos"]:
        quando = readable(datetime.fromisoformat(item["criado_em"]))
        tabela.add_row(item["nome"], quando, _held(item["contagens"]), _size(item["bytes"]))
    saida.print(tabela)
    if pagina["proximo"] is not None:
        saida.print(f"Há mais, anteriores a estes {limite}: peça-os com --limite.", highlight=False)


@instantaneo.command("restaurar")
def restaurar(nome: Nome, sim: Sim = False, url: Url = None, banco: Banco = None) -> None:
    """Volta ao estado de um instantâneo: o de agora se perde, salvo o que estiver noutro instantâneo."""
    with simulator(url, banco) as simulador:
        confirm(
            f"O estado de agora, inteiro, será trocado pelo de {nome}: dados, usuários, e-mails, diário, falhas "
            "armadas e relógio. Para não perdê-lo, guarde-o antes com pgd instantaneo salvar.",
            sim,
        )
        contagens = simulador.ask("POST", f"/instantaneos/{nome}/restauracao")["contagens"]
    saida.print(f"O estado é o de [bold]{nome}[/bold]. {told(contagens)}", highlight=False, soft_wrap=True)


@instantaneo.command("exportar")
def exportar(
    nome: Nome,
    arquivo: Annotated[Path | None, typer.Argument(help="Onde escrever; sem ele, NOME.sqlite.")] = None,
    sim: Sim = False,
    url: Url = None,
    banco: Banco = None,
) -> None:
    """Escreve um instantâneo num arquivo, que pgd instantaneo importar lê, e qualquer SQLite abre."""
    destino = arquivo or Path(f"{nome}.sqlite")
    with simulator(url, banco) as simulador:
        conteudo = simulador.send("GET", f"/instantaneos/{nome}/arquivo").content
        if destino.exists():
            confirm(f"O arquivo {destino} existe, e será trocado.", sim)
        try:
            destino.write_bytes(conteudo)
        except OSError as erro:
            stop(f"O arquivo {destino} não pôde ser escrito: {reason(erro)}. Confira o caminho e as permissões.")
    saida.print(f"O instantâneo [bold]{nome}[/bold] está em {destino} ({_size(len(conteudo))}).", highlight=False)


@instantaneo.command("importar")
def importar(
    nome: Nome,
    arquivo: Annotated[Path, typer.Argument(help="O arquivo, como pgd instantaneo exportar o escreve.")],
    url: Url = None,
    banco: Banco = None,
) -> None:
    """Guarda um arquivo exportado como instantâneo; o estado só muda com pgd instantaneo restaurar."""
    try:
        conteudo = arquivo.read_bytes()
    except OSError as erro:
        stop(f"O arquivo {arquivo} não pôde ser lido: {reason(erro)}. Confira o caminho.")
    with simulator(url, banco) as simulador:
        resposta = simulador.send("PUT", f"/instantaneos/{nome}/arquivo", content=conteudo)
    _tell(f"O arquivo {arquivo}", resposta.json(), novo=resposta.status_code == 201)


@instantaneo.command("apagar")
def apagar(nome: Nome, sim: Sim = False, url: Url = None, banco: Banco = None) -> None:
    """Apaga um instantâneo; o estado do simulador não muda."""
    with simulator(url, banco) as simulador:
        confirm(f"O instantâneo {nome} será apagado.", sim)
        simulador.ask("DELETE", f"/instantaneos/{nome}")
    saida.print(f"O instantâneo [bold]{nome}[/bold] foi apagado.", highlight=False)


def _tell(o_que: str, guardado: Mapping[str, Any], *, novo: bool) -> None:
    onde = f"no instantâneo [bold]{guardado['nome']}[/bold]{'' if novo else ', no lugar do que havia'}"
    quanto = f"{told(guardado['contagens'])} Tamanho: {_size(guardado['bytes'])}."
    saida.print(f"{o_que} ficou guardado {onde}. {quanto}", highlight=False, soft_wrap=True)


def _held(contagens: Mapping[str, int]) -> str:
    # Numa coluna só, que se quebra entre as palavras: o nome, que se digita, fica inteiro numa tela estreita.
    rotulos = {
        "participante": "participantes",
        "plano_entregas": "planos de entregas",
        "plano_trabalho": "planos de trabalho",
    }
    return ", ".join(f"{rotulo}: {contagens[de]}" for de, rotulo in rotulos.items())


def _size(quantos: int) -> str:
    return f"{quantos / 1_000_000:.1f} MB".replace(".", ",")
