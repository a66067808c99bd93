"""O que recusa um pedido antes de se olhar o documento (contrato, seções 3 e 7)."""

from collections.abc import Sequence
from typing import Any

from app.rules.calculo import MAIOR_BIGINT
from app.rules.rule import CONTRATO, FieldRefused, Rule, Stage

SEM_USER_AGENT = Rule[Any, Any](
    code="PD-01",
    stage=Stage.PEDIDO,
    field="User-Agent",
    source=CONTRATO,
    message=(
        "O pedido veio sem o cabeçalho User-Agent, que a API exige em todos os caminhos. "
        "Envie nele o nome do sistema e a versão, por exemplo: MeuSistema/1.0 (+https://meu.orgao.gov.br)."
    ),
)
CORPO_ILEGIVEL = Rule[Any, Any](
    code="PD-02",
    stage=Stage.PEDIDO,
    field="corpo",
    source=CONTRATO,
    message=(
        "O corpo do pedido não pôde ser lido: os bytes não formam um texto em UTF-8, UTF-16 ou UTF-32, há níveis, "
        "listas ou algarismos demais, ou o formulário está mal dividido. Envie JSON em UTF-8."
    ),
)
CORPO_NAO_E_JSON = Rule[Any, Any](
    code="PD-03",
    stage=Stage.PEDIDO,
    field="corpo",
    source=CONTRATO,
    error_type="json_invalid",
    message=(
        "O corpo não é um JSON válido: o erro está no caractere {posicao}. "
        "Confira aspas, vírgulas e chaves perto desse ponto e envie de novo."
    ),
)
CORPO_GRANDE_DEMAIS = Rule[Any, Any](
    code="PD-04",
    stage=Stage.PEDIDO,
    field="corpo",
    source=CONTRATO,
    message=(
        "O corpo do pedido passa do limite de {limite} bytes deste servidor. Envie um documento por pedido, "
        "ou aumente o limite em PGD_LIMITE_CORPO."
    ),
)
CAMINHO_DESCONHECIDO = Rule[Any, Any](
    code="PD-05",
    stage=Stage.PEDIDO,
    field="caminho",
    source=CONTRATO,
    # O texto é parte do contrato (contrato/clientes).
    message="Not Found",
)
METODO_NAO_ACEITO = Rule[Any, Any](
    code="PD-06",
    stage=Stage.PEDIDO,
    field="metodo",
    source=CONTRATO,
    message="Este caminho não aceita o método {metodo}. Use um destes: {aceitos}.",
)
CAMINHO_DIFERE_DO_CORPO = Rule[Any, Any](
    code="PD-07",
    stage=Stage.PEDIDO,
    field="caminho",
    source=CONTRATO,
    message=(
        "O campo {campo} do caminho é {no_caminho}, e no corpo é {no_corpo}. Os dois têm de ser iguais: "
        "corrija um deles e envie de novo."
    ),
)
CHAVE_GRANDE_DEMAIS = Rule[int, None](
    code="PD-08",
    stage=Stage.PEDIDO,
    field="caminho",
    source=CONTRATO,
    error_type="less_than_equal",
    message="O número {valor} não cabe em 64 bits e não pode ser a chave de nada. Confira o código no caminho.",
    broken=lambda valor, _: {"valor": valor} if abs(valor) > MAIOR_BIGINT else None,
)
CHAVE_COM_NULO = Rule[str, None](
    code="PD-09",
    stage=Stage.PEDIDO,
    field="caminho",
    source=CONTRATO,
    message="O caminho traz um caractere nulo (%00), que não pode fazer parte de uma chave. Retire-o.",
    broken=lambda valor, _: {} if "\0" in valor else None,
)
BANCO_FORA = Rule[Any, Any](
    code="PD-10",
    stage=Stage.PEDIDO,
    field="",
    source=CONTRATO,
    message=(
        "O banco de dados não está respondendo, e nada deste pedido foi guardado. "
        "Espere alguns segundos e envie de novo."
    ),
)
ERRO_INTERNO = Rule[Any, Any](
    code="PD-11",
    stage=Stage.PEDIDO,
    field="",
    source=CONTRATO,
    message=(
        "O simulador falhou ao atender este pedido, e a culpa não é do que foi enviado. "
        "Relate o defeito citando o registro {registro}."
    ),
)
NAO_E_HTTP = Rule[Any, Any](
    code="PD-12",
    stage=Stage.PEDIDO,
    field="",
    source=CONTRATO,
    message=(
        "O que chegou não pôde ser lido como um pedido HTTP/1.1: a primeira linha, um cabeçalho ou o tamanho do corpo "
        "está malformado. Confira o programa que envia; no caminho, letras com acento e espaços vão codificados "
        "(á é %C3%A1)."
    ),
)
CABECALHOS_DEMAIS = Rule[Any, Any](
    code="PD-13",
    stage=Stage.PEDIDO,
    field="",
    source=CONTRATO,
    message=(
        "Os cabeçalhos do pedido passam de 100, ou somam, com o caminho, mais de 65536 bytes. "
        "Retire os que a API não usa: bastam User-Agent, Authorization e Content-Type."
    ),
)
LENTO_DEMAIS = Rule[Any, Any](
    code="PD-14",
    stage=Stage.PEDIDO,
    field="",
    source=CONTRATO,
    message=(
        "O pedido começou a chegar e parou, ou veio a menos de 1024 bytes por segundo, e nada dele foi guardado. "
        "Confira a rede e envie de novo, inteiro."
    ),
)
DISCO_CHEIO = Rule[Any, Any](
    code="PD-15",
    stage=Stage.PEDIDO,
    field="",
    source=CONTRATO,
    message=(
        "O disco em que fica o banco de dados não aceitou a gravação, por estar cheio ou com defeito, e nada deste "
        "pedido foi guardado. Libere espaço nele e envie de novo: não é preciso reiniciar o simulador."
    ),
)
SEM_CONFIRMACAO = Rule[Any, Any](
    code="PD-16",
    stage=Stage.PEDIDO,
    field="",
    source=CONTRATO,
    message=(
        "A conexão com o banco de dados caiu quando este pedido era confirmado, e não se sabe se ele foi guardado. "
        "Espere alguns segundos e envie de novo: repetir um envio não o duplica."
    ),
)

PEDIDO = (
    SEM_USER_AGENT,
    CORPO_ILEGIVEL,
    CORPO_NAO_E_JSON,
    CORPO_GRANDE_DEMAIS,
    CAMINHO_DESCONHECIDO,
    METODO_NAO_ACEITO,
    CAMINHO_DIFERE_DO_CORPO,
    CHAVE_GRANDE_DEMAIS,
    CHAVE_COM_NULO,
    BANCO_FORA,
    ERRO_INTERNO,
    NAO_E_HTTP,
    CABECALHOS_DEMAIS,
    LENTO_DEMAIS,
    DISCO_CHEIO,
    SEM_CONFIRMACAO,
)


def require_storable(key: Sequence[tuple[str, str | int]]) -> None:
    """Recusa uma chave de caminho que banco algum guardaria: número além de 64 bits ou texto com nulo.

    Erros: FieldRefused.
    """
    for name, value in key:
        rule: Rule[Any, None] = CHAVE_GRANDE_DEMAIS if isinstance(value, int) else CHAVE_COM_NULO
        evidence = rule.evidence(value, None)
        if evidence is not None:
            raise FieldRefused(rule, ("path", name), value, evidence)
