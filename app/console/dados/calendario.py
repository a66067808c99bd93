"""O calendário dos planos de uma pessoa: que meses se mostram, e onde fica cada coisa.

Só contas, sobre dias: as páginas desenham o que daqui sai. O fim de um plano é o último dia dele, que também conta.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from itertools import groupby
from operator import attrgetter

from app.console.dados.periodos import Plano, Trecho, gaps, joined, overlaps

MESES = ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez")
MESES_POR_ANO = 12
PRIMEIRO_MES, ULTIMO_MES = MESES_POR_ANO, 9_999 * MESES_POR_ANO + MESES_POR_ANO - 1
"""Janeiro do ano 1 e dezembro do ano 9999, contados como `month_of`: o calendário não tem outros."""
MENOS_MESES, MAIS_MESES = 6, 24
"""Quantos meses se mostram de uma vez, se ninguém diz quantos."""
ADIANTE = 6
"""Quantos meses depois de hoje se mostram, quando os planos não cabem todos."""

LARGURA = 1_000.0
"""A do desenho, nas unidades dele, onde não se diz outra."""
MENOR_BARRA = 3.0
MENOR_MES = 34.0
"""A largura em que cabe o nome de um mês."""
CABECALHO, TITULO, LINHA, RESPIRO = 46.0, 26.0, 32.0, 10.0
"""As alturas: dos meses, do nome de uma executora, de uma linha de planos, e do que separa duas executoras."""


@dataclass(frozen=True, slots=True)
class Janela:
    """Meses inteiros: `primeiro`, como `month_of` os conta, e quantos."""

    primeiro: int
    meses: int

    @property
    def inicio(self) -> date:
        return _first_day(self.primeiro)

    @property
    def termino(self) -> date:
        ultimo = _first_day(self.primeiro + self.meses - 1)
        return ultimo.replace(day=monthrange(ultimo.year, ultimo.month)[1])

    def shows(self, inicio: date, termino: date) -> bool:
        """Se algum destes dias se mostra."""
        return inicio <= self.termino and termino >= self.inicio

    @property
    def nome(self) -> str:
        """O primeiro mês, como se escreve num endereço: `2025-07`."""
        return f"{self.primeiro // MESES_POR_ANO:04d}-{self.primeiro % MESES_POR_ANO + 1:02d}"

    def moved(self, meses: int) -> "Janela":
        """A mesma janela, tantos meses depois, ou antes, sem sair do calendário."""
        return Janela(_clamped(self.primeiro + meses, self.meses), self.meses)


@dataclass(frozen=True, slots=True)
class Fatia:
    """Onde uns dias ficam, na horizontal; se começam antes do que se mostra, e se terminam depois."""

    x: float
    largura: float
    de_antes: bool = False
    segue: bool = False


@dataclass(frozen=True, slots=True)
class Barra:
    """Um plano no desenho."""

    plano: Plano
    fatia: Fatia
    y: float


@dataclass(frozen=True, slots=True)
class Faixa:
    """Os planos de uma executora: `y` é o de cima dela, e as barras que se sobrepõem ficam em linhas diferentes."""

    executora: int
    y: float
    altura: float
    barras: tuple[Barra, ...]


@dataclass(frozen=True, slots=True)
class Mes:
    """Um mês no desenho; `nome` é vazio onde não cabe, e `ano` só vem no primeiro mês de cada ano que se mostra."""

    x: float
    nome: str
    ano: int | None


@dataclass(frozen=True, slots=True)
class Desenho:
    """O calendário pronto para se escrever. `hoje` é o meio do dia; nada, se ele não se mostra."""

    janela: Janela
    altura: float
    meses: tuple[Mes, ...]
    faixas: tuple[Faixa, ...]
    sobreposicoes: tuple[Fatia, ...]
    vaos: tuple[Fatia, ...]
    hoje: float | None
    largura: float

    @property
    def planos(self) -> list[Plano]:
        """Os planos desenhados, de cima para baixo."""
        return [barra.plano for faixa in self.faixas for barra in faixa.barras]


def month_of(dia: date) -> int:
    """O mês do dia, contado de modo que o seguinte é um a mais."""
    return dia.year * MESES_POR_ANO + dia.month - 1


def month_named(nome: str) -> int:
    """O mês que `2025-07` nomeia, contado como `month_of`."""
    ano, mes = nome.split("-")
    return int(ano) * MESES_POR_ANO + int(mes) - 1


def window(planos: Sequence[Plano], hoje: date) -> Janela:
    """Os meses que convém mostrar: todos os dos planos e o de hoje, se cabem; senão, os do plano mais perto de hoje."""
    extremos = [month_of(dia) for plano in planos for dia in (plano.inicio, plano.termino)]
    primeiro, ultimo = min(extremos, default=month_of(hoje)), max(extremos, default=month_of(hoje))
    com_hoje = min(primeiro, month_of(hoje)), max(ultimo, month_of(hoje))
    if com_hoje[1] - com_hoje[0] < MAIS_MESES:
        primeiro, ultimo = com_hoje
    if ultimo - primeiro >= MAIS_MESES:
        perto = min((_nearest(plano, hoje) for plano in planos), key=lambda dia: abs(dia - hoje))
        fim = max(min(ultimo, month_of(perto) + ADIANTE), primeiro + MAIS_MESES - 1)
        primeiro, ultimo = fim - MAIS_MESES + 1, fim
    meses = max(ultimo - primeiro + 1, MENOS_MESES)
    return Janela(_clamped(primeiro, meses), meses)


def place(inicio: date, termino: date, janela: Janela, largura: float = LARGURA) -> Fatia | None:
    """Onde estes dias ficam; nada, se nenhum se mostra."""
    if not janela.shows(inicio, termino):
        return None
    comeco = _x(max(inicio, janela.inicio).toordinal(), janela, largura)
    fim = _x(min(termino, janela.termino).toordinal() + 1, janela, largura)
    tamanho = max(fim - comeco, MENOR_BARRA)
    return Fatia(min(comeco, largura - tamanho), tamanho, inicio < janela.inicio, termino > janela.termino)


def draw(
    planos: Sequence[Plano], janela: Janela, hoje: date, mais: int | None = None, largura: float = LARGURA
) -> Desenho:
    """O desenho dos planos que se mostram na janela, até tantos.

    O que se sobrepõe ou falta leva em conta todos, também os que não se mostram.
    """
    y, faixas = CABECALHO, []
    visiveis = sorted(
        (plano for plano in planos if janela.shows(plano.inicio, plano.termino)),
        key=attrgetter("executora", "inicio", "termino", "id"),
    )[:mais]
    for executora, da_executora in groupby(visiveis, attrgetter("executora")):
        barras, linhas = [], 0
        for linha, plano in _rows(list(da_executora)):
            fatia = place(plano.inicio, plano.termino, janela, largura)
            linhas = max(linhas, linha + 1)
            if fatia is not None:
                barras.append(Barra(plano, fatia, y + TITULO + linha * LINHA))
        altura = TITULO + linhas * LINHA + RESPIRO
        faixas.append(Faixa(executora, y, altura, tuple(barras)))
        y += altura
    return Desenho(
        janela=janela,
        altura=max(y, CABECALHO + LINHA),
        meses=tuple(_months(janela, largura)),
        faixas=tuple(faixas),
        sobreposicoes=tuple(_placed(joined(overlaps(planos)), janela, largura)),
        vaos=tuple(_placed(gaps(planos), janela, largura)),
        hoje=_x(hoje.toordinal() + 0.5, janela, largura) if janela.shows(hoje, hoje) else None,
        largura=largura,
    )


def _rows(planos: Sequence[Plano]) -> Iterator[tuple[int, Plano]]:
    """Cada plano, em ordem de início, e a primeira linha livre para ele."""
    ocupadas: list[tuple[date, int]] = []
    livres: list[int] = []
    linhas = 0
    for plano in planos:
        while ocupadas and ocupadas[0][0] < plano.inicio:
            heappush(livres, heappop(ocupadas)[1])
        if livres:
            linha = heappop(livres)
        else:
            linha, linhas = linhas, linhas + 1
        heappush(ocupadas, (plano.termino, linha))
        yield linha, plano


def _months(janela: Janela, largura: float) -> Iterator[Mes]:
    cada = -(-MENOR_MES * janela.meses // largura)
    for n in range(janela.meses):
        dia = _first_day(janela.primeiro + n)
        ano = dia.year if n == 0 or dia.month == 1 else None
        yield Mes(_x(dia.toordinal(), janela, largura), MESES[dia.month - 1] if n % cada == 0 else "", ano)


def _placed(trechos: Iterable[Trecho], janela: Janela, largura: float) -> Iterator[Fatia]:
    for trecho in trechos:
        fatia = place(trecho.inicio, trecho.termino, janela, largura)
        if fatia is not None:
            yield fatia


def _x(dia: float, janela: Janela, largura: float) -> float:
    """O lugar do começo deste dia, contado como em `toordinal`."""
    comeco, fim = janela.inicio.toordinal(), janela.termino.toordinal() + 1
    return (dia - comeco) / (fim - comeco) * largura


def _nearest(plano: Plano, dia: date) -> date:
    """O dia do plano mais perto deste."""
    return min(max(dia, plano.inicio), plano.termino)


def _first_day(mes: int) -> date:
    return date(mes // MESES_POR_ANO, mes % MESES_POR_ANO + 1, 1)


def _clamped(primeiro: int, meses: int) -> int:
    return max(PRIMEIRO_MES, min(primeiro, ULTIMO_MES - meses + 1))
