"""A configuração se lê num só lugar e está toda documentada."""

import re

import pytest

from app.settings import Settings
from tests.architecture.fontes import RAIZ, modulos, nome

LE_O_AMBIENTE = re.compile(
    r"\bos\.(?:environb?\b(?:\.\w+)?|getenvb?\b|putenv\b|unsetenv\b)|\bdotenv\b|import environ\b"
)
LINHA_DO_README = re.compile(r"^\|\s*`?(PGD_(?!TEST_)[A-Z_]+)`?\s*\|", re.MULTILINE)


def nomes() -> list[str]:
    """Os nomes de todas as configurações, como se escrevem no ambiente."""
    return [f"PGD_{campo.upper()}" for campo in Settings.model_fields]


def test_o_quadro_do_readme_tem_uma_linha_por_configuracao() -> None:
    readme = (RAIZ / "README.md").read_text(encoding="utf-8")
    assert sorted(LINHA_DO_README.findall(readme)) == sorted(nomes())


@pytest.mark.parametrize("campo", Settings.model_fields)
def test_cada_configuracao_se_explica_numa_frase(campo: str) -> None:
    assert re.fullmatch(r"[A-Z].*\.", Settings.model_fields[campo].description or "")


def test_cada_configuracao_atende_pelo_nome_pgd() -> None:
    assert [str(campo.validation_alias).split("'")[1] for campo in Settings.model_fields.values()] == nomes()


def test_so_a_configuracao_le_o_ambiente_e_so_o_servidor_o_passa_aos_processos() -> None:
    usos = {
        nome(modulo): LE_O_AMBIENTE.findall(modulo.read_text(encoding="utf-8"))
        for modulo in modulos("app", "migrations")
        if nome(modulo) != "app/settings.py"
    }
    assert {modulo: achados for modulo, achados in usos.items() if achados} == {"app/server.py": ["os.environ.update"]}
