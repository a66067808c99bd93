"""O relatório em JUnit XML, que os servidores de integração mostram como testes: um por documento."""

from html import escape
from typing import TextIO

from app.check.report.report import Report
from app.check.result import Achado, Resultado
from app.check.summary import DESCONHECIDO
from app.rules.rule import Severity


def write_junit(report: Report, destino: TextIO) -> None:
    """A recusa é uma falha do teste; os avisos vão na saída dele."""
    total = report.resumo.total
    contas = f'tests="{total.documentos}" failures="{total.recusados}" errors="0" skipped="0" time="0"'
    destino.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    destino.write(f'<testsuites name="pgd validar" {contas}>\n<testsuite name="pgd validar" {contas}>\n')
    for resultado in report.verdicts:
        destino.write(_testcase(resultado))
    destino.write("</testsuite>\n</testsuites>\n")


def _testcase(resultado: Resultado) -> str:
    recurso = resultado.recurso or DESCONHECIDO
    nome = f"{resultado.chave or DESCONHECIDO} ({resultado.em})"
    atributos = {"classname": recurso, "name": nome, "file": resultado.arquivo, "line": str(resultado.linha)}
    abertura = " ".join(f'{atributo}="{escape(valor)}"' for atributo, valor in atributos.items())
    erros = [achado for achado in resultado.achados if achado.severidade == Severity.ERRO]
    avisos = [achado for achado in resultado.achados if achado.severidade == Severity.AVISO]
    falha = ""
    if erros:
        codigos = ", ".join(dict.fromkeys(achado.codigo for achado in erros))
        mensagem = escape(erros[0].mensagem)
        falha = f'<failure type="{escape(codigos)}" message="{mensagem}">{_lines(erros)}</failure>'
    saida = f"<system-out>{_lines(avisos)}</system-out>" if avisos else ""
    return f'<testcase {abertura} time="0">{falha}{saida}</testcase>\n'


def _lines(achados: list[Achado]) -> str:
    return escape("\n".join(map(_line, achados)))


def _line(achado: Achado) -> str:
    onde = f" ({', '.join(achado.lugares)})" if achado.lugares else ""
    return f"{achado.codigo}{onde}: {achado.mensagem}"
