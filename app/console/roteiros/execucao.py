"""Fazer um roteiro: começá-lo, e fazer cada passo uma vez só, ainda que o peçam duas."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from http import HTTPStatus
from urllib.parse import quote

from app.api.usuario import code_in
from app.console.acting import acting, no_administrator
from app.console.page import Page
from app.console.roteiros.leitura import Lido
from app.console.roteiros.modelo import ADMINISTRADOR, NINGUEM, Controle, Pedido, Usuario
from app.console.roteiros.ponto import Ponto
from app.console.roteiros.texto import Trocas, address, marks
from app.console.sender import Call, number_of, send, told_answer, unfaulted
from app.rules.calculo import MAIOR_BIGINT
from app.rules.rule import Unavailable
from app.simulator import relogio as porta_do_relogio
from app.simulator.emails import Busca, get_emails
from app.simulator.falhas import delete_falha, get_falhas, post_falha
from app.simulator.guard import Problem
from app.simulator.reinicio import Para, post_reinicio
from app.storage import roteiro as guardado
from app.storage.reinicio import Escopo
from app.storage.relogio import Relogio

ESPERA, VEZES = 0.1, 60
"""Segundos entre uma olhada no diário e a seguinte, e quantas, à espera de um passo que outro está a fazer."""


async def begin(page: Page, lido: Lido) -> Ponto:
    """Esvazia a unidade do roteiro, desarma as falhas dela, cria os usuários, e devolve o primeiro ponto.

    Erros: Problem; Unavailable.
    """
    nome, roteiro = lido.nome, lido.roteiro
    volta = await page.parts.database.write(partial(guardado.start, nome=nome), guardado.guard(nome))
    await _empty(page, roteiro.unidade)
    await _disarm(page, lido)
    for usuario in roteiro.usuarios:
        await _create(page, lido, usuario)
    return Ponto(nome, volta, 1, ())


async def perform(page: Page, lido: Lido, ponto: Ponto) -> Ponto:
    """Faz o passo que se vê, o seguinte aos feitos, e devolve o ponto em que se fica.

    Um passo que outra aba, ou outro clique, já fez ou está a fazer não se faz de novo: espera-se pelo que deu. Erros:
    Problem, se o roteiro recomeçou em outra aba, ou se não se sabe o que o passo deu; Unavailable.
    """
    volta, passo, database = ponto.volta, ponto.passo, page.parts.database
    if volta > MAIOR_BIGINT // guardado.VOLTA:
        raise restarted()
    tomado = partial(guardado.take, nome=lido.nome, volta=volta, passo=passo)
    if not await database.write(tomado):
        return await _already(page, lido, ponto)
    try:
        numeros = await _do(page, lido, ponto)
    except BaseException:
        # Também quem foi embora no meio: o passo fica por fazer, para quem o pedir de novo.
        with suppress(Unavailable):
            devolvido = partial(guardado.give_back, nome=lido.nome, volta=volta, passo=passo)
            await asyncio.shield(database.write(devolvido))
        raise
    return ponto.after(numeros)


def restarted() -> Problem:
    """O que se diz a quem segue uma volta que já não é a do roteiro."""
    return Problem(
        HTTPStatus.CONFLICT,
        "O roteiro recomeçou",
        "Este roteiro foi recomeçado em outra aba, e os dados desta volta já foram apagados. Siga na outra aba, ou "
        "recomece aqui.",
    )


async def marks_of(page: Page, lido: Lido) -> Trocas:
    """O que se põe agora no lugar de cada marcador do roteiro. Erros: Unavailable."""
    usuario = lido.roteiro.usuarios[0].email if lido.roteiro.usuarios else page.parts.admin.email
    codigo = await _code(page, usuario) if lido.roteiro.quer_codigo else None
    agora = await _now(page)
    return marks(agora.date(), lido.roteiro.unidade, usuario, codigo)


def agent_of(lido: Lido, ponto: Ponto) -> str:
    """Como um passo se apresenta à API: por aí se acham, no diário, os pedidos que ele fez."""
    return f"Roteiro/{ponto.volta}.{ponto.passo} (+https://localhost/simulador/roteiros/{lido.nome})"


async def _code(page: Page, email: str) -> str | None:
    """O código do e-mail mais novo a este endereço, se ele traz um."""
    emails = await get_emails(Busca(para=email, limite=1), page.parts)
    return code_in(emails.emails[0].texto) if emails.emails else None


async def _do(page: Page, lido: Lido, ponto: Ponto) -> tuple[int, ...]:
    passo = lido.roteiro.passos[ponto.passo - 1]
    for controle in passo.controle:
        await _control(page, lido, controle)
    numeros = [await _ask(page, lido, pedido, agent_of(lido, ponto)) for pedido in passo.pedido]
    # A página seguinte pode ser feita por outro processo.
    await page.parts.journal.flush()
    return tuple(numeros)


async def _already(page: Page, lido: Lido, ponto: Ponto) -> Ponto:
    passo = lido.roteiro.passos[ponto.passo - 1]
    procurar = partial(guardado.made, user_agent=agent_of(lido, ponto))
    for _ in range(VEZES):
        volta, _feitos = await page.parts.database.look(partial(guardado.reached, nome=lido.nome))
        if volta != ponto.volta:
            raise restarted()
        numeros: Sequence[int] = ()
        if passo.pedido:
            await page.parts.journal.flush()
            numeros = await page.parts.database.look(procurar)
        if len(numeros) >= len(passo.pedido):
            return ponto.after(tuple(numeros[: len(passo.pedido)]))
        await asyncio.sleep(ESPERA)
    raise Problem(
        HTTPStatus.CONFLICT,
        "Este passo não se pode fazer agora",
        "Este passo já foi pedido, e o diário não tem o que ele deu: ou ainda não acabou, ou o registro já saiu de lá. "
        "Recarregue a página; se nada mudar, recomece o roteiro.",
    )


async def _ask(page: Page, lido: Lido, pedido: Pedido, agente: str) -> int:
    """O número do registro do pedido; zero, se o diário não o numerou."""
    trocas = await marks_of(page, lido)
    de: str | None = lido.roteiro.asks_as(pedido)
    if de == NINGUEM:
        de = None
    elif de == ADMINISTRADOR:
        de = await _administrator(page)
    call = Call(
        metodo=pedido.metodo,
        caminho=address(pedido.caminho, trocas),
        corpo=lido.roteiro.body(pedido, trocas),
        de=de,
        cabecalhos={"User-Agent": agente},
    )
    return number_of(await send(page.api, call, page.parts, await _now(page))) or 0


async def _control(page: Page, lido: Lido, controle: Controle) -> None:
    parts, unidade = page.parts, lido.roteiro.unidade
    if controle.reiniciar:
        await _empty(page, unidade)
    elif controle.desarmar:
        await _disarm(page, lido)
    elif controle.usuario is not None:
        await _create(page, lido, controle.usuario)
    elif controle.armar is not None:
        so_daqui = controle.armar.usuario is None and controle.armar.unidade is None
        armar = controle.armar.model_copy(update={"unidade": unidade}) if so_daqui else controle.armar
        await post_falha(armar, parts, await _now(page))
    elif controle.relogio is not None:
        await porta_do_relogio.put_relogio(controle.relogio, parts)
    elif controle.avancar is not None:
        await porta_do_relogio.post_avanco(controle.avancar, parts)
    else:
        await porta_do_relogio.delete_relogio(parts)


async def _empty(page: Page, unidade: str) -> None:
    await post_reinicio(page.parts, Escopo.DADOS, Para.VAZIO, unidade)


async def _disarm(page: Page, lido: Lido) -> None:
    """Desarma as falhas que só alcançam a unidade ou os usuários do roteiro; as de mais ninguém."""
    emails = {usuario.email for usuario in lido.roteiro.every_user()}
    armadas = await get_falhas(page.parts, await _now(page))
    for armada in armadas.falhas:
        if armada.unidade == lido.roteiro.unidade or armada.usuario in emails:
            # Pode ter-se esgotado entretanto.
            with suppress(Problem):
                await delete_falha(armada.numero, page.parts)


async def _create(page: Page, lido: Lido, usuario: Usuario) -> None:
    origem, _, autorizadora = lido.roteiro.unidade.partition("/")
    documento = {
        "email": usuario.email,
        "password": usuario.senha,
        "is_admin": usuario.admin,
        "disabled": usuario.desativado,
        "origem_unidade": origem,
        "cod_unidade_autorizadora": int(autorizadora),
        "sistema_gerador": "Roteiro do simulador 1.0",
    }
    call = Call(
        metodo="PUT",
        caminho=f"/user/{quote(usuario.email, safe='@')}",
        corpo=json.dumps(documento),
        de=await _administrator(page),
    )
    relogio = await _clock(page)
    agora = relogio.read(page.parts.clock())
    resposta = await send(unfaulted(page.api, relogio), call, page.parts, agora)
    if resposta.status_code not in (HTTPStatus.OK, HTTPStatus.CREATED):
        raise Problem(
            HTTPStatus.CONFLICT,
            "O usuário da demonstração não pôde ser criado",
            f"O roteiro envia como {usuario.email}, e a API não o quis criar. {told_answer(resposta)} Se o arquivo do "
            "roteiro é seu, confira nele o e-mail e a senha deste usuário, e comece de novo.",
        )


async def _administrator(page: Page) -> str:
    """O e-mail do administrador por quem se pede. Erros: Problem, se não há um ativo; Unavailable."""
    administrador = await acting(page)
    if administrador is None:
        raise no_administrator()
    return administrador.email


async def _clock(page: Page) -> Relogio:
    """O relógio do simulador agora: o próprio roteiro pode tê-lo mudado."""
    return (await page.parts.controls.current()).relogio


async def _now(page: Page) -> datetime:
    """O instante agora, nesse relógio."""
    return (await _clock(page)).read(page.parts.clock())
