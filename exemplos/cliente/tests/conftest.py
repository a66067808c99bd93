"""O que os testes recebem: o cliente apontado para o simulador, e as esperas que ele teria feito."""

from collections.abc import Iterator

import pytest
from simulador_pgd import Pgd

from cliente_pgd import ClientePgd


@pytest.fixture
def esperas() -> list[float]:
    """Os segundos que o cliente teria esperado antes de cada nova tentativa."""
    return []


@pytest.fixture
def cliente(pgd: Pgd, esperas: list[float]) -> Iterator[ClientePgd]:
    """O cliente, com um segundo de paciência por resposta, que anota as esperas em vez de dormir."""
    with ClientePgd(
        pgd.url, pgd.email, pgd.senha, tempo_limite=1.0, esperas=(1.0, 2.0), dormir=esperas.append
    ) as aberto:
        yield aberto
