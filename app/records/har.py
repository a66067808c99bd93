"""Um registro na forma do HAR 1.2, que os navegadores e os clientes de HTTP leem.

Os nomes são os da especificação (http://www.softwareishard.com/blog/har-12-spec/); os que começam por `_` são nossos.
"""

from datetime import UTC
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from app.records.content import Cabecalho, Corpo
from app.records.whole import RegistroCompleto

HTTP = "HTTP/1.1"
DESCONHECIDO = -1
"""Como o HAR escreve um tamanho que não se sabe."""
NOSSOS = {"numero", "ordem", "rota", "usuario", "regras", "avisos", "falha", "status_verdadeiro"}
"""O que se leva no HAR que ele não prevê."""


def entry(registro: RegistroCompleto, endereco: str) -> dict[str, Any]:
    """O registro como um item de `entries`. `endereco` é a URL do servidor, que o diário não guarda."""
    recebido, enviado = registro.corpos.recebido, registro.corpos.enviado
    return {
        "startedDateTime": registro.recebido_em.astimezone(UTC).isoformat(timespec="milliseconds"),
        "time": registro.duracao_ms,
        "request": {
            "method": registro.metodo,
            "url": f"{endereco}{registro.caminho}",
            "httpVersion": HTTP,
            "cookies": [],
            "headers": _headers(registro.cabecalhos.recebidos),
            "queryString": [
                _pair(nome, valor)
                for nome, valor in parse_qsl(registro.caminho.partition("?")[2], keep_blank_values=True)
            ],
            "headersSize": DESCONHECIDO,
            "bodySize": registro.bytes_recebidos,
            **({"postData": _post_data(recebido)} if recebido else {}),
        },
        "response": {
            "status": registro.status,
            "statusText": _phrase(registro.status),
            "httpVersion": HTTP,
            "cookies": [],
            "headers": _headers(registro.cabecalhos.enviados),
            "content": _content(enviado),
            "redirectURL": next((c.valor for c in registro.cabecalhos.enviados if c.nome == "location"), ""),
            "headersSize": DESCONHECIDO,
            "bodySize": registro.bytes_enviados,
        },
        "cache": {},
        "timings": {"send": 0, "wait": registro.duracao_ms, "receive": 0},
        "_pgd": registro.model_dump(mode="json", include=NOSSOS),
    }


def _headers(cabecalhos: list[Cabecalho]) -> list[dict[str, str]]:
    return [_pair(cabecalho.nome, cabecalho.valor) for cabecalho in cabecalhos]


def _pair(nome: str, valor: str) -> dict[str, str]:
    return {"name": nome, "value": valor}


def _post_data(corpo: Corpo) -> dict[str, Any]:
    # O HAR não prevê pedidos que não sejam texto.
    codificado = {} if corpo.base64 is None else {"_encoding": "base64"}
    return {"mimeType": corpo.tipo or "", "text": corpo.texto or corpo.base64 or "", **codificado}


def _content(corpo: Corpo | None) -> dict[str, Any]:
    if corpo is None:
        return {"size": 0, "mimeType": ""}
    texto = {"text": corpo.texto} if corpo.base64 is None else {"text": corpo.base64, "encoding": "base64"}
    cortado = {"comment": "O diário não guardou este corpo inteiro."} if corpo.cortado else {}
    return {"size": corpo.bytes_, "mimeType": corpo.tipo or "", **(texto if texto["text"] else {}), **cortado}


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
