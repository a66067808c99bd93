"""Um exemplo como se lê: uma frase que diz o que se envia e, num bloco, o que muda ou o pedido inteiro."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.rules.exemplo import AUSENTE, BASES, CITADOS, USER_AGENT, Arquivo, Documento, Envio, Exemplo, Pedido

MAIOR_TEXTO = 60
"""Quantos caracteres de um texto se mostram: há exemplos com milhares."""

NOMES = {
    "participante": "o participante",
    "plano_entregas": "o plano de entregas",
    "plano_trabalho": "o plano de trabalho",
    "usuario": "o usuário",
}
"""Como se chama, numa frase, o documento de partida de cada recurso."""


def sentence(exemplo: Exemplo) -> str:
    """O que se envia, e depois de quê; termina em dois-pontos quando o bloco tem o que mostrar."""
    if isinstance(exemplo, Arquivo):
        return f"O arquivo `{exemplo.nome}`, conferido com `pgd validar`:"
    antes = "; ".join(map(_inline, _unusual(exemplo)))
    o_que = f"{NOMES[exemplo.recurso]} dos exemplos" if isinstance(exemplo, Documento) else "este pedido"
    frase = f"Depois de {antes}, {o_que}" if antes else o_que[0].upper() + o_que[1:]
    if isinstance(exemplo, Pedido):
        return f"{exemplo.situacao} {frase}:".lstrip()
    match len(changes(exemplo)):
        case 0:
            return f"{frase}."
        case 1:
            return f"{frase}, com esta mudança:"
        case _:
            return f"{frase}, com estas mudanças:"


def block(exemplo: Exemplo) -> str:
    """O que muda no documento de partida, uma linha por campo; o pedido como se escreve em HTTP; ou o arquivo."""
    if isinstance(exemplo, Documento):
        return "\n".join(changes(exemplo))
    return request_text(exemplo) if isinstance(exemplo, Pedido) else exemplo.texto.rstrip()


def body(exemplo: Exemplo) -> str:
    """O corpo inteiro, como se envia."""
    if isinstance(exemplo, Pedido):
        return exemplo.corpo
    if isinstance(exemplo, Arquivo):
        return exemplo.texto
    # Com escapes, porque há exemplos com metade de um caractere.
    return json.dumps(exemplo.documento, indent=2, default=dict)


def base_text(recurso: str) -> str:
    """O documento de que partem os exemplos do recurso, em JSON."""
    return json.dumps(BASES[recurso], ensure_ascii=False, indent=2)


def changes(exemplo: Documento) -> list[str]:
    """Cada diferença para o documento de partida, como `entregas[0].meta_entrega = 50`; as listas contam de zero."""
    base = BASES[exemplo.recurso]
    return [linha for name, valor in exemplo.campos.items() for linha in _changes(name, valor, base.get(name))]


def request_text(pedido: Pedido) -> str:
    """O pedido como viaja, menos o token, que se diz de quem é."""
    cabecalhos: dict[str, str | None] = {"User-Agent": USER_AGENT}
    if pedido.de:
        cabecalhos["Authorization"] = f"Bearer (o token de {pedido.de})"
    if pedido.corpo:
        formulario = pedido.caminho == "/token"
        cabecalhos["Content-Type"] = "application/x-www-form-urlencoded" if formulario else "application/json"
    cabecalhos.update(pedido.cabecalhos)
    linhas = [f"{nome}: {valor}" for nome, valor in cabecalhos.items() if valor is not None]
    corpo = ["", pedido.corpo] if pedido.corpo else []
    return "\n".join([f"{pedido.metodo} {pedido.caminho} HTTP/1.1", *linhas, *corpo])


def _unusual(exemplo: Envio) -> Sequence[Envio]:
    """O que se faz antes, além de enviar o que o plano de trabalho cita."""
    antes = tuple(exemplo.antes)
    de_plano = isinstance(exemplo, Documento) and exemplo.recurso == "plano_trabalho"
    return antes[len(CITADOS) :] if de_plano and antes[: len(CITADOS)] == CITADOS else antes


def _inline(exemplo: Envio) -> str:
    if isinstance(exemplo, Pedido):
        return f"pedir `{exemplo.metodo} {exemplo.caminho}`"
    mudancas = ", ".join(f"`{linha}`" for linha in changes(exemplo))
    return f"enviar {NOMES[exemplo.recurso]} dos exemplos" + (f" com {mudancas}" if mudancas else "")


def _changes(lugar: str, valor: Any, base: Any) -> Iterator[str]:
    if valor is AUSENTE:
        yield f"{lugar} (não é enviado)"
    elif isinstance(valor, list) and valor and isinstance(base, list):
        for n, item in enumerate(valor):
            yield from _item_changes(f"{lugar}[{n}]", item, base[0], repeated=n > 0)
    else:
        yield f"{lugar} = {_value(valor)}"


def _item_changes(lugar: str, item: Any, base: Mapping[str, Any], *, repeated: bool) -> Iterator[str]:
    """As diferenças de um item de lista para o do documento de partida, de que todos os itens partem."""
    if not isinstance(item, Mapping):
        yield f"{lugar} = {_value(item)}"
        return
    if repeated and item == base:
        yield f"{lugar} (igual ao item dos exemplos)"
    yield from (f"{lugar}.{name} = {_value(valor)}" for name, valor in item.items() if valor != base.get(name, AUSENTE))
    yield from (f"{lugar}.{name} (não é enviado)" for name in base if name not in item)


def _value(valor: Any) -> str:
    if isinstance(valor, str) and len(valor) > MAIOR_TEXTO:
        return f"{_json(valor[:MAIOR_TEXTO] + '…')} ({len(valor)} caracteres)"
    return _json(valor)


def _json(valor: Any) -> str:
    # Metade de um caractere não se escreve em UTF-8: fica o escape do JSON.
    return json.dumps(valor, ensure_ascii=False).encode(errors="backslashreplace").decode()
