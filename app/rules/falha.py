"""O que se recusa de quem pede, num cabeçalho, que o simulador falhe."""

from typing import Any

from app.rules import exemplo
from app.rules.rule import CONTRATO, Rule, Stage

CABECALHO = "X-PGD-Falha"
"""Cabeçalho com que um pedido escolhe a falha que quer ver, e com que a resposta diz a que levou."""

FALHA_DESCONHECIDA = Rule[Any, Any](
    code="PD-23",
    stage=Stage.PEDIDO,
    field=CABECALHO,
    source=CONTRATO,
    message="O cabeçalho X-PGD-Falha não foi entendido, e nada deste pedido foi guardado. {motivo}",
    wrong="O cabeçalho X-PGD-Falha pede uma falha que o simulador não sabe injetar.",
    why=(
        "Este cabeçalho é do simulador, e a API central não o conhece: com ele, um pedido escolhe a falha que quer "
        "ver. Um nome errado é recusado, e não ignorado, para que um teste não passe sem ter visto a falha que pediu."
    ),
    mend=(
        "Escreva o nome de uma predefinição e, se quiser, os parâmetros dela, separados por ponto e vírgula, como em "
        "demora-35s; segundos=2. As predefinições estão em pgd falha predefinicoes. Sem o cabeçalho, o pedido é "
        "atendido como na API central."
    ),
    breaks=exemplo.Pedido(metodo="GET", caminho="/health", de="", cabecalhos={CABECALHO: "html-999"}),
    keeps=exemplo.Pedido(metodo="GET", caminho="/health", de="", cabecalhos={CABECALHO: "demora-35s; segundos=0.1"}),
)
