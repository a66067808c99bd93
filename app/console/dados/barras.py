"""Barras repartidas: quem contribui com uma entrega, e para onde vai um plano de trabalho. Só contas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from app.storage.citacao import Participacao

LARGURA = 640.0
INTEIRO = 100
"""O percentual de uma pessoa inteira."""
CORES = 6
MAIS_PARTES = 24
"""Quantas partes uma barra mostra; as menores se juntam na última."""
MAIS_INTEIROS = 20
"""Quantas marcas de pessoa inteira se desenham."""
DEMAIS = "demais"


@dataclass(frozen=True, slots=True)
class Parte:
    """Um pedaço de uma barra; `cor` é o número de uma das `CORES`, ou `demais`."""

    nome: str
    valor: int
    x: float
    largura: float
    cor: str


@dataclass(frozen=True, slots=True)
class Reparte:
    """Uma barra pronta para se desenhar; `inteiros` são os lugares de cada 100 %, menos o zero."""

    partes: tuple[Parte, ...]
    inteiros: tuple[float, ...]
    largura: float = LARGURA


@dataclass(frozen=True, slots=True)
class Procurada:
    """Uma entrega e quem contribui com ela, de quem mais dá a quem menos dá; as canceladas não contam na soma."""

    participacoes: tuple[Participacao, ...]
    canceladas: tuple[Participacao, ...]

    @property
    def soma(self) -> int:
        return sum(item.percentual for item in self.participacoes)

    @property
    def horas(self) -> int:
        """As horas que os percentuais dão, arredondadas."""
        return round(sum(item.centesimos for item in self.participacoes) / 100)


def by_delivery(todas: Iterable[Participacao]) -> dict[str | None, Procurada]:
    """As participações de cada entrega citada, exista ela ou não."""
    juntas: dict[str | None, list[Participacao]] = {}
    for item in todas:
        juntas.setdefault(item.id_entrega, []).append(item)
    return {
        id_entrega: Procurada(
            tuple(sorted((item for item in itens if not item.cancelado), key=_largest_first)),
            tuple(sorted((item for item in itens if item.cancelado), key=_largest_first)),
        )
        for id_entrega, itens in juntas.items()
    }


def colours(participacoes: Iterable[Participacao]) -> dict[str, str]:
    """A cor de cada pessoa, a mesma em todas as barras de uma página."""
    pessoas = sorted({item.matricula_siape for item in participacoes})
    return {matricula: str(n % CORES) for n, matricula in enumerate(pessoas)}


def colours_in_order(percentuais: Iterable[int]) -> list[str]:
    """A cor com que `divide` pinta cada parte, se não lhe dão cores; vazia, a da que não se desenha."""
    vistas = 0
    cores = []
    for percentual in percentuais:
        cores.append("" if percentual <= 0 else str(vistas % CORES) if vistas < MAIS_PARTES else DEMAIS)
        vistas += percentual > 0
    return cores


def scale(somas: Iterable[int]) -> int:
    """O percentual que enche uma barra: o primeiro múltiplo de 100 em que cabe a maior das somas."""
    return max(ceil(max(somas, default=0) / INTEIRO), 1) * INTEIRO


def divide(partes: Sequence[tuple[str, int]], cheio: int, cores: Mapping[str, str] | None = None) -> Reparte:
    """A barra em que cada parte, de nome e percentual, ocupa o lugar que lhe toca de `cheio`, na ordem dada.

    As que não dão nada não se desenham. Sem `cores`, cada parte tem a da vez.
    """
    com_algo = [(nome, valor) for nome, valor in partes if valor > 0]
    mostradas, demais = com_algo[:MAIS_PARTES], com_algo[MAIS_PARTES:]
    x, desenhadas = 0.0, []
    for n, (nome, valor) in enumerate(mostradas):
        largura = valor / cheio * LARGURA
        desenhadas.append(Parte(nome, valor, x, largura, cores[nome] if cores else str(n % CORES)))
        x += largura
    if demais:
        valor = sum(valor for _, valor in demais)
        desenhadas.append(Parte(f"outras {len(demais)}", valor, x, valor / cheio * LARGURA, DEMAIS))
    quantos = cheio // INTEIRO
    inteiros = tuple(n * INTEIRO / cheio * LARGURA for n in range(1, quantos)) if quantos <= MAIS_INTEIROS else ()
    return Reparte(tuple(desenhadas), inteiros)


def _largest_first(item: Participacao) -> tuple[int, str]:
    return -item.percentual, item.matricula_siape
