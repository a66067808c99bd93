"""O que a ANTAQ pede além das normas gerais (Portaria-DG ANTAQ nº 528/2024)."""

from __future__ import annotations

from calendar import monthrange
from typing import TYPE_CHECKING, Any

from app.rules import exemplo
from app.rules.calendario import semestre
from app.rules.perfis.perfil import Perfil
from app.rules.periodo import CANCELADO
from app.rules.rule import Evidence, Rule, Severity, Stage

if TYPE_CHECKING:
    from app.contract.participante import Participante
    from app.contract.plano_entregas import PlanoEntregas
    from app.contract.plano_trabalho import PlanoTrabalho
    from app.rules.facts import FactsParticipante, FactsPlanoEntregas, FactsPlanoTrabalho

ATIVO = 1
INTEGRAL = 3
"""Modalidade do teletrabalho integral (contrato, seção 5)."""
LIMITE_EM_INTEGRAL = 80
"""Quantos, em cada cem participantes ativos da unidade, cabem no teletrabalho integral (art. 4º, III)."""

_DO_SEGUNDO_SEMESTRE: dict[str, Any] = {
    "id_plano_entregas": "plano-entregas-2",
    "status": 3,
    "data_inicio": "2025-07-01",
    "data_termino": "2025-12-31",
    "avaliacao": None,
    "data_avaliacao": None,
    "entregas": [exemplo.entrega(data_entrega="2025-12-31")],
}


def _fora_do_semestre(plano: PlanoEntregas, _: FactsPlanoEntregas) -> Evidence | None:
    primeiro, ultimo = semestre(plano.data_inicio)
    if plano.status == CANCELADO or (plano.data_inicio, plano.data_termino) == (primeiro, ultimo):
        return None
    return {"inicio": plano.data_inicio, "termino": plano.data_termino, "primeiro": primeiro, "ultimo": ultimo}


def _outro_no_semestre(plano: PlanoEntregas, known: FactsPlanoEntregas) -> Evidence | None:
    if plano.status == CANCELADO or not known.no_semestre:
        return None
    outro, (primeiro, ultimo) = known.no_semestre[0], semestre(plano.data_inicio)
    return {
        "executora": plano.cod_unidade_executora,
        "outro": outro.id,
        "outro_inicio": outro.data_inicio,
        "outro_termino": outro.data_termino,
        "primeiro": primeiro,
        "ultimo": ultimo,
    }


def _nao_e_mensal(plano: PlanoTrabalho, _: FactsPlanoTrabalho) -> Evidence | None:
    primeiro = plano.data_inicio.replace(day=1)
    ultimo = primeiro.replace(day=monthrange(primeiro.year, primeiro.month)[1])
    if plano.status == CANCELADO or (plano.data_inicio, plano.data_termino) == (primeiro, ultimo):
        return None
    return {"inicio": plano.data_inicio, "termino": plano.data_termino, "primeiro": primeiro, "ultimo": ultimo}


def _integral_demais(documento: Participante, known: FactsParticipante) -> Evidence | None:
    if known.contagem is None or documento.situacao != ATIVO or documento.modalidade_execucao != INTEGRAL:
        return None
    em_integral, ativos = known.contagem.na_lotacao[INTEGRAL], sum(known.contagem.na_lotacao.values())
    cabem = ativos * LIMITE_EM_INTEGRAL // 100
    if em_integral <= cabem:
        return None
    return {"em_integral": em_integral, "ativos": ativos, "lotacao": documento.cod_unidade_lotacao, "cabem": cabem}


ANTAQ = Perfil(
    nome="antaq",
    titulo="ANTAQ",
    participante=(
        Rule[Any, Any](
            code="AQ-04",
            stage=Stage.CONJUNTO,
            field="modalidade_execucao",
            source="Portaria-DG ANTAQ nº 528/2024, art. 4º, III",
            severity=Severity.AVISO,
            message=(
                "Com este envio ficam em teletrabalho integral (modalidade 3) {em_integral} dos {ativos} participantes "
                "ativos da lotação {lotacao}. O limite da ANTAQ é de 80 %, e nele cabem {cabem}: confira as "
                "modalidades da unidade, e se faltam participantes por enviar."
            ),
            broken=_integral_demais,
            wrong="Mais de 80 % dos participantes ativos da unidade estão em teletrabalho integral.",
            why=(
                "O art. 4º, III, da Portaria-DG ANTAQ nº 528/2024 limita a 80 % dos participantes de cada unidade o "
                "teletrabalho integral. A API central não conhece essa regra e aceita o envio."
            ),
            mend=(
                "Confira no sistema a modalidade de quem está na unidade, e passe a outra quem não está mesmo em "
                "teletrabalho integral. Se ainda faltam participantes da unidade, envie-os: o aviso só conta os que "
                "já chegaram."
            ),
            breaks=exemplo.participante(modalidade_execucao=3),
            keeps=exemplo.participante(
                modalidade_execucao=3,
                antes=(
                    exemplo.participante(matricula_siape="1000001", modalidade_execucao=1),
                    exemplo.participante(matricula_siape="1000002", modalidade_execucao=3),
                    exemplo.participante(matricula_siape="1000003", modalidade_execucao=3),
                    exemplo.participante(matricula_siape="1000004", modalidade_execucao=3),
                ),
            ),
        ),
    ),
    plano_entregas=(
        Rule[Any, Any](
            code="AQ-01",
            stage=Stage.DOCUMENTO,
            field="data_termino",
            source="Portaria-DG ANTAQ nº 528/2024, art. 12, § 1º",
            severity=Severity.AVISO,
            message=(
                "O plano de entregas vai de {inicio} a {termino}, e na ANTAQ ele ocupa o semestre civil, aqui de "
                "{primeiro} a {ultimo}. Ajuste as datas; só é mais curto o plano de uma unidade criada ou extinta no "
                "semestre, e nesse caso não há o que corrigir."
            ),
            broken=_fora_do_semestre,
            wrong="O plano de entregas não ocupa um semestre civil.",
            why=(
                "O art. 12, § 1º, da Portaria-DG ANTAQ nº 528/2024 manda que o plano de entregas siga o semestre "
                "civil: de 1º de janeiro a 30 de junho, ou de 1º de julho a 31 de dezembro. Só é mais curto quando a "
                "unidade é criada ou extinta no meio dele."
            ),
            mend=(
                "Ajuste no sistema as datas de início e de término às do semestre e reenvie o plano. Um plano que "
                "atravessa dois semestres se divide em dois, cada um com o seu identificador."
            ),
            breaks=exemplo.plano_entregas(data_inicio="2025-01-02"),
            keeps=exemplo.plano_entregas(data_inicio="2025-01-01", data_termino="2025-06-30"),
        ),
        Rule[Any, Any](
            code="AQ-02",
            stage=Stage.ESTADO,
            field="data_inicio",
            source="Portaria-DG ANTAQ nº 528/2024, art. 12, § 1º",
            severity=Severity.AVISO,
            message=(
                "A unidade executora {executora} já tem, no semestre de {primeiro} a {ultimo}, o plano de entregas "
                "{outro}, de {outro_inicio} a {outro_termino}. Na ANTAQ há um só por unidade e semestre: junte as "
                "entregas num deles e reenvie o outro com status 1."
            ),
            broken=_outro_no_semestre,
            wrong="A unidade já tem outro plano de entregas no semestre.",
            why=(
                "O art. 12, § 1º, da Portaria-DG ANTAQ nº 528/2024 prevê um plano de entregas por unidade e semestre. "
                "A API central só recusa dois que dividam dias, e aceita dois seguidos no mesmo semestre."
            ),
            mend=(
                "Escolha um dos planos, dê a ele o semestre inteiro e todas as entregas, e reenvie o outro cancelado "
                "(status 1): cancele primeiro, para que os períodos não colidam."
            ),
            breaks=exemplo.plano_entregas(
                id_plano_entregas="plano-entregas-2",
                data_inicio="2025-04-01",
                antes=(exemplo.plano_entregas(data_termino="2025-03-31"),),
            ),
            keeps=exemplo.plano_entregas(**_DO_SEGUNDO_SEMESTRE, antes=(exemplo.plano_entregas(),)),
        ),
    ),
    plano_trabalho=(
        Rule[Any, Any](
            code="AQ-03",
            stage=Stage.DOCUMENTO,
            field="data_termino",
            source="Portaria-DG ANTAQ nº 528/2024, art. 7º, § 1º",
            severity=Severity.AVISO,
            message=(
                "O plano de trabalho vai de {inicio} a {termino}, e na ANTAQ ele ocupa um mês civil, aqui de "
                "{primeiro} a {ultimo}. Ajuste as datas; só é mais curto em caso de remoção, de cessão ou de perda do "
                "vínculo, e nesse caso não há o que corrigir."
            ),
            broken=_nao_e_mensal,
            wrong="O plano de trabalho não ocupa um mês civil.",
            why=(
                "O art. 7º, § 1º, da Portaria-DG ANTAQ nº 528/2024 faz mensais os planos de trabalho: do primeiro ao "
                "último dia do mês. Só são mais curtos quando a pessoa é removida, é cedida ou perde o vínculo."
            ),
            mend=(
                "Ajuste no sistema o início e o término ao primeiro e ao último dia do mês, e reenvie o plano. Um "
                "plano de vários meses se divide em um por mês, cada um com o seu identificador."
            ),
            breaks=exemplo.plano_trabalho(),
            keeps=exemplo.plano_trabalho(data_inicio="2025-01-01", data_termino="2025-01-31"),
        ),
    ),
)
