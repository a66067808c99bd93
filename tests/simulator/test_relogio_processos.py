"""O relógio em vários processos e servidores: quem pede depois de respondida uma mudança, a qualquer deles, a vê."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests import postgres
from tests.concorrencia.conexoes import Conexao, abrir, juntas
from tests.conftest import CHAVE
from tests.servidor import servidor

RELOGIO = "/simulador/api/relogio"
VEZES = 40
CEDO, TARDE = "2025-07-01T12:00:00", "2025-07-01T13:00:00"


@contextmanager
def dois_processos(pasta: Path) -> Iterator[list[Conexao]]:
    """Uma conexão com cada processo de um servidor, sobre um SQLite."""
    with servidor(pasta, "--processos", "2") as no_ar, ExitStack() as pilha:
        no_ar.pedir("PUT", RELOGIO, json={"agora": CEDO, "congelado": True})
        yield abrir(pilha, no_ar, no_ar.entrar(), processos=2, quantas=2)


@contextmanager
def dois_servidores(pasta: Path, banco: str) -> Iterator[list[Conexao]]:
    """Uma conexão com cada um de dois servidores, sobre um PostgreSQL."""
    with ExitStack() as pilha:
        no_ar = [pilha.enter_context(servidor(pasta, "--banco", banco, PGD_CHAVE_SECRETA=CHAVE)) for _ in range(2)]
        no_ar[0].pedir("PUT", RELOGIO, json={"agora": CEDO, "congelado": True})
        token = no_ar[1].entrar()
        yield [pilha.enter_context(closing(Conexao(cada, token))) for cada in no_ar]


@pytest.fixture(params=["dois-processos", "dois-servidores"])
def conexoes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Conexao]]:
    """Uma conexão com cada um de dois que partilham o banco, com um token que vence às 12h30."""
    pasta = tmp_path / "corrente"
    pasta.mkdir()
    if request.param == "dois-processos":
        with dois_processos(pasta) as abertas:
            yield abertas
        return
    with (
        postgres.empty_database(request.getfixturevalue("servidor_postgres")) as banco,
        dois_servidores(pasta, banco) as abertas,
    ):
        yield abertas


def test_mudado_por_um_o_outro_ja_o_segue_quando_a_resposta_chega(conexoes: list[Conexao]) -> None:
    """Cem vezes, ora por um, ora pelo outro: nenhuma leitura depois da resposta é a de antes da mudança."""
    vistos = []
    for vez in range(VEZES):
        quem_muda, quem_pede = conexoes if vez % 4 < 2 else reversed(conexoes)
        mudado = quem_muda.pedir("PUT", RELOGIO, {"agora": TARDE if vez % 2 == 0 else CEDO, "congelado": True})
        vistos.append((mudado.status, quem_pede.pedir("GET", "/users").status))
    assert vistos == [(200, 401), (200, 200)] * (VEZES // 2)


def test_avancos_ao_mesmo_tempo_pelos_dois_se_somam(conexoes: list[Conexao]) -> None:
    """Nenhum parte da hora que o outro já deixou."""

    def cinco(conexao: Conexao) -> list[int]:
        return [conexao.pedir("POST", f"{RELOGIO}/avanco", {"dias": 1}).status for _ in range(5)]

    assert juntas([partial(cinco, conexao) for conexao in conexoes]) == [[200] * 5] * 2
    lidas = [json.loads(conexao.pedir("GET", RELOGIO).corpo)["agora"] for conexao in conexoes]
    assert lidas == ["2025-07-11T12:00:00Z"] * 2
