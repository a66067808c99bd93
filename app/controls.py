"""Os controles em vigor, em todo processo: que horas são para o simulador, e que falhas estão armadas.

Lê-los do banco a cada pedido só é barato no SQLite. No PostgreSQL, o que se leu vale por `Database.lease` segundos, e
quem muda um controle só responde depois de passado esse tempo: quem pede depois da resposta vê sempre a mudança.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.rules.rule import Unavailable
from app.storage import controle, falha, relogio
from app.storage.database import Database, DatabaseFault
from app.storage.falha import FalhaArmada
from app.storage.relogio import DA_MAQUINA, Relogio

DO_PEDIDO = "pgd.controles"
"""A extensão ASGI com que um pedido feito de dentro do processo traz controles só seus; nenhum cliente a alcança."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Controles:
    """O relógio do simulador e as falhas armadas."""

    relogio: Relogio = DA_MAQUINA
    falhas: tuple[FalhaArmada, ...] = ()


class Controls:
    """O que este processo sabe dos controles."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading = asyncio.Lock()
        self._known = Controles()
        self._version: int | None = None
        self._read_at = float("-inf")

    async def current(self) -> Controles:
        """Os controles em vigor; enquanto o banco não responde, os últimos que se souberam."""
        if time.monotonic() - self._read_at >= self._database.lease:
            async with self._reading:
                # De novo: quem tinha a vez pode tê-los lido.
                if time.monotonic() - self._read_at >= self._database.lease:
                    await self._read()
        return self._known

    async def settle(self) -> None:
        """Espera até que todo processo tenha deixado de usar o que lera antes de agora."""
        await asyncio.sleep(self._database.lease)

    async def change_clock(self, mudanca: Callable[[Relogio], Relogio]) -> Relogio:
        """Troca o relógio pelo que `mudanca` faz dele; ao voltar, todo processo já anda por ele.

        Erros: os de `mudanca`; Unavailable.
        """
        novo = await self._database.write(lambda connection: relogio.change(connection, mudanca), relogio.GUARDA)
        await self.settle()
        return novo

    async def _read(self) -> None:
        # O instante é o de antes da leitura: o que mudar durante ela já conta como não lido.
        started = time.monotonic()
        try:
            version = await self._database.look(controle.version)
            if version != self._version:
                self._known = Controles(await self._database.look(relogio.find), await self._database.look(falha.armed))
                self._version = version
        except (Unavailable, DatabaseFault):
            pass
        except Exception:  # noqa: BLE001  # aqui ainda não há quem responda: o pedido segue com os últimos que se souberam
            _log.exception("Os controles do simulador não puderam ser lidos.")
        self._read_at = started
