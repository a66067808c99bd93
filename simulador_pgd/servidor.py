"""Um servidor só dos testes: nasce numa porta livre, sem nada do ambiente de quem testa, e morre com quem o iniciou."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

EMAIL, SENHA = "admin@pgd.gov.br", "demonstracao-pgd"
"""O administrador de um servidor em que nada se configurou."""
AGENTE = "simulador-pgd/1.0 (+https://localhost)"
"""O User-Agent destes pedidos, na forma que o contrato pede."""
PRAZO_PARA_INICIAR = 60.0
PRAZO_PARA_TERMINAR = 10.0
"""Segundos de espera, folgados para máquinas ocupadas: o servidor inicia em um segundo e termina em meio."""

_HERDADAS = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "WINDIR")
"""O que o Python precisa do ambiente para correr; do resto, que pode configurar o servidor, nada passa."""
_PYTHON = (sys.executable, "-E", "-P", "-X", "utf8", "-u")
"""Sem as variáveis PYTHON… nem a pasta corrente, em que pode haver outro pacote `app`, e sem reter o que escreve."""
_PROGRAMA = """
import os, signal, threading

def termina_com_quem_iniciou():
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=termina_com_quem_iniciou, daemon=True).start()
from app.cli.main import main
main()
"""
"""A entrada do servidor é um cano que só quem o iniciou tem aberto: morto este, mesmo à força, ela acaba."""
_ENDERECO = re.compile(r"^Endereço:\s+(http://\S+)$", re.MULTILINE)


class ServidorNaoIniciou(Exception):
    """O servidor não ficou no ar; a mensagem traz o que ele escreveu."""


@dataclass(frozen=True, slots=True)
class Servidor:
    """Onde o servidor atende, e quem é o administrador dele."""

    url: str
    email: str = EMAIL
    senha: str = field(default=SENHA, repr=False)

    @property
    def porta(self) -> int:
        """A porta TCP."""
        partes = urlsplit(self.url)
        return partes.port or (443 if partes.scheme == "https" else 80)


@contextmanager
def no_ar(pasta: Path, configuracao: Mapping[str, str] | None = None) -> Iterator[Servidor]:
    """Um servidor efêmero, com esta pasta, que deve estar vazia, como a corrente e a dos arquivos temporários.

    `configuracao` são as variáveis `PGD_…` que ele deve ver; o que ele escreve fica em `servidor.log`, na pasta.
    Erros: ServidorNaoIniciou.
    """
    escrito = pasta / "servidor.log"
    with escrito.open("wb") as destino:
        processo = subprocess.Popen(  # noqa: S603  # o programa e os argumentos são nossos
            [*_PYTHON, "-c", _PROGRAMA, "servir", "--efemero", "--porta", "0"],
            cwd=pasta,
            env=_environment(pasta, configuracao or {}),
            stdin=subprocess.PIPE,
            stdout=destino,
            stderr=subprocess.STDOUT,
            # O Ctrl+C do terminal é de quem testa: o servidor atende até o fim da última limpeza.
            start_new_session=True,
        )
    try:
        url = _announced(processo, escrito)
        _wait_for_health(url, escrito)
        yield Servidor(url)
    finally:
        _end(processo)


def _environment(pasta: Path, configuracao: Mapping[str, str]) -> dict[str, str]:
    herdado = {nome: os.environ[nome] for nome in _HERDADAS if nome in os.environ}
    temporaria = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(pasta))
    # Numa tela estreita, ou em cores, a saudação não se deixaria ler.
    return {**herdado, **temporaria, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "240", **configuracao}


def _announced(processo: subprocess.Popen[bytes], escrito: Path) -> str:
    limite = time.monotonic() + PRAZO_PARA_INICIAR
    while time.monotonic() < limite:
        if endereco := _ENDERECO.search(_read(escrito)):
            return endereco[1]
        if processo.poll() is not None:
            raise ServidorNaoIniciou(f"O servidor do simulador terminou ao iniciar. Ele escreveu:\n{_read(escrito)}")
        time.sleep(0.01)
    raise ServidorNaoIniciou(
        f"O servidor do simulador não disse onde atende em {PRAZO_PARA_INICIAR:.0f} segundos. Ele escreveu:\n"
        f"{_read(escrito)}"
    )


def _wait_for_health(url: str, escrito: Path) -> None:
    # A porta já está tomada: o primeiro pedido espera na fila dela até que alguém atenda.
    conexao = HTTPConnection(urlsplit(url).netloc, timeout=PRAZO_PARA_INICIAR)
    try:
        conexao.request("GET", "/health", headers={"User-Agent": AGENTE})
        status = conexao.getresponse().status
    except OSError as erro:
        raise ServidorNaoIniciou(
            f"O servidor do simulador não atendeu em {url} ({erro}). Ele escreveu:\n{_read(escrito)}"
        ) from erro
    finally:
        conexao.close()
    if status != 200:
        raise ServidorNaoIniciou(f"O servidor do simulador respondeu {status} em {url}/health:\n{_read(escrito)}")


def _end(processo: subprocess.Popen[bytes]) -> None:
    processo.terminate()
    try:
        processo.wait(PRAZO_PARA_TERMINAR)
    except subprocess.TimeoutExpired:
        processo.kill()
        processo.wait()
    if processo.stdin:
        processo.stdin.close()


def _read(escrito: Path) -> str:
    return escrito.read_text(encoding="utf-8", errors="replace")
