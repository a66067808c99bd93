"""O caminho conhecido mais perto de um que não existe, e o que entre os dois difere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import unquote

from app.explain.request import ROTAS, is_name, segments_of

PARECIDOS = 0.6
"""A partir de que semelhança uma parte do caminho se toma por outra mal escrita."""
MAIS_DIFERENCAS = 2.5
"""Com mais diferenças que isto, o caminho não se parece com nenhum."""
MAIS_PARTES = 20
"""Quantas partes do caminho se comparam."""
MAIS_CARACTERES = 60
"""Quanto de uma parte do caminho se repete."""

_BARRA = re.compile("%2f", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Um jeito de ler o caminho como a rota: quanto custa, quantas partes fixas acertou, e o que difere."""

    cost: float = 0.0
    matched: int = 0
    differences: tuple[str, ...] = ()

    def step(self, cost: float, difference: str = "", matched: int = 0) -> "Alignment":
        """A mesma leitura com uma parte a mais."""
        said = (*self.differences, difference) if difference else self.differences
        return Alignment(self.cost + cost, self.matched + matched, said)


def closest(partes: Sequence[str]) -> tuple[str, str] | None:
    """A rota mais parecida com as partes de um caminho, ainda codificadas, e o que difere; nada, se nenhuma parece."""
    lidas = partes[:MAIS_PARTES]
    rota, melhor = min(((rota, _align(lidas, segments_of(rota))) for rota in ROTAS), key=lambda lida: _best(lida[1]))
    if not melhor.matched or melhor.cost > MAIS_DIFERENCAS or not melhor.differences:
        return None
    return rota, "; ".join(melhor.differences)


def _align(partes: Sequence[str], rota: Sequence[str]) -> Alignment:
    """A melhor leitura das partes como a rota: a distância de edição, parte por parte, da esquerda para a direita."""
    linha = [Alignment()]
    for da_rota in rota:
        linha.append(linha[-1].step(1, f"falta {da_rota}"))
    for parte in partes:
        anterior, linha = linha, [linha[0].step(1, f"sobra {_shown(parte)}")]
        for n, da_rota in enumerate(rota):
            leituras = (
                anterior[n + 1].step(1, f"sobra {_shown(parte)}"),
                linha[n].step(1, f"falta {da_rota}"),
                _paired(anterior[n], parte, da_rota),
            )
            linha.append(min(leituras, key=_best))
    return linha[-1]


def _best(leitura: Alignment) -> tuple[float, int]:
    return leitura.cost, -leitura.matched


def _paired(antes: Alignment, parte: str, da_rota: str) -> Alignment:
    """A leitura em que esta parte do caminho é esta parte da rota."""
    if is_name(da_rota):
        if not parte:
            return antes.step(1, f"{da_rota} está vazio")
        if _BARRA.search(parte):
            return antes.step(0.5, f"{da_rota} traz uma barra (%2F), e a API não encontra ids com barra")
        # Mais que nada: entre duas leituras, ganha a que acerta as partes fixas.
        return antes.step(0.01)
    if parte == da_rota:
        return antes.step(0, matched=bool(parte))
    semelhanca = SequenceMatcher(None, unquote(parte).casefold(), da_rota, autojunk=False).ratio()
    dito = f"em vez de {da_rota} veio {_shown(parte)}"
    return antes.step(1 - semelhanca + 0.1, dito, matched=1) if semelhanca >= PARECIDOS else antes.step(2, dito)


def _shown(parte: str) -> str:
    if not parte:
        return "uma barra"
    return parte if len(parte) <= MAIS_CARACTERES else f"{parte[:MAIS_CARACTERES]}…"
