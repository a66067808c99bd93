"""O que se avisa de um plano de entregas."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from app.rules import exemplo
from app.rules.avisos import periodo, texto
from app.rules.avisos.entrega import ENTREGA
from app.rules.avisos.lugares import Campos
from app.rules.periodo import CANCELADO
from app.rules.plano_entregas import AVALIADO
from app.rules.rule import CONTRATO, ONDE, Evidence, Rule, Severity, Stage

if TYPE_CHECKING:
    from app.contract.plano_entregas import PlanoEntregas
    from app.rules.facts import FactsPlanoEntregas

APROVADO = 2
"""Status de um plano aprovado e ainda não iniciado, que não é obrigatório enviar (contrato, seção 5)."""
DIAS_PARA_AVALIAR = 30
"""Prazo, depois do término, para avaliar o plano de entregas (IN 24/2023, art. 22, § 1º)."""

TEXTOS = Campos(
    ("id_plano_entregas",),
    {"entregas": ("id_entrega", "nome_entrega", "nome_unidade_demandante", "nome_unidade_destinataria")},
)
IDS = Campos(("id_plano_entregas",), {"entregas": ("id_entrega",)})
DATAS = Campos(("data_inicio", "data_termino", "data_avaliacao"), {"entregas": ("data_entrega",)})


def _so_aprovado(plano: PlanoEntregas, _: FactsPlanoEntregas) -> Evidence | None:
    return {"status": plano.status} if plano.status == APROVADO else None


def _avaliado_tarde(plano: PlanoEntregas, _: FactsPlanoEntregas) -> Evidence | None:
    avaliado, termino = plano.data_avaliacao, plano.data_termino
    if avaliado is None or plano.status == CANCELADO:
        return None
    dias = (avaliado - termino).days
    if dias <= DIAS_PARA_AVALIAR:
        return None
    return {"avaliacao": avaliado, "termino": termino, "dias": dias, "prazo": DIAS_PARA_AVALIAR}


def _avaliado_no_futuro(plano: PlanoEntregas, known: FactsPlanoEntregas) -> Evidence | None:
    if plano.data_avaliacao is None or plano.data_avaliacao <= known.today:
        return None
    return {"avaliacao": plano.data_avaliacao, "hoje": known.today}


def _avaliado_antes_do_termino(plano: PlanoEntregas, _: FactsPlanoEntregas) -> Evidence | None:
    avaliado, termino = plano.data_avaliacao, plano.data_termino
    if avaliado is None or avaliado >= termino or plano.status == CANCELADO:
        return None
    return {"avaliacao": avaliado, "termino": termino}


def _avaliacao_sem_avaliado(plano: PlanoEntregas, _: FactsPlanoEntregas) -> Evidence | None:
    if plano.status == AVALIADO:
        return None
    sobram = [nome for nome in ("avaliacao", "data_avaliacao") if getattr(plano, nome) is not None]
    if not sobram:
        return None
    return {"status": plano.status, "sobram": sobram, ONDE: tuple((nome,) for nome in sobram)}


_NAO_AVALIADO: dict[str, Any] = {"status": 3, "avaliacao": None, "data_avaliacao": None}

AVISOS: tuple[Rule[PlanoEntregas, FactsPlanoEntregas], ...] = (
    Rule(
        code="PE-12",
        stage=Stage.DOCUMENTO,
        field="status",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O plano está com status {status} (aprovado), e nesse status o envio não é obrigatório: é nos status 3 "
            "(em execução), 4 (concluído) e 5 (avaliado). Reenvie-o quando começar a ser executado."
        ),
        broken=_so_aprovado,
        wrong="O plano foi enviado apenas aprovado, quando o envio ainda não é obrigatório.",
        why=(
            "O contrato só obriga a enviar planos de entregas em execução, concluídos ou avaliados (status 3, 4 e 5). "
            "Um plano aprovado é aceito e ocupa o seu período, e fica parado nesse status até que alguém o reenvie."
        ),
        mend=(
            "Não há o que corrigir. Reenvie o plano com status 3 quando a execução começar, ou configure o seu sistema "
            "para só enviá-lo a partir daí."
        ),
        breaks=exemplo.plano_entregas(status=2, avaliacao=None, data_avaliacao=None),
        keeps=exemplo.plano_entregas(**_NAO_AVALIADO),
    ),
    Rule(
        code="PE-13",
        stage=Stage.DOCUMENTO,
        field="data_avaliacao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 22, § 1º",
        severity=Severity.AVISO,
        message=(
            "O plano terminou em {termino} e foi avaliado em {avaliacao}, {dias} dias depois: o prazo é de {prazo} "
            "dias. Confira a data; se está certa, nada há a reenviar."
        ),
        broken=_avaliado_tarde,
        wrong="O plano foi avaliado mais de trinta dias depois do término.",
        why=(
            "O plano de entregas é avaliado em até trinta dias do seu término (IN 24/2023, art. 22, § 1º). A API "
            "central aceita a avaliação atrasada, e o atraso aparece no acompanhamento do programa."
        ),
        mend=(
            "Se a data está errada, corrija-a e reenvie o plano. Se a avaliação de fato atrasou, mantenha a data "
            "verdadeira e avalie os próximos planos dentro do prazo."
        ),
        breaks=exemplo.plano_entregas(data_termino="2025-05-31", entregas=[exemplo.entrega(data_entrega="2025-05-31")]),
        keeps=exemplo.plano_entregas(data_termino="2025-06-01", entregas=[exemplo.entrega(data_entrega="2025-06-01")]),
    ),
    Rule(
        code="PE-14",
        stage=Stage.DOCUMENTO,
        field="data_avaliacao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 22",
        severity=Severity.AVISO,
        message=(
            "O plano está avaliado em {avaliacao}, e hoje é {hoje}. Corrija a data, ou envie a avaliação depois de "
            "feita."
        ),
        broken=_avaliado_no_futuro,
        wrong="A avaliação do plano está datada de um dia que ainda não chegou.",
        why=(
            "A avaliação olha o que foi entregue (IN 24/2023, art. 22), e por isso não pode ser de um dia futuro. No "
            "plano de entregas a API central não confere isso; no de trabalho, recusa."
        ),
        mend=(
            "Corrija data_avaliacao para o dia em que a avaliação foi feita. Se ainda não foi, envie o plano com "
            "status 4, sem nota e sem data, e reenvie-o depois de avaliado."
        ),
        breaks=exemplo.plano_entregas(
            data_inicio="2099-01-01",
            data_termino="2099-06-30",
            data_avaliacao="2099-07-01",
            entregas=[exemplo.entrega(data_entrega="2099-06-30")],
        ),
        keeps=exemplo.plano_entregas(data_avaliacao="2025-07-01"),
    ),
    Rule(
        code="PE-15",
        stage=Stage.DOCUMENTO,
        field="data_avaliacao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 22",
        severity=Severity.AVISO,
        message=(
            "O plano foi avaliado em {avaliacao}, antes de terminar em {termino}. Confira as duas datas; se o plano "
            "acabou antes, traga o término para o último dia dele."
        ),
        broken=_avaliado_antes_do_termino,
        wrong="O plano foi avaliado antes de terminar.",
        why=(
            "A avaliação olha o plano cumprido (IN 24/2023, art. 22), e antes do término ainda há entregas por fazer. "
            "A API central só pede que ela não seja anterior ao início."
        ),
        mend=(
            "Corrija a data que estiver errada. Se o plano foi encerrado antes da hora, envie em data_termino o último "
            "dia em que valeu; senão, espere o término e avalie-o então."
        ),
        breaks=exemplo.plano_entregas(data_avaliacao="2025-06-29"),
        keeps=exemplo.plano_entregas(data_avaliacao="2025-06-30"),
    ),
    Rule(
        code="PE-16",
        stage=Stage.DOCUMENTO,
        field="avaliacao",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O plano está com status {status} e já traz {sobram}, que são de um plano avaliado. Se foi avaliado, envie "
            "o status 5; se não, envie null nesses campos."
        ),
        broken=_avaliacao_sem_avaliado,
        wrong="O plano traz nota ou data de avaliação sem estar com o status de avaliado.",
        why=(
            "No contrato, a nota e a data acompanham o status 5 (avaliado), que não vale sem elas. A API central as "
            "aceita em outro status, e então o plano conta como não avaliado, embora tenha nota."
        ),
        mend=(
            "Se o plano foi avaliado, reenvie-o com status 5, a nota e a data. Se ainda não foi, ou se foi cancelado, "
            "envie null em avaliacao e em data_avaliacao."
        ),
        breaks=exemplo.plano_entregas(status=4),
        keeps=exemplo.plano_entregas(status=4, avaliacao=None, data_avaliacao=None),
    ),
    *ENTREGA,
    Rule(
        code="PE-21",
        **texto.VAZIOS,
        broken=partial(texto.blank, partial(texto.blank_places, TEXTOS)),
        breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(nome_unidade_demandante="")]),
        keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(nome_unidade_demandante="A")]),
    ),
    Rule(
        code="PE-22",
        **texto.IDS_ESTRANHOS,
        broken=partial(texto.odd_ids, IDS),
        breaks=exemplo.plano_entregas(id_plano_entregas="plano 1"),
        keeps=exemplo.plano_entregas(id_plano_entregas="Plano_1-a"),
    ),
    Rule(
        code="PE-23",
        **periodo.DATAS_IMPROVAVEIS,
        broken=partial(periodo.improbable, DATAS),
        breaks=exemplo.plano_entregas(
            data_inicio="1999-12-31",
            data_termino="2000-06-30",
            data_avaliacao="2000-07-01",
            entregas=[exemplo.entrega(data_entrega="2000-06-30")],
        ),
        keeps=exemplo.plano_entregas(
            data_inicio="2000-01-01",
            data_termino="2000-06-30",
            data_avaliacao="2000-07-01",
            entregas=[exemplo.entrega(data_entrega="2000-06-30")],
        ),
    ),
    Rule(
        code="PE-24",
        **periodo.REENVIO_LONGO,
        breaks=exemplo.plano_entregas(antes=(exemplo.plano_entregas(),), data_termino="2026-01-02", **_NAO_AVALIADO),
        keeps=exemplo.plano_entregas(antes=(exemplo.plano_entregas(),), data_termino="2026-01-01", **_NAO_AVALIADO),
    ),
    Rule(
        code="PE-25",
        **periodo.ANIVERSARIO_DE_MARCO,
        breaks=exemplo.plano_entregas(
            data_inicio="2027-03-15",
            data_termino="2028-03-15",
            entregas=[exemplo.entrega(data_entrega="2028-03-14")],
            **_NAO_AVALIADO,
        ),
        keeps=exemplo.plano_entregas(
            data_inicio="2027-03-15",
            data_termino="2028-03-14",
            entregas=[exemplo.entrega(data_entrega="2028-03-14")],
            **_NAO_AVALIADO,
        ),
    ),
)
