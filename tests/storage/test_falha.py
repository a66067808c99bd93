"""As falhas guardadas: contar, sortear e numerar."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from app.storage import controle, falha, schema
from app.storage.falha import FalhaPedida
from app.storage.opening import open_database
from app.storage.tables import falha as tabela

AGORA = datetime(2025, 7, 1, 12, tzinfo=UTC)
PEDIDA = FalhaPedida(
    predefinicao="html-503",
    parametros={},
    metodo=None,
    rota=None,
    origem_unidade=None,
    cod_unidade_autorizadora=None,
    usuario=None,
    pular=0,
    restantes=None,
    probabilidade=None,
    semente=1,
    ate=None,
    armada_em=AGORA,
)


@contextmanager
def conexao_de(banco: str) -> Iterator[Connection]:
    database = open_database(banco)
    schema.upgrade(database)
    motor = database.synchronous_engine()
    with motor.begin() as conexao:
        yield conexao
    motor.dispose()
    asyncio.run(database.close())


@pytest.fixture
def conexao(banco: str) -> Iterator[Connection]:
    with conexao_de(banco) as aberta:
        yield aberta


def test_o_que_se_arma_se_le_como_foi_dito(conexao: Connection) -> None:
    pedida = replace(
        PEDIDA,
        parametros={"segundos": 0.5},
        metodo="PUT",
        rota="/organizacao",
        origem_unidade="SIAPE",
        cod_unidade_autorizadora=2**63 - 1,
        usuario="a@orgao.gov.br",
        pular=2,
        restantes=3,
        probabilidade=0.25,
        semente=-(2**63) + 1,
        ate=AGORA + timedelta(microseconds=1),
    )
    armada = falha.arm(conexao, pedida)
    assert falha.armed(conexao) == (armada,)
    assert (armada.unidade, armada.vistos, armada.aplicada) == ("SIAPE/9223372036854775807", 0, 0)


def test_so_a_que_se_da_fica_com_o_pedido_e_as_que_se_olharam_o_contam(conexao: Connection) -> None:
    pula, da_se, nao_chega = (falha.arm(conexao, replace(PEDIDA, pular=pular)).numero for pular in (1, 0, 0))
    dada = falha.claim(conexao, [pula, da_se, nao_chega], AGORA)
    assert dada is not None
    assert dada.numero == da_se
    contas = {armada.numero: (armada.vistos, armada.aplicada) for armada in falha.armed(conexao)}
    assert contas == {pula: (1, 0), da_se: (1, 1), nao_chega: (0, 0)}


def test_a_que_se_esgota_e_a_que_venceu_se_desarmam_e_so_isso_muda_a_versao(conexao: Connection) -> None:
    duas = falha.arm(conexao, replace(PEDIDA, restantes=2)).numero
    vencida = falha.arm(conexao, replace(PEDIDA, ate=AGORA)).numero
    antes = controle.version(conexao)
    assert falha.claim(conexao, [duas], AGORA) is not None
    assert controle.version(conexao) == antes
    assert falha.claim(conexao, [vencida, duas], AGORA) is not None
    assert controle.version(conexao) == antes + 2
    assert falha.armed(conexao) == ()
    assert falha.claim(conexao, [vencida, duas], AGORA) is None


def test_o_sorteio_e_o_mesmo_em_todo_banco_e_em_toda_maquina(conexao: Connection) -> None:
    numero = falha.arm(conexao, replace(PEDIDA, probabilidade=0.3, semente=42)).numero
    dadas = [vez for vez in range(1, 21) if falha.claim(conexao, [numero], AGORA)]
    assert dadas == [2, 11, 15, 17, 20]


def test_uma_falha_de_outro_banco_nao_impede_de_armar_a_seguinte(conexao: Connection) -> None:
    de_fora = falha.arm(conexao, PEDIDA).numero
    seguinte = controle.version(conexao) + 1
    conexao.execute(update(tabela).where(tabela.c.numero == de_fora).values(numero=seguinte))
    assert falha.arm(conexao, PEDIDA).numero == seguinte + 1
