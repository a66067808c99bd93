"""Os lugares em que um pedido quebra uma regra: o que veio em cada um, o que se espera, e um valor que serve."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any, get_args

from app.achados import Achado
from app.contract.fields import Documento
from app.explain.explanation import Lugar
from app.explain.request import MODELOS, NADA, Request, value_at
from app.rules import pedido
from app.rules.exemplo import BASES
from app.rules.exemplo import Documento as DocumentoDeExemplo
from app.rules.rule import Place, Rule, Stage

CORPO = "body"
FORA_DO_CORPO = frozenset({"path", "query", "header"})
DO_PEDIDO = frozenset({Stage.PEDIDO, Stage.ACESSO})

ESPERADO: Mapping[str, str] = {
    "User-Agent": "O nome do sistema que envia e a versão dele, como MeuSistema/1.0 (+https://meu.orgao.gov.br).",
    "Authorization": "Bearer, um espaço, e um token recebido em POST /token que ainda valha.",
    "caminho": "Um dos caminhos da documentação, em /docs, com a chave inteira do documento.",
    "metodo": "PUT para enviar e GET para ler; em /token, POST.",
    "corpo": "Um documento em JSON, escrito em UTF-8.",
    "username": "O e-mail do usuário, como foi cadastrado.",
    "access_token": "O código recebido por e-mail, que só serve uma vez.",
}
"""O que se espera do que não é campo de documento."""

MAIS_CARACTERES, MAIS_ITENS, MAIS_NIVEIS = 1_000, 100, 10
PERTO = 20
"""Quantos caracteres se mostram de cada lado do ponto em que o JSON se quebra."""


def locate(rule: Rule[Any, Any], achado: Achado, request: Request) -> list[Lugar]:
    """Cada lugar que o achado aponta, na ordem."""
    return [_located(rule, achado, place, request) for place in achado.onde if place]


def in_body(rule: Rule[Any, Any], place: Place, request: Request) -> Place | None:
    """O lugar a partir da raiz do corpo, ou nada, se ele fica fora dele."""
    if place[:1] == (CORPO,):
        return place[1:]
    if place[0] in FORA_DO_CORPO or rule.stage in DO_PEDIDO or request.registro.metodo != "PUT":
        return None
    return place


def pointer(place: Place) -> str:
    """O lugar como JSON Pointer (RFC 6901)."""
    return "".join(f"/{str(parte).replace('~', '~0').replace('/', '~1')}" for parte in place)


def _located(rule: Rule[Any, Any], achado: Achado, place: Place, request: Request) -> Lugar:
    if rule.code == pedido.CORPO_NAO_E_JSON.code:
        return Lugar(campo="corpo", caminho="corpo", recebido=_around(achado, request), esperado=ESPERADO["corpo"])
    inside = in_body(rule, place, request)
    if inside is None:
        name = str(place[-1])
        recebido = shown(_outside(name, achado, request))
        return Lugar(
            campo=name,
            caminho=name,
            recebido=recebido,
            esperado=ESPERADO.get(name) or _description(request.resource, (name,)),
            exemplo=_example(rule, (name,), recebido, request),
        )
    # De um objeto, quem interessa é o campo de que a regra fala.
    if rule.stage is Stage.DOCUMENTO and rule.field and isinstance(value_at(request.parsed, inside), dict):
        inside = (*inside, rule.field)
    recebido = shown(achado.valor if request.parsed is NADA else value_at(request.parsed, inside))
    return Lugar(
        campo=next((parte for parte in reversed(inside) if isinstance(parte, str)), "documento"),
        caminho=pointer(inside),
        recebido=recebido,
        esperado=_description(request.resource, inside),
        exemplo=_example(rule, inside, recebido, request),
    )


def _around(achado: Achado, request: Request) -> str | None:
    """O trecho do corpo em torno do ponto em que ele deixa de ser JSON."""
    posicao = int(achado.evidencia.get("posicao", 0))
    return request.text and request.text[max(posicao - PERTO, 0) : posicao + PERTO]


def _outside(name: str, achado: Achado, request: Request) -> Any:
    registro = request.registro
    do_pedido = {"User-Agent": registro.user_agent, "caminho": registro.caminho, "metodo": registro.metodo}
    for origem in (do_pedido, request.key, achado.evidencia):
        if name in origem:
            return origem[name]
    return achado.valor


def _description(recurso: str | None, place: Place) -> str | None:
    """O que o contrato diz do campo que está neste lugar."""
    modelo: type[Documento] | None = MODELOS.get(recurso or "")
    description = None
    for parte in place:
        if isinstance(parte, int):
            continue
        campo = modelo.model_fields.get(parte) if modelo else None
        if campo is None:
            return None
        description, modelo = campo.description, _item_of(campo.annotation)
    return description


def _item_of(annotation: Any) -> type[Documento] | None:
    """O modelo dos itens de uma lista, onde quer que ele esteja na anotação."""
    if isinstance(annotation, type) and issubclass(annotation, Documento):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _item_of(inner))), None)


def _example(rule: Rule[Any, Any], place: Place, recebido: Any, request: Request) -> Any:
    """Um valor que serve neste lugar: o do exemplo que cumpre a regra ou, se ele é de outro recurso, o de partida."""
    if request.resource is None or not place:
        return None
    documento: Mapping[str, Any] = BASES[request.resource]
    if isinstance(rule.keeps, DocumentoDeExemplo) and rule.keeps.recurso == request.resource:
        documento = rule.keeps.documento
    # Os exemplos têm um item em cada lista.
    found = value_at(documento, tuple(0 if isinstance(parte, int) else parte for parte in place))
    # O que veio pode servir em outro pedido, como a lotação de outra pessoa, e não neste.
    return None if found is NADA or found == recebido else found


def shown(value: Any, levels: int = MAIS_NIVEIS) -> Any:
    """O valor em algo que cabe numa resposta JSON: finito, em UTF-8, raso e curto. `NADA` vira null."""
    match value:
        case _ if value is NADA:
            return None
        case float():
            return value if isfinite(value) else json.dumps(value)
        case str():
            legivel = value.encode(errors="backslashreplace").decode()
            return legivel if len(legivel) <= MAIS_CARACTERES else f"{legivel[:MAIS_CARACTERES]}…"
        case dict() | list() if not levels:
            return "…"
        case dict():
            return {shown(key): shown(inner, levels - 1) for key, inner in [*value.items()][:MAIS_ITENS]}
        case list():
            return [shown(inner, levels - 1) for inner in value[:MAIS_ITENS]]
        case _:
            return value
