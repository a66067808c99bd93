"""Quem pode pedir o quê (contrato, seções 3 e 4)."""

from typing import Any

from app.rules.rule import CONTRATO, Rule, Stage


def _acesso(code: str, field: str, message: str) -> Rule[Any, Any]:
    return Rule(code=code, stage=Stage.ACESSO, field=field, source=CONTRATO, message=message)


# Estes dois textos são parte do contrato: há cliente que decide por eles (contrato/clientes).
SEM_TOKEN = _acesso("AU-01", "Authorization", "Not authenticated")
TOKEN_INVALIDO = _acesso("AU-02", "Authorization", "Credenciais não podem ser validadas")
SENHA_OU_USUARIO = _acesso(
    "AU-03",
    "password",
    "O e-mail ou a senha não conferem. Confira os dois: maiúsculas e espaços contam, também no domínio do e-mail.",
)
ENTRADA_DESATIVADA = _acesso(
    "AU-04",
    "username",
    "A senha confere, mas o usuário {email} está desativado. Peça a um administrador que o reative.",
)
USUARIO_DESATIVADO = _acesso(
    "AU-05",
    "Authorization",
    "O usuário {email} está desativado, e o token dele deixou de valer. Peça a um administrador que o reative.",
)
SO_ADMINISTRADOR = _acesso(
    "AU-06",
    "Authorization",
    "Só um administrador pode fazer isto, e {email} não é. Peça o token de um administrador.",
)
OUTRA_UNIDADE = _acesso(
    "AU-07",
    "cod_unidade_autorizadora",
    "O usuário {email} envia pela unidade {origem_do_usuario}/{unidade_do_usuario}, e o caminho é da unidade "
    "{origem_do_caminho}/{unidade_do_caminho}. Corrija o caminho ou use o usuário dessa unidade; "
    "a origem diferencia maiúsculas.",
)
OUTRO_USUARIO = _acesso(
    "AU-08",
    "email",
    "O usuário {email} só pode ver os próprios dados, e o caminho pede os de {pedido}. "
    "Peça o próprio e-mail ou use o token de um administrador.",
)
RECUPERACAO_INVALIDA = _acesso(
    "AU-09",
    "access_token",
    "O código de recuperação não vale: já foi usado, venceu ou não foi emitido aqui. "
    "Peça outro em POST /user/forgot_password/ com o seu e-mail.",
)
RECUPERACAO_DESATIVADA = _acesso(
    "AU-10",
    "access_token",
    "O código de recuperação confere, mas o usuário {email} está desativado. Peça a um administrador que o reative.",
)
USUARIO_NAO_E_EMAIL = _acesso(
    "AU-11",
    "username",
    "O campo username tem de ser um e-mail, como fulano@orgao.gov.br. Confira o que o seu sistema envia.",
)
ENTRADAS_DEMAIS = _acesso(
    "AU-12",
    "username",
    "Houve senhas erradas demais com este e-mail, ou vindas do mesmo endereço que você, e este servidor faz esperar "
    "quem erra muito. Confira o e-mail e a senha que o seu sistema envia, e tente de novo daqui a {segundos} s: "
    "até lá, nenhuma senha é conferida.",
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
