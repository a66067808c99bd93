"""As páginas lidas sem navegador: os cabeçalhos de um, e os formulários como ele os mandaria."""

import re
from html import unescape
from typing import Any

from httpx2 import Response

from tests.conftest import Api

NAVEGADOR = {"accept": "text/html,application/xhtml+xml"}
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


def abrir(api: Api, caminho: str = "/", **opcoes: Any) -> Response:
    """A página neste endereço, dado a partir de `/simulador`."""
    return api.cliente.get(f"/simulador{caminho}", headers={**NAVEGADOR, **opcoes.pop("headers", {})}, **opcoes)


def csrf_de(pagina: Response) -> str:
    """O que prova que um formulário desta página saiu dela."""
    achado = _CSRF.search(pagina.text)
    assert achado is not None, pagina.text
    return achado[1]


def mandar(api: Api, caminho: str, de: str | None = None, **campos: Any) -> Response:
    """O formulário mandado a este endereço, com a prova da página `de`, ou da página de início."""
    prova = csrf_de(abrir(api, de or "/"))
    return api.cliente.post(f"/simulador{caminho}", data={"csrf": prova, **campos}, headers=NAVEGADOR)


def visivel(pagina: Response) -> str:
    """O que se lê na página, sem as marcas."""
    corpo = pagina.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", corpo))).strip()
