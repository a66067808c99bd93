"""Conexões abertas de antemão, para que os pedidos saiam juntos: o servidor é quem decide a ordem."""

import http.client
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from threading import Barrier
from typing import TypeVar

from tests.builders import Documento
from tests.servidor import PRAZO, USER_AGENT, Servidor

Resultado = TypeVar("Resultado")


@dataclass(frozen=True)
class Resposta:
    """O que voltou, e quando o pedido saiu e a resposta chegou, no mesmo relógio para todas as conexões.

    `registro` é zero nas portas do simulador, que não deixam registro.
    """

    status: int
    regra: str | None
    registro: int
    corpo: bytes
    saiu: float
    chegou: float

    @property
    def documento(self) -> Documento:
        lido: Documento = json.loads(self.corpo)
        return lido


PARADA = 3.0
"""Segundos sem uso até que se desista de uma conexão: menos que os cinco do servidor."""


class Conexao:
    """Uma conexão que fica aberta de um pedido a outro; `respostas` conta as que vieram, pelo código ou pelo status."""

    def __init__(self, servidor: Servidor, token: str) -> None:
        self._conexao = http.client.HTTPConnection(*servidor.endereco, timeout=PRAZO)
        self._cabecalhos = {
            "User-Agent": USER_AGENT,
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }
        self._usada = time.monotonic()
        self.respostas: Counter[str] = Counter()

    def pedir(
        self, metodo: str, caminho: str, documento: Documento | None = None, token: str | None = None
    ) -> Resposta:
        """Um pedido, com o token dado ou, na falta dele, com o da conexão."""
        corpo = None if documento is None else json.dumps(documento).encode()
        cabecalhos = self._cabecalhos | ({"Authorization": f"Bearer {token}"} if token else {})
        saiu = time.monotonic()
        if saiu - self._usada > PARADA:
            # O servidor fecha as que ficam paradas; o próximo pedido abre outra.
            self._conexao.close()
        self._conexao.request(metodo, caminho, corpo, cabecalhos)
        resposta = self._conexao.getresponse()
        lido = resposta.read()
        self._usada = time.monotonic()
        regra = resposta.headers["X-PGD-Regra"]
        self.respostas[regra or str(resposta.status)] += 1
        return Resposta(
            status=resposta.status,
            regra=regra,
            registro=int(resposta.headers["X-PGD-Registro"] or 0),
            corpo=lido,
            saiu=saiu,
            chegou=time.monotonic(),
        )

    def close(self) -> None:
        self._conexao.close()


def abrir(pilha: ExitStack, servidor: Servidor, token: str, processos: int, quantas: int) -> list[Conexao]:
    """Tantas conexões, repartidas por igual entre os processos do servidor, que ainda não atende mais ninguém."""
    grupos: list[list[Conexao]] = [[] for _ in range(processos)]
    cada = quantas // processos
    limite = time.monotonic() + PRAZO
    while any(len(grupo) < cada for grupo in grupos):
        assert time.monotonic() < limite, "as conexões não se repartiram entre os processos"
        nova = pilha.enter_context(closing(Conexao(servidor, token)))
        grupo = next(grupo for grupo in grupos if not grupo or mesmo_processo(grupo[0], nova))
        if len(grupo) < cada:
            grupo.append(nova)
        else:
            nova.close()
    return [conexao for grupo in grupos for conexao in grupo]


def mesmo_processo(uma: Conexao, outra: Conexao) -> bool:
    """Cada processo numera em sequência o que atende: o número da primeira pula o pedido da outra, se é o mesmo."""
    pulo = 0
    while pulo not in (1, 2):  # outro pulo é o fim de uma faixa de números
        antes = uma.pedir("GET", "/robots.txt").registro
        outra.pedir("GET", "/robots.txt")
        pulo = uma.pedir("GET", "/robots.txt").registro - antes
    return pulo == 2


def juntas(tarefas: Sequence[Callable[[], Resultado]]) -> list[Resultado]:
    """Corre as tarefas ao mesmo tempo, soltas por uma barreira, e devolve os resultados na mesma ordem."""
    barreira = Barrier(len(tarefas), timeout=PRAZO)

    def solta(tarefa: Callable[[], Resultado]) -> Resultado:
        barreira.wait()
        return tarefa()

    with ThreadPoolExecutor(len(tarefas)) as linhas:
        return list(linhas.map(solta, tarefas))
