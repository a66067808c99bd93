"""Planos de trabalho guardados, com suas contribuições e avaliações."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, TableValuedAlias, select

from app.contract.plano_trabalho import AvaliacaoRegistrosExecucao, Contribuicao, PlanoTrabalho
from app.rules.facts import FactsPlanoTrabalho
from app.storage.conflito import read_conflicts
from app.storage.dialect import JsonDialect, found, from_text, of_unit
from app.storage.recurso import Itens, Store
from app.storage.statement import Row
from app.storage.tables import avaliacao_registros_execucao, contribuicao, entrega, participante, plano_trabalho


def _lotacoes_e_entregas(dialect: JsonDialect, plano: TableValuedAlias) -> Sequence[ColumnElement[Any]]:
    """As lotações em que a matrícula está guardada, em ordem, e as entregas citadas que existem."""
    lotacoes = (
        select(participante.c.cod_unidade_lotacao.label("lotacao"))
        .where(
            *of_unit(participante),
            participante.c.matricula_siape == dialect.field(plano, participante.c.matricula_siape),
        )
        .order_by(participante.c.cod_unidade_lotacao)
        .correlate(plano)
    )
    item = dialect.items(plano.c.value, "item", "contribuicoes")
    citada = {name: dialect.field(item, entrega.c[name]) for name in ("id_plano_entregas", "id_entrega")}
    existe = found(entrega, (entrega.c[name] == valor for name, valor in citada.items()), correlate=item)
    entregas = select(*(valor.label(name) for name, valor in citada.items())).where(existe).correlate(plano)
    return dialect.array_as_text(lotacoes), dialect.array_as_text(entregas)


def _read_facts(now: datetime, linha: Row) -> FactsPlanoTrabalho:
    existe, conflitos, lotacoes, entregas = linha
    return FactsPlanoTrabalho(
        now=now,
        exists=existe,
        conflitos=read_conflicts(conflitos),
        lotacoes=tuple(item["lotacao"] for item in from_text(lotacoes)),
        entregas=frozenset((item["id_plano_entregas"], item["id_entrega"]) for item in from_text(entregas)),
    )


STORE = Store(
    plano_trabalho,
    PlanoTrabalho,
    ("id_plano_trabalho",),
    agenda=("cod_unidade_executora", "matricula_siape"),
    itens=[
        Itens("contribuicoes", Contribuicao, contribuicao),
        Itens("avaliacoes_registros_execucao", AvaliacaoRegistrosExecucao, avaliacao_registros_execucao),
    ],
    mais_fatos=_lotacoes_e_entregas,
    fatos_dos_itens=True,
    read_facts=_read_facts,
)
