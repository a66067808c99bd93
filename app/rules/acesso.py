"""Quem pode pedir o quê (contrato, seções 3 e 4)."""

from functools import partial
from typing import Any

from app.rules import exemplo
from app.rules.rule import CONTRATO, Rule, Stage

_acesso = partial(Rule[Any, Any], stage=Stage.ACESSO, source=CONTRATO)

CODIGO = "o-codigo-do-email"
"""O que, nos exemplos, está no lugar do código de recuperação que chegou por e-mail."""

_EMAIL, _SENHA = exemplo.USUARIO["email"], exemplo.USUARIO["password"]
_USUARIO, _DESATIVADO = exemplo.usuario(), exemplo.usuario(disabled=True)
_PLANO = "plano_trabalho/plano-trabalho-1"

_entrada = partial(exemplo.Pedido, metodo="POST", caminho="/token", de="")
_troca_de_senha = partial(exemplo.Pedido, metodo="GET", de="")

_ENTRA = _entrada(corpo=f"username={_EMAIL}&password={_SENHA}", antes=(_USUARIO,))
_LISTA = exemplo.Pedido(metodo="GET", caminho="/users")
_CODIGO_PEDIDO = (_USUARIO, exemplo.Pedido(metodo="POST", caminho=f"/user/forgot_password/{_EMAIL}", de=""))
_TROCA = _troca_de_senha(
    caminho=f"/user/reset_password/?access_token={CODIGO}&password=uma-senha-nova",
    antes=_CODIGO_PEDIDO,
    situacao="O código é o que acabou de chegar por e-mail, e ainda não foi usado.",
)

# Estes dois textos são parte do contrato: há cliente que decide por eles (contrato/clientes).
SEM_TOKEN = _acesso(
    code="AU-01",
    field="Authorization",
    message="Not authenticated",
    wrong="O pedido veio sem um token no cabeçalho Authorization.",
    why=(
        "A API central só atende, fora da entrada e da documentação, quem traz um token, e o espera como Bearer e o "
        "token. O texto da resposta é o dela, porque há clientes que decidem por ele."
    ),
    mend=(
        "Peça um token em POST /token, com o e-mail e a senha, e envie-o em todos os pedidos no cabeçalho "
        "Authorization, depois de Bearer e um espaço."
    ),
    breaks=exemplo.Pedido(metodo="GET", caminho="/users", de=""),
    keeps=_LISTA,
)
TOKEN_INVALIDO = _acesso(
    code="AU-02",
    field="Authorization",
    message="Credenciais não podem ser validadas",
    wrong="O token não foi emitido aqui, ou já venceu.",
    why=(
        "O token vale 30 minutos, salvo configuração, e só no servidor que o emitiu. O texto da resposta é o da API "
        "central, porque há clientes que decidem por ele, e não diz o que há de errado para não ajudar quem inventa "
        "tokens."
    ),
    mend=(
        "Peça outro token em POST /token e repita o pedido. No seu sistema, faça isso sozinho, uma vez, sempre que a "
        "resposta for 401."
    ),
    breaks=exemplo.Pedido(
        metodo="GET", caminho="/users", de="", cabecalhos={"Authorization": "Bearer um-token-de-outro-servidor"}
    ),
    keeps=_LISTA,
)
SENHA_OU_USUARIO = _acesso(
    code="AU-03",
    field="password",
    message=(
        "O e-mail ou a senha não conferem. Confira os dois: maiúsculas e espaços contam, também no domínio do e-mail."
    ),
    wrong="O e-mail ou a senha não conferem.",
    why=(
        "A API central compara o e-mail e a senha letra por letra, e não diz qual dos dois falhou, para que ninguém "
        "descubra quem tem usuário. O domínio do e-mail é guardado em minúsculas."
    ),
    mend=(
        "Confira os dois no seu sistema, com o domínio do e-mail em minúsculas e sem espaços no fim. Se a senha se "
        "perdeu, peça outra em POST /user/forgot_password/ com o seu e-mail, ou a um administrador."
    ),
    breaks=_entrada(corpo=f"username={exemplo.ADMIN}&password=errada"),
    keeps=_ENTRA,
)
ENTRADA_DESATIVADA = _acesso(
    code="AU-04",
    field="username",
    message="A senha confere, mas o usuário {email} está desativado. Peça a um administrador que o reative.",
    wrong="A senha confere, mas o usuário está desativado.",
    why=(
        "Um administrador pode suspender o acesso de um sistema sem apagar o usuário, e a API central não dá token a "
        "quem está suspenso. Uma senha errada é dita antes disto."
    ),
    mend=(
        "Peça a um administrador que reenvie o usuário em PUT /user/ com disabled false. Esse envio substitui o "
        "usuário inteiro, também a senha."
    ),
    breaks=_entrada(corpo=_ENTRA.corpo, antes=(_DESATIVADO,)),
    keeps=_ENTRA,
)
USUARIO_DESATIVADO = _acesso(
    code="AU-05",
    field="Authorization",
    message=(
        "O usuário {email} está desativado, e o token dele deixou de valer. Peça a um administrador que o reative."
    ),
    wrong="O token confere, mas o usuário dele foi desativado depois.",
    why=(
        "Cada pedido confere de novo se o usuário está ativo, e por isso a suspensão vale na hora, também para um "
        "token ainda no prazo. A API central responde 400, e não 401: outro token não adiantaria."
    ),
    mend=(
        "Peça a um administrador que reenvie o usuário em PUT /user/ com disabled false. No seu sistema, não repita "
        "sozinho um pedido que recebeu esta resposta."
    ),
    breaks=exemplo.Pedido(metodo="GET", caminho=f"/user/{_EMAIL}", de=_EMAIL, antes=(_USUARIO, _DESATIVADO)),
    keeps=exemplo.Pedido(metodo="GET", caminho=f"/user/{_EMAIL}", de=_EMAIL, antes=(_USUARIO,)),
)
SO_ADMINISTRADOR = _acesso(
    code="AU-06",
    field="Authorization",
    message="Só um administrador pode fazer isto, e {email} não é. Peça o token de um administrador.",
    wrong="Só um administrador pode fazer isto, e quem pede não é.",
    why=(
        "Criar, trocar e listar usuários cabe a quem administra a API. Um sistema que envia dados de uma unidade não "
        "precisa disso, e na API central também não consegue."
    ),
    mend=(
        "Entre como administrador e peça com o token dele, ou peça a quem administra que o faça. No simulador, o "
        "administrador inicial é o da configuração."
    ),
    breaks=exemplo.Pedido(metodo="GET", caminho="/users", de=_EMAIL, antes=(_USUARIO,)),
    keeps=_LISTA,
)
OUTRA_UNIDADE = _acesso(
    code="AU-07",
    field="cod_unidade_autorizadora",
    message=(
        "O usuário {email} envia pela unidade {origem_do_usuario}/{unidade_do_usuario}, e o caminho é da unidade "
        "{origem_do_caminho}/{unidade_do_caminho}. Corrija o caminho ou use o usuário dessa unidade; "
        "a origem diferencia maiúsculas."
    ),
    wrong="O caminho é de uma unidade autorizadora que não é a do usuário.",
    why=(
        "Cada usuário envia e lê só pela própria unidade autorizadora, e a API central compara a origem e o código do "
        "caminho com os dele, letra por letra. Só um administrador passa por todas."
    ),
    mend=(
        "Corrija a origem e o código no caminho, com SIAPE ou SIORG em maiúsculas, ou entre com o usuário daquela "
        "unidade. Se o cadastro do usuário é que está errado, peça a um administrador que o troque."
    ),
    breaks=exemplo.Pedido(metodo="GET", caminho=f"/organizacao/SIAPE/2/{_PLANO}", de=_EMAIL, antes=(_USUARIO,)),
    keeps=exemplo.Pedido(
        metodo="GET",
        caminho=f"/organizacao/SIAPE/1/{_PLANO}",
        de=_EMAIL,
        antes=(_USUARIO, exemplo.plano_trabalho()),
    ),
)
OUTRO_USUARIO = _acesso(
    code="AU-08",
    field="email",
    message=(
        "O usuário {email} só pode ver os próprios dados, e o caminho pede os de {pedido}. "
        "Peça o próprio e-mail ou use o token de um administrador."
    ),
    wrong="O caminho pede os dados de outro usuário.",
    why=(
        "Cada usuário vê só os próprios dados, e um administrador, os de todos. A recusa é a mesma exista ou não o "
        "outro, para que ninguém descubra quem tem usuário."
    ),
    mend=("Peça o e-mail com que o token foi obtido, escrito como foi cadastrado, ou use o token de um administrador."),
    breaks=exemplo.Pedido(metodo="GET", caminho=f"/user/{exemplo.ADMIN}", de=_EMAIL, antes=(_USUARIO,)),
    keeps=exemplo.Pedido(metodo="GET", caminho=f"/user/{_EMAIL}", de=_EMAIL, antes=(_USUARIO,)),
)
RECUPERACAO_INVALIDA = _acesso(
    code="AU-09",
    field="access_token",
    message=(
        "O código de recuperação não vale: já foi usado, venceu ou não foi emitido aqui. "
        "Peça outro em POST /user/forgot_password/ com o seu e-mail."
    ),
    wrong="O código de recuperação não vale.",
    why=(
        "O código vale uma vez, por 30 minutos, e deixa de valer quando a senha muda. Na API central ele serve muitas "
        "vezes, e qualquer token de acesso serve de código; quem testa aqui não deve contar com isso."
    ),
    mend=(
        "Peça outro código em POST /user/forgot_password/ com o seu e-mail e use o da mensagem mais nova, inteiro, "
        "como access_token. O token com que se enviam documentos não serve."
    ),
    breaks=_troca_de_senha(caminho="/user/reset_password/?access_token=um-codigo-inventado&password=uma-senha-nova"),
    keeps=_TROCA,
)
RECUPERACAO_DESATIVADA = _acesso(
    code="AU-10",
    field="access_token",
    message=(
        "O código de recuperação confere, mas o usuário {email} está desativado. Peça a um administrador que o reative."
    ),
    wrong="O código de recuperação confere, mas o usuário está desativado.",
    why=(
        "Trocar a senha não devolve o acesso a quem um administrador suspendeu: o código confere, e ainda assim nada "
        "muda."
    ),
    mend=(
        "Peça a um administrador que reenvie o usuário em PUT /user/ com disabled false. Esse envio já traz uma senha, "
        "e dispensa a recuperação."
    ),
    breaks=_troca_de_senha(
        caminho=_TROCA.caminho,
        antes=_CODIGO_PEDIDO,
        situacao="O código é o que acabou de chegar por e-mail, e o usuário foi desativado depois, com o comando pgd.",
    ),
    keeps=_TROCA,
)
USUARIO_NAO_E_EMAIL = _acesso(
    code="AU-11",
    field="username",
    message="O campo username tem de ser um e-mail, como fulano@orgao.gov.br. Confira o que o seu sistema envia.",
    wrong="O campo username não é um e-mail.",
    why=(
        "Os usuários da API são conhecidos pelo e-mail. Nesta recusa, e só nela, a API central responde um texto que "
        "guarda, ele mesmo, a lista de erros em JSON, e há clientes que o leem assim."
    ),
    mend=(
        "Envie em username o e-mail inteiro do usuário. No seu sistema, veja se o campo não está com o nome da pessoa, "
        "o CPF ou a sigla do órgão."
    ),
    breaks=_entrada(corpo=f"username=sistema&password={_SENHA}"),
    keeps=_ENTRA,
)
ENTRADAS_DEMAIS = _acesso(
    code="AU-12",
    field="username",
    message=(
        "Houve senhas erradas demais com este e-mail, ou vindas do mesmo endereço que você, e este servidor faz "
        "esperar quem erra muito. Confira o e-mail e a senha que o seu sistema envia, e tente de novo daqui a "
        "{segundos} s: até lá, nenhuma senha é conferida."
    ),
    wrong="Houve senhas erradas demais, e este servidor faz esperar.",
    why=(
        "A API central deixa errar quantas vezes se queira. Um simulador aberto à rede pode limitar as tentativas com "
        "PGD_LIMITE_LOGIN, por conta e por endereço, para que ninguém descubra uma senha tentando."
    ),
    mend=(
        "Espere os segundos que o cabeçalho Retry-After diz, confira a senha e entre uma vez só. No seu sistema, não "
        "repita a entrada com a mesma senha, e guarde o token para os próximos pedidos em vez de entrar a cada um."
    ),
    breaks=_entrada(
        corpo=f"username={exemplo.ADMIN}&password=errada",
        situacao="O servidor foi iniciado com PGD_LIMITE_LOGIN=3, e a senha errada já foi enviada três vezes.",
    ),
    keeps=_ENTRA,
)

ACESSO = (
    SEM_TOKEN,
    TOKEN_INVALIDO,
    SENHA_OU_USUARIO,
    ENTRADA_DESATIVADA,
    USUARIO_DESATIVADO,
    SO_ADMINISTRADOR,
    OUTRA_UNIDADE,
    OUTRO_USUARIO,
    RECUPERACAO_INVALIDA,
    RECUPERACAO_DESATIVADA,
    USUARIO_NAO_E_EMAIL,
    ENTRADAS_DEMAIS,
)
