"""O que se recusa num plano de entregas."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.rules import exemplo, periodo, unidade
from app.rules.calculo import repeticoes
from app.rules.rule import CONTRATO, ONDE, UNFIXED, Evidence, Rule, Stage

if TYPE_CHECKING:
    from app.contract.plano_entregas import PlanoEntregas
    from app.rules.facts import Facts, FactsPlanoEntregas

CONCLUIDO = 4
"""Status de um plano de entregas concluído e ainda não avaliado (contrato, seção 5)."""
AVALIADO = 5
"""Status de um plano de entregas já avaliado (contrato, seção 5)."""

EM_EXECUCAO: Mapping[str, Any] = {"status": 3, "avaliacao": None, "data_avaliacao": None}
"""Os campos de um plano dos exemplos que ainda não terminou."""
SEGUNDO_SEMESTRE: Mapping[str, Any] = {
    "id_plano_entregas": "plano-entregas-2",
    "data_termino": "2025-12-31",
    "entregas": [exemplo.entrega(data_entrega="2025-12-31")],
    **EM_EXECUCAO,
}
"""Os campos do outro plano dos exemplos, fora o início."""


def _sem_entregas(plano: PlanoEntregas, _: Facts) -> Evidence | None:
    return {"status": plano.status} if not plano.entregas and plano.status != periodo.CANCELADO else None


def _entrega_repetida(plano: PlanoEntregas, _: Facts) -> Evidence | None:
    posicoes = repeticoes([entrega.id_entrega for entrega in plano.entregas])
    if not posicoes:
        return None
    return {
        "id_entrega": plano.entregas[posicoes[0]].id_entrega,
        ONDE: tuple(("entregas", posicao, "id_entrega") for posicao in posicoes),
    }


def _sem_as_repetidas(plano: Mapping[str, Any], _: Evidence) -> Any:
    """O plano sem as entregas repetidas; `UNFIXED`, se alguma difere da primeira com o mesmo id."""
    primeiras: dict[str, Any] = {}
    for entrega in plano["entregas"]:
        if primeiras.setdefault(entrega["id_entrega"], entrega) != entrega:
            return UNFIXED
    return {**plano, "entregas": list(primeiras.values())}


def _avaliado_antes_do_inicio(plano: PlanoEntregas, _: Facts) -> Evidence | None:
    if plano.data_avaliacao is None or plano.data_avaliacao >= plano.data_inicio:
        return None
    return {
        "avaliacao": plano.data_avaliacao,
        "inicio": plano.data_inicio,
        ONDE: (("data_avaliacao",), ("data_inicio",)),
    }


def _avaliado_sem_avaliacao(plano: PlanoEntregas, _: Facts) -> Evidence | None:
    if plano.status != AVALIADO:
        return None
    faltam = [nome for nome in ("avaliacao", "data_avaliacao") if getattr(plano, nome) is None]
    return {"faltam": faltam, ONDE: tuple((nome,) for nome in faltam)} if faltam else None


def _ainda_concluido(plano: Mapping[str, Any], _: Evidence) -> Any:
    """O plano no status 4; `UNFIXED`, se a nota veio e falta só a data, que não se pode inventar."""
    return {**plano, "status": CONCLUIDO} if plano["avaliacao"] is None else UNFIXED


DOCUMENTO: tuple[Rule[PlanoEntregas, Facts], ...] = (
    Rule(
        code="PE-01",
        **unidade.CODIGO,
        breaks=exemplo.plano_entregas(cod_unidade_autorizadora=100_000),
        keeps=exemplo.plano_entregas(cod_unidade_autorizadora=99_999),
    ),
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
        wrong="O plano não está cancelado e não traz nenhuma entrega.",
        why=(
            "O plano de entregas diz o que a unidade vai entregar, com metas, prazos, demandantes e destinatários (IN "
            "24/2023, art. 18, II); sem entregas ele não diz nada. Só o plano cancelado, de status 1, pode vir assim."
        ),
        mend=(
            "Inclua em entregas ao menos uma, com todos os campos que o contrato pede. Se o plano deixou de valer, "
            "envie-o com status 1."
        ),
        breaks=exemplo.plano_entregas(entregas=[]),
        keeps=exemplo.plano_entregas(entregas=[], status=1, avaliacao=None, data_avaliacao=None),
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
        wrong="Duas ou mais entregas do plano têm o mesmo id_entrega.",
        why=(
            "As contribuições dos planos de trabalho citam cada entrega pelo id do plano e por id_entrega: se ele se "
            "repete, não se sabe de qual delas falam. O contrato da API central recusa o plano inteiro."
        ),
        mend=(
            "Dê a cada entrega um id_entrega próprio, que não mude de um envio para o outro. Se a mesma entrega foi "
            "incluída mais de uma vez, retire as repetidas."
        ),
        breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(), exemplo.entrega()]),
        keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(), exemplo.entrega(id_entrega="e2")]),
        fix=_sem_as_repetidas,
    ),
    Rule(
        code="PE-04",
        **periodo.DATAS_EM_ORDEM,
        breaks=exemplo.plano_entregas(data_inicio="2025-07-01"),
        keeps=exemplo.plano_entregas(data_inicio="2025-06-30"),
    ),
    Rule(
        code="PE-05",
        stage=Stage.DOCUMENTO,
        field="data_avaliacao",
        source=CONTRATO,
        message="O plano foi avaliado em {avaliacao}, antes de começar em {inicio}. Corrija uma das datas.",
        broken=_avaliado_antes_do_inicio,
        wrong="O plano foi avaliado antes de começar.",
        why=(
            "A norma pede que o plano de entregas seja avaliado depois do seu término (IN 24/2023, art. 22). A API "
            "central só recusa a avaliação anterior ao início do plano; a que vem antes do término, ela aceita."
        ),
        mend=(
            "Confira no seu sistema quando o plano foi avaliado e quando começou, e corrija data_avaliacao ou "
            "data_inicio. Enquanto não houver avaliação, envie null em avaliacao e em data_avaliacao."
        ),
        breaks=exemplo.plano_entregas(data_avaliacao="2024-12-31"),
        keeps=exemplo.plano_entregas(data_avaliacao="2025-07-01"),
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
        wrong="O plano está com status 5 (avaliado), e falta a nota ou a data da avaliação.",
        why=(
            "O status 5 diz que o plano já foi avaliado, e o contrato da API central pede as duas coisas que o "
            "mostram: a nota, em avaliacao, e o dia, em data_avaliacao."
        ),
        mend=(
            "Se o plano já foi avaliado, envie a nota, de 1 a 5, e a data. Se ainda não foi, envie-o com status 4 "
            "(concluído) e null nos dois campos, e reenvie-o com status 5 depois da avaliação."
        ),
        breaks=exemplo.plano_entregas(avaliacao=None, data_avaliacao=None),
        keeps=exemplo.plano_entregas(status=4, avaliacao=None, data_avaliacao=None),
        fix=_ainda_concluido,
    ),
)

ESTADO: tuple[Rule[PlanoEntregas, FactsPlanoEntregas], ...] = (
    Rule(
        code="PE-07",
        **periodo.SEM_SOBREPOSICAO,
        message=(
            "A unidade executora {executora} já tem o plano de entregas {outro}, de {outro_inicio} a {outro_termino} "
            "(status {outro_status}), que divide dias com este, de {inicio} a {termino}. Cada executora tem um plano "
            "por vez: ajuste as datas, ou cancele o outro reenviando-o com status 1."
        ),
        broken=partial(periodo.collides, "plano_entregas"),
        wrong="Outro plano de entregas da mesma unidade executora, que não está cancelado, divide dias com este.",
        why=(
            "O contrato da API central admite um plano de entregas por vez em cada unidade executora, sem contar os "
            "cancelados. O dia do término também conta: o plano seguinte começa, no mínimo, no dia depois dele."
        ),
        breaks=exemplo.plano_entregas(antes=(exemplo.plano_entregas(data_inicio="2025-06-30", **SEGUNDO_SEMESTRE),)),
        keeps=exemplo.plano_entregas(antes=(exemplo.plano_entregas(data_inicio="2025-07-01", **SEGUNDO_SEMESTRE),)),
    ),
    Rule(
        code="PE-08",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 18, I",
        **periodo.ATE_UM_ANO,
        why=(
            "A norma limita o plano de entregas a um ano (IN 24/2023, art. 18, I). A API central conta 365 dias do "
            "início ao término e, em anos bissextos, faz acréscimos que são só dela: de 15/03/2023 a 15/03/2024 não "
            "cabe, e de 15/04/2023 a 15/04/2024 cabe. Quem começa até 31/05/2025 e já está guardado pode ser reenviado "
            "com qualquer duração."
        ),
        breaks=exemplo.plano_entregas(data_termino="2026-01-02", **EM_EXECUCAO),
        keeps=exemplo.plano_entregas(data_termino="2026-01-01", **EM_EXECUCAO),
    ),
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
    wrong="Não há plano de entregas guardado com esta chave.",
    why=(
        "A chave de um plano de entregas é a origem, a autorizadora e o id, comparados letra por letra: maiúsculas e "
        "espaços contam. O mesmo id em outra autorizadora é outro plano."
    ),
    mend=(
        "Confira no caminho, nesta ordem, a origem, a autorizadora e o id. Se o plano ainda não foi enviado, envie-o "
        "primeiro, com um PUT neste mesmo caminho."
    ),
    breaks=exemplo.Pedido(
        metodo="GET",
        caminho="/organizacao/SIAPE/1/plano_entregas/Plano-Entregas-1",
        antes=(exemplo.plano_entregas(),),
    ),
    keeps=exemplo.Pedido(
        metodo="GET",
        caminho="/organizacao/SIAPE/1/plano_entregas/plano-entregas-1",
        antes=(exemplo.plano_entregas(),),
    ),
)
ID_DO_PLANO = (
    Rule[str, object](
        code="PE-10",
        field="id_plano_entregas",
        **periodo.ID_CABE,
        breaks=exemplo.plano_entregas(id_plano_entregas="x" * 4_001),
        keeps=exemplo.plano_entregas(id_plano_entregas="3f2b8c1e-5d4a-4e6f-9a7b-1c2d3e4f5a6b"),
    ),
)
ID_DA_ENTREGA = (
    Rule[str, object](
        code="PE-11",
        field="id_entrega",
        **periodo.ID_CABE,
        breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(id_entrega="x" * 4_001)]),
        keeps=exemplo.plano_entregas(
            entregas=[exemplo.entrega(id_entrega="8d7c6b5a-4f3e-4d2c-8b1a-0f9e8d7c6b5a")],
        ),
    ),
)

PLANO_ENTREGAS: tuple[Rule[Any, Any], ...] = (*DOCUMENTO, *ESTADO, NAO_ENCONTRADO, *ID_DO_PLANO, *ID_DA_ENTREGA)
