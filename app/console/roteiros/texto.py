"""Os textos de um roteiro: os marcadores que se trocam ao usá-los, e a prosa que se lê."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from app.console.writing import dia

_MARCADOR = re.compile(r"\{(hoje)([+-][0-9]{1,4})?\}|\{(unidade|origem|autorizadora|codigo|usuario)\}")
_TRECHO = re.compile(r"`([^`\n]+)`|\*\*([^*\n]+)\*\*")
CODIGO = "{codigo}"
"""O marcador do código de recuperação."""
SEM_CODIGO = "o-codigo-que-chegou-por-e-mail"
"""O que se mostra no lugar do código de recuperação, antes de haver um."""
NULO = "{nulo}"
"""O texto que, sozinho num valor, vira null: o TOML não o tem."""

Trocas = Mapping[str, str]


def marks(hoje: date, unidade: str, usuario: str, codigo: str | None) -> Trocas:
    """O que se põe no lugar de cada marcador; `hoje` vale também com dias a mais ou a menos."""
    origem, _, autorizadora = unidade.partition("/")
    return {
        "hoje": hoje.isoformat(),
        "unidade": unidade,
        "origem": origem,
        "autorizadora": autorizadora,
        "usuario": usuario,
        "codigo": codigo or SEM_CODIGO,
    }


def filled(valor: Any, trocas: Trocas) -> Any:
    """O valor com os marcadores trocados, em todo texto dele."""
    match valor:
        case str() if valor == NULO:
            return None
        case str():
            return _MARCADOR.sub(lambda achado: _value(achado, trocas, date.isoformat), valor)
        case dict():
            return {nome: filled(interno, trocas) for nome, interno in valor.items()}
        case list():
            return [filled(interno, trocas) for interno in valor]
        case date():
            # Uma data do TOML, sem aspas.
            return valor.isoformat()
        case _:
            return valor


def address(caminho: str, trocas: Trocas) -> str:
    """O caminho com os marcadores trocados; o que eles trazem não muda o sentido do endereço."""
    return str(filled(caminho, {nome: quote(valor, safe="/@") for nome, valor in trocas.items()}))


def _value(achado: re.Match[str], trocas: Trocas, written: Callable[[date], str]) -> str:
    if achado[1]:
        return written(date.fromisoformat(trocas["hoje"]) + timedelta(days=int(achado[2] or 0)))
    return trocas[achado[3]]


@dataclass(frozen=True, slots=True)
class Trecho:
    """Um pedaço de uma frase: `tipo` é texto, codigo ou forte."""

    tipo: str
    texto: str


@dataclass(frozen=True, slots=True)
class Bloco:
    """Um parágrafo, ou uma lista de itens."""

    tipo: str
    linhas: list[list[Trecho]]


def prose(texto: str, trocas: Trocas | None = None) -> list[Bloco]:
    """Os parágrafos, separados por linhas em branco; as linhas que começam por hífen são itens de uma lista.

    Com as trocas, os marcadores vão trocados, e os dias, como se escrevem no Brasil.
    """
    if trocas is not None:
        texto = _MARCADOR.sub(lambda achado: _value(achado, trocas, dia), texto)
    return [bloco for trecho in re.split(r"\n\s*\n", texto.strip()) for bloco in _blocks(trecho)]


def _blocks(trecho: str) -> Iterator[Bloco]:
    corrido: list[str] = []
    itens: list[str] = []
    for linha in filter(None, map(str.strip, trecho.splitlines())):
        if linha.startswith("- "):
            itens.append(linha[2:])
        elif itens:
            itens[-1] += f" {linha}"
        else:
            corrido.append(linha)
    if corrido:
        yield Bloco("paragrafo", [_runs(" ".join(corrido))])
    if itens:
        yield Bloco("lista", [_runs(item) for item in itens])


def _runs(linha: str) -> list[Trecho]:
    runs, fim = [], 0
    for achado in _TRECHO.finditer(linha):
        runs.append(Trecho("texto", linha[fim : achado.start()]))
        runs.append(Trecho("codigo", achado[1]) if achado[1] else Trecho("forte", achado[2]))
        fim = achado.end()
    return [run for run in (*runs, Trecho("texto", linha[fim:])) if run.texto]
