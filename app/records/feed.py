"""O diário ao vivo: um leitor por processo, enquanto alguém acompanha, e cada um de onde parou.

O leitor vê o que todos os processos guardam, porque lê o banco. Quem fica para trás, ou volta depois de cair, lê dele o
que perdeu: nada se acumula à espera de ninguém.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from itertools import takewhile

from app.records.summary import RegistroResumo, summarise
from app.rules.rule import Unavailable
from app.storage import registro
from app.storage.database import Database, DatabaseFault

FEED = "feed"
"""Onde, no estado que o servidor entrega a cada conexão, fica o `Feed` que ela encerra ao encerrar."""
INTERVALO = 0.25
"""Segundos entre uma leitura do diário e a seguinte."""
ESPERA = 1.0
"""Segundos até a próxima tentativa, quando o banco não responde."""
PAGINA = 200
"""Registros que se leem de cada vez."""
RECENTES = 1_000
"""Quantos ficam na memória, uma vez só, para todos os que acompanham de perto."""


class Feed:
    """Os registros novos, para quem os quiser acompanhar. Fecha-se com `stop`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._following = 0
        self._reader: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self._news = asyncio.Event()
        # Na memória está tudo o que foi guardado depois de `_since`, até `_until`.
        self._recent: deque[RegistroResumo] = deque()
        self._since = self._until = 0

    @asynccontextmanager
    async def follow(self, depois_de: int | None) -> AsyncIterator["Follower"]:
        """Acompanha o que for guardado depois desta ordem; sem ela, ou se o diário não chegou lá, de agora em diante.

        Erros: Unavailable.
        """
        last = await self._database.look(registro.last_order)
        self._following += 1
        if self._reader is None:
            self._recent.clear()
            self._since = self._until = last
            self._reader = asyncio.create_task(self._read())
        try:
            yield Follower(self, last if depois_de is None else min(depois_de, last))
        finally:
            self._following -= 1

    def close(self) -> None:
        """Avisa a todos que acabou. Quem encerra o servidor espera que eles saiam antes de o encerrar."""
        self._closing.set()
        self._announce()

    async def stop(self) -> None:
        """Encerra, e espera que o leitor largue o banco."""
        self.close()
        if self._reader is not None:
            await self._reader

    async def after(self, ordem: int) -> Sequence[RegistroResumo]:
        """O que foi guardado depois desta ordem, ao menos um; nada, quando acabou."""
        while not self._closing.is_set():
            news = self._news
            if ordem < self._since:
                if found := await self._page(ordem):
                    return found
            elif found := list(takewhile(lambda resumo: resumo.ordem > ordem, reversed(self._recent))):
                return found[: -PAGINA - 1 : -1]
            await news.wait()
        return ()

    async def _read(self) -> None:
        """Lê o diário até que ninguém o acompanhe."""
        try:
            while self._following and not self._closing.is_set():
                page = await self._page(self._until)
                for resumo in page:
                    if len(self._recent) == RECENTES:
                        self._since = self._recent.popleft().ordem
                    self._recent.append(resumo)
                    self._until = resumo.ordem
                if page:
                    self._announce()
                if len(page) < PAGINA:
                    await self._pause(INTERVALO)
        finally:
            self._reader = None

    def _announce(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def _page(self, ordem: int) -> list[RegistroResumo]:
        """O que há no banco depois desta ordem; com ele fora do ar, espera que volte. Nada, também, quando acabou."""
        while not self._closing.is_set():
            try:
                linhas = await self._database.look(partial(registro.after, ordem=ordem, quantos=PAGINA))
            except (Unavailable, DatabaseFault):
                await self._pause(ESPERA)
            else:
                return [summarise(linha) for linha in linhas]
        return []

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)


class Follower:
    """Quem acompanha o diário, e até onde o leu."""

    def __init__(self, feed: Feed, ordem: int) -> None:
        self._feed = feed
        self._ordem = ordem

    async def next(self) -> Sequence[RegistroResumo]:
        """Os registros seguintes, ao menos um, assim que os haja; nada, quando o servidor encerra."""
        found = await self._feed.after(self._ordem)
        if found:
            self._ordem = found[-1].ordem
        return found
