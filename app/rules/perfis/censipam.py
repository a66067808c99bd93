"""O que o Censipam pede além das normas gerais (Portaria publicada no DOU de 14/10/2025)."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta
from typing import TYPE_CHECKING, Any

from app.rules import exemplo
from app.rules.perfis.perfil import Perfil
from app.rules.periodo import CANCELADO
from app.rules.rule import ONDE, Evidence, Rule, Severity, Stage

if TYPE_CHECKING:
    from app.contract.participante import Participante
    from app.contract.plano_entregas import PlanoEntregas
    from app.contract.plano_trabalho import PlanoTrabalho
    from app.rules.facts import FactsParticipante, FactsPlanoEntregas, FactsPlanoTrabalho

ATIVO = 1
TELETRABALHO = (2, 3)
"""Modalidades do teletrabalho parcial e do integral (contrato, seção 5)."""
LIMITE_EM_TELETRABALHO = 70
"""Quantos, em cada cem participantes ativos de uma unidade de TI, cabem no teletrabalho (art. 4º, § 5º)."""
DIA_DOS_REGISTROS = 10
"""Até que dia do mês seguinte ao período o participante registra o que executou (IN 24/2023, art. 20, § 1º)."""
DIAS_PARA_AVALIAR = 20
"""Em quantos dias, depois desse, a chefia avalia (art. 14, § 1º)."""


def _doze_meses_depois(inicio: date) -> date:
    """O mesmo dia do ano seguinte ou, se não existe, o primeiro depois dele (Lei nº 810/1949, arts. 1º e 3º)."""
    if (inicio.month, inicio.day) == (2, 29):
        return date(inicio.year + 1, 3, 1)
    return inicio.replace(year=inicio.year + 1)


def _passa_de_doze_meses(plano: PlanoEntregas, _: FactsPlanoEntregas) -> Evidence | None:
    # No último ano do calendário não há ano seguinte, e plano algum chega a ele.
    if plano.status == CANCELADO or plano.data_inicio.year == MAXYEAR:
        return None
    limite = _doze_meses_depois(plano.data_inicio)
    if plano.data_termino <= limite:
        return None
    return {"inicio": plano.data_inicio, "termino": plano.data_termino, "limite": limite}


def _avaliado_tarde(plano: PlanoTrabalho, _: FactsPlanoTrabalho) -> Evidence | None:
    if plano.status == CANCELADO:
        return None
    tardias = [
        (posicao, item)
        for posicao, item in enumerate(plano.avaliacoes_registros_execucao or ())
        if _dias_depois_do_mes(item.data_fim_periodo_avaliativo, item.data_avaliacao_registros_execucao)
        > DIA_DOS_REGISTROS + DIAS_PARA_AVALIAR
    ]
    if not tardias:
        return None
    _posicao, primeira = tardias[0]
    fim, avaliacao = primeira.data_fim_periodo_avaliativo, primeira.data_avaliacao_registros_execucao
    registros = avaliacao - timedelta(_dias_depois_do_mes(fim, avaliacao) - DIA_DOS_REGISTROS)
    return {
        "periodo": primeira.id_periodo_avaliativo,
        "fim": fim,
        "avaliacao": avaliacao,
        "registros": registros,
        "limite": registros + timedelta(DIAS_PARA_AVALIAR),
        ONDE: tuple(
            ("avaliacoes_registros_execucao", posicao, "data_avaliacao_registros_execucao") for posicao, _ in tardias
        ),
    }


def _dias_depois_do_mes(fim: date, avaliacao: date) -> int:
    """Quantos dias vão do último dia do mês do período ao da avaliação; o dia 10 do mês seguinte é o décimo."""
    return (avaliacao - fim.replace(day=monthrange(fim.year, fim.month)[1])).days


def _teletrabalho_demais(documento: Participante, known: FactsParticipante) -> Evidence | None:
    if known.contagem is None or documento.situacao != ATIVO or documento.modalidade_execucao not in TELETRABALHO:
        return None
    em_teletrabalho = sum(known.contagem.na_lotacao.get(modalidade, 0) for modalidade in TELETRABALHO)
    ativos = sum(known.contagem.na_lotacao.values())
    cabem = ativos * LIMITE_EM_TELETRABALHO // 100
    if em_teletrabalho <= cabem:
        return None
    return {
        "em_teletrabalho": em_teletrabalho,
        "ativos": ativos,
        "lotacao": documento.cod_unidade_lotacao,
        "cabem": cabem,
    }


CENSIPAM = Perfil(
    nome="censipam",
    titulo="Censipam",
    participante=(
        Rule[Any, Any](
            code="CE-03",
            stage=Stage.CONJUNTO,
            field="modalidade_execucao",
            source="Portaria Censipam (DOU de 14/10/2025), art. 4º, § 5º",
            severity=Severity.AVISO,
            message=(
                "Com este envio ficam em teletrabalho, parcial ou integral (modalidades 2 e 3), {em_teletrabalho} dos "
                "{ativos} participantes ativos da lotação {lotacao}. Se a lotação é de TI, o limite do Censipam é de "
                "70 %, e nele cabem {cabem}: confira as modalidades. Se não é de TI, não há o que corrigir."
            ),
            broken=_teletrabalho_demais,
            wrong="Mais de 70 % dos participantes ativos da lotação estão em teletrabalho, o que não cabe numa de TI.",
            why=(
                "O art. 4º, § 5º, da portaria do Censipam limita a 70 % o teletrabalho, parcial e integral somados, "
                "nas unidades de TI. Os dados enviados não dizem quais são elas, e por isso o aviso vai em qualquer "
                "lotação."
            ),
            mend=(
                "Se a lotação é de TI, confira no sistema a modalidade de cada um e passe ao presencial quem excede o "
                "limite. Se ainda faltam participantes da unidade, envie-os: o aviso só conta os que já chegaram."
            ),
            breaks=exemplo.participante(modalidade_execucao=3),
            keeps=exemplo.participante(
                modalidade_execucao=3,
                antes=(
                    exemplo.participante(matricula_siape="1000001", modalidade_execucao=1),
                    exemplo.participante(matricula_siape="1000002", modalidade_execucao=2),
                ),
            ),
        ),
    ),
    plano_entregas=(
        Rule[Any, Any](
            code="CE-01",
            stage=Stage.DOCUMENTO,
            field="data_termino",
            source="Portaria Censipam (DOU de 14/10/2025), art. 12, I",
            severity=Severity.AVISO,
            message=(
                "O plano de entregas vai de {inicio} a {termino}, e no Censipam ele tem no máximo 12 meses: contados "
                "até o mesmo dia do ano seguinte, terminam em {limite}. Antecipe a data de término ou divida o plano."
            ),
            broken=_passa_de_doze_meses,
            wrong="O plano de entregas passa de 12 meses.",
            why=(
                "O art. 12, I, da portaria do Censipam limita o plano de entregas a 12 meses, que aqui se contam até o "
                "mesmo dia do ano seguinte (Lei nº 810/1949). A API central recusa um plano novo mais longo, mas não o "
                "reenvio de um que tenha começado até 31/05/2025."
            ),
            mend=(
                "Antecipe no sistema a data de término e reenvie o plano. O que passa do limite vai num plano "
                "seguinte, com outro identificador."
            ),
            breaks=exemplo.plano_entregas(
                data_termino="2026-01-02",
                status=3,
                avaliacao=None,
                data_avaliacao=None,
                antes=(exemplo.plano_entregas(),),
            ),
            keeps=exemplo.plano_entregas(
                data_termino="2026-01-01",
                status=3,
                avaliacao=None,
                data_avaliacao=None,
                antes=(exemplo.plano_entregas(),),
            ),
        ),
    ),
    plano_trabalho=(
        Rule[Any, Any](
            code="CE-02",
            stage=Stage.DOCUMENTO,
            field="data_avaliacao_registros_execucao",
            source="Portaria Censipam (DOU de 14/10/2025), art. 14, § 1º",
            severity=Severity.AVISO,
            message=(
                "A avaliação do período {periodo}, que termina em {fim}, é de {avaliacao}. O participante registra o "
                "que executou até {registros}, e no Censipam a chefia avalia em até 20 dias depois, aqui até {limite}: "
                "confira a data, e avalie antes os próximos períodos."
            ),
            broken=_avaliado_tarde,
            wrong="A avaliação foi feita depois do prazo da chefia.",
            why=(
                "O art. 14, § 1º, da portaria do Censipam dá à chefia 20 dias para avaliar, contados do último dia em "
                "que o participante registra o que executou, que é o dia 10 do mês seguinte ao período. A API central "
                "não confere o prazo."
            ),
            mend=(
                "Se a data foi digitada errada, corrija-a no sistema e reenvie o plano. Se a avaliação foi mesmo feita "
                "fora do prazo, não há o que corrigir no documento: programe no sistema um lembrete para a chefia."
            ),
            breaks=exemplo.plano_trabalho(
                avaliacoes_registros_execucao=[
                    exemplo.avaliacao(data_avaliacao_registros_execucao="2025-03-03"),
                ]
            ),
            keeps=exemplo.plano_trabalho(
                avaliacoes_registros_execucao=[
                    exemplo.avaliacao(data_avaliacao_registros_execucao="2025-03-02"),
                ]
            ),
        ),
    ),
)
