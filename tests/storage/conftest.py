"""Um banco migrado por tipo, esvaziado antes de cada teste, e como se corre nele uma transação."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from app.storage import reinicio, schema
from app.storage.database import Database
from app.storage.opening import open_database
from tests.conftest import BANCOS, banco_vazio

Resultado = TypeVar("Resultado")


@dataclass
class Guarda:
    """Um banco aberto, com um laço de eventos só para ele."""

    database: Database
    laco: asyncio.Runner

    def escrever(self, work: Callable[[Connection], Resultado], *guards: str) -> Resultado:
        return self.laco.run(self.database.write(work, *guards))

    def ler(self, work: Callable[[Connection], Resultado]) -> Resultado:
        return self.laco.run(self.database.look(work))


@pytest.fixture(scope="session", params=BANCOS)
def banco_migrado(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """O endereço de um banco com as tabelas, em cada um dos dois tipos."""
    with banco_vazio(request.param, request, tmp_path_factory.mktemp("guarda")) as endereco:
        schema.upgrade(open_database(endereco))
        yield endereco


@pytest.fixture
def guarda(banco_migrado: str) -> Iterator[Guarda]:
    """O banco, sem linha alguma."""
    with asyncio.Runner() as laco:
        aberto = Guarda(open_database(banco_migrado), laco)
        aberto.escrever(lambda connection: reinicio.empty(connection, reinicio.TUDO))
        yield aberto
        laco.run(aberto.database.close())
