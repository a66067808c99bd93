"""Uma lista em CSV, para abrir numa planilha: trecho a trecho, sem nunca a ter inteira na memória."""

import csv
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any

from pydantic import BaseModel

from app.check.report.as_csv import harmless

BOM = "\ufeff"
"""Com que o Excel reconhece UTF-8."""


async def sheet(colunas: Sequence[str], trechos: AsyncIterator[Iterable[Mapping[str, Any]]]) -> AsyncIterator[str]:
    """O CSV, com os nomes das colunas na primeira linha e separado por ponto e vírgula.

    Um texto que a planilha tomaria por fórmula ganha um apóstrofo na frente.
    """
    yield header(colunas)
    async for linhas in trechos:
        yield written(linhas, colunas)


def columns_of(modelo: type[BaseModel]) -> list[str]:
    """As colunas: os campos de cada linha, menos o endereço do documento, que numa planilha de nada serve."""
    return [name for name in modelo.model_fields if name != "documento"]


def header(colunas: Sequence[str]) -> str:
    """O começo de um CSV: o que diz que é UTF-8, e os nomes das colunas."""
    return BOM + written([dict(zip(colunas, colunas, strict=True))], colunas)


def written(linhas: Iterable[Mapping[str, Any]], colunas: Sequence[str]) -> str:
    """As linhas, em CSV; o que é nulo fica vazio."""
    destino = StringIO()
    tabela = csv.writer(destino, delimiter=";", lineterminator="\r\n")
    tabela.writerows([_cell(linha[coluna]) for coluna in colunas] for linha in linhas)
    return destino.getvalue()


def _cell(valor: Any) -> Any:
    if isinstance(valor, date):
        # Como no JSON.
        return valor.isoformat().replace("+00:00", "Z")
    return harmless(valor) if isinstance(valor, str) else valor
