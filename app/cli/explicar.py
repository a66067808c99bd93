"""`pgd explicar`: por que um pedido do diário teve a resposta que teve."""

import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from app.cli.terminal import Banco, Formato, compact, legible, saida, stop, with_existing_database
from app.explain.explain import NotInJournal, Server, explain
from app.explain.explanation import Correcao, Explicacao, Explicada, Guardado, Lugar, Quase
from app.perfis import Perfis
from app.rules.calculo import MAIOR_BIGINT
from app.rules.rule import readable
from app.settings import Settings
from app.storage.database import Database


def explicar(
    numero: Annotated[
        int, typer.Argument(min=1, max=MAIOR_BIGINT, help="O número que a resposta trouxe em X-PGD-Registro.")
    ],
    banco: Banco = None,
    formato: Annotated[Formato, typer.Option(help="texto, para ler na tela; json, para programas.")] = Formato.TEXTO,
    endereco: Annotated[
        str | None, typer.Option(help="Endereço do servidor nos comandos sugeridos. Padrão: o configurado.")
    ] = None,
) -> None:
    """Explica um pedido do diário: o que houve, por quê, e o que fazer agora."""
    settings = Settings.load()
    server = Server(
        endereco=(endereco or settings.endereco).rstrip("/"),
        admin=settings.admin_email,
        catalogo=Perfis.load(settings.perfil).catalog,
    )

    async def work(database: Database) -> Explicacao:
        return await explain(database, numero, server)

    try:
        explicacao = with_existing_database(banco, work)
    except NotInJournal as erro:
        stop(str(erro))
    if formato is Formato.JSON:
        sys.stdout.write(f"{explicacao.model_dump_json(indent=2)}\n")
        return
    for parte in _written(explicacao):
        # Sem quebrar as linhas: os comandos são para copiar.
        saida.print(parte, soft_wrap=isinstance(parte, Text))


def _written(explicacao: Explicacao) -> Iterator[RenderableType]:
    yield summary(explicacao)
    for explicada in (*explicacao.regras, *explicacao.avisos):
        yield _explained(explicada)
    if explicacao.correcao is not None:
        yield from _corrected(explicacao.correcao)
    elif explicacao.repetir is not None:
        yield Text("\nPara repetir o pedido como veio:\n", style="bold")
        yield Text(explicacao.repetir)


def summary(explicacao: Explicacao) -> Panel:
    """O pedido, a resposta e o que houve, num quadro; no título, que uma tela estreita cortaria, só o número."""
    pedido = explicacao.pedido
    quem = f", por {pedido.usuario}" if pedido.usuario else ""
    corpo = Text("\n").join(
        (
            legible(f"{pedido.metodo} {pedido.caminho} → {pedido.status}", "bold"),
            legible(f"Recebido em {readable(pedido.recebido_em)} UTC{quem}.", "dim"),
            legible(explicacao.resumo),
        )
    )
    return Panel(corpo, title=f"Registro {pedido.numero}", title_align="left")


def _explained(explicada: Explicada) -> RenderableType:
    erro = explicada.severidade == "erro"
    especie = "aviso" if not erro else "erro" if explicada.dita else "erro que a resposta não disse"
    titulo = Text.assemble(
        "\n", (explicada.codigo, "bold red" if erro else "bold yellow"), f" {especie}  ", (explicada.fonte, "dim")
    )
    corpo: list[RenderableType] = [Text(explicada.o_que_houve)]
    for rotulo, texto in (("Por quê: ", explicada.por_que), ("O que fazer: ", explicada.como_consertar)):
        if texto:
            corpo.append(Text.assemble((rotulo, "bold"), texto))
    corpo += [_place(lugar) for lugar in explicada.onde]
    corpo += [_stored(guardado) for guardado in explicada.colide_com]
    if explicada.quase:
        corpo.append(Text("Agora há guardado, perto disto:", style="bold"))
        corpo += [_near(quase) for quase in explicada.quase]
    return Group(titulo, Padding(Group(*corpo), (0, 0, 0, 2)))


def _place(lugar: Lugar) -> Text:
    # De um cabeçalho, o diário às vezes não guarda o que veio.
    partes = [f"veio {compact(lugar.recebido)}"] if lugar.recebido is not None or lugar.caminho.startswith("/") else []
    if lugar.exemplo is not None:
        partes.append(f"serve, por exemplo, {compact(lugar.exemplo)}")
    lugar_e_valores = [lugar.caminho or "o corpo inteiro", *(["; ".join(partes)] if partes else [])]
    onde = Text.assemble(("Onde: ", "bold"), f"{': '.join(lugar_e_valores)}.")
    return onde.append(f" {lugar.esperado}") if lugar.esperado else onde


def _stored(guardado: Guardado) -> Text:
    quando = f", recebido em {readable(guardado.recebido_em)} UTC" if guardado.recebido_em else ""
    return Text.assemble(
        ("Colide com: ", "bold"),
        f"{guardado.recurso} {_key(guardado.chave)}, de {readable(guardado.data_inicio)} a "
        f"{readable(guardado.data_termino)}, status {guardado.status}{quando}",
    )


def _near(quase: Quase) -> Text:
    return Text(f"• {quase.recurso} {_key(quase.chave)}: {quase.difere}")


def _key(chave: dict[str, Any]) -> str:
    return "/".join(map(str, chave.values()))


def _corrected(correcao: Correcao) -> Iterator[Text]:
    yield Text("\nO que se conserta sozinho:", style="bold")
    yield from _items(correcao.mudancas)
    if correcao.faltam:
        yield Text(f"Falta consertar à mão: {', '.join(correcao.faltam)}.", style="bold")
    yield Text("\nO pedido consertado:\n", style="bold")
    yield Text(correcao.curl)


def _items(linhas: Sequence[str]) -> Iterator[Text]:
    yield from (Text(f"• {linha}") for linha in linhas)
