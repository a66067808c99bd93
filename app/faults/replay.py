"""O corpo de um pedido lido antes da hora, e dado de novo a quem o lê depois."""

from collections import deque

from fastapi import HTTPException
from starlette.types import Message, Receive


class Replay:
    """Faz as vezes do `receive`: primeiro o que já se leu, depois o que falta."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._kept: deque[Message | HTTPException] = deque()

    async def __call__(self) -> Message:
        if not self._kept:
            return await self._receive()
        kept = self._kept.popleft()
        if isinstance(kept, HTTPException):
            raise kept
        return kept

    async def peek(self) -> Receive:
        """Lê o pedido até o fim, e devolve por onde lê-lo à parte."""
        more = True
        while more:
            try:
                message = await self._receive()
            except HTTPException as refused:
                # O corpo passa do limite: quem responde por isso é a aplicação, quando o ler.
                self._kept.append(refused)
                break
            self._kept.append(message)
            more = message.get("more_body", False)
        aside = Replay(self._receive)
        aside._kept.extend(self._kept)
        return aside
