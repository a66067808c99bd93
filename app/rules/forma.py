"""A forma dos valores: o que o esquema confere (contrato, seções 5 e 7).

Cada linha responde por um ou mais `type` de erro do esquema; as chaves das mensagens vêm do `ctx` dele. Os textos, os
números e as datas têm cada um seu arquivo; aqui ficam a estrutura do documento e as escolhas entre valores.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from app.rules import data, exemplo, numero, texto
from app.rules.rule import CONTRATO, UNFIXED, Evidence, Rule, Stage

_forma = partial(Rule[Any, Any], stage=Stage.FORMA, field="", source=CONTRATO)

_BOOLEANOS = {"sim": True, "s": True, "verdadeiro": True, "não": False, "nao": False, "falso": False}


def _em_lista(valor: Any, _: Evidence) -> Any:
    """Nada é uma lista vazia, e um item sozinho é uma lista de um."""
    if valor is None:
        return []
    return [valor] if isinstance(valor, dict) else UNFIXED


def _com_as_letras_certas(valor: Any, evidence: Evidence) -> Any:
    """O texto aceito que só difere nas maiúsculas ou nos espaços em volta."""
    if not isinstance(valor, str):
        return UNFIXED
    aceitos = {aceito.lower(): aceito for aceito in re.findall("'([^']+)'", evidence["expected"])}
    return aceitos.get(valor.strip().lower(), UNFIXED)


def _verdadeiro_ou_falso(valor: Any, _: Evidence) -> Any:
    return _BOOLEANOS.get(valor.strip().lower(), UNFIXED) if isinstance(valor, str) else UNFIXED


FALTA = _forma(
    code="FO-01",
    error_type="missing",
    message="Falta este campo, que é obrigatório. Envie-o; quando o valor puder ser vazio, envie null.",
    wrong="Falta um campo obrigatório.",
    why=(
        "O contrato exige o campo em todo envio, porque cada envio substitui o documento inteiro. Dois deles têm de "
        "vir ainda que vazios: avaliacao e data_avaliacao do plano de entregas, que aceitam null."
    ),
    mend=(
        "Inclua o campo com o nome exato do contrato, em minúsculas e com os sublinhados. Se o seu sistema omite "
        "campos nulos ao escrever o JSON, configure-o para que os escreva."
    ),
    breaks=exemplo.participante(situacao=exemplo.AUSENTE),
    keeps=exemplo.participante(situacao=1),
)
NAO_E_OBJETO = _forma(
    code="FO-02",
    error_type="model_attributes_type",
    message=(
        "Aqui se espera um objeto JSON, entre chaves, e veio outra coisa. "
        "Confira o documento e o Content-Type, que tem de ser application/json."
    ),
    wrong="Onde se espera um objeto, entre chaves, veio outra coisa.",
    why=(
        "O contrato descreve cada documento, e cada item das listas dele, como um objeto com campos. Um corpo enviado "
        "com outro Content-Type chega como um texto só, e dá a mesma recusa."
    ),
    mend=(
        "Envie o objeto inteiro, entre chaves, com Content-Type: application/json. No seu sistema, veja se o JSON não "
        "foi convertido em texto duas vezes, e se os itens das listas não são só os ids."
    ),
    breaks=exemplo.plano_entregas(entregas=["e1"]),
    keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(id_entrega="e1")]),
)
NAO_E_LISTA = _forma(
    code="FO-03",
    error_type="list_type",
    message="Aqui se espera uma lista, entre colchetes. Envie [] quando não houver itens.",
    wrong="Onde se espera uma lista, entre colchetes, veio outra coisa.",
    why=(
        "O contrato pede uma lista mesmo quando há um item só, ou nenhum. Em quase todas elas a API central não aceita "
        "null no lugar de uma lista vazia; a exceção são as avaliações do plano de trabalho."
    ),
    mend=(
        "Ponha os itens entre colchetes, ou envie [] quando não houver nenhum. Se o seu sistema converte de XML, veja "
        "se ele não troca uma lista de um item pelo próprio item."
    ),
    breaks=exemplo.plano_entregas(status=1, avaliacao=None, data_avaliacao=None, entregas=None),
    keeps=exemplo.plano_entregas(status=1, avaliacao=None, data_avaliacao=None, entregas=[]),
    fix=_em_lista,
)
FORA_DAS_OPCOES = _forma(
    code="FO-16",
    error_type="enum",
    message="O valor não está entre os aceitos. Use um destes: {expected}.",
    wrong="O valor não está entre os que o campo aceita.",
    why=(
        "O contrato enumera os valores deste campo, e a API central os compara letra por letra: maiúsculas, acentos e "
        "espaços contam."
    ),
    mend=(
        "Envie um dos valores que a mensagem enumera, exatamente como está escrito nela. No seu sistema, faça uma "
        "tabela que leve cada opção da tela ao código do contrato."
    ),
    breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(tipo_meta="Unidade")]),
    keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(tipo_meta="unidade")]),
    fix=_com_as_letras_certas,
)
NAO_E_BOOLEANO = _forma(
    code="FO-17",
    error_type="bool_type",
    message="Aqui se espera true ou false.",
    wrong="O campo só aceita true ou false, e o valor enviado não é nenhum dos dois.",
    why=(
        "O contrato pede um valor lógico. Só entrega_cancelada aceita também null, que conta como false; is_admin e "
        "disabled, do usuário, não."
    ),
    mend=(
        "Envie true ou false, sem aspas. Quando o valor não importa, deixe o campo de fora: os três valem false quando "
        "não são enviados."
    ),
    breaks=exemplo.usuario(disabled=None),
    keeps=exemplo.usuario(disabled=False),
)
BOOLEANO_ILEGIVEL = _forma(
    code="FO-18",
    error_type="bool_parsing",
    message="O valor não pode ser lido como true ou false. Envie um dos dois.",
    wrong="O valor não pode ser lido como true ou false.",
    why=(
        "A API central lê como lógicos os números 0 e 1 e algumas palavras em inglês, como yes e no. As palavras em "
        "português e os outros números são recusados."
    ),
    mend=(
        'Envie true ou false, sem aspas: "sim" passa a ser true, e "não" passa a ser false. No seu sistema, '
        "converta o valor antes de montar o JSON."
    ),
    breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(entrega_cancelada="não")]),
    keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(entrega_cancelada=False)]),
    fix=_verdadeiro_ou_falso,
)
OUTRA_FORMA = _forma(
    code="FO-27",
    error_type="",
    message="O valor não tem a forma que o contrato pede ({tipo}). Confira-o na documentação, em /docs.",
    wrong="O valor não tem a forma que o contrato pede, de um modo que nenhuma outra regra descreve.",
    why=(
        "As regras desta página respondem por todas as formas do contrato 3.3.9 que conhecemos. Esta existe para que "
        "uma forma nova seja recusada em português, com o lugar do problema, e não com um erro 500."
    ),
    mend=(
        "Compare o valor com o que a documentação em /docs diz do campo, corrija-o e envie de novo. Relate também o "
        "que enviou, para que este caso ganhe uma regra própria."
    ),
    breaks=exemplo.Pedido(
        metodo="GET",
        caminho="/health",
        situacao="O esquema de uma versão futura do contrato recusa um valor de um modo que o de hoje não tem.",
    ),
    keeps=exemplo.participante(),
)

FORMA = (
    FALTA,
    NAO_E_OBJETO,
    NAO_E_LISTA,
    texto.NAO_E_TEXTO,
    texto.TEXTO_CURTO,
    texto.TEXTO_LONGO,
    texto.TEXTO_FORA_DO_PADRAO,
    numero.NAO_E_INTEIRO,
    numero.INTEIRO_ILEGIVEL,
    numero.INTEIRO_ENORME,
    numero.INTEIRO_COM_FRACAO,
    numero.NUMERO_NAO_FINITO,
    numero.NAO_E_MAIOR,
    numero.MENOR_QUE_O_MINIMO,
    numero.MAIOR_QUE_O_MAXIMO,
    FORA_DAS_OPCOES,
    NAO_E_BOOLEANO,
    BOOLEANO_ILEGIVEL,
    data.NAO_E_DATA,
    data.DATA_ILEGIVEL,
    data.DATA_COM_HORA,
    data.NAO_E_DATA_E_HORA,
    data.DATA_E_HORA_ILEGIVEL,
    texto.EMAIL_INVALIDO,
    texto.TEXTO_COM_NULO,
    texto.TEXTO_COM_SURROGATE,
    OUTRA_FORMA,
)

OUTROS_NOMES = {
    "model_type": NAO_E_OBJETO,
    "string_unicode": texto.TEXTO_COM_SURROGATE,
    "date_parsing": data.DATA_ILEGIVEL,
    "datetime_parsing": data.DATA_E_HORA_ILEGIVEL,
}
"""Os `type` que uma linha atende além do seu próprio."""

POR_TIPO = {rule.error_type: rule for rule in FORMA if rule.broken is None} | OUTROS_NOMES


def rule_for(error_type: str, ctx: Mapping[str, Any]) -> Rule[Any, Any]:
    """A linha que responde por um `type` do esquema; um `value_error` que não é nosso só é de e-mail com `reason`."""
    if error_type == texto.EMAIL_INVALIDO.error_type and "reason" not in ctx:
        return OUTRA_FORMA
    return POR_TIPO.get(error_type, OUTRA_FORMA)
