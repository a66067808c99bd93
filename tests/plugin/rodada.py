"""O pytest corrido por quem usa o simulador: outro processo, numa pasta que não é a deste projeto."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.servidor import PRAZO, ambiente

PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider")
_CONTAGEM = re.compile(r"(\d+) (passed|failed|errors?|skipped|warnings?)\b")


@dataclass(frozen=True)
class Rodada:
    """Com que código o pytest terminou, quantos testes deram em quê, e o que escreveu."""

    codigo: int
    contagens: dict[str, int]
    saida: str


def rodar(pasta: Path, *argumentos: str, **variaveis: str) -> Rodada:
    """Corre os testes desta pasta até o fim."""
    feito = subprocess.run(
        [*PYTEST, *argumentos],
        cwd=pasta,
        env=ambiente(pasta, **variaveis),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=2 * PRAZO,
        check=False,
    )
    ultima = feito.stdout.rstrip().rpartition("\n")[2]
    return Rodada(feito.returncode, {nome: int(n) for n, nome in _CONTAGEM.findall(ultima)}, feito.stdout)
