"""`pgd registros`: o que chegou à API, e o que se respondeu."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from rich.table import Table
from rich.text import Text

from app.cli.registro_inteiro import told
from app.cli.simulador import Simulator, Url, simulator
from app.cli.terminal import Banco, Formato, legible, reason, saida, stop, table
from app.explain.record import RegistroInteiro
from app.records.asked import MAIOR_PAGINA, PAGINA
from app.records.query import FormatoDeExportacao
from app.rules.calculo import MAIOR_BIGINT

registros = typer.Typer(help="O diário: os pedidos que chegaram à API, e o que se respondeu.", no_args_is_help=True)

Desde = Annotated[str | None, typer.Option(help="Recebidos desde: 2025-07-01, ou com a hora; sem fuso, em UTC.")]
Ate = Annotated[str | None, typer.Option(help="Recebidos até; de uma data, conta o dia inteiro.")]
Metodo = Annotated[str | None, typer.Option(help="Método HTTP, como PUT.")]
Rota = Annotated[str | None, typer.Option(help="Rota inteira, como /user/{email}.")]
Recurso = Annotated[str | None, typer.Option(help="participante, plano_entregas, plano_trabalho, usuario ou token.")]
Unidade = Annotated[str | None, typer.Option(help="Unidade autorizadora do caminho, como SIAPE/1.")]
Usuario = Annotated[str | None, typer.Option(help="E-mail de quem pediu.")]
Status = Annotated[str | None, typer.Option(help="Status, como 422, 4xx ou 0, de quem não teve resposta.")]
Regra = Annotated[str | None, typer.Option(help="Regra que a resposta disse, ou aviso, como PT-18.")]
Falha = Annotated[str | None, typer.Option(help="Falha injetada, como html-503.")]
So = Annotated[str | None, typer.Option(help="Só os recusados, os com-aviso ou os com-falha.")]
Texto = Annotated[str | None, typer.Option(help="Trecho do caminho, do usuário, do User-Agent ou de um corpo.")]


@registros.command("listar")
def listar(
    desde: Desde = None,
    ate: Ate = None,
    metodo: Metodo = None,
    rota: Rota = None,
    recurso: Recurso = None,
    unidade: Unidade = None,
    usuario: Usuario = None,
    status: Status = None,
    regra: Regra = None,
    falha: Falha = None,
    so: So = None,
    texto: Texto = None,
    limite: Annotated[int, typer.Option(min=1, help="Quantos mostrar, no máximo.")] = PAGINA,
    url: Url = None,
    banco: Banco = None,
    formato: Annotated[
        Formato, typer.Option(help="texto, para ler na tela; json, um registro por linha, para programas.")
    ] = Formato.TEXTO,
) -> None:
    """Mostra os pedidos que chegaram, dos mais novos aos mais antigos."""
    filtros = _given(
        desde=desde,
        ate=ate,
        metodo=metodo,
        rota=rota,
        recurso=recurso,
        unidade=unidade,
        usuario=usuario,
        status=status,
        regra=regra,
        falha=falha,
        so=so,
        texto=texto,
    )
    with simulator(url, banco) as server:
        achados, ha_mais = _found(server, filtros, limite)
    if formato is Formato.JSON:
        sys.stdout.writelines(f"{json.dumps(registro, ensure_ascii=False)}\n" for registro in achados)
    elif not achados:
        saida.print(
            "O diário não tem pedido algum." if not filtros else "Nenhum pedido do diário passa por estes filtros."
        )
    else:
        saida.print(_table(achados))
        mais = " Há mais, e mais antigos: aumente --limite, ou restrinja com os filtros." if ha_mais else ""
        saida.print(f"Um pedido inteiro: pgd registros ver NÚMERO.{mais}", style="dim")


@registros.command("ver")
def ver(
    numero: Annotated[
        int, typer.Argument(min=1, max=MAIOR_BIGINT, help="O número que a resposta trouxe em X-PGD-Registro.")
    ],
    url: Url = None,
    banco: Banco = None,
    formato: Annotated[Formato, typer.Option(help="texto, para ler na tela; json, para programas.")] = Formato.TEXTO,
) -> None:
    """Mostra um pedido inteiro: o que chegou, o que se respondeu, e por quê."""
    with simulator(url, banco) as server:
        registro = server.ask("GET", f"/registros/{numero}")
    if formato is Formato.JSON:
        sys.stdout.write(f"{json.dumps(registro, ensure_ascii=False, indent=2)}\n")
        return
    for parte in told(RegistroInteiro.model_validate(registro)):
        # Sem quebrar as linhas: os corpos e os comandos são para copiar.
        saida.print(parte, soft_wrap=isinstance(parte, Text))


@registros.command("exportar")
def exportar(
    arquivo: Annotated[Path | None, typer.Argument(help="Onde escrever. Sem ele, na saída.", dir_okay=False)] = None,
    formato: Annotated[
        FormatoDeExportacao, typer.Option(help="jsonl, um registro inteiro por linha; har, para navegadores.")
    ] = FormatoDeExportacao.JSONL,
    desde: Desde = None,
    ate: Ate = None,
    metodo: Metodo = None,
    rota: Rota = None,
    recurso: Recurso = None,
    unidade: Unidade = None,
    usuario: Usuario = None,
    status: Status = None,
    regra: Regra = None,
    falha: Falha = None,
    so: So = None,
    texto: Texto = None,
    url: Url = None,
    banco: Banco = None,
) -> None:
    """Leva os pedidos inteiros, dos mais antigos aos mais novos, num arquivo."""
    filtros = _given(
        desde=desde,
        ate=ate,
        metodo=metodo,
        rota=rota,
        recurso=recurso,
        unidade=unidade,
        usuario=usuario,
        status=status,
        regra=regra,
        falha=falha,
        so=so,
        texto=texto,
    )
    with (
        simulator(url, banco) as server,
        server.stream("GET", "/registros/exportacao", params={**filtros, "formato": formato}) as resposta,
        _open(arquivo) as destino,
    ):
        for pedaco in resposta.iter_bytes():
            destino.write(pedaco)


def _given(**filtros: str | None) -> dict[str, str]:
    return {nome: valor for nome, valor in filtros.items() if valor is not None}


def _found(server: Simulator, filtros: dict[str, str], limite: int) -> tuple[list[dict[str, Any]], bool]:
    """Até tantos registros, página a página, e se há mais."""
    achados: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        params = {**filtros, **cursor, "limite": min(limite - len(achados), MAIOR_PAGINA)}
        pagina = server.ask("GET", "/registros", params=params)
        achados += pagina["registros"]
        if pagina["proximo"] is None or len(achados) == limite:
            return achados, pagina["proximo"] is not None
        cursor = {"cursor": pagina["proximo"]}


def _table(achados: list[dict[str, Any]]) -> Table:
    tabela = table("Nº", "Quando (UTC)", "Pedido", "Status", "Códigos", "Usuário")
    for registro in achados:
        codigos = [
            *registro["regras"],
            *registro["avisos"],
            *([f"falha {registro['falha']}"] if registro["falha"] else []),
        ]
        tabela.add_row(
            str(registro["numero"]),
            f"{datetime.fromisoformat(registro['recebido_em']):%d/%m/%Y %H:%M:%S}",
            legible(f"{registro['metodo']} {registro['caminho']}"),
            str(registro["status"] or "—"),
            legible(", ".join(codigos)),
            legible(registro["usuario"] or ""),
        )
    return tabela


@contextmanager
def _open(arquivo: Path | None) -> Iterator[BinaryIO]:
    """Onde escrever: um arquivo que só toma o nome dado quando está inteiro, ou a saída."""
    if arquivo is None:
        yield sys.stdout.buffer
        return
    parcial = arquivo.with_name(f"{arquivo.name}.parcial")
    try:
        with parcial.open("wb") as destino:
            yield destino
        parcial.replace(arquivo)
    except OSError as erro:
        stop(f"O arquivo {arquivo} não pôde ser escrito ({reason(erro)}). Confira a pasta e as permissões.")
    finally:
        parcial.unlink(missing_ok=True)
