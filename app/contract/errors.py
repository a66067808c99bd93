"""Os erros de um documento como viajam: a lista de `{type, loc, msg, input, ctx}` do 422 (contrato, seção 3)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from math import isfinite
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from app.rules import forma, pedido, texto
from app.rules.catalog import CATALOG
from app.rules.rule import FieldRefused, Finding, Rule

SEGREDOS = ("password", "senha", "token", "client_secret", "authorization", "api_key", "jwt")
"""O que, no nome de um campo, faz com que o valor nunca volte numa resposta nem fique num registro."""
COM_SEGREDOS = re.compile(r"/(token|user)(/|$)")
"""Os caminhos cujos pedidos e respostas podem trazer senhas ou tokens."""
OCULTO = "***"

MAIS_ERROS = 1_000
"""Quantos erros cabem numa resposta; os seguintes ficam de fora, como diz docs/diferencas.md."""
MAIS_ITENS, MAIS_CARACTERES, MAIS_NIVEIS = 100, 1_000, 20
"""Quanto do que foi enviado se repete em `input`: itens por lista ou objeto, caracteres por texto e níveis."""
MAIS_BYTES = 1_048_576
"""Quanto, ao todo, os objetos e listas repetidos numa resposta podem somar."""
MENSAGEM = "mensagem"
"""Onde, no `ctx` do Pydantic, viaja a mensagem já escrita de uma regra nossa; não chega à resposta."""

Item = dict[str, Any]


def is_secret(name: object) -> bool:
    """Se o campo com este nome guarda um segredo, em maiúsculas ou minúsculas."""
    return isinstance(name, str) and name != "token_type" and any(segredo in name.lower() for segredo in SEGREDOS)


def items_of(errors: Iterable[Mapping[str, Any]], *, hide_text: bool = False) -> list[Item]:
    """Os erros do Pydantic, em português, com o código da regra em `ctx.regra` e sem segredos em `input`.

    `hide_text` oculta também um corpo que veio como texto corrido, em que não se sabe onde estaria a senha.
    """
    echoes = _Echoes(hide_text)
    return [_item(error, echoes) for error in islice(errors, MAIS_ERROS)]


def items_of_model(error: ValidationError) -> list[Item]:
    """O mesmo, a partir da exceção de um modelo."""
    return items_of(error.errors(include_url=False))


def item_of(refused: FieldRefused) -> Item:
    """O item de uma recusa que não nasceu no Pydantic."""
    return {
        "type": refused.rule.error_type,
        "loc": list(refused.loc),
        "msg": refused.message,
        "input": _echo(refused.loc, refused.value),
        "ctx": {"regra": refused.rule.code, **refused.evidence},
    }


def codes_of(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """Os códigos das regras, sem repetição, na ordem dos erros."""
    return list(dict.fromkeys(item["ctx"]["regra"] for item in items))


def findings_of(items: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Os mesmos erros como regras quebradas, com o lugar e o valor de cada uma."""
    return [
        Finding(
            CATALOG[item["ctx"]["regra"]],
            {name: value for name, value in item["ctx"].items() if name != "regra"},
            tuple(item["loc"]),
            item["input"],
            item["msg"],
        )
        for item in items
    ]


def _item(error: Mapping[str, Any], echoes: "_Echoes") -> Item:
    loc, ctx = list(error["loc"]), error.get("ctx") or {}
    if MENSAGEM in ctx:
        message = ctx[MENSAGEM]
        context = {name: value for name, value in ctx.items() if name != MENSAGEM}
    else:
        rule, evidence = _rule_and_evidence(error, ctx)
        message, context = rule.text(evidence), {"regra": rule.code, **evidence}
    return {"type": error["type"], "loc": loc, "msg": message, "input": echoes.of(error, loc), "ctx": context}


def _rule_and_evidence(error: Mapping[str, Any], ctx: Mapping[str, Any]) -> tuple[Rule[Any, Any], dict[str, Any]]:
    """A linha que responde por um erro do próprio Pydantic, e o que dele preenche a mensagem."""
    if error["type"] == pedido.CORPO_NAO_E_JSON.error_type:
        return pedido.CORPO_NAO_E_JSON, {"posicao": error["loc"][-1]}
    rule = forma.rule_for(error["type"], ctx)
    if rule is forma.OUTRA_FORMA:
        return rule, {"tipo": error["type"]}
    if rule is texto.TEXTO_COM_SURROGATE:
        return rule, dict(rule.evidence(error["input"], None) or {})
    if rule is forma.FORA_DAS_OPCOES:
        return rule, {"expected": str(ctx["expected"]).replace(" or ", " ou ")}
    return rule, {name: ctx[name] for name in rule.placeholders}


class _Echoes:
    """O que os erros de uma resposta repetem do que foi enviado: cada objeto é preparado uma vez, até um total."""

    def __init__(self, hide_text: bool) -> None:
        self._hide_text = hide_text
        self._ready: dict[int, tuple[Any, int]] = {}
        self._left = MAIS_BYTES

    def of(self, error: Mapping[str, Any], loc: Sequence[str | int]) -> Any:
        value = error.get("input")
        # De um campo que falta, o que se repete é o objeto em que ele falta.
        names = loc[:-1] if error["type"] == forma.FALTA.error_type else loc
        if isinstance(value, (str, bytes)) and len(loc) == 1 and (self._hide_text or is_secret(_plain(value, 1))):
            return OCULTO
        if not isinstance(value, (dict, list)) or any(map(is_secret, names)):
            return _echo(names, value)
        if id(value) not in self._ready:
            plain = _plain(value, MAIS_NIVEIS)
            self._ready[id(value)] = plain, len(to_json(plain))
        plain, size = self._ready[id(value)]
        self._left -= size
        return plain if self._left >= 0 else "…"


def _echo(names: Iterable[str | int], value: Any) -> Any:
    return OCULTO if value is not None and any(map(is_secret, names)) else _plain(value, MAIS_NIVEIS)


def _plain(value: Any, depth: int) -> Any:
    """O valor enviado, em algo que cabe numa resposta JSON: finito, em UTF-8, raso, curto e sem segredos."""
    match value:
        case None | bool() | int():
            return value
        case float():
            return value if isfinite(value) else str(value)
        case str():
            legivel = value.encode(errors="backslashreplace").decode()
            return legivel if len(legivel) <= MAIS_CARACTERES else legivel[:MAIS_CARACTERES] + "…"
        case bytes():
            return _plain(value[: MAIS_CARACTERES + 1].decode(errors="backslashreplace"), depth)
        case _ if not depth:
            return "…"
        case Mapping():
            shown = {
                _plain(str(key), depth): OCULTO if is_secret(key) else _plain(inner, depth - 1)
                for key, inner in islice(value.items(), MAIS_ITENS)
            }
            return shown if len(value) <= MAIS_ITENS else {**shown, "…": f"e mais {len(value) - MAIS_ITENS} chaves"}
        case list() | tuple():
            itens = [_plain(inner, depth - 1) for inner in value[:MAIS_ITENS]]
            return itens if len(value) <= MAIS_ITENS else [*itens, f"… e mais {len(value) - MAIS_ITENS} itens"]
        case _:
            return str(value)
