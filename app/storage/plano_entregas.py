"""Planos de entregas guardados, com suas entregas."""

from datetime import datetime

from sqlalchemy import Connection

from app.contract.plano_entregas import Entrega, PlanoEntregas
from app.rules.facts import FactsPlanoEntregas
from app.storage.plano import Itens, PlanoStore
from app.storage.tables import entrega, plano_entregas

_STORE = PlanoStore(
    plano_entregas,
    "id_plano_entregas",
    PlanoEntregas,
    agenda=("cod_unidade_executora",),
    itens=[Itens("entregas", Entrega, entrega)],
)
CHAVE = _STORE.chave
save = _STORE.save
load = _STORE.load


def guards(documento: PlanoEntregas) -> tuple[str, ...]:
    """O que a gravação protege de outra simultânea: a própria chave e a agenda da executora."""
    unidade = f"{documento.origem_unidade}|{documento.cod_unidade_autorizadora}"
    return (
        f"plano_entregas|{unidade}|{documento.id_plano_entregas}",
        f"executora|{unidade}|{documento.cod_unidade_executora}",
    )


def facts(connection: Connection, documento: PlanoEntregas, now: datetime) -> FactsPlanoEntregas:
    """O que está guardado e importa às regras de estado."""
    existe, conflito = _STORE.own_and_conflict(connection, documento)
    return FactsPlanoEntregas(now=now, exists=existe, conflito=conflito)
