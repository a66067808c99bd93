"""Dez mil conexões abertas não pesam a quem pede."""

import socket
import time
from contextlib import ExitStack

from tests.abuso.conversa import SAUDE, Conversa, conversa
from tests.abuso.processo import MEBIBYTE, arquivos_abertos, memoria, permitir_arquivos
from tests.servidor import PRAZO, Servidor, ate

CONEXOES = 10_000
MAIOR_PESO = 100 * MEBIBYTE
"""Uns 10 KiB por conexão: o dobro do que se mede."""


def abrir(pilha: ExitStack, no_ar: Servidor) -> list[socket.socket]:
    """Dez mil conexões, todas já aceitas pelo servidor."""
    permitir_arquivos(CONEXOES + 1_000)
    abertas = [pilha.enter_context(socket.create_connection(no_ar.endereco, timeout=PRAZO)) for _ in range(CONEXOES)]
    ate(lambda: arquivos_abertos(no_ar) >= CONEXOES, "o servidor aceitar todas as conexões")
    return abertas


def mediana_da_saude(no_ar: Servidor) -> float:
    """Em quantos segundos /health responde, no meio de 100 pedidos."""
    tempos = []
    with conversa(no_ar.endereco) as nova:
        for _ in range(100):
            inicio = time.perf_counter()
            assert nova.mandar(SAUDE).resposta().status == 200
            tempos.append(time.perf_counter() - inicio)
    return sorted(tempos)[50]


def test_paradas_ou_no_meio_de_um_pedido_ocupam_pouco_e_nao_atrasam_os_outros(no_ar: Servidor) -> None:
    antes = memoria(no_ar)
    with ExitStack() as pilha:
        abertas = abrir(pilha, no_ar)
        paradas = memoria(no_ar) - antes, mediana_da_saude(no_ar)
        for soquete in abertas:
            soquete.sendall(SAUDE[:-2])
        no_meio = memoria(no_ar) - antes, mediana_da_saude(no_ar)
        # E todas ainda são atendidas, quando acabam de pedir.
        for soquete in abertas:
            soquete.sendall(b"\r\n")
        atendidas = [Conversa(soquete).resposta().status for soquete in abertas]
    assert max(paradas[0], no_meio[0]) < MAIOR_PESO
    assert max(paradas[1], no_meio[1]) < 0.1
    assert atendidas == [200] * CONEXOES
