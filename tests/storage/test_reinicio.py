"""Esvaziar as tabelas: o que fica, e como se espera a vez de quem lê e de quem escreve."""

import asyncio
import time
from functools import partial

import psycopg
import pytest
from sqlalchemy import Table

from app.storage import plano_trabalho, reinicio, schema
from app.storage.opening import open_database
from app.storage.reinicio import Escopo
from tests import postgres
from tests.servidor import PRAZO
from tests.storage.conftest import Guarda
from tests.storage.documentos import (
    AGORA,
    guardar_entregas,
    guardar_participante,
    guardar_trabalho,
    um_participante,
    um_plano_de_entregas,
    um_plano_de_trabalho,
)

VAZIO = {
    "participante": 0,
    "plano_entregas": 0,
    "entrega": 0,
    "plano_trabalho": 0,
    "contribuicao": 0,
    "avaliacao_registros_execucao": 0,
    "usuario": 0,
    "mensagem": 0,
    "registro": 0,
}


@pytest.mark.parametrize("alvo", [reinicio.DADOS, reinicio.TUDO], ids=["dados", "tudo"])
def test_nada_fica_nas_tabelas_esvaziadas(guarda: Guarda, alvo: tuple[Table, ...]) -> None:
    guarda.escrever(partial(guardar_participante, documento=um_participante()))
    guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas()))
    guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho()))
    assert guarda.ler(reinicio.counts) == VAZIO | {
        "participante": 1,
        "plano_entregas": 1,
        "entrega": 1,
        "plano_trabalho": 1,
        "contribuicao": 1,
        "avaliacao_registros_execucao": 1,
    }
    guarda.escrever(partial(reinicio.empty, alvo=alvo))
    assert guarda.ler(reinicio.counts) == VAZIO


async def esperando(endereco: str, quantos: int) -> None:
    """Até que tantas conexões deste banco esperem por uma trava."""
    async with await psycopg.AsyncConnection.connect(endereco, autocommit=True) as olheiro, asyncio.timeout(PRAZO):
        vistos = -1
        while vistos != quantos:
            cursor = await olheiro.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            ((vistos,),) = await cursor.fetchall()


@pytest.mark.parametrize("alvo", [reinicio.DADOS, reinicio.TUDO], ids=["dados", "tudo"])
@pytest.mark.parametrize("leitura", ["contagens", "plano"])
def test_quem_le_enquanto_o_reinicio_espera_um_envio_nunca_espera_em_circulo(
    servidor_postgres: str, alvo: tuple[Table, ...], leitura: str
) -> None:
    """As três transações se encontram no plano de trabalho: o envio o tem, o reinício o espera, e a leitura também."""
    leituras = {
        "contagens": lambda connection: reinicio.counts(connection)["plano_trabalho"],
        "plano": lambda connection: plano_trabalho.STORE.load(connection, ("SIAPE", 1, "pt1")),
    }

    async def tudo(endereco: str) -> list[object]:
        database = open_database(endereco)
        async with await psycopg.AsyncConnection.connect(endereco) as envio:
            await envio.execute("LOCK TABLE plano_trabalho IN ROW EXCLUSIVE MODE")
            reiniciar = asyncio.create_task(database.write(partial(reinicio.empty, alvo=alvo)))
            await esperando(endereco, 1)
            ler = asyncio.create_task(database.look(leituras[leitura]))
            await esperando(endereco, 2)
        feitos = await asyncio.gather(reiniciar, ler, return_exceptions=True)
        await database.close()
        return list(feitos)

    vazias = {"contagens": 0, "plano": None}
    with postgres.empty_database(servidor_postgres) as endereco:
        schema.upgrade(open_database(endereco))
        assert asyncio.run(tudo(endereco)) == [None, vazias[leitura]]


ADMINISTRADOR = {
    "email": "admin@pgd.gov.br",
    "is_admin": True,
    "disabled": False,
    "origem_unidade": "SIAPE",
    "cod_unidade_autorizadora": 1,
    "sistema_gerador": "Testes 1.0",
    "senha_argon2": "resumo",
}


def test_varios_que_recomecam_do_zero_esperam_um_pelo_outro(guarda: Guarda) -> None:
    """Nenhum toca uma tabela antes de as ter todas: senão, dois se esperariam em círculo."""

    async def todos() -> list[object]:
        recomecar = partial(reinicio.restart, guarda.database, Escopo.TUDO, ADMINISTRADOR, AGORA)
        feitos: list[object] = []
        for _ in range(5):
            feitos += await asyncio.gather(*(recomecar() for _ in range(4)), return_exceptions=True)
        return feitos

    inicio = time.monotonic()
    assert guarda.laco.run(todos()) == [False] * 20
    # O PostgreSQL só desfaz um círculo depois de um segundo: dez vezes o que tudo isto leva.
    assert time.monotonic() - inicio < PRAZO


def test_quem_mexe_no_relogio_enquanto_o_reinicio_espera_faz_o_reinicio_dize_lo(servidor_postgres: str) -> None:
    """Senão, os processos que leram o relógio mudado ficariam com ele."""

    async def tudo(endereco: str) -> object:
        database = open_database(endereco)
        async with await psycopg.AsyncConnection.connect(endereco) as outro:
            await outro.execute("INSERT INTO relogio VALUES (1, NULL, 60000000)")
            recomecar = asyncio.create_task(reinicio.restart(database, Escopo.TUDO, ADMINISTRADOR, AGORA))
            await esperando(endereco, 1)
        mudaram = await recomecar
        await database.close()
        return mudaram

    with postgres.empty_database(servidor_postgres) as endereco:
        schema.upgrade(open_database(endereco))
        assert asyncio.run(tudo(endereco)) is True
