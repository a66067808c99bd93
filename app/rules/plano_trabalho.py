"""O que se recusa num plano de trabalho."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from app.rules import forma, periodo, pessoa, unidade
from app.rules.participante import INICIO_DO_PGD
from app.rules.rule import CONTRATO, Evidence, Rule, Stage

if TYPE_CHECKING:
    from app.contract.plano_trabalho import AvaliacaoRegistrosExecucao as Avaliacao
    from app.contract.plano_trabalho import Contribuicao, PlanoTrabalho
    from app.rules.facts import Facts, FactsPlanoTrabalho

ENTREGA_DA_PROPRIA_UNIDADE = 1
"""Tipo de contribuição que aponta uma entrega da unidade de execução (IN 24/2023, art. 19, II)."""
SEM_ENTREGA = 2
"""Tipo de contribuição que não se vincula a entrega (IN 24/2023, art. 19, II)."""
PERCENTUAL = range(101)
"""Percentuais aceitos numa contribuição (contrato, seção 5)."""
NOTA = range(1, 6)
"""Notas da avaliação da execução (IN 24/2023, art. 21, § 1º)."""


def _comeca_antes_do_pgd(inicio: date, _: Facts) -> Evidence | None:
    return {"inicio": inicio, "minimo": INICIO_DO_PGD} if inicio < INICIO_DO_PGD else None


def _sem_contribuicoes(plano: PlanoTrabalho, _: Facts) -> Evidence | None:
    return {"status": plano.status} if not plano.contribuicoes and plano.status != periodo.CANCELADO else None


def _percentual_fora(percentual: int, _: Facts) -> Evidence | None:
    return None if percentual in PERCENTUAL else {"percentual": percentual}


def _nota_fora(nota: int, _: Facts) -> Evidence | None:
    return None if nota in NOTA else {"nota": nota}


def _avaliado_no_futuro(avaliado: date, facts: Facts) -> Evidence | None:
    return {"avaliacao": avaliado, "hoje": facts.today} if avaliado > facts.today else None


def _tipo_1_sem_entrega(contribuicao: Contribuicao, _: Facts) -> Evidence | None:
    if contribuicao.tipo_contribuicao != ENTREGA_DA_PROPRIA_UNIDADE:
        return None
    faltam = [nome for nome in ("id_plano_entregas", "id_entrega") if getattr(contribuicao, nome) is None]
    return {"faltam": faltam} if faltam else None


def _tipo_2_com_entrega(contribuicao: Contribuicao, _: Facts) -> Evidence | None:
    if contribuicao.tipo_contribuicao != SEM_ENTREGA:
        return None
    sobram = [nome for nome in ("id_plano_entregas", "id_entrega") if getattr(contribuicao, nome) is not None]
    return {"sobram": sobram} if sobram else None


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


def _avaliacao_antes_do_plano(plano: PlanoTrabalho, _: Facts) -> Evidence | None:
    for avaliacao in plano.avaliacoes_registros_execucao or ():
        if avaliacao.data_inicio_periodo_avaliativo < plano.data_inicio:
            return {
                "periodo": avaliacao.id_periodo_avaliativo,
                "inicio_do_periodo": avaliacao.data_inicio_periodo_avaliativo,
                "inicio": plano.data_inicio,
            }
    return None


def _participante_ausente(plano: PlanoTrabalho, facts: FactsPlanoTrabalho) -> Evidence | None:
    if plano.cod_unidade_lotacao_participante in facts.lotacoes:
        return None
    return {
        "origem": plano.origem_unidade,
        "autorizadora": plano.cod_unidade_autorizadora,
        "lotacao": plano.cod_unidade_lotacao_participante,
        "matricula": plano.matricula_siape,
        "outras_lotacoes": list(facts.lotacoes),
        "onde_esta": _onde_esta(facts.lotacoes),
    }


def _onde_esta(lotacoes: tuple[int, ...]) -> str:
    if not lotacoes:
        return (
            "Esta matrícula não está em nenhuma lotação da autorizadora: "
            "envie primeiro o participante e depois o plano de trabalho."
        )
    return (
        f"Esta matrícula está guardada na lotação {', '.join(map(str, lotacoes))}: "
        "corrija a lotação do plano, ou envie o participante na lotação nova."
    )


def _entrega_ausente(plano: PlanoTrabalho, facts: FactsPlanoTrabalho) -> Evidence | None:
    for numero, contribuicao in enumerate(plano.contribuicoes):
        if contribuicao.entrega_citada and contribuicao.entrega_citada not in facts.entregas:
            id_plano_entregas, id_entrega = contribuicao.entrega_citada
            return {"numero": numero + 1, "id_plano_entregas": id_plano_entregas, "id_entrega": id_entrega}
    return None


MATRICULA = (pessoa.matricula_so_algarismos("PT-02"),)
CPF = pessoa.cpf("cpf_participante", "PT-03", "PT-04", "PT-05")
DATA_INICIO = (
    Rule[date, "Facts"](
        code="PT-06",
        stage=Stage.CAMPO,
        field="data_inicio",
        source=CONTRATO,
        message=(
            "O plano de trabalho começa em {inicio}, e a API central só aceita planos iniciados a partir de {minimo}. "
            "Corrija a data de início."
        ),
        broken=_comeca_antes_do_pgd,
    ),
)
PERCENTUAL_CONTRIBUICAO = (
    Rule[int, "Facts"](
        code="PT-07",
        stage=Stage.CAMPO,
        field="percentual_contribuicao",
        source=CONTRATO,
        message="O percentual da contribuição é {percentual}, e tem de estar entre 0 e 100. Corrija-o.",
        broken=_percentual_fora,
    ),
)
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
CONTRIBUICAO = (
    Rule["Contribuicao", "Facts"](
        code="PT-10",
        stage=Stage.DOCUMENTO,
        field="id_entrega",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 19, II",
        message=(
            "A contribuição é do tipo 1, que aponta uma entrega da unidade, e falta preencher: {faltam}. "
            "Informe a entrega, ou use o tipo 2 quando não houver vínculo com entrega."
        ),
        broken=_tipo_1_sem_entrega,
    ),
    Rule["Contribuicao", "Facts"](
        code="PT-11",
        stage=Stage.DOCUMENTO,
        field="id_entrega",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 19, II",
        message=(
            "A contribuição é do tipo 2, que não se vincula a entrega, e veio com: {sobram}. "
            "Envie null nesses campos, ou use o tipo 1 quando a contribuição for para essa entrega."
        ),
        broken=_tipo_2_com_entrega,
    ),
)
AVALIACAO = (
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
DOCUMENTO: tuple[Rule[PlanoTrabalho, Facts], ...] = (
    unidade.codigo("PT-01"),
    Rule(
        code="PT-15",
        stage=Stage.DOCUMENTO,
        field="contribuicoes",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 19, II",
        message=(
            "O plano não tem contribuições, e está com status {status}. Só um plano cancelado (status 1) pode vir sem "
            "elas: inclua ao menos uma contribuição."
        ),
        broken=_sem_contribuicoes,
    ),
    periodo.datas_em_ordem("PT-16"),
    Rule(
        code="PT-17",
        stage=Stage.DOCUMENTO,
        field="avaliacoes_registros_execucao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 20",
        message=(
            "O período avaliativo {periodo} começa em {inicio_do_periodo}, antes do plano, que começa em {inicio}. "
            "Corrija uma das datas."
        ),
        broken=_avaliacao_antes_do_plano,
    ),
)

ESTADO: tuple[Rule[PlanoTrabalho, FactsPlanoTrabalho], ...] = (
    periodo.sem_sobreposicao(
        "PT-18",
        "A mesma matrícula já tem, na unidade executora {executora}, o plano de trabalho {outro}, de {outro_inicio} a "
        "{outro_termino} (status {outro_status}), que divide dias com este, de {inicio} a {termino}. Só cabe um plano "
        "por vez: ajuste as datas, ou cancele o outro reenviando-o com status 1.",
    ),
    periodo.ate_um_ano("PT-19", CONTRATO),
    Rule(
        code="PT-20",
        stage=Stage.ESTADO,
        field="cod_unidade_lotacao_participante",
        source=CONTRATO,
        message=(
            "Não há participante com origem {origem}, autorizadora {autorizadora}, lotação {lotacao} e matrícula "
            "{matricula}: a chave é esta, inteira. {onde_esta}"
        ),
        broken=_participante_ausente,
    ),
    Rule(
        code="PT-21",
        stage=Stage.ESTADO,
        field="contribuicoes",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 19, II",
        message=(
            "A contribuição {numero} aponta a entrega {id_entrega} do plano de entregas {id_plano_entregas}, que não "
            "está guardada nesta autorizadora. Envie primeiro o plano de entregas com essa entrega, ou corrija os ids."
        ),
        broken=_entrega_ausente,
    ),
)

NAO_ENCONTRADO = Rule[None, None](
    code="PT-22",
    stage=Stage.ESTADO,
    field="",
    source=CONTRATO,
    message=(
        "Não há plano de trabalho {id_plano_trabalho} na origem {origem_unidade}, autorizadora "
        "{cod_unidade_autorizadora}. O mesmo id em outra autorizadora é outro plano: confira a chave inteira."
    ),
)
TEXTO_COM_SURROGATE = Rule[str, object](
    code="PT-24",
    stage=Stage.ESTADO,
    field="",
    source=CONTRATO,
    message=forma.TEXTO_COM_SURROGATE.message,
    broken=forma.TEXTO_COM_SURROGATE.broken,
)
ID_DO_PLANO = (periodo.id_cabe("PT-23", "id_plano_trabalho"),)

PLANO_TRABALHO: tuple[Rule[Any, Any], ...] = (
    *DOCUMENTO,
    *MATRICULA,
    *CPF,
    *DATA_INICIO,
    *PERCENTUAL_CONTRIBUICAO,
    *NOTA_DA_AVALIACAO,
    *DATA_DA_AVALIACAO,
    *CONTRIBUICAO,
    *AVALIACAO,
    *AVALIACOES,
    *ESTADO,
    NAO_ENCONTRADO,
    *ID_DO_PLANO,
    TEXTO_COM_SURROGATE,
)
