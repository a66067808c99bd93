"""Semear: conferir se o banco está vazio, enviar a história, e guardá-la num instantâneo."""

import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, aclosing
from datetime import datetime

from app.seeds.cenarios import require
from app.seeds.semeadura import Alvo, Andamento, Conta, NotEmpty, PedidoDeSemeadura, Resumo, Semeadura
from app.seeds.vez import Vez, take
from app.storage import instantaneo, reinicio
from app.storage.arquivo import SnapshotTooLarge
from app.storage.database import Database

ENTRE_ANDAMENTOS = 0.1
"""Segundos que se espera, ao menos, entre dizer quanto se fez e dizê-lo de novo."""


async def start(alvo: Alvo, pedido: PedidoDeSemeadura, now: datetime) -> AsyncGenerator[Andamento | Resumo]:
    """Confere o pedido e o banco, e devolve o que semeia: o andamento, de tempos em tempos, e por fim o resumo.

    Quem para de ouvir o faz parar. Erros: InvalidSeeding, NotEmpty; AlreadySeeding e Unavailable, agora ou enquanto
    semeia.
    """
    cenario = require(pedido.cenario)
    semeadura = Semeadura(
        cenario=cenario, tamanho=pedido.size(cenario.tamanho), semente=pedido.seed(), hoje=pedido.day(now)
    )
    # A vez vem antes de tudo: o que se confere sem ela pode já não valer quando ela chega.
    vez = await take(alvo.database)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(vez.release)
        if pedido.recomecar:
            await vez.during(alvo.database.write_apart(lambda connection: reinicio.empty(connection, reinicio.DADOS)))
        else:
            _require_empty(await alvo.database.look(reinicio.counts))
        # Daqui em diante, quem semeia é que a devolve.
        stack.pop_all()
    return _sow(alvo, semeadura, now, vez)


def _require_empty(contagens: Mapping[str, int]) -> None:
    guardados = [f"{tabela.name}: {contagens[tabela.name]}" for tabela in reinicio.DADOS if contagens[tabela.name]]
    if guardados:
        raise NotEmpty(
            f"O banco já tem dados do PGD ({', '.join(guardados)}), e as sementes se misturariam com eles. Peça "
            "recomecar (--recomecar) para apagar antes os dados: os usuários e o diário ficam."
        )


async def _sow(alvo: Alvo, semeadura: Semeadura, now: datetime, vez: Vez) -> AsyncGenerator[Andamento | Resumo]:
    async with AsyncExitStack() as stack:
        stack.push_async_callback(vez.release)
        # Enquanto não se termina, não há para onde voltar.
        await alvo.database.write_apart(lambda connection: instantaneo.remove(connection, instantaneo.SEMENTE))
        conta, inicio = Conta(), time.perf_counter()
        dito_em = float("-inf")
        async with aclosing(semeadura.cenario.sow(alvo, semeadura)) as passos:
            async for passo in passos:
                conta.add(passo)
                await vez.renew()
                if time.perf_counter() - dito_em >= ENTRE_ANDAMENTOS:
                    yield Andamento(feitos=conta.envios, total=passo.total, etapa=passo.etapa)
                    dito_em = time.perf_counter()
        # Os registros que esperam vão antes, para que o instantâneo os tenha.
        await alvo.journal.flush()
        resumo = Resumo(
            cenario=semeadura.cenario.nome,
            semente=semeadura.semente,
            hoje=semeadura.hoje,
            tamanho=semeadura.tamanho,
            envios=conta.envios,
            recusados=conta.recusados,
            avisos=conta.avisos,
            contagens=await alvo.database.look(reinicio.counts),
            registros=conta.registros,
            instantaneo=await vez.during(_photograph(alvo.database, now)),
            segundos=round(time.perf_counter() - inicio, 3),
        )
    # Só depois de devolvida a vez: quem lê o resumo já pode pedir outra.
    yield resumo


async def _photograph(database: Database, now: datetime) -> str | None:
    """O nome do instantâneo em que ficou guardado o que se semeou; nada, se não coube."""
    try:
        await instantaneo.save(database, instantaneo.SEMENTE, now)
    except SnapshotTooLarge:
        return None
    return instantaneo.SEMENTE
