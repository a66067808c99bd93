"""A verificação: lê o diário em páginas, do mais antigo ao mais novo, e diz se chegou o que devia ter chegado."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from functools import partial
from typing import Annotated

from pydantic import BaseModel, Field

from app.storage import registro
from app.storage.database import Database
from app.storage.registro import Linha
from app.verify.criterion import Verificacao
from app.verify.search import MAIS_ACHADOS, MAIS_QUASES, Near, Received, Search
from app.verify.telling import Found, tell

PAGINA = 250
"""Registros que se leem de cada vez."""
MAIS_BYTES = 4 * 1024 * 1024
"""Quanto os corpos lidos de cada vez somam; um maior que isto vem sozinho."""


class QuasePedido(BaseModel):
    """Um pedido que quase serve."""

    numero: Annotated[int, Field(title="Número do registro")]
    difere: Annotated[
        list[str],
        Field(title="Em que difere", examples=[["status: esperado 201, veio 422", "/status: esperado 3, veio 1"]]),
    ]


class Veredito(BaseModel):
    """O que a verificação achou."""

    atendida: Annotated[bool, Field(title="Se chegou o que devia ter chegado")]
    vezes: Annotated[int, Field(title="Quantos pedidos servem")]
    registros: Annotated[
        list[int], Field(title="Os números deles", description=f"Na ordem em que foram guardados, até {MAIS_ACHADOS}.")
    ]
    mensagem: Annotated[str, Field(title="O que se esperava e o que veio, para a falha de um teste")]
    quase: Annotated[
        list[QuasePedido],
        Field(
            title="Os pedidos que mais se parecem",
            description=f"Quando faltam pedidos: até {MAIS_QUASES}, do mais parecido ao menos, e o que lhes falta.",
        ),
    ]


async def verify(database: Database, verificacao: Verificacao) -> Veredito:
    """Confere o que está no diário. Erros: Unavailable."""
    checking = _Checking(verificacao)
    ordem = verificacao.desde_ordem or 0
    # O que chegar durante a leitura fica para a próxima.
    last = await database.look(registro.last_order)
    while ordem < last:
        linhas = await database.look(partial(registro.after, ordem=ordem, quantos=PAGINA))
        if not linhas:
            break
        async for page in _with_bodies(database, linhas, ordem, asked=checking.reads_bodies):
            await asyncio.to_thread(checking.look, page)
        ordem = linhas[-1].ordem
    return checking.verdict()


async def _with_bodies(
    database: Database, linhas: Sequence[Linha], depois_de: int, *, asked: bool
) -> AsyncIterator[list[Received]]:
    """As linhas com os corpos, se são pedidos, em tantas partes quantas a memória pedir."""
    if not asked:
        yield [Received(linha, None) for linha in linhas]
        return
    for part in _parts(linhas):
        ate = part[-1].ordem
        corpos = await database.look(partial(registro.bodies, depois_de=depois_de, ate=ate))
        yield [Received(linha, corpos.get(linha.numero)) for linha in part]
        depois_de = ate


def _parts(linhas: Iterable[Linha]) -> Iterable[list[Linha]]:
    part: list[Linha] = []
    size = 0
    for linha in linhas:
        if part and size + linha.bytes_recebidos > MAIS_BYTES:
            yield part
            part, size = [], 0
        part.append(linha)
        size += linha.bytes_recebidos
    yield part


class _Checking:
    """Uma verificação em curso."""

    def __init__(self, verificacao: Verificacao) -> None:
        self._verificacao = verificacao
        self._wanted = Search(verificacao.pedido)
        # Os que viriam a contar, se o de que se depende já tivesse vindo.
        self._early = Search(verificacao.pedido)
        self._before = Search(verificacao.depois_de) if verificacao.depois_de else None
        self._seen = 0

    @property
    def reads_bodies(self) -> bool:
        """Se algum critério pede algo do corpo."""
        depois_de = self._verificacao.depois_de
        return self._verificacao.pedido.corpo is not None or (depois_de is not None and depois_de.corpo is not None)

    def look(self, page: Iterable[Received]) -> None:
        """Confere mais uma página."""
        for received in page:
            self._seen += 1
            if self._before is None or self._before.count:
                self._wanted.look(received)
                continue
            self._before.look(received)
            if not self._before.count:
                self._early.look(received)

    def verdict(self) -> Veredito:
        """O que se achou, depois de vistas todas as páginas."""
        vezes, count = self._verificacao.vezes, self._wanted.count
        waiting = self._before is not None and not self._before.count
        found = Found(
            atendida=not waiting and vezes.minimo <= count and (vezes.maximo is None or count <= vezes.maximo),
            waiting=waiting,
            seen=self._seen,
            count=count,
            linhas=self._wanted.found,
            near=self._near() if waiting or count < vezes.minimo else [],
        )
        return Veredito(
            atendida=found.atendida,
            vezes=count,
            registros=[linha.numero for linha in found.linhas],
            mensagem=tell(self._verificacao, found),
            quase=[QuasePedido(numero=near.linha.numero, difere=list(near.difere)) for near in found.near],
        )

    def _near(self) -> list[Near]:
        """Os que quase servem: ao que se esperava ou, se ele não veio, ao que devia vir antes."""
        if self._before is None:
            return self._wanted.near
        if not self._before.count:
            return self._before.near
        primeiro = self._before.found[0].numero
        motivo = f"veio antes do registro {primeiro}, o primeiro que atende a depois_de"
        early = [Near(linha, (motivo,)) for linha in reversed(self._early.found[-MAIS_QUASES:])]
        return [*early, *self._wanted.near][:MAIS_QUASES]
