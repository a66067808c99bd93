"""O que se avisa das entregas de um plano de entregas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules import exemplo
from app.rules.avisos.lugares import found
from app.rules.periodo import CANCELADO
from app.rules.rule import CONTRATO, Evidence, Rule, Severity, Stage

if TYPE_CHECKING:
    from app.contract.plano_entregas import PlanoEntregas
    from app.rules.facts import Citacao, FactsPlanoEntregas

CEM_POR_CENTO = 100
"""Acima disto uma meta em percentual é incomum; o contrato a permite desde a versão 3.3.0."""
PERCENTUAL = "percentual"
"""O tipo de meta que se mede em percentual (contrato, seção 5)."""


def _fora_do_plano(plano: PlanoEntregas, _: FactsPlanoEntregas) -> Evidence | None:
    inicio, termino = plano.data_inicio, plano.data_termino
    fora = [
        (posicao, entrega)
        for posicao, entrega in enumerate(plano.entregas)
        if not inicio <= entrega.data_entrega <= termino and not entrega.entrega_cancelada
    ]
    if not fora or plano.status == CANCELADO:
        return None
    entrega = fora[0][1]
    return {
        "id_entrega": entrega.id_entrega,
        "data_entrega": entrega.data_entrega,
        "inicio": inicio,
        "termino": termino,
        **found([("entregas", posicao, "data_entrega") for posicao, _ in fora]),
    }


def _meta_acima_de_cem(plano: PlanoEntregas, _: FactsPlanoEntregas) -> Evidence | None:
    acima = [
        (posicao, entrega)
        for posicao, entrega in enumerate(plano.entregas)
        if entrega.meta_entrega > CEM_POR_CENTO and entrega.tipo_meta == PERCENTUAL and not entrega.entrega_cancelada
    ]
    if not acima or plano.status == CANCELADO:
        return None
    entrega = acima[0][1]
    return {
        "id_entrega": entrega.id_entrega,
        "meta": entrega.meta_entrega,
        **found([("entregas", posicao, "meta_entrega") for posicao, _ in acima]),
    }


def _lost(citacoes: tuple[Citacao, ...]) -> Evidence | None:
    """A primeira entrega citada que se perde, e quantas são ao todo: pode haver várias citações de cada uma."""
    if not citacoes:
        return None
    quantas = len({citacao.id_entrega for citacao in citacoes})
    return {
        "id_entrega": citacoes[0].id_entrega,
        "id_plano_trabalho": citacoes[0].id_plano_trabalho,
        "quantas": quantas,
        "mais": "" if quantas == 1 else f" Ao todo são {quantas} entregas citadas.",
    }


def _entrega_citada_retirada(plano: PlanoEntregas, known: FactsPlanoEntregas) -> Evidence | None:
    return None if plano.status == CANCELADO else _lost(known.citacoes_perdidas)


def _cancelado_com_citacoes(plano: PlanoEntregas, known: FactsPlanoEntregas) -> Evidence | None:
    return _lost(known.citacoes_perdidas) if plano.status == CANCELADO else None


_JA_CITADO = (*exemplo.CITADOS, exemplo.plano_trabalho(antes=()))

ENTREGA: tuple[Rule[PlanoEntregas, FactsPlanoEntregas], ...] = (
    Rule(
        code="PE-17",
        stage=Stage.DOCUMENTO,
        field="entregas",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 18, II",
        severity=Severity.AVISO,
        message=(
            "A entrega {id_entrega} tem prazo em {data_entrega}, fora do plano, que vai de {inicio} a "
            "{termino}.{mais} Confira o prazo da entrega e as datas do plano."
        ),
        broken=_fora_do_plano,
        wrong="O prazo de uma entrega cai fora do período do plano.",
        why=(
            "O plano de entregas traz as entregas com os seus prazos (IN 24/2023, art. 18, II), e o que a unidade "
            "promete nele se cumpre dentro dele. A API central não compara as datas e aceita qualquer dia."
        ),
        mend=(
            "Traga o prazo da entrega para dentro do período do plano, ou corrija as datas do plano. Se a entrega "
            "continua depois do término, deixe neste plano o que se entrega até lá e ponha o resto no plano seguinte."
        ),
        breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(data_entrega="2025-07-01")]),
        keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(data_entrega="2025-01-01")]),
    ),
    Rule(
        code="PE-18",
        stage=Stage.DOCUMENTO,
        field="entregas",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "A entrega {id_entrega} tem meta de {meta} %.{mais} O contrato aceita mais de 100 %: confira se é isso "
            "mesmo, ou se a meta se mede em unidades (tipo_meta unidade)."
        ),
        broken=_meta_acima_de_cem,
        wrong="A meta de uma entrega, em percentual, passa de 100.",
        why=(
            "O contrato aceita metas acima de 100 % desde a versão 3.3.0, e há casos em que fazem sentido, como "
            "dobrar uma produção. Na maior parte das vezes, porém, é uma quantidade enviada como se fosse percentual."
        ),
        mend=(
            "Se a meta é uma quantidade, envie tipo_meta com o valor unidade; se é um percentual que não devia passar "
            "de 100, corrija o número. Se a meta é essa mesma, deixe como está."
        ),
        breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(meta_entrega=101)]),
        keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(meta_entrega=101, tipo_meta="unidade")]),
        since="3.3.0",
    ),
    Rule(
        code="PE-19",
        stage=Stage.ESTADO,
        field="entregas",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O plano veio sem a entrega {id_entrega}, que o plano de trabalho {id_plano_trabalho} cita.{mais} A "
            "contribuição dele fica sem entrega: devolva-a a este plano, ou reenvie o plano de trabalho "
            "sem citá-la."
        ),
        broken=_entrega_citada_retirada,
        wrong="O plano foi reenviado sem uma entrega que um plano de trabalho guardado cita.",
        why=(
            "O reenvio substitui o documento inteiro, com as suas entregas, e a API central apaga a que não veio sem "
            "olhar quem a cita. O plano de trabalho fica com uma contribuição para o que não existe, e será recusado "
            "no próximo reenvio se ela for do tipo 1."
        ),
        mend=(
            "Se a entrega saiu por engano, reenvie este plano com ela. Se foi cancelada, envie-a com "
            "entrega_cancelada true em vez de retirá-la, e depois reenvie os planos de trabalho com as contribuições "
            "apontando outra entrega."
        ),
        breaks=exemplo.plano_entregas(antes=_JA_CITADO, entregas=[exemplo.entrega(id_entrega="e2")]),
        keeps=exemplo.plano_entregas(antes=_JA_CITADO, entregas=[exemplo.entrega(), exemplo.entrega(id_entrega="e2")]),
    ),
    Rule(
        code="PE-20",
        stage=Stage.ESTADO,
        field="status",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O plano foi cancelado, e o plano de trabalho {id_plano_trabalho} cita a entrega {id_entrega} "
            "dele.{mais} Reenvie os planos de trabalho que citam este, apontando entregas de outro plano."
        ),
        broken=_cancelado_com_citacoes,
        wrong="O plano foi cancelado enquanto planos de trabalho guardados citam as suas entregas.",
        why=(
            "A API central aceita o cancelamento sem olhar quem cita as entregas do plano. Os planos de trabalho "
            "continuam valendo, com contribuições para um plano que já não vale."
        ),
        mend=(
            "Reenvie cada plano de trabalho que cita este, com as contribuições apontando entregas do plano que o "
            "substituiu, ou cancele-o também. Se o cancelamento foi engano, reenvie este plano com o status que tinha."
        ),
        breaks=exemplo.plano_entregas(antes=_JA_CITADO, status=1, avaliacao=None, data_avaliacao=None),
        keeps=exemplo.plano_entregas(antes=(exemplo.plano_entregas(),), status=1, avaliacao=None, data_avaliacao=None),
    ),
)
