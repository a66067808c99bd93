"""A receita do Docker Compose, sem o Docker: é YAML, e os testes passam num servidor iniciado como ela o inicia."""

import shutil
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]  # só aqui e na ação: os tipos seriam mais uma dependência

from app.settings import Settings
from tests.architecture.fontes import RAIZ
from tests.plugin.rodada import rodar
from tests.plugin.test_exemplo import TESTES
from tests.servidor import servidor

RECEITA = RAIZ / "exemplos/compose/compose.yaml"


def servicos() -> dict[str, Any]:
    """Os serviços da receita."""
    lidos: dict[str, Any] = yaml.safe_load(RECEITA.read_text(encoding="utf-8"))["services"]
    return lidos


def test_os_testes_esperam_o_servidor_estar_pronto_e_levam_a_senha_dele() -> None:
    simulador, testes = servicos()["simulador"], servicos()["testes"]
    assert testes["depends_on"] == {"simulador": {"condition": "service_healthy"}}
    assert simulador["healthcheck"]["test"][0] == "CMD"
    assert testes["environment"]["PGD_SENHA"] == simulador["environment"]["PGD_ADMIN_SENHA"]
    assert testes["environment"]["PGD_URL"] == "http://simulador:5057"
    assert set(simulador["environment"]) <= {f"PGD_{campo.upper()}" for campo in Settings.model_fields}


def test_as_pastas_da_receita_existem() -> None:
    for servico in servicos().values():
        construcao = servico["build"]
        contexto = RECEITA.parent / (construcao if isinstance(construcao, str) else construcao["context"])
        dockerfile = "Dockerfile" if isinstance(construcao, str) else construcao["dockerfile"]
        assert (contexto / dockerfile).is_file()


def test_os_testes_do_cliente_passam_num_servidor_como_o_da_receita(tmp_path: Path) -> None:
    """O que muda é a porta, que aqui é livre, e o nome da máquina."""
    simulador, testes = servicos()["simulador"], servicos()["testes"]
    assert simulador["command"] == ["pgd", "servir", "--efemero"]
    shutil.copytree(RAIZ / "exemplos/cliente", tmp_path / "cliente", ignore=shutil.ignore_patterns("__pycache__"))
    # O PGD_HOST é o da imagem.
    with servidor(tmp_path, "--efemero", PGD_HOST="0.0.0.0", **simulador["environment"]) as no_ar:  # noqa: S104  # como na imagem
        rodada = rodar(
            *(tmp_path / "cliente", "--pgd-url", no_ar.url, "--pgd-reiniciar"),
            PGD_EMAIL=testes["environment"]["PGD_EMAIL"],
            PGD_SENHA=testes["environment"]["PGD_SENHA"],
        )
    assert rodada.contagens == TESTES, rodada.saida
