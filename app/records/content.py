"""O que um registro traz dentro: os corpos, os cabeçalhos e o token, lidos para quem os vê de fora."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.contract.errors import OCULTO, is_secret

MAIS_NIVEIS = 50
"""Até que profundidade se lê um corpo: os documentos do contrato têm três níveis."""
FORMULARIO = "x-www-form-urlencoded"

Headers = Sequence[tuple[str, str]]


class Cabecalho(BaseModel):
    """Um cabeçalho, com o nome em minúsculas; os que trazem segredos ficam ocultos."""

    nome: Annotated[str, Field(examples=["content-type"])]
    valor: str


class Corpo(BaseModel):
    """Um corpo, como o diário o guardou: em `texto`, se é UTF-8; senão, em `base64`."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    tipo: Annotated[str | None, Field(title="Content-Type", examples=["application/json"])]
    bytes_: Annotated[int, Field(alias="bytes", title="Bytes que teve, ao todo")]
    texto: Annotated[str | None, Field(title="O corpo em texto")]
    base64: Annotated[str | None, Field(title="O corpo em Base64", description="Só quando não é UTF-8.")]
    json_: Annotated[Any, Field(alias="json", title="O que o corpo diz em JSON", description="Nulo, se não é JSON.")]
    cortado: Annotated[
        bool,
        Field(
            title="Se o diário não o tem inteiro",
            description="Guardou só o começo, ou nada, se podia trazer um segredo e não se soube onde.",
        ),
    ]
    oculto: Annotated[bool, Field(title="Se o diário ocultou nele algum segredo")]


class Token(BaseModel):
    """O que diz o token com que se pediu, sem a assinatura, que o diário não guarda."""

    algoritmo: Annotated[str | None, Field(examples=["HS256"])]
    sub: Annotated[str | None, Field(title="De quem é")]
    exp: Annotated[datetime | None, Field(title="Até quando vale")]
    vencido: Annotated[bool | None, Field(title="Se já tinha vencido quando o pedido chegou")]
    cabecalho: Annotated[dict[str, Any], Field(title="O cabeçalho inteiro")]
    conteudo: Annotated[dict[str, Any], Field(title="O conteúdo inteiro")]


def printable(value: Any) -> Any:
    """O mesmo, com as metades de caracteres, que nem uma resposta nem um terminal levam, escritas por extenso."""
    match value:
        case str():
            return value.encode(errors="backslashreplace").decode()
        case dict():
            return {printable(name): printable(inner) for name, inner in value.items()}
        case list() | tuple():
            return [printable(inner) for inner in value]
        case _:
            return value


def read_json(content: bytes) -> Any:
    """O que os bytes dizem em JSON. Erros: ValueError, se não são JSON, ou se ele é fundo demais para se ler."""
    try:
        lido = json.loads(content)
    except RecursionError:
        raise ValueError from None
    if not shallow(lido, MAIS_NIVEIS):
        raise ValueError
    return lido


def shallow(content: Any, levels: int) -> bool:
    """Se o valor não tem mais do que estes níveis, um dentro do outro."""
    if not isinstance(content, (dict, list)):
        return True
    return levels > 0 and all(
        shallow(item, levels - 1) for item in (content.values() if isinstance(content, dict) else content)
    )


def headers_of(guardados: str | None) -> Headers:
    """Os pares de nome e valor, como o diário os guarda."""
    return [(nome, valor) for nome, valor in json.loads(guardados or "[]")]


def value_of(headers: Headers, nome: str) -> str | None:
    """O valor do primeiro cabeçalho com este nome, ou nada."""
    return next((valor for outro, valor in headers if outro == nome), None)


def body_of(guardado: bytes | None, total: int, tipo: str | None, *, entrada: bool) -> Corpo | None:
    """O corpo de que se guardou isto, e que tinha tantos bytes; nada, se não houve corpo.

    `entrada` diz se o pedido é dos que trazem senhas: de um formulário deles ficam só alguns campos.
    """
    if not total:
        return None
    corpo = guardado or b""
    try:
        lido = printable(read_json(corpo))
    except ValueError:
        lido = None
    # Onde se ocultou um segredo, o corpo foi lido inteiro e escrito de novo: o tamanho já não é o que chegou.
    reescrito = entrada and guardado is not None and len(corpo) < total and FORMULARIO in (tipo or "").lower()
    oculto = reescrito or hides(lido)
    texto = _text(guardado)
    return Corpo(
        tipo=tipo,
        bytes_=total,
        texto=texto,
        base64=None if guardado is None or texto is not None else base64.b64encode(guardado).decode(),
        json_=lido,
        cortado=len(corpo) < total and not oculto,
        oculto=oculto,
    )


def _text(corpo: bytes | None) -> str | None:
    try:
        return None if corpo is None else corpo.decode()
    except UnicodeDecodeError:
        return None


def hides(content: Any) -> bool:
    """Se há nele um segredo que o diário ocultou."""
    if isinstance(content, dict):
        return any((is_secret(name) and value == OCULTO) or hides(value) for name, value in content.items())
    return isinstance(content, list) and any(map(hides, content))


def token_of(headers: Headers, recebido_em: datetime) -> Token | None:
    """O token com que se pediu; nada, se não veio um, ou não é um JWT. `recebido_em` é quando o pedido chegou."""
    _, _, token = (value_of(headers, "authorization") or "").partition(" ")
    cabecalho, conteudo = (_part(parte) for parte in (*token.strip().split("."), "", "")[:2])
    if cabecalho is None or conteudo is None:
        return None
    exp = conteudo.get("exp")
    segundos = int(exp) if isinstance(exp, (int, float)) and isfinite(exp) else None
    return Token(
        algoritmo=_if_text(cabecalho.get("alg")),
        sub=_if_text(conteudo.get("sub")),
        exp=None if segundos is None else _moment(segundos),
        vencido=None if segundos is None else segundos < int(recebido_em.timestamp()),
        cabecalho=cabecalho,
        conteudo=conteudo,
    )


def _part(parte: str) -> dict[str, Any] | None:
    try:
        lido = printable(read_json(base64.urlsafe_b64decode(f"{parte}==")))
    except ValueError:
        return None
    return lido if isinstance(lido, dict) else None


def _if_text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _moment(segundos: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(segundos, UTC)
    except (OverflowError, ValueError, OSError):
        return None
