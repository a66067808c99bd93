"""O que recusa um pedido antes de se olhar o documento (contrato, seções 3 e 7).

O que nem chega a ser um pedido está em `protocolo`; o que é culpa do servidor, em `servidor`; a falha que se pede mal,
em `falha`.
"""

import json
from collections.abc import Sequence
from typing import Any

from app.rules import exemplo, falha, protocolo, servidor
from app.rules.calculo import MAIOR_BIGINT
from app.rules.rule import CONTRATO, FieldRefused, Rule, Stage

_ENTRADA = f"username={exemplo.ADMIN}&password=demonstracao-pgd"
_PARTICIPANTE = "/organizacao/SIAPE/1/101/participante/1234567"
_LEITURA = exemplo.Pedido(
    metodo="GET", caminho="/organizacao/SIAPE/1/plano_trabalho/plano-trabalho-1", antes=[exemplo.plano_trabalho()]
)

SEM_USER_AGENT = Rule[Any, Any](
    code="PD-01",
    stage=Stage.PEDIDO,
    field="User-Agent",
    source=CONTRATO,
    message=(
        "O pedido veio sem o cabeçalho User-Agent, que a API exige em todos os caminhos. "
        "Envie nele o nome do sistema e a versão, por exemplo: MeuSistema/1.0 (+https://meu.orgao.gov.br)."
    ),
    wrong="O pedido veio sem o cabeçalho User-Agent.",
    why=(
        "A API central recusa todo pedido que não diz quem o faz, também em /health e antes de olhar o token. Um "
        "cabeçalho só de espaços conta como ausente."
    ),
    mend=(
        "Configure, uma vez só, o cliente HTTP do seu sistema para enviar User-Agent com o nome e a versão dele: "
        "MeuSistema/1.0 (+https://meu.orgao.gov.br)."
    ),
    breaks=exemplo.Pedido(metodo="GET", caminho="/users", cabecalhos={"User-Agent": None}),
    keeps=exemplo.Pedido(metodo="GET", caminho="/users"),
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
    wrong="O corpo do pedido não pôde ser lido.",
    why=(
        "Antes de olhar o token, a API lê o corpo: um JSON em UTF-8 ou, em /token, um formulário. Acentos escritos em "
        "Latin-1, ou um formulário cujo Content-Type não diz como as partes se dividem, não se deixam ler."
    ),
    mend=(
        "Escreva o JSON em UTF-8, e em /token envie o formulário com Content-Type: application/x-www-form-urlencoded. "
        "No seu sistema, confira a codificação com que o texto vira bytes."
    ),
    breaks=exemplo.Pedido(
        metodo="POST", caminho="/token", de="", corpo=_ENTRADA, cabecalhos={"Content-Type": "multipart/form-data"}
    ),
    keeps=exemplo.Pedido(metodo="POST", caminho="/token", de="", corpo=_ENTRADA),
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
    wrong="O corpo do pedido não é um JSON válido.",
    why=(
        "O contrato só recebe documentos em JSON, e confere a sintaxe antes de olhar o token. Vírgulas depois do "
        "último item, aspas simples e comentários não fazem parte do JSON."
    ),
    mend=(
        "Procure o erro no caractere que a mensagem aponta e envie de novo. No seu sistema, gere o JSON com uma "
        "biblioteca, e não juntando textos."
    ),
    breaks=exemplo.Pedido(metodo="PUT", caminho=_PARTICIPANTE, corpo='{"origem_unidade": "SIAPE",}'),
    keeps=exemplo.participante(),
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
    wrong="O corpo do pedido é maior do que este servidor aceita.",
    why=(
        "A API central lê um corpo de qualquer tamanho antes de conferir o token. O simulador põe um limite, de 16 MiB "
        "se não se diz outro, para que um pedido anônimo não esgote a memória de todos."
    ),
    mend=(
        "Envie um documento por pedido, que nunca chega perto do limite. Se um plano é mesmo tão grande, inicie o "
        "simulador com um PGD_LIMITE_CORPO maior."
    ),
    breaks=exemplo.Pedido(
        metodo="PUT",
        caminho=_PARTICIPANTE,
        situacao="O servidor foi iniciado com PGD_LIMITE_CORPO=1024, e o corpo tem 1.025 bytes.",
    ),
    keeps=exemplo.participante(),
)
CAMINHO_DESCONHECIDO = Rule[Any, Any](
    code="PD-05",
    stage=Stage.PEDIDO,
    field="caminho",
    source=CONTRATO,
    # O texto é parte do contrato (contrato/clientes).
    message="Not Found",
    wrong="O caminho não existe na API.",
    why=(
        "O contrato tem poucos caminhos e nenhuma listagem: só se envia e se lê um documento de cada vez, pela chave "
        "inteira. O texto da resposta é o da API central, porque há clientes que decidem por ele."
    ),
    mend=(
        "Compare o caminho com os da documentação, em /docs: o nome do recurso vai no singular e com sublinhado, como "
        "plano_trabalho. Um id com barra nunca é encontrado; escolha ids sem ela, como um UUID."
    ),
    breaks=exemplo.Pedido(metodo="GET", caminho="/organizacao/SIAPE/1/planos_trabalho/plano-trabalho-1"),
    keeps=_LEITURA,
)
METODO_NAO_ACEITO = Rule[Any, Any](
    code="PD-06",
    stage=Stage.PEDIDO,
    field="metodo",
    source=CONTRATO,
    message="Este caminho não aceita o método {metodo}. Use um destes: {aceitos}.",
    wrong="O caminho existe, mas não aceita este método.",
    why=(
        "O contrato só envia com PUT e só lê com GET: não há POST, PATCH nem DELETE de documentos, e HEAD também é "
        "recusado. Um plano não se apaga, cancela-se."
    ),
    mend=(
        "Use um dos métodos do cabeçalho Allow. Para desfazer um plano já enviado, reenvie-o com status 1; para tirar "
        "alguém do PGD, reenvie o participante com situacao 0."
    ),
    breaks=exemplo.Pedido(metodo="DELETE", caminho=_PARTICIPANTE),
    keeps=exemplo.participante(),
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
    wrong="O caminho e o corpo trazem chaves diferentes.",
    why=(
        "A chave do documento viaja duas vezes, no caminho e no corpo, e a API central recusa o envio em que elas "
        "diferem: não haveria como saber qual dos documentos substituir."
    ),
    mend=(
        "Corrija o valor que estiver errado e envie de novo. No seu sistema, monte o caminho com os campos do próprio "
        "documento, e lembre que a API guarda o domínio do e-mail em minúsculas."
    ),
    breaks=exemplo.Pedido(
        metodo="PUT",
        caminho="/organizacao/SIAPE/1/101/participante/7654321",
        corpo=json.dumps(dict(exemplo.PARTICIPANTE), indent=2),
    ),
    keeps=exemplo.participante(),
)
CHAVE_GRANDE_DEMAIS = Rule[int, None](
    code="PD-08",
    stage=Stage.PEDIDO,
    field="caminho",
    source=CONTRATO,
    error_type="less_than_equal",
    message="O número {valor} não cabe em 64 bits e não pode ser a chave de nada. Confira o código no caminho.",
    broken=lambda valor, _: {"valor": valor} if abs(valor) > MAIOR_BIGINT else None,
    wrong="O caminho traz um código grande demais para ser a chave de um documento.",
    why=(
        "Nenhum código de unidade do SIAPE ou do SIORG chega a 64 bits, e o banco de dados não procura números "
        "maiores. A API central falha com um erro 500; aqui o pedido é recusado com o lugar do problema."
    ),
    mend=(
        "Confira o código da unidade no caminho. No seu sistema, veja se dois códigos não foram unidos, ou se o CPF "
        "ou a matrícula não foram parar no lugar da unidade."
    ),
    breaks=exemplo.Pedido(
        metodo="GET", caminho="/organizacao/SIAPE/9223372036854775808/plano_trabalho/plano-trabalho-1"
    ),
    keeps=_LEITURA,
)
CHAVE_COM_NULO = Rule[str, None](
    code="PD-09",
    stage=Stage.PEDIDO,
    field="caminho",
    source=CONTRATO,
    message="O caminho traz um caractere nulo (%00), que não pode fazer parte de uma chave. Retire-o.",
    broken=lambda valor, _: {} if "\0" in valor else None,
    wrong="O caminho traz um caractere nulo, que não pode fazer parte de uma chave.",
    why=(
        "O banco de dados não guarda esse caractere, e por isso nenhum documento pode ter sido enviado com ele. A API "
        "central falha com um erro 500; aqui o pedido é recusado com o lugar do problema."
    ),
    mend=(
        "Retire o %00 do caminho e peça de novo. Ele costuma vir de um campo de tamanho fixo, completado com nulos: no "
        "seu sistema, corte o identificador no primeiro deles."
    ),
    breaks=exemplo.Pedido(metodo="GET", caminho="/organizacao/SIAPE/1/plano_trabalho/plano-trabalho-1%00"),
    keeps=_LEITURA,
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
    servidor.BANCO_FORA,
    servidor.ERRO_INTERNO,
    protocolo.NAO_E_HTTP,
    protocolo.CABECALHOS_DEMAIS,
    protocolo.LENTO_DEMAIS,
    servidor.DISCO_CHEIO,
    servidor.SEM_CONFIRMACAO,
    falha.FALHA_DESCONHECIDA,
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
