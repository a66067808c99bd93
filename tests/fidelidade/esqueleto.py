"""O esqueleto de uma resposta: o que dela se compara, sem os textos, que cada servidor escreve à sua maneira."""

import json
from typing import Any
from urllib.parse import urlsplit

from tests.fidelidade.cliente import Resposta
from tests.fidelidade.gravacao import Espera, Passo
from tests.fidelidade.moldes import Estado, Moldes

CABECALHOS = ("www-authenticate", "location", "allow")
ERROS = "_erros"
"""Chave dos erros como vieram, para se conferir que cada um traz `msg` e `input`."""


def skeleton(passo: Passo, resposta: Resposta, moldes: Moldes, estado: Estado) -> Espera:
    """O que se compara desta resposta."""
    saida: Espera = {"status": resposta.status}
    tipo = resposta.cabecalhos.get("content-type", "").split(";")[0].strip().lower()
    if tipo:
        saida["ct"] = tipo
    saida |= {nome: resposta.cabecalhos[nome] for nome in CABECALHOS if nome in resposta.cabecalhos}
    if "location" in saida:
        saida["location"] = relative(saida["location"])
    if "allow" in saida:
        saida["allow"] = sorted(parte.strip().upper() for parte in saida["allow"].split(",") if parte.strip())
    if "content-security-policy" in resposta.cabecalhos:
        saida["csp"] = True
    saida["corpo"] = _body(passo, resposta, moldes, estado)
    return saida


def relative(destino: str) -> str:
    """O caminho e a consulta de um endereço, sem o servidor."""
    return urlsplit(destino)._replace(scheme="", netloc="").geturl()


def _body(passo: Passo, resposta: Resposta, moldes: Moldes, estado: Estado) -> Espera:
    if not resposta.corpo:
        return {"t": "vazio"}
    try:
        valor = json.loads(resposta.corpo.decode("utf-8"))
    except ValueError:
        return {"t": "texto"}
    if 200 <= resposta.status < 300:
        return _accepted(passo, valor, moldes, estado)
    return _refused(valor)


def _accepted(passo: Passo, valor: Any, moldes: Moldes, estado: Estado) -> Espera:
    if isinstance(valor, str):
        return {"t": "str"}
    if isinstance(valor, dict):
        if "openapi" in valor:
            return {"t": "objeto"}
        if "access_token" in valor:
            return {"t": "json", "v": {**valor, "access_token": "<str>"}}
        if set(valor) == {"message"}:
            return {"t": "json", "v": {"message": "<str>"}}
    if passo.get("so") and isinstance(valor, list):
        campo = passo["so"]["campo"]
        quero = [moldes.resolve(item, estado) for item in passo["so"]["valores"]]
        meus = [item for item in valor if isinstance(item, dict) and item.get(campo) in quero]
        valor = sorted(meus, key=lambda item: quero.index(item[campo]))
    return {"t": "json", "v": valor}


def _refused(valor: Any) -> Espera:
    detail = valor.get("detail") if isinstance(valor, dict) else None
    if isinstance(detail, list):
        return {"t": "lista", "v": [_error(item) for item in detail], ERROS: detail}
    if not isinstance(detail, str):
        return {"t": "outro"}
    try:
        dentro = json.loads(detail)
    except ValueError:
        dentro = None
    if isinstance(dentro, list) and dentro and all(isinstance(item, dict) for item in dentro):
        return {"t": "json-in-str", "v": [_error(item) for item in dentro], ERROS: dentro}
    return {"t": "detail-str"}


def _error(item: Any) -> dict[str, Any]:
    return {"type": item.get("type"), "loc": item.get("loc")} if isinstance(item, dict) else {"type": None, "loc": None}
