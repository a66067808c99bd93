"""Como os módulos são: sem efeito ao serem importados, pequenos, e com o mesmo nome para a mesma coisa."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.fontes import RAIZ, modulos, nome

LINHAS = 300
RECURSOS = ("participante", "plano_entregas", "plano_trabalho", "usuario")

IMPORTAR_TUDO = """
import json, os, pkgutil, sqlite3, sys, threading

import sqlalchemy

efeitos = []

def vigia(evento, argumentos):
    escreve = evento == "open" and (
        any(letra in (argumentos[1] or "") for letra in "wax+")
        or (argumentos[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    )
    if escreve or evento in {"sqlite3.connect", "socket.bind", "socket.connect", "os.mkdir", "subprocess.Popen"}:
        efeitos.append([evento, str(argumentos[0])])

def motor(*argumentos, **opcoes):
    efeitos.append(["create_engine", str(argumentos)])

sqlalchemy.create_engine = motor
sys.addaudithook(vigia)

import app

nomes = [modulo.name for modulo in pkgutil.walk_packages(app.__path__, "app.")]
for modulo in nomes:
    __import__(modulo)
print(json.dumps({"nomes": nomes, "efeitos": efeitos, "linhas_de_execucao": threading.active_count()}))
"""


def test_importar_qualquer_modulo_nao_tem_efeito(tmp_path: Path) -> None:
    # Uma configuração que seria recusada: se algum módulo a lesse, a importação falharia.
    ambiente = {**os.environ, "PGD_HOST": "0.0.0.0", "PGD_PORTA": "não é um número", "PYTHONIOENCODING": "utf-8"}  # noqa: S104  # só um valor perigoso
    comando = [sys.executable, "-B", "-c", IMPORTAR_TUDO]
    saida = subprocess.run(comando, cwd=tmp_path, env=ambiente, capture_output=True, encoding="utf-8", check=True)
    visto = json.loads(saida.stdout)
    assert "app.api.plano_trabalho" in visto["nomes"]
    assert (visto["efeitos"], visto["linhas_de_execucao"], saida.stderr, list(tmp_path.iterdir())) == ([], 1, "", [])


def test_nenhum_modulo_passa_de_300_linhas() -> None:
    linhas = {
        nome(modulo): len(modulo.read_text(encoding="utf-8").splitlines())
        for modulo in modulos("app", "bench", "simulador_pgd")
    }
    assert {modulo: quantas for modulo, quantas in linhas.items() if quantas > LINHAS} == {}


@pytest.mark.parametrize("recurso", RECURSOS)
def test_a_mesma_coisa_tem_o_mesmo_nome_em_todo_pacote(recurso: str) -> None:
    pacotes = [
        pacote for pacote in ("rules", "contract", "storage", "api") if (RAIZ / f"app/{pacote}/{recurso}.py").exists()
    ]
    assert pacotes == ["rules", "contract", "storage", "api"]


@pytest.mark.parametrize("recurso", RECURSOS)
def test_as_regras_de_cada_recurso_tem_seu_arquivo_de_teste(recurso: str) -> None:
    assert (RAIZ / f"tests/rules/test_{recurso}.py").is_file()
