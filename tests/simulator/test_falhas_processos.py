"""As falhas em dois processos, que são um servidor só: armar vale em todos, e contar não erra."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.concorrencia.conexoes import Conexao, abrir
from tests.servidor import Servidor, servidor

FALHAS = "/simulador/api/falhas"
QUANTAS, PEDIDOS = 8, 200


@pytest.fixture
def dois(banco: str, tmp_path: Path) -> Iterator[tuple[Servidor, list[Conexao]]]:
    """Um servidor de dois processos, e oito conexões, metade em cada um."""
    pasta = tmp_path / "servidor"
    pasta.mkdir()
    with servidor(pasta, "--processos", "2", "--banco", banco) as no_ar, ExitStack() as pilha:
        yield no_ar, abrir(pilha, no_ar, no_ar.entrar(), processos=2, quantas=QUANTAS)


def test_dos_pedidos_ao_mesmo_tempo_falham_exatamente_os_pedidos_e_armar_e_desarmar_valem_em_todos(
    dois: tuple[Servidor, list[Conexao]],
) -> None:
    no_ar, conexoes = dois

    def status() -> list[int]:
        return [conexao.pedir("GET", "/users").status for conexao in conexoes]

    def parte(conexao: Conexao) -> list[int]:
        return [conexao.pedir("GET", "/users").status for _ in range(PEDIDOS // QUANTAS)]

    assert status() == [200] * QUANTAS
    armada = no_ar.pedir("POST", FALHAS, json={"predefinicao": "html-503", "rota": "/users", "pular": 5, "vezes": 10})
    assert armada.status_code == 201
    with ThreadPoolExecutor(QUANTAS) as linhas:
        vistos = [visto for partes in linhas.map(parte, conexoes) for visto in partes]
    assert (vistos.count(503), vistos.count(200)) == (10, 190)
    assert no_ar.pedir("GET", FALHAS).json() == {"falhas": []}

    # Logo depois de a resposta dizer que está armada, ou desarmada, é o que todo processo faz.
    for _ in range(3):
        assert no_ar.pedir("POST", FALHAS, json={"predefinicao": "html-504", "rota": "/users"}).status_code == 201
        assert status() == [504] * QUANTAS
        assert no_ar.pedir("DELETE", FALHAS).json() == {"desarmadas": 1}
        assert status() == [200] * QUANTAS
