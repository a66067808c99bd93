"""O que se lê do processo do servidor, no Linux."""

import os
import resource
from pathlib import Path

from tests.servidor import Servidor

MEBIBYTE = 1_048_576


def memoria(no_ar: Servidor) -> int:
    """Quanta memória o servidor ocupa, em bytes."""
    paginas = int(Path(f"/proc/{no_ar.processo.pid}/statm").read_text(encoding="ascii").split()[1])
    return paginas * resource.getpagesize()


def arquivos_abertos(no_ar: Servidor) -> int:
    """Quantos arquivos e conexões o servidor tem abertos."""
    return len(os.listdir(f"/proc/{no_ar.processo.pid}/fd"))  # noqa: PTH208  # contar nomes não pede objetos Path


def permitir_arquivos(quantos: int) -> None:
    """Deixa este processo abrir tantos arquivos; se o sistema não permite, o teste falha."""
    pode, maximo = resource.getrlimit(resource.RLIMIT_NOFILE)
    if pode < quantos:
        resource.setrlimit(resource.RLIMIT_NOFILE, (quantos, maximo))
