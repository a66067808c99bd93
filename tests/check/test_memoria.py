"""A memória não cresce com o que se confere: o que se lê fica em disco, à espera da vez."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.rules import exemplo
from tests.check.arquivos import Documento, em_json, em_linhas, participante, plano_trabalho

PLANOS = 3_000
A_MAIS = 25 * 1024
"""Quanto, em KiB, conferir todos pode ocupar a mais que conferir dez. Só o texto dos arquivos tem uns 40 MB."""
MEDIR = """
import pathlib, sys
from app.cli import main
sys.argv = ["pgd", "validar", *sys.argv[1:]]
try:
    main.main()
except SystemExit as fim:
    assert not fim.code, fim.code
# O `getrusage` contaria também a memória de quem o iniciou.
print(pathlib.Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0], file=sys.stderr)
"""


def um_plano(numero: int) -> Documento:
    """Um plano de uns 13 KB, cancelado, para que não dispute o período com os outros."""
    contribuicoes = [
        exemplo.contribuicao(
            id_contribuicao=f"{numero}-{n}-" + "x" * 1_200,
            tipo_contribuicao=2,
            percentual_contribuicao=10,
            id_plano_entregas=None,
            id_entrega=None,
        )
        for n in range(10)
    ]
    return plano_trabalho(
        id_plano_trabalho=f"pt-{numero}", status=1, contribuicoes=contribuicoes, avaliacoes_registros_execucao=[]
    )


def em_lista(pasta: Path, planos: Sequence[Documento]) -> list[str]:
    return [em_json(pasta / "tudo.json", [participante(), *planos])]


def um_por_linha(pasta: Path, planos: Sequence[Documento]) -> list[str]:
    return [em_linhas(pasta / "tudo.jsonl", [participante(), *planos])]


def em_tabelas(pasta: Path, planos: Sequence[Documento]) -> list[str]:
    dos_itens = list(exemplo.CONTRIBUICAO)
    do_plano = [nome for nome in planos[0] if nome not in ("contribuicoes", "avaliacoes_registros_execucao")]
    with (pasta / "planos.csv").open("w", encoding="utf-8", newline="") as texto:
        tabela = csv.DictWriter(texto, [*do_plano, *dos_itens], delimiter=";", extrasaction="ignore")
        tabela.writeheader()
        tabela.writerows({**plano, **item} for plano in planos for item in plano["contribuicoes"])
    return [em_json(pasta / "participante.json", participante()), str(pasta / "planos.csv")]


def pico(pasta: Path, arquivos: Sequence[str]) -> int:
    """Quanta memória, em KiB, o comando chegou a ocupar."""
    comando = [sys.executable, "-c", MEDIR, *arquivos, "--formato", "json", "--saida", "relatorio.json"]
    feito = subprocess.run(comando, cwd=pasta, capture_output=True, text=True, check=True)
    return int(feito.stderr)


@pytest.mark.parametrize("gravar", [em_lista, um_por_linha, em_tabelas])
def test_conferir_trezentas_vezes_mais_ocupa_quase_a_mesma_memoria(
    tmp_path: Path, gravar: Callable[[Path, Sequence[Documento]], list[str]]
) -> None:
    planos = [um_plano(numero) for numero in range(PLANOS)]
    de_poucos = pico(tmp_path, gravar(tmp_path, planos[:10]))
    arquivos = gravar(tmp_path, planos)
    assert sum(Path(arquivo).stat().st_size for arquivo in arquivos) > 35_000_000
    assert pico(tmp_path, arquivos) - de_poucos < A_MAIS
    relatorio = json.loads((tmp_path / "relatorio.json").read_text(encoding="utf-8"))
    assert relatorio["resumo"]["aceitos"] == PLANOS + 1
