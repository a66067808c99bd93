"""O diário ao vivo, por dentro: quem fica para trás não perde nada, e sem ninguém a acompanhar ninguém lê o banco."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest

from app.records import feed
from app.records.feed import Feed, Follower
from app.storage import registro, schema
from app.storage.database import Database
from app.storage.opening import open_database
from tests import postgres
from tests.storage.documentos import AGORA
from tests.storage.interrupcao import fora_do_ar

PRAZO = 20.0


def linha(numero: int) -> dict[str, Any]:
    return {
        "numero": numero,
        "recebido_em": AGORA,
        "metodo": "GET",
        "caminho": "/health",
        "status": 200,
        "duracao_ms": 1.5,
        "bytes_recebidos": 0,
        "bytes_enviados": 15,
    }


async def guardar(database: Database, *faixa: int, limite: int = 10_000) -> None:
    await database.write(partial(registro.keep, linhas=[linha(n) for n in range(*faixa)], limite=limite))


async def ordens(follower: Follower, quantas: int) -> list[int]:
    """As ordens dos próximos tantos, à medida que chegam."""
    lidas: list[int] = []
    async with asyncio.timeout(PRAZO):
        while len(lidas) < quantas:
            lidas += [resumo.ordem for resumo in await follower.next()]
    return lidas


def correr(banco: str, work: Callable[[Database, Feed], Awaitable[None]]) -> None:
    """Corre com um banco migrado e um `Feed` abertos."""

    async def run() -> None:
        database = open_database(banco)
        schema.upgrade(database)
        ao_vivo = Feed(database)
        try:
            await work(database, ao_vivo)
        finally:
            await ao_vivo.stop()
            await database.close()

    asyncio.run(run())


def test_so_vem_o_que_se_guarda_depois_de_se_comecar_a_acompanhar(banco: str) -> None:
    async def work(database: Database, ao_vivo: Feed) -> None:
        await guardar(database, 1, 4)
        async with ao_vivo.follow(None) as follower:
            await guardar(database, 4, 6)
            assert await ordens(follower, 2) == [4, 5]

    correr(banco, work)


def test_quem_volta_recebe_o_que_perdeu_e_depois_o_que_chega(banco: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "PAGINA", 3)

    async def work(database: Database, ao_vivo: Feed) -> None:
        await guardar(database, 1, 11)
        async with ao_vivo.follow(2) as follower:
            assert await ordens(follower, 8) == [3, 4, 5, 6, 7, 8, 9, 10]
            await guardar(database, 11, 13)
            assert await ordens(follower, 2) == [11, 12]

    correr(banco, work)


def test_quem_le_devagar_nao_perde_nada_do_que_saiu_da_memoria(banco: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "PAGINA", 2)
    monkeypatch.setattr(feed, "RECENTES", 4)

    async def work(database: Database, ao_vivo: Feed) -> None:
        async with ao_vivo.follow(None) as devagar, ao_vivo.follow(None) as depressa:
            await guardar(database, 1, 21)
            assert await ordens(depressa, 20) == list(range(1, 21))
            assert await ordens(devagar, 20) == list(range(1, 21))

    correr(banco, work)


def test_a_ordem_que_o_diario_ainda_nao_deu_e_de_outro_banco_e_conta_de_agora(banco: str) -> None:
    async def work(database: Database, ao_vivo: Feed) -> None:
        await guardar(database, 1, 4)
        async with ao_vivo.follow(900) as follower:
            await guardar(database, 4, 5)
            assert await ordens(follower, 1) == [4]

    correr(banco, work)


def test_sem_ninguem_a_acompanhar_nenhuma_tarefa_fica(banco: str) -> None:
    async def work(database: Database, ao_vivo: Feed) -> None:
        so_esta = {asyncio.current_task()}
        assert asyncio.all_tasks() == so_esta
        async with ao_vivo.follow(None), ao_vivo.follow(None):
            assert len(asyncio.all_tasks()) == 2
        async with asyncio.timeout(PRAZO):
            while asyncio.all_tasks() != so_esta:
                await asyncio.sleep(0.01)
        # E quem chega depois é atendido por outra.
        async with ao_vivo.follow(None) as follower:
            await guardar(database, 1, 2)
            assert await ordens(follower, 1) == [1]

    correr(banco, work)


def test_ao_encerrar_quem_espera_recebe_nada_e_sai(banco: str) -> None:
    async def work(database: Database, ao_vivo: Feed) -> None:
        async with ao_vivo.follow(None) as follower, asyncio.timeout(PRAZO):
            esperando = asyncio.create_task(follower.next())
            await asyncio.sleep(0)
            ao_vivo.close()
            assert list(await esperando) == []

    correr(banco, work)


def test_com_o_banco_fora_do_ar_espera_e_segue_de_onde_parou(
    servidor_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "ESPERA", 0.05)

    async def work(database: Database, ao_vivo: Feed) -> None:
        async with ao_vivo.follow(None) as follower:
            await guardar(database, 1, 3)
            assert await ordens(follower, 2) == [1, 2]
            with fora_do_ar(servidor_postgres, banco):
                esperando = asyncio.create_task(ordens(follower, 2))
                await asyncio.sleep(3 * feed.INTERVALO)
                assert not esperando.done()
            await guardar(database, 3, 5)
            assert await esperando == [3, 4]

    with postgres.empty_database(servidor_postgres) as banco:
        correr(banco, work)
