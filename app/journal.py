"""O diário: numera os pedidos e os guarda atrás da resposta, em lotes, sem nunca fazer um pedido falhar."""

import asyncio
import logging
from collections import deque
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

from app.rules.rule import Unavailable
from app.storage import registro
from app.storage.database import Database

INTERVALO = 0.2
"""Segundos entre um lote e o seguinte."""
ESPERA = 0.3
"""Segundos em que qualquer processo acaba de guardar o que já respondeu."""
LOTE = 200
"""Registros por lote: poucos, para que a escrita de um lote não demore a dos pedidos."""
FAIXA = 2_500
"""Números reservados de cada vez: mais do que se atende num intervalo.

É também o limite do que espera na memória quando o banco não responde: sem número, um pedido não deixa registro.
"""

ENSAIO = 0
"""O número do pedido que só se ensaia: registro algum o tem."""

_log = logging.getLogger(__name__)


class Keeper(Protocol):
    """Quem numera os pedidos e fica com o registro de cada um."""

    def number(self) -> int | None:
        """O número do próximo registro; nada, se ele não há de ser guardado."""

    def keep(self, linha: dict[str, Any]) -> None:
        """Fica com o registro."""


class Journal:
    """Abre-se com `start` e fecha-se com `stop`, que guarda o que falta.

    `processes` são quantos processos deste servidor o guardam juntos; num PostgreSQL, outros servidores também podem.
    """

    def __init__(self, database: Database, limite: int, processes: int = 1) -> None:
        self._database = database
        self._limite = limite
        self._processes = processes
        self._pending: deque[dict[str, Any]] = deque()
        self._numbers: list[range] = []
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._flushing = asyncio.Lock()

    async def start(self) -> None:
        """Reserva a primeira faixa de números e passa a guardar. Erros: Unavailable."""
        await self._reserve()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Guarda o que falta e devolve os números que sobraram."""
        self._stopping.set()
        if self._task is not None:
            await self._task
        with suppress(Unavailable):
            await self.flush()
            for resto in reversed(self._numbers):
                await self._database.write(partial(registro.give_back, resto=resto))

    def number(self) -> int | None:
        """O número do próximo registro; nada, se o banco não deixou reservar outros."""
        if not self._numbers:
            return None
        primeira = self._numbers[0]
        if len(primeira) == 1:
            self._numbers.pop(0)
        else:
            self._numbers[0] = primeira[1:]
        return primeira[0]

    def keep(self, linha: dict[str, Any]) -> None:
        """Deixa um registro para o próximo lote."""
        self._pending.append(linha)

    async def flush(self) -> None:
        """Guarda já tudo o que espera, também o lote que já esteja a caminho. Erros: Unavailable, e nada se perde."""
        async with self._flushing:
            await self._flush()

    async def settle(self, *, everywhere: bool = False) -> None:
        """Espera até que todo processo deste servidor tenha guardado o que já respondeu; `everywhere`, também os de
        outros servidores que partilhem o banco. Erros: Unavailable.
        """
        await self.flush()
        if self._processes > 1 or (everywhere and self._database.kind == "postgresql"):
            await asyncio.sleep(ESPERA)

    async def _flush(self) -> None:
        while self._pending:
            lote = [self._pending.popleft() for _ in range(min(LOTE, len(self._pending)))]
            try:
                await self._database.write(partial(registro.keep, linhas=lote, limite=self._limite))
            except Unavailable:
                self._pending.extendleft(reversed(lote))
                raise
            except Exception:  # noqa: BLE001  # um lote que o banco não aceita não pode parar o diário
                _log.exception("Um lote de %d registros do diário não pôde ser guardado e foi descartado.", len(lote))

    async def _run(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), INTERVALO)
            try:
                if sum(map(len, self._numbers)) < FAIXA:
                    await self._reserve()
                await self.flush()
            except Unavailable:
                _log.warning("O banco não responde: %d registros do diário esperam.", len(self._pending))
            except Exception:  # noqa: BLE001  # o diário não pode parar: tenta de novo no próximo intervalo
                _log.exception("O diário tropeçou e tenta de novo.")

    async def _reserve(self) -> None:
        self._numbers.append(await self._database.write(partial(registro.reserve, quantos=FAIXA)))
