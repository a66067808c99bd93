"""O que se avisa de um participante."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from app.rules import exemplo
from app.rules.rule import CONTRATO, Evidence, Rule, Severity, Stage

if TYPE_CHECKING:
    from app.contract.participante import Participante
    from app.rules.facts import FactsParticipante, ParticipanteGuardado

ATIVO = 1
"""Situação de quem está no PGD (contrato, seção 5)."""
EXTERIOR_7 = 5
"""Modalidade do teletrabalho no exterior que tem limite (IN 24/2023, art. 12, § 7º)."""
LIMITE_NO_EXTERIOR = 2
"""Quantos, em cada cem participantes ativos da autorizadora, cabem nessa modalidade (IN 24/2023, art. 12, § 7º)."""

_DIA = re.compile(r"\d{4}-\d\d-\d\d")


def _lotacao_zero(documento: Participante, _: FactsParticipante) -> Evidence | None:
    return None if documento.cod_unidade_lotacao else {"matricula": documento.matricula_siape}


def _dia_mudado_pelo_fuso(documento: Participante, _: FactsParticipante) -> Evidence | None:
    enviada = documento.enviado.get("data_assinatura_tcr")
    escrito = _DIA.match(enviada) if isinstance(enviada, str) else None
    if escrito is None:
        return None
    escrita, guardada = date.fromisoformat(escrito[0]), documento.data_assinatura_tcr.date()
    return {"enviada": enviada, "escrita": escrita, "guardada": guardada} if escrita != guardada else None


def _o_dia_escrito(_enviada: Any, evidence: Evidence) -> Any:
    return evidence["enviada"][:10]


def _nesta_lotacao(documento: Participante, known: FactsParticipante) -> ParticipanteGuardado | None:
    return next((r for r in known.registros if r.cod_unidade_lotacao == documento.cod_unidade_lotacao), None)


def _tcr_mudou(documento: Participante, known: FactsParticipante) -> Evidence | None:
    guardado, enviada = _nesta_lotacao(documento, known), documento.data_assinatura_tcr.date()
    if guardado is None or guardado.data_assinatura_tcr == enviada:
        return None
    return {"enviada": enviada, "guardada": guardado.data_assinatura_tcr}


def _ativo_em_outra_lotacao(documento: Participante, known: FactsParticipante) -> Evidence | None:
    if documento.situacao != ATIVO:
        return None
    outras = [
        r.cod_unidade_lotacao
        for r in known.registros
        if r.situacao == ATIVO and r.cod_unidade_lotacao != documento.cod_unidade_lotacao
    ]
    return (
        {"matricula": documento.matricula_siape, "lotacao": documento.cod_unidade_lotacao, "outras": outras}
        if outras
        else None
    )


def _outro_cpf(documento: Participante, known: FactsParticipante) -> Evidence | None:
    for registro in known.registros:
        if registro.cpf != documento.cpf:
            return {
                "matricula": documento.matricula_siape,
                "cpf": documento.cpf,
                "outro": registro.cpf,
                "lotacao": registro.cod_unidade_lotacao,
            }
    return None


def _inativo_com_plano(documento: Participante, known: FactsParticipante) -> Evidence | None:
    if documento.situacao == ATIVO or not known.planos_vigentes:
        return None
    plano = known.planos_vigentes[0]
    return {
        "matricula": documento.matricula_siape,
        "plano": plano.id,
        "inicio": plano.data_inicio,
        "termino": plano.data_termino,
    }


def _exterior_demais(documento: Participante, known: FactsParticipante) -> Evidence | None:
    if known.contagem is None or documento.situacao != ATIVO or documento.modalidade_execucao != EXTERIOR_7:
        return None
    no_exterior, ativos = known.contagem.na_autorizadora[EXTERIOR_7], sum(known.contagem.na_autorizadora.values())
    cabem = ativos * LIMITE_NO_EXTERIOR // 100
    return {"no_exterior": no_exterior, "ativos": ativos, "cabem": cabem} if no_exterior > cabem else None


AVISOS: tuple[Rule[Participante, FactsParticipante], ...] = (
    Rule(
        code="PA-10",
        stage=Stage.CAMPO,
        field="cod_unidade_lotacao",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O participante de matrícula {matricula} veio com lotação 0, que não é unidade nenhuma. A API central "
            "aceita, mas nenhum plano de trabalho poderá citá-lo, porque neles a lotação começa em 1: envie o código "
            "da unidade em que a pessoa está lotada."
        ),
        broken=_lotacao_zero,
        wrong="O participante veio com lotação 0, que não é unidade nenhuma.",
        why=(
            "O contrato aceita 0 na lotação do participante, e não na do plano de trabalho, que tem de citar a mesma. "
            "O participante fica guardado, e nenhum plano dele é aceito."
        ),
        mend=(
            "Preencha a lotação da pessoa no cadastro e envie o participante com ela. Como a lotação faz parte da "
            "chave, o registro com 0 continua guardado: reenvie-o com situação 0."
        ),
        breaks=exemplo.participante(cod_unidade_lotacao=0),
        keeps=exemplo.participante(cod_unidade_lotacao=1),
    ),
    Rule(
        code="PA-11",
        stage=Stage.CAMPO,
        field="data_assinatura_tcr",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "A assinatura do TCR veio como {enviada}, no dia {escrita}, e o que se guarda é o dia em UTC, {guardada}. "
            "Envie só a data, sem hora e sem fuso, para que se guarde o dia escrito no termo."
        ),
        broken=_dia_mudado_pelo_fuso,
        wrong="O fuso da data de assinatura do TCR faz guardar outro dia que não o escrito.",
        why=(
            "A API central passa a data e hora com fuso para UTC e guarda só o dia. Um termo assinado às 22 horas em "
            "Brasília fica com a data do dia seguinte, diferente da que está no documento assinado."
        ),
        mend=(
            "Envie a data como está no termo, no formato 2024-12-02. No sistema, formate o campo como data local, em "
            "vez de converter o instante para texto com o fuso."
        ),
        breaks=exemplo.participante(data_assinatura_tcr="2024-12-02T21:00:00-03:00"),
        keeps=exemplo.participante(data_assinatura_tcr="2024-12-02T20:59:59-03:00"),
        fix=_o_dia_escrito,
    ),
    Rule(
        code="PA-12",
        stage=Stage.ESTADO,
        field="data_assinatura_tcr",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "A assinatura do TCR veio com a data {enviada}, e a guardada era {guardada}. Um termo que se repactua "
            "conserva a data original: se foi isso, reenvie com {guardada}. Se a data anterior estava errada, ou se é "
            "outro termo, não há o que corrigir."
        ),
        broken=_tcr_mudou,
        wrong="A data de assinatura do TCR mudou num reenvio.",
        why=(
            "O contrato pede que um TCR repactuado conserve a data da primeira assinatura. O reenvio substitui o "
            "registro inteiro, e a data anterior não fica guardada em lugar nenhum."
        ),
        mend=(
            "Se o termo só foi repactuado, volte no sistema à data da primeira assinatura e reenvie o participante. "
            "No sistema, guarde a data da repactuação em outro campo."
        ),
        breaks=exemplo.participante(data_assinatura_tcr="2024-12-03", antes=(exemplo.participante(),)),
        keeps=exemplo.participante(data_assinatura_tcr="2024-12-02", antes=(exemplo.participante(),)),
    ),
    Rule(
        code="PA-13",
        stage=Stage.ESTADO,
        field="cod_unidade_lotacao",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "A matrícula {matricula} vem ativa na lotação {lotacao}, e já está ativa em: {outras}. A lotação faz parte "
            "da chave, e por isso quem muda de lotação é contado duas vezes até que o registro antigo seja reenviado "
            "com situação 0."
        ),
        broken=_ativo_em_outra_lotacao,
        wrong="A mesma matrícula está ativa em mais de uma lotação.",
        why=(
            "No contrato a lotação faz parte da chave do participante: enviar a nova não desfaz a antiga. A mesma "
            "pessoa passa a contar duas vezes no acompanhamento central."
        ),
        mend=(
            "Reenvie o registro da lotação antiga com situação 0. No sistema, faça da mudança de lotação dois envios: "
            "o da antiga, inativo, e o da nova, ativo."
        ),
        breaks=exemplo.participante(cod_unidade_lotacao=102, antes=(exemplo.participante(),)),
        keeps=exemplo.participante(cod_unidade_lotacao=102, antes=(exemplo.participante(situacao=0),)),
    ),
    Rule(
        code="PA-14",
        stage=Stage.ESTADO,
        field="cpf",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "A matrícula {matricula} veio com o CPF {cpf}, e na lotação {lotacao} está guardada com {outro}. Uma "
            "matrícula é de uma só pessoa: confira os dois no SIAPE e reenvie o registro que estiver errado."
        ),
        broken=_outro_cpf,
        wrong="A mesma matrícula está guardada com outro CPF.",
        why=(
            "A API central não compara o CPF com o que já tem, e guarda os dois. Uma matrícula SIAPE identifica uma só "
            "pessoa, e com dois CPFs não se sabe de quem são os planos de trabalho dela."
        ),
        mend=(
            "Confira no SIAPE a matrícula e o CPF, e reenvie com o valor certo cada lotação em que ela está. Se foi a "
            "matrícula que veio errada, reenvie o registro com situação 0 e envie outro com a matrícula certa."
        ),
        breaks=exemplo.participante(cpf="11144477735", antes=(exemplo.participante(),)),
        keeps=exemplo.participante(cpf="11144477735", matricula_siape="7654321", antes=(exemplo.participante(),)),
    ),
    Rule(
        code="PA-15",
        stage=Stage.ESTADO,
        field="situacao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 27",
        severity=Severity.AVISO,
        message=(
            "A matrícula {matricula} veio inativa, e o plano de trabalho {plano}, de {inicio} a {termino}, ainda está "
            "em vigor. Quem é desligado tem 30 dias para voltar ao controle de frequência, ou dois meses se está no "
            "exterior: se já voltou, reenvie o plano com o término antecipado, ou cancelado (status 1)."
        ),
        broken=_inativo_com_plano,
        wrong="O participante veio inativo e ainda tem plano de trabalho em vigor.",
        why=(
            "O art. 27 da IN 24/2023 dá a quem é desligado 30 dias para voltar ao controle de frequência, ou dois "
            "meses se está no exterior. A API central aceita o envio, e fica com um plano em vigor de quem já não "
            "participa."
        ),
        mend=(
            "Se a pessoa já voltou ao controle de frequência, reenvie o plano de trabalho com a data de término "
            "antecipada, ou com status 1. Se ainda está no prazo, reenvie o participante com situação 1 e só o "
            "inative quando ela voltar."
        ),
        # O plano criado com três meses é reenviado até 2099, o que só se aceita de planos antigos: assim está em vigor
        # em qualquer dia.
        breaks=exemplo.participante(
            situacao=0,
            antes=(
                *exemplo.CITADOS,
                exemplo.plano_trabalho(antes=()),
                exemplo.plano_trabalho(data_termino="2099-12-31", antes=()),
            ),
        ),
        keeps=exemplo.participante(situacao=0, antes=(*exemplo.CITADOS, exemplo.plano_trabalho(antes=()))),
    ),
    Rule(
        code="PA-16",
        stage=Stage.CONJUNTO,
        field="modalidade_execucao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 12, § 7º",
        severity=Severity.AVISO,
        message=(
            "Com este envio ficam na modalidade 5, no exterior, {no_exterior} dos {ativos} participantes ativos da "
            "autorizadora. O limite é de 2 %, e nele cabem {cabem}: confira se a modalidade não é a 4, e se há "
            "participantes que já se podem inativar."
        ),
        broken=_exterior_demais,
        wrong="Mais de 2 % dos participantes ativos da autorizadora estão na modalidade 5.",
        why=(
            "O art. 12, § 7º, da IN 24/2023 limita a 2 % dos participantes o teletrabalho no exterior que ele permite. "
            "A API central não faz essa conta, e o excesso só aparece no acompanhamento."
        ),
        mend=(
            "Confira se o caso não é o do art. 12, VIII, que se envia com modalidade 4. Se é mesmo o do § 7º, reveja "
            "as autorizações; se faltam participantes na base, envie-os, porque o limite cresce com eles."
        ),
        breaks=exemplo.participante(modalidade_execucao=5),
        keeps=exemplo.participante(modalidade_execucao=4),
    ),
)
