"""O que se recusa antes de haver um pedido HTTP inteiro: o que não se lê, o que não cabe, o que não acaba."""

from functools import partial
from typing import Any

from app.rules import exemplo
from app.rules.rule import CONTRATO, Rule, Stage

_protocolo = partial(Rule[Any, Any], stage=Stage.PEDIDO, field="", source=CONTRATO)

SAUDE = exemplo.Pedido(metodo="GET", caminho="/health", de="")

NAO_E_HTTP = _protocolo(
    code="PD-12",
    message=(
        "O que chegou não pôde ser lido como um pedido HTTP/1.1: a primeira linha, um cabeçalho ou o tamanho do corpo "
        "está malformado. Confira o programa que envia; no caminho, letras com acento e espaços vão codificados "
        "(á é %C3%A1)."
    ),
    wrong="O que chegou não pôde ser lido como um pedido HTTP/1.1.",
    why=(
        "A API fala HTTP/1.1, e o que não o segue não chega a ser um pedido: não tem registro no diário nem se olha o "
        "token. A API central o recusa em inglês e em texto; aqui a recusa é em JSON. O caso mais comum é um caminho "
        "com acento ou espaço que o programa enviou sem codificar."
    ),
    mend=(
        "Deixe que a biblioteca de HTTP do seu sistema monte o pedido, e codifique cada parte do caminho: usuário "
        "passa a ser usu%C3%A1rio. Confira também se o endereço começa com http, e não com https, quando o servidor "
        "não tem certificado."
    ),
    breaks=exemplo.Pedido(
        metodo="GET",
        caminho="/user/usuário@orgao.gov.br",
        de="",
        situacao="O caminho vai como está escrito, com o acento em dois bytes, sem ser codificado.",
    ),
    keeps=SAUDE,
)
CABECALHOS_DEMAIS = _protocolo(
    code="PD-13",
    message=(
        "Os cabeçalhos do pedido passam de 100, ou somam, com o caminho, mais de 65536 bytes. "
        "Retire os que a API não usa: bastam User-Agent, Authorization e Content-Type."
    ),
    wrong="Os cabeçalhos do pedido são mais do que o servidor lê.",
    why=(
        "A API central aceita cabeçalhos sem conta. O simulador põe um limite, a que um cliente comum nunca chega, "
        "para que um só pedido não ocupe a memória de todos."
    ),
    mend=(
        "Envie só User-Agent, Authorization e Content-Type. No seu sistema, veja se cookies ou cabeçalhos de um "
        "serviço intermediário não estão sendo acrescentados a cada pedido repetido."
    ),
    breaks=exemplo.Pedido(
        metodo="GET", caminho="/health", de="", situacao="O pedido traz mais 101 cabeçalhos, que a API não usa."
    ),
    keeps=SAUDE,
)
LENTO_DEMAIS = _protocolo(
    code="PD-14",
    message=(
        "O pedido começou a chegar e parou, ou veio a menos de 1024 bytes por segundo, e nada dele foi guardado. "
        "Confira a rede e envie de novo, inteiro."
    ),
    wrong="O pedido começou a chegar e não acabou.",
    why=(
        "A API central espera para sempre por um pedido que começa e não acaba. O simulador desiste em até um minuto, "
        "porque uma conexão parada ocupa o lugar de quem envia; um pedido que não chega inteiro não é guardado em "
        "parte."
    ),
    mend=(
        "Confira a rede e envie o documento de novo, inteiro. No seu sistema, veja se o Content-Length é o tamanho do "
        "corpo em bytes, e não em caracteres: com acentos, os dois diferem."
    ),
    breaks=exemplo.Pedido(
        metodo="PUT",
        caminho="/organizacao/SIAPE/1/101/participante/1234567",
        corpo='{"origem_unidade": "SIAPE", ',
        situacao="O pedido anuncia mais bytes do que estes e para aqui, com a conexão aberta.",
    ),
    keeps=exemplo.participante(),
)
