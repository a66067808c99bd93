"""Planos de entregas guardados, com suas entregas."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Date, Select, Text, bindparam, func, literal_column, select

from app.contract.fields import StatusPlanoEntregas, StatusPlanoTrabalho
from app.contract.plano_entregas import Entrega, PlanoEntregas
from app.rules.calendario import semestre
from app.rules.facts import Citacao, FactsPlanoEntregas
from app.storage.citacao import start
from app.storage.conflito import read_plans
from app.storage.dialect import JsonDialect, of_unit
from app.storage.recurso import Itens, Store
from app.storage.statement import Statement
from app.storage.tables import contribuicao, entrega, plano_entregas, plano_trabalho

_ID = bindparam("id_plano_entregas", type_=Text)
_STORED = Statement(lambda _: select(entrega.c.id_entrega).where(*of_unit(entrega), entrega.c.id_plano_entregas == _ID))


def _cited(_: JsonDialect) -> Select[Any]:
    """As entregas do plano que planos de trabalho não cancelados citam, e um plano que cita cada uma."""
    c = contribuicao.c
    vigente = (
        select(plano_trabalho.c.status)
        .where(*of_unit(plano_trabalho), plano_trabalho.c.id_plano_trabalho == c.id_plano_trabalho)
        .correlate(contribuicao)
        .scalar_subquery()
    )
    return (
        select(c.id_entrega, func.min(c.id_plano_trabalho))
        .where(
            *of_unit(contribuicao),
            start(c.id_plano_entregas) == start(_ID),
            c.id_plano_entregas.is_not(None),
            # Com o vazio: senão, o SQLite poria o valor no lugar da coluna também no começo, e o índice não serviria.
            c.id_plano_entregas.concat("") == _ID,
            c.id_entrega.is_not(None),
            vigente != int(StatusPlanoTrabalho.CANCELADO),
        )
        .group_by(c.id_entrega)
    )


def _in_semester(dialect: JsonDialect) -> Select[Any]:
    c = plano_entregas.c
    outros = (
        select(c.id_plano_entregas.label("id"), c.data_inicio, c.data_termino, c.status, c.data_atualizacao)
        .where(
            *of_unit(plano_entregas),
            c.cod_unidade_executora == bindparam("cod_unidade_executora"),
            c.data_termino >= bindparam("inicio_do_semestre", type_=Date),
            c.data_inicio <= bindparam("fim_do_semestre", type_=Date),
            c.id_plano_entregas != _ID,
            c.status != literal_column(str(int(StatusPlanoEntregas.CANCELADO))),
        )
        .order_by(c.data_termino)
    )
    return select(dialect.array_as_text(outros))


_CITED = Statement(_cited)
_IN_SEMESTER = Statement(_in_semester)


def _complete(
    connection: Connection,
    documento: PlanoEntregas,
    known: FactsPlanoEntregas,
    anterior: PlanoEntregas | None,
    *,
    wide: bool,
) -> FactsPlanoEntregas:
    """As citações que um reenvio deixa sem par; e, quando o perfil tem regras, os outros planos do semestre."""
    chave = {name: getattr(documento, name) for name in STORE.caminho}
    saem: set[str] = set()
    if anterior is not None:
        saem = _ids(anterior)
    elif known.exists:
        saem = {id_ for (id_,) in _STORED.all(connection, **chave)}
    if documento.status != StatusPlanoEntregas.CANCELADO:
        saem -= _ids(documento)
    if saem:
        citadas = (Citacao(*linha) for linha in _CITED.all(connection, **chave))
        perdidas = tuple(citacao for citacao in citadas if citacao.id_entrega in saem)
        known = replace(known, citacoes_perdidas=perdidas)
    if wide:
        inicio, fim = semestre(documento.data_inicio)
        (lista,) = _IN_SEMESTER.first(
            connection,
            **chave,
            cod_unidade_executora=documento.cod_unidade_executora,
            inicio_do_semestre=inicio,
            fim_do_semestre=fim,
        ) or ("[]",)
        known = replace(known, no_semestre=read_plans(lista))
    return known


def _ids(plano: PlanoEntregas) -> set[str]:
    return {item.id_entrega for item in plano.entregas}


STORE = Store(
    plano_entregas,
    PlanoEntregas,
    ("id_plano_entregas",),
    agenda=("cod_unidade_executora",),
    itens=[Itens("entregas", Entrega, entrega)],
    read_facts=lambda now, linha: FactsPlanoEntregas(now=now, exists=linha[0], conflitos=read_plans(linha[1])),
    complete=_complete,
)
