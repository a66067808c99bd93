"""O relatório em CSV: uma linha por achado, para filtrar numa planilha."""

import csv
from typing import TextIO

from app.check.report.report import Report

COLUNAS = ("arquivo", "linha", "recurso", "chave", "situacao", "codigo", "severidade", "lugares", "mensagem")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Com que começa o que uma planilha calcularia, em vez de mostrar."""


def write_csv(report: Report, destino: TextIO) -> None:
    """Separado por ponto e vírgula, que é o que as planilhas em português esperam."""
    tabela = csv.writer(destino, delimiter=";", lineterminator="\n")
    tabela.writerow(COLUNAS)
    for resultado in report.com_achados:
        situacao = "aceito" if resultado.aceito else "recusado"
        for achado in resultado.achados:
            textos = (resultado.recurso, resultado.chave, situacao, achado.codigo, achado.severidade)
            celulas = (*textos, " ".join(achado.lugares), achado.mensagem)
            tabela.writerow([harmless(resultado.arquivo), resultado.linha, *map(harmless, celulas)])


def harmless(texto: str) -> str:
    """O texto com um apóstrofo na frente, se uma planilha o tomaria por uma fórmula."""
    return f"'{texto}" if texto.startswith(FORMULA) else texto
