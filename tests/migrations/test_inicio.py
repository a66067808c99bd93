"""Ao iniciar, o servidor deixa o banco na versão dele; dois que iniciem juntos não se atrapalham."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import builders
from tests.migrations.test_migracoes import ULTIMA
from tests.servidor import comando, servidor

CRIADO = f"O banco estava vazio e foi criado na versão {ULTIMA}."
PRONTO = f"O banco já está na versão {ULTIMA}."


def test_o_servidor_migra_um_banco_vazio_e_o_diz(banco: str, tmp_path: Path) -> None:
    with servidor(tmp_path, "--banco", banco) as no_ar:
        assert CRIADO in no_ar.saida.splitlines()
        contagens = no_ar.pedir("GET", "/simulador/api/estado").json()["contagens"]
    assert contagens["usuario"] == 1
    assert comando(tmp_path, "migrar", "--banco", banco).stdout == f"{PRONTO}\n"


@pytest.mark.parametrize("processos", ["1", "2"])
def test_dois_servidores_que_iniciam_juntos_num_banco_vazio_servem_os_dois(
    banco: str, tmp_path: Path, processos: str
) -> None:
    with ExitStack() as pilha:

        def iniciar(_: int) -> tuple[str, int]:
            no_ar = pilha.enter_context(servidor(tmp_path, "--banco", banco, "--processos", processos))
            token = no_ar.entrar()
            documento = builders.participante()
            enviado = no_ar.pedir("PUT", builders.caminho_participante(documento), token, json=documento)
            return next(linha for linha in no_ar.saida.splitlines() if linha in (CRIADO, PRONTO)), enviado.status_code

        with ThreadPoolExecutor(2) as linhas:
            vistos = list(linhas.map(iniciar, range(2)))
    # Quem chegou primeiro ao banco pode não ser quem enviou primeiro.
    assert sorted(frase for frase, _ in vistos) == sorted([CRIADO, PRONTO])
    assert sorted(status for _, status in vistos) == [200, 201]


def test_quatro_comandos_juntos_num_banco_vazio_um_cria_e_tres_acham_pronto(banco: str, tmp_path: Path) -> None:
    def migrar(_: int) -> subprocess.CompletedProcess[str]:
        return comando(tmp_path, "migrar", "--banco", banco)

    with ThreadPoolExecutor(4) as linhas:
        feitos = list(linhas.map(migrar, range(4)))
    assert [feito.stderr for feito in feitos] == [""] * 4
    assert sorted(feito.stdout for feito in feitos) == sorted([f"{CRIADO}\n", *[f"{PRONTO}\n"] * 3])
