"""Um servidor por banco e número de processos, com oito conexões repartidas entre eles."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests import builders
from tests.concorrencia.conexoes import Conexao, abrir
from tests.conftest import BANCOS, banco_vazio
from tests.servidor import Servidor, servidor

CLIENTES = 8


@dataclass
class Frota:
    """O servidor e as conexões."""

    servidor: Servidor
    token: str
    conexoes: list[Conexao]

    def contagens(self) -> dict[str, int]:
        lidas: dict[str, int] = self.servidor.pedir("GET", "/simulador/api/estado").json()["contagens"]
        return lidas


@pytest.fixture(
    scope="module", params=[(kind, n) for kind in BANCOS for n in (1, 2)], ids=lambda par: f"{par[0]}-{par[1]}"
)
def _no_ar(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Servidor, int, str]]:
    kind, processos = request.param
    pasta = tmp_path_factory.mktemp("servidor")
    with (
        banco_vazio(kind, request, pasta) as banco,
        servidor(pasta, "--banco", banco, "--processos", str(processos)) as no_ar,
    ):
        yield no_ar, processos, no_ar.entrar()


@pytest.fixture
def frota(_no_ar: tuple[Servidor, int, str]) -> Iterator[Frota]:
    """Sem dados além do participante e do plano de entregas de exemplo."""
    no_ar, processos, token = _no_ar
    assert no_ar.pedir("POST", "/simulador/api/reinicio").status_code == 200
    participante, entregas = builders.participante(), builders.plano_entregas()
    assert no_ar.pedir("PUT", builders.caminho_participante(participante), token, json=participante).status_code == 201
    assert no_ar.pedir("PUT", builders.caminho_plano_entregas(entregas), token, json=entregas).status_code == 201
    with ExitStack() as pilha:
        yield Frota(no_ar, token, abrir(pilha, no_ar, token, processos, CLIENTES))
