"""Participantes guardados."""

from app.contract.participante import Participante
from app.rules.facts import FactsEnvio
from app.storage.recurso import Store
from app.storage.tables import participante

STORE = Store(
    participante,
    Participante,
    ("cod_unidade_lotacao", "matricula_siape"),
    read_facts=lambda now, linha: FactsEnvio(now=now, exists=linha[0]),
    viajam={"data_assinatura_tcr": lambda dialect, data: dialect.midnight(data)},
)
