"""O acaso que se repete: o mesmo pedido sorteia sempre o mesmo."""

from itertools import pairwise
from random import Random
from uuid import UUID


def draw(*chave: object) -> Random:
    """Um sorteio só desta chave, que não depende do que se sorteou antes."""
    return Random("/".join(map(str, chave)))  # noqa: S311  # inventa dados de exemplo; não guarda segredo


def identifier(sorteio: Random) -> str:
    """Um UUID, como os sistemas dos órgãos os escrevem."""
    return str(UUID(int=sorteio.getrandbits(128), version=4))


def shares(sorteio: Random, partes: int) -> list[int]:
    """Percentuais múltiplos de 5, nenhum zero, que somam 100; até 20 partes."""
    cortes = [0, *sorted(sorteio.sample(range(1, 20), partes - 1)), 20]
    return [5 * (fim - inicio) for inicio, fim in pairwise(cortes)]
