"""O que se vê de um passo: o pedido antes de ir, e depois dele a resposta, o porquê, e se era o esperado."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from app.console.page import Page
from app.console.roteiros.leitura import Lido
from app.console.roteiros.modelo import Passo, Pedido, Roteiro
from app.console.roteiros.ponto import Ponto
from app.console.roteiros.texto import Trocas, address
from app.explain.explain import NotInJournal, explain_record, find
from app.explain.explanation import Explicacao
from app.records.whole import RegistroCompleto, describe
from app.rules.calculo import MAIOR_BIGINT
from app.simulator.registros import server_of

RECOMECE = "Recomece o roteiro para o ver como foi escrito."


@dataclass(frozen=True, slots=True)
class LinhaDoCorpo:
    """Uma linha de um corpo, e se é das que o passo mudou."""

    texto: str
    mudada: bool


@dataclass(frozen=True, slots=True)
class Visto:
    """Um pedido do passo. `registro` é o do diário, se já foi feito e o diário ainda o tem; a explicação dele só
    acompanha o passo que se vê.

    `inesperado` diz, se não veio o que se esperava, o que se esperava e por que talvez não tenha vindo.
    """

    pedido: Pedido
    numero: int | None
    caminho: str
    de: str
    corpo: list[LinhaDoCorpo]
    registro: RegistroCompleto | None
    explicacao: Explicacao | None
    inesperado: str


@dataclass(frozen=True, slots=True)
class Anterior:
    """Um passo já feito, em poucas palavras."""

    numero: int
    passo: Passo
    vistos: Sequence[Visto]


async def seen(page: Page, lido: Lido, ponto: Ponto, trocas: Trocas) -> list[Visto]:
    """Os pedidos do passo que se vê; os que ainda não foram, com os marcadores trocados. Erros: Unavailable."""
    passo = lido.roteiro.passos[ponto.passo - 1]
    if not ponto.feito:
        return _about_to_go(lido.roteiro, passo, trocas)
    return await _done(page, lido, passo, ponto.feitos[ponto.passo - 1], explain=True)


async def before(page: Page, lido: Lido, ponto: Ponto) -> list[Anterior]:
    """Os passos feitos antes do que se vê. Erros: Unavailable."""
    feitos = list(zip(lido.roteiro.passos, ponto.feitos, strict=False))[: ponto.passo - 1]
    return [
        Anterior(numero, passo, await _done(page, lido, passo, numeros, explain=False))
        for numero, (passo, numeros) in enumerate(feitos, 1)
    ]


def _about_to_go(roteiro: Roteiro, passo: Passo, trocas: Trocas) -> list[Visto]:
    return [
        Visto(
            pedido,
            None,
            address(pedido.caminho, trocas),
            roteiro.asks_as(pedido),
            _lines(roteiro.body(pedido, trocas), pedido),
            None,
            None,
            "",
        )
        for pedido in passo.pedido
    ]


async def _done(page: Page, lido: Lido, passo: Passo, numeros: Sequence[int], *, explain: bool) -> list[Visto]:
    # O que este processo acabou de responder pode estar ainda à espera do próximo lote.
    await page.parts.journal.flush()
    return [
        await _answered(page, lido, pedido, numero, explain=explain)
        for pedido, numero in zip(passo.pedido, numeros, strict=True)
    ]


async def _answered(page: Page, lido: Lido, pedido: Pedido, numero: int, *, explain: bool) -> Visto:
    de, parts = lido.roteiro.asks_as(pedido), page.parts
    try:
        guardado = await find(parts.database, numero if 0 < numero <= MAIOR_BIGINT else 0)
    except NotInJournal:
        return Visto(pedido, numero, pedido.caminho, de, [], None, None, "")
    registro = describe(guardado)
    recebido = registro.corpos.recebido
    return Visto(
        pedido,
        numero,
        registro.caminho,
        de,
        _lines(recebido.texto if recebido else None, pedido),
        registro,
        await explain_record(parts.database, guardado, server_of(parts)) if explain else None,
        _unexpected(lido, pedido, registro),
    )


def _lines(corpo: str | None, pedido: Pedido) -> list[LinhaDoCorpo]:
    """O corpo, linha a linha; as dos campos mudados, marcadas."""
    if not corpo:
        return []
    linhas: list[LinhaDoCorpo] = []
    mudada = False
    for linha in corpo.splitlines():
        if linha.startswith('  "'):
            mudada = _name(linha) in pedido.mudando
        elif linha.startswith("}"):
            mudada = False
        linhas.append(LinhaDoCorpo(linha, mudada))
    return linhas


def _name(linha: str) -> Any:
    """O campo que começa nesta linha de um objeto endentado por dois espaços."""
    nome, _, _ = linha.strip().partition(": ")
    try:
        return json.loads(nome)
    except ValueError:
        return None


def _unexpected(lido: Lido, pedido: Pedido, registro: RegistroCompleto) -> str:
    faltam = [codigo for codigo in pedido.regras if codigo not in registro.regras]
    faltam += [codigo for codigo in pedido.avisos if codigo not in registro.avisos]
    if registro.status == pedido.espera and not faltam:
        return ""
    esperado = f"Esperava-se {pedido.espera}" + (f", com {', '.join(faltam)}" if faltam else "")
    veio = f"veio {registro.status}" if registro.status else "não veio resposta"
    return f"{esperado}, e {veio}. Talvez porque {_perhaps(lido, pedido, registro)}. {RECOMECE}"


def _perhaps(lido: Lido, pedido: Pedido, registro: RegistroCompleto) -> str:
    unidade = lido.roteiro.unidade
    if pedido.talvez:
        return pedido.talvez.strip().rstrip(".")
    if registro.falha:
        return f"há uma falha armada ({registro.falha}), que este pedido apanhou: veja os Controles"
    if (registro.status, pedido.espera) == (HTTPStatus.OK, HTTPStatus.CREATED):
        return f"o documento já estava guardado: alguém o enviou em {unidade} depois que o roteiro começou"
    if registro.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.BAD_REQUEST):
        return "o usuário da demonstração foi trocado ou desativado depois que o roteiro começou"
    return f"alguém mexeu nos dados de {unidade}, nos usuários, nas falhas ou no relógio depois que o roteiro começou"
