"""Procurar no diário aos poucos: por mais que ele guarde, o servidor segue atendendo."""

import asyncio
import time
from functools import partial
from typing import Annotated

from pydantic import BaseModel, Field

from app.records.query import Listagem, cursor_of
from app.records.summary import RegistroResumo, summarise
from app.storage import registro_busca
from app.storage.database import Database
from app.storage.registro import Guardado, Linha
from app.storage.registro_busca import Filtro

PRIMEIRA_JANELA, MENOR_JANELA, MAIOR_JANELA = 500, 50, 5_000
"""Quantos registros se examinam de cada vez: no começo, no mínimo e no máximo."""
DURACAO = 0.01
"""Segundos de CPU que se quer que leve cada exame: enquanto ele corre no SQLite, o laço não atende mais ninguém."""


class PaginaDeRegistros(BaseModel):
    """Parte do que se procura."""

    registros: list[RegistroResumo]
    proximo: Annotated[str | None, Field(title="O cursor da página seguinte", description="Nulo, se não há outra.")]


async def page(database: Database, listagem: Listagem) -> PaginaDeRegistros:
    """A página, dos mais novos aos mais antigos; com `depois_de`, ao contrário. Erros: Unavailable."""
    todas = await database.look(registro_busca.extent)
    if listagem.depois_de is not None:
        ordens = range(max(todas.start, listagem.depois_de + 1), todas.stop)
    else:
        ordens = range(todas.start, todas.stop if listagem.cursor is None else min(listagem.cursor, todas.stop))[::-1]
    achados, _ = await find(database, Linha, listagem.filtro(), ordens, listagem.limite + 1)
    ficam = achados[: listagem.limite]
    ha_mais = len(achados) > len(ficam) and listagem.depois_de is None
    return PaginaDeRegistros(
        registros=[summarise(linha) for linha in ficam], proximo=cursor_of(ficam[-1].ordem) if ha_mais else None
    )


async def find(
    database: Database, forma: type[Guardado], filtro: Filtro, ordens: range, quantos: int
) -> tuple[list[Guardado], range]:
    """Até tantos registros destas ordens, na direção delas, e as ordens que ficaram por ver. Erros: Unavailable."""
    achados: list[Guardado] = []
    janela = PRIMEIRA_JANELA
    while ordens and len(achados) < quantos:
        faltam = quantos - len(achados)
        examinar = partial(registro_busca.search, forma=forma, filtro=filtro, ordens=ordens[:janela], quantos=faltam)
        inicio = time.thread_time()
        novos = await database.look(examinar)
        achados += novos
        vistas = janela if len(novos) < faltam else ordens.index(novos[-1].ordem) + 1
        ordens = ordens[vistas:]
        # No máximo quatro vezes a anterior: do pouco que uma custou não se conclui muito da seguinte.
        ritmo = DURACAO / max(time.thread_time() - inicio, DURACAO / 4)
        janela = min(max(int(janela * ritmo), MENOR_JANELA), MAIOR_JANELA)
        await asyncio.sleep(0)
    return achados, ordens
