"""A ação do GitHub, com os passos dela corridos como a esteira os corre: bash, arquivos de variáveis e um servidor."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml  # type: ignore[import-untyped]  # só aqui e na receita: os tipos seriam mais uma dependência

from app.settings import Settings
from tests.architecture.fontes import RAIZ
from tests.servidor import PGD, PRAZO, ambiente, ate

ACAO = yaml.safe_load((RAIZ / "action.yml").read_text(encoding="utf-8"))
PASSOS: dict[str, Any] = {passo["name"]: passo for passo in ACAO["runs"]["steps"]}
_EXPRESSAO = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")


@dataclass
class Job:
    """Um job da esteira: as pastas dele, e o que os passos deixam para os seguintes."""

    pasta: Path

    @property
    def variaveis(self) -> dict[str, str]:
        return self._lidas("GITHUB_ENV")

    @property
    def saidas(self) -> dict[str, str]:
        return self._lidas("GITHUB_OUTPUT")

    def correr(self, nome: str, **entradas: str) -> subprocess.CompletedProcess[str]:
        """Um passo, com as entradas dadas e as demais no padrão."""
        passo = PASSOS[nome]
        valores = {
            **{f"inputs.{entrada}": str(opcoes["default"]) for entrada, opcoes in ACAO["inputs"].items()},
            **{f"inputs.{entrada}": valor for entrada, valor in entradas.items()},
            **{f"steps.servidor.outputs.{saida}": valor for saida, valor in self.saidas.items()},
        }
        dadas = {
            variavel: _EXPRESSAO.sub(lambda achado: valores[achado[1]], texto)
            for variavel, texto in passo["env"].items()
        }
        roteiro = self.pasta / "passo.sh"
        roteiro.write_text(passo["run"], encoding="utf-8")
        projeto = self.pasta / "projeto"
        projeto.mkdir(exist_ok=True)
        # Como o GitHub chama o bash quando se diz `shell: bash`.
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(roteiro)],
            cwd=projeto,
            env=ambiente(self.pasta, **self._do_github(), **dadas),
            capture_output=True,
            text=True,
            timeout=PRAZO,
            check=False,
        )

    def _do_github(self) -> dict[str, str]:
        return {
            "RUNNER_TEMP": str(self.pasta),
            "TMPDIR": str(self.pasta),
            "GITHUB_WORKSPACE": str(self.pasta / "projeto"),
            "GITHUB_ACTION_PATH": str(RAIZ),
            "GITHUB_ENV": str(self.pasta / "GITHUB_ENV"),
            "GITHUB_OUTPUT": str(self.pasta / "GITHUB_OUTPUT"),
        }

    def _lidas(self, arquivo: str) -> dict[str, str]:
        caminho = self.pasta / arquivo
        linhas = caminho.read_text(encoding="utf-8").splitlines() if caminho.exists() else []
        return dict(linha.split("=", 1) for linha in linhas)


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    """Um job em que o simulador já está instalado; ao fim, encerra os servidores dele, como a esteira faz."""
    onde = tmp_path / "simulador-pgd/bin"
    onde.mkdir(parents=True)
    (onde / "pgd").symlink_to(PGD)
    yield Job(tmp_path)
    for processo in _da_pasta(tmp_path):
        with suppress(ProcessLookupError):
            os.kill(processo, signal.SIGTERM)
    ate(lambda: not _da_pasta(tmp_path), "o servidor terminar")


def _da_pasta(pasta: Path) -> list[int]:
    """Os processos do `pgd` instalado nesta pasta."""
    comando = f"{pasta}/simulador-pgd/bin/pgd\0".encode()
    achados = []
    for processo in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if comando in (processo / "cmdline").read_bytes():
                achados.append(int(processo.name))
    return achados


@contextmanager
def _simulador(url: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=url, trust_env=False) as cliente:
        yield cliente


def test_sobe_o_servidor_e_diz_onde_ele_atende(job: Job) -> None:
    (job.pasta / "projeto").mkdir()
    (job.pasta / "projeto/.env").write_text("ALGORITHM=RS256\n", encoding="utf-8")
    feito = job.correr("Subir o servidor", porta="0")
    assert feito.returncode == 0, feito.stdout + feito.stderr
    url = job.variaveis["PGD_URL"]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
    assert feito.stdout == f"O simulador da API PGD atende em {url}\n"
    assert job.variaveis == {"PGD_URL": url, "PGD_EMAIL": "admin@pgd.gov.br", "PGD_SENHA": "demonstracao-pgd"}
    assert job.saidas == {"url": url, "email": "admin@pgd.gov.br", "senha": "demonstracao-pgd"}
    with _simulador(url) as cliente:
        # Vivo depois que o passo terminou: é dos passos seguintes.
        entrada = {"username": job.variaveis["PGD_EMAIL"], "password": job.variaveis["PGD_SENHA"]}
        assert cliente.post("/token", data=entrada).status_code == 200
    assert list((job.pasta / "projeto").iterdir()) == [job.pasta / "projeto/.env"]


def test_o_banco_o_perfil_e_o_ambiente_sao_os_pedidos(job: Job) -> None:
    (job.pasta / "projeto").mkdir()
    perfil = (RAIZ / "exemplos/perfil/meu_orgao.py").read_text(encoding="utf-8")
    (job.pasta / "projeto/meu_orgao.py").write_text(perfil, encoding="utf-8")
    banco = f"sqlite:///{job.pasta}/dados.sqlite"
    feito = job.correr("Subir o servidor", porta="0", banco=banco, perfil="meu_orgao.py", ambiente="producao")
    assert feito.returncode == 0, feito.stdout + feito.stderr
    with _simulador(job.saidas["url"]) as cliente:
        assert cliente.get("/simulador/api/estado").json()["ambiente"] == "producao"
        assert "MO-01" in cliente.get("/simulador/api/regras").text
    assert (job.pasta / "dados.sqlite").is_file()


def test_o_cenario_se_semeia(job: Job) -> None:
    assert job.correr("Subir o servidor", porta="0").returncode == 0
    feito = job.correr("Semear", cenario="plantao")
    assert feito.returncode == 0, feito.stdout + feito.stderr
    with _simulador(job.saidas["url"]) as cliente:
        assert cliente.get("/simulador/api/dados/participante").json()["participantes"] != []


def test_o_que_impede_o_servidor_de_subir_aparece_no_relato(job: Job) -> None:
    feito = job.correr("Subir o servidor", porta="0", perfil="inventado")
    assert feito.returncode == 1
    assert feito.stdout.startswith("::error::O simulador não ficou no ar. Veja abaixo o que ele escreveu.\n")
    assert "inventado" in feito.stdout
    assert job.variaveis == {}


def test_um_python_velho_e_recusado_numa_frase(job: Job, tmp_path: Path) -> None:
    velho = tmp_path / "python-velho"
    velho.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n', encoding="utf-8")
    velho.chmod(0o755)
    feito = job.correr("Instalar o simulador", python=str(velho))
    assert (feito.returncode, feito.stdout) == (
        1,
        f"::error::O simulador precisa de Python 3.11 ou mais novo, e {velho} é Python 3.9.2. Use "
        "actions/setup-python antes, ou diga outro em python.\n",
    )


def test_instala_as_versoes_fixas_num_ambiente_so_dele(tmp_path: Path) -> None:
    """Sem rede: o pip de verdade é trocado por um que anota o que se lhe pediu."""
    anotado = tmp_path / "pip.txt"
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\nif [ "$1" = -m ]; then mkdir -p "$3/bin"; printf \'#!/bin/sh\\necho "$@" >>{anotado}\\n\' '
        f'>"$3/bin/pip"; chmod +x "$3/bin/pip"; else exec {sys.executable} "$@"; fi\n',
        encoding="utf-8",
    )
    python.chmod(0o755)
    feito = Job(tmp_path).correr("Instalar o simulador", python=str(python))
    assert feito.returncode == 0, feito.stderr
    comum = "install --quiet --disable-pip-version-check"
    assert anotado.read_text(encoding="utf-8").splitlines() == [
        f"{comum} --require-hashes -r {RAIZ}/requirements.lock",
        f"{comum} --no-deps --no-build-isolation {RAIZ}",
    ]


def test_nada_que_se_recebe_entra_no_texto_dos_passos() -> None:
    """O que vem de fora vai em variáveis: dentro do texto, viraria comando."""
    assert [nome for nome, passo in PASSOS.items() if "${{" in passo["run"]] == []


def test_as_configuracoes_que_ela_passa_existem() -> None:
    passadas = set(re.findall(r"\b(PGD_[A-Z_]+)=\"\$[A-Z]", PASSOS["Subir o servidor"]["run"]))
    assert passadas == {"PGD_PERFIL", "PGD_AMBIENTE"}
    assert passadas <= {f"PGD_{campo.upper()}" for campo in Settings.model_fields}
