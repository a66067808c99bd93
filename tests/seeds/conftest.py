"""Um banco semeado sem servidor, e o que nele ficou guardado."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from app.journal import Journal
from app.seeds.semeadura import Alvo, PedidoDeSemeadura, Resumo
from app.seeds.semear import start
from app.storage import reinicio, schema
from app.storage.opening import open_database

Guardado = dict[str, list[Any]]
"""As linhas de cada tabela, na ordem das chaves."""
AGORA = datetime(2025, 7, 1, 12, tzinfo=UTC)


async def _nada(*_: Any) -> None:
    """A aplicação que uma história não usa."""


def semear(endereco: str, **pedido: Any) -> tuple[Resumo, Guardado]:
    """Migra o banco, semeia-o, e devolve o resumo e o que ficou guardado, escrito do mesmo jeito nos dois bancos."""

    async def tudo() -> tuple[Resumo, Guardado]:
        database = open_database(endereco)
        schema.upgrade(database)
        try:
            alvo = Alvo(database, Journal(database, 10), _nada, "", 30)
            *_, ultimo = [passo async for passo in await start(alvo, PedidoDeSemeadura(**pedido), AGORA)]
            assert isinstance(ultimo, Resumo)
            linhas = {
                tabela.name: [
                    tuple(map(_sem_fuso, linha))
                    for linha in await database.look(
                        lambda connection, tabela=tabela: connection.execute(  # type: ignore[misc]  # o laço fixa a tabela
                            select(tabela).order_by(*tabela.primary_key)
                        ).all()
                    )
                ]
                for tabela in reinicio.DADOS
            }
            return ultimo, linhas
        finally:
            await database.close()

    return asyncio.run(tudo())


def _sem_fuso(valor: Any) -> Any:
    return valor.replace(tzinfo=None) if isinstance(valor, datetime) else valor
