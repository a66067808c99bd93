"""O corpo de um pedido, como o diário o guardou, e se ele traz o que um critério pede."""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from app.contract.errors import OCULTO, is_secret

MAIS_COMPARADOS = 50
"""Com quantos itens de uma lista se compara aquele que não serviu a nenhum, para dizer em que o mais perto difere."""
MAIS_ITENS = 1_000
"""Quantos itens de uma lista enviada se conferem: os 64 KiB que o diário guarda de um corpo não trazem tantos."""
MAIS_MOSTRADOS = 80
"""Quantos caracteres de um valor se mostram."""


class Unreadable(Exception):
    """O corpo não se pode conferir; a mensagem diz por quê."""


def read(corpo: bytes | None, recebidos: int) -> Any:
    """O JSON do corpo que ficou no diário, de um pedido que trouxe tantos bytes. Erros: Unreadable."""
    if not recebidos:
        raise Unreadable("o pedido não trouxe corpo")
    guardado = corpo or b""
    lido: Any = None
    try:
        lido = json.loads(guardado)
        # De outro tamanho, ou foi reescrito para ocultar um segredo, ou é só o começo do que veio.
        whole = len(guardado) == recebidos or (isinstance(lido, (dict, list)) and guardado == _written(lido))
        is_json = True
    except (ValueError, RecursionError):
        whole, is_json = len(guardado) == recebidos, False
    if not whole:
        raise Unreadable(
            f"o diário não guardou o corpo inteiro ({len(guardado)} de {recebidos} bytes): ou havia nele um segredo, "
            "que se oculta, ou ele passa de PGD_DIARIO_CORPO"
        )
    if not is_json:
        raise Unreadable("o corpo não se lê como JSON")
    return lido


def _written(lido: Any) -> bytes:
    return json.dumps(lido, ensure_ascii=False).encode(errors="backslashreplace")


def fits(wanted: Any, came: Any) -> bool:
    """Se o que veio traz tudo o que se pede."""
    match wanted:
        case dict():
            return isinstance(came, dict) and all(
                name in came and not _hidden(name, came[name]) and fits(inner, came[name])
                for name, inner in wanted.items()
            )
        case list():
            # A lista vazia pede uma vazia: dizer «qualquer lista» não teria uso.
            return isinstance(came, list) and (None not in pair(wanted, came) if wanted else not came)
        case _:
            return isinstance(wanted, bool) == isinstance(came, bool) and bool(wanted == came)


def differences(wanted: Any, came: Any, place: str = "") -> list[str]:
    """O que falta ao que veio, um texto por lugar; nada, se ele serve."""
    match wanted:
        case dict() if isinstance(came, dict):
            return [dito for name, inner in wanted.items() for dito in _of_key(name, inner, came, place)]
        case list() if isinstance(came, list) and wanted:
            return list(_of_items(wanted, came, place))
        case _:
            return [] if fits(wanted, came) else [f"{place or 'corpo'}: esperado {shown(wanted)}, veio {shown(came)}"]


def _of_key(name: str, wanted: Any, came: dict[str, Any], place: str) -> list[str]:
    inside = f"{place}/{name.replace('~', '~0').replace('/', '~1')}"
    if name not in came:
        return [f"{inside}: esperado {shown(wanted)}, e não veio"]
    if _hidden(name, came[name]):
        return [f"{inside}: o diário oculta este valor, e não há como conferi-lo"]
    return differences(wanted, came[name], inside)


def _of_items(wanted: Sequence[Any], came: Sequence[Any], place: str) -> Iterator[str]:
    """De cada item pedido que não tem par, em que difere dele o mais parecido dos que sobraram."""
    pairs = pair(wanted, came)
    left = [n for n in range(len(came)) if n not in set(pairs)][:MAIS_COMPARADOS]
    for item, found in zip(wanted, pairs, strict=True):
        if found is not None:
            continue
        if not left:
            yield f"{place or 'corpo'}: esperado também {shown(item)}, e a lista não traz outro item"
            continue
        compared = {n: differences(item, came[n], f"{place}/{n}") for n in left}
        nearest = min(left, key=lambda n: len(compared[n]))
        left.remove(nearest)
        yield from compared[nearest]


def pair(wanted: Sequence[Any], came: Sequence[Any]) -> list[int | None]:
    """O item que veio para cada item pedido, um diferente para cada; nada, para os que ficam sem par.

    É o maior emparelhamento que há entre os `MAIS_ITENS` primeiros: um item que serve a dois não deixa sem par quem só
    tem a ele.
    """
    serves = [[m for m, item in enumerate(came[:MAIS_ITENS]) if fits(each, item)] for each in wanted]
    holds: dict[int, int] = {}
    owner: dict[int, int] = {}
    for n in range(len(wanted)):
        _give(n, serves, holds, owner)
    return [holds.get(n) for n in range(len(wanted))]


def _give(first: int, serves: Sequence[Sequence[int]], holds: dict[int, int], owner: dict[int, int]) -> None:
    """Acha par para este item, trocando o de outros se preciso: o caminho mais curto até um que esteja livre."""
    reached_by: dict[int, int] = {}
    waiting = deque([first])
    while waiting:
        n = waiting.popleft()
        for m in serves[n]:
            if m in reached_by:
                continue
            reached_by[m] = n
            if m in owner:
                waiting.append(owner[m])
                continue
            # Livre: cada um do caminho fica com o que alcançou, e solta o que tinha para o anterior.
            freed: int | None = m
            while freed is not None:
                taker = reached_by[freed]
                before = holds.get(taker)
                holds[taker], owner[freed] = freed, taker
                freed = before
            return


def leaves(wanted: Any) -> int:
    """Quantos valores um critério confere."""
    inner = wanted.values() if isinstance(wanted, dict) else wanted if isinstance(wanted, list) else ()
    return sum(map(leaves, inner)) or 1


def shown(value: Any) -> str:
    """O valor em JSON, curto."""
    return short(json.dumps(value, ensure_ascii=False))


def short(texto: str, limite: int = MAIS_MOSTRADOS) -> str:
    """O começo do texto, no que uma resposta e um terminal levam."""
    legivel = texto.encode(errors="backslashreplace").decode()
    return legivel if len(legivel) <= limite else f"{legivel[:limite]}…"


def _hidden(name: str, value: Any) -> bool:
    return value == OCULTO and is_secret(name)
