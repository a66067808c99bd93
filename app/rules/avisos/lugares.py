"""Os lugares de um documento que um aviso aponta: como se percorrem, e como se diz de quem são e quantos são."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from app.rules.rule import ONDE, Place

DE_QUEM = {
    "entregas": "da entrega",
    "contribuicoes": "da contribuição",
    "avaliacoes_registros_execucao": "da avaliação",
}
"""Como se diz de quem é o campo de um item de cada lista, antes do número dele."""


@dataclass(frozen=True, slots=True)
class Campos:
    """Os nomes de alguns campos de um plano, e os de alguns campos dos itens de cada lista dele."""

    do_plano: tuple[str, ...]
    dos_itens: Mapping[str, tuple[str, ...]]

    def values(self, plano: object) -> list[Any]:
        """Só os valores, sem os lugares: corre em todo envio, e quase sempre basta para ver que tudo está bem."""
        values = [getattr(plano, campo) for campo in self.do_plano]
        for lista, campos in self.dos_itens.items():
            itens = getattr(plano, lista)
            for campo in campos:
                values.extend(map(attrgetter(campo), itens))
        return values

    def places(self, plano: object) -> Iterator[tuple[Place, Any]]:
        """Cada lugar e o valor que está nele: primeiro os do plano, depois os de cada item."""
        for campo in self.do_plano:
            yield (campo,), getattr(plano, campo)
        for lista, campos in self.dos_itens.items():
            for posicao, item in enumerate(getattr(plano, lista)):
                for campo in campos:
                    yield (lista, posicao, campo), getattr(item, campo)


def found(onde: Sequence[Place]) -> dict[str, Any]:
    """A evidência do que se achou em um ou mais lugares: quais, quantos, e a frase que diz que há mais."""
    return {"quantas": len(onde), "mais": more(len(onde) - 1), ONDE: tuple(onde)}


def field_at(place: Place) -> dict[str, Any]:
    """A evidência de um campo: o nome dele, e se é do plano ou de que item."""
    if len(place) == 1:
        return {"campo": place[0], "de_quem": "do plano"}
    lista, posicao, campo = place
    return {"campo": campo, "de_quem": f"{DE_QUEM[str(lista)]} {int(posicao) + 1}"}


def more(quantos: int) -> str:
    """A frase, depois de um espaço, que diz em quantos outros lugares acontece o mesmo; vazia se em nenhum."""
    if quantos == 0:
        return ""
    return " O mesmo acontece em mais um lugar." if quantos == 1 else f" O mesmo acontece em mais {quantos} lugares."


def repeated(ids: Iterable[str]) -> list[int]:
    """As posições, a partir de zero, dos identificadores que já apareceram antes."""
    vistos: set[str] = set()
    posicoes = []
    for posicao, id_ in enumerate(ids):
        if id_ in vistos:
            posicoes.append(posicao)
        vistos.add(id_)
    return posicoes
