"""Quem contribui com um plano de entregas, e como se chamam as entregas que um plano de trabalho cita.

São consultas de quem olha, e não de quem envia: nenhuma percorre mais que um tanto de linhas.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    distinct,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)

from app.rules.periodo import CANCELADO
from app.storage.dialect import UNIDADE, JsonDialect, of_unit
from app.storage.statement import Statement
from app.storage.tables import contribuicao, entrega, plano_trabalho
from app.storage.vizinhanca import Unidade

MAIS_CONTRIBUICOES = 5_000
"""Quantas contribuições a um plano de entregas se percorrem: poucas dezenas de milissegundos."""

_ID = bindparam("id_plano_entregas", type_=Text)
Par = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Participacao:
    """O que uma pessoa dá a uma entrega, em todos os planos de trabalho dela, ou em todos os cancelados.

    `percentual` é a soma dos percentuais; `centesimos`, a soma das horas que eles dão, em centésimos de hora;
    `id_plano_trabalho`, o primeiro dos planos.
    """

    id_entrega: str | None
    matricula_siape: str
    cancelado: bool
    percentual: int
    centesimos: int
    planos: int
    id_plano_trabalho: str


@dataclass(frozen=True, slots=True)
class Participacoes:
    """As participações num plano de entregas; `cortadas`, se há mais contribuições do que se percorreram."""

    todas: tuple[Participacao, ...]
    cortadas: bool


def contributors(connection: Connection, unidade: Unidade, id_plano_entregas: str) -> Participacoes:
    """Quem contribui com cada entrega deste plano, entre as primeiras `MAIS_CONTRIBUICOES` contribuições a ele."""
    linhas = _CONTRIBUTORS.all(
        connection,
        **dict(zip(UNIDADE, unidade, strict=True)),
        id_plano_entregas=id_plano_entregas,
        quantas=MAIS_CONTRIBUICOES + 1,
    )
    return Participacoes(
        todas=tuple(Participacao(*linha[1:]) for linha in linhas if linha[2] is not None),
        cortadas=any(linha[0] > MAIS_CONTRIBUICOES for linha in linhas),
    )


def names(connection: Connection, unidade: Unidade, pares: Collection[Par]) -> dict[Par, str]:
    """O nome de cada entrega destas poucas, das que existem, pelo id do plano e o da entrega."""
    return {(linha[0], linha[1]): linha[2] for linha in connection.execute(named(unidade, pares))}


def named(unidade: Unidade, pares: Collection[Par]) -> Select[Any]:
    """Essas entregas, com os nomes."""
    c = entrega.c
    da_unidade = [c[name] == value for name, value in zip(UNIDADE, unidade, strict=True)]
    # A chave inteira de cada uma: de uma lista de pares, o SQLite varreria as entregas da unidade.
    citadas = (
        and_(*da_unidade, c.id_plano_entregas == id_plano, c.id_entrega == id_entrega) for id_plano, id_entrega in pares
    )
    return select(c.id_plano_entregas, c.id_entrega, c.nome_entrega).where(or_(false(), *citadas))


def start(id_plano_entregas: ColumnElement[str]) -> ColumnElement[str]:
    """O começo do identificador, como o índice das citações o guarda."""
    return func.substr(id_plano_entregas, literal_column("1", Integer), literal_column("64", Integer))


def _contributors(_: JsonDialect) -> Select[Any]:
    c, p = contribuicao.c, plano_trabalho.c
    percorridas = (
        select(c.id_plano_trabalho, c.id_plano_entregas, c.id_entrega, c.percentual_contribuicao)
        .where(*of_unit(contribuicao), start(c.id_plano_entregas) == start(_ID), c.id_plano_entregas.is_not(None))
        .limit(bindparam("quantas", type_=Integer))
        .cte("percorridas")
    )
    cancelado = (p.status == CANCELADO).label("cancelado")
    percentual = cast(percorridas.c.percentual_contribuicao, BigInteger)
    juntas = (
        select(
            percorridas.c.id_entrega,
            p.matricula_siape,
            cancelado,
            cast(func.sum(percentual), BigInteger).label("percentual"),
            cast(func.sum(percentual * p.carga_horaria_disponivel), BigInteger).label("centesimos"),
            func.count(distinct(p.id_plano_trabalho)).label("planos"),
            func.min(p.id_plano_trabalho).label("id_plano_trabalho"),
        )
        .select_from(percorridas)
        .join(plano_trabalho, p.id_plano_trabalho == percorridas.c.id_plano_trabalho)
        .where(*of_unit(plano_trabalho), percorridas.c.id_plano_entregas == _ID)
        .group_by(percorridas.c.id_entrega, p.matricula_siape, cancelado)
        .subquery("juntas")
    )
    quantas = select(func.count().label("percorridas")).select_from(percorridas).subquery("quantas")
    return (
        select(quantas.c.percorridas, *juntas.c)
        .select_from(quantas.outerjoin(juntas, true()))
        .order_by(juntas.c.id_entrega, juntas.c.percentual.desc(), juntas.c.matricula_siape)
    )


_CONTRIBUTORS = Statement(_contributors)
