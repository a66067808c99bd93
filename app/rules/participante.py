"""O que se recusa num participante."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from app.rules import exemplo, pessoa, unidade
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
    Rule[str, "Facts"](
        code="PA-02",
        **pessoa.MATRICULA_SO_ALGARISMOS,
        breaks=exemplo.participante(matricula_siape="１234567"),
        keeps=exemplo.participante(matricula_siape="1234567"),
    ),
    Rule[str, "Facts"](
        code="PA-03",
        stage=Stage.CAMPO,
        field="matricula_siape",
        source=CONTRATO,
        message="A matrícula {matricula} tem os sete algarismos iguais e não é de ninguém. Confira-a no SIAPE.",
        broken=pessoa.matricula_repetida,
        wrong="A matrícula SIAPE tem os sete algarismos iguais.",
        why=(
            "Uma matrícula assim não é de ninguém: costuma preencher um campo obrigatório quando falta o dado. O "
            "contrato da API central a recusa no participante, embora a deixe passar no plano de trabalho."
        ),
        mend=(
            "Procure a matrícula da pessoa no SIAPE, corrija-a no seu sistema e envie de novo. Se o sistema completa o "
            "campo sozinho quando a matrícula falta, faça-o pedir o número."
        ),
        breaks=exemplo.participante(matricula_siape="1111111"),
        keeps=exemplo.participante(matricula_siape="1111112"),
    ),
)
CPF = (
    Rule[str, "Facts"](
        code="PA-04",
        field="cpf",
        **pessoa.CPF_SO_ALGARISMOS,
        breaks=exemplo.participante(cpf="５2998224725"),
        keeps=exemplo.participante(cpf="52998224725"),
    ),
    Rule[str, "Facts"](
        code="PA-05",
        field="cpf",
        **pessoa.CPF_REPETIDO,
        breaks=exemplo.participante(cpf="11111111111"),
        keeps=exemplo.participante(cpf="11144477735"),
    ),
    Rule[str, "Facts"](
        code="PA-06",
        field="cpf",
        **pessoa.CPF_NAO_CONFERE,
        breaks=exemplo.participante(cpf="52998224724"),
        keeps=exemplo.participante(cpf="52998224725"),
    ),
)
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
        wrong="A assinatura do TCR está no futuro.",
        why=(
            "O contrato da API central só aceita o participante cujo Termo de Ciência e Responsabilidade (IN 24/2023, "
            "art. 15) já foi assinado, e compara a assinatura com o instante do envio. Uma data sem hora conta como a "
            "meia-noite, e uma hora sem fuso conta como UTC."
        ),
        mend=(
            "Espere a assinatura do termo e envie o participante com a data em que ela ocorreu. Se o termo já foi "
            "assinado, confira no seu sistema o ano, a hora e o fuso que vão em data_assinatura_tcr."
        ),
        breaks=exemplo.participante(data_assinatura_tcr="2099-01-01T00:00:00"),
        keeps=exemplo.participante(data_assinatura_tcr="2025-07-01T00:00:00"),
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
        wrong="O TCR foi assinado antes de 31/07/2023.",
        why=(
            "A API central toma 31/07/2023 como o primeiro dia do PGD atual e recusa termos anteriores. Ela olha a "
            "data como foi enviada, sem a passar a outro fuso."
        ),
        mend=(
            "Envie em data_assinatura_tcr o dia em que a pessoa assinou o termo do PGD atual. Se ela só assinou um "
            "termo anterior, é preciso que assine o atual antes que o participante seja enviado."
        ),
        breaks=exemplo.participante(data_assinatura_tcr="2023-07-30T00:00:00"),
        keeps=exemplo.participante(data_assinatura_tcr="2023-07-31T00:00:00"),
    ),
)
DOCUMENTO: tuple[Rule[Participante, Facts], ...] = (
    Rule(
        code="PA-01",
        **unidade.CODIGO,
        breaks=exemplo.participante(cod_unidade_autorizadora=100_000),
        keeps=exemplo.participante(cod_unidade_autorizadora=99_999),
    ),
)

NAO_ENCONTRADO = Rule[None, None](
    code="PA-09",
    stage=Stage.ESTADO,
    field="",
    source=CONTRATO,
    message=(
        "Não há participante com origem {origem_unidade}, autorizadora {cod_unidade_autorizadora}, lotação "
        "{cod_unidade_lotacao} e matrícula {matricula_siape}. A lotação faz parte da chave: confira-a também."
    ),
    wrong="Não há participante guardado com esta chave.",
    why=(
        "A chave de um participante é a origem, a autorizadora, a lotação e a matrícula, e só se encontra o que foi "
        "enviado com as quatro iguais. A mesma matrícula em outra lotação é outro registro."
    ),
    mend=(
        "Confira no caminho, nesta ordem, a origem, a autorizadora, a lotação e a matrícula. Se o participante ainda "
        "não foi enviado com esta lotação, envie-o primeiro, com um PUT neste mesmo caminho."
    ),
    breaks=exemplo.Pedido(
        metodo="GET",
        caminho="/organizacao/SIAPE/1/102/participante/1234567",
        antes=(exemplo.participante(),),
    ),
    keeps=exemplo.Pedido(
        metodo="GET",
        caminho="/organizacao/SIAPE/1/101/participante/1234567",
        antes=(exemplo.participante(),),
    ),
)

PARTICIPANTE: tuple[Rule[Any, Any], ...] = (*DOCUMENTO, *MATRICULA, *CPF, *TCR, NAO_ENCONTRADO)
