"""O exemplo de uma regra, como se experimenta: o que se escreve, o que vai antes, e os pedidos em que isso dá."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app import tokens
from app.api.dependencies import Parts
from app.console.pedido import clean_path, read_headers
from app.console.regras.busca import AnyRule
from app.console.sender import Call
from app.explain.request import nearest_path
from app.perfis import Perfis
from app.rules import mostra
from app.rules.exemplo import ADMIN, USER_AGENT, Arquivo, Documento, Envio, Exemplo, Pedido
from app.rules.pedido import CORPO_GRANDE_DEMAIS
from app.rules.perfis.perfil import NACIONAL
from app.seeds import exemplos
from app.seeds.problemas import ANUNCIA_MAIS, DE_ANTES_DA_SENHA, FORA, INSTANTE

QUEBRA, CUMPRE = "quebra", "cumpre"
_USUARIO = "sistema"
"""O usuário dos exemplos: o que vem antes da arroba."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escrito:
    """O que está nos campos de quem experimenta. De um documento, só o corpo se muda."""

    metodo: str = ""
    caminho: str = ""
    cabecalhos: str = ""
    corpo: str = ""


def example_of(rule: AnyRule, qual: str) -> Exemplo:
    """O exemplo que quebra a regra ou, se não é ele que se pede, o que a cumpre."""
    return rule.breaks if qual == QUEBRA else rule.keeps


def why_not(rule: AnyRule) -> str | None:
    """Por que esta regra não se experimenta aqui, ou nada."""
    return None if isinstance(rule.breaks, Arquivo) else FORA.get(rule.code)


def profile_of(rule: AnyRule, perfis: Perfis) -> str:
    """O perfil em que a regra vale: o de que ela é, ou o das normas gerais."""
    return next((nome for nome, perfil in perfis.por_nome.items() if rule in tuple(perfil)), NACIONAL.nome)


def start(rule: AnyRule, exemplo: Exemplo) -> Escrito:
    """O exemplo como o catálogo o traz, pronto para se mudar."""
    if isinstance(exemplo, Pedido):
        cabecalhos = {**exemplo.cabecalhos, **(ANUNCIA_MAIS if _is_large(rule, exemplo) else {})}
        return Escrito(
            metodo=exemplo.metodo,
            caminho=exemplo.caminho,
            cabecalhos="\n".join(f"{nome}: {valor}" if valor else f"{nome}:" for nome, valor in cabecalhos.items()),
            corpo=exemplo.corpo,
        )
    return Escrito(corpo=mostra.body(exemplo))


def before(exemplo: Exemplo) -> list[str]:
    """O que o simulador faz antes, na ordem, numa frase por passo; o código vai entre crases."""
    return [] if isinstance(exemplo, Arquivo) else list(_steps(exemplo.antes, set()))


def calls(rule: AnyRule, exemplo: Envio, escrito: Escrito, parts: Parts) -> tuple[list[Call], Call]:
    """Os pedidos que vêm antes, e o que se escreveu. Erros: Unsayable."""
    pedido = exemplos.moved(exemplo, 1, ADMIN, _USUARIO)
    antes = [_call(anterior) for anterior in _flat(pedido.antes)]
    if isinstance(exemplo, Documento):
        caminho = _path(exemplo, escrito.corpo, pedido.caminho)
        return antes, _call(replace(pedido, caminho=caminho, corpo=escrito.corpo))
    cabecalhos = read_headers(escrito.cabecalhos)
    if rule.code == DE_ANTES_DA_SENHA and exemplo is rule.breaks:
        cabecalhos = {"Authorization": f"Bearer {_old_token(pedido.de, parts)}", **cabecalhos}
    escrita = Pedido(
        metodo=escrito.metodo,
        caminho=clean_path(escrito.caminho),
        de=pedido.de,
        corpo=escrito.corpo,
        cabecalhos=cabecalhos,
    )
    return antes, _call(escrita)


def _is_large(rule: AnyRule, exemplo: Pedido) -> bool:
    return rule.code == CORPO_GRANDE_DEMAIS.code and exemplo is rule.breaks


def _steps(antes: Sequence[Envio], ditos: set[str]) -> Iterator[str]:
    for anterior in antes:
        for passo in _steps(anterior.antes, ditos):
            # O que um envio de antes cita pode já ter sido enviado.
            if passo not in ditos:
                yield passo
        passo = _step(anterior)
        ditos.add(passo)
        yield passo


def _step(envio: Envio) -> str:
    if isinstance(envio, Pedido):
        return f"pede `{envio.metodo} {envio.caminho}`"
    mudancas = ", ".join(f"`{linha}`" for linha in mostra.changes(envio))
    return f"envia {mostra.NOMES[envio.recurso]} dos exemplos" + (f", com {mudancas}" if mudancas else "")


def _flat(antes: Sequence[Envio]) -> Iterator[Pedido]:
    for anterior in antes:
        assert isinstance(anterior, Pedido)  # noqa: S101  # foram todos passados a pedidos
        yield from _flat(anterior.antes)
        yield anterior


def _call(pedido: Pedido) -> Call:
    return Call(
        metodo=pedido.metodo,
        caminho=pedido.caminho,
        corpo=pedido.corpo or None,
        de=pedido.de or None,
        cabecalhos={"User-Agent": USER_AGENT, **pedido.cabecalhos},
    )


def _path(exemplo: Documento, corpo: str, do_exemplo: str) -> str:
    """O caminho da chave que está no corpo; o que lhe falta vem do documento de partida."""
    try:
        lido = json.loads(corpo)
    except (ValueError, RecursionError):
        return do_exemplo
    if not isinstance(lido, dict) or lido == exemplo.documento:
        return do_exemplo
    return nearest_path(exemplo.recurso, lido)


def _old_token(de: str, parts: Parts) -> str:
    emitido_em: datetime = INSTANTE - timedelta(minutes=1)
    return tokens.issue(de, parts.signing_key, emitido_em, parts.token_minutos)
