"""O usuário da API como viaja."""

from typing import Annotated, ClassVar

from pydantic import ConfigDict, EmailStr, Field, JsonValue

from app.contract.fields import Documento, DocumentoComRegras, DocumentoRecebido, OrigemUnidade, keeps
from app.rules import exemplo
from app.rules import usuario as regras

EXEMPLO_SEM_SENHA: dict[str, JsonValue] = {name: valor for name, valor in exemplo.USUARIO.items() if name != "password"}


class Email(Documento):
    """Um endereço de e-mail e nada mais."""

    email: Annotated[EmailStr, Field(title="E-mail", description="Identifica o usuário.")]


class DadosUsuario(Email):
    """Um usuário da API, sem a senha."""

    model_config = ConfigDict(title="Usuário", json_schema_extra={"examples": [EXEMPLO_SEM_SENHA]})

    is_admin: Annotated[
        bool, Field(title="Administrador", description="Se pode cuidar de usuários e enviar por todos.")
    ] = False
    disabled: Annotated[bool, Field(title="Desativado", description="Se o acesso está suspenso.")] = False
    origem_unidade: Annotated[
        OrigemUnidade, Field(title="Origem da unidade", description="Sistema dos códigos de unidade: SIAPE ou SIORG.")
    ]
    cod_unidade_autorizadora: Annotated[
        int, Field(title="Unidade autorizadora", description="A unidade pela qual o usuário envia.")
    ]
    sistema_gerador: Annotated[
        str, Field(title="Sistema gerador", description="Nome e versão do sistema que envia os dados.")
    ]


class Usuario(DadosUsuario, DocumentoComRegras, DocumentoRecebido):
    """Um usuário da API, com a senha."""

    model_config = ConfigDict(
        title="Usuário com senha",
        json_schema_extra={"examples": [dict(exemplo.USUARIO)]},
    )
    rules: ClassVar = regras.DOCUMENTO

    password: Annotated[
        str,
        Field(title="Senha", description="De 1 a 4.096 caracteres. Nunca volta numa resposta."),
        keeps(*regras.SENHA),
    ]


class Token(Documento):
    """O que se recebe ao entrar."""

    access_token: Annotated[str, Field(title="Token", description="Vai no cabeçalho Authorization, depois de Bearer.")]
    token_type: Annotated[str, Field(title="Tipo do token", description="Sempre bearer.", examples=["bearer"])]
