"""O veredito de um pedido, como se mostra: o status, cada regra com os lugares, e o corpo da resposta."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2

from app.api import redaction
from app.console import json_view
from app.console.json_view import Visto
from app.explain.explanation import Correcao, Explicacao, Explicada, Lugar
from app.records.content import read_json


@dataclass(frozen=True, slots=True)
class Onde:
    """Um lugar do documento: dito em palavras e, se ele é um campo do formulário, o `id` do campo."""

    dito: str
    campo: str
    lugar: Lugar


@dataclass(frozen=True, slots=True)
class Dita:
    """Uma regra quebrada ou um aviso, e onde."""

    explicada: Explicada
    onde: Sequence[Onde]


@dataclass(frozen=True, slots=True, kw_only=True)
class Veredito:
    """O que se diz de um pedido; `numero` é o do registro, se foi de verdade e o diário o tem."""

    metodo: str
    caminho: str
    status: int
    resumo: str
    regras: Sequence[Dita]
    avisos: Sequence[Dita]
    corpo: Visto | None
    correcao: Correcao | None
    numero: int | None

    @property
    def ditas(self) -> Sequence[Dita]:
        """As regras, e depois os avisos."""
        return [*self.regras, *self.avisos]


def verdict(resposta: httpx2.Response, explicacao: Explicacao, numero: int | None = None) -> Veredito:
    """O veredito desta resposta."""
    url = urlsplit(str(resposta.request.url))
    return Veredito(
        metodo=resposta.request.method,
        caminho=url.path + (f"?{url.query}" if url.query else ""),
        status=resposta.status_code,
        resumo=explicacao.resumo,
        regras=[_told(regra) for regra in explicacao.regras],
        avisos=[_told(aviso) for aviso in explicacao.avisos],
        corpo=_body(resposta, url.path),
        correcao=explicacao.correcao,
        numero=numero,
    )


def field_id(partes: Sequence[str | int]) -> str:
    """O `id` do campo do formulário que mostra este lugar do documento."""
    return "-".join(("campo", *map(str, partes)))


def said_place(caminho: str) -> str:
    """Um lugar em palavras: `id_entrega, no 2º item de contribuicoes`. Fora do corpo, o nome como veio."""
    if caminho == "":
        return "o documento inteiro"
    if not caminho.startswith("/"):
        return caminho
    dito, num_item = "", False
    for parte in reversed(_parts(caminho)):
        if isinstance(parte, int):
            dito += f"{', no ' if dito else ''}{parte + 1}º item"
        else:
            dito += f"{' de ' if num_item else ', em ' if dito else ''}{parte}"
        num_item = isinstance(parte, int)
    return dito


def _told(explicada: Explicada) -> Dita:
    onde = [Onde(said_place(lugar.caminho), _field(lugar.caminho), lugar) for lugar in explicada.onde]
    return Dita(explicada, onde)


def _field(caminho: str) -> str:
    return field_id(_parts(caminho)) if caminho.startswith("/") else ""


def _parts(caminho: str) -> list[str | int]:
    """As partes de um JSON Pointer; as posições, como números."""
    partes = (parte.replace("~1", "/").replace("~0", "~") for parte in caminho.split("/")[1:])
    return [int(parte) if parte.isascii() and parte.isdigit() and len(parte) < 9 else parte for parte in partes]


def _body(resposta: httpx2.Response, caminho: str) -> Visto | None:
    """O corpo da resposta, se o tem, sem segredos."""
    content: bytes | None = resposta.content
    if content and redaction.may_hold_secrets(caminho):
        content = redaction.body(content, secret=True, content_type=resposta.headers.get("content-type", ""))
    if not content:
        return None
    try:
        return json_view.of_document(read_json(content))
    except ValueError:
        return json_view.of_text(content.decode(errors="backslashreplace"))
