"""Um servidor por banco e número de processos, com oito conexões repartidas entre eles."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests import builders
from tests.concorrencia import relato
from tests.concorrencia.conexoes import Conexao, abrir
from tests.conftest import BANCOS, banco_vazio
from tests.servidor import Servidor, servidor

CLIENTES = 8


@dataclass
class Frota:
    """O servidor, o banco e o número de processos dele, e as conexões."""

    nome: str
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
) -> Iterator[tuple[str, Servidor, int, str]]:
    kind, processos = request.param
    pasta = tmp_path_factory.mktemp("servidor")
    with (
        banco_vazio(kind, request, pasta) as banco,
        servidor(pasta, "--banco", banco, "--processos", str(processos)) as no_ar,
    ):
        yield f"{kind}-{processos}", no_ar, processos, no_ar.entrar()


@pytest.fixture
def vezes(request: pytest.FixtureRequest) -> int:
    """Por quanto se multiplicam as provas sorteadas: a opção `--caos`."""
    quantas: int = request.config.getoption("--caos", default=1)
    return quantas


@pytest.fixture
def frota(_no_ar: tuple[str, Servidor, int, str], request: pytest.FixtureRequest) -> Iterator[Frota]:
    """Sem dados além do participante e do plano de entregas de exemplo."""
    nome, no_ar, processos, token = _no_ar
    assert no_ar.pedir("POST", "/simulador/api/reinicio").status_code == 200
    participante, entregas = builders.participante(), builders.plano_entregas()
    assert no_ar.pedir("PUT", builders.caminho_participante(participante), token, json=participante).status_code == 201
    assert no_ar.pedir("PUT", builders.caminho_plano_entregas(entregas), token, json=entregas).status_code == 201
    with ExitStack() as pilha:
        frota = Frota(nome, no_ar, token, abrir(pilha, no_ar, token, processos, CLIENTES))
        yield frota
        relato.anotar(request.node, nome, [conexao.respostas for conexao in frota.conexoes])
