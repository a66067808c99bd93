"""O nosso servidor, medido como um usuário o inicia: o comando `pgd servir`, em outro processo."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from app.settings import ADMIN_EMAIL, SENHA_DE_DEMONSTRACAO
from tests.fidelidade.cliente import Rodada, Servidor
from tests.fidelidade.gravacao import Gravacao
from tests.fidelidade.moldes import RODADAS, Credencial
from tests.fidelidade.nota import Resultado, measure
from tests.servidor import servidor

CHAVE = "chave-fixa-da-comparacao-com-mais-de-32-bytes"
TOKEN_MINUTOS = "600"
"""Os tokens têm de viver mais que a rodada."""


def measure_ours(gravados: Gravacao, *opcoes: str) -> Resultado:
    """Sobe o nosso servidor com estas opções de `pgd servir`, numa porta livre, e o compara com a gravação."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as temporaria:
        pasta = Path(temporaria) / "servidor"
        pasta.mkdir()
        with servidor(pasta, *opcoes, PGD_CHAVE_SECRETA=CHAVE, PGD_TOKEN_MINUTOS=TOKEN_MINUTOS) as no_ar:
            numero = int(time.time() * 10) % RODADAS
            admin = Credencial(ADMIN_EMAIL, SENHA_DE_DEMONSTRACAO)
            return measure(Rodada(Servidor(no_ar.url), numero, CHAVE, admin), gravados)
