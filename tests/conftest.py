"""O que os testes recebem: os dois bancos, um servidor na memória do teste e um de verdade, em outro processo."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.main import create_app
from app.settings import SENHA_DE_DEMONSTRACAO, Settings
from tests import builders, postgres

pytest_plugins = ("tests.concorrencia.relato", "tests.queda.relato")
BASE = "http://127.0.0.1:5057"
USER_AGENT = "testes/1.0 (+https://localhost)"
ADMIN = "admin@pgd.gov.br"
CHAVE = "uma-chave-de-testes-com-mais-de-32-bytes"

BANCOS = ("sqlite", "postgresql")

Desistir = Callable[[str], NoReturn]


@dataclass
class Relogio:
    """Um relógio que só anda quando o teste manda."""

    agora: datetime = datetime(2025, 7, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.agora

    def avancar(self, **quanto: float) -> None:
        self.agora += timedelta(**quanto)


@dataclass
class Api:
    """A API, pedida por um administrador, salvo quando o teste diz outro token."""

    cliente: TestClient
    relogio: Relogio
    token: str = ""
    _tokens: dict[str, str] = field(default_factory=dict)

    def pedir(self, metodo: str, caminho: str, *, token: str | None = "", **opcoes: Any) -> Response:
        """Um pedido com o token dado; o do administrador quando nada se diz, nenhum quando None."""
        cabecalhos = dict(opcoes.pop("headers", {}))
        if token is not None:
            cabecalhos.setdefault("Authorization", f"Bearer {token or self.token}")
        return self.cliente.request(metodo, caminho, headers=cabecalhos, **opcoes)

    def get(self, caminho: str, **opcoes: Any) -> Response:
        return self.pedir("GET", caminho, **opcoes)

    def put(self, caminho: str, documento: Any, **opcoes: Any) -> Response:
        return self.pedir("PUT", caminho, json=documento, **opcoes)

    def entrar(self, email: str, senha: str) -> Response:
        return self.cliente.post("/token", data={"username": email, "password": senha})

    def token_de(self, usuario: builders.Documento) -> str:
        """Cria o usuário e devolve um token dele."""
        assert self.put(f"/user/{usuario['email']}", usuario).status_code in (200, 201)
        return str(self.entrar(usuario["email"], usuario["password"]).json()["access_token"])

    def enviar_participante(self, **mudancas: Any) -> Response:
        documento = builders.participante(**mudancas)
        return self.put(builders.caminho_participante(documento), documento)

    def enviar_plano_entregas(self, **mudancas: Any) -> Response:
        documento = builders.plano_entregas(**mudancas)
        return self.put(builders.caminho_plano_entregas(documento), documento)

    def enviar_plano_trabalho(self, **mudancas: Any) -> Response:
        documento = builders.plano_trabalho(**mudancas)
        return self.put(builders.caminho_plano_trabalho(documento), documento)

    def com_base(self) -> "Api":
        """Com o participante e o plano de entregas já enviados."""
        assert self.enviar_participante().status_code == 201
        assert self.enviar_plano_entregas().status_code == 201
        return self


@pytest.fixture(scope="session")
def desistir(request: pytest.FixtureRequest) -> Desistir:
    """O que se faz quando falta à máquina o que o teste usa: pula-se; com `--exige-tudo`, como na esteira, falha-se."""
    return pytest.fail if request.config.getoption("--exige-tudo", default=False) else pytest.skip


@pytest.fixture(scope="session")
def servidor_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """O endereço de um PostgreSQL em que se podem criar bancos."""
    with postgres.server(tmp_path_factory.mktemp("postgres")) as endereco:
        yield endereco


@contextmanager
def banco_vazio(kind: str, request: pytest.FixtureRequest, pasta: Path) -> Iterator[str]:
    """O endereço de um banco recém-criado, sem tabelas."""
    if kind == "sqlite":
        yield f"sqlite:///{pasta.as_posix()}/pgd.sqlite"
        return
    with postgres.empty_database(request.getfixturevalue("servidor_postgres")) as endereco:
        yield endereco


@pytest.fixture(params=BANCOS)
def banco(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Um banco vazio, em cada um dos dois tipos."""
    with banco_vazio(request.param, request, tmp_path) as endereco:
        yield endereco


@pytest.fixture(scope="session", params=BANCOS)
def _api_da_sessao(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    relogio = Relogio()
    with banco_vazio(request.param, request, tmp_path_factory.mktemp("banco")) as endereco:
        aplicacao = create_app(settings(endereco), relogio)
        with TestClient(aplicacao, BASE, headers={"user-agent": USER_AGENT}, follow_redirects=False) as cliente:
            yield Api(cliente, relogio)


@pytest.fixture
def api(_api_da_sessao: Api) -> Api:
    """A API num banco como recém-criado, em cada um dos dois tipos, com o relógio em 1º/7/2025."""
    _api_da_sessao.relogio.agora = Relogio().agora
    assert _api_da_sessao.cliente.post("/simulador/api/reinicio", params={"escopo": "tudo"}).status_code == 200
    _api_da_sessao.token = str(_api_da_sessao.entrar(ADMIN, SENHA_DE_DEMONSTRACAO).json()["access_token"])
    return _api_da_sessao


def settings(endereco: str, **outras: Any) -> Settings:
    """A configuração de um servidor de teste, que não lê o ambiente de quem testa."""
    return Settings(_env_file=None, PGD_BANCO=endereco, PGD_CHAVE_SECRETA=CHAVE, **outras)
