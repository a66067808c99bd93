"""O que os testes de queda recebem: a semente, quantas vezes, e onde contar."""

from collections.abc import Callable
from random import SystemRandom

import pytest

from tests.queda import relato

Contar = Callable[[str], None]


@pytest.fixture
def semente(request: pytest.FixtureRequest) -> int:
    """A da opção `--semente`, ou outra a cada vez."""
    dada: int | None = request.config.getoption("--semente", default=None)
    return SystemRandom().randrange(1_000_000) if dada is None else dada


@pytest.fixture
def quedas(request: pytest.FixtureRequest) -> int:
    """Quantas vezes se mata cada servidor: a opção `--quedas`."""
    quantas: int = request.config.getoption("--quedas", default=relato.QUEDAS)
    return quantas


@pytest.fixture
def segundos_parado(request: pytest.FixtureRequest) -> float:
    """Quanto o PostgreSQL fica parado: a opção `--parada`."""
    segundos: float = request.config.getoption("--parada", default=relato.PARADA)
    return segundos


@pytest.fixture
def contar(record_property: Callable[[str, object], None]) -> Contar:
    """Deixa uma linha para o fim da saída, que o xdist leva a quem a escreve."""
    return lambda linha: record_property(relato.PROPRIEDADE, linha)
