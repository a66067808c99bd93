"""As rotas de entrada, de usuários e de recuperação de senha (contrato, seção 4)."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import ValidationError
from pydantic_core import to_json

from app import access, mail, tokens
from app.api.answers import JSON, document, stored
from app.api.dependencies import ActiveCaller, Administrator, Now, ServerParts
from app.api.errors import refusal_json_in_text
from app.api.responses import (
    FORGOT_RESPONSES,
    GET_USER_RESPONSES,
    PUT_USER_RESPONSES,
    RESET_RESPONSES,
    TOKEN_RESPONSES,
    USERS_RESPONSES,
    EmailNoCaminho,
    Mensagem,
)
from app.contract.errors import items_of_model
from app.contract.texts import serialize
from app.contract.usuario import DadosUsuario, Email, Token, Usuario
from app.rules import acesso, pedido
from app.rules import usuario as regras
from app.rules.avisos.usuario import AVISOS
from app.rules.rule import NotFound, NotYours, Refused, all_broken
from app.storage import usuario as storage

router = APIRouter(tags=["usuario"])

SEGUNDOS_DE_VIDA = "segundos_de_vida"
"""Onde, no estado do pedido, ficam os segundos que o token há de viver, se não são os da configuração."""
ASSUNTO = "Recuperação de senha da API PGD (simulador)"
CARTA = """Olá.

Alguém, esperamos que você, pediu uma senha nova para {email} no simulador da API PGD.

Para escolhê-la, use este código uma única vez, em até {minutos} minutos:

{codigo}

Por exemplo, no terminal da máquina do simulador:

curl -G -A "recuperacao/1.0" {endereco}/user/reset_password/ \\
  --data-urlencode "access_token={codigo}" --data-urlencode "password=a-senha-nova"

Se não foi você, não faça nada: a senha atual continua valendo.
"""
_CODIGO = re.compile(r"^[\w-]{43}$", re.ASCII | re.MULTILINE)
"""O código sozinho numa linha, do tamanho que `access.start_recovery` lhe dá."""


def code_in(carta: str) -> str | None:
    """O código de recuperação que a carta traz, ou nada, se ela não é uma das que o trazem."""
    achado = _CODIGO.search(carta)
    return achado[0] if achado else None


@router.post("/token", response_model=Token, responses=TOKEN_RESPONSES, summary="Entra e recebe um token")
async def post_token(
    formulario: Annotated[OAuth2PasswordRequestForm, Depends()], request: Request, parts: ServerParts, now: Now
) -> Response:
    """Troca e-mail e senha por um token, a enviar em `Authorization: Bearer …` nos demais pedidos."""
    try:
        Email.model_validate({"email": formulario.username})
    except ValidationError as erro:
        return refusal_json_in_text(items_of_model(erro), acesso.USUARIO_NAO_E_EMAIL)
    endereco = request.client.host if request.client else ""
    usuario = await access.log_in(
        parts.database, formulario.username, formulario.password, endereco, parts.limite_login, now
    )
    segundos: int | None = getattr(request.state, SEGUNDOS_DE_VIDA, None)
    if segundos is None:
        token = tokens.issue(usuario.email, parts.signing_key, now, parts.token_minutos)
    else:
        token = tokens.issue_brief(usuario.email, parts.signing_key, now, segundos)
    return stored({"access_token": token, "token_type": "bearer"})


@router.get("/users", response_model=list[DadosUsuario], responses=USERS_RESPONSES, summary="Lista os usuários")
async def get_users(caller: Administrator) -> Response:
    """Devolve todos os usuários, sem as senhas. Só para administradores."""
    usuarios = await caller.parts.database.look(storage.everyone)
    return Response(to_json([usuario.no_fio() for usuario in usuarios]), media_type=JSON)


@router.put(
    "/user/{email}",
    status_code=201,
    response_model=DadosUsuario,
    responses=PUT_USER_RESPONSES,
    summary="Cria ou troca um usuário",
)
async def put_user(email: EmailNoCaminho, usuario: Usuario, caller: Administrator) -> Response:
    """Guarda o usuário inteiro, com a senha: cria-o, ou troca o de mesmo e-mail. Só para administradores."""
    if email != usuario.email:
        raise Refused(
            pedido.CAMINHO_DIFERE_DO_CORPO, {"campo": "email", "no_caminho": email, "no_corpo": usuario.email}
        )
    serialize(usuario)
    senha_argon2 = await access.hash_password(usuario.password)
    dados = usuario.model_dump(exclude={"password"})
    created = await caller.parts.database.write(
        lambda connection: storage.save(connection, dados, senha_argon2, caller.now), storage.guard(email)
    )
    avisos = tuple(all_broken(AVISOS, usuario, None))
    return document(to_json(dados), novo=created, avisos=avisos)


@router.get("/user/{email}", response_model=DadosUsuario, responses=GET_USER_RESPONSES, summary="Lê um usuário")
async def get_user(email: EmailNoCaminho, caller: ActiveCaller) -> Response:
    """Devolve os dados do usuário, sem a senha. Cada um lê os próprios; administradores, os de todos."""
    if not caller.usuario.is_admin and caller.usuario.email != email:
        raise NotYours(acesso.OUTRO_USUARIO, {"email": caller.usuario.email, "pedido": email})
    pedido.require_storable([("email", email)])
    procurado = await access.find_user(caller.parts.database, email)
    if procurado is None:
        raise NotFound(regras.NAO_ENCONTRADO, {"email": email})
    return stored(procurado.no_fio())


@router.post(
    "/user/forgot_password/{email}",
    response_model=Mensagem,
    responses=FORGOT_RESPONSES,
    summary="Pede a recuperação da senha",
)
async def post_forgot_password(email: EmailNoCaminho, parts: ServerParts, now: Now) -> Response:
    """Escreve um e-mail com um código de uso único, que troca a senha."""
    pedido.require_storable([("email", email)])
    codigo = await access.start_recovery(parts.database, email, now)
    if codigo is None:
        raise NotFound(regras.NAO_ENCONTRADO, {"email": email})
    minutos = int(access.VIDA_DA_RECUPERACAO.total_seconds() // 60)
    carta = CARTA.format(email=email, minutos=minutos, codigo=codigo, endereco=parts.endereco)
    await mail.send(parts.database, parts.smtp, email, ASSUNTO, carta, now)
    return stored({"message": "Um e-mail com o código de recuperação foi escrito. Siga as instruções dele."})


@router.get(
    "/user/reset_password/",
    # Responde um texto (contrato, seção 2), embora o contrato publicado prometa a mensagem.
    response_model=str | Mensagem,
    responses=RESET_RESPONSES,
    summary="Troca a senha esquecida",
)
async def get_reset_password(
    access_token: Annotated[str, Query(title="Código", description="O código recebido por e-mail. Vale uma vez.")],
    password: Annotated[str, Query(title="Senha nova", description="De 1 a 4.096 caracteres.")],
    parts: ServerParts,
    now: Now,
) -> Response:
    """Troca a senha de quem recebeu o código, que deixa de valer."""
    email = await access.finish_recovery(parts.database, access_token, password, now)
    return Response(to_json(f"A senha de {email} foi trocada. Entre com a senha nova."), media_type=JSON)
