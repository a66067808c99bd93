"""O que se recusa num participante."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from app.rules import pessoa, unidade
from app.rules.rule import CONTRATO, Evidence, Rule, Stage

if TYPE_CHECKING:
    from app.contract.participante import Participante
    from app.rules.facts import Facts

INICIO_DO_PGD = date(2023, 7, 31)
"""Primeiro dia em que um TCR pode ter sido assinado (contrato, seção 5)."""


def _tcr_no_futuro(assinatura: datetime, facts: Facts) -> Evidence | None:
    instante = assinatura if assinatura.tzinfo else assinatura.replace(tzinfo=UTC)
    # No fuso de quem assinou: passar a assinatura a outro estouraria no último dia do ano 9999.
    agora = facts.now.astimezone(instante.tzinfo)
    return {"assinatura": instante, "agora": agora} if instante >= facts.now else None


def _tcr_antes_do_pgd(assinatura: datetime, _: Facts) -> Evidence | None:
    dia = assinatura.date()
    return {"data": dia, "minimo": INICIO_DO_PGD} if dia < INICIO_DO_PGD else None


MATRICULA = (
    pessoa.matricula_so_algarismos("PA-02"),
    Rule[str, "Facts"](
        code="PA-03",
        stage=Stage.CAMPO,
        field="matricula_siape",
        source=CONTRATO,
        message="A matrícula {matricula} tem os sete algarismos iguais e não é de ninguém. Confira-a no SIAPE.",
        broken=pessoa.matricula_repetida,
    ),
)
CPF = pessoa.cpf("cpf", "PA-04", "PA-05", "PA-06")
TCR = (
    Rule[datetime, "Facts"](
        code="PA-07",
        stage=Stage.CAMPO,
        field="data_assinatura_tcr",
        source=CONTRATO,
        error_type="datetime_past",
        message=(
            "A assinatura do TCR está no futuro: {assinatura}, e agora são {agora} no mesmo fuso. "
            "Só se envia o participante depois de assinado o termo."
        ),
        broken=_tcr_no_futuro,
    ),
    Rule[datetime, "Facts"](
        code="PA-08",
        stage=Stage.CAMPO,
        field="data_assinatura_tcr",
        source=CONTRATO,
        message=(
            "A assinatura do TCR é de {data}, e a API central só aceita termos assinados a partir de {minimo}. "
            "Envie a data do termo do PGD atual."
        ),
        broken=_tcr_antes_do_pgd,
    ),
)
DOCUMENTO: tuple[Rule[Participante, Facts], ...] = (unidade.codigo("PA-01"),)

NAO_ENCONTRADO = Rule[None, None](
    code="PA-09",
    stage=Stage.ESTADO,
    field="",
    source=CONTRATO,
    message=(
        "Não há participante com origem {origem_unidade}, autorizadora {cod_unidade_autorizadora}, lotação "
        "{cod_unidade_lotacao} e matrícula {matricula_siape}. A lotação faz parte da chave: confira-a também."
    ),
)

PARTICIPANTE = (*DOCUMENTO, *MATRICULA, *CPF, *TCR, NAO_ENCONTRADO)
