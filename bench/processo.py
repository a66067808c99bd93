"""Um servidor em outro processo: iniciá-lo, encerrá-lo e ler do sistema quanta CPU e memória ele usa (só Linux)."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.carga import Endereco
from tests.servidor import PGD, ambiente

RAIZ = Path(__file__).resolve().parents[1]
PRAZO = 120.0
"""Segundos que se espera por um servidor que inicia, termina ou sossega."""
SOSSEGO = 0.25
"""Segundos quase sem CPU que provam que não resta trabalho: mais do que o diário espera entre dois lotes."""
QUASE_NADA = 0.002
"""Segundos de CPU que um servidor parado gasta nesse tempo, com folga."""

_PAGINA = os.sysconf("SC_PAGE_SIZE")


class NaoIniciou(Exception):
    """O servidor terminou antes de atender; a mensagem traz o que ele escreveu."""


@dataclass(frozen=True)
class Servidor:
    """Um servidor que atende. `segundos` é o que levou do início do processo até a primeira resposta."""

    endereco: Endereco
    pid: int
    segundos: float

    def cpu(self) -> float:
        """Segundos de CPU que ele e seus filhos gastaram até agora, de usuário e de sistema."""
        return sum(time.clock_gettime(_relogio_de_cpu(pid)) for pid in _familia(self.pid))

    def memoria(self) -> float:
        """Memória residente dele e dos filhos, em MB de 2^20 bytes."""
        paginas = (int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in _familia(self.pid))
        return sum(paginas) * _PAGINA / 2**20

    def sossegar(self) -> float:
        """Espera que termine o que deixou para depois de responder, como o diário; devolve a CPU gasta até então."""
        limite = time.monotonic() + PRAZO
        antes, desde = self.cpu(), time.monotonic()
        while time.monotonic() - desde < SOSSEGO:
            time.sleep(0.02)
            agora = self.cpu()
            if agora - antes > QUASE_NADA:
                antes, desde = agora, time.monotonic()
            if desde > limite:
                raise TimeoutError("o servidor não para de trabalhar, sem que ninguém lhe peça nada")
        return self.cpu()


@contextmanager
def nosso(pasta: Path, banco: str, **variaveis: str) -> Iterator[Servidor]:
    """O simulador como uma pessoa o inicia, com este banco e estas variáveis; `pasta` é a corrente."""
    with _no_ar([str(PGD), "servir", "--banco", banco], pasta, "/health", **variaveis) as servidor:
        yield servidor


@contextmanager
def teto(pasta: Path) -> Iterator[Servidor]:
    """O programa que só lê e responde."""
    with _no_ar([sys.executable, "-m", "bench.teto"], pasta, "/", PYTHONPATH=str(RAIZ)) as servidor:
        yield servidor


@contextmanager
def _no_ar(comando: Sequence[str], pasta: Path, pronto: str, **variaveis: str) -> Iterator[Servidor]:
    """O comando numa porta livre, até que o caminho `pronto` responda 200; ao fim, pede-se que termine."""
    endereco = _porta_livre()
    # As medidas com um milhão de planos podem passar da meia hora que vale um token.
    variaveis["PGD_TOKEN_MINUTOS"] = "1440"  # noqa: S105  # é um prazo, e não um segredo
    with (pasta / f"{endereco[1]}.log").open("w+b") as log:
        inicio = time.perf_counter()
        processo = subprocess.Popen(  # noqa: S603  # o comando é escrito aqui
            [*comando, "--porta", str(endereco[1])],
            cwd=pasta,
            env=ambiente(pasta, **variaveis),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            while not _responde(endereco, pronto):
                if processo.poll() is not None:
                    log.seek(0)
                    raise NaoIniciou(f"{' '.join(comando)} terminou:\n{log.read().decode(errors='replace')}")
                time.sleep(0.002)
            yield Servidor(endereco, processo.pid, time.perf_counter() - inicio)
        finally:
            _encerrar(processo)


def _responde(endereco: Endereco, caminho: str) -> bool:
    """Se a porta já está aberta e quem a abriu não caiu; então espera nela a primeira resposta, que tem de ser 200."""
    conexao = http.client.HTTPConnection(*endereco, timeout=PRAZO)
    try:
        conexao.request("GET", caminho, headers={"User-Agent": "bench/1.0"})
        status = conexao.getresponse().status
    except ConnectionError:
        return False
    finally:
        conexao.close()
    if status != http.HTTPStatus.OK:
        raise NaoIniciou(f"o servidor respondeu {status} em {caminho}")
    return True


def _encerrar(processo: subprocess.Popen[bytes]) -> None:
    processo.send_signal(signal.SIGTERM)
    try:
        processo.wait(PRAZO)
    except subprocess.TimeoutExpired:
        processo.kill()
        processo.wait()
        raise


def _porta_livre() -> Endereco:
    with socket.socket() as tomada:
        tomada.bind(("127.0.0.1", 0))
        return "127.0.0.1", int(tomada.getsockname()[1])


def _familia(pid: int) -> list[int]:
    """O processo e todos os que descendem dele."""
    filhos = [
        int(filho)
        for linha in Path(f"/proc/{pid}/task").glob("*/children")
        for filho in linha.read_text(encoding="ascii").split()
    ]
    return [pid, *(neto for filho in filhos for neto in _familia(filho))]


def _relogio_de_cpu(pid: int) -> int:
    """O relógio da CPU de um processo, como em clock_getcpuclockid(3).

    É a mesma soma de utime e stime de /proc/PID/stat, que só se leem ali em centésimos de segundo.
    """
    return (~pid << 3) | 2
