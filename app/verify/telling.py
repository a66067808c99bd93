"""O que uma verificação achou, dito por inteiro: serve de mensagem à falha de um teste."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.storage.registro import Linha
from app.verify.body import short, shown
from app.verify.criterion import Criterio, Verificacao, Vezes
from app.verify.search import Near

MAIS_CITADOS = 10
"""Quantos registros a mensagem cita."""
MAIOR_CAMINHO = 200
"""Quantos caracteres de um caminho se mostram."""


@dataclass(frozen=True, slots=True)
class Found:
    """O que se achou.

    `waiting` diz se nada atendeu a `depois_de`; `seen`, quantos registros se viram; `count`, quantos deles servem, e
    `linhas`, os primeiros; `near`, os que quase servem.
    """

    atendida: bool
    waiting: bool
    seen: int
    count: int
    linhas: Sequence[Linha]
    near: Sequence[Near]


def tell(verificacao: Verificacao, found: Found) -> str:
    """O que se esperava, o que veio e, se não foi o mesmo, o que há de mais perto."""
    return "\n".join(_lines(verificacao, found))


def _lines(verificacao: Verificacao, found: Found) -> Iterator[str]:
    yield f"Esperava-se {_times(verificacao.vezes)} {_asked(verificacao.pedido)}{_when(verificacao)}, e {_came(found)}."
    if found.waiting:
        yield "Como nada atendeu a depois_de, nada se contou."
    if found.linhas:
        yield from map(_request, found.linhas[:MAIS_CITADOS])
        if found.count > MAIS_CITADOS:
            yield f"… e mais {found.count - MAIS_CITADOS}."
    if found.atendida:
        return
    if not found.seen:
        yield "O diário não tem nenhum pedido para conferir: veja se o sistema em teste envia a este simulador."
    elif found.near:
        yield f"Os que mais se parecem com o que devia vir{' antes' if found.waiting else ''}:"
        yield from (f"{_request(near.linha)}: {'; '.join(near.difere)}" for near in found.near)
    elif not found.linhas:
        yield f"Dos {found.seen} pedidos conferidos, nenhum se parece com ele."


def _times(vezes: Vezes) -> str:
    minimo, maximo = vezes.minimo, vezes.maximo
    if maximo == 0:
        return "que nunca viesse um pedido"
    if maximo is None:
        return f"ao menos {_requests(minimo)}"
    if minimo == maximo:
        return f"exatamente {_requests(minimo)}"
    return f"de {minimo} a {_requests(maximo)}" if minimo else f"no máximo {_requests(maximo)}"


def _requests(quantos: int) -> str:
    return "1 pedido" if quantos == 1 else f"{quantos} pedidos"


def _asked(criterio: Criterio) -> str:
    ditos = criterio.model_dump(exclude_none=True)
    corpo = {"corpo": shown(ditos.pop("corpo"))} if "corpo" in ditos else {}
    pares = [f"{name} {short(texto)}" for name, texto in {**ditos, **corpo}.items()]
    return f"com {', '.join(pares)}" if pares else "qualquer"


def _when(verificacao: Verificacao) -> str:
    desde = f", de ordem maior que {verificacao.desde_ordem}" if verificacao.desde_ordem else ""
    depois = f", depois de um {_asked(verificacao.depois_de)}" if verificacao.depois_de else ""
    return desde + depois


def _came(found: Found) -> str:
    match found.count:
        case 0:
            return "não veio nenhum"
        case 1:
            return "veio 1"
        case _:
            return f"vieram {found.count}"


def _request(linha: Linha) -> str:
    return f"- registro {linha.numero}, {linha.metodo} {short(linha.caminho, MAIOR_CAMINHO)} → {linha.status}"
