"""Como cada falha se faz: o que se responde no lugar da aplicação, e o que se faz com a resposta dela."""

from collections.abc import Mapping

from fastapi import Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from pydantic_core import to_json

from app.api.answers import JSON
from app.api.errors import refusal
from app.api.usuario import SEGUNDOS_DE_VIDA
from app.faults import pages
from app.faults.call import Call
from app.faults.preset import Inject, Number
from app.rules import acesso

TOKEN_NAO_OLHADO = "O simulador injetou a falha token-recusado, e o token, que pode estar certo, não foi olhado."  # noqa: S105  # uma frase, não um segredo


def page(status: int, titulo: str, texto: str) -> Inject:
    """Uma página de erro de um servidor intermediário, sem que a aplicação veja o pedido."""

    async def inject(call: Call, _: Mapping[str, Number]) -> None:
        await call.respond_instead(_page(call, status, titulo, texto))

    return inject


def page_after(status: int, titulo: str, texto: str) -> Inject:
    """A mesma página, depois de a aplicação atender o pedido."""

    async def inject(call: Call, _: Mapping[str, Number]) -> None:
        await call.true_answer()
        await call.respond(_page(call, status, titulo, texto))

    return inject


async def blocked(call: Call, _: Mapping[str, Number]) -> None:
    """A página de bloqueio de uma rede de distribuição."""
    await call.respond_instead(HTMLResponse(pages.BLOQUEIO.format(falha=call.nome), 403))


async def empty(call: Call, parametros: Mapping[str, Number]) -> None:
    """Um status e mais nada."""
    await call.respond_instead(Response(status_code=int(parametros["status"])))


async def plain(call: Call, _: Mapping[str, Number]) -> None:
    """Um 500 em texto."""
    await call.respond_instead(PlainTextResponse(pages.ERRO_EM_TEXTO, 500))


async def raw_database_error(call: Call, _: Mapping[str, Number]) -> None:
    """Um 422 com o erro cru do banco em `detail`."""
    await call.respond_instead(Response(to_json({"detail": pages.ERRO_DO_BANCO}), 422, media_type=JSON))


async def refused_token(call: Call, _: Mapping[str, Number]) -> None:
    """O 401 do contrato, qualquer que seja o token."""
    headers = {"WWW-Authenticate": "Bearer"}
    await call.respond_instead(refusal(401, acesso.TOKEN_INVALIDO, {"motivo": TOKEN_NAO_OLHADO}, headers))


async def connection_reset(call: Call, _: Mapping[str, Number]) -> None:
    """A conexão reiniciada; numa aplicação na memória de um teste, que não a tem, o que um proxy diria disso."""
    await call.reset_instead(_page(call, 502, "Conexão reiniciada", "O servidor de trás reiniciou a conexão."))


async def truncated(call: Call, _: Mapping[str, Number]) -> None:
    """A resposta verdadeira, cortada ao meio."""
    answer = await call.true_answer()
    await call.give(answer.cut(len(answer.body) // 2))


async def delayed(call: Call, parametros: Mapping[str, Number]) -> None:
    """A resposta verdadeira, que demora a começar."""
    answer = await call.true_answer()
    if await call.wait(parametros["segundos"]):
        await call.give(answer)


async def trickled(call: Call, parametros: Mapping[str, Number]) -> None:
    """A resposta verdadeira, aos pingos."""
    answer = await call.true_answer()
    size = int(parametros["bytes"])
    await call.send(answer.start)
    for start in range(0, len(answer.body), size):
        if not await call.wait(parametros["intervalo"]):
            return
        await call.send({"type": "http.response.body", "body": answer.body[start : start + size], "more_body": True})
    await call.send({"type": "http.response.body"})


async def brief_token(call: Call, parametros: Mapping[str, Number]) -> None:
    """A resposta verdadeira, com um token que logo vence."""
    call.scope["state"][SEGUNDOS_DE_VIDA] = int(parametros["segundos"])
    await call.give(await call.true_answer())


def _page(call: Call, status: int, titulo: str, texto: str) -> Response:
    return HTMLResponse(pages.PAGINA.format(status=status, titulo=titulo, texto=texto, falha=call.nome), status)
