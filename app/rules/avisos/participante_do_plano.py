"""O que se avisa do participante de um plano de trabalho, olhando como ele está guardado."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules import exemplo
from app.rules.periodo import CANCELADO
from app.rules.pessoa import matricula_repetida
from app.rules.rule import CONTRATO, Evidence, Rule, Severity, Stage

if TYPE_CHECKING:
    from app.contract.plano_trabalho import PlanoTrabalho
    from app.rules.facts import FactsPlanoTrabalho, ParticipanteGuardado

CONCLUIDO = 4
"""Status de um plano de trabalho já executado (contrato, seção 5)."""
INATIVO = 0
"""Situação de um participante que deixou o programa (contrato, seção 5)."""


def _participante(plano: PlanoTrabalho, known: FactsPlanoTrabalho) -> ParticipanteGuardado | None:
    """O participante do plano, se está guardado."""
    for guardado in known.participantes:
        if guardado.cod_unidade_lotacao == plano.cod_unidade_lotacao_participante:
            return guardado
    return None


def _antes_do_tcr(plano: PlanoTrabalho, known: FactsPlanoTrabalho) -> Evidence | None:
    guardado = _participante(plano, known)
    if guardado is None or plano.data_inicio >= guardado.data_assinatura_tcr or plano.status == CANCELADO:
        return None
    return {"inicio": plano.data_inicio, "assinatura": guardado.data_assinatura_tcr}


def _outro_cpf(plano: PlanoTrabalho, known: FactsPlanoTrabalho) -> Evidence | None:
    guardado = _participante(plano, known)
    if guardado is None or guardado.cpf == plano.cpf_participante:
        return None
    return {"cpf": plano.cpf_participante, "guardado": guardado.cpf, "lotacao": guardado.cod_unidade_lotacao}


def _participante_inativo(plano: PlanoTrabalho, known: FactsPlanoTrabalho) -> Evidence | None:
    guardado = _participante(plano, known)
    # Quem deixou o programa ainda tem o último plano cancelado, ou concluído e avaliado.
    if guardado is None or guardado.situacao != INATIVO or plano.status in (CANCELADO, CONCLUIDO):
        return None
    return {"matricula": plano.matricula_siape, "lotacao": guardado.cod_unidade_lotacao, "status": plano.status}


def _matricula_repetida(plano: PlanoTrabalho, known: FactsPlanoTrabalho) -> Evidence | None:
    return matricula_repetida(plano.matricula_siape, known)


PARTICIPANTE_DO_PLANO: tuple[Rule[PlanoTrabalho, FactsPlanoTrabalho], ...] = (
    Rule(
        code="PT-33",
        stage=Stage.ESTADO,
        field="data_inicio",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O plano começa em {inicio}, e o participante assinou o TCR em {assinatura}. Confira as duas datas: o "
            "trabalho no programa começa na data da assinatura, ou depois dela."
        ),
        broken=_antes_do_tcr,
        wrong="O plano começa antes da assinatura do TCR do participante.",
        why=(
            "É pelo TCR que o participante entra no programa, e um plano anterior a ele não teria sob que regras "
            "valer. A API central chegou a recusar esses planos em 2025 e voltou atrás: hoje não compara as datas, e "
            "pode tornar a comparar."
        ),
        mend=(
            "Corrija o início do plano, se ele está errado. Se a data do TCR guardada é a de uma renovação, reenvie o "
            "participante com a data da primeira assinatura, que o contrato manda manter."
        ),
        breaks=exemplo.plano_trabalho(
            antes=(exemplo.participante(data_assinatura_tcr="2025-01-02"), exemplo.plano_entregas())
        ),
        keeps=exemplo.plano_trabalho(
            antes=(exemplo.participante(data_assinatura_tcr="2025-01-01"), exemplo.plano_entregas())
        ),
    ),
    Rule(
        code="PT-38",
        stage=Stage.ESTADO,
        field="cpf_participante",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O plano traz o CPF {cpf}, e o participante com essa matrícula na lotação {lotacao} está guardado com o "
            "CPF {guardado}. Veja qual é o certo e reenvie o documento que traz o outro."
        ),
        broken=_outro_cpf,
        wrong="O CPF do plano não é o do participante guardado com a mesma matrícula e lotação.",
        why=(
            "O contrato liga o plano ao participante pela matrícula e pela lotação, e a API central não compara o CPF. "
            "Com dois CPFs para a mesma matrícula, não se sabe de quem é o plano."
        ),
        mend=(
            "Confira o CPF e a matrícula no cadastro. Se o plano está errado, reenvie-o corrigido; se o errado é o "
            "participante, reenvie o participante."
        ),
        breaks=exemplo.plano_trabalho(cpf_participante="11144477735"),
        keeps=exemplo.plano_trabalho(
            antes=(exemplo.participante(cpf="11144477735"), exemplo.plano_entregas()), cpf_participante="11144477735"
        ),
    ),
    Rule(
        code="PT-39",
        stage=Stage.ESTADO,
        field="matricula_siape",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 27",
        severity=Severity.AVISO,
        message=(
            "O participante de matrícula {matricula} está inativo na lotação {lotacao}, e o plano está com status "
            "{status}. Se ele deixou o programa, envie o plano concluído (status 4) ou cancelado (status 1); se não, "
            "reenvie o participante como ativo."
        ),
        broken=_participante_inativo,
        wrong="O plano está aprovado ou em execução, e o participante está inativo.",
        why=(
            "Quem é desligado do programa deixa o plano de trabalho ao voltar ao controle de frequência, em trinta "
            "dias, ou em dois meses se está no exterior (IN 24/2023, art. 27). A API central só confere que o "
            "participante existe, não que está ativo."
        ),
        mend=(
            "Se o participante saiu, envie o plano com o término verdadeiro e o status 4, ou cancele-o com o status 1. "
            "Se ele continua, ou mudou de lotação, envie o participante ativo e corrija a lotação do plano."
        ),
        breaks=exemplo.plano_trabalho(antes=(exemplo.participante(situacao=0), exemplo.plano_entregas())),
        keeps=exemplo.plano_trabalho(antes=(exemplo.participante(situacao=0), exemplo.plano_entregas()), status=4),
    ),
    Rule(
        code="PT-41",
        stage=Stage.DOCUMENTO,
        field="matricula_siape",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "A matrícula {matricula} tem todos os algarismos iguais, e não é de ninguém. Confira no SIAPE a do "
            "participante."
        ),
        broken=_matricula_repetida,
        wrong="A matrícula do plano tem os sete algarismos iguais.",
        why=(
            "Uma matrícula assim costuma estar no lugar de uma que falta no cadastro. A API central a recusa no "
            "participante e a deixa passar no plano de trabalho, que então não acha o participante."
        ),
        mend="Corrija a matrícula no cadastro e reenvie o plano com os sete algarismos que estão no SIAPE.",
        breaks=exemplo.plano_trabalho(matricula_siape="1111111"),
        keeps=exemplo.plano_trabalho(
            antes=(exemplo.participante(matricula_siape="1111112"), exemplo.plano_entregas()),
            matricula_siape="1111112",
        ),
    ),
)
