"""Há uma ordem, um pedido de cada vez, que explique tudo o que se viu? A busca de Wing e Gong, com memória.

Um pedido acontece num instante entre a saída e a chegada: a ordem respeita os que terminaram antes de outro começar.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from math import inf
from typing import Generic, TypeVar

E = TypeVar("E", bound=Hashable)


@dataclass(frozen=True)
class Operacao(Generic[E]):
    """O que um pedido disse de um objeto.

    `depois` recebe o estado do objeto e devolve o seguinte, ou None se a resposta vista não podia vir daquele estado.
    Quem não `escreve` nunca muda o estado.
    """

    nome: str
    saiu: float
    chegou: float
    escreve: bool
    depois: Callable[[E], E | None] = field(repr=False)


def sem_explicacao(operacoes: Iterable[Operacao[E]], inicial: E) -> list[Operacao[E]]:
    """Vazia quando há uma ordem que explica todas; senão, as que se podiam seguir à mais longa ordem que se achou.

    Uma leitura possível vai logo para a ordem: não muda o estado, e adiá-la não abre caminho nenhum. Só a escolha da
    próxima escrita se desfaz: adiar uma que não mude o estado de agora, como apagar o vazio, pode ser preciso.
    """
    ordenadas = sorted(operacoes, key=lambda operacao: operacao.saiu)
    mais_longe, presas = -1, list[Operacao[E]]()
    vistos = set[tuple[int, frozenset[int], E]]()
    pilha: list[tuple[int, frozenset[int], E]] = [(0, frozenset(), inicial)]
    while pilha:
        primeira, feitas, estado = pilha.pop()
        while True:
            possiveis = _possiveis(ordenadas, primeira, feitas)
            leituras = [n for n in possiveis if not ordenadas[n].escreve and ordenadas[n].depois(estado) == estado]
            if not leituras:
                break
            primeira, feitas = _com(primeira, feitas, leituras)
        if not possiveis:
            return []
        if (primeira, feitas, estado) in vistos:
            continue
        vistos.add((primeira, feitas, estado))
        if primeira + len(feitas) > mais_longe:
            mais_longe, presas = primeira + len(feitas), [ordenadas[n] for n in possiveis]
        # A que chegou antes fica no alto da pilha: é quase sempre a certa.
        for n in sorted(possiveis, key=lambda n: -ordenadas[n].chegou):
            seguinte = ordenadas[n].depois(estado) if ordenadas[n].escreve else None
            if seguinte is not None:
                pilha.append((*_com(primeira, feitas, [n]), seguinte))
    return presas


def _possiveis(ordenadas: list[Operacao[E]], primeira: int, feitas: frozenset[int]) -> list[int]:
    """As que podem vir agora: nenhuma outra por fazer terminou antes de elas começarem."""
    possiveis, limite = [], inf
    for n in range(primeira, len(ordenadas)):
        if n not in feitas:
            if ordenadas[n].saiu > limite:
                break
            possiveis.append(n)
            limite = min(limite, ordenadas[n].chegou)
    return possiveis


def _com(primeira: int, feitas: frozenset[int], novas: Iterable[int]) -> tuple[int, frozenset[int]]:
    """A primeira por fazer e as feitas depois dela, com mais estas."""
    todas = feitas.union(novas)
    while primeira in todas:
        primeira += 1
    return primeira, frozenset(n for n in todas if n > primeira)
