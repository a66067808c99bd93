"""A marca de uma semeadura em curso: de um só, até que vença ou que ele a devolva."""

from collections.abc import Iterator
from functools import partial

import pytest
from sqlalchemy import update

from app.storage import semeadura, tables
from tests.storage.conftest import Guarda


@pytest.fixture
def livre(guarda: Guarda) -> Iterator[Guarda]:
    """Sem marca, antes e depois."""
    contador = tables.contador
    soltar = update(contador).where(contador.c.nome == "semeadura").values(proximo=0)
    guarda.escrever(lambda connection: connection.execute(soltar))
    yield guarda
    guarda.escrever(lambda connection: connection.execute(soltar))


def pedir(guarda: Guarda, now: int, until: int) -> bool:
    return guarda.escrever(partial(semeadura.claim, now=now, until=until))


def em_curso(guarda: Guarda, now: int) -> bool:
    return guarda.ler(partial(semeadura.running, now=now))


def test_e_de_um_so_ate_que_venca(livre: Guarda) -> None:
    assert not em_curso(livre, 1_000)
    assert pedir(livre, 1_000, 3_000)
    assert [em_curso(livre, now) for now in (1_000, 3_000, 3_001)] == [True, True, False]
    assert [pedir(livre, now, 9_000) for now in (1_001, 3_000, 3_001, 3_002)] == [False, False, True, False]


def test_quem_a_renova_a_tem_por_mais_tempo(livre: Guarda) -> None:
    pedir(livre, 1_000, 3_000)
    assert livre.escrever(partial(semeadura.renew, held=3_000, until=5_000))
    assert (em_curso(livre, 5_000), em_curso(livre, 5_001)) == (True, False)


def test_devolvida_outro_a_pode_ter(livre: Guarda) -> None:
    pedir(livre, 1_000, 3_000)
    livre.escrever(partial(semeadura.release, held=3_000))
    assert not em_curso(livre, 1_001)
    assert pedir(livre, 1_001, 4_000)


def test_quem_a_perdeu_nao_renova_nem_devolve_a_do_outro(livre: Guarda) -> None:
    pedir(livre, 1_000, 3_000)
    pedir(livre, 3_001, 6_000)
    assert not livre.escrever(partial(semeadura.renew, held=3_000, until=9_000))
    livre.escrever(partial(semeadura.release, held=3_000))
    assert (em_curso(livre, 6_000), em_curso(livre, 6_001)) == (True, False)
