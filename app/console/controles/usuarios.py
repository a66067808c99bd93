"""Os usuários da API: criar e trocar, pela própria API; suspender e devolver o acesso; escolher o perfil."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from app import access
from app.console.acting import able, acting, no_administrator
from app.console.controles.emails import MAIOR_EMAIL
from app.console.controles.pergunta import Pergunta, ask
from app.console.controles.usuarios_campos import Recusa, document_of, refused
from app.console.forms import Posted
from app.console.page import Page, ThisPage
from app.console.sender import Call, number_of, send, unfaulted
from app.contract.fields import OrigemUnidade
from app.simulator.guard import Problem
from app.simulator.usuarios import PerfilDoUsuario, put_perfil
from app.storage import usuario
from app.storage.usuario import UsuarioGuardado

router = APIRouter(prefix="/controles/usuarios")

MAIS_LINHAS = 200
"""Quantos se mostram; dos outros, procura-se."""
NOVO: Mapping[str, Any] = {
    "email": "",
    "origem_unidade": "SIAPE",
    "cod_unidade_autorizadora": 1,
    "sistema_gerador": "",
    "is_admin": False,
    "disabled": False,
}
SEM_RECUSA = Recusa()
Email = Annotated[str, Query()]


@router.get("")
async def get_pagina(page: ThisPage, busca: Annotated[str, Query()] = "") -> Response:
    """A lista, na ordem em que foram criados."""
    todos = await page.parts.database.look(usuario.everyone)
    procurado = busca.strip().casefold()
    achados = [um for um in todos if procurado in f"{um.email} {um.sistema_gerador}".casefold()]
    return page.show(
        "controles/usuarios.html",
        usuarios=achados[:MAIS_LINHAS],
        quantos=len(achados),
        busca=busca,
        quem_pede=await acting(page),
    )


@router.get("/novo")
async def get_novo(page: ThisPage) -> Response:
    """O formulário de um usuário novo."""
    return _form(page, NOVO)


@router.get("/ver")
async def get_usuario(page: ThisPage, email: Email = "") -> Response:
    """Um usuário: os dados, o perfil, e a configuração do sistema que entra com ele."""
    return await _shown(page, await _found(page, email))


@router.post("")
async def post_usuario(page: ThisPage, formulario: Posted) -> Response:
    """Cria, ou troca inteiro, pela API. Quem vai perder o próprio acesso é avisado antes."""
    documento = document_of(formulario)
    quem = await acting(page)
    if quem is None:
        raise no_administrator()
    perde = documento["email"].casefold() == quem.email.casefold() and not (
        documento["is_admin"] and not documento["disabled"]
    )
    if perde and not formulario.text("ciente"):
        aviso = (
            "Com isto, este usuário deixa de ser um administrador ativo, e é por ele que este painel administra os "
            "outros. Se não houver outro administrador ativo, só o terminal desta máquina o devolve. Marque que está "
            "ciente e escreva a senha de novo, se é isso mesmo que quer."
        )
        return _form(page, documento, Recusa(do_pedido=aviso), 409, ciente=True)
    if not documento["email"] or len(documento["email"]) > MAIOR_EMAIL:
        return _form(page, documento, Recusa({"email": "Escreva o e-mail, que identifica o usuário."}), 422)
    call = Call(
        metodo="PUT",
        caminho=f"/user/{quote(documento['email'], safe='@')}",
        corpo=json.dumps(documento, ensure_ascii=False),
        de=quem.email,
    )
    resposta = await send(unfaulted(page.api, page.controles.relogio), call, page.parts, page.now)
    if not resposta.is_success:
        recusa = refused(resposta, number_of(resposta))
        return _form(page, documento, recusa, resposta.status_code)
    feito = "criado" if resposta.status_code == HTTPStatus.CREATED else "trocado, com a senha"
    email = resposta.json()["email"]
    recado = f"O usuário {email} foi {feito}. O pedido está no diário, no registro {number_of(resposta)}."
    return page.to(page.link("/controles/usuarios/ver", email=email), recado)


@router.post("/perfil")
async def post_perfil(page: ThisPage, formulario: Posted) -> Response:
    """Escolhe de que órgão são os avisos a mais que o usuário recebe."""
    email, perfil = formulario.text("email"), formulario.text("perfil")
    await put_perfil(email, PerfilDoUsuario(perfil=perfil or None), page.parts)
    recado = f"Daqui em diante, {email} recebe os avisos do perfil {perfil or 'do servidor'}."
    return page.to(page.link("/controles/usuarios/ver", email=email), recado)


@router.get("/suspender")
async def get_suspender(page: ThisPage, email: Email = "") -> Response:
    """Pergunta se é para suspender o acesso; a quem suspenderia o próprio, diz o que isso faz."""
    alvo = await _found(page, email)
    frases = ["Os pedidos dele passam a ser recusados já, também os que vêm com um token que ainda não venceu."]
    quem = await acting(page)
    if quem is not None and quem.email == alvo.email:
        frases.append(
            "É por este usuário que o painel administra os outros. Se não houver outro administrador ativo, ninguém "
            "mais cria nem troca usuários até que se ative um aqui, ou no terminal, com pgd usuario criar e --admin."
        )
    if page.usuario is not None and page.usuario.email == alvo.email:
        frases.append("É também com ele que você entrou: a sua sessão acaba, e só outro administrador o devolve.")
    return ask(
        page,
        Pergunta(
            titulo=f"Suspender o acesso de {alvo.email}?",
            frases=frases,
            desfazer="Para desfazer, devolva o acesso nesta mesma página: os dados e a senha ficam como estão.",
            acao=page.link("/controles/usuarios/acesso"),
            campos={"email": alvo.email, "acesso": "suspender"},
            botao="Suspender o acesso",
            voltar=page.link("/controles/usuarios/ver", email=alvo.email),
        ),
    )


@router.post("/acesso")
async def post_acesso(page: ThisPage, formulario: Posted) -> Response:
    """Suspende ou devolve o acesso; os dados e a senha ficam como estão."""
    alvo, suspender = await _found(page, formulario.text("email")), formulario.text("acesso") == "suspender"

    def change(connection: Any) -> bool:
        if suspender:
            return usuario.disable(connection, alvo.email, page.now)
        return usuario.enable(connection, alvo.email)

    await page.parts.database.write(change, usuario.guard(alvo.email))
    feito = "suspenso: os pedidos dele são recusados" if suspender else "devolvido, com a senha que ele tinha"
    recado = f"O acesso de {alvo.email} foi {feito}."
    return page.to(page.link("/controles/usuarios/ver", email=alvo.email), recado)


async def _found(page: Page, email: str) -> UsuarioGuardado:
    found = await access.find_user(page.parts.database, email)
    if found is None:
        detail = f"Não há usuário com o e-mail {email}. Veja os que há em Controles, Usuários."
        raise Problem(HTTPStatus.NOT_FOUND, "Usuário desconhecido", detail)
    return found


def _form(
    page: Page, escrito: Mapping[str, Any], recusa: Recusa = SEM_RECUSA, status: int = 200, *, ciente: bool = False
) -> Response:
    return page.show(
        "controles/usuario_novo.html",
        status,
        escrito=escrito,
        recusa=recusa,
        ciente=ciente,
        origens=[(origem, origem) for origem in OrigemUnidade],
    )


async def _shown(page: Page, alvo: UsuarioGuardado) -> Response:
    quem = await acting(page)
    return page.show(
        "controles/usuario.html",
        usuario=alvo,
        e_quem_pede=quem is not None and quem.email == alvo.email,
        ativo=able(alvo),
        recusa=SEM_RECUSA,
        ciente=False,
        origens=[(origem, origem) for origem in OrigemUnidade],
        perfis=page.parts.perfis,
    )
