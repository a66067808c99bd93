"""O Schemathesis contra um servidor de verdade: todas as fases, dados que servem e que não servem, nos dois bancos.

A semente é fixa e o relógio não anda: duas rodadas fazem os mesmos pedidos.
"""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from schemathesis.config import SchemathesisConfig

from app.main import create_app
from app.settings import SENHA_DE_DEMONSTRACAO
from tests.api import schemathesis_hooks
from tests.api.schemathesis_hooks import Pedido
from tests.conftest import ADMIN, BANCOS, Relogio, banco_vazio, settings

DOCUMENTO = Path(__file__).parents[2] / "openapi" / "api-pgd-3.3.9.json"
EXEMPLOS, PASSOS = 25, 6
ACEITO = ["2xx", "401", "403", "404"]

CONFIG = SchemathesisConfig.from_dict(
    {
        "seed": 1,
        "generation": {"max-examples": EXEMPLOS, "deterministic": True, "database": "none"},
        "checks": {"positive_data_acceptance": {"expected-statuses": ACEITO}},
        # As exclusões, uma a uma; as demais estão em schemathesis_hooks, cada uma com o seu motivo.
        "operations": [
            {
                "include-operation-id": ["put_plano_entregas", "put_plano_trabalho"],
                # O que está guardado (outro plano no período, participante e entrega que faltam) também recusa.
                "checks": {"positive_data_acceptance": {"expected-statuses": [*ACEITO, "422"]}},
            },
            {
                "include-operation-id": ["put_participante", "get_participante"],
                # A data do TCR volta sem fuso (contrato, seção 5), e o date-time do JSON Schema o exige.
                "checks": {"response_schema_conformance": {"validate-formats": False}},
            },
        ],
    }
)
documento = json.loads(DOCUMENTO.read_text(encoding="utf-8"))
# O Schemathesis só confere que o token é exigido quando o esquema diz como ele viaja, e o do OAuth2 não diz.
documento["components"]["securitySchemes"]["OAuth2PasswordBearer"] |= {"type": "http", "scheme": "bearer"}
esquema = schemathesis.openapi.from_dict(documento, config=CONFIG)
schemathesis_hooks.install(esquema)

opcoes = hypothesis_settings(
    deadline=None,  # a máquina dos testes pode estar ocupada
    derandomize=True,
    suppress_health_check=list(HealthCheck),  # gerar devagar ou filtrar muito não é defeito do servidor
)


@dataclass
class Servidor:
    """Um servidor no ar, e como se pede a ele na pessoa do administrador."""

    url: str
    cabecalhos: dict[str, str] = field(default_factory=dict)
    sessao: requests.Session = field(default_factory=requests.Session)

    @property
    def chamada(self) -> dict[str, Any]:
        return {"base_url": self.url, "headers": self.cabecalhos, "session": self.sessao}

    def recomecar(self) -> None:
        """Esvazia o banco e entra de novo."""
        self.sessao.post(f"{self.url}/simulador/api/reinicio", params={"escopo": "tudo"}).raise_for_status()
        entrada = {"username": ADMIN, "password": SENHA_DE_DEMONSTRACAO}
        token = self.sessao.post(f"{self.url}/token", data=entrada).json()["access_token"]
        self.cabecalhos = {"Authorization": f"Bearer {token}"}


@contextmanager
def _no_ar(endereco: str) -> Iterator[str]:
    """Um servidor noutra linha de execução, que atende enquanto dura o bloco."""
    aplicacao = create_app(settings(endereco), Relogio())
    with closing(socket.socket()) as porta:
        porta.bind(("127.0.0.1", 0))
        uvicorn_ = uvicorn.Server(uvicorn.Config(aplicacao, log_config=None, access_log=False))
        linha = threading.Thread(target=uvicorn_.run, kwargs={"sockets": [porta]}, daemon=True)
        linha.start()
        try:
            while not uvicorn_.started:
                assert linha.is_alive(), "O servidor não iniciou."
                time.sleep(0.01)
            yield f"http://127.0.0.1:{porta.getsockname()[1]}"
        finally:
            uvicorn_.should_exit = True
            linha.join()


@pytest.fixture(scope="module", params=BANCOS)
def servidor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servidor]:
    """Um servidor em cada banco."""
    pasta = tmp_path_factory.mktemp("banco")
    with banco_vazio(request.param, request, pasta) as endereco, _no_ar(endereco) as url:
        no_ar = Servidor(url)
        with no_ar.sessao:
            no_ar.recomecar()
            yield no_ar


@esquema.parametrize()
@opcoes
def test_exemplos_cobertura_e_invencao(case: Pedido, servidor: Servidor) -> None:
    case.call_and_validate(**servidor.chamada)


def test_sequencias_pelas_ligacoes(servidor: Servidor) -> None:
    class Sequencias(esquema.as_state_machine()):  # type: ignore[misc]  # a classe é feita do documento
        def setup(self) -> None:
            servidor.recomecar()

        def get_call_kwargs(self, _: Pedido) -> dict[str, Any]:
            return servidor.chamada

        def before_call(self, case: Pedido) -> None:
            # A ligação troca o corpo depois de o pedido ter sido endireitado.
            schemathesis_hooks.align(case)

    Sequencias.run(settings=hypothesis_settings(opcoes, max_examples=EXEMPLOS, stateful_step_count=PASSOS))


def test_depois_de_tudo_o_administrador_ainda_manda(servidor: Servidor) -> None:
    resposta = servidor.sessao.get(f"{servidor.url}/users", headers=servidor.cabecalhos)
    assert (resposta.status_code, ADMIN in resposta.text) == (200, True)
