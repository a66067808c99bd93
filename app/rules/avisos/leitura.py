"""Como a API central lê o que tolera (contrato, seção 7), para dizer o valor que se deve enviar no lugar."""

from datetime import date, timedelta
from typing import Any

from app.rules.rule import UNFIXED, Evidence

COMO_BOOLEANO = {
    **dict.fromkeys((1, "1", "t", "true", "y", "yes", "on"), True),
    **dict.fromkeys((0, "0", "f", "false", "n", "no", "off"), False),
}
"""O que é lido como true ou false, em qualquer caixa."""

MAIOR_EPOCA_EM_SEGUNDOS = 20_000_000_000
"""Acima disto, em módulo, um número posto numa data é lido em milissegundos desde 1970, e não em segundos."""

EPOCA = date(1970, 1, 1)


def como_inteiro(valor: Any, _: Evidence) -> Any:
    """O inteiro que um texto ou um número com ponto escreve."""
    if isinstance(valor, float):
        return int(valor) if valor.is_integer() else UNFIXED
    inteiro, _ponto, fracao = valor.partition(".")
    try:
        return UNFIXED if fracao.strip("0 ") else int(inteiro)
    except ValueError:
        return UNFIXED


def destrocado(valor: Any, _: Evidence) -> Any:
    """O número que um booleano vale, ou o booleano que um número ou um texto vale."""
    if isinstance(valor, bool):
        return int(valor)
    return COMO_BOOLEANO.get(valor.lower() if isinstance(valor, str) else valor, UNFIXED)


def comeca_pelo_dia(valor: Any) -> bool:
    """Se o que já foi aceito como data começa por ano, mês e dia: um número não tem traço nessa posição."""
    return isinstance(valor, str) and valor[4:5] == "-"


def como_dia(valor: Any, _: Evidence) -> Any:
    """O dia, em texto: o que está escrito ou, de um número, o que ele conta desde 1970, em UTC."""
    if comeca_pelo_dia(valor):
        return valor[:10]
    try:
        numero = float(valor)
        segundos = numero / 1_000 if abs(numero) > MAIOR_EPOCA_EM_SEGUNDOS else numero
        return (EPOCA + timedelta(seconds=segundos)).isoformat()
    except (ValueError, OverflowError):
        return UNFIXED
