"""O comando `pgd` corrido dentro do teste: mesma entrada, sem o segundo que um processo leva para nascer."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli import main, terminal


@dataclass(frozen=True)
class Feito:
    """Com que código terminou, e o que escreveu."""

    codigo: object
    saida: str
    erros: str


Pgd = Callable[..., Feito]


@pytest.fixture
def pasta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pasta corrente, vazia, e um ambiente sem nada de quem testa."""
    for nome in set(os.environ) - {"PATH", "HOME", "LANG", "PYTEST_CURRENT_TEST"}:
        monkeypatch.delenv(nome)
    corrente = tmp_path / "corrente"
    corrente.mkdir()
    monkeypatch.chdir(corrente)
    return corrente


@pytest.fixture
def pgd(pasta: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Pgd:
    """Corre o comando até o fim."""
    for tela in (terminal.saida, terminal.erros):
        monkeypatch.setattr(tela, "width", 240)

    def correr(*argumentos: str) -> Feito:
        monkeypatch.setattr(sys, "argv", ["pgd", *argumentos])
        codigo: object = 0
        try:
            main.main()
        except SystemExit as fim:
            codigo = fim.code or 0
        escrito = capsys.readouterr()
        return Feito(codigo, escrito.out, escrito.err)

    return correr
