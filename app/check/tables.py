"""As tabelas em CSV: que tabela é esta, e como uma linha vira parte de um documento.

Cada recurso tem a sua tabela. Os itens de um plano vêm em tabela própria, com a chave do plano em cada linha, ou em
colunas da tabela dos planos, com o plano repetido em cada linha.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from types import NoneType
from typing import Any, get_args

from app.check.kinds import KINDS, Kind
from app.rules.avisos.forma import Esquema

MAIS_ALGARISMOS = 19
"""Quantos algarismos tem o maior inteiro do contrato, de 64 bits."""
BOOLEANOS = {"true": True, "verdadeiro": True, "false": False, "falso": False}
"""Como os programas de planilha escrevem os dois valores."""


@dataclass(frozen=True, eq=False)
class Layout:
    """O que uma tabela traz: os campos do recurso, ou só a chave dele, e os itens de algumas das listas."""

    kind: Kind
    do_recurso: bool
    listas: tuple[str, ...]

    @cached_property
    def cabeca(self) -> frozenset[str]:
        """As colunas que são do próprio documento."""
        if not self.do_recurso:
            return frozenset(self.kind.chave)
        return self.kind.esquema.campos - self.kind.esquema.listas.keys()

    @cached_property
    def colunas(self) -> frozenset[str]:
        return self.cabeca.union(*(self.kind.esquema.listas[lista].campos for lista in self.listas))

    def likeness(self, cabecalho: frozenset[str]) -> float:
        """Quanto o cabeçalho se parece com estas colunas, de 0 a 1."""
        return len(self.colunas & cabecalho) / len(self.colunas | cabecalho)

    def fits(self, cabecalho: frozenset[str]) -> bool:
        """Se o cabeçalho traz ao menos metade das colunas e, quando há itens, a chave que os liga ao plano."""
        tem_chave = not self.listas or cabecalho.issuperset(self.kind.chave)
        return tem_chave and 2 * len(self.colunas & cabecalho) >= len(self.colunas)


def _layouts(kind: Kind) -> Iterator[Layout]:
    listas = sorted(kind.esquema.listas)
    for quantas in range(len(listas) + 1):
        for escolha in combinations(listas, quantas):
            yield Layout(kind=kind, do_recurso=True, listas=escolha)
            if escolha:
                yield Layout(kind=kind, do_recurso=False, listas=escolha)


LAYOUTS = tuple(layout for kind in KINDS for layout in _layouts(kind))


def layout_of(cabecalho: Collection[str]) -> Layout | None:
    """A tabela com que o cabeçalho mais se parece, se alguma cabe nele."""
    nomes = frozenset(cabecalho)
    cabem = [layout for layout in LAYOUTS if layout.fits(nomes)]
    return max(cabem, key=lambda layout: layout.likeness(nomes), default=None)


@dataclass(frozen=True, slots=True)
class Row:
    """Uma linha já repartida: o que é do documento, e o item de cada lista que ela traz."""

    documento: dict[str, Any]
    itens: Mapping[str, dict[str, Any]]


Cell = tuple[int, str, Callable[[str], Any]]
"""A posição de uma coluna, o nome dela, e como se lê a célula."""


class RowReader:
    """Como se reparte cada linha de uma tabela com estas colunas."""

    def __init__(self, layout: Layout, colunas: Sequence[str]) -> None:
        kind, nomes = layout.kind, frozenset(colunas) - {""}
        desconhecidas = nomes - layout.colunas
        self._colunas = len(colunas)
        self._do_documento = _cells(
            kind.esquema, colunas, nomes & layout.cabeca | (desconhecidas if layout.do_recurso else frozenset())
        )
        self._dos_itens = {}
        for lista in layout.listas:
            esquema = kind.esquema.listas[lista]
            self._dos_itens[lista] = _cells(esquema, colunas, nomes & (esquema.campos - layout.cabeca))
        # Numa tabela só de itens, é a cada item que falta dizer que o contrato não conhece a coluna.
        self._a_mais = [] if layout.do_recurso else _cells(kind.esquema, colunas, desconhecidas)
        self._nulos = dict.fromkeys(_nullable(kind) if layout.do_recurso else ())

    def read(self, celulas: Sequence[str]) -> Row:
        """A linha, com os números das colunas de números; a célula vazia é um campo que não se envia.

        Vão como null os campos do documento que não podem faltar e podem ser vazios.
        """
        celulas = [*celulas, *[""] * (self._colunas - len(celulas))]
        itens = {lista: item for lista, campos in self._dos_itens.items() if (item := _values(campos, celulas))}
        a_mais = _values(self._a_mais, celulas)
        documento = self._nulos | _values(self._do_documento, celulas)
        return Row(documento, {lista: item | a_mais for lista, item in itens.items()})


def _nullable(kind: Kind) -> Iterator[str]:
    for nome, campo in kind.recurso.modelo.model_fields.items():
        if campo.is_required() and NoneType in get_args(campo.annotation):
            yield nome


def _cells(esquema: Esquema, colunas: Sequence[str], quais: Collection[str]) -> list[Cell]:
    return [(posicao, nome, _reader(esquema, nome)) for posicao, nome in enumerate(colunas) if nome in quais]


def _values(campos: Sequence[Cell], celulas: Sequence[str]) -> dict[str, Any]:
    return {nome: read(celulas[posicao]) for posicao, nome, read in campos if celulas[posicao]}


def _reader(esquema: Esquema, nome: str) -> Callable[[str], Any]:
    """Como se lê a célula: só vira número ou booleano a que sem dúvida é um; o resto fica para as regras julgarem."""
    if nome in esquema.inteiros:
        return _integer
    return _boolean if nome in esquema.booleanos else str


def _integer(celula: str) -> Any:
    algarismos = celula.strip().removeprefix("-")
    inteiro = algarismos.isascii() and algarismos.isdigit() and len(algarismos) <= MAIS_ALGARISMOS
    return int(celula) if inteiro else celula


def _boolean(celula: str) -> Any:
    return BOOLEANOS.get(celula.strip().lower(), celula)
