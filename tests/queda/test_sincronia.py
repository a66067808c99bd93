"""Nenhum envio é confirmado antes de estar no disco: vê-se nas chamadas que o servidor faz ao sistema.

Matar o servidor não o mostraria: o que foi entregue ao sistema, e não ao disco, sobrevive a ele e não à falta de luz.
"""

import re
import shlex
import shutil
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

import tests.servidor
from tests.conftest import Desistir
from tests.queda.conftest import Contar
from tests.queda.envio import Conexao
from tests.queda.versoes import Cliente
from tests.servidor import PGD, servidor

VOLTAS = 20
STRACE = ("strace", "-D", "-f", "--seccomp-bpf", "-y", "-ttt", "-e", "trace=fsync,fdatasync")
_DO_WAL = re.compile(r"^\d+ +(\d+\.\d+) f(?:data)?sync\(\d+<[^>]*/pgd\.sqlite-wal>", re.MULTILINE)


@pytest.fixture
def vigiado(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desistir: Desistir) -> Path:
    """O servidor que o teste iniciar corre sob o strace, que escreve neste arquivo."""
    if shutil.which("strace") is None:
        desistir("Este teste precisa do strace, e ele não está instalado nesta máquina.")
    if subprocess.run([*STRACE, "-o", "/dev/null", "true"], capture_output=True, check=False).returncode != 0:
        desistir("O strace não consegue vigiar processos nesta máquina.")
    escrito, comando = tmp_path / "strace", tmp_path / "pgd"
    comando.write_text(
        f'#!/bin/sh\nexec {shlex.join([*STRACE, "-o", str(escrito), str(PGD)])} "$@"\n', encoding="utf-8"
    )
    comando.chmod(0o755)
    monkeypatch.setattr(tests.servidor, "PGD", comando)
    return escrito


def test_entre_o_envio_e_a_resposta_ha_uma_sincronizacao_com_o_disco(
    tmp_path: Path, vigiado: Path, contar: Contar
) -> None:
    banco = f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite"
    cliente = Cliente(0)
    prazos = []
    with servidor(tmp_path, "--banco", banco) as no_ar, closing(Conexao(no_ar, no_ar.entrar())) as conexao:
        for _ in range(VOLTAS):
            for historia in cliente.volta():
                saiu = time.time()
                assert conexao.enviar(cliente, historia, historia.enviada + 1).status in (200, 201)
                prazos.append((saiu, time.time()))
    sincronizacoes = [float(instante) for instante in _DO_WAL.findall(vigiado.read_text(encoding="utf-8"))]
    contar(f"strace: {len(prazos)} envios confirmados em sequência, {len(sincronizacoes)} sincronizações do WAL")
    sem = [prazo for prazo in prazos if not any(prazo[0] < instante < prazo[1] for instante in sincronizacoes)]
    assert sem == []
    assert len(sincronizacoes) >= len(prazos) == 5 * VOLTAS
