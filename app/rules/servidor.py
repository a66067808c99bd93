"""O que o servidor não pode fazer agora, por culpa do banco, do disco ou dele mesmo, e nunca do que foi enviado."""

from functools import partial
from typing import Any

from app.rules import exemplo
from app.rules.rule import CONTRATO, Rule, Stage

_servidor = partial(Rule[Any, Any], stage=Stage.PEDIDO, field="", source=CONTRATO)

BANCO_FORA = _servidor(
    code="PD-10",
    message=(
        "O banco de dados não está respondendo, e nada deste pedido foi guardado. "
        "Espere alguns segundos e envie de novo."
    ),
    wrong="O banco de dados não está respondendo.",
    why=(
        "Quando o banco não responde, a API central devolve 503 em qualquer caminho, e o simulador também. Nada do "
        "documento foi julgado: ele pode estar certo."
    ),
    mend=(
        "Espere os segundos que o cabeçalho Retry-After diz e envie de novo o mesmo documento, que não precisa mudar. "
        "Se persistir, confira se o banco de PGD_BANCO está no ar e se outro programa não o está ocupando."
    ),
    breaks=exemplo.Pedido(
        metodo="GET", caminho="/health", de="", situacao="O banco de dados do simulador está fora do ar."
    ),
    keeps=exemplo.Pedido(metodo="GET", caminho="/health", de=""),
)
ERRO_INTERNO = _servidor(
    code="PD-11",
    message=(
        "O simulador falhou ao atender este pedido, e a culpa não é do que foi enviado. "
        "Relate o defeito citando o registro {registro}."
    ),
    wrong="O simulador falhou ao atender o pedido.",
    why=(
        "É um defeito do simulador, e não do documento. A API central, quando falha, responde 500 em texto simples e "
        "sem número algum; aqui a resposta é JSON e diz em que registro do diário está o pedido."
    ),
    mend=(
        "Relate o defeito com o número do registro e com o que foi enviado, sem senhas nem dados de pessoas. Enquanto "
        "isso, guarde o documento na fila do seu sistema: enviá-lo de novo não o duplica."
    ),
    breaks=exemplo.Pedido(
        metodo="GET", caminho="/health", de="", situacao="O simulador tem um defeito no que este pedido usa."
    ),
    keeps=exemplo.Pedido(metodo="GET", caminho="/health", de=""),
)
DISCO_CHEIO = _servidor(
    code="PD-15",
    message=(
        "O disco em que fica o banco de dados não aceitou a gravação, por estar cheio ou com defeito, e nada deste "
        "pedido foi guardado. Libere espaço nele e envie de novo: não é preciso reiniciar o simulador."
    ),
    wrong="O disco em que fica o banco de dados não aceitou a gravação.",
    why=(
        "Um envio só é confirmado depois de estar no disco. Sem lugar nele, o simulador desfaz o que começou e diz a "
        "verdade, em vez de confirmar o que não guardou; o que já estava guardado continua lá."
    ),
    mend=(
        "Libere espaço no disco da máquina do simulador, ou mude o banco para outro disco, e envie de novo o mesmo "
        "documento. No seu sistema, trate o 503 como um envio por fazer."
    ),
    breaks=exemplo.Pedido(
        metodo="PUT",
        caminho="/organizacao/SIAPE/1/101/participante/1234567",
        situacao="O corpo é um participante certo, e o disco em que fica o banco está cheio.",
    ),
    keeps=exemplo.participante(),
)
SEM_CONFIRMACAO = _servidor(
    code="PD-16",
    message=(
        "A conexão com o banco de dados caiu quando este pedido era confirmado, e não se sabe se ele foi guardado. "
        "Espere alguns segundos e envie de novo: repetir um envio não o duplica."
    ),
    wrong="A conexão com o banco de dados caiu no instante em que o envio era confirmado.",
    why=(
        "O banco pode ter guardado o documento e caído antes de o dizer, ou caído antes de guardá-lo. O simulador não "
        "afirma o que não sabe; como cada envio substitui o documento inteiro, repeti-lo é sempre seguro."
    ),
    mend=(
        "Espere os segundos que o cabeçalho Retry-After diz e envie de novo o mesmo documento: 201 diz que ele não "
        "estava guardado, e 200, que estava. No seu sistema, repita sozinho os envios que recebem 503."
    ),
    breaks=exemplo.Pedido(
        metodo="PUT",
        caminho="/organizacao/SIAPE/1/101/participante/1234567",
        situacao="O corpo é um participante certo, e o banco guarda o documento mas cai antes de o confirmar.",
    ),
    keeps=exemplo.participante(),
)
