"""Os modelos que `pgd modelo` grava: um documento de exemplo de cada recurso, que `pgd validar` aceita sem avisos."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from app.check.kinds import KINDS, Kind
from app.rules.exemplo import BASES


class Template(StrEnum):
    """Em que formato os modelos se gravam."""

    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"


def templates(formato: Template) -> Mapping[str, bytes]:
    """O nome de cada arquivo e o conteúdo dele."""
    match formato:
        case Template.CSV:
            return {f"{nome}.csv": _table(linhas) for kind in KINDS for nome, linhas in _tables(kind).items()}
        case Template.JSON:
            return {f"{kind.nome}.json": _json([BASES[kind.nome]], indent=2) for kind in KINDS}
        case Template.JSONL:
            return {f"{kind.nome}.jsonl": _json(BASES[kind.nome]) for kind in KINDS}


def _tables(kind: Kind) -> Mapping[str, list[Mapping[str, Any]]]:
    """A tabela do recurso e a de cada lista dele, que leva a chave do plano em cada linha."""
    documento = BASES[kind.nome]
    listas = kind.esquema.listas
    chave = {nome: documento[nome] for nome in kind.chave}
    proprio = {nome: valor for nome, valor in documento.items() if nome not in listas}
    return {kind.nome: [proprio], **{lista: [{**chave, **item} for item in documento[lista]] for lista in listas}}


def _table(linhas: Iterable[Mapping[str, Any]]) -> bytes:
    """Com a marca de UTF-8 e ponto e vírgula, como as planilhas em português a abrem."""
    texto = io.StringIO()
    linhas = list(linhas)
    tabela = csv.DictWriter(texto, list(linhas[0]), delimiter=";", lineterminator="\r\n")
    tabela.writeheader()
    tabela.writerows({nome: _cell(valor) for nome, valor in linha.items()} for linha in linhas)
    return texto.getvalue().encode("utf-8-sig")


def _cell(valor: Any) -> str:
    return ("true" if valor else "false") if isinstance(valor, bool) else str(valor)


def _json(valor: Any, indent: int | None = None) -> bytes:
    return (json.dumps(valor, ensure_ascii=False, indent=indent) + "\n").encode()
