"""Os testes da API, num PostgreSQL cujas tabelas de dados são particionadas por unidade."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from tests.conftest import BASE, USER_AGENT, Api, Relogio, settings
from tests.escala.particoes import banco_particionado


@pytest.fixture(scope="session", params=["postgresql"])
def _api_da_sessao(servidor_postgres: str) -> Iterator[Api]:
    """A mesma de tests/conftest.py, noutro banco: é por ela que a `api` de lá corre aqui."""
    relogio = Relogio()
    with banco_particionado(servidor_postgres) as endereco:
        aplicacao = create_app(settings(endereco), relogio)
        with TestClient(aplicacao, BASE, headers={"User-Agent": USER_AGENT}, follow_redirects=False) as cliente:
            yield Api(cliente, relogio)
