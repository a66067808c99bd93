"""O disco enche no meio da carga e depois volta a ter lugar: quem envia é avisado, e o servidor não é reiniciado."""

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest

from tests.conftest import Desistir
from tests.queda.conferencia import conferir, conferir_banco, registros
from tests.queda.conftest import Contar
from tests.queda.envio import Carga, ler
from tests.queda.resposta import DISCO_CHEIO
from tests.servidor import Servidor, ate, servidor

ENVIOS = 300
"""Quantos se confirmam antes de o disco encher, e quantos depois de haver lugar."""
TAMANHO = "32m"
FOLGA = 65_536
"""Bytes que o maior arquivo do banco ainda pode crescer."""


@contextmanager
def arquivos_sem_crescer(no_ar: Servidor, pasta: Path) -> Iterator[None]:
    """Nenhum arquivo do servidor passa de um tamanho: a escrita que passaria falha, e não é preciso ser root."""
    pid, (antes, maximo) = no_ar.processo.pid, resource.getrlimit(resource.RLIMIT_FSIZE)
    limite = max(arquivo.stat().st_size for arquivo in pasta.iterdir()) + FOLGA
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (limite, maximo))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (antes, maximo))


@contextmanager
def sem_lugar(_: Servidor, pasta: Path) -> Iterator[None]:
    """Outro arquivo toma todo o lugar que havia no disco."""
    enchimento = pasta / "enchimento"
    with enchimento.open("wb", buffering=0) as arquivo, suppress(OSError):
        while True:
            arquivo.write(bytes(FOLGA))
    assert shutil.disk_usage(pasta).free == 0
    try:
        yield
    finally:
        enchimento.unlink()


@pytest.fixture
def disco_pequeno(tmp_path: Path, desistir: Desistir) -> Iterator[Path]:
    """Uma pasta num disco à parte, que se enche depressa."""
    pasta = tmp_path / "disco"
    pasta.mkdir()
    montar = ["mount", "-t", "tmpfs", "-o", f"size={TAMANHO}", "pgd-teste", str(pasta)]
    if os.geteuid() != 0 or subprocess.run(montar, capture_output=True, check=False).returncode != 0:
        desistir("Este teste monta um disco pequeno, e só o root o pode fazer.")
    yield pasta
    subprocess.run(["umount", str(pasta)], check=True)


def encher(pasta: Path, cheio: Callable[[Servidor, Path], AbstractContextManager[None]]) -> str:
    """A carga antes, durante e depois, com o banco nesta pasta; devolve o que se contou."""
    banco = f"sqlite:///{pasta.as_posix()}/pgd.sqlite"
    carga = Carga(recusas=(DISCO_CHEIO,))
    with servidor(pasta.parent, "--banco", banco, PGD_DIARIO_REGISTROS="100000000") as no_ar:
        token = no_ar.entrar()
        with carga.sobre(no_ar, token):
            carga.ate_mais(ENVIOS)
            with cheio(no_ar, pasta):
                carga.ate_cada(lambda cliente: cliente.recusados, 1, "cada cliente ser avisado")
                assert ler(no_ar, token, "/health").status == 200
                assert ler(no_ar, token, carga.historias[0].caminho).status == 200
                # O bastante para que também o diário tente guardar um lote.
                carga.ate_cada(lambda cliente: cliente.recusados, 40, "cada cliente ser avisado muitas vezes")
            carga.ate_cada(lambda cliente: cliente.confirmados, 1, "cada cliente voltar a ter envios confirmados")
            carga.ate_mais(ENVIOS)
        conferir(no_ar, token, carga.historias)
        conferir_banco(banco, carga.historias)
        ate(lambda: carga.registros <= registros(banco), "o diário guardar todos os pedidos numerados")
    return f"{carga.confirmados} envios confirmados e conferidos, {carga.recusados} recusados com {DISCO_CHEIO.regra}"


def test_nenhum_arquivo_pode_crescer(tmp_path: Path, contar: Contar) -> None:
    pasta = tmp_path / "dados"
    pasta.mkdir()
    contar(f"Arquivos sem crescer: {encher(pasta, arquivos_sem_crescer)}")


def test_nao_ha_mais_lugar_no_disco(disco_pequeno: Path, contar: Contar) -> None:
    contar(f"Disco cheio: {encher(disco_pequeno, sem_lugar)}")
