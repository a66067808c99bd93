"""A forma dos números: o que se lê como inteiro, e os limites dele (contrato, seções 5 e 7)."""

import re
from functools import partial
from typing import Any

from app.rules import exemplo
from app.rules.rule import CONTRATO, UNFIXED, Evidence, Rule, Stage

_numero = partial(Rule[Any, Any], stage=Stage.FORMA, field="", source=CONTRATO)

# Com três zeros depois da vírgula, ela tanto pode separar os milhares quanto as casas decimais.
_FRACAO_ZERO = re.compile(r"(-?[0-9]{1,19}),0{1,2}")


def _sem_fracao_zero(valor: Any, _: Evidence) -> Any:
    """O inteiro de um texto como "100,00", em que a fração não diz nada."""
    achado = _FRACAO_ZERO.fullmatch(valor.strip()) if isinstance(valor, str) else None
    return int(achado[1]) if achado else UNFIXED


NAO_E_INTEIRO = _numero(
    code="FO-08",
    error_type="int_type",
    message="Aqui se espera um número inteiro, e o valor não é um número.",
    wrong="O campo é de número inteiro, e o valor enviado não é um número.",
    why=(
        "O contrato só aceita ali um número inteiro, ou um texto que o escreva. Um null, uma lista ou um objeto não "
        "dizem número algum, e a API central não supõe zero no lugar deles."
    ),
    mend=(
        "Envie o número. Se ele ainda não é conhecido, preencha-o no seu sistema antes de enviar, porque o campo não "
        "admite null; a nota do plano de entregas é a única que pode vir nula."
    ),
    breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(meta_entrega=None)]),
    keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(meta_entrega=50)]),
)
INTEIRO_ILEGIVEL = _numero(
    code="FO-09",
    error_type="int_parsing",
    message=(
        "Aqui se espera um número inteiro, e o texto enviado não é um. Envie só algarismos, sem vírgula nem ponto."
    ),
    wrong="O campo é de número inteiro, e o texto enviado não escreve um.",
    why=(
        "A API central lê um texto como inteiro quando ele só tem algarismos, e tolera uma fração zero depois de um "
        "ponto. Uma vírgula, uma fração que não seja zero, um símbolo ou um texto vazio fazem o envio ser recusado."
    ),
    mend=(
        'Envie o número sem aspas e sem casas decimais: "100,00" passa a ser 100. No seu sistema, formate o valor '
        "para o JSON, e não como ele aparece na tela; se a fração não for zero, decida com quem o preencheu qual é o "
        "inteiro."
    ),
    breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(meta_entrega="50,00")]),
    keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(meta_entrega=50)]),
    fix=_sem_fracao_zero,
)
INTEIRO_ENORME = _numero(
    code="FO-10",
    error_type="int_parsing_size",
    message="O número tem algarismos demais para ser lido. Confira o valor.",
    wrong="O número tem algarismos demais para ser lido como inteiro.",
    why=(
        "Nenhuma meta, carga horária ou código de unidade chega a esse tamanho, e a API central não lê números assim. "
        "Quase sempre são dois valores colados, ou um número em notação científica."
    ),
    mend=(
        "Confira o valor na origem e envie o número certo. No seu sistema, veja se dois campos não foram unidos sem "
        "querer, e se números grandes não estão sendo escritos como 1e20."
    ),
    breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(meta_entrega=1e20)]),
    keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(meta_entrega=50)]),
)
INTEIRO_COM_FRACAO = _numero(
    code="FO-11",
    error_type="int_from_float",
    message="Aqui se espera um número inteiro, e o valor tem parte fracionária. Arredonde-o.",
    wrong="O campo é de número inteiro, e o valor tem parte fracionária.",
    why=(
        "O contrato só tem números inteiros: metas, percentuais, notas e cargas horárias não têm casas decimais. A API "
        "central não arredonda por ninguém, e recusa o envio."
    ),
    mend=(
        "Decida para que lado arredondar e envie o inteiro: 403.2 horas podem ser 403. Faça o arredondamento sempre do "
        "mesmo modo no seu sistema, para que as somas confiram."
    ),
    breaks=exemplo.plano_trabalho(carga_horaria_disponivel=403.2),
    keeps=exemplo.plano_trabalho(carga_horaria_disponivel=403),
)
NUMERO_NAO_FINITO = _numero(
    code="FO-12",
    error_type="finite_number",
    message="NaN e infinito não são números que se possam guardar. Envie um número inteiro.",
    wrong="O valor é NaN ou infinito, que não são números que se possam guardar.",
    why=(
        "O padrão JSON não tem esses valores, embora muitas bibliotecas os escrevam quando uma conta divide por zero "
        "ou falta um dado. A API central falha com um erro 500; aqui o envio é recusado com o lugar do problema."
    ),
    mend=(
        "Descubra que conta deu esse resultado e envie o número inteiro certo. No seu sistema, confira se o valor "
        "existe antes de montar o JSON."
    ),
    breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(meta_entrega=float("nan"))]),
    keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(meta_entrega=50)]),
)
NAO_E_MAIOR = _numero(
    code="FO-13",
    error_type="greater_than",
    message="O número tem de ser maior que {gt}.",
    wrong="O número não passa do limite de baixo do campo.",
    why=(
        "O contrato pede que os códigos de unidade dos planos e a nota do plano de entregas sejam maiores que zero. "
        "Nenhuma unidade tem o código zero, que costuma ser o que sobra quando o código falta no cadastro."
    ),
    mend=(
        "Envie o código da unidade no SIAPE ou no SIORG, ou a nota de 1 a 5. No seu sistema, veja por que o valor "
        "chegou zerado, e não envie o documento enquanto ele faltar."
    ),
    breaks=exemplo.plano_entregas(cod_unidade_instituidora=0),
    keeps=exemplo.plano_entregas(cod_unidade_instituidora=1),
)
MENOR_QUE_O_MINIMO = _numero(
    code="FO-14",
    error_type="greater_than_equal",
    message="O número tem de ser maior ou igual a {ge}.",
    wrong="O número é menor que o mínimo do campo.",
    why=(
        "O contrato não admite metas, cargas horárias nem códigos de unidade negativos. A API central recusa o envio, "
        "sem tentar adivinhar o valor certo."
    ),
    mend=(
        "Confira o valor na origem e envie um número que não seja negativo. No seu sistema, veja se um sinal de menos "
        "não está marcando que o dado falta."
    ),
    breaks=exemplo.plano_trabalho(carga_horaria_disponivel=-1),
    keeps=exemplo.plano_trabalho(carga_horaria_disponivel=1),
)
MAIOR_QUE_O_MAXIMO = _numero(
    code="FO-15",
    error_type="less_than_equal",
    message="O número tem de ser menor ou igual a {le}.",
    wrong="O número é maior que o máximo do campo.",
    why=(
        "O contrato limita a 5 a nota do plano de entregas. Os demais limites são os do banco de dados da API central, "
        "que falha com um erro 500 ao guardar um número que não cabe; aqui o envio é recusado com o lugar do problema."
    ),
    mend=(
        "Confira o valor na origem e envie um número até o máximo. Numa nota, use a escala de 1 a 5 da norma; numa "
        "meta ou num código de unidade, procure algarismos repetidos ou dois valores colados."
    ),
    breaks=exemplo.plano_entregas(avaliacao=6),
    keeps=exemplo.plano_entregas(avaliacao=5),
)
