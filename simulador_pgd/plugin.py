"""O plugin do pytest. Instalado o simulador, o pytest o carrega sempre: nada que pese se importa antes de uma fixture.

Fixtures: `servidor_pgd`, um servidor por processo de testes, e `pgd`, o mesmo servidor, vazio, para um teste.
"""

import os
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from simulador_pgd.conversa import Conversa
    from simulador_pgd.pgd import Pgd
    from simulador_pgd.servidor import Servidor

TITULO = "simulador PGD"
_PGD = pytest.StashKey["Pgd"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """As opções do plugin."""
    group = parser.getgroup("simulador-pgd", "simulador da API PGD")
    group.addoption(
        "--pgd-url",
        metavar="URL",
        help=(
            "Usa o simulador que já atende neste endereço, em vez de iniciar um. O administrador é o de PGD_EMAIL e "
            "PGD_SENHA ou, sem elas, o de demonstração."
        ),
    )
    group.addoption(
        "--pgd-reiniciar",
        action="store_true",
        help="Com --pgd-url: deixa apagar, antes de cada teste que usa a fixture pgd, tudo o que o servidor guarda.",
    )
    parser.addini("pgd_perfil", "O perfil dos avisos: nacional, antaq, censipam, ou um arquivo .py deste projeto.")


@pytest.fixture(scope="session")
def servidor_pgd(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Servidor"]:
    """Um simulador da API PGD no ar, com `url`, `porta`, `email` e `senha`: um só para todos os testes do processo."""
    from simulador_pgd.servidor import EMAIL, SENHA, Servidor, no_ar

    url = pytestconfig.getoption("pgd_url")
    if url is not None:
        yield Servidor(url.rstrip("/"), os.environ.get("PGD_EMAIL") or EMAIL, os.environ.get("PGD_SENHA") or SENHA)
        return
    with no_ar(tmp_path_factory.mktemp("simulador-pgd"), _settings(pytestconfig)) as servidor:
        yield servidor


@pytest.fixture(scope="session")
def _conversa_pgd(pytestconfig: pytest.Config, servidor_pgd: "Servidor") -> Iterator["Conversa"]:
    from simulador_pgd.conversa import conversa

    _refuse_to_erase(pytestconfig)
    with conversa(servidor_pgd) as aberta:
        yield aberta


@pytest.fixture
def pgd(request: pytest.FixtureRequest, _conversa_pgd: "Conversa") -> "Pgd":
    """O simulador da API PGD, vazio, e o que um teste faz com ele: semear, armar falhas, mover o relógio, verificar."""
    from simulador_pgd.pgd import Pgd

    _conversa_pgd.ask("POST", "/reinicio", {"escopo": "tudo"})
    pgd = Pgd(_conversa_pgd)
    request.node.stash[_PGD] = pgd
    return pgd


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Junta ao relato de um teste que falhou o que o servidor viu durante ele."""
    report = yield
    pgd = item.stash.get(_PGD, None)
    if pgd is not None and report.failed:
        report.sections.append((TITULO, _history(pgd)))
    return report


def _history(pgd: "Pgd") -> str:
    try:
        return pgd.historia()
    except Exception as erro:  # noqa: BLE001  # o relato do teste não pode depender de o servidor estar bem
        return f"O servidor em {pgd.url} não pôde dizer o que recebeu: {erro}"


def _settings(config: pytest.Config) -> dict[str, str]:
    perfil: Any = config.getini("pgd_perfil")
    if not perfil:
        return {}
    return {"PGD_PERFIL": str(config.rootpath / perfil) if perfil.endswith(".py") else perfil}


def _refuse_to_erase(config: pytest.Config) -> None:
    """A fixture pgd apaga tudo: num servidor que não é só deste processo, só se alguém disse que pode."""
    url = config.getoption("pgd_url")
    if url is None:
        return
    if not config.getoption("pgd_reiniciar"):
        pytest.fail(
            f"A fixture pgd apaga, antes de cada teste, tudo o que o servidor guarda, e {url} não foi iniciado por "
            "ela. Se nada ali faz falta, dê --pgd-reiniciar; senão, retire --pgd-url, e ela inicia um servidor só dos "
            "testes.",
            pytrace=False,
        )
    if getattr(config, "workerinput", {}).get("workercount", 1) > 1:
        pytest.fail(
            f"Com -n, os processos de teste apagariam os dados uns dos outros em {url}. Corra sem -n, ou retire "
            "--pgd-url, e cada processo inicia um servidor só seu.",
            pytrace=False,
        )
