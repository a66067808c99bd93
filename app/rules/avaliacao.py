"""O que se recusa numa avaliação de registros de execução de um plano de trabalho."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from app.rules import exemplo
from app.rules.rule import ONDE, Evidence, Rule, Stage

if TYPE_CHECKING:
    from app.contract.plano_trabalho import AvaliacaoRegistrosExecucao as Avaliacao
    from app.rules.facts import Facts

NOTA = range(1, 6)
"""Notas da avaliação da execução (IN 24/2023, art. 21, § 1º)."""

SEGUNDO_PERIODO: Mapping[str, Any] = {
    "id_periodo_avaliativo": "p2",
    "data_fim_periodo_avaliativo": "2025-02-15",
    "data_avaliacao_registros_execucao": "2025-02-20",
}
"""Os campos do segundo período dos exemplos, fora o início."""


def _nota_fora(nota: int, _: Facts) -> Evidence | None:
    return None if nota in NOTA else {"nota": nota}


def _avaliado_no_futuro(avaliado: date, facts: Facts) -> Evidence | None:
    return {"avaliacao": avaliado, "hoje": facts.today} if avaliado > facts.today else None


def _periodo_trocado(avaliacao: Avaliacao, _: Facts) -> Evidence | None:
    inicio, fim = avaliacao.data_inicio_periodo_avaliativo, avaliacao.data_fim_periodo_avaliativo
    if fim >= inicio:
        return None
    return {
        "inicio": inicio,
        "fim": fim,
        ONDE: (("data_inicio_periodo_avaliativo",), ("data_fim_periodo_avaliativo",)),
    }


def _avaliado_antes_do_periodo(avaliacao: Avaliacao, _: Facts) -> Evidence | None:
    inicio, avaliado = avaliacao.data_inicio_periodo_avaliativo, avaliacao.data_avaliacao_registros_execucao
    if avaliado >= inicio:
        return None
    return {
        "inicio": inicio,
        "avaliacao": avaliado,
        ONDE: (("data_inicio_periodo_avaliativo",), ("data_avaliacao_registros_execucao",)),
    }


def _periodos_sobrepostos(avaliacoes: list[Avaliacao], _: Facts) -> Evidence | None:
    em_ordem = sorted(enumerate(avaliacoes), key=lambda item: item[1].data_inicio_periodo_avaliativo)
    sobrepostos = [
        (anterior, seguinte, posicao)
        for (_, anterior), (posicao, seguinte) in pairwise(em_ordem)
        if seguinte.data_inicio_periodo_avaliativo < anterior.data_fim_periodo_avaliativo
    ]
    if not sobrepostos:
        return None
    anterior, seguinte = sobrepostos[0][:2]
    return {
        "fim": anterior.data_fim_periodo_avaliativo,
        "inicio": seguinte.data_inicio_periodo_avaliativo,
        "anterior": anterior.id_periodo_avaliativo,
        "seguinte": seguinte.id_periodo_avaliativo,
        ONDE: tuple(
            ("avaliacoes_registros_execucao", posicao, "data_inicio_periodo_avaliativo")
            for _, _, posicao in sobrepostos
        ),
    }


NOTA_DA_AVALIACAO = (
    Rule[int, "Facts"](
        code="PT-08",
        stage=Stage.CAMPO,
        field="avaliacao_registros_execucao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 21, § 1º",
        message="A nota da avaliação é {nota}, e tem de estar entre 1 (excepcional) e 5 (não executado). Corrija-a.",
        broken=_nota_fora,
        wrong="A nota da avaliação não está entre 1 e 5.",
        why=(
            "A norma dá cinco notas à execução do plano de trabalho (IN 24/2023, art. 21, § 1º): 1 excepcional, 2 alto "
            "desempenho, 3 adequado, 4 inadequado e 5 não executado. Nenhum outro número é uma delas."
        ),
        mend=(
            "Envie o número da nota que a chefia deu. Se o período ainda não foi avaliado, não o inclua em "
            "avaliacoes_registros_execucao: não há número que queira dizer “sem nota”."
        ),
        breaks=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(avaliacao_registros_execucao=6)]
        ),
        keeps=exemplo.plano_trabalho(avaliacoes_registros_execucao=[exemplo.avaliacao(avaliacao_registros_execucao=5)]),
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
        wrong="A avaliação está datada de um dia que ainda não chegou.",
        why=(
            "A chefia avalia o que já foi executado (IN 24/2023, art. 21, § 1º), e a API central recusa uma data "
            "futura. O dia de hoje é o de UTC: das 21h à meia-noite de Brasília, já é amanhã."
        ),
        mend=(
            "Se a avaliação já foi feita, corrija o dia em data_avaliacao_registros_execucao. Se ainda não foi, retire "
            "o período de avaliacoes_registros_execucao e reenvie o plano depois da avaliação."
        ),
        breaks=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(data_avaliacao_registros_execucao="2099-01-01")]
        ),
        keeps=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(data_avaliacao_registros_execucao="2025-02-10")]
        ),
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
        wrong="O período avaliativo termina antes de começar.",
        why=(
            "Os registros e a avaliação dizem respeito a um período de execução do plano (IN 24/2023, art. 20), que "
            "vai do início ao fim, contados os dois dias. Um período de um só dia é aceito; um ao contrário, não."
        ),
        mend=(
            "Confira no seu sistema as duas datas do período: veja se não foram trocadas, ou se uma delas não ficou "
            "com outro ano. Corrija a que estiver errada e envie o plano de novo."
        ),
        breaks=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(data_fim_periodo_avaliativo="2024-12-31")]
        ),
        keeps=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[
                exemplo.avaliacao(
                    data_fim_periodo_avaliativo="2025-01-01", data_avaliacao_registros_execucao="2025-01-02"
                )
            ]
        ),
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
        wrong="A avaliação foi feita antes de começar o período que ela avalia.",
        why=(
            "A chefia avalia a execução depois que o participante a registra (IN 24/2023, art. 21, § 1º). A API "
            "central só recusa a avaliação anterior ao início do período; a que vem antes do fim dele, ela aceita."
        ),
        mend=(
            "Confira no seu sistema o dia da avaliação e o início do período, e corrija o que estiver errado em "
            "data_avaliacao_registros_execucao ou em data_inicio_periodo_avaliativo. Veja também se a avaliação não é "
            "de outro período."
        ),
        breaks=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(data_avaliacao_registros_execucao="2024-12-31")]
        ),
        keeps=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(data_avaliacao_registros_execucao="2025-02-01")]
        ),
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
        wrong="Dois períodos avaliativos do plano se sobrepõem.",
        why=(
            "Cada período avaliativo tem os seus registros e a sua avaliação (IN 24/2023, art. 20), e os mesmos dias "
            "não se avaliam duas vezes. A API central os compara por ordem de início e deixa que um comece no próprio "
            "dia em que o anterior termina."
        ),
        mend=(
            "Ajuste as datas para que cada período comece depois do fim do anterior ou, no mínimo, no dia em que ele "
            "termina. Se um período foi refeito, retire do plano o antigo e deixe só o que vale."
        ),
        breaks=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[
                exemplo.avaliacao(),
                exemplo.avaliacao(data_inicio_periodo_avaliativo="2025-01-30", **SEGUNDO_PERIODO),
            ]
        ),
        keeps=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[
                exemplo.avaliacao(),
                exemplo.avaliacao(data_inicio_periodo_avaliativo="2025-01-31", **SEGUNDO_PERIODO),
            ]
        ),
    ),
)

AVALIACAO: tuple[Rule[Any, Any], ...] = (*NOTA_DA_AVALIACAO, *DATA_DA_AVALIACAO, *CONJUNTO, *AVALIACOES)
