"""O relatório na tela: os primeiros documentos de que há o que dizer, e as contas."""

from itertools import islice

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.check.report.report import Report
from app.check.result import Resultado
from app.check.summary import DESCONHECIDO
from app.rules.rule import Severity

MOSTRADOS = 50
"""Quantos documentos cabem na tela; os outros formatos trazem todos."""
ESTILO = {Severity.ERRO: "bold red", Severity.AVISO: "yellow"}


def show(report: Report, tela: Console) -> None:
    """Cada documento e, recuado, o que se disse dele, uma regra por linha; depois as contas por recurso e por regra."""
    quantos = sum(1 for _ in report.com_achados)
    for resultado in islice(report.com_achados, MOSTRADOS):
        tela.print(_heading(resultado))
        tela.print(Padding(_findings(resultado), (0, 0, 1, 2)))
    if quantos > MOSTRADOS:
        tela.print(f"E mais {quantos - MOSTRADOS} documentos. Para ver todos: --formato csv --saida relatorio.csv")
    if report.resumo.total.documentos:
        tela.print(_by_resource(report))
    if report.resumo.por_regra:
        tela.print(_by_rule(report))
    tela.print(Text(report.resumo.frase()))


def _heading(resultado: Resultado) -> Text:
    veredito = (
        ("aceito, com avisos", ESTILO[Severity.AVISO]) if resultado.aceito else ("recusado", ESTILO[Severity.ERRO])
    )
    documento = " ".join(filter(None, (resultado.recurso or DESCONHECIDO, resultado.chave)))
    return Text.assemble((resultado.em, "bold"), f": {documento}: ", veredito)


def _findings(resultado: Resultado) -> Table:
    tabela = Table.grid(padding=(0, 1))
    tabela.add_column(no_wrap=True)
    ditos = dict.fromkeys((achado.codigo, achado.severidade, achado.mensagem) for achado in resultado.achados)
    for codigo, severidade, mensagem in ditos:
        tabela.add_row(Text(codigo, style=ESTILO[Severity(severidade)]), Text(mensagem))
    return tabela


def _by_resource(report: Report) -> Table:
    tabela = Table("Recurso")
    for titulo in ("Documentos", "Aceitos", "Recusados", "Com avisos"):
        tabela.add_column(titulo, justify="right")
    for recurso, contas in report.resumo.por_recurso.items():
        numeros = (contas.documentos, contas.aceitos, contas.recusados, contas.com_avisos)
        tabela.add_row(Text(recurso), *map(str, numeros))
    return tabela


def _by_rule(report: Report) -> Table:
    tabela = Table("Código", "Severidade")
    tabela.add_column("Documentos", justify="right")
    tabela.add_column("O que está errado")
    for codigo, severidade, quantos in report.resumo.regras:
        estilo = ESTILO[Severity(severidade)]
        tabela.add_row(Text(codigo, style=estilo), severidade, str(quantos), Text(report.wrong(codigo)))
    return tabela
