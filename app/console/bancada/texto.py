"""O que se colou: um documento, uma lista deles, ou vários em sequência; e onde o JSON se quebra."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.explain.curl import written
from app.records.content import MAIS_NIVEIS, shallow

MAIS_DOCUMENTOS = 200
"""Quantos documentos se mandam de uma vez: quem tem mais usa um cliente, ou `pgd validar`."""
PERTO = 30
"""Quantos caracteres se mostram de cada lado do ponto em que o JSON se quebra."""
FUNDO = "O JSON tem níveis demais, um dentro do outro. Os documentos do contrato têm três."


class Illegible(Exception):
    """O texto não é JSON; a mensagem diz onde, e o que costuma ser."""


@dataclass(frozen=True, slots=True)
class Colado:
    """O que se leu. `varios`, se é uma lista ou uma sequência; `repetidas`, as chaves que um objeto traz duas vezes."""

    documentos: Sequence[Any]
    varios: bool
    repetidas: Sequence[str]


@dataclass(frozen=True)
class Texto:
    """Um texto que se colou, e que só se lê uma vez, por mais que se lhe pergunte."""

    escrito: str

    def read(self) -> Colado:
        """O que o texto traz. Erros: Illegible."""
        if isinstance(self._lido, Illegible):
            raise self._lido
        return self._lido

    @cached_property
    def _lido(self) -> Colado | Illegible:
        try:
            return read(self.escrito)
        except Illegible as erro:
            return erro


def read(texto: str) -> Colado:
    """O que o texto traz. Erros: Illegible."""
    repetidas: dict[str, None] = {}

    def pairs(pares: list[tuple[str, Any]]) -> dict[str, Any]:
        lido = dict(pares)
        if len(lido) < len(pares):
            vezes = Counter(nome for nome, _ in pares)
            repetidas.update(dict.fromkeys(nome for nome, quantas in vezes.items() if quantas > 1))
        return lido

    if not texto.strip():
        raise Illegible("Não há nada escrito. Cole um documento em JSON, ou comece de um modelo.")
    try:
        valores = _sequence(json.JSONDecoder(object_pairs_hook=pairs), texto)
    except json.JSONDecodeError as erro:
        raise Illegible(_where(texto, erro)) from None
    except RecursionError:
        raise Illegible(FUNDO) from None
    except ValueError:
        raise Illegible("O JSON traz um número com algarismos demais para se ler.") from None
    if not all(shallow(valor, MAIS_NIVEIS) for valor in valores):
        raise Illegible(FUNDO)
    em_lista = len(valores) == 1 and isinstance(valores[0], list)
    documentos = valores[0] if em_lista else valores
    return Colado(documentos, em_lista or len(valores) > 1, list(repetidas))


def pretty(documento: Any) -> str:
    """O documento em JSON, endentado, com os acentos como são; com escapes, se algum caractere está pela metade."""
    texto = json.dumps(documento, ensure_ascii=False, indent=2)
    try:
        texto.encode()
    except UnicodeEncodeError:
        return json.dumps(documento, indent=2)
    return texto


def single_line(documento: Any) -> str:
    """O documento em JSON, como se envia."""
    return written(documento)


def _sequence(decoder: json.JSONDecoder, texto: str) -> list[Any]:
    valores: list[Any] = []
    posicao = 0
    # Um a mais do que cabe basta para dizer que são demais.
    while posicao < len(texto) and len(valores) <= MAIS_DOCUMENTOS:
        while posicao < len(texto) and texto[posicao] in " \t\r\n":
            posicao += 1
        if posicao == len(texto):
            break
        valor, posicao = decoder.raw_decode(texto, posicao)
        valores.append(valor)
    return valores


def _where(texto: str, erro: json.JSONDecodeError) -> str:
    perto = texto[max(erro.pos - PERTO, 0) : erro.pos + PERTO].replace("\n", " ").strip()
    fim = "o texto acaba antes do tempo" if erro.pos >= len(texto.rstrip()) else f"perto de: {perto}"
    return (
        f"O JSON se quebra na linha {erro.lineno}, coluna {erro.colno}; {fim}. Confira ali aspas, vírgulas e chaves: "
        "não pode haver vírgula depois do último item, nem aspas simples."
    )
