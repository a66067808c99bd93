"""O que chegou hoje, contado entre os últimos registros do diário: quanto ele guarde, o custo é o mesmo."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from app.records.search import find
from app.records.summary import RegistroResumo, resource_of, summarise
from app.storage import registro_busca, registro_contagem
from app.storage.database import Database
from app.storage.registro import Linha
from app.storage.registro_busca import PRIMEIRO_RECUSADO, Filtro, So
from app.storage.registro_contagem import Parcela

ULTIMOS = 5_000
"""Entre quantos registros se conta e se procura."""


@dataclass(frozen=True, slots=True)
class Hoje:
    """Os pedidos de hoje. `ao_menos` diz se pode haver mais, além dos que se contaram.

    `guardados` são os envios aceitos de cada recurso. As recusas são as últimas, de hoje ou não, das mais novas às mais
    antigas.
    """

    pedidos: int
    aceitos: int
    recusados: int
    com_avisos: int
    com_falha: int
    guardados: Mapping[str, int]
    ao_menos: bool
    recusas: list[RegistroResumo]


async def today(database: Database, desde: datetime, recusas: int) -> Hoje:
    """O que chegou deste instante em diante, e até tantas recusas. Erros: Unavailable."""
    todas = await database.look(registro_busca.extent)
    ultimas = todas[-ULTIMOS:]
    parcelas = await database.look(partial(registro_contagem.tally, ordens=ultimas, desde=desde)) if ultimas else []
    achadas, _ = await find(database, Linha, Filtro(so=So.RECUSADOS), ultimas[::-1], recusas)
    pedidos = _sum(parcelas)
    return Hoje(
        pedidos=pedidos,
        aceitos=_sum(parcela for parcela in parcelas if 200 <= parcela.status < 300),
        recusados=_sum(parcela for parcela in parcelas if parcela.status >= PRIMEIRO_RECUSADO),
        com_avisos=_sum(parcela for parcela in parcelas if parcela.com_avisos),
        com_falha=_sum(parcela for parcela in parcelas if parcela.com_falha),
        guardados=_stored(parcelas),
        ao_menos=pedidos == ULTIMOS,
        recusas=[summarise(linha) for linha in achadas],
    )


def _sum(parcelas: Iterable[Parcela]) -> int:
    return sum(parcela.quantos for parcela in parcelas)


def _stored(parcelas: Iterable[Parcela]) -> Mapping[str, int]:
    guardados = dict.fromkeys(("participante", "plano_entregas", "plano_trabalho"), 0)
    for parcela in parcelas:
        recurso = resource_of(parcela.rota)
        if parcela.metodo == "PUT" and parcela.status in (200, 201) and recurso in guardados:
            guardados[recurso] += parcela.quantos
    return guardados
