"""Procurar no diário aos poucos: por mais que ele guarde, o servidor segue atendendo."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Parte:
    """O que se achou até onde se olhou.

    `ate` é a última ordem olhada, na direção em que se ia, e `ultima`, a mais nova que o diário tinha, ou zero.
    `faltam` diz que a paciência acabou antes da página: o que não se olhou ainda pode trazer mais.
    """

    registros: Sequence[RegistroResumo]
    proximo: str | None
    ate: int
    ultima: int
    faltam: bool


async def page(database: Database, listagem: Listagem) -> PaginaDeRegistros:
    """A página, dos mais novos aos mais antigos; com `depois_de`, ao contrário. Erros: Unavailable."""
    parte = await part(database, listagem)
    return PaginaDeRegistros(registros=list(parte.registros), proximo=parte.proximo)


async def part(database: Database, listagem: Listagem, paciencia: float | None = None) -> Parte:
    """A página ou, se não se acha toda nestes segundos, o começo dela. Erros: Unavailable."""
    todas = await database.look(registro_busca.extent)
    if listagem.depois_de is not None:
        ordens = range(max(todas.start, listagem.depois_de + 1), todas.stop)
    else:
        ordens = range(todas.start, todas.stop if listagem.cursor is None else min(listagem.cursor, todas.stop))[::-1]
    filtro = listagem.filtro()
    achados, restam = await find(database, Linha, filtro, ordens, listagem.limite + 1, paciencia)
    ficam = achados[: listagem.limite]
    cheia = len(achados) > len(ficam)
    faltam = bool(restam) and not cheia
    vista = ficam[-1].ordem if cheia else restam[0] - restam.step if faltam else _end(ordens, listagem)
    continua = listagem.depois_de is None and (cheia or faltam)
    return Parte(
        registros=[summarise(linha) for linha in ficam],
        proximo=cursor_of(vista) if continua else None,
        ate=vista,
        ultima=max(todas.stop - 1, 0),
        faltam=faltam,
    )


def _end(ordens: range, listagem: Listagem) -> int:
    """A última das ordens; sem nenhuma, aquela de que se partiu."""
    return ordens[-1] if ordens else listagem.depois_de or listagem.cursor or 0


async def find(
    database: Database,
    forma: type[Guardado],
    filtro: Filtro,
    ordens: range,
    quantos: int,
    paciencia: float | None = None,
) -> tuple[list[Guardado], range]:
    """Até tantos registros destas ordens, na direção delas, e as ordens que ficaram por ver. Erros: Unavailable.

    Com `paciencia`, em segundos, para-se depois deles, ainda que haja mais.
    """
    achados: list[Guardado] = []
    janela = PRIMEIRA_JANELA
    # Quem tem pressa conta também o que o PostgreSQL trabalha fora deste processo.
    relogio = time.thread_time if paciencia is None else time.monotonic
    comeco = time.monotonic()
    while ordens and len(achados) < quantos:
        faltam = quantos - len(achados)
        examinar = partial(registro_busca.search, forma=forma, filtro=filtro, ordens=ordens[:janela], quantos=faltam)
        inicio = relogio()
        novos = await database.look(examinar)
        achados += novos
        vistas = janela if len(novos) < faltam else ordens.index(novos[-1].ordem) + 1
        ordens = ordens[vistas:]
        if paciencia is not None and time.monotonic() - comeco > paciencia:
            break
        # No máximo quatro vezes a anterior: do pouco que uma custou não se conclui muito da seguinte.
        ritmo = DURACAO / max(relogio() - inicio, DURACAO / 4)
        janela = min(max(int(janela * ritmo), MENOR_JANELA), MAIOR_JANELA)
        await asyncio.sleep(0)
    return achados, ordens
