"""O desenho dos planos de uma pessoa: uma faixa por plano, sobre os meses em que eles cabem."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

LARGURA, MARGEM = 640.0, 8.0
LINHA, CABECA = 40.0, 26.0
MENOR_FAIXA = 3.0
MAIS_MESES = 12
"""Até quantos meses levam nome no desenho; de mais do que isso, só alguns."""
MESES = ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez")
PALAVRAS = {"guardada": "guardado", "cancelada": "cancelado", "recusada": "recusado agora"}


@dataclass(frozen=True, slots=True)
class Faixa:
    """Um plano no tempo; `como` é guardada, cancelada ou recusada."""

    nome: str
    inicio: date
    termino: date
    como: str

    @classmethod
    def of_text(cls, nome: Any, inicio: Any, termino: Any) -> "Faixa | None":
        """A faixa de um plano recusado, se ele trazia datas que se leiam."""
        try:
            faixa = cls(str(nome), date.fromisoformat(inicio), date.fromisoformat(termino), "recusada")
        except (TypeError, ValueError):
            return None
        return faixa if faixa.inicio <= faixa.termino else None


@dataclass(frozen=True, slots=True)
class Barra:
    """Uma faixa desenhada: onde começa, quanto mede, em que altura, e o que se lê dela."""

    faixa: Faixa
    x: float
    y: float
    largura: float
    dito: str


@dataclass(frozen=True, slots=True)
class Desenho:
    """As barras e os meses: cada mês, com o lugar em que começa e o nome, vazio se não cabe."""

    largura: float
    altura: float
    barras: list[Barra]
    meses: list[tuple[float, str]]
    em_palavras: str


def draw(faixas: Sequence[Faixa]) -> Desenho:
    """O desenho destas faixas, ao menos uma, na ordem em que começam."""
    em_ordem = sorted(faixas, key=lambda faixa: (faixa.inicio, faixa.termino, faixa.nome))
    comeco = em_ordem[0].inicio.replace(day=1)
    fim = _next_month(max(faixa.termino for faixa in em_ordem))
    dias = max((fim - comeco).days, 1)
    escala = (LARGURA - 2 * MARGEM) / dias

    def place(dia: date) -> float:
        return round(MARGEM + (dia - comeco).days * escala, 1)

    barras = [
        Barra(
            faixa,
            place(faixa.inicio),
            CABECA + LINHA * n,
            max(round(((faixa.termino - faixa.inicio).days + 1) * escala, 1), MENOR_FAIXA),
            f"{faixa.inicio:%d/%m} a {faixa.termino:%d/%m/%Y}, {PALAVRAS[faixa.como]}",
        )
        for n, faixa in enumerate(em_ordem)
    ]
    meses = _months(comeco, fim)
    cada = -(-len(meses) // MAIS_MESES)
    nomes = [(place(mes), _called(mes, n) if n % cada == 0 else "") for n, mes in enumerate(meses)]
    palavras = "; ".join(f"{barra.faixa.nome[:60]}, de {barra.dito}" for barra in barras)
    return Desenho(LARGURA, CABECA + LINHA * len(barras) + MARGEM, barras, nomes, palavras)


def _called(mes: date, n: int) -> str:
    nome = MESES[mes.month - 1]
    return f"{nome}/{mes.year % 100:02d}" if n == 0 or mes.month == 1 else nome


def _months(comeco: date, fim: date) -> list[date]:
    meses = [comeco]
    while (mes := _next_month(meses[-1])) < fim and len(meses) < 1_200:
        meses.append(mes)
    return meses


def _next_month(dia: date) -> date:
    try:
        return (dia.replace(day=1) + timedelta(days=32)).replace(day=1)
    except OverflowError:
        return date.max
