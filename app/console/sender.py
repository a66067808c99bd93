"""Pedir à API PGD de dentro do processo, como um cliente pediria: pelas mesmas portas, e com registro no diário."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import httpx2
from starlette.types import ASGIApp, Receive, Scope, Send

from app import __version__, tokens
from app.api.dependencies import Parts
from app.api.journaling import REGISTRO
from app.console.pedido import Unsayable, require_official
from app.controls import DO_PEDIDO, Controles
from app.storage.relogio import Relogio

USER_AGENT = f"PainelDoSimulador/{__version__} (+https://localhost/simulador)"
"""Como o painel se apresenta à API, na forma que ela pede."""
QUEM = ("painel", 0)
"""De onde vêm os pedidos do painel: as senhas erradas daqui não contam contra quem usa a API."""
PACIENCIA = 15.0
"""Segundos que uma página espera pela resposta: uma falha armada pode segurá-la por minutos."""


class Unanswered(Unsayable):
    """O pedido foi feito, e a resposta não veio a tempo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Um pedido. `de` é o e-mail de quem pede, cujo token o acompanha; nada, se vai sem token.

    `cabecalhos` se somam aos de sempre, ou os trocam; o que vem nulo não vai.
    """

    metodo: str
    caminho: str
    corpo: str | None = None
    de: str | None = None
    cabecalhos: Mapping[str, str | None] | None = None


async def send_patiently(api: ASGIApp, call: Call, parts: Parts, agora: datetime) -> httpx2.Response:
    """O mesmo que `send`, por no máximo `PACIENCIA` segundos. Erros: os de `send`; Unanswered."""
    try:
        async with asyncio.timeout(PACIENCIA):
            return await send(api, call, parts, agora)
    except TimeoutError as erro:
        raise Unanswered(
            "A resposta demorou tanto que o painel desistiu de esperar por ela: há, talvez, uma falha armada que a "
            "segura. O pedido está no alto da lista dos registros."
        ) from erro


async def send(api: ASGIApp, call: Call, parts: Parts, agora: datetime) -> httpx2.Response:
    """A resposta a este pedido. `agora` é o instante, no relógio do simulador, em que o token é emitido.

    Erros: Unsayable, se o caminho não cabe num endereço, ou não é da API oficial.
    """
    transport = httpx2.ASGITransport(app=api, client=QUEM)
    async with httpx2.AsyncClient(transport=transport) as client:
        content = None if call.corpo is None else call.corpo.encode(errors="surrogatepass")
        # O endereço inteiro: sozinho, um caminho com duas barras no começo seria tomado por outro servidor.
        try:
            request = client.build_request(call.metodo, f"{parts.endereco}{call.caminho}", content=content)
        except httpx2.InvalidURL as erro:
            raise Unsayable(
                "O caminho não se pode pedir: é comprido demais, ou traz o que não cabe num endereço."
            ) from erro
        # O endereço já como vai: quem o escreveu podia chegar por voltas ao próprio painel.
        require_official(request.url.path)
        for nome, valor in {**_usual(call, parts, agora), **(call.cabecalhos or {})}.items():
            request.headers.pop(nome, None)
            if valor is not None:
                # Como os lê quem os recebe: um nome de sistema com acento é comum.
                encoded = [(nome.encode(), valor.encode("latin-1", errors="backslashreplace"))]
                request.headers.update(httpx2.Headers(encoded))
        return await client.send(request)


def _usual(call: Call, parts: Parts, agora: datetime) -> dict[str, str]:
    """Os cabeçalhos que todo pedido do painel leva."""
    headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
    if call.corpo is not None:
        de_entrada = call.caminho.partition("?")[0] == "/token"
        headers["Content-Type"] = "application/x-www-form-urlencoded" if de_entrada else "application/json"
    if call.de is not None:
        headers["Authorization"] = f"Bearer {tokens.issue(call.de, parts.signing_key, agora, parts.token_minutos)}"
    return headers


def unfaulted(api: ASGIApp, relogio: Relogio) -> ASGIApp:
    """A mesma API, com este relógio e sem as falhas armadas: elas são para os clientes, e não para o painel."""
    controles = {DO_PEDIDO: Controles(relogio)}

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        await api({**scope, "extensions": controles}, receive, send)

    return served


def told_answer(resposta: httpx2.Response) -> str:
    """O que a API respondeu, numa frase: o `detail` dela, se é um texto; senão, o status."""
    try:
        detail = resposta.json()["detail"]
    except (ValueError, KeyError, TypeError):
        detail = None
    return detail if isinstance(detail, str) else f"A API respondeu {resposta.status_code}, sem explicar por quê."


def number_of(response: httpx2.Response) -> int | None:
    """O número do registro que o diário tem do pedido, ou nada, se ele não o numerou."""
    numero = response.headers.get(REGISTRO)
    return int(numero) if numero else None
