"""As listas do que está guardado: uma página, de um cursor em diante, ou tudo, página a página.

As páginas seguem a ordem da chave: o que se guarda enquanto se leem não repete nem esconde linha alguma.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from app.receive import Chave, Recurso
from app.records.listing_cursor import read_cursor, write_cursor
from app.records.listing_filters import Consulta
from app.storage import listagem
from app.storage.database import Database
from app.storage.listagem import Filtro, Posicao
from app.storage.vizinhanca import TABELAS

PACIENCIA = 2.0
"""Segundos por que se procura o que encheria uma página; depois, vai o que se achou, e o cursor de onde se parou."""
TRECHO = 200
"""Linhas que se leem de cada vez, de uma lista inteira: poucos milissegundos, para que os demais não esperem."""


@dataclass(frozen=True, slots=True)
class Pagina:
    """As linhas de uma página, cada uma com as colunas da tabela e as contagens, e o cursor da seguinte, se há."""

    linhas: list[dict[str, Any]]
    proximo: str | None


@dataclass(frozen=True, slots=True)
class Guardado:
    """Um documento inteiro, como viaja, e quando foi guardado pela primeira e pela última vez."""

    documento: dict[str, Any]
    data_insercao: datetime
    data_atualizacao: datetime


async def page(database: Database, recurso: str, consulta: Consulta, paciencia: float | None = None) -> Pagina:
    """A página que se pede, ou o que dela se acha em tantos segundos; se não se dizem, em `PACIENCIA`.

    Erros: InvalidCursor, Unavailable.
    """
    filtro = consulta.filter()
    parou = _position(recurso, filtro, consulta.cursor)
    return await _page(database, recurso, filtro, parou, consulta.limite, PACIENCIA if paciencia is None else paciencia)


async def pages(database: Database, recurso: str, consulta: Consulta) -> AsyncIterator[list[dict[str, Any]]]:
    """Tudo o que se pede, do cursor em diante, aos poucos. Erros: InvalidCursor, Unavailable."""
    filtro, cursor = consulta.filter(), consulta.cursor
    while True:
        pagina = await _page(database, recurso, filtro, _position(recurso, filtro, cursor), TRECHO, PACIENCIA)
        yield pagina.linhas
        cursor = pagina.proximo
        if cursor is None:
            return
        await _let_others()


async def total(database: Database, recurso: str, consulta: Consulta) -> int:
    """Quantas linhas os filtros deixam passar, em todas as páginas. Erros: Unavailable."""
    filtro, contadas, parou = consulta.filter(), 0, None
    while True:
        quantas, parou = await database.look(partial(listagem.count, recurso=recurso, filtro=filtro, depois_de=parou))
        contadas += quantas
        if parou is None:
            return contadas
        await _let_others()


async def stored(database: Database, recurso: Recurso[Any, Any], chave: Chave) -> Guardado | None:
    """O documento inteiro desta chave, que vem na ordem do caminho, ou nada. Erros: Unavailable."""
    documento = await database.look(partial(recurso.store.load, chave=chave))
    named = dict(recurso.named(chave))
    datas = await database.look(partial(listagem.dates, recurso=recurso.nome, chave=named))
    return Guardado(json.loads(documento), **datas) if documento is not None and datas is not None else None


async def _page(
    database: Database, recurso: str, filtro: Filtro, parou: Posicao | None, limite: int, paciencia: float
) -> Pagina:
    linhas: list[dict[str, Any]] = []
    prazo = time.monotonic() + paciencia
    while True:
        # Uma a mais, que diz se há outra página.
        passo = partial(listagem.stretch, recurso=recurso, filtro=filtro, depois_de=parou)
        trecho = await database.look(partial(passo, quantas=limite + 1 - len(linhas)))
        linhas, parou = [*linhas, *trecho.linhas], trecho.parou
        if len(linhas) > limite:
            return Pagina(linhas[:limite], write_cursor(listagem.position_of(recurso, filtro, linhas[limite - 1])))
        if parou is None or time.monotonic() > prazo:
            return Pagina(linhas, None if parou is None else write_cursor(parou))
        await _let_others()


async def _let_others() -> None:
    """Dá a vez aos outros pedidos: no SQLite, nada mais a daria, nem o envio da resposta a quem a lê depressa."""
    await asyncio.sleep(0)


def _position(recurso: str, filtro: Filtro, cursor: str | None) -> Posicao | None:
    """A posição que um cursor diz. Erros: InvalidCursor."""
    if cursor is None:
        return None
    colunas = (TABELAS[recurso].c[name] for name in listagem.order_of(recurso, filtro))
    return read_cursor(cursor, [coluna.type.python_type for coluna in colunas])
