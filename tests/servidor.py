"""O servidor de verdade, iniciado como uma pessoa o inicia: o comando `pgd`, em outro processo, num ambiente limpo."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx2

PGD = Path(sys.executable).parent / "pgd"
PRAZO = 60.0
"""Segundos que se espera pelo que deve acontecer logo: folga para máquinas ocupadas, e não uma medida."""
USER_AGENT = "testes/1.0 (+https://localhost)"
SENHA_FORTE = "uma-senha-forte-so-deste-teste"

_ENDERECO = re.compile(r"^Endereço:\s+(http://\S+)$", re.MULTILINE)


def ambiente(pasta: Path, **variaveis: str) -> dict[str, str]:
    """Só as variáveis de que o comando precisa e as pedidas: nada de quem testa, nem cor, nem tela estreita."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(pasta),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "COLUMNS": "240",
        **variaveis,
    }


def comando(pasta: Path, *argumentos: str, entrada: str = "", **variaveis: str) -> subprocess.CompletedProcess[str]:
    """O comando `pgd` corrido até o fim, nesta pasta."""
    return subprocess.run(
        [PGD, *argumentos],
        cwd=pasta,
        env=ambiente(pasta, **variaveis),
        input=entrada,
        capture_output=True,
        text=True,
        timeout=PRAZO,
        check=False,
    )


def ate(condicao: Callable[[], bool], o_que: str, prazo: float = PRAZO) -> None:
    """Espera até que aconteça; passado o prazo, o teste falha dizendo o que faltou."""
    limite = time.monotonic() + prazo
    while not condicao():
        assert time.monotonic() < limite, f"passou o prazo, e não se deu: {o_que}"
        time.sleep(0.02)


@dataclass
class Servidor:
    """Um servidor no ar; `registro` é o que ele escreve na saída de erros."""

    processo: subprocess.Popen[bytes]
    pasta: Path
    arquivo_saida: Path
    arquivo_registro: Path
    url: str = ""

    @property
    def saida(self) -> str:
        return self.arquivo_saida.read_text(encoding="utf-8")

    @property
    def registro(self) -> str:
        return self.arquivo_registro.read_text(encoding="utf-8")

    @property
    def endereco(self) -> tuple[str, int]:
        """Onde conectar, desta máquina."""
        return "127.0.0.1", int(self.url.rsplit(":", 1)[1])

    def pedir(self, metodo: str, caminho: str, token: str | None = None, **opcoes: object) -> httpx2.Response:
        """Um pedido avulso, numa conexão própria."""
        cabecalhos = {"User-Agent": USER_AGENT, **({"Authorization": f"Bearer {token}"} if token else {})}
        with httpx2.Client(base_url=self.url, headers=cabecalhos, trust_env=False, timeout=PRAZO) as cliente:
            return cliente.request(metodo, caminho, **opcoes)  # type: ignore[arg-type]  # as opções são as do cliente

    def entrar(self, email: str = "admin@pgd.gov.br", senha: str = "demonstracao-pgd") -> str:
        """Um token deste usuário."""
        resposta = self.pedir("POST", "/token", data={"username": email, "password": senha})
        assert resposta.status_code == 200, resposta.text
        return str(resposta.json()["access_token"])

    def esperar(self) -> None:
        """Até que ele diga onde atende, e atenda."""
        ate(lambda: self._anunciou() or self.processo.poll() is not None, "o servidor dizer o endereço")
        assert self.processo.poll() is None, f"o servidor não ficou no ar:\n{self.saida}\n{self.registro}"
        ate(self._atende, "o servidor atender em /health")

    def encerrar(self, sinal: signal.Signals = signal.SIGTERM) -> int:
        """Pede que termine, como `docker stop` e `systemctl stop`, e devolve o código com que terminou."""
        self.processo.send_signal(sinal)
        try:
            return self.processo.wait(PRAZO)
        except subprocess.TimeoutExpired:
            os.killpg(self.processo.pid, signal.SIGKILL)
            self.processo.wait()
            raise

    def _anunciou(self) -> bool:
        endereco = _ENDERECO.search(self.saida)
        self.url = endereco[1] if endereco else ""
        return "Ctrl+C encerra." in self.saida

    def _atende(self) -> bool:
        try:
            return self.pedir("GET", "/health").status_code == 200
        except httpx2.TransportError:
            return False


@contextmanager
def servidor(pasta: Path, *opcoes: str, **variaveis: str) -> Iterator[Servidor]:
    """Um servidor numa porta livre, com esta pasta como a corrente; ao fim, pede-se que termine e ele termina bem."""
    marca = f"{pasta.name}-{uuid4().hex[:8]}"
    saida, registro = pasta.with_name(f"{marca}.saida"), pasta.with_name(f"{marca}.registro")
    with saida.open("wb") as escrita, registro.open("wb") as erros:
        processo = subprocess.Popen(
            [PGD, "servir", "--porta", "0", *opcoes],
            cwd=pasta,
            env=ambiente(pasta, **variaveis),
            stdin=subprocess.DEVNULL,
            stdout=escrita,
            stderr=erros,
            start_new_session=True,
        )
    no_ar = Servidor(processo, pasta, saida, registro)
    try:
        no_ar.esperar()
        yield no_ar
        if processo.poll() is None:
            assert no_ar.encerrar() in (0, -signal.SIGTERM)
        assert "Traceback" not in no_ar.registro
    finally:
        if processo.poll() is None:
            os.killpg(processo.pid, signal.SIGKILL)
            processo.wait()
