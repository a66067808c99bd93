"""A porta de entrada: abre e fecha o registro de cada pedido, exige User-Agent e limita o corpo.

É ASGI puro: tudo o que chega passa por aqui, também o que nenhuma rota atende, e o custo por pedido importa.
"""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import achados
from app.api import redaction
from app.api.answers import ACHADOS, note
from app.api.dependencies import Clock
from app.api.errors import REGRA, BodyTooLarge, refusal
from app.api.paths import for_programs, of_simulator, takes_snapshot
from app.contract import moment
from app.controls import DO_PEDIDO, Controls
from app.journal import ENSAIO, Keeper
from app.rules import pedido, servidor
from app.rules.avisos import pedido as avisos_pedido
from app.rules.avisos.pedido import PedidoVisto
from app.rules.rule import Finding, Severity, all_broken

REGISTRO = "X-PGD-Registro"
"""Cabeçalho com o número do registro deste pedido no diário."""
CONTROLES = "controles"
"""Onde, no estado do pedido, ficam os controles em vigor quando ele chegou."""
FALHA, STATUS_VERDADEIRO = "falha", "status_verdadeiro"
"""Onde, no estado do pedido, ficam a falha que nele se injetou e o status da resposta que ela trocou."""
AVISOS = "X-PGD-Avisos"
"""Cabeçalho com os códigos dos avisos que o pedido provocou, se provocou algum."""
DA_DOCUMENTACAO = frozenset({"/", "/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json", "/robots.txt"})
"""O que um navegador pede: ali não se avisa nada."""

CORPO_GRANDE = 1_048_576
MENOR_OBJETO = 64
"""Num corpo com mais bytes que `CORPO_GRANDE`, quantos tem, em média, o menor objeto ou lista que um documento traz.

Sem isto, 16 MiB de listas vazias viram 900 MB de memória e segundos de leitura, de quem nem token tem.
"""

INTERVALO = 0.2
"""Segundos que as linhas dos pedidos esperam para serem escritas juntas: uma a uma, custariam como uma consulta."""

_log = logging.getLogger("pgd.pedidos")
_falhas = logging.getLogger("pgd.falhas")


class JournalingMiddleware:
    """Envolve a aplicação inteira."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        journal: Keeper,
        controls: Controls,
        clock: Clock,
        limite_corpo: int,
        diario_corpo: int,
    ) -> None:
        self._app = app
        self._journal = journal
        self._controls = controls
        self._clock = clock
        self._limite_corpo = limite_corpo
        self._diario_corpo = diario_corpo
        self._lines: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            self._write()
            return
        controles = scope.get("extensions", {}).get(DO_PEDIDO) or await self._controls.current()
        scope.setdefault("state", {})[CONTROLES] = controles
        registra = not of_simulator(scope["path"])
        guardar = self._diario_corpo if registra else 0
        with moment.at(controles.relogio.read(self._clock())) as facts:
            exchange = _Exchange(scope, receive, send, facts.now, self._limit(scope), guardar)
            if registra:
                exchange.number = self._journal.number()
            try:
                await self._answer(exchange, scope)
            except Exception:  # noqa: BLE001  # a última porta: o que ninguém previu vira 500 em JSON e fica no log
                _falhas.exception("Falha ao atender o registro %s.", exchange.number)
                if not exchange.started:
                    evidence = {"registro": exchange.number or "sem número"}
                    await refusal(500, servidor.ERRO_INTERNO, evidence)(scope, exchange.receive, exchange.send)
            finally:
                if exchange.number is not None:
                    self._journal.keep(exchange.row())
                if exchange.number != ENSAIO:
                    self._log(exchange.line())

    async def _answer(self, exchange: "_Exchange", scope: Scope) -> None:
        if not exchange.user_agent.strip() and not of_simulator(scope["path"]):
            answer = refusal(400, pedido.SEM_USER_AGENT, {})
        elif exchange.declared > self._limit(scope) and not _of_pages(scope["path"]):
            answer = refusal(413, pedido.CORPO_GRANDE_DEMAIS, {"limite": self._limite_corpo})
        else:
            await self._app(scope, exchange.receive, exchange.send)
            return
        await answer(scope, exchange.receive, exchange.send)

    def _limit(self, scope: Scope) -> int:
        return sys.maxsize if takes_snapshot(scope["path"]) else self._limite_corpo

    def _log(self, line: str) -> None:
        if not self._lines:
            asyncio.get_running_loop().call_later(INTERVALO, self._write)
        self._lines.append(line)

    def _write(self) -> None:
        if self._lines:
            _log.info("\n".join(self._lines))
            self._lines.clear()


def _of_pages(path: str) -> bool:
    """Se é do painel, que diz ele mesmo, numa página, que um formulário não cabe."""
    return of_simulator(path) and not for_programs(path)


class _Exchange:
    """Um pedido e sua resposta, vistos de passagem."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, recebido_em: datetime, limite: int, guardar: int
    ) -> None:
        headers = Headers(scope=scope)
        self._scope = scope
        self._receive = receive
        self._send = send
        self._recebido_em = recebido_em
        self._limite = limite
        self._guardar = guardar
        self._inicio = time.perf_counter()
        self._type = headers.get("content-type", "")
        self.user_agent = headers.get("user-agent", "")
        self._origin = headers.get("origin")
        # Zeros à esquerda passam pelo uvicorn, aos milhares; e o que chega é contado de qualquer modo.
        length = headers.get("content-length", "").lstrip("0")
        self.declared = int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0
        self.number: int | None = None
        self.started = False
        self._status = 0
        self._headers_out: Iterable[tuple[bytes, bytes]] = ()
        self._regra: str | None = None
        self._avisos = ""
        self.findings: list[Finding] = []
        self._in, self._out = bytearray(), bytearray()
        self._bytes_in = self._bytes_out = self._containers = 0

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            body = message.get("body", b"")
            self._bytes_in += len(body)
            if max(self._bytes_in, self.declared) > self._limite:
                raise BodyTooLarge(self._limite)
            if self._bytes_in > CORPO_GRANDE:
                self._containers += body.count(b"[") + body.count(b"{")
                if self._containers * MENOR_OBJETO > self._limite:
                    raise HTTPException(400)
            if len(self._in) < self._guardar:
                self._in += body[: self._guardar - len(self._in)]
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            self._regra = headers.get(REGRA)
            self._warn()
            if self._avisos:
                headers[AVISOS] = self._avisos
            if self.number is not None:
                headers[REGISTRO] = str(self.number)
            self._headers_out = message["headers"]
        elif message["type"] == "http.response.body":
            body = message.get("body", b"")
            self._bytes_out += len(body)
            if len(self._out) < self._guardar:
                self._out += body[: self._guardar - len(self._out)]
        await self._send(message)

    def _warn(self) -> None:
        """Junta aos achados do pedido os avisos que não dependem do documento, e soma os códigos de todos."""
        path = self._scope["path"]
        avisa = not of_simulator(path) and path not in DA_DOCUMENTACAO
        if avisa:
            visto = PedidoVisto(
                metodo=self._scope["method"],
                caminho=(self._scope.get("raw_path") or b"").decode("latin-1"),
                rota=self._route(),
                user_agent=self.user_agent,
                origin=self._origin,
            )
            note(self._scope, all_broken(avisos_pedido.AVISOS, visto, None))
        self.findings = self._scope.get("state", {}).get(ACHADOS, [])
        codes = (broken.rule.code for broken in self.findings if broken.rule.severity is Severity.AVISO)
        self._avisos = ", ".join(dict.fromkeys(codes)) if avisa else ""

    def row(self) -> dict[str, Any]:
        """O registro deste pedido, sem segredos."""
        secret = redaction.may_hold_secrets(self._scope["path"])
        state = self._scope.get("state", {})
        # Uma resposta inventada, que a aplicação nem viu, não traz segredo.
        invented = FALHA in state and STATUS_VERDADEIRO not in state
        return {
            "numero": self.number,
            "recebido_em": self._recebido_em,
            "metodo": redaction.text(self._scope["method"]),
            "caminho": redaction.address(self._scope),
            "rota": self._route(),
            "chave": self._key(),
            "usuario": state.get("usuario"),
            "status": self._status,
            "falha": state.get(FALHA),
            "status_verdadeiro": state.get(STATUS_VERDADEIRO),
            "regra": self._regra,
            "avisos": self._avisos or None,
            "achados": achados.to_text(self.findings) if self.findings else None,
            "duracao_ms": (time.perf_counter() - self._inicio) * 1_000,
            "bytes_recebidos": self._bytes_in,
            "bytes_enviados": self._bytes_out,
            "user_agent": redaction.text(self.user_agent) or None,
            "cabecalhos_recebidos": redaction.headers(self._scope["headers"]),
            "cabecalhos_enviados": redaction.headers(self._headers_out),
            "corpo_recebido": redaction.body(bytes(self._in), secret, self._type),
            "corpo_enviado": redaction.body(bytes(self._out), secret and not invented, "application/json"),
        }

    def line(self) -> str:
        """Uma linha por pedido, sem dado pessoal: o caminho vai como rota, com os nomes das chaves."""
        hora = time.strftime("%H:%M:%S")
        rota, regra = self._route() or "-", self._regra or "-"
        numero = "sem registro" if self.number is None else f"registro {self.number}"
        return f"{hora} {self._scope['method']} {rota} {self._status} {regra} {numero}"

    def _key(self) -> str | None:
        """Os valores do caminho, na ordem dele, nas rotas dos dados do PGD."""
        values = self._scope.get("path_params", {})
        if "origem_unidade" not in values:
            return None
        return json.dumps([redaction.text(value) for value in values.values()], ensure_ascii=False)

    def _route(self) -> str | None:
        route = self._scope.get("route")
        path = getattr(route, "path", None)
        return None if path is None else f"{self._scope.get('root_path', '')}{path}"
