"""Os erros de um documento como viajam: a lista de `{type, loc, msg, input, ctx}` do 422 (contrato, seção 3)."""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

from pydantic import ValidationError

from app.rules import forma, pedido
from app.rules.rule import FieldRefused, Rule

SEGREDOS = frozenset({"password", "access_token", "client_secret"})
"""Campos cujo valor nunca volta numa resposta nem fica num registro."""
OCULTO = "***"

MAIS_ERROS = 1_000
"""Quantos erros cabem numa resposta; os seguintes ficam de fora, como diz docs/diferencas.md."""
MAIS_ITENS, MAIS_CARACTERES, MAIS_NIVEIS = 100, 10_000, 20
"""Quanto do que foi enviado se repete em `input`: itens por lista, caracteres por texto e níveis."""

Item = dict[str, Any]


def items_of(errors: Iterable[Mapping[str, Any]]) -> list[Item]:
    """Os erros do Pydantic, em português, com o código da regra em `ctx.regra` e sem segredos em `input`."""
    echoes: dict[int, Any] = {}
    return [_item(error, echoes) for error, _ in zip(errors, range(MAIS_ERROS), strict=False)]


def items_of_model(error: ValidationError) -> list[Item]:
    """O mesmo, a partir da exceção de um modelo."""
    return items_of(error.errors(include_url=False))


def item_of(refused: FieldRefused) -> Item:
    """O item de uma recusa que não nasceu no Pydantic."""
    return {
        "type": refused.rule.error_type,
        "loc": list(refused.loc),
        "msg": refused.message,
        "input": _echo(refused.loc[-1], refused.value),
        "ctx": {"regra": refused.rule.code, **refused.evidence},
    }


def codes_of(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """Os códigos das regras, sem repetição, na ordem dos erros."""
    return list(dict.fromkeys(item["ctx"]["regra"] for item in items))


def _item(error: Mapping[str, Any], echoes: dict[int, Any]) -> Item:
    loc, value, ctx = list(error["loc"]), error.get("input"), error.get("ctx") or {}
    if id(value) not in echoes:
        echoes[id(value)] = _echo(loc[-1] if loc else "", value)
    if "regra" in ctx:
        message, context = error["msg"], ctx
    else:
        rule, context = _rule_and_context(error["type"], loc, ctx)
        message, context = rule.text(context), {"regra": rule.code, **context}
    return {"type": error["type"], "loc": loc, "msg": message, "input": echoes[id(value)], "ctx": context}


def _rule_and_context(
    error_type: str, loc: Sequence[str | int], ctx: Mapping[str, Any]
) -> tuple[Rule[Any, Any], dict[str, Any]]:
    if error_type == pedido.CORPO_NAO_E_JSON.error_type:
        return pedido.CORPO_NAO_E_JSON, {"posicao": loc[-1]}
    rule = forma.rule_for(error_type)
    if rule is forma.OUTRA_FORMA:
        return rule, {"tipo": error_type}
    if rule is forma.TEXTO_COM_SURROGATE:
        return rule, {"posicao": 0}
    if rule is forma.FORA_DAS_OPCOES:
        return rule, {"expected": str(ctx["expected"]).replace(" or ", " ou ")}
    return rule, {name: value for name, value in ctx.items() if isinstance(value, (str, int))}


def _echo(name: str | int, value: Any) -> Any:
    return OCULTO if name in SEGREDOS and value is not None else _plain(value, MAIS_NIVEIS)


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
            return {
                _plain(str(key), depth): OCULTO if key in SEGREDOS else _plain(inner, depth - 1)
                for key, inner in value.items()
            }
        case list() | tuple():
            shown = [_plain(inner, depth - 1) for inner in value[:MAIS_ITENS]]
            return shown if len(value) <= MAIS_ITENS else [*shown, f"… e mais {len(value) - MAIS_ITENS} itens"]
        case _:
            return str(value)
