"""As medidas que não são custo por pedido: a saúde durante as entradas, o arranque e a memória."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import documentos, preparo, processo
from bench.banco import Bancos
from bench.carga import PRAZO, Amostra, Endereco, abrir, medir
from bench.cenarios import entradas, planos_de_mil_entregas
from bench.estatistica import percentil

ENTRADAS_JUNTAS = 16
"""Quantas pessoas entram ao mesmo tempo, sem parar, enquanto se pede /health."""
PAUSA = 0.01
"""Segundos entre um pedido de /health e o seguinte: quem vigia pergunta de vez em quando, e não sem parar."""
CLIENTES = 32

NOVO, EXISTENTE = "novo", "existente"
OCIOSO, MIL_ENTREGAS, ENTRADAS = "ocioso", "mil_entregas", "entradas"


@dataclass(frozen=True)
class Saude:
    """A espera por /health, e quantas entradas o servidor atendeu enquanto isso."""

    pedidos: int
    entradas: int
    p50_ms: float
    p99_ms: float


def saude(endereco: Endereco, pedidos: int) -> Saude:
    """Tantos pedidos de /health, com 16 entradas sempre em curso."""
    return asyncio.run(_saude(endereco, pedidos))


async def _saude(endereco: Endereco, pedidos: int) -> Saude:
    entradas_feitas, vigia = Amostra(), Amostra()
    ocupadas = await abrir(endereco, ENTRADAS_JUNTAS, entradas_feitas, 200)
    (conexao,) = await abrir(endereco, 1, vigia, 200)
    encerrar = asyncio.Event()

    def sem_parar() -> Iterator[bytes]:
        while not encerrar.is_set():
            yield documentos.entrada(preparo.EMAIL, preparo.SENHA)

    async with asyncio.timeout(PRAZO):
        em_curso = asyncio.gather(*(ocupada.correr(sem_parar()) for ocupada in ocupadas))
        for _ in range(pedidos):
            await conexao.correr(iter([documentos.get("/health")]))
            await asyncio.sleep(PAUSA)
        encerrar.set()
        await em_curso
    for aberta in (*ocupadas, conexao):
        aberta.close()
    return Saude(
        pedidos=pedidos,
        entradas=len(entradas_feitas.latencias),
        p50_ms=percentil(vigia.latencias, 50),
        p99_ms=percentil(vigia.latencias, 99),
    )


def arranques(bancos: Bancos, pasta: Path, vezes: int) -> dict[str, list[float]]:
    """Segundos do início do processo até a primeira resposta: num banco vazio, e de novo no mesmo banco."""
    segundos: dict[str, list[float]] = {NOVO: [], EXISTENTE: []}
    for _ in range(vezes):
        with bancos.vazio() as endereco:
            for qual in segundos:
                with processo.nosso(pasta, endereco) as servidor:
                    segundos[qual].append(servidor.segundos)
    return segundos


def memoria(bancos: Bancos, pasta: Path, envios: int) -> dict[str, float]:
    """MB de um servidor recém-iniciado; depois de tantos PUT de mil entregas por 32 clientes; e depois das entradas.

    As entradas são medidas num servidor só delas, para que a memória de uma coisa não esconda a da outra.
    """
    medidas = {}
    with bancos.vazio() as endereco:
        with processo.nosso(pasta, endereco) as servidor:
            servidor.sossegar()
            medidas[OCIOSO] = servidor.memoria()
            alvo = preparo.preparar(servidor, 1, 1)
            medir(servidor.endereco, planos_de_mil_entregas(alvo, max(envios, CLIENTES)), CLIENTES, 201)
            servidor.sossegar()
            medidas[MIL_ENTREGAS] = servidor.memoria()
        with processo.nosso(pasta, endereco) as servidor:
            medir(servidor.endereco, entradas(alvo, max(envios, CLIENTES)), CLIENTES, 200)
            servidor.sossegar()
            medidas[ENTRADAS] = servidor.memoria()
    return medidas
