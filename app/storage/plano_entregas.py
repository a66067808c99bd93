"""Planos de entregas guardados, com suas entregas."""

from app.contract.plano_entregas import Entrega, PlanoEntregas
from app.rules.facts import FactsPlanoEntregas
from app.storage.conflito import read_conflicts
from app.storage.recurso import Itens, Store
from app.storage.tables import entrega, plano_entregas

STORE = Store(
    plano_entregas,
    PlanoEntregas,
    ("id_plano_entregas",),
    agenda=("cod_unidade_executora",),
    itens=[Itens("entregas", Entrega, entrega)],
    read_facts=lambda now, linha: FactsPlanoEntregas(now=now, exists=linha[0], conflitos=read_conflicts(linha[1])),
)
