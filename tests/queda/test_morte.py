"""O servidor é morto no meio da carga, muitas vezes, sobre o mesmo banco: o que ele confirmou está lá, inteiro."""

import os
import random
import signal
import socket
import time
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import banco_vazio
from tests.queda.conferencia import conferir, conferir_banco, registros
from tests.queda.conftest import Contar
from tests.queda.envio import Carga
from tests.servidor import Servidor, ate, servidor

SEM_LIMITE = "100000000"


def matar(no_ar: Servidor, carga: Carga) -> None:
    """SIGKILL em todos os processos do servidor de uma vez."""
    carga.morto.set()
    os.killpg(no_ar.processo.pid, signal.SIGKILL)
    no_ar.processo.wait()
    ate(lambda: not escuta(no_ar), "todos os processos terminarem")


def escuta(no_ar: Servidor) -> bool:
    try:
        socket.create_connection(no_ar.endereco).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.mark.parametrize(("kind", "processos"), [("sqlite", 1), ("postgresql", 2)])
def test_depois_de_cada_morte_esta_la_o_que_foi_confirmado(
    request: pytest.FixtureRequest, tmp_path: Path, semente: int, quedas: int, contar: Contar, kind: str, processos: int
) -> None:
    contar(f"{kind}, {processos} processo(s): semente {semente}")
    sorte = random.Random(semente)
    carga = Carga()
    with banco_vazio(kind, request, tmp_path) as banco:
        servir = partial(
            servidor, tmp_path, "--banco", banco, "--processos", str(processos), PGD_DIARIO_REGISTROS=SEM_LIMITE
        )
        token = ""
        for _ in range(quedas):
            with servir() as no_ar:
                # O mesmo token vale depois de cada queda.
                token = token or no_ar.entrar()
                conferir(
                    no_ar, token, [historia for historia in carga.historias if historia.conferida != historia.enviada]
                )
                conferir_banco(banco, carga.historias)
                with carga.sobre(no_ar, token):
                    carga.ate_mais(sorte.randint(20, 300))
                    time.sleep(sorte.uniform(0, 0.02))
                    matar(no_ar, carga)
        with servir() as no_ar:
            conferir(no_ar, token, carga.historias)
            conferir_banco(banco, carga.historias)
            anteriores = carga.registros
            with carga.sobre(no_ar, token):
                carga.ate_cada(lambda cliente: cliente.confirmados, 1, "cada cliente ter um envio confirmado")
        # Encerrado como se deve, o diário da última vida está inteiro.
        assert carga.registros - anteriores <= registros(banco)
        contar(f"{kind}, {processos} processo(s): {quedas} mortes, {carga.confirmados} envios confirmados conferidos")
