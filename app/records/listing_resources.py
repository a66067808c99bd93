"""Os recursos que se listam: o que são, o que se pode perguntar de cada um, e a chave com que se acha um documento."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.receive import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, Recurso
from app.records.listing_filters import Consulta, ConsultaParticipante, ConsultaPlanoEntregas, ConsultaPlanoTrabalho
from app.records.listing_keys import ChaveDaUnidade, ChaveParticipante, ChavePlanoEntregas, ChavePlanoTrabalho


class Listado(NamedTuple):
    """Um recurso, o modelo dos filtros da lista dele, e o da chave de um documento."""

    recurso: Recurso[Any, Any]
    consulta: type[Consulta]
    chave: type[ChaveDaUnidade]


LISTADOS: Mapping[str, Listado] = {
    listado.recurso.nome: listado
    for listado in (
        Listado(PARTICIPANTE, ConsultaParticipante, ChaveParticipante),
        Listado(PLANO_ENTREGAS, ConsultaPlanoEntregas, ChavePlanoEntregas),
        Listado(PLANO_TRABALHO, ConsultaPlanoTrabalho, ChavePlanoTrabalho),
    )
}
"""Pelo nome do recurso."""
