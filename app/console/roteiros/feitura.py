"""Fazer um roteiro: começá-lo, e fazer cada passo uma vez só, ainda que o peçam duas."""

import asyncio
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from http import HTTPStatus
from urllib.parse import quote

from app.console.page import Page
from app.console.roteiros.leitura import Lido
from app.console.roteiros.lugar import Lugar
from app.console.roteiros.modelo import ADMINISTRADOR, NINGUEM, Controle, Pedido, Usuario
from app.console.roteiros.texto import Trocas, address, marks
from app.console.sender import Call, number_of, send
from app.rules.calculo import MAIOR_BIGINT
from app.rules.rule import Unavailable
from app.simulator import relogio as porta_do_relogio
from app.simulator.emails import Busca, get_emails
from app.simulator.falhas import delete_falha, get_falhas, post_falha
from app.simulator.guard import Problem
from app.simulator.reinicio import Para, post_reinicio
from app.storage import roteiro as guardado
from app.storage.reinicio import Escopo

ESPERA, VEZES = 0.1, 60
"""Segundos entre uma olhada no diário e a seguinte, e quantas, à espera de um passo que outro está a fazer."""
_CODIGO = re.compile(r"access_token=([\w-]+)")


async def begin(page: Page, lido: Lido) -> Lugar:
    """Esvazia a unidade do roteiro, desarma as falhas dela, cria os usuários, e devolve o primeiro ponto.

    Erros: Problem; Unavailable.
    """
    nome, roteiro = lido.nome, lido.roteiro
    volta = await page.parts.database.write(partial(guardado.start, nome=nome), guardado.guard(nome))
    await _empty(page, roteiro.unidade)
    await _disarm(page, lido)
    for usuario in roteiro.usuarios:
        await _create(page, lido, usuario)
    return Lugar(nome, volta, 1, ())


async def perform(page: Page, lido: Lido, lugar: Lugar) -> Lugar:
    """Faz o passo que se vê, o seguinte aos feitos, e devolve o ponto em que se fica.

    Um passo que outra aba, ou outro clique, já fez ou está a fazer não se faz de novo: espera-se pelo que deu. Erros:
    Problem, se o roteiro recomeçou noutra aba, ou se não se sabe o que o passo deu; Unavailable.
    """
    volta, passo, database = lugar.volta, lugar.passo, page.parts.database
    if volta > MAIOR_BIGINT // guardado.VOLTA:
        raise restarted()
    tomado = partial(guardado.take, nome=lido.nome, volta=volta, passo=passo)
    if not await database.write(tomado):
        return await _already(page, lido, lugar)
    try:
        numeros = await _do(page, lido, lugar)
    except BaseException:
        # Também quem foi embora no meio: o passo fica por fazer, para quem o pedir de novo.
        with suppress(Unavailable):
            devolvido = partial(guardado.give_back, nome=lido.nome, volta=volta, passo=passo)
            await asyncio.shield(database.write(devolvido))
        raise
    return lugar.after(numeros)


def restarted() -> Problem:
    """O que se diz a quem segue uma volta que já não é a do roteiro."""
    return Problem(
        HTTPStatus.CONFLICT,
        "O roteiro recomeçou",
        "Este roteiro foi recomeçado noutra aba, e os dados desta volta já foram apagados. Siga na outra aba, ou "
        "recomece aqui.",
    )


async def marks_of(page: Page, lido: Lido) -> Trocas:
    """O que se põe agora no lugar de cada marcador do roteiro. Erros: Unavailable."""
    usuario = lido.roteiro.usuarios[0].email if lido.roteiro.usuarios else page.parts.admin.email
    # A caixa de saída só se lê se alguém quer o código.
    emails = await get_emails(Busca(para=usuario, limite=1), page.parts)
    achado = _CODIGO.search(emails.emails[0].texto) if emails.emails else None
    agora = await _now(page)
    return marks(agora.date(), lido.roteiro.unidade, usuario, achado[1] if achado else "")


def agent_of(lido: Lido, lugar: Lugar) -> str:
    """Como um passo se apresenta à API: por aí se acham, no diário, os pedidos que ele fez."""
    return f"Roteiro/{lugar.volta}.{lugar.passo} (+https://localhost/simulador/roteiros/{lido.nome})"


async def _do(page: Page, lido: Lido, lugar: Lugar) -> tuple[int, ...]:
    passo = lido.roteiro.passos[lugar.passo - 1]
    for controle in passo.controle:
        await _control(page, lido, controle)
    numeros = [await _ask(page, lido, pedido, agent_of(lido, lugar)) for pedido in passo.pedido]
    # A página seguinte pode ser feita por outro processo.
    await page.parts.journal.flush()
    return tuple(numeros)


async def _already(page: Page, lido: Lido, lugar: Lugar) -> Lugar:
    passo = lido.roteiro.passos[lugar.passo - 1]
    procurar = partial(guardado.made, user_agent=agent_of(lido, lugar))
    for _ in range(VEZES):
        volta, _feitos = await page.parts.database.look(partial(guardado.reached, nome=lido.nome))
        if volta != lugar.volta:
            raise restarted()
        numeros: Sequence[int] = ()
        if passo.pedido:
            await page.parts.journal.flush()
            numeros = await page.parts.database.look(procurar)
        if len(numeros) >= len(passo.pedido):
            return lugar.after(tuple(numeros[: len(passo.pedido)]))
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
    de = lido.roteiro.asks_as(pedido)
    call = Call(
        metodo=pedido.metodo,
        caminho=address(pedido.caminho, trocas),
        corpo=lido.roteiro.body(pedido, trocas),
        de={NINGUEM: None, ADMINISTRADOR: page.parts.admin.email}.get(de, de),
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
        de=page.parts.admin.email,
    )
    resposta = await send(page.api, call, page.parts, await _now(page))
    if resposta.status_code not in (HTTPStatus.OK, HTTPStatus.CREATED):
        raise Problem(
            HTTPStatus.CONFLICT,
            "O usuário da demonstração não pôde ser criado",
            f"O roteiro envia como {usuario.email}, e a API respondeu {resposta.status_code} ao pedido que o criaria. "
            "Quase sempre é uma falha armada: veja as Controles, desarme-a, e comece de novo.",
        )


async def _now(page: Page) -> datetime:
    """O instante agora, no relógio do simulador, que o próprio roteiro pode ter mudado."""
    return (await page.parts.controls.current()).relogio.read(page.parts.clock())
