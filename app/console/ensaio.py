"""Ensaiar um pedido: ver a resposta e a explicação que ele teria, sem que nada fique guardado."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import httpx2
from starlette.types import ASGIApp

from app.access import InitialAdministrator
from app.api.dependencies import Parts
from app.api.usuario import code_in
from app.check.files import open_files
from app.check.result import Resultado
from app.check.run import Terms, check
from app.check.verdicts import Verdicts
from app.console.pedido import Unsayable
from app.console.sender import Call, Unanswered, send, unfaulted
from app.explain.explain import explain_record
from app.explain.explanation import Explicacao
from app.mail import Smtp
from app.rehearsal import Undoing, caught
from app.rules import exemplo
from app.rules.acesso import CODIGO
from app.rules.falha import CABECALHO
from app.settings import SENHA_DE_DEMONSTRACAO
from app.simulator.registros import server_of
from app.storage import mensagem, registro, reinicio, schema, usuario
from app.storage.database import Database
from app.storage.opening import open_disposable
from app.storage.registro import Registro
from app.storage.reinicio import Escopo
from app.storage.relogio import Relogio

PACIENCIA = 10.0
"""Segundos que um ensaio pode levar: à parte, ou em ordem, os outros esperam por ele."""


@dataclass(frozen=True, slots=True)
class Ensaiado:
    """A resposta que o pedido teria, a explicação dela, e o registro que ele deixaria no diário."""

    resposta: httpx2.Response
    explicacao: Explicacao
    registro: Registro


class Ensaios:
    """As APIs em que se ensaia: uma sobre os dados de agora, que nada grava, e outra sobre um banco à parte, vazio.

    Cada uma é feita na primeira vez que serve: quem não ensaia não paga por elas. Nenhuma das duas sofre as falhas
    armadas, e o pedido há de ser à API oficial: o que é do simulador não deixa registro.
    """

    def __init__(self, parts: Parts, official: Callable[[Parts], ASGIApp]) -> None:
        # De dentro de um ensaio não sai e-mail algum.
        self._parts = replace(parts, smtp=Smtp(None, 0, None, None, parts.smtp.remetente, parts.smtp.nome))
        self._official = official
        self._here: tuple[ASGIApp, Parts, Undoing] | None = None
        self._apart: tuple[ASGIApp, Parts, TemporaryDirectory[str]] | None = None
        self._turn = asyncio.Lock()

    async def here(self, call: Call, now: datetime) -> Ensaiado:
        """O que a API diria deste pedido agora, com o que está guardado. Erros: Unavailable; Unsayable."""
        api, parts, _ = self._over_the_data()
        async with _limited():
            return await _rehearsed(unfaulted(api, Relogio(congelado_em=now)), call, parts, now)

    async def here_in_order(self, calls: Sequence[Call], now: datetime) -> list[Ensaiado]:
        """O mesmo de vários pedidos, cada um julgado como se os anteriores tivessem sido feitos de verdade.

        Enquanto dura, ninguém mais escreve. Erros: Unavailable; Unsayable, também se algum se demoraria de propósito.
        """
        _require_brief(calls)
        api, parts, undoing = self._over_the_data()

        async def each() -> list[Ensaiado]:
            async with _limited():
                return [await _rehearsed(unfaulted(api, Relogio(congelado_em=now)), call, parts, now) for call in calls]

        return await undoing.together(each)

    async def apart(self, antes: Sequence[Call], call: Call, now: datetime, perfil: str | None = None) -> Ensaiado:
        """O que a API diria deste pedido num banco vazio, depois dos de antes, sendo este o instante.

        Nele só há o administrador dos exemplos, com a senha deles; `perfil` é o dos avisos que ele recebe, e sem ele
        valem os do servidor. O código do e-mail dos exemplos, no caminho, vira o do último que se escreveu antes.
        Erros: Unavailable; Unsayable.
        """
        async with self._turn, _limited():
            return await self._alone(antes, call, now, perfil)

    async def file(self, nome: str, texto: str, now: datetime, perfil: str) -> list[Resultado]:
        """O que `pgd validar` diria de um arquivo com este nome e este texto. Erros: UnreadableFile; Unavailable."""
        async with self._turn:
            terms = Terms(banco=None, perfil=self._parts.perfis.of(perfil), now=now, limite=len(texto) * 4 + 1)
            return await asyncio.to_thread(_checked, nome, texto, terms)

    async def _alone(self, antes: Sequence[Call], call: Call, now: datetime, perfil: str | None) -> Ensaiado:
        api, parts = await self._emptied(now)
        frozen, email = unfaulted(api, Relogio(congelado_em=now)), parts.admin.email
        if perfil is not None:
            await parts.database.write(partial(usuario.choose_profile, email=email, perfil=perfil))
        for anterior in antes:
            await _rehearsed(frozen, anterior, parts, now)
        if CODIGO in call.caminho:
            call = replace(call, caminho=call.caminho.replace(CODIGO, await _code(parts.database)))
        return await _rehearsed(frozen, call, parts, now)

    def _over_the_data(self) -> tuple[ASGIApp, Parts, Undoing]:
        if self._here is None:
            undoing = Undoing(self._parts.database)
            parts = replace(self._parts, database=undoing)
            self._here = self._official(parts), parts, undoing
        return self._here

    async def _emptied(self, now: datetime) -> tuple[ASGIApp, Parts]:
        if self._apart is None:
            pasta = TemporaryDirectory(prefix="pgd-ensaio-", ignore_cleanup_errors=True)
            database = await asyncio.to_thread(_fresh, Path(pasta.name))
            admin = InitialAdministrator(exemplo.ADMIN, SENHA_DE_DEMONSTRACAO)
            parts = replace(self._parts, database=database, admin=admin)
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


@asynccontextmanager
async def _limited() -> AsyncIterator[None]:
    """Abandona o que passa de `PACIENCIA`. Erros: Unanswered."""
    try:
        async with asyncio.timeout(PACIENCIA):
            yield
    except TimeoutError as erro:
        raise Unanswered(
            f"O ensaio levou mais de {PACIENCIA:g} segundos e foi abandonado. Se o pedido pede uma falha que demora "
            f"({CABECALHO}), peça-a com menos segundos; se são muitos documentos, ensaie menos de cada vez."
        ) from erro


def _require_brief(calls: Sequence[Call]) -> None:
    """Recusa, entre os que se ensaiam em ordem, o pedido que faria esperar quem escreve. Erros: Unsayable."""
    pedidos = [nome.lower() for call in calls for nome, valor in (call.cabecalhos or {}).items() if valor is not None]
    if CABECALHO.lower() in pedidos:
        raise Unsayable(
            f"Uma falha pedida com {CABECALHO} só se ensaia num documento de cada vez, para que ninguém espere por "
            "ela. Tire o cabeçalho, ou deixe um documento só."
        )
    if any(unquote(call.caminho).startswith("/user/") for call in calls):
        raise Unsayable(
            "Os usuários se ensaiam um de cada vez, e sem outros documentos: proteger cada senha demora, e quem envia "
            "esperaria. Deixe só um."
        )


def _fresh(pasta: Path) -> Database:
    database = open_disposable(pasta)
    schema.upgrade(database)
    return database


def _checked(nome: str, texto: str, terms: Terms) -> list[Resultado]:
    with TemporaryDirectory(prefix="pgd-ensaio-", ignore_cleanup_errors=True) as temporaria:
        pasta = Path(temporaria)
        arquivo = pasta / nome
        arquivo.write_text(texto, encoding="utf-8", errors="surrogatepass", newline="")
        with Verdicts(pasta) as verdicts:
            arquivos = open_files([str(arquivo)], pasta, lambda: arquivo.open("rb"))
            asyncio.run(check(arquivos, pasta, terms, verdicts, lambda *_: None))
            return list(verdicts)


async def _code(database: Database) -> str:
    """O código de recuperação que o último e-mail traz; sem e-mail, o dos exemplos."""
    for escrita in await database.look(partial(mensagem.newest, quantos=1)):
        return code_in(escrita.texto) or CODIGO
    return CODIGO


async def _rehearsed(api: ASGIApp, call: Call, parts: Parts, now: datetime) -> Ensaiado:
    with caught() as linhas:
        resposta = await send(api, call, parts, now)
    if not linhas:
        raise Unsayable("O pedido não chegou à API: confira o caminho e o método.")
    guardado = registro.of_row(linhas[-1])
    return Ensaiado(resposta, await explain_record(parts.database, guardado, server_of(parts)), guardado)
