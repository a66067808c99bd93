"""A vez de semear: uma semeadura por vez, entre todos os processos que partilham o banco."""

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from app.rules.rule import Unavailable
from app.seeds.semeadura import AlreadySeeding
from app.storage import semeadura
from app.storage.database import Database

Result = TypeVar("Result")

DURA = 20_000
"""Milissegundos por que vale a vez sem que a renovem: o que se espera por um processo que morreu."""
RENOVA = 2.0
"""Segundos entre uma renovação e outra."""


class Vez:
    """A vez que se tem: quem a tem a renova enquanto semeia, e a devolve ao fim."""

    def __init__(self, database: Database, held: int) -> None:
        self._database = database
        self._held = held
        self._renewed_at = time.monotonic()

    async def renew(self) -> None:
        """Renova a vez, se já é hora. Erros: AlreadySeeding, se ela venceu e outro a tomou."""
        if time.monotonic() - self._renewed_at < RENOVA:
            return
        held, until = self._held, machine() + DURA
        # Se o banco não responde, quem semeia logo o saberá; e quem queira tomar a vez também não consegue.
        with suppress(Unavailable):
            if not await self._database.write(lambda connection: semeadura.renew(connection, held, until)):
                raise AlreadySeeding(
                    "A semeadura ficou parada tempo demais, e outra começou no lugar dela: o banco é o que a outra "
                    "deixar. Espere que ela termine e, se ainda quiser esta, semeie de novo, com recomecar "
                    "(--recomecar)."
                )
            self._held, self._renewed_at = until, time.monotonic()

    async def during(self, work: Coroutine[Any, Any, Result]) -> Result:
        """O que este trabalho devolve; enquanto ele dura, a vez se renova. Erros: os dele, e os de `renew`."""
        task = asyncio.create_task(work)
        try:
            while not (await asyncio.wait({task}, timeout=RENOVA))[0]:
                await self.renew()
            return task.result()
        finally:
            task.cancel()

    async def release(self) -> None:
        """Devolve a vez, também quando quem pediu foi embora. Se o banco não responde, ela vence sozinha."""
        with suppress(Unavailable):
            await asyncio.shield(self._database.write(lambda connection: semeadura.release(connection, self._held)))


async def take(database: Database) -> Vez:
    """A vez, se ninguém a tem. Erros: AlreadySeeding; Unavailable."""
    now = machine()
    until = now + DURA
    if not await database.write(lambda connection: semeadura.claim(connection, now, until)):
        raise AlreadySeeding(
            "Já há uma semeadura em curso neste banco, e as duas se misturariam. Espere que ela termine, e peça de "
            "novo."
        )
    return Vez(database, until)


async def running(database: Database) -> bool:
    """Se há uma semeadura em curso, neste processo ou noutro. Erros: Unavailable."""
    now = machine()
    return await database.look(lambda connection: semeadura.running(connection, now))


def machine() -> int:
    """O instante agora, na máquina, em milissegundos desde 1970."""
    return time.time_ns() // 1_000_000
