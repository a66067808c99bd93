"""Um pedido em que se injeta uma falha: responder no lugar da aplicação, ou segurar e estragar a resposta dela."""

import asyncio
from dataclasses import dataclass, field

from fastapi import HTTPException, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.journaling import STATUS_VERDADEIRO
from app.api.protocol import reset


@dataclass(slots=True)
class Answer:
    """Uma resposta inteira da aplicação, que ainda não saiu."""

    start: Message = field(default_factory=dict)
    body: bytes = b""

    def cut(self, size: int) -> "Answer":
        """A mesma resposta com só este começo do corpo, que o cabeçalho diz ser tudo."""
        start = {**self.start, "headers": list(self.start["headers"])}
        MutableHeaders(scope=start)["content-length"] = str(size)
        return Answer(start, self.body[:size])


@dataclass(frozen=True, slots=True)
class Call:
    """Um pedido, e a aplicação que o atenderia; `nome` é o da falha."""

    nome: str
    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send

    async def true_answer(self) -> Answer:
        """A resposta da aplicação, que atende o pedido de verdade."""
        answer = Answer()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.start = message
            else:
                answer.body += message.get("body", b"")

        await self.app(self.scope, self.receive, keep)
        self.scope["state"][STATUS_VERDADEIRO] = answer.start["status"]
        return answer

    async def give(self, answer: Answer) -> None:
        """Manda uma resposta da aplicação."""
        await self.send(answer.start)
        await self.send({"type": "http.response.body", "body": answer.body})

    async def respond(self, response: Response) -> None:
        """Manda uma resposta inventada."""
        await response(self.scope, self.receive, self.send)

    async def respond_instead(self, response: Response) -> None:
        """Lê o pedido até o fim, como um proxy leria, e manda a resposta inventada sem que a aplicação o veja."""
        if await self._arrived():
            await self.respond(response)

    async def reset_instead(self, response: Response) -> None:
        """Lê o pedido até o fim e reinicia a conexão; onde não há conexão, manda a resposta."""
        if await self._arrived() and not reset(self.scope):
            await self.respond(response)

    async def wait(self, segundos: float) -> bool:
        """Espera, com o pedido já lido, e diz se quem pediu ainda está à espera."""
        try:
            await asyncio.wait_for(self._left(), segundos)
        except TimeoutError:
            return True
        except asyncio.CancelledError:
            # O servidor encerra: quem espera vê a conexão cair, e o log não ganha um rastro de pilha por isso.
            if not reset(self.scope):
                raise
        return False

    async def _arrived(self) -> bool:
        more = True
        while more:
            try:
                message = await self.receive()
            except HTTPException:
                # Passa do limite: o resto não se lê.
                return True
            if message["type"] == "http.disconnect":
                return False
            more = message.get("more_body", False)
        return True

    async def _left(self) -> None:
        """Termina quando quem pediu se vai; o que a aplicação não leu do corpo, lê e larga."""
        while True:
            try:
                if (await self.receive())["type"] == "http.disconnect":
                    return
            except HTTPException:
                continue
