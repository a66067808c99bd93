"""Quem começa e não acaba, quem não pede e quem não lê: ninguém segura uma conexão para sempre, e só ele é despedido.

O servidor é o de verdade, mas olha as conexões a cada meio segundo, e não a cada trinta.
"""

import json
import select
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from app.api.protocol import Protocol
from app.main import create_app
from tests import builders
from tests.abuso.conversa import CABECALHOS, SAUDE, Conversa, conversa
from tests.conftest import ADMIN, Relogio, settings
from tests.servidor import PRAZO, ate

LENTO = (408, "PD-14", str)
DOCUMENTO = builders.participante()
PARTICIPANTE = builders.caminho_participante(DOCUMENTO).encode()


class Vigilante(Protocol):
    INTERVALO = 0.5


@dataclass
class NoAr:
    """O servidor, numa linha de execução deste processo."""

    servidor: uvicorn.Server
    endereco: tuple[str, int]
    banco: Path
    token: bytes

    def conexoes(self) -> int:
        return len(self.servidor.server_state.connections)

    def put(self, tamanho: int) -> bytes:
        return (
            b"PUT " + PARTICIPANTE + b" HTTP/1.1\r\n" + CABECALHOS + b"Authorization: Bearer " + self.token + b"\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % tamanho
        )


@pytest.fixture(scope="module")
def _vigiado(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NoAr]:
    banco = tmp_path_factory.mktemp("lentos") / "pgd.sqlite"
    aplicacao = create_app(settings(f"sqlite:///{banco.as_posix()}"), Relogio())
    config = uvicorn.Config(aplicacao, http=Vigilante, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as ouvinte:
        endereco = ouvinte.getsockname()
        linha = threading.Thread(target=server.run, kwargs={"sockets": [ouvinte]})
        linha.start()
        try:
            ate(lambda: server.started, "o servidor iniciar")
            with conversa(endereco) as nova:
                corpo = f"username={ADMIN}&password=demonstracao-pgd".encode()
                nova.mandar(
                    b"POST /token HTTP/1.1\r\n" + CABECALHOS + b"Content-Type: application/x-www-form-urlencoded\r\n"
                    b"Content-Length: %d\r\n\r\n%b" % (len(corpo), corpo)
                )
                token = nova.resposta().documento["access_token"].encode()
            yield NoAr(server, endereco, banco, token)
        finally:
            server.should_exit = True
            linha.join(PRAZO)


@pytest.fixture
def vigiado(_vigiado: NoAr) -> Iterator[NoAr]:
    """O servidor, que depois de cada abuso não guarda conexão alguma e segue atendendo."""
    yield _vigiado
    ate(lambda: _vigiado.conexoes() == 0, "o servidor largar as conexões")
    with conversa(_vigiado.endereco) as nova:
        assert nova.mandar(SAUDE).resposta().status == 200


def gotejar(nova: Conversa, gota: bytes) -> None:
    """Manda uma gota a cada centésimo de segundo, até que o servidor responda ou encerre."""
    while not select.select([nova.soquete], [], [], 0.01)[0]:
        nova.mandar(gota)


class TestD52PedidosQueNaoAcabam:
    """Recebem 408, e a conexão acaba."""

    def test_cabecalhos_que_param_recebem_408(self, vigiado: NoAr) -> None:
        with conversa(vigiado.endereco) as nova:
            resposta = nova.mandar(SAUDE[:-10]).resposta()
            assert (resposta.recusa, resposta.cabecalhos["connection"]) == (LENTO, "close")
            assert nova.encerrada()

    def test_cabecalhos_que_gotejam_recebem_408(self, vigiado: NoAr) -> None:
        with conversa(vigiado.endereco) as nova:
            gotejar(nova.mandar(SAUDE[:-2] + b"X: "), b"y")
            assert nova.resposta().recusa == LENTO

    def test_um_corpo_que_para_recebe_408_e_nada_fica_guardado(self, vigiado: NoAr) -> None:
        with conversa(vigiado.endereco) as nova:
            assert nova.mandar(vigiado.put(1_000), b'{"origem_unidade"').resposta().recusa == LENTO
            assert nova.encerrada()
        with closing(sqlite3.connect(vigiado.banco)) as banco:
            assert banco.execute("SELECT count(*) FROM participante").fetchone() == (0,)

    def test_um_corpo_que_goteja_recebe_408(self, vigiado: NoAr) -> None:
        with conversa(vigiado.endereco) as nova:
            gotejar(nova.mandar(vigiado.put(1_000_000)), b" ")
            assert nova.resposta().recusa == LENTO

    def test_o_segundo_pedido_de_uma_conexao_tambem_tem_prazo(self, vigiado: NoAr) -> None:
        with conversa(vigiado.endereco) as nova:
            assert nova.mandar(SAUDE).resposta().status == 200
            assert nova.mandar(SAUDE[:-10]).resposta().recusa == LENTO


def test_um_envio_longo_que_anda_chega_ao_fim(vigiado: NoAr) -> None:
    # Três segundos, ou seis olhadas, a 100 KiB por segundo: cem vezes o menor ritmo.
    gotas = [b" " * 2_048] * 150
    with conversa(vigiado.endereco) as nova:
        nova.mandar(vigiado.put(sum(map(len, gotas))))
        for gota in gotas:
            assert select.select([nova.soquete], [], [], 0.02)[0] == []
            nova.mandar(gota)
        assert nova.resposta().recusa == (422, "PD-03", list)


def test_quem_nao_pede_nada_e_despedido_em_silencio(vigiado: NoAr) -> None:
    with conversa(vigiado.endereco) as nova:
        assert nova.encerrada()


def test_quem_nao_le_a_resposta_e_despedido(vigiado: NoAr) -> None:
    with socket.socket() as soquete:
        soquete.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        soquete.settimeout(PRAZO)
        soquete.connect(vigiado.endereco)
        # Cem respostas de 150 KiB não cabem no que o sistema guarda por conta própria.
        soquete.sendall((b"GET /openapi.json HTTP/1.1\r\n" + CABECALHOS + b"\r\n") * 100)
        ate(lambda: vigiado.conexoes() == 1, "o servidor ter a conexão")
        ate(lambda: vigiado.conexoes() == 0, "o servidor despedir quem não lê")


def test_quem_ja_foi_respondido_nao_pode_mandar_o_corpo_para_sempre(vigiado: NoAr) -> None:
    with conversa(vigiado.endereco) as nova:
        nova.mandar(b"PUT " + PARTICIPANTE + b" HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        assert nova.resposta().recusa == (400, "PD-01", str)
        try:
            gotejar(nova, b"400\r\n" + b" " * 1_024 + b"\r\n")
        except ConnectionError:
            return
        assert nova.encerrada()


def test_quem_espera_pelo_servidor_nunca_e_despedido(vigiado: NoAr) -> None:
    corpo = json.dumps(DOCUMENTO).encode()
    with closing(sqlite3.connect(vigiado.banco, isolation_level=None)) as outro, conversa(vigiado.endereco) as nova:
        outro.execute("BEGIN IMMEDIATE")
        nova.mandar(vigiado.put(len(corpo)), corpo)
        # Quatro olhadas depois, ainda à espera do banco.
        assert select.select([nova.soquete], [], [], 4 * Vigilante.INTERVALO)[0] == []
        outro.execute("ROLLBACK")
        assert nova.resposta().status == 201
