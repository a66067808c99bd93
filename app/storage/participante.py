"""Participantes guardados."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    TableValuedAlias,
    Text,
    bindparam,
    func,
    literal_column,
    select,
)

from app.contract.fields import ModalidadeExecucao, SituacaoParticipante, StatusPlanoTrabalho
from app.contract.participante import Participante
from app.rules.facts import Contagem, FactsParticipante, ParticipanteGuardado
from app.rules.periodo import CANCELADO
from app.storage.conflito import read_plans
from app.storage.dialect import JsonDialect, from_text, of_unit
from app.storage.recurso import Store
from app.storage.statement import Statement
from app.storage.tables import participante, plano_trabalho

CONTADA_SEMPRE = ModalidadeExecucao.EXTERIOR_7
"""A modalidade de que a norma limita a parte; as demais só se contam quando o perfil tem regras."""
VIGENTES = (StatusPlanoTrabalho.APROVADO, StatusPlanoTrabalho.EM_EXECUCAO)


def same_person(dialect: JsonDialect, linha: TableValuedAlias) -> ColumnElement[Any]:
    """Os participantes de mesma matrícula na autorizadora, em ordem de lotação."""
    c = participante.c
    da_pessoa = (
        select(c.cod_unidade_lotacao, c.cpf, c.situacao, c.modalidade_execucao, c.data_assinatura_tcr)
        .where(*of_unit(participante), c.matricula_siape == dialect.field(linha, c.matricula_siape))
        .order_by(c.cod_unidade_lotacao)
        .correlate(linha)
    )
    return dialect.array_as_text(da_pessoa)


def read_people(lista: str) -> tuple[ParticipanteGuardado, ...]:
    """Os participantes que `same_person` achou."""
    return tuple(
        ParticipanteGuardado(**{**item, "data_assinatura_tcr": date.fromisoformat(item["data_assinatura_tcr"])})
        for item in from_text(lista)
    )


def _plans_in_force(dialect: JsonDialect) -> Select[Any]:
    c, hoje = plano_trabalho.c, bindparam("hoje", type_=Date)
    vigentes = (
        select(c.id_plano_trabalho.label("id"), c.data_inicio, c.data_termino, c.status, c.data_atualizacao)
        .where(
            *of_unit(plano_trabalho),
            c.matricula_siape == bindparam("matricula_siape", type_=Text),
            c.cod_unidade_lotacao_participante == bindparam("cod_unidade_lotacao"),
            c.status.in_([literal_column(str(int(status))) for status in VIGENTES]),
            # O que está entre os vigentes não é cancelado; dito assim, o índice parcial serve.
            c.status != literal_column(str(CANCELADO)),
            c.data_inicio <= hoje,
            c.data_termino >= hoje,
        )
        .order_by(c.data_inicio)
    )
    return select(dialect.array_as_text(vigentes))


def _active(_: JsonDialect) -> Select[Any]:
    c = participante.c
    outra_chave = (c.matricula_siape != bindparam("matricula_siape", type_=Text)) | (
        c.cod_unidade_lotacao != bindparam("cod_unidade_lotacao")
    )
    return (
        select(c.cod_unidade_lotacao == bindparam("cod_unidade_lotacao"), c.modalidade_execucao, func.count())
        .where(*of_unit(participante), c.situacao == int(SituacaoParticipante.ATIVO), outra_chave)
        .group_by(c.cod_unidade_lotacao == bindparam("cod_unidade_lotacao"), c.modalidade_execucao)
    )


_PLANS_IN_FORCE = Statement(_plans_in_force)
_ACTIVE = Statement(_active)


def _complete(
    connection: Connection, documento: Participante, known: FactsParticipante, _: Participante | None, *, wide: bool
) -> FactsParticipante:
    """Os planos vigentes de quem vem inativo; as contagens, quando uma regra depende delas."""
    chave = {name: getattr(documento, name) for name in STORE.caminho}
    if documento.situacao != SituacaoParticipante.ATIVO:
        (lista,) = _PLANS_IN_FORCE.first(connection, **chave, hoje=known.today) or ("[]",)
        return replace(known, planos_vigentes=read_plans(lista))
    if not wide and documento.modalidade_execucao != CONTADA_SEMPRE:
        return known
    na_autorizadora: Counter[int] = Counter({documento.modalidade_execucao: 1})
    na_lotacao = Counter(na_autorizadora)
    for da_lotacao, modalidade, quantos in _ACTIVE.all(connection, **chave):
        na_autorizadora[modalidade] += quantos
        if da_lotacao:
            na_lotacao[modalidade] += quantos
    return replace(known, contagem=Contagem(na_autorizadora, na_lotacao))


def _person(dialect: JsonDialect, linha: TableValuedAlias) -> Sequence[ColumnElement[Any]]:
    return (same_person(dialect, linha),)


STORE = Store(
    participante,
    Participante,
    ("cod_unidade_lotacao", "matricula_siape"),
    mais_fatos=_person,
    read_facts=lambda now, linha: FactsParticipante(now=now, exists=linha[0], registros=read_people(linha[1])),
    complete=_complete,
    viajam={"data_assinatura_tcr": lambda dialect, data: dialect.midnight(data)},
)
