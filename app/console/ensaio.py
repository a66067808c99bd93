"""Ensaiar um pedido: ver a resposta e a explicação que ele teria, sem que nada fique guardado."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.dependencies import Parts
from app.console.sender import Call, send
from app.controls import DO_PEDIDO, Controles
from app.explain.explain import Server, explain_record
from app.explain.explanation import Explicacao
from app.mail import Smtp
from app.rehearsal import Undoing, caught
from app.storage import registro, reinicio, schema, usuario
from app.storage.database import Database
from app.storage.opening import open_disposable
from app.storage.reinicio import Escopo
from app.storage.relogio import Relogio


@dataclass(frozen=True, slots=True)
class Ensaiado:
    """A resposta que o pedido teria, e a explicação dela."""

    resposta: httpx2.Response
    explicacao: Explicacao


class Ensaios:
    """As APIs em que se ensaia: uma sobre os dados de agora, que nada grava, e outra sobre um banco à parte, vazio.

    Cada uma é feita na primeira vez que serve: quem não ensaia não paga por elas.
    """

    def __init__(self, parts: Parts, official: Callable[[Parts], ASGIApp]) -> None:
        # De dentro de um ensaio não sai e-mail algum.
        self._parts = replace(parts, smtp=Smtp(None, 0, None, None, parts.smtp.remetente, parts.smtp.nome))
        self._official = official
        self._here: ASGIApp | None = None
        self._apart: tuple[ASGIApp, Parts, TemporaryDirectory[str]] | None = None
        self._turn = asyncio.Lock()

    async def here(self, call: Call, now: datetime) -> Ensaiado:
        """O que a API diria deste pedido agora, com o que está guardado. Erros: Unavailable."""
        parts = replace(self._parts, database=Undoing(self._parts.database))
        if self._here is None:
            self._here = self._official(parts)
        return await _rehearsed(self._here, call, parts, now)

    async def apart(self, antes: Sequence[Call], call: Call, now: datetime, perfil: str | None = None) -> Ensaiado:
        """O que a API diria deste pedido num banco vazio, depois dos de antes, sendo este o instante.

        `perfil` é o dos avisos que o administrador recebe; sem ele, os do servidor. Erros: Unavailable.
        """
        async with self._turn:
            api, parts = await self._emptied(now)
            frozen = _frozen(api, now)
            if perfil is not None:
                email = parts.admin.email
                await parts.database.write(lambda connection: usuario.choose_profile(connection, email, perfil))
            for anterior in antes:
                await _rehearsed(frozen, anterior, parts, now)
            return await _rehearsed(frozen, call, parts, now)

    async def _emptied(self, now: datetime) -> tuple[ASGIApp, Parts]:
        if self._apart is None:
            pasta = TemporaryDirectory(prefix="pgd-ensaio-", ignore_cleanup_errors=True)
            database = await asyncio.to_thread(_fresh, Path(pasta.name))
            parts = replace(self._parts, database=database)
            self._apart = self._official(parts), parts, pasta
        api, parts, _ = self._apart
        await reinicio.restart(parts.database, Escopo.TUDO, await parts.admin.row(), now)
        return api, parts

    async def close(self) -> None:
        """Larga o banco à parte, se houve um."""
        if self._apart is not None:
            _, parts, pasta = self._apart
            await parts.database.close()
            with suppress(OSError):
                pasta.cleanup()


def _fresh(pasta: Path) -> Database:
    database = open_disposable(pasta)
    schema.upgrade(database)
    return database


def _frozen(api: ASGIApp, now: datetime) -> ASGIApp:
    """A mesma API, com o relógio parado neste instante e sem falhas armadas."""
    controles = {DO_PEDIDO: Controles(Relogio(congelado_em=now))}

    async def frozen(scope: Scope, receive: Receive, send: Send) -> None:
        await api({**scope, "extensions": controles}, receive, send)

    return frozen


async def _rehearsed(api: ASGIApp, call: Call, parts: Parts, now: datetime) -> Ensaiado:
    with caught() as linhas:
        resposta = await send(api, call, parts, now)
    server = Server(endereco=parts.endereco, admin=parts.admin.email, catalogo=parts.perfis.catalog)
    explicacao = await explain_record(parts.database, registro.of_row(linhas[-1]), server)
    return Ensaiado(resposta, explicacao)
