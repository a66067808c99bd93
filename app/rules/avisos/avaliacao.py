"""O que se avisa das avaliações de um plano de trabalho."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.rules import exemplo
from app.rules.avisos.lugares import found, repeated
from app.rules.periodo import CANCELADO
from app.rules.rule import CONTRATO, Evidence, Rule, Severity, Stage

if TYPE_CHECKING:
    from app.contract.plano_trabalho import AvaliacaoRegistrosExecucao as Avaliacao
    from app.contract.plano_trabalho import PlanoTrabalho
    from app.rules.facts import FactsPlanoTrabalho

DIAS_PARA_AVALIAR = 30
"""Prazo, depois do fim do período, para que ele esteja avaliado.

O participante registra até o dia 10 do mês seguinte, e a chefia avalia até 20 dias depois desse limite (IN 24/2023,
art. 20, § 1º, e art. 21, § 1º).
"""


def _evaluated(plano: PlanoTrabalho, campo: str, which: Callable[[Avaliacao], bool]) -> Evidence | None:
    """A evidência da primeira avaliação assim, e os lugares de todas. Nada, se o plano está cancelado."""
    avaliacoes = plano.avaliacoes_registros_execucao
    if not avaliacoes or plano.status == CANCELADO:
        return None
    achadas = [posicao for posicao, item in enumerate(avaliacoes) if which(item)]
    if not achadas:
        return None
    primeira = avaliacoes[achadas[0]]
    return {
        "periodo": primeira.id_periodo_avaliativo,
        "inicio_do_periodo": primeira.data_inicio_periodo_avaliativo,
        "fim_do_periodo": primeira.data_fim_periodo_avaliativo,
        "avaliacao": primeira.data_avaliacao_registros_execucao,
        "termino": plano.data_termino,
        "prazo": DIAS_PARA_AVALIAR,
        **found([("avaliacoes_registros_execucao", posicao, campo) for posicao in achadas]),
    }


def _avaliada_tarde(plano: PlanoTrabalho, _: FactsPlanoTrabalho) -> Evidence | None:
    return _evaluated(
        plano,
        "data_avaliacao_registros_execucao",
        lambda item: (
            (item.data_avaliacao_registros_execucao - item.data_fim_periodo_avaliativo).days > DIAS_PARA_AVALIAR
        ),
    )


def _passa_de_um_mes(item: Avaliacao) -> bool:
    # Um mês vai até a véspera do mesmo dia do mês seguinte ou, se esse mês não tem tal dia, até o fim dele.
    inicio, fim = item.data_inicio_periodo_avaliativo, item.data_fim_periodo_avaliativo
    meses = (fim.year - inicio.year) * 12 + fim.month - inicio.month
    return meses > 1 or (meses == 1 and fim.day >= inicio.day)


def _periodo_longo(plano: PlanoTrabalho, _: FactsPlanoTrabalho) -> Evidence | None:
    return _evaluated(plano, "data_fim_periodo_avaliativo", _passa_de_um_mes)


def _periodo_depois_do_plano(plano: PlanoTrabalho, _: FactsPlanoTrabalho) -> Evidence | None:
    termino = plano.data_termino
    return _evaluated(plano, "data_fim_periodo_avaliativo", lambda item: item.data_fim_periodo_avaliativo > termino)


def _avaliada_antes_do_fim(plano: PlanoTrabalho, _: FactsPlanoTrabalho) -> Evidence | None:
    return _evaluated(
        plano,
        "data_avaliacao_registros_execucao",
        lambda item: item.data_avaliacao_registros_execucao < item.data_fim_periodo_avaliativo,
    )


def _id_repetido(plano: PlanoTrabalho, _: FactsPlanoTrabalho) -> Evidence | None:
    avaliacoes = plano.avaliacoes_registros_execucao or ()
    repetidas = repeated(item.id_periodo_avaliativo for item in avaliacoes)
    if not repetidas:
        return None
    return {
        "periodo": avaliacoes[repetidas[0]].id_periodo_avaliativo,
        "numero": repetidas[0] + 1,
        **found([("avaliacoes_registros_execucao", posicao, "id_periodo_avaliativo") for posicao in repetidas]),
    }


_FEVEREIRO = exemplo.avaliacao(
    id_periodo_avaliativo="p2",
    data_inicio_periodo_avaliativo="2025-02-01",
    data_fim_periodo_avaliativo="2025-02-28",
    data_avaliacao_registros_execucao="2025-03-05",
)

AVALIACAO: tuple[Rule[PlanoTrabalho, FactsPlanoTrabalho], ...] = (
    Rule(
        code="PT-34",
        stage=Stage.DOCUMENTO,
        field="avaliacoes_registros_execucao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 21, § 1º",
        severity=Severity.AVISO,
        message=(
            "O período avaliativo {periodo} terminou em {fim_do_periodo} e foi avaliado em {avaliacao}, mais de "
            "{prazo} dias depois.{mais} Confira a data; se está certa, nada há a reenviar."
        ),
        broken=_avaliada_tarde,
        wrong="Um período foi avaliado mais de trinta dias depois do fim.",
        why=(
            "O participante registra o que fez até o dia 10 do mês seguinte (IN 24/2023, art. 20, § 1º), e a chefia "
            "avalia em até vinte dias desse limite (art. 21, § 1º): contamos trinta dias do fim do período. A API "
            "central aceita a avaliação atrasada, e o atraso aparece no acompanhamento do programa."
        ),
        mend=(
            "Se a data está errada, corrija-a e reenvie o plano. Se a avaliação de fato atrasou, mantenha a data "
            "verdadeira e avalie os próximos períodos dentro do prazo."
        ),
        breaks=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(data_avaliacao_registros_execucao="2025-03-03")]
        ),
        keeps=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(data_avaliacao_registros_execucao="2025-03-02")]
        ),
    ),
    Rule(
        code="PT-35",
        stage=Stage.DOCUMENTO,
        field="avaliacoes_registros_execucao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 20, § 1º",
        severity=Severity.AVISO,
        message=(
            "O período avaliativo {periodo} vai de {inicio_do_periodo} a {fim_do_periodo}, mais de um mês.{mais} "
            "Divida-o em períodos de um mês, no máximo."
        ),
        broken=_periodo_longo,
        wrong="Um período avaliativo dura mais de um mês.",
        why=(
            "Os registros da execução são ao menos mensais (IN 24/2023, art. 20, § 1º, II), e cada período avaliado "
            "acompanha os registros. Contamos o mês até a véspera do mesmo dia do mês seguinte, ou até o fim desse mês "
            "quando ele não tem tal dia: de 15/01 a 14/02, ou de 31/01 a 28/02."
        ),
        mend=(
            "Divida o período em partes de um mês, no máximo, cada uma com o seu id, as suas datas e a sua nota, e "
            "reenvie o plano inteiro. Se o fim do período está errado, basta corrigi-lo."
        ),
        breaks=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(data_fim_periodo_avaliativo="2025-02-01")]
        ),
        keeps=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[
                exemplo.avaliacao(
                    data_inicio_periodo_avaliativo="2025-01-31",
                    data_fim_periodo_avaliativo="2025-02-28",
                    data_avaliacao_registros_execucao="2025-03-05",
                )
            ]
        ),
    ),
    Rule(
        code="PT-36",
        stage=Stage.DOCUMENTO,
        field="avaliacoes_registros_execucao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 20",
        severity=Severity.AVISO,
        message=(
            "O período avaliativo {periodo} termina em {fim_do_periodo}, depois do plano, que termina em "
            "{termino}.{mais} Corrija uma das datas."
        ),
        broken=_periodo_depois_do_plano,
        wrong="Um período avaliativo termina depois do plano.",
        why=(
            "O que se avalia é a execução do plano (IN 24/2023, art. 20), e depois do término dele não há o que "
            "executar. A API central só pede que o período não comece antes do plano."
        ),
        mend=(
            "Traga o fim do período para o último dia do plano, ou corrija o término do plano se ele durou mais. Os "
            "dias seguintes se avaliam no plano de trabalho seguinte."
        ),
        breaks=exemplo.plano_trabalho(data_termino="2025-01-30"),
        keeps=exemplo.plano_trabalho(data_termino="2025-01-31"),
    ),
    Rule(
        code="PT-37",
        stage=Stage.DOCUMENTO,
        field="avaliacoes_registros_execucao",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 21",
        severity=Severity.AVISO,
        message=(
            "O período avaliativo {periodo} foi avaliado em {avaliacao}, antes de terminar em {fim_do_periodo}.{mais} "
            "Confira as duas datas."
        ),
        broken=_avaliada_antes_do_fim,
        wrong="Um período foi avaliado antes de terminar.",
        why=(
            "A chefia avalia a execução que o participante registrou (IN 24/2023, art. 21), e antes do fim do período "
            "ela ainda não está completa. A API central só pede que a avaliação não seja anterior ao início do período."
        ),
        mend=(
            "Corrija a data que estiver errada. Se o período acabou antes, como num desligamento, envie o fim "
            "verdadeiro; senão, avalie-o de novo depois de terminado e reenvie o plano."
        ),
        breaks=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(data_avaliacao_registros_execucao="2025-01-30")]
        ),
        keeps=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(data_avaliacao_registros_execucao="2025-01-31")]
        ),
    ),
    Rule(
        code="PT-43",
        stage=Stage.DOCUMENTO,
        field="avaliacoes_registros_execucao",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "A avaliação {numero} repete o id_periodo_avaliativo {periodo}, que outra do mesmo plano já usa.{mais} Dê "
            "a cada período um id próprio, ou retire a avaliação que veio duas vezes."
        ),
        broken=_id_repetido,
        wrong="Duas avaliações do plano têm o mesmo id_periodo_avaliativo.",
        why=(
            "O id serve para reconhecer o período, e com dois iguais não se sabe de qual é cada nota. A API central "
            "guarda as duas avaliações."
        ),
        mend=(
            "Se é a mesma avaliação enviada duas vezes, retire uma; se são períodos diferentes, dê a cada um um "
            "id_periodo_avaliativo próprio. Reenvie o plano inteiro."
        ),
        breaks=exemplo.plano_trabalho(
            avaliacoes_registros_execucao=[exemplo.avaliacao(), {**_FEVEREIRO, "id_periodo_avaliativo": "p1"}]
        ),
        keeps=exemplo.plano_trabalho(avaliacoes_registros_execucao=[exemplo.avaliacao(), _FEVEREIRO]),
    ),
)
