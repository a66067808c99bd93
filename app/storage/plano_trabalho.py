"""Planos de trabalho guardados, com suas contribuições e avaliações."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from app.contract.plano_trabalho import AvaliacaoRegistrosExecucao, Contribuicao, PlanoTrabalho
from app.rules.facts import FactsPlanoTrabalho
from app.storage import participante
from app.storage.plano import Itens, PlanoStore, key_of, key_values
from app.storage.tables import avaliacao_registros_execucao, contribuicao, entrega, plano_trabalho

_STORE = PlanoStore(
    plano_trabalho,
    "id_plano_trabalho",
    PlanoTrabalho,
    agenda=("cod_unidade_executora", "matricula_siape"),
    itens=[
        Itens("contribuicoes", Contribuicao, contribuicao),
        Itens("avaliacoes_registros_execucao", AvaliacaoRegistrosExecucao, avaliacao_registros_execucao),
    ],
)
CHAVE = _STORE.chave
save = _STORE.save
load = _STORE.load

_CITADAS_POR_CONSULTA = 500
"""Quantas entregas de um plano se procuram de uma vez: longe do limite de variáveis dos dois bancos."""
# Plano a plano: o SQLite não usa o índice para uma lista de pares.
_ENTREGAS = select(entrega.c.id_entrega).where(
    key_of(entrega, "id_plano_entregas"), entrega.c.id_entrega.in_(bindparam("citadas", expanding=True))
)


def guards(documento: PlanoTrabalho) -> tuple[str, ...]:
    """O que a gravação protege de outra simultânea: a própria chave e a agenda da pessoa na executora."""
    unidade = f"{documento.origem_unidade}|{documento.cod_unidade_autorizadora}"
    return (
        f"plano_trabalho|{unidade}|{documento.id_plano_trabalho}",
        f"agenda|{unidade}|{documento.cod_unidade_executora}|{documento.matricula_siape}",
    )


def facts(connection: Connection, documento: PlanoTrabalho, now: datetime) -> FactsPlanoTrabalho:
    """O que está guardado e importa às regras de estado."""
    origem, autorizadora = documento.origem_unidade, documento.cod_unidade_autorizadora
    existe, conflito = _STORE.own_and_conflict(connection, documento)
    return FactsPlanoTrabalho(
        now=now,
        exists=existe,
        conflito=conflito,
        lotacoes=participante.lotacoes(connection, origem, autorizadora, documento.matricula_siape),
        entregas=_existing(connection, origem, autorizadora, documento.contribuicoes),
    )


def _existing(
    connection: Connection, origem: str, autorizadora: int, contribuicoes: Sequence[Contribuicao]
) -> frozenset[tuple[str, str]]:
    """Das entregas que as contribuições citam, as que existem."""
    por_plano: dict[str, list[str]] = {}
    for id_plano_entregas, id_entrega in {item.entrega_citada for item in contribuicoes if item.entrega_citada}:
        por_plano.setdefault(id_plano_entregas, []).append(id_entrega)
    return frozenset(
        (id_plano_entregas, id_entrega)
        for id_plano_entregas, citadas in por_plano.items()
        for inicio in range(0, len(citadas), _CITADAS_POR_CONSULTA)
        for id_entrega in connection.execute(
            _ENTREGAS,
            {
                **key_values("id_plano_entregas", (origem, autorizadora, id_plano_entregas)),
                "citadas": citadas[inicio : inicio + _CITADAS_POR_CONSULTA],
            },
        ).scalars()
    )
