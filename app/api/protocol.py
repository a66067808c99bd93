"""Uma conexão, antes e em volta dos pedidos: o que não é HTTP, o que é grande demais, e quem não anda.

O uvicorn só entrega à aplicação pedidos bem formados; o que ele próprio recusa, recusa em inglês e em texto, e espera
para sempre por quem começa e não acaba. Aqui a recusa é a da casa, e toda espera tem fim.
"""

import asyncio
import logging
import re
import socket
import struct
import sys
import time
from enum import Enum, auto
from itertools import chain
from typing import Any, NamedTuple
from weakref import ref

import httptools
from starlette.types import Scope
from uvicorn._types import HTTPScope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from app.api.errors import refusal
from app.records.feed import FEED
from app.rules import protocolo
from app.rules.rule import Rule

MAIS_CABECALHOS = 100
MAIOR_CABECALHO = 65_536
"""Quantos cabeçalhos cabem num pedido, e quantos bytes somam com o caminho."""
MAIS_NA_FILA = 100
"""Quantos pedidos uma conexão pode mandar de uma vez, sem esperar pelas respostas."""
MENOR_RITMO = 1_024
"""Bytes por segundo a que um pedido tem de chegar: o mais lento dos clientes honestos é muito mais rápido."""
DESPEDIDA = 1.0
"""Segundos em que ainda se lê, sem olhar, o que manda quem foi recusado: fechar já apagaria a resposta dele."""

TROCA = "pgd.troca"
"""Onde, nas extensões do pedido, fica a troca de que ele faz parte. É uma referência fraca: uma forte o prenderia, num
círculo, na memória depois de atendido.
"""
# Ligado, e zero segundos: o sistema larga o que falta mandar e reinicia a conexão.
_SEM_DESPEDIDA = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)

# O HTTP/2 e o WebSocket que alguns clientes propõem por esse cabeçalho; quem o vê, o httptools, larga o corpo.
_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*", re.IGNORECASE)

_log = logging.getLogger("pgd.pedidos")


class Phase(Enum):
    """Em que pé está uma conexão."""

    IDLE = auto()
    ARRIVING = auto()
    ANSWERING = auto()


class Glance(NamedTuple):
    """O que se vê de uma conexão numa olhada: o pedido de que trata, quanto já mandou e quanto falta ler."""

    phase: Phase
    scope: object
    received: int
    unread: int


class Protocol(HttpToolsProtocol):
    """A conexão do uvicorn, com limites."""

    INTERVALO = 30.0
    """De quantos em quantos segundos se olha a conexão: quem está parado em duas olhadas seguidas é despedido."""

    scope: HTTPScope | None  # type: ignore[assignment]  # antes do primeiro pedido não há, embora o uvicorn o diga
    cycle: RequestResponseCycle | None  # type: ignore[assignment]  # idem: antes do primeiro pedido não há
    # Com mais atributos do que estes no dicionário, uma conexão parada ocuparia 2 KiB a mais.
    __slots__ = ("_head", "_last", "_leaving", "_received", "_refused", "_watch")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._refused: tuple[int, Rule[Any, Any]] = (400, protocolo.NAO_E_HTTP)
        self._leaving = False
        self._head = self._received = 0
        self._last: Glance | None = None
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # como no uvicorn
        super().connection_made(transport)
        self._watch = self.loop.call_later(self.INTERVALO, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """O servidor encerra: quem acompanha o diário é avisado, porque o que espera não acabaria nunca."""
        super().shutdown()
        self.app_state[FEED].close()

    def data_received(self, data: bytes) -> None:
        if self._leaving:
            return
        self._unset_keepalive_if_required()
        self._received += len(data)
        was_open = self._head_open()
        if not was_open and b"pgrade" in data and (self.cycle is None or not self.cycle.more_body):
            head, separator, rest = data.partition(b"\r\n\r\n")
            data = _UPGRADE.sub(b"", head) + separator + rest
        try:
            self.parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._refuse(*self._refused)
            return
        if was_open and self._head_open():
            self._head += len(data)
            if self._head > MAIOR_CABECALHO:
                self._refuse(431, protocolo.CABECALHOS_DEMAIS)
        else:
            self._head = 0

    def on_headers_complete(self) -> None:
        size = len(self.url) + sum(map(len, chain.from_iterable(self.headers)))
        if size > MAIOR_CABECALHO or len(self.headers) > MAIS_CABECALHOS:
            self._refused = (431, protocolo.CABECALHOS_DEMAIS)
            raise ValueError
        if len(self.pipeline) >= MAIS_NA_FILA:
            # O leitor para aqui, e os que já estão na fila são atendidos.
            raise ValueError
        super().on_headers_complete()
        if self.scope is not None and self.cycle is not None:
            self.scope["extensions"] = {TROCA: ref(self.cycle)}  # type: ignore[dict-item]  # o uvicorn só prevê as dele

    def _head_open(self) -> bool:
        """Se os cabeçalhos de um pedido começaram a chegar e não acabaram."""
        return self.scope is not None and "method" not in self.scope

    def _phase(self) -> Phase:
        if self._head_open():
            return Phase.ARRIVING
        if self.cycle is None or self.cycle.response_complete:
            return Phase.IDLE
        return Phase.ARRIVING if self.cycle.more_body else Phase.ANSWERING

    def _look(self) -> None:
        """Despede quem, desde a última olhada, não pediu nada, não mandou bastante do pedido, ou não leu a resposta."""
        self._watch = self.loop.call_later(self.INTERVALO, self._look)
        unread = self.transport.get_write_buffer_size()
        last, now = self._last, Glance(self._phase(), self.scope, self._received, unread)
        self._last = now
        if last is None or self._leaving:
            return
        if 0 < last.unread <= now.unread:
            self.transport.abort()
        elif now.phase is last.phase and now.scope is last.scope:
            if now.phase is Phase.IDLE:
                self.transport.close()
            elif now.phase is Phase.ARRIVING and now.received - last.received < MENOR_RITMO * self.INTERVALO:
                self._refuse(408, protocolo.LENTO_DEMAIS)

    def _refuse(self, status: int, rule: Rule[Any, Any]) -> None:
        """Responde e encerra; o que já tinha chegado inteiro é atendido antes, e a conexão acaba aí."""
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            if not cycle.more_body:
                cycle.keep_alive = False
                return
            if cycle.response_started or self.pipeline:
                self.transport.close()
                return
            cycle.disconnected = True
            cycle.message_event.set()
        _log.info("%s - - %d %s sem registro", time.strftime("%H:%M:%S"), status, rule.code)
        answer = refusal(status, rule, {}, {"Connection": "close"})
        headers = chain(self.server_state.default_headers, answer.raw_headers)
        lines = b"".join(b"%b: %b\r\n" % header for header in headers)
        self.transport.write(b"%b%b\r\n%b" % (STATUS_LINE[status], lines, bytes(answer.body)))
        self._leaving = True
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(DESPEDIDA, self.transport.close)


def reset(scope: Scope) -> bool:
    """Reinicia a conexão deste pedido, como a de um servidor que caiu; diz se havia uma. Depois, nada mais se manda."""
    held = scope.get("extensions", {}).get(TROCA)
    cycle: RequestResponseCycle | None = held() if held else None
    if cycle is None:
        return False
    if not cycle.transport.is_closing():
        cycle.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _SEM_DESPEDIDA)
        cycle.transport.abort()
    cycle.disconnected = True
    cycle.message_event.set()
    return True
