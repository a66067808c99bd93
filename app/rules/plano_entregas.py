"""O que se recusa num plano de entregas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.rules import periodo, unidade
from app.rules.calculo import primeira_repeticao
from app.rules.rule import CONTRATO, Evidence, Rule, Stage

if TYPE_CHECKING:
    from app.contract.plano_entregas import PlanoEntregas
    from app.rules.facts import Facts, FactsPlanoEntregas

AVALIADO = 5
"""Status de um plano de entregas já avaliado (contrato, seção 5)."""


def _sem_entregas(plano: PlanoEntregas, _: Facts) -> Evidence | None:
    return {"status": plano.status} if not plano.entregas and plano.status != periodo.CANCELADO else None


def _entrega_repetida(plano: PlanoEntregas, _: Facts) -> Evidence | None:
    repetida = primeira_repeticao([entrega.id_entrega for entrega in plano.entregas])
    return None if repetida is None else {"id_entrega": repetida}


def _avaliado_antes_do_inicio(plano: PlanoEntregas, _: Facts) -> Evidence | None:
    if plano.data_avaliacao is None or plano.data_avaliacao >= plano.data_inicio:
        return None
    return {"avaliacao": plano.data_avaliacao, "inicio": plano.data_inicio}


def _avaliado_sem_avaliacao(plano: PlanoEntregas, _: Facts) -> Evidence | None:
    if plano.status != AVALIADO:
        return None
    faltam = [nome for nome in ("avaliacao", "data_avaliacao") if getattr(plano, nome) is None]
    return {"faltam": faltam} if faltam else None


DOCUMENTO: tuple[Rule[PlanoEntregas, Facts], ...] = (
    unidade.codigo("PE-01"),
    Rule(
        code="PE-02",
        stage=Stage.DOCUMENTO,
        field="entregas",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 18, II",
        message=(
            "O plano não tem entregas, e está com status {status}. Só um plano cancelado (status 1) pode vir sem elas: "
            "inclua ao menos uma entrega."
        ),
        broken=_sem_entregas,
    ),
    Rule(
        code="PE-03",
        stage=Stage.DOCUMENTO,
        field="entregas",
        source=CONTRATO,
        message=(
            "A entrega {id_entrega} aparece mais de uma vez no plano. Dê a cada entrega um id_entrega próprio, "
            "ou retire a repetida."
        ),
        broken=_entrega_repetida,
    ),
    periodo.datas_em_ordem("PE-04"),
    Rule(
        code="PE-05",
        stage=Stage.DOCUMENTO,
        field="data_avaliacao",
        source=CONTRATO,
        message="O plano foi avaliado em {avaliacao}, antes de começar em {inicio}. Corrija uma das datas.",
        broken=_avaliado_antes_do_inicio,
    ),
    Rule(
        code="PE-06",
        stage=Stage.DOCUMENTO,
        field="avaliacao",
        source=CONTRATO,
        message=(
            "O plano está com status 5 (avaliado), e falta preencher: {faltam}. Envie a nota, de 1 a 5, e a data, "
            "ou use o status 4 enquanto não houver avaliação."
        ),
        broken=_avaliado_sem_avaliacao,
    ),
)

ESTADO: tuple[Rule[PlanoEntregas, FactsPlanoEntregas], ...] = (
    periodo.sem_sobreposicao(
        "PE-07",
        "A unidade executora {executora} já tem o plano de entregas {outro}, de {outro_inicio} a {outro_termino} "
        "(status {outro_status}), que divide dias com este, de {inicio} a {termino}. Cada executora tem um plano por "
        "vez: ajuste as datas, ou cancele o outro reenviando-o com status 1.",
    ),
    periodo.ate_um_ano("PE-08", "IN SEGES-SGPRT/MGI nº 24/2023, art. 18, I"),
)

NAO_ENCONTRADO = Rule[None, None](
    code="PE-09",
    stage=Stage.ESTADO,
    field="",
    source=CONTRATO,
    message=(
        "Não há plano de entregas {id_plano_entregas} na origem {origem_unidade}, autorizadora "
        "{cod_unidade_autorizadora}. O mesmo id em outra autorizadora é outro plano: confira a chave inteira."
    ),
)
ID_DO_PLANO = (periodo.id_cabe("PE-10", "id_plano_entregas"),)
ID_DA_ENTREGA = (periodo.id_cabe("PE-11", "id_entrega"),)

PLANO_ENTREGAS: tuple[Rule[Any, Any], ...] = (*DOCUMENTO, *ESTADO, NAO_ENCONTRADO, *ID_DO_PLANO, *ID_DA_ENTREGA)
