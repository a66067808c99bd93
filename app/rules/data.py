"""A forma das datas: o que se lê como dia, ou como dia e hora (contrato, seções 5 e 7)."""

import re
from datetime import datetime
from functools import partial
from typing import Any

from app.rules import exemplo
from app.rules.rule import CONTRATO, UNFIXED, Evidence, Rule, Stage

_data = partial(Rule[Any, Any], stage=Stage.FORMA, field="", source=CONTRATO)

_BRASILEIRA = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:[ T]+([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?")
# Com fuso, o dia que se escreve pode não ser o que se quis dizer.
_DIA_E_HORA_SEM_FUSO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")


def _instante(valor: Any) -> datetime | None:
    """O instante de um texto como 31/01/2025 ou 31/01/2025 08:30, se existe no calendário."""
    achado = _BRASILEIRA.fullmatch(valor.strip()) if isinstance(valor, str) else None
    if achado is None:
        return None
    dia, mes, ano, hora, minuto, segundo = (int(parte or 0) for parte in achado.groups())
    try:
        return datetime(ano, mes, dia, hora, minuto, segundo)
    except ValueError:
        return None


def _dia(valor: Any, _: Evidence) -> Any:
    instante = _instante(valor)
    return instante.date().isoformat() if instante else UNFIXED


def _dia_e_hora(valor: Any, _: Evidence) -> Any:
    instante = _instante(valor)
    return instante.isoformat() if instante else UNFIXED


def _so_o_dia(valor: Any, _: Evidence) -> Any:
    """O dia de um texto como 2025-01-31T08:30:00."""
    achado = _DIA_E_HORA_SEM_FUSO.fullmatch(valor.strip()) if isinstance(valor, str) else None
    return achado[1] if achado else UNFIXED


NAO_E_DATA = _data(
    code="FO-19",
    error_type="date_type",
    message="Aqui se espera uma data em texto, como 2025-01-31.",
    wrong="O campo é de data, e o valor enviado não é um texto nem um número.",
    why=(
        "O contrato pede a data como um texto de ano, mês e dia, e este campo não admite null. A API central lê também "
        "números, como segundos contados desde 1970, mas nunca true, false, listas ou objetos."
    ),
    mend=(
        'Envie a data entre aspas, assim: "2025-01-31". Se ela ainda não é conhecida, preencha-a no seu sistema '
        "antes de enviar o documento."
    ),
    breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(data_entrega=None)]),
    keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(data_entrega="2025-06-29")]),
)
DATA_ILEGIVEL = _data(
    code="FO-20",
    error_type="date_from_datetime_parsing",
    message="O texto não é uma data que exista no calendário. Escreva ano, mês e dia assim: 2025-01-31.",
    wrong="O texto não é uma data que exista no calendário, escrita com ano, mês e dia.",
    why=(
        "O contrato só lê datas como 2025-01-31, com quatro algarismos no ano e dois no mês e no dia. Um texto vazio, "
        "a ordem brasileira e os dias que não existem são recusados."
    ),
    mend=(
        "Escreva ano, mês e dia nessa ordem, separados por traços: 31/01/2025 passa a ser 2025-01-31. No seu sistema, "
        "formate a data para o JSON, e não como ela aparece na tela."
    ),
    breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(data_entrega="29/06/2025")]),
    keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(data_entrega="2025-06-29")]),
    fix=_dia,
)
DATA_COM_HORA = _data(
    code="FO-21",
    error_type="date_from_datetime_inexact",
    message=(
        "Aqui se espera só a data, e o valor foi lido como um instante com hora. Envie ano, mês e dia, assim: "
        "2025-01-31."
    ),
    wrong="O campo é só de data, e o valor enviado traz também a hora.",
    why=(
        "O contrato guarda nele só o dia. A API central tolera a meia-noite, mas recusa qualquer outra hora, e um "
        "texto só de algarismos, como 20250131, ela lê como segundos contados desde 1970."
    ),
    mend=(
        "Envie só ano, mês e dia: 2025-01-31T08:30:00 passa a ser 2025-01-31. No seu sistema, confira em que fuso a "
        "data foi convertida, porque a hora que sobrou pode ter mudado o dia."
    ),
    breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(data_entrega="2025-06-29T08:30:00")]),
    keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(data_entrega="2025-06-29")]),
    fix=_so_o_dia,
)
NAO_E_DATA_E_HORA = _data(
    code="FO-22",
    error_type="datetime_type",
    message="Aqui se espera uma data, ou data e hora, em texto, como 2025-01-31T00:00:00.",
    wrong="O campo é de data e hora, e o valor enviado não é um texto nem um número.",
    why=(
        "O contrato pede a assinatura do TCR como um texto com a data, ou com a data e a hora, e não admite null: sem "
        "termo assinado não há participante a enviar."
    ),
    mend=(
        'Envie a data da assinatura entre aspas, assim: "2025-01-31" ou "2025-01-31T08:30:00". Se o termo ainda '
        "não foi assinado, espere a assinatura para enviar o participante."
    ),
    breaks=exemplo.participante(data_assinatura_tcr=None),
    keeps=exemplo.participante(data_assinatura_tcr="2024-12-02"),
)
DATA_E_HORA_ILEGIVEL = _data(
    code="FO-23",
    error_type="datetime_from_date_parsing",
    message=(
        "O texto não é uma data, nem data e hora, que exista no calendário. Escreva 2025-01-31 ou 2025-01-31T08:30:00."
    ),
    wrong="O texto não é uma data, nem data e hora, que exista no calendário.",
    why=(
        "O contrato lê a assinatura do TCR como 2025-01-31 ou 2025-01-31T08:30:00, com o fuso no fim, se houver. Um "
        "texto vazio, a ordem brasileira e os dias que não existem são recusados."
    ),
    mend=(
        "Escreva ano, mês e dia nessa ordem e, se quiser, a hora depois da letra T. No seu sistema, formate a data "
        "para o JSON, e não como ela aparece na tela."
    ),
    breaks=exemplo.participante(data_assinatura_tcr="02/12/2024"),
    keeps=exemplo.participante(data_assinatura_tcr="2024-12-02"),
    fix=_dia_e_hora,
)
