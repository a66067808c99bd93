"""O cenário `problemas`: o exemplo que quebra cada regra do catálogo, enviado de verdade, para que o diário o mostre.

Cada exemplo tem uma autorizadora e um usuário só seus, para que não esbarre em outro. Os usuários, que são inventados,
saem ao fim.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from sqlalchemy import Connection

from app import tokens
from app.controls import DO_PEDIDO, Controles
from app.perfis import DA_CASA
from app.rules.catalog import CATALOG, GROUPS
from app.rules.exemplo import Arquivo, Pedido
from app.rules.perfis.perfil import NACIONAL
from app.rules.rule import Rule
from app.seeds import exemplos
from app.seeds.semeadura import Alvo, Passo, Semeadura
from app.storage import usuario
from app.storage.relogio import Relogio

INSTANTE = datetime(2025, 7, 1, 12, tzinfo=UTC)
"""O instante em que os exemplos valem, qualquer que seja o relógio do simulador."""
PRIMEIRA_AUTORIZADORA = 90_001
ORIGEM = "http://127.0.0.1"
DOMINIO = "orgao.gov.br"
"""O dos usuários dos exemplos."""

FORA: Mapping[str, str] = {
    **dict.fromkeys(("PD-10", "PD-15", "PD-16"), "Só acontece com o banco parado, cheio, ou que cai no meio."),
    **dict.fromkeys(("PD-12", "PD-13", "PD-14"), "Só se provoca escrevendo na conexão o que cliente HTTP algum manda."),
    "PD-11": "Só acontece quando o simulador tem um defeito.",
    "AU-10": "Precisa de um código que só chega por e-mail.",
    "AU-12": "Só acontece com PGD_LIMITE_LOGIN, depois de várias senhas erradas.",
    "FO-27": "Só aconteceria com uma versão futura do contrato.",
    **{
        code: "É de um arquivo conferido com pgd validar, que não passa pelo servidor."
        for code, rule in CATALOG.items()
        if isinstance(rule.breaks, Arquivo)
    },
}
"""As regras que este cenário não provoca, e por quê."""
ANUNCIA_MAIS: Mapping[str, str] = {"Content-Length": "999999999999"}
"""O corpo grande demais da PD-04, sem que ele exista: ele se recusa pelo tamanho anunciado."""
DE_ANTES_DA_SENHA = "AU-13"
"""O aviso de um token emitido antes da última troca da senha."""


@dataclass(frozen=True, slots=True)
class Exemplo:
    """O exemplo de uma regra, na unidade dele, e o e-mail do usuário que ele cria, se cria um."""

    regra: str
    pedido: Pedido
    usuario: str


def examples() -> list[Exemplo]:
    """Um exemplo por regra que se provoca, na ordem do catálogo."""
    return [_example(n, rule) for n, rule in enumerate(CATALOG.values()) if rule.code not in FORA]


def _example(n: int, rule: Rule[Any, Any]) -> Exemplo:
    assert not isinstance(rule.breaks, Arquivo)  # noqa: S101  # os arquivos ficaram de fora
    nome = f"exemplo-{rule.code.lower()}"
    pedido = exemplos.moved(rule.breaks, PRIMEIRA_AUTORIZADORA + n, _admin(_profile(rule)), nome)
    if rule.code == "PD-04":
        pedido = replace(pedido, cabecalhos=ANUNCIA_MAIS)
    return Exemplo(rule.code, pedido, f"{nome}@{DOMINIO}")


def _profile(rule: Rule[Any, Any]) -> str:
    """O perfil em que a regra vale: o do órgão de que ela é, ou o das normas gerais."""
    return next((nome for nome in DA_CASA if rule in GROUPS.get(nome, ())), NACIONAL.nome)


def _admin(perfil: str) -> str:
    return f"exemplos-{perfil}@{DOMINIO}"


async def sow(alvo: Alvo, _: Semeadura) -> AsyncGenerator[Passo]:
    """Envia cada exemplo, depois do que vem antes dele. Erros: Unavailable."""
    todos = examples()
    emails = [*map(_admin, DA_CASA), *(exemplo.usuario for exemplo in todos)]
    await alvo.database.write(_create_administrators)
    try:
        for exemplo in todos:
            resposta = await _run(alvo, exemplo)
            avisos, registro = resposta.headers.get("X-PGD-Avisos"), resposta.headers.get("X-PGD-Registro")
            yield Passo(
                f"o exemplo de {exemplo.regra}",
                len(todos),
                recusado="X-PGD-Regra" in resposta.headers,
                avisos=len(avisos.split(", ")) if avisos else 0,
                registro=(exemplo.regra, int(registro)) if registro else None,
            )
    finally:
        # Até o fim, também quando quem pediu foi embora.
        await asyncio.shield(alvo.database.write(lambda connection: usuario.remove(connection, emails)))


def _create_administrators(connection: Connection) -> None:
    """Um por perfil, com um resumo de senha que senha alguma cumpre: ninguém entra por eles."""
    for perfil in DA_CASA:
        dados = {
            "email": _admin(perfil),
            "is_admin": True,
            "disabled": False,
            "origem_unidade": "SIAPE",
            "cod_unidade_autorizadora": PRIMEIRA_AUTORIZADORA,
            "sistema_gerador": "Exemplos das regras",
        }
        usuario.save(connection, dados, "", INSTANTE)
        usuario.choose_profile(connection, _admin(perfil), perfil)


async def _run(alvo: Alvo, exemplo: Exemplo) -> httpx2.Response:
    """A resposta ao exemplo, pedido de dentro do processo, com o relógio dos exemplos e sem falhas armadas."""
    controles = {DO_PEDIDO: Controles(Relogio(congelado_em=INSTANTE))}

    async def api(scope: Any, receive: Any, send: Any) -> None:
        await alvo.api({**scope, "extensions": controles}, receive, send)

    # O endereço é só deste exemplo: as senhas erradas dele não contam contra quem usa o simulador.
    transport = httpx2.ASGITransport(app=api, client=(f"exemplo-{exemplo.regra}", 0))
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGEM) as client:
        return await _send(client, alvo, exemplo, exemplo.pedido)


async def _send(client: httpx2.AsyncClient, alvo: Alvo, exemplo: Exemplo, pedido: Pedido) -> httpx2.Response:
    """Envia o que vem antes e o pedido, cada um com o token de quem o faz."""
    for anterior in pedido.antes:
        assert isinstance(anterior, Pedido)  # noqa: S101  # foram todos passados a pedidos
        await _send(client, alvo, exemplo, anterior)
    emitido_em = INSTANTE - timedelta(minutes=exemplo.regra == DE_ANTES_DA_SENHA)
    token = tokens.issue(pedido.de, alvo.signing_key, emitido_em, alvo.token_minutos) if pedido.de else None
    http = client.build_request(pedido.metodo, pedido.caminho, content=pedido.corpo.encode())
    # Só os cabeçalhos do exemplo: há os que se fazem com um a menos.
    http.headers = httpx2.Headers({"Host": http.url.host, **exemplos.headers(pedido, token)})
    return await client.send(http)
