"""As predefinições de falha: uma linha por falha que os sistemas dos órgãos já encontraram na API central."""

from app.explain.request import COM_TOKEN, ROTAS
from app.faults import injection
from app.faults.preset import InvalidFault, Parametro, Predefinicao, short
from app.rules.falha import CABECALHO

_FORA_DO_AR = (
    "Nas quedas da API central, quem responde é o servidor à frente dela, com uma página; há sistemas que a leem como "
    "JSON e param."
)
_REPETIR = (
    "Olha o status antes de ler o corpo, guarda o documento na fila e o reenvia daí a alguns segundos, cada vez mais "
    "espaçados."
)
_NAO_GUARDADO = "Nada é guardado."
_SEGUNDOS = Parametro(nome="segundos", o_que_e="quanto demora", padrao=35.0, minimo=0.1, maximo=600.0)

_TABELA = (
    Predefinicao(
        nome="html-502",
        o_que_se_ve=f"502 com uma página HTML, de um proxy que não alcança a API. {_NAO_GUARDADO}",
        onde_se_viu=_FORA_DO_AR,
        o_que_fazer=_REPETIR,
        inject=injection.page(502, "Resposta inválida", "O servidor de trás respondeu algo que não se entende."),
    ),
    Predefinicao(
        nome="html-503",
        o_que_se_ve=f"503 com uma página HTML, de um proxy que diz que o serviço está fora do ar. {_NAO_GUARDADO}",
        onde_se_viu=_FORA_DO_AR,
        o_que_fazer=_REPETIR,
        inject=injection.page(503, "Serviço fora do ar", "O serviço está em manutenção ou sobrecarregado."),
    ),
    Predefinicao(
        nome="html-504",
        o_que_se_ve=f"504 com uma página HTML, de um proxy que se cansou de esperar a API. {_NAO_GUARDADO}",
        onde_se_viu=_FORA_DO_AR,
        o_que_fazer=f"{_REPETIR} Não supõe que o envio se perdeu: num 504 de verdade, a API pode tê-lo guardado.",
        inject=injection.page(504, "Tempo esgotado", "O servidor de trás não respondeu a tempo."),
    ),
    Predefinicao(
        nome="html-403",
        o_que_se_ve=f"403 com a página de bloqueio de um serviço de proteção, e não o JSON da API. {_NAO_GUARDADO}",
        onde_se_viu=(
            "A rede à frente da API central já tomou envios por ataque, e há sistemas que confundem esse 403 com o de "
            "quem não tem permissão."
        ),
        o_que_fazer="Só toma por falta de permissão um 403 em JSON; de uma página, avisa quem opera, e não insiste.",
        inject=injection.blocked,
    ),
    Predefinicao(
        nome="corpo-vazio",
        o_que_se_ve=f"O status pedido, 502 se não se diz outro, e um corpo vazio. {_NAO_GUARDADO}",
        onde_se_viu="Em quedas da API central a resposta veio sem corpo; quem lia o JSON sem olhar o tamanho parou.",
        o_que_fazer="Não lê como JSON um corpo vazio, seja qual for o status, e trata o envio como não confirmado.",
        inject=injection.empty,
        parametros=(Parametro(nome="status", o_que_e="o status da resposta", padrao=502, minimo=200, maximo=599),),
    ),
    Predefinicao(
        nome="texto-500",
        o_que_se_ve=f"500 com três palavras em texto simples, que não explicam nada. {_NAO_GUARDADO}",
        onde_se_viu="A API central responde assim às falhas que ninguém previu.",
        o_que_fazer="Guarda o que enviou e a resposta, como veio, para quem investigar, e tenta de novo mais tarde.",
        inject=injection.plain,
    ),
    Predefinicao(
        nome="erro-do-banco",
        o_que_se_ve=f"422 em JSON, com o erro cru de um banco de dados em detail. {_NAO_GUARDADO}",
        onde_se_viu="A API central já deixou passar, num 422, o comando SQL que falhou.",
        o_que_fazer="Mostra uma frase sua a quem usa o sistema, e guarda o texto cru só no log.",
        inject=injection.raw_database_error,
    ),
    Predefinicao(
        nome="json-truncado",
        o_que_se_ve="O pedido é atendido, e o JSON da resposta vem só até o meio; o HTTP está certo.",
        onde_se_viu="Proxies cortam respostas; o status diz que deu certo, e o corpo não se lê.",
        o_que_fazer="Trata o envio como não confirmado e o repete: repetir não o duplica.",
        inject=injection.truncated,
    ),
    Predefinicao(
        nome="guardado-503",
        o_que_se_ve="O pedido é atendido e o documento fica guardado, mas a resposta é um 503 com uma página HTML.",
        onde_se_viu="Quando o proxy desiste da API que ainda trabalha, o envio que parece perdido foi guardado.",
        o_que_fazer="Repete o envio, que não se duplica, e toma o 200 que vem em vez de 201 como confirmação.",
        inject=injection.page_after(503, "Serviço fora do ar", "O serviço está em manutenção ou sobrecarregado."),
    ),
    Predefinicao(
        nome="conexao-reiniciada",
        o_que_se_ve=f"A conexão cai com um RST, sem resposta alguma. {_NAO_GUARDADO}",
        onde_se_viu="É o que se vê quando a API central, ou algo no caminho, reinicia no meio de um pedido.",
        o_que_fazer="Trata como não confirmado, e repete numa conexão nova.",
        inject=injection.connection_reset,
    ),
    Predefinicao(
        nome="demora-35s",
        o_que_se_ve="O pedido é atendido logo, mas a resposta só começa a chegar 35 segundos depois.",
        onde_se_viu="Há sistemas que desistem em 30 segundos, e a API central, carregada, leva mais do que isso.",
        o_que_fazer="Espera mais, ou repete: quem desistiu não sabe se o documento foi guardado, e aqui foi.",
        inject=injection.delayed,
        parametros=(_SEGUNDOS,),
    ),
    Predefinicao(
        nome="demora-60s",
        o_que_se_ve="O pedido é atendido logo, mas a resposta só começa a chegar um minuto depois.",
        onde_se_viu="Os proxies costumam desistir em 60 segundos; os sistemas dos órgãos, entre 30 e 300.",
        o_que_fazer="Tem um prazo escolhido, e não infinito, e repete: quem desistiu não sabe se foi guardado.",
        inject=injection.delayed,
        parametros=(Parametro(nome="segundos", o_que_e="quanto demora", padrao=60.0, minimo=0.1, maximo=600.0),),
    ),
    Predefinicao(
        nome="gotejamento",
        o_que_se_ve="O pedido é atendido, e a resposta chega aos pingos: poucos bytes de cada vez.",
        onde_se_viu="Em redes ruins, cada pedaço chega dentro do prazo de leitura, e a resposta inteira não acaba.",
        o_que_fazer="Limita o tempo da resposta inteira, e não só o de cada leitura.",
        inject=injection.trickled,
        parametros=(
            Parametro(nome="bytes", o_que_e="quantos bytes de cada vez", padrao=16, minimo=1, maximo=65_536),
            Parametro(
                nome="intervalo", o_que_e="quantos segundos entre um e outro", padrao=0.2, minimo=0.01, maximo=60.0
            ),
        ),
    ),
    Predefinicao(
        nome="token-recusado",
        o_que_se_ve=f"401 com o texto do contrato, por melhor que seja o token; uma vez só. {_NAO_GUARDADO}",
        onde_se_viu="O token da API central vale meia hora, e os envios de um órgão inteiro levam mais do que isso.",
        o_que_fazer="Entra de novo e repete o pedido uma vez, com o token novo; se vier outro 401, para e avisa.",
        inject=injection.refused_token,
        rotas=tuple(rota for rota in ROTAS if rota in COM_TOKEN),
        vezes=1,
    ),
    Predefinicao(
        nome="token-curto",
        o_que_se_ve="A entrada dá um token verdadeiro, que vence daí a cinco segundos, no meio dos envios.",
        onde_se_viu="O token da API central vale meia hora, e não há como perguntar a ela se ele ainda vale.",
        o_que_fazer="Entra de novo quando recebe 401, e repete o pedido; não confia num relógio só seu.",
        inject=injection.brief_token,
        parametros=(Parametro(nome="segundos", o_que_e="quanto vive o token", padrao=5, minimo=1, maximo=86_400),),
        metodo="POST",
        rotas=("/token",),
    ),
)
PREDEFINICOES = {predefinicao.nome: predefinicao for predefinicao in _TABELA}
"""Nome da predefinição e o que ela faz, na ordem em que se mostram."""


def find(nome: str) -> Predefinicao:
    """A predefinição com este nome. Erros: InvalidFault."""
    if nome not in PREDEFINICOES:
        raise InvalidFault(
            f"Não há a predefinição {short(nome) or 'vazia'}; as que há são: {', '.join(PREDEFINICOES)}."
        )
    return PREDEFINICOES[nome]


def asked_in(cabecalho: str) -> tuple[Predefinicao, dict[str, int | float]]:
    """O que o valor de X-PGD-Falha pede: `nome`, ou `nome; parâmetro=valor`. Erros: InvalidFault."""
    nome, *partes = (parte.strip() for parte in cabecalho.split(";"))
    predefinicao = find(nome)
    valores = {}
    for parte in filter(None, partes):
        parametro, sinal, valor = parte.partition("=")
        if not sinal:
            raise InvalidFault(
                f"Um parâmetro se escreve como {CABECALHO}: demora-35s; segundos=2, e veio {short(parte)}."
            )
        parametro = parametro.strip()
        if parametro in valores:
            raise InvalidFault(f"O parâmetro {short(parametro)} veio mais de uma vez. Escreva-o uma vez só.")
        valores[parametro] = valor.strip()
    return predefinicao, predefinicao.settle(valores)
