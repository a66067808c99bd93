"""Conversas cruas com um servidor: bytes que nenhuma biblioteca de HTTP mandaria."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.servidor import PRAZO, Servidor

CABECALHOS = b"Host: 127.0.0.1\r\nUser-Agent: testes/1.0\r\n"
SAUDE = b"GET /health HTTP/1.1\r\n" + CABECALHOS + b"\r\n"
PRONTO = 2.0
"""Segundos em que um servidor que não está preso responde a /health, com folga para máquinas ocupadas."""


@dataclass(frozen=True)
class Resposta:
    """Uma resposta lida até o fim; os nomes dos cabeçalhos vêm em minúsculas."""

    status: int
    cabecalhos: dict[str, str]
    corpo: bytes

    @property
    def recusa(self) -> tuple[int, str | None, type]:
        """O status, a regra, e o tipo de `detail` num corpo JSON."""
        assert self.cabecalhos["content-type"] == "application/json"
        return self.status, self.cabecalhos.get("x-pgd-regra"), type(self.documento["detail"])

    @property
    def documento(self) -> Any:
        return json.loads(self.corpo)


class Conversa:
    """Uma conexão em que se manda o que se quer."""

    def __init__(self, soquete: socket.socket) -> None:
        self.soquete = soquete
        self._leitor = soquete.makefile("rb")

    def mandar(self, *partes: bytes) -> "Conversa":
        for parte in partes:
            self.soquete.sendall(parte)
        return self

    def resposta(self) -> Resposta:
        """A próxima resposta, que traz `Content-Length`."""
        status = int(self._leitor.readline().split()[1])
        linhas = iter(self._leitor.readline, b"\r\n")
        pares = (linha.decode("latin-1").strip().split(": ", 1) for linha in linhas)
        cabecalhos = {nome.lower(): valor for nome, valor in pares}
        return Resposta(status, cabecalhos, self._leitor.read(int(cabecalhos.get("content-length", 0))))

    def encerrada(self) -> bool:
        """Espera que o servidor encerre: verdadeiro se nada mais chega, falso se ainda chega algo."""
        try:
            return self._leitor.read(1) == b""
        except ConnectionError:
            return True


@contextmanager
def conversa(endereco: tuple[str, int]) -> Iterator[Conversa]:
    """Uma conexão nova; o que demora mais que o prazo falha."""
    with socket.create_connection(endereco, timeout=PRAZO) as soquete:
        yield Conversa(soquete)


def saudavel(no_ar: Servidor) -> bool:
    """Se o servidor responde logo."""
    inicio = time.monotonic()
    with conversa(no_ar.endereco) as nova:
        status = nova.mandar(SAUDE).resposta().status
    return status == 200 and time.monotonic() - inicio < PRONTO
