"""O que se avisa de um plano de trabalho."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.rules import exemplo
from app.rules.avisos import periodo, texto
from app.rules.avisos.avaliacao import AVALIACAO
from app.rules.avisos.citacao import CITACAO
from app.rules.avisos.contribuicao import CONTRIBUICAO, empty_references
from app.rules.avisos.lugares import Campos
from app.rules.avisos.participante_do_plano import PARTICIPANTE_DO_PLANO
from app.rules.rule import CONTRATO, Evidence, Place, Rule, Severity, Stage

if TYPE_CHECKING:
    from app.contract.plano_trabalho import PlanoTrabalho
    from app.rules.facts import FactsPlanoTrabalho

APROVADO = 2
"""Status de um plano aprovado e ainda não iniciado, que não é obrigatório enviar (contrato, seção 5)."""
IDS = Campos(
    ("id_plano_trabalho",),
    {"contribuicoes": ("id_contribuicao",), "avaliacoes_registros_execucao": ("id_periodo_avaliativo",)},
)
"""Os identificadores que o plano dá; os que ele cita são os de um plano de entregas, e se avisam nele."""
DATAS = Campos(
    ("data_inicio", "data_termino"),
    {
        "avaliacoes_registros_execucao": (
            "data_inicio_periodo_avaliativo",
            "data_fim_periodo_avaliativo",
            "data_avaliacao_registros_execucao",
        )
    },
)


def _ids_vazios(plano: PlanoTrabalho) -> list[Place]:
    return [*texto.blank_places(IDS, plano), *empty_references(plano)]


def _so_aprovado(plano: PlanoTrabalho, _: FactsPlanoTrabalho) -> Evidence | None:
    return {"status": plano.status} if plano.status == APROVADO else None


def _avaliacoes_retiradas(plano: PlanoTrabalho, known: FactsPlanoTrabalho) -> Evidence | None:
    if not known.periodos_guardados:
        return None
    enviados = {item.id_periodo_avaliativo for item in plano.avaliacoes_registros_execucao or ()}
    retirados = [id_ for id_ in dict.fromkeys(known.periodos_guardados) if id_ not in enviados]
    if not retirados:
        return None
    quantas = len(retirados)
    return {
        "periodo": retirados[0],
        "quantas": quantas,
        "mais": "" if quantas == 1 else f" Ao todo são {quantas} os períodos assim.",
    }


_SEM_ENTREGA = [exemplo.contribuicao(tipo_contribuicao=2, id_plano_entregas=None, id_entrega=None)]
_SO_PARTICIPANTE = (exemplo.participante(),)
_CITADOS_E_PLANO = (*exemplo.CITADOS, exemplo.plano_trabalho(antes=()))


def _longe(inicio: str, termino: str) -> exemplo.Documento:
    """Um plano que não cita entregas nem foi avaliado, para que só as datas dele digam alguma coisa."""
    return exemplo.plano_trabalho(
        antes=_SO_PARTICIPANTE,
        data_inicio=inicio,
        data_termino=termino,
        contribuicoes=_SEM_ENTREGA,
        avaliacoes_registros_execucao=[],
    )


def _reenviado(termino: str) -> exemplo.Documento:
    """O plano dos exemplos, sem citar entregas, reenviado com outro término."""
    antes = (*_SO_PARTICIPANTE, exemplo.plano_trabalho(antes=(), contribuicoes=_SEM_ENTREGA))
    return exemplo.plano_trabalho(antes=antes, data_termino=termino, contribuicoes=_SEM_ENTREGA)


AVISOS: tuple[Rule[PlanoTrabalho, FactsPlanoTrabalho], ...] = (
    Rule(
        code="PT-25",
        stage=Stage.DOCUMENTO,
        field="status",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O plano está com status {status} (aprovado), e nesse status o envio não é obrigatório: é nos status 3 "
            "(em execução) e 4 (concluído). Reenvie-o quando começar a ser executado."
        ),
        broken=_so_aprovado,
        wrong="O plano foi enviado apenas aprovado, quando o envio ainda não é obrigatório.",
        why=(
            "O contrato só obriga a enviar planos de trabalho em execução ou concluídos (status 3 e 4). Um plano "
            "aprovado é aceito e ocupa o seu período, e fica parado nesse status até que alguém o reenvie."
        ),
        mend=(
            "Não há o que corrigir. Reenvie o plano com status 3 quando a execução começar, ou configure o seu sistema "
            "para só enviá-lo a partir daí."
        ),
        breaks=exemplo.plano_trabalho(status=2),
        keeps=exemplo.plano_trabalho(status=3),
    ),
    *CONTRIBUICAO,
    *CITACAO,
    *PARTICIPANTE_DO_PLANO,
    *AVALIACAO,
    Rule(
        code="PT-44",
        **texto.VAZIOS,
        broken=partial(texto.blank, _ids_vazios),
        breaks=exemplo.plano_trabalho(contribuicoes=[exemplo.contribuicao(id_contribuicao="")]),
        keeps=exemplo.plano_trabalho(contribuicoes=[exemplo.contribuicao(id_contribuicao="1")]),
    ),
    Rule(
        code="PT-45",
        **texto.IDS_ESTRANHOS,
        broken=partial(texto.odd_ids, IDS),
        breaks=exemplo.plano_trabalho(id_plano_trabalho="plano 1"),
        keeps=exemplo.plano_trabalho(id_plano_trabalho="Plano_1-a"),
    ),
    Rule(
        code="PT-46",
        **periodo.DATAS_IMPROVAVEIS,
        broken=partial(periodo.improbable, DATAS),
        breaks=_longe("2100-06-01", "2101-01-01"),
        keeps=_longe("2100-06-01", "2100-12-31"),
    ),
    Rule(code="PT-47", **periodo.REENVIO_LONGO, breaks=_reenviado("2026-01-02"), keeps=_reenviado("2026-01-01")),
    Rule(
        code="PT-48",
        **periodo.ANIVERSARIO_DE_MARCO,
        breaks=_longe("2027-03-15", "2028-03-15"),
        keeps=_longe("2027-03-15", "2028-03-14"),
    ),
    Rule(
        code="PT-49",
        stage=Stage.ESTADO,
        field="avaliacoes_registros_execucao",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O plano veio sem a avaliação do período {periodo}, que está guardada: o envio substitui o documento "
            "inteiro e a apaga.{mais} Se não era o que você queria, reenvie o plano com todas as avaliações."
        ),
        broken=_avaliacoes_retiradas,
        wrong="O plano foi reenviado sem avaliações que estavam guardadas, e elas se apagam.",
        why=(
            "O reenvio substitui o documento inteiro, com as suas avaliações: a API central apaga, sem dizer, as que "
            "não vieram. Um sistema que só envia a avaliação nova perde as anteriores."
        ),
        mend=(
            "Reenvie o plano com as avaliações de todos os períodos, as antigas e as novas. Se a avaliação foi "
            "retirada de propósito, nada há a fazer."
        ),
        breaks=exemplo.plano_trabalho(antes=_CITADOS_E_PLANO, avaliacoes_registros_execucao=[]),
        keeps=exemplo.plano_trabalho(
            antes=_CITADOS_E_PLANO,
            avaliacoes_registros_execucao=[
                exemplo.avaliacao(),
                exemplo.avaliacao(
                    id_periodo_avaliativo="p2",
                    data_inicio_periodo_avaliativo="2025-02-01",
                    data_fim_periodo_avaliativo="2025-02-28",
                    data_avaliacao_registros_execucao="2025-03-05",
                ),
            ],
        ),
    ),
)
