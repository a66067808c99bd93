"""O cliente de exemplo, copiado para fora deste projeto como quem integra o copia, passa nos testes dele."""

import shutil
from pathlib import Path

import pytest

from tests.architecture.fontes import RAIZ
from tests.plugin.rodada import rodar

TESTES = {"passed": 17}


@pytest.fixture
def copia(tmp_path: Path) -> Path:
    """Uma cópia do projeto de exemplo."""
    return Path(
        shutil.copytree(RAIZ / "exemplos/cliente", tmp_path / "cliente", ignore=shutil.ignore_patterns("__pycache__"))
    )


def test_os_testes_do_cliente_de_exemplo_passam(copia: Path) -> None:
    rodada = rodar(copia)
    assert rodada.contagens == TESTES, rodada.saida


def test_o_cliente_de_exemplo_nao_importa_o_simulador(copia: Path) -> None:
    fontes = [arquivo.read_text(encoding="utf-8") for arquivo in (copia / "src").rglob("*.py")]
    assert len(fontes) == 4
    assert [fonte for fonte in fontes if "simulador_pgd" in fonte or "from app" in fonte] == []
