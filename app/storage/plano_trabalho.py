"""Planos de trabalho guardados, com suas contribuições e avaliações."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, TableValuedAlias, Text, cast, select

from app.contract.plano_trabalho import AvaliacaoRegistrosExecucao, Contribuicao, PlanoTrabalho
from app.rules.facts import EntregaCitada, FactsPlanoTrabalho, PlanoGuardado
from app.storage.conflito import read_plans
from app.storage.dialect import JsonDialect, from_text, of_unit
from app.storage.participante import read_people, same_person
from app.storage.recurso import Itens, Store
from app.storage.statement import Row
from app.storage.tables import avaliacao_registros_execucao, contribuicao, entrega, plano_entregas, plano_trabalho


def _pessoa_entregas_e_periodos(dialect: JsonDialect, plano: TableValuedAlias) -> Sequence[ColumnElement[Any]]:
    """Os participantes da matrícula; o que se sabe de cada entrega citada; os períodos avaliativos já guardados."""
    item = dialect.items(plano.c.value, "item", "contribuicoes")
    id_plano, id_entrega = (dialect.field(item, entrega.c[name]) for name in ("id_plano_entregas", "id_entrega"))
    p = plano_entregas.c
    # Num texto só, para que se procure o plano uma vez: 2025-01-01, 2025-06-30 e o status, juntos.
    do_plano = (
        select(cast(p.data_inicio, Text).concat(cast(p.data_termino, Text)).concat(cast(p.status, Text)))
        .where(*of_unit(plano_entregas), p.id_plano_entregas == id_plano)
        .correlate(item)
        .scalar_subquery()
    )
    cancelada = (
        select(cast(entrega.c.entrega_cancelada, Integer))
        .where(*of_unit(entrega), entrega.c.id_plano_entregas == id_plano, entrega.c.id_entrega == id_entrega)
        .correlate(item)
        .scalar_subquery()
    )
    citadas = select(
        id_plano.label("id_plano"),
        id_entrega.label("id_entrega"),
        do_plano.label("plano"),
        cancelada.label("cancelada"),
    ).correlate(plano)
    a = avaliacao_registros_execucao.c
    periodos = (
        select(a.id_periodo_avaliativo.label("id"))
        .where(
            *of_unit(avaliacao_registros_execucao),
            a.id_plano_trabalho == dialect.field(plano, plano_trabalho.c.id_plano_trabalho),
        )
        .order_by(a.ordem)
        .correlate(plano)
    )
    return same_person(dialect, plano), dialect.array_as_text(citadas), dialect.array_as_text(periodos)


def _read_facts(now: datetime, linha: Row) -> FactsPlanoTrabalho:
    existe, conflitos, pessoa, citadas, periodos = linha
    return FactsPlanoTrabalho(
        now=now,
        exists=existe,
        conflitos=read_plans(conflitos),
        participantes=read_people(pessoa),
        citadas={(item["id_plano"], item["id_entrega"]): _citada(item) for item in from_text(citadas) if item["plano"]},
        periodos_guardados=tuple(item["id"] for item in from_text(periodos)),
    )


def _citada(item: Mapping[str, Any]) -> EntregaCitada:
    texto, cancelada = item["plano"], item["cancelada"]
    inicio, termino = date.fromisoformat(texto[:10]), date.fromisoformat(texto[10:20])
    plano = PlanoGuardado(item["id_plano"], inicio, termino, int(texto[20:]))
    return EntregaCitada(plano, None if cancelada is None else bool(cancelada))


STORE = Store(
    plano_trabalho,
    PlanoTrabalho,
    ("id_plano_trabalho",),
    agenda=("cod_unidade_executora", "matricula_siape"),
    itens=[
        Itens("contribuicoes", Contribuicao, contribuicao),
        Itens("avaliacoes_registros_execucao", AvaliacaoRegistrosExecucao, avaliacao_registros_execucao),
    ],
    mais_fatos=_pessoa_entregas_e_periodos,
    fatos_dos_itens=True,
    read_facts=_read_facts,
)
