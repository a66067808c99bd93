"""A forma dos valores: tipos, tamanhos e limites que o esquema confere (contrato, seções 5 e 7).

Cada linha responde por um ou mais `type` do Pydantic; as chaves entre chaves vêm do `ctx` dele.
"""

from collections.abc import Mapping
from typing import Any

from app.rules.rule import CONTRATO, Evidence, Rule, Stage


def _forma(code: str, error_type: str, message: str) -> Rule[Any, Any]:
    return Rule(code=code, stage=Stage.FORMA, field="", source=CONTRATO, error_type=error_type, message=message)


def _nulo(valor: str, _: object) -> Evidence | None:
    return {} if "\0" in valor else None


def _surrogate(valor: str, _: object) -> Evidence | None:
    try:
        valor.encode()
    except UnicodeEncodeError as erro:
        return {"posicao": erro.start}
    return None


FALTA = _forma(
    "FO-01", "missing", "Falta este campo, que é obrigatório. Envie-o; quando o valor puder ser vazio, envie null."
)
NAO_E_OBJETO = _forma(
    "FO-02",
    "model_attributes_type",
    "Aqui se espera um objeto JSON, entre chaves, e veio outra coisa. "
    "Confira o documento e o Content-Type, que tem de ser application/json.",
)
NAO_E_LISTA = _forma(
    "FO-03", "list_type", "Aqui se espera uma lista, entre colchetes. Envie [] quando não houver itens."
)
NAO_E_TEXTO = _forma(
    "FO-04", "string_type", "Aqui se espera um texto. Ponha o valor entre aspas; números não são aceitos como texto."
)
TEXTO_CURTO = _forma("FO-05", "string_too_short", "O texto é curto demais: são exigidos {min_length} caracteres.")
TEXTO_LONGO = _forma("FO-06", "string_too_long", "O texto é longo demais: cabem {max_length} caracteres.")
TEXTO_FORA_DO_PADRAO = _forma(
    "FO-07",
    "string_pattern_mismatch",
    "O texto não segue o padrão {pattern}. Confira os caracteres e retire pontos, traços e espaços.",
)
NAO_E_INTEIRO = _forma("FO-08", "int_type", "Aqui se espera um número inteiro, e o valor não é um número.")
INTEIRO_ILEGIVEL = _forma(
    "FO-09",
    "int_parsing",
    "Aqui se espera um número inteiro, e o texto enviado não é um. Envie só algarismos, sem vírgula nem ponto.",
)
INTEIRO_ENORME = _forma("FO-10", "int_parsing_size", "O número tem algarismos demais para ser lido. Confira o valor.")
INTEIRO_COM_FRACAO = _forma(
    "FO-11", "int_from_float", "Aqui se espera um número inteiro, e o valor tem parte fracionária. Arredonde-o."
)
NUMERO_NAO_FINITO = _forma(
    "FO-12", "finite_number", "NaN e infinito não são números que se possam guardar. Envie um número inteiro."
)
NAO_E_MAIOR = _forma("FO-13", "greater_than", "O número tem de ser maior que {gt}.")
MENOR_QUE_O_MINIMO = _forma("FO-14", "greater_than_equal", "O número tem de ser maior ou igual a {ge}.")
MAIOR_QUE_O_MAXIMO = _forma("FO-15", "less_than_equal", "O número tem de ser menor ou igual a {le}.")
FORA_DAS_OPCOES = _forma("FO-16", "enum", "O valor não está entre os aceitos. Use um destes: {expected}.")
NAO_E_BOOLEANO = _forma("FO-17", "bool_type", "Aqui se espera true ou false.")
BOOLEANO_ILEGIVEL = _forma("FO-18", "bool_parsing", "O valor não pode ser lido como true ou false. Envie um dos dois.")
NAO_E_DATA = _forma("FO-19", "date_type", "Aqui se espera uma data em texto, como 2025-01-31.")
DATA_ILEGIVEL = _forma(
    "FO-20",
    "date_from_datetime_parsing",
    "O texto não é uma data que exista no calendário. Escreva ano, mês e dia assim: 2025-01-31.",
)
DATA_COM_HORA = _forma(
    "FO-21",
    "date_from_datetime_inexact",
    "Aqui se espera só a data, e o valor foi lido como um instante com hora. Envie ano, mês e dia, assim: 2025-01-31.",
)
NAO_E_DATA_E_HORA = _forma(
    "FO-22", "datetime_type", "Aqui se espera uma data, ou data e hora, em texto, como 2025-01-31T00:00:00."
)
DATA_E_HORA_ILEGIVEL = _forma(
    "FO-23",
    "datetime_from_date_parsing",
    ("O texto não é uma data, nem data e hora, que exista no calendário. Escreva 2025-01-31 ou 2025-01-31T08:30:00."),
)
EMAIL_INVALIDO = _forma(
    "FO-24", "value_error", "O texto não é um endereço de e-mail aceito. Confira o arroba, o domínio e os espaços."
)
TEXTO_COM_NULO = Rule[str, object](
    code="FO-25",
    stage=Stage.FORMA,
    field="",
    source=CONTRATO,
    message="O texto traz um caractere nulo (\\u0000), que não pode ser guardado. Retire-o.",
    broken=_nulo,
)
TEXTO_COM_SURROGATE = Rule[str, object](
    code="FO-26",
    stage=Stage.FORMA,
    field="",
    source=CONTRATO,
    message=(
        "O texto traz metade de um caractere (um surrogate sem par, na posição {posicao}), que não pode ser guardada. "
        "Confira como o seu sistema escreve emojis e símbolos em JSON."
    ),
    broken=_surrogate,
)
OUTRA_FORMA = _forma(
    "FO-27", "", "O valor não tem a forma que o contrato pede ({tipo}). Confira-o na documentação, em /docs."
)

FORMA = (
    FALTA,
    NAO_E_OBJETO,
    NAO_E_LISTA,
    NAO_E_TEXTO,
    TEXTO_CURTO,
    TEXTO_LONGO,
    TEXTO_FORA_DO_PADRAO,
    NAO_E_INTEIRO,
    INTEIRO_ILEGIVEL,
    INTEIRO_ENORME,
    INTEIRO_COM_FRACAO,
    NUMERO_NAO_FINITO,
    NAO_E_MAIOR,
    MENOR_QUE_O_MINIMO,
    MAIOR_QUE_O_MAXIMO,
    FORA_DAS_OPCOES,
    NAO_E_BOOLEANO,
    BOOLEANO_ILEGIVEL,
    NAO_E_DATA,
    DATA_ILEGIVEL,
    DATA_COM_HORA,
    NAO_E_DATA_E_HORA,
    DATA_E_HORA_ILEGIVEL,
    EMAIL_INVALIDO,
    TEXTO_COM_NULO,
    TEXTO_COM_SURROGATE,
    OUTRA_FORMA,
)

OUTROS_NOMES = {
    "model_type": NAO_E_OBJETO,
    "string_unicode": TEXTO_COM_SURROGATE,
    "date_parsing": DATA_ILEGIVEL,
    "datetime_parsing": DATA_E_HORA_ILEGIVEL,
}
"""Os `type` que uma linha atende além do seu próprio."""

POR_TIPO = {rule.error_type: rule for rule in FORMA if rule.broken is None} | OUTROS_NOMES


def rule_for(error_type: str, ctx: Mapping[str, Any]) -> Rule[Any, Any]:
    """A linha que responde por um `type` do Pydantic; um `value_error` que não é nosso só é de e-mail com `reason`."""
    if error_type == EMAIL_INVALIDO.error_type and "reason" not in ctx:
        return OUTRA_FORMA
    return POR_TIPO.get(error_type, OUTRA_FORMA)
