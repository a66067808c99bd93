"""A caixa de saída: os e-mails que o simulador escreveu, com o código de recuperação à mão."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response

from app.access import VIDA_DA_RECUPERACAO
from app.api.usuario import code_in
from app.console.controles.pergunta import Pergunta, ask
from app.console.forms import Posted, understood
from app.console.page import Page, ThisPage
from app.console.sender import Call, send, told_answer, unfaulted
from app.rules.calculo import MAIOR_INTEGER
from app.simulator.emails import Busca, Emails, delete_email, delete_emails, get_email, get_emails
from app.simulator.guard import Problem
from app.storage.mensagem import MAIS_MENSAGENS

router = APIRouter(prefix="/controles/emails")

POR_PAGINA = 20
MAIOR_EMAIL = 1_000
"""Caracteres além dos quais um e-mail nem se pergunta à API: o endereço do pedido teria de os levar."""
Numero = Annotated[int, Path(ge=1, le=MAIOR_INTEGER)]
Para = Annotated[str, Query()]
Cursor = Annotated[str, Query()]


@router.get("")
async def get_pagina(page: ThisPage, para: Para = "", cursor: Cursor = "") -> Response:
    """A caixa de saída, do mais novo ao mais antigo."""
    return await _shown(page, para, cursor)


@router.get("/lista")
async def get_lista(
    page: ThisPage, para: Para = "", cursor: Cursor = "", vista: Annotated[str, Query()] = ""
) -> Response:
    """O pedaço da página com os e-mails, que se busca de novo quando chegam pedidos; nada, se é o mesmo que se vê."""
    achados = await _found(page, para, cursor)
    agora = _seen(achados)
    if vista == agora:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return page.show(
        "controles/_emails_lista.html", achados=achados, para=para, cursor=cursor, code_in=code_in, vista=agora
    )


@router.post("/recuperacao")
async def post_recuperacao(page: ThisPage, formulario: Posted) -> Response:
    """Pede à API, como um cliente pediria, uma senha nova para este usuário."""
    email = formulario.text("email").strip()
    try:
        if not email or len(email) > MAIOR_EMAIL:
            detail = "Escreva o e-mail do usuário que esqueceu a senha."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Falta o e-mail", detail)
        call = Call(metodo="POST", caminho=f"/user/forgot_password/{quote(email, safe='@')}")
        resposta = await send(unfaulted(page.api, page.controles.relogio), call, page.parts, page.now)
        if resposta.status_code != HTTPStatus.OK:
            status = HTTPStatus(resposta.status_code)
            raise Problem(status, "O e-mail não foi escrito", told_answer(resposta))
    except Problem as problema:
        return await _shown(page, "", "", problema, email)
    recado = f"O e-mail para {email} foi escrito, e está no alto da lista, com o código."
    return page.to(page.link("/controles/emails"), recado)


@router.get("/apagar")
async def get_apagar_todos(page: ThisPage) -> Response:
    """Pergunta se é para esvaziar a caixa."""
    return ask(
        page,
        Pergunta(
            titulo="Esvaziar a caixa de saída?",
            frases=["Apagam-se todos os e-mails que o simulador escreveu, para qualquer usuário."],
            desfazer="Não há como desfazer. Os códigos que os e-mails traziam continuam valendo até vencer.",
            acao=page.link("/controles/emails/apagar"),
            botao="Apagar todos os e-mails",
            voltar=page.link("/controles/emails"),
        ),
    )


@router.post("/apagar")
async def post_apagar_todos(page: ThisPage, _: Posted) -> Response:
    """Esvazia a caixa."""
    quantos = (await delete_emails(page.parts)).apagados
    recado = {0: "A caixa já estava vazia.", 1: "O e-mail foi apagado."}
    return page.to(page.link("/controles/emails"), recado.get(quantos, f"Os {quantos} e-mails foram apagados."))


@router.get("/{numero}/apagar")
async def get_apagar(numero: Numero, page: ThisPage) -> Response:
    """Pergunta se é para apagar este."""
    email = await get_email(numero, page.parts)
    return ask(
        page,
        Pergunta(
            titulo=f"Apagar o e-mail {numero}?",
            frases=[f"É o que foi escrito para {email.para}: “{email.assunto}”."],
            desfazer=(
                "Não há como desfazer. O código que ele traz continua valendo até vencer: apaga-se o e-mail, e não o "
                "pedido de senha nova."
            ),
            acao=page.link(f"/controles/emails/{numero}/apagar"),
            botao="Apagar o e-mail",
            voltar=page.link("/controles/emails"),
        ),
    )


@router.post("/{numero}/apagar")
async def post_apagar(numero: Numero, page: ThisPage, _: Posted) -> Response:
    """Apaga este; o que já não havia não é erro: outra aba pode tê-lo apagado."""
    try:
        await delete_email(numero, page.parts)
        recado = f"O e-mail {numero} foi apagado."
    except Problem as problema:
        if problema.status != HTTPStatus.NOT_FOUND:
            raise
        recado = f"O e-mail {numero} já não estava na caixa."
    return page.to(page.link("/controles/emails"), recado)


async def _shown(page: Page, para: str, cursor: str, problema: Problem | None = None, email: str = "") -> Response:
    achados = await _found(page, para, cursor)
    return page.show(
        "controles/emails.html",
        problema.status if problema else HTTPStatus.OK,
        achados=achados,
        vista=_seen(achados),
        para=para,
        cursor=cursor,
        code_in=code_in,
        problema=problema,
        email=email,
        entrega=page.parts.smtp.servidor is not None,
        cabem=MAIS_MENSAGENS,
        minutos=VIDA_DA_RECUPERACAO // timedelta(minutes=1),
    )


async def _found(page: Page, para: str, cursor: str) -> Emails:
    campos = {"para": para.strip(), "cursor": cursor, "limite": str(POR_PAGINA)}
    return await get_emails(understood(Busca, campos), page.parts)


def _seen(achados: Emails) -> str:
    """O que se vê numa lista: os números, e o que se sabe da entrega de cada um."""
    return "".join(f"{um.numero}{'+' * bool(um.entregue_em)}{'-' * bool(um.falha)}." for um in achados.emails)
