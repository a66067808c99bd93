"""O que se recusa num plano de trabalho."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from app.rules import avaliacao, contribuicao, forma, periodo, pessoa, unidade
from app.rules.participante import INICIO_DO_PGD
from app.rules.rule import CONTRATO, Evidence, Rule, Stage

if TYPE_CHECKING:
    from app.contract.plano_trabalho import PlanoTrabalho
    from app.rules.facts import Facts, FactsPlanoTrabalho


def _comeca_antes_do_pgd(inicio: date, _: Facts) -> Evidence | None:
    return {"inicio": inicio, "minimo": INICIO_DO_PGD} if inicio < INICIO_DO_PGD else None


def _sem_contribuicoes(plano: PlanoTrabalho, _: Facts) -> Evidence | None:
    return {"status": plano.status} if not plano.contribuicoes and plano.status != periodo.CANCELADO else None


def _avaliacao_antes_do_plano(plano: PlanoTrabalho, _: Facts) -> Evidence | None:
    for item in plano.avaliacoes_registros_execucao or ():
        if item.data_inicio_periodo_avaliativo < plano.data_inicio:
            return {
                "periodo": item.id_periodo_avaliativo,
                "inicio_do_periodo": item.data_inicio_periodo_avaliativo,
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
    onde = "na lotação" if len(lotacoes) == 1 else "nas lotações"
    return (
        f"Esta matrícula está guardada {onde} {', '.join(map(str, lotacoes))}: "
        "corrija a lotação do plano, ou envie o participante na lotação nova."
    )


def _entrega_ausente(plano: PlanoTrabalho, facts: FactsPlanoTrabalho) -> Evidence | None:
    for numero, item in enumerate(plano.contribuicoes):
        if item.entrega_citada and item.entrega_citada not in facts.entregas:
            id_plano_entregas, id_entrega = item.entrega_citada
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
    *contribuicao.CONTRIBUICAO,
    *avaliacao.AVALIACAO,
    *ESTADO,
    NAO_ENCONTRADO,
    *ID_DO_PLANO,
    TEXTO_COM_SURROGATE,
)
