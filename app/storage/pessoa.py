"""Uma pessoa, por sua matrícula numa unidade autorizadora: as lotações, e os planos de trabalho não cancelados.

Os cancelados não estão no índice, e só se acham pelas listas.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Integer, Select, Text, bindparam, literal_column, select

from app.rules.periodo import CANCELADO
from app.storage.dialect import UNIDADE, JsonDialect, of_unit
from app.storage.statement import Statement
from app.storage.tables import participante, plano_trabalho
from app.storage.vizinhanca import Unidade

MAIS_LOTACOES = 50
MAIS_PLANOS = 500

_MATRICULA = bindparam("matricula_siape", type_=Text)
_QUANTOS = bindparam("quantos", type_=Integer)


@dataclass(frozen=True, slots=True)
class Lotacao:
    """Um participante com a matrícula da pessoa."""

    cod_unidade_lotacao: int
    cod_unidade_instituidora: int
    cpf: str
    situacao: int
    modalidade_execucao: int
    data_assinatura_tcr: date


@dataclass(frozen=True, slots=True)
class PlanoDaPessoa:
    """Um plano de trabalho da pessoa."""

    id_plano_trabalho: str
    status: int
    cod_unidade_executora: int
    cpf_participante: str
    cod_unidade_lotacao_participante: int
    data_inicio: date
    data_termino: date
    carga_horaria_disponivel: int


def postings(connection: Connection, unidade: Unidade, matricula: str) -> list[Lotacao]:
    """As lotações da pessoa, em ordem de código, até uma a mais que `MAIS_LOTACOES`."""
    return [Lotacao(*linha) for linha in _POSTINGS.all(connection, **_of(unidade, matricula, MAIS_LOTACOES))]


def plans(connection: Connection, unidade: Unidade, matricula: str) -> list[PlanoDaPessoa]:
    """Os planos não cancelados da pessoa, por executora e na ordem em que terminam, até um a mais que `MAIS_PLANOS`."""
    return [PlanoDaPessoa(*linha) for linha in _PLANS.all(connection, **_of(unidade, matricula, MAIS_PLANOS))]


def _of(unidade: Unidade, matricula: str, quantos: int) -> dict[str, Any]:
    return {**dict(zip(UNIDADE, unidade, strict=True)), "matricula_siape": matricula, "quantos": quantos + 1}


def _postings(_: JsonDialect) -> Select[Any]:
    c = participante.c
    colunas = (c[name] for name in Lotacao.__slots__)
    da_pessoa = select(*colunas).where(*of_unit(participante), c.matricula_siape == _MATRICULA)
    return da_pessoa.order_by(c.cod_unidade_lotacao).limit(_QUANTOS)


def _plans(_: JsonDialect) -> Select[Any]:
    c = plano_trabalho.c
    colunas = (c[name] for name in PlanoDaPessoa.__slots__)
    # O status no texto, e não como parâmetro, para que o índice parcial sirva; e a ordem do índice, que não se ordena.
    da_pessoa = select(*colunas).where(
        *of_unit(plano_trabalho), c.matricula_siape == _MATRICULA, c.status != literal_column(str(CANCELADO))
    )
    return da_pessoa.order_by(c.cod_unidade_executora, c.data_termino, c.data_inicio).limit(_QUANTOS)


_POSTINGS = Statement(_postings)
_PLANS = Statement(_plans)
