"""O que se recusa numa avaliação de registros de execução de um plano de trabalho."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from app.rules.rule import Evidence, Rule, Stage

if TYPE_CHECKING:
    from app.contract.plano_trabalho import AvaliacaoRegistrosExecucao as Avaliacao
    from app.rules.facts import Facts

NOTA = range(1, 6)
"""Notas da avaliação da execução (IN 24/2023, art. 21, § 1º)."""


def _nota_fora(nota: int, _: Facts) -> Evidence | None:
    return None if nota in NOTA else {"nota": nota}


def _avaliado_no_futuro(avaliado: date, facts: Facts) -> Evidence | None:
    return {"avaliacao": avaliado, "hoje": facts.today} if avaliado > facts.today else None


def _periodo_trocado(avaliacao: Avaliacao, _: Facts) -> Evidence | None:
    inicio, fim = avaliacao.data_inicio_periodo_avaliativo, avaliacao.data_fim_periodo_avaliativo
    return {"inicio": inicio, "fim": fim} if fim < inicio else None


def _avaliado_antes_do_periodo(avaliacao: Avaliacao, _: Facts) -> Evidence | None:
    inicio, avaliado = avaliacao.data_inicio_periodo_avaliativo, avaliacao.data_avaliacao_registros_execucao
    return {"inicio": inicio, "avaliacao": avaliado} if avaliado < inicio else None


def _periodos_sobrepostos(avaliacoes: list[Avaliacao], _: Facts) -> Evidence | None:
    em_ordem = sorted(avaliacoes, key=lambda a: a.data_inicio_periodo_avaliativo)
    for anterior, seguinte in pairwise(em_ordem):
        if seguinte.data_inicio_periodo_avaliativo < anterior.data_fim_periodo_avaliativo:
            return {
                "fim": anterior.data_fim_periodo_avaliativo,
                "inicio": seguinte.data_inicio_periodo_avaliativo,
                "anterior": anterior.id_periodo_avaliativo,
                "seguinte": seguinte.id_periodo_avaliativo,
            }
    return None


NOTA_DA_AVALIACAO = (
    Rule[int, "Facts"](
        code="PT-08",
        stage=Stage.CAMPO,
        field="avaliacao_registros_execucao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 21, § 1º",
        message="A nota da avaliação é {nota}, e tem de estar entre 1 (excepcional) e 5 (não executado). Corrija-a.",
        broken=_nota_fora,
    ),
)
DATA_DA_AVALIACAO = (
    Rule[date, "Facts"](
        code="PT-09",
        stage=Stage.CAMPO,
        field="data_avaliacao_registros_execucao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 21, § 1º",
        message="A avaliação está datada de {avaliacao}, e hoje é {hoje}. Envie-a depois de feita.",
        broken=_avaliado_no_futuro,
    ),
)
CONJUNTO = (
    Rule["Avaliacao", "Facts"](
        code="PT-12",
        stage=Stage.DOCUMENTO,
        field="data_fim_periodo_avaliativo",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 20",
        message="O período avaliativo termina em {fim}, antes de começar em {inicio}. Corrija uma das datas.",
        broken=_periodo_trocado,
    ),
    Rule["Avaliacao", "Facts"](
        code="PT-13",
        stage=Stage.DOCUMENTO,
        field="data_avaliacao_registros_execucao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 21, § 1º",
        message=(
            "A avaliação é de {avaliacao}, antes de começar o período que ela avalia, em {inicio}. "
            "Corrija uma das datas."
        ),
        broken=_avaliado_antes_do_periodo,
    ),
)
AVALIACOES = (
    Rule["list[Avaliacao]", "Facts"](
        code="PT-14",
        stage=Stage.CAMPO,
        field="avaliacoes_registros_execucao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 20",
        message=(
            "O período avaliativo {seguinte} começa em {inicio}, antes do fim do período {anterior}, em {fim}. "
            "Um período pode começar no dia em que outro termina, mas não antes: ajuste as datas."
        ),
        broken=_periodos_sobrepostos,
    ),
)

AVALIACAO: tuple[Rule[Any, Any], ...] = (*NOTA_DA_AVALIACAO, *DATA_DA_AVALIACAO, *CONJUNTO, *AVALIACOES)
