"""O cliente: manda pedidos prontos por conexões que ficam abertas, gastando o menos que pode.

Cada conexão manda um pedido, espera a resposta inteira e manda o seguinte, sem tarefas nem filas: o que o cliente gasta
sai dos mesmos núcleos em que o servidor corre.
"""

import asyncio
import gc
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

PRAZO = 120.0
"""Segundos sem terminar uma medida depois dos quais se desiste."""

_FIM_DO_CABECALHO = b"\r\n\r\n"
_TAMANHO = b"\r\ncontent-length:"

Endereco = tuple[str, int]


class RespostaInesperada(Exception):
    """O servidor respondeu outra coisa, e a medida não vale; a mensagem traz o pedido e a resposta."""


@dataclass(slots=True)
class Amostra:
    """O que uma leva de pedidos deu: quantos segundos levou, e os milissegundos de cada resposta."""

    segundos: float = 0.0
    latencias: list[float] = field(default_factory=list)


class Conexao(asyncio.Protocol):
    """Uma conexão que fica aberta; cada resposta tem de ter o status esperado e dizer o tamanho do corpo."""

    def __init__(self, esperado: int, latencias: list[float]) -> None:
        self._esperado = b"HTTP/1.1 %d " % esperado
        self._latencias = latencias
        self._recebido = bytearray()
        self._inteira = 0
        self._pedidos: Iterator[bytes] = iter(())
        self._pedido = b""
        self._saiu = 0.0
        self._fim: asyncio.Future[None] | None = None
        self._transporte: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transporte = transport  # type: ignore[assignment]  # o de uma conexão TCP escreve

    def correr(self, pedidos: Iterator[bytes]) -> "asyncio.Future[None]":
        """Manda estes pedidos, um depois da resposta do outro; o futuro termina com o último.

        Erros, no futuro: RespostaInesperada, e ConnectionError quando o servidor fecha a conexão.
        """
        self._fim = asyncio.get_running_loop().create_future()
        self._pedidos = pedidos
        self._seguinte()
        return self._fim

    def close(self) -> None:
        if self._transporte is not None:
            self._transporte.close()

    def data_received(self, data: bytes) -> None:
        self._recebido += data
        if not self._inteira:
            self._inteira = _tamanho_da_resposta(self._recebido)
        if not self._inteira or len(self._recebido) < self._inteira:
            return
        self._latencias.append((time.perf_counter() - self._saiu) * 1_000)
        if not self._recebido.startswith(self._esperado):
            self._falhar(RespostaInesperada(self._queixa()))
            return
        self._recebido.clear()
        self._inteira = 0
        self._seguinte()

    def connection_lost(self, exc: Exception | None) -> None:
        self._falhar(exc or ConnectionResetError("o servidor fechou a conexão"))

    def _seguinte(self) -> None:
        pedido = next(self._pedidos, None)
        if pedido is not None and self._transporte is not None:
            self._pedido = pedido
            self._saiu = time.perf_counter()
            self._transporte.write(pedido)
        elif self._fim is not None:
            self._fim.set_result(None)

    def _falhar(self, erro: Exception) -> None:
        if self._fim is not None and not self._fim.done():
            self._fim.set_exception(erro)

    def _queixa(self) -> str:
        return (
            f"Esperava-se {self._esperado.decode()}e veio {_mostrado(self._recebido, 1_000)}\n"
            f"em resposta a {_mostrado(self._pedido, 300)}"
        )


def medir(endereco: Endereco, pedidos: Sequence[bytes], clientes: int, esperado: int) -> Amostra:
    """Manda os pedidos por tantas conexões ao mesmo tempo, já abertas quando o relógio começa.

    Erros: RespostaInesperada; TimeoutError, passado o prazo; OSError, quando o servidor cai.
    """
    return asyncio.run(_medir(endereco, pedidos, clientes, esperado))


async def abrir(endereco: Endereco, quantas: int, amostra: Amostra, esperado: int) -> list[Conexao]:
    """Tantas conexões, que deixam na amostra as latências do que se pedir por elas."""
    laco = asyncio.get_running_loop()
    conexoes = []
    for _ in range(quantas):
        _, conexao = await laco.create_connection(lambda: Conexao(esperado, amostra.latencias), *endereco)
        conexoes.append(conexao)
    return conexoes


async def _medir(endereco: Endereco, pedidos: Sequence[bytes], clientes: int, esperado: int) -> Amostra:
    amostra = Amostra()
    conexoes = await abrir(endereco, clientes, amostra, esperado)
    fila = iter(pedidos)
    # Uma coleta de lixo no meio apareceria como demora do servidor.
    gc.disable()
    try:
        inicio = time.perf_counter()
        await asyncio.wait_for(asyncio.gather(*(conexao.correr(fila) for conexao in conexoes)), PRAZO)
        amostra.segundos = time.perf_counter() - inicio
    finally:
        gc.enable()
        for conexao in conexoes:
            conexao.close()
    return amostra


def _tamanho_da_resposta(recebido: bytearray) -> int:
    """Quantos bytes tem a resposta que começa aqui; 0 enquanto o cabeçalho não chegou inteiro."""
    fim = recebido.find(_FIM_DO_CABECALHO)
    if fim < 0:
        return 0
    cabecalho = bytes(recebido[:fim]).lower()
    _, achou, resto = cabecalho.partition(_TAMANHO)
    if not achou:
        raise RespostaInesperada(f"A resposta não diz o tamanho do corpo: {_mostrado(recebido, 1_000)}")
    return fim + len(_FIM_DO_CABECALHO) + int(resto.split(b"\r\n", 1)[0])


def _mostrado(dados: bytes | bytearray, quanto: int) -> str:
    return bytes(dados[:quanto]).decode(errors="replace")
