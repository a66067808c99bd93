"""O relatório em JSON: as contas, e todos os documentos, também os aceitos."""

import json
from typing import TextIO

from app.check.report.report import Report


def write_json(report: Report, destino: TextIO) -> None:
    """`{"resumo": …, "documentos": […]}`, um documento por linha."""
    resumo = json.dumps(report.resumo.as_dict(), ensure_ascii=False)
    destino.write(f'{{"resumo": {resumo},\n"documentos": [')
    for numero, resultado in enumerate(report.verdicts):
        destino.write(f"{',' if numero else ''}\n{resultado.to_json()}")
    destino.write("\n]}\n")
