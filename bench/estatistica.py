"""As contas: o mesmo que os relatórios dizem, sem mais nada."""

import math
import statistics
from collections.abc import Sequence


def mediana(valores: Sequence[float]) -> float:
    """O do meio; com um número par deles, a média dos dois do meio. Erros: StatisticsError, sem valores."""
    return statistics.median(valores)


def percentil(valores: Sequence[float], porcento: float) -> float:
    """O menor dos valores que não é menor que tantos por cento deles (posto mais próximo): sempre um que se mediu.

    `porcento` vai de 0, de fora, a 100. Erros: ValueError, sem valores.
    """
    if not valores:
        raise ValueError("não há valores de que tirar um percentil")
    return sorted(valores)[math.ceil(porcento / 100 * len(valores)) - 1]
