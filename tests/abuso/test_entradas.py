"""Muitas entradas ao mesmo tempo: só quem entra espera, e a memória não cresce com elas."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.abuso.conversa import PRONTO, SAUDE, conversa
from tests.abuso.processo import MEBIBYTE, memoria
from tests.servidor import Servidor, servidor

JUNTAS = 16
LIMITE = 3
MAIOR_PESO = 60 * MEBIBYTE
"""Duas senhas ao mesmo tempo, a 19 MiB cada, e folga; dezesseis ao mesmo tempo seriam 304 MiB."""


@pytest.fixture
def recem_iniciado(tmp_path: Path) -> Iterator[Servidor]:
    """Um servidor em que ninguém entrou ainda."""
    with servidor(tmp_path) as no_ar:
        yield no_ar


def test_dezesseis_entradas_juntas_nao_param_a_saude_nem_somam_memoria(recem_iniciado: Servidor) -> None:
    antes = memoria(recem_iniciado)
    tempos = []
    with ThreadPoolExecutor(JUNTAS) as linhas, conversa(recem_iniciado.endereco) as saude:
        entradas = [linhas.submit(recem_iniciado.entrar) for _ in range(4 * JUNTAS)]
        while not all(entrada.done() for entrada in entradas):
            inicio = time.perf_counter()
            assert saude.mandar(SAUDE).resposta().status == 200
            tempos.append(time.perf_counter() - inicio)
    assert {len(entrada.result().split(".")) for entrada in entradas} == {3}
    assert (len(tempos) > JUNTAS, max(tempos) < PRONTO) == (True, True)
    assert memoria(recem_iniciado) - antes < MAIOR_PESO


class TestLimite:
    """O limite de senhas erradas num servidor de verdade, com dois processos."""

    @pytest.fixture
    def limitado(self, banco: str, tmp_path: Path) -> Iterator[Servidor]:
        with servidor(tmp_path, "--banco", banco, "--processos", "2", PGD_LIMITE_LOGIN=str(LIMITE)) as no_ar:
            yield no_ar

    def errar(self, no_ar: Servidor, email: str, **cabecalhos: str) -> tuple[int, bool]:
        dados = {"username": email, "password": "errada"}
        resposta = no_ar.pedir("POST", "/token", data=dados, headers=cabecalhos)
        return resposta.status_code, "Retry-After" in resposta.headers

    def test_os_processos_contam_juntos(self, limitado: Servidor) -> None:
        vistas = [self.errar(limitado, "ninguem@orgao.gov.br") for _ in range(4 * LIMITE)]
        assert vistas == [(401, False)] * LIMITE + [(429, True)] * 3 * LIMITE

    def test_atras_de_um_proxy_desta_maquina_conta_o_endereco_que_ele_diz(self, limitado: Servidor) -> None:
        um, outro = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
        for n in range(LIMITE):
            assert self.errar(limitado, f"n{n}@orgao.gov.br", **um) == (401, False)
        assert self.errar(limitado, "n9@orgao.gov.br", **um) == (429, True)
        assert self.errar(limitado, "n9@orgao.gov.br", **outro) == (401, False)
