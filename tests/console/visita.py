"""Os controles sem navegador: as páginas deles, e os formulários mandados como um navegador os mandaria."""

import html
import re
from typing import Any
from urllib.parse import unquote

from httpx2 import Response

from tests.conftest import Api
from tests.console.paginas import NAVEGADOR, csrf_de

_ETIQUETA = re.compile(r"<[^>]*>")


class Visita:
    """Quem abre as páginas dos controles e manda os formulários delas."""

    def __init__(self, api: Api) -> None:
        self._cliente = api.cliente

    def abrir(self, caminho: str = "", **parametros: str) -> Response:
        """A página deste caminho, a partir de `/simulador/controles`."""
        return self._cliente.get(f"/simulador/controles{caminho}", params=parametros or None, headers=NAVEGADOR)

    def mandar(self, caminho: str, arquivos: Any = None, **campos: str) -> Response:
        """Um formulário, com o que prova que saiu de uma página desta visita."""
        campos = {"csrf": csrf_de(self.abrir("/falhas")), **campos}
        return self._cliente.post(f"/simulador/controles{caminho}", data=campos, files=arquivos, headers=NAVEGADOR)

    def recado(self, resposta: Response) -> str:
        """O que se lê no alto da página a que um formulário volta."""
        assert resposta.status_code == 303, texto(resposta)
        return unquote(self._cliente.cookies["pgd_recado"].strip('"'))


def texto(resposta: Response) -> str:
    """O que se lê na página, numa linha só."""
    return " ".join(html.unescape(_ETIQUETA.sub(" ", resposta.text)).split())
