"""O PostgreSQL para no meio da carga e volta: quem envia é avisado, nada se perde, e o servidor não é reiniciado."""

import time
from collections.abc import Iterator

import pytest

from tests.queda.conferencia import conferir, conferir_banco, registros
from tests.queda.conftest import Contar
from tests.queda.envio import Carga, ler
from tests.queda.postgres_proprio import PostgresProprio, postgres_proprio
from tests.queda.resposta import BANCO_FORA, SEM_CONFIRMACAO
from tests.servidor import Servidor, ate, servidor

ENVIOS = 300
"""Quantos se confirmam antes de o banco parar, e quantos depois de voltar."""
ESPERA_MAXIMA = 10.0
"""Segundos: o que o servidor espera por um banco mudo. Um que recusa conexões responde muito antes."""
VOLTA_MAXIMA = 5.0
"""Segundos entre o banco voltar e cada cliente ter um envio confirmado."""


@pytest.fixture(scope="module")
def parada() -> Iterator[PostgresProprio]:
    """O PostgreSQL que se para."""
    with postgres_proprio() as proprio:
        yield proprio


@pytest.fixture(scope="module")
def no_ar(parada: PostgresProprio, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servidor]:
    """Um servidor só, iniciado uma vez, que passa por todas as paradas."""
    pasta = tmp_path_factory.mktemp("servidor")
    with servidor(pasta, "--banco", parada.endereco, PGD_DIARIO_REGISTROS="100000000") as no_ar:
        yield no_ar


@pytest.fixture(scope="module")
def carga() -> Carga:
    """Os oito clientes, e tudo o que enviaram desde a primeira parada."""
    return Carga(recusas=(BANCO_FORA, SEM_CONFIRMACAO))


@pytest.mark.parametrize("modo", ["fast", "immediate"])
def test_o_postgresql_parado_e_iniciado_de_novo(
    parada: PostgresProprio, no_ar: Servidor, carga: Carga, segundos_parado: float, contar: Contar, modo: str
) -> None:
    token = no_ar.entrar()
    confirmados, recusados = carga.confirmados, carga.recusados
    with carga.sobre(no_ar, token):
        carga.ate_mais(ENVIOS)
        parada.parar(modo)
        try:
            carga.ate_cada(lambda cliente: cliente.recusados, 1, "cada cliente ser avisado")
            for caminho in ("/health", "/users", carga.historias[0].caminho):
                BANCO_FORA.conferir(ler(no_ar, token, caminho))
            assert no_ar.pedir("POST", "/token", data={"username": "a@b.br", "password": "c"}).status_code == 503
            time.sleep(segundos_parado)
        finally:
            parada.iniciar()
        voltou = time.monotonic()
        carga.ate_cada(lambda cliente: cliente.confirmados, 1, "cada cliente voltar a ter envios confirmados")
        assert time.monotonic() - voltou < VOLTA_MAXIMA
        saude = ler(no_ar, token, "/health")
        assert (saude.status, saude.documento) == (200, {"status": "ok"})
        carga.ate_mais(ENVIOS)
    assert carga.maior_demora < ESPERA_MAXIMA
    conferir(no_ar, token, carga.historias)
    conferir_banco(parada.endereco, carga.historias)
    ate(lambda: carga.registros <= registros(parada.endereco), "o diário guardar todos os pedidos numerados")
    contar(
        f"PostgreSQL parado ({modo}) por {segundos_parado} s: {carga.confirmados - confirmados} envios confirmados e "
        f"conferidos, {carga.recusados - recusados} recusados"
    )


def test_o_postgresql_reiniciado_enquanto_ninguem_envia(parada: PostgresProprio, no_ar: Servidor, carga: Carga) -> None:
    """As conexões que havia caíram, e nem por isso um envio é recusado."""
    token = no_ar.entrar()
    sem_recusas = Carga(clientes=carga.clientes)
    for _ in range(2):
        with sem_recusas.sobre(no_ar, token):
            sem_recusas.ate_mais(ENVIOS)
        parada.parar("fast")
        parada.iniciar()
    conferir(no_ar, token, carga.historias)
