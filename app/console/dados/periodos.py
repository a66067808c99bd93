"""Os planos de uma pessoa no tempo: o que se sobrepõe, e o que falta.

Só contas, sobre dias. O fim de um plano é o último dia dele, que também conta.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class Plano:
    """Um plano de trabalho, no que importa ao calendário; `recusado`, se a API não o guardou."""

    id: str
    executora: int
    inicio: date
    termino: date
    status: int
    recusado: bool = False


@dataclass(frozen=True, slots=True)
class Trecho:
    """Dias seguidos, e os planos em vigor em todos eles, em ordem de início; nenhum, se ninguém os cobre."""

    inicio: date
    termino: date
    planos: tuple[Plano, ...] = ()

    @property
    def dias(self) -> int:
        return (self.termino - self.inicio).days + 1


def overlaps(planos: Sequence[Plano]) -> list[Trecho]:
    """Os trechos, os mais longos que se podem, em que os mesmos dois planos, ou mais, estão em vigor."""
    return [trecho for trecho in _stretches(planos) if len(trecho.planos) > 1]


def gaps(planos: Sequence[Plano]) -> list[Trecho]:
    """Os dias, entre o primeiro e o último de todos, em que nenhum plano está em vigor."""
    return [trecho for trecho in _stretches(planos) if not trecho.planos]


def in_force(planos: Iterable[Plano], dia: date) -> list[Plano]:
    """Os planos em vigor neste dia."""
    return [plano for plano in planos if plano.inicio <= dia <= plano.termino]


def _stretches(planos: Sequence[Plano]) -> Iterator[Trecho]:
    """Os dias, do primeiro ao último de todos, em trechos em que os planos em vigor são os mesmos."""
    # Em números de dias: depois do último dia do calendário não há data.
    mudam = sorted({dia for plano in planos for dia in (plano.inicio.toordinal(), plano.termino.toordinal() + 1)})
    em_ordem = sorted(planos, key=attrgetter("inicio", "termino", "id"))
    vigentes: list[Plano] = []
    proximo = 0
    for comeco, seguinte in pairwise(mudam):
        vigentes = [plano for plano in vigentes if plano.termino.toordinal() >= comeco]
        while proximo < len(em_ordem) and em_ordem[proximo].inicio.toordinal() == comeco:
            vigentes.append(em_ordem[proximo])
            proximo += 1
        yield Trecho(date.fromordinal(comeco), date.fromordinal(seguinte - 1), tuple(vigentes))


def joined(trechos: Iterable[Trecho]) -> Iterator[Trecho]:
    """Os trechos, com os que se seguem sem intervalo juntos num só."""
    aberto: Trecho | None = None
    for trecho in trechos:
        if aberto is not None and trecho.inicio.toordinal() == aberto.termino.toordinal() + 1:
            aberto = Trecho(aberto.inicio, trecho.termino)
            continue
        if aberto is not None:
            yield aberto
        aberto = Trecho(trecho.inicio, trecho.termino)
    if aberto is not None:
        yield aberto
