"""Contar o diário: quantos pedidos houve de cada espécie, entre os últimos que ele guardou."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from app.storage.tables import registro


@dataclass(frozen=True, slots=True)
class Parcela:
    """Quantos pedidos houve com este método, esta rota e este status, e se tinham avisos ou uma falha injetada."""

    metodo: str
    rota: str | None
    status: int
    com_avisos: bool
    com_falha: bool
    quantos: int


def tally(connection: Connection, ordens: range, desde: datetime) -> list[Parcela]:
    """Os pedidos destas ordens recebidos deste instante em diante, por espécie."""
    c = registro.c
    especie = (c.metodo, c.rota, c.status, c.avisos.is_not(None), c.falha.is_not(None))
    contar = (
        select(*especie, func.count())
        .where(c.ordem.between(ordens.start, ordens.stop - 1), c.recebido_em >= desde)
        .group_by(*especie)
    )
    return [
        Parcela(metodo, rota, status, bool(com_avisos), bool(com_falha), quantos)
        for metodo, rota, status, com_avisos, com_falha, quantos in connection.execute(contar)
    ]
