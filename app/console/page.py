"""Uma página: quem a pede, se pode, como se escreve, e como se volta depois de um formulário."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment
from starlette.types import ASGIApp

from app import CONTRACT_VERSION, __version__, sessions
from app.api.dependencies import Parts
from app.api.journaling import CONTROLES
from app.api.paths import SIMULADOR
from app.console.ensaio import Ensaios
from app.contract import moment
from app.controls import Controles
from app.simulator.guard import cookie_of, require_this_site, who_entered
from app.storage.usuario import UsuarioGuardado

RECADO = "pgd_recado"
"""O cookie que leva, à página a que um formulário volta, o que ele fez."""
COM_CPF = "mostrar"
"""O valor de `cpf`, no endereço, com que uma página mostra os CPFs inteiros."""
MAIOR_RECADO = 1_000


class NotEntered(Exception):
    """Quem pede uma página ainda não entrou, e o servidor escuta fora desta máquina."""


@dataclass(frozen=True, slots=True)
class Page:
    """Quem pede uma página, e o que ela pode usar.

    `chave` é a do navegador; `nova`, se ele ainda não a tem; `usuario`, quem entrou, ou nada, onde não se entra.
    """

    request: Request
    parts: Parts
    chave: str
    nova: bool
    usuario: UsuarioGuardado | None

    @property
    def now(self) -> datetime:
        """O instante em que o pedido chegou, no relógio do simulador."""
        return moment.facts().now

    @property
    def api(self) -> ASGIApp:
        """A API PGD, para lhe pedir de dentro do processo."""
        found: ASGIApp = self.request.app.state.api
        return found

    @property
    def ensaios(self) -> Ensaios:
        """Onde se ensaia o que não há de ficar guardado."""
        found: Ensaios = self.request.app.state.ensaios
        return found

    @property
    def controles(self) -> Controles:
        """O relógio e as falhas armadas, como estavam quando o pedido chegou."""
        found: Controles = self.request.scope["state"][CONTROLES]
        return found

    @property
    def csrf(self) -> str:
        """O que prova que um formulário saiu de uma página dada a este navegador."""
        return hmac.digest(self.parts.signing_key.encode(), f"formulário|{self.chave}".encode(), "sha256").hex()

    @property
    def em_pedaco(self) -> bool:
        """Se se pede só um pedaço da página, e não ela inteira."""
        return "hx-request" in self.request.headers and "hx-history-restore-request" not in self.request.headers

    @property
    def mostra_cpf(self) -> bool:
        """Se esta página há de mostrar os CPFs inteiros."""
        return self.request.query_params.get("cpf") == COM_CPF

    @property
    def cpf(self) -> str | None:
        """O `cpf` dos endereços a que esta página leva, para que o que se mostra nela se mostre neles; ou nada."""
        return COM_CPF if self.mostra_cpf else None

    def here(self, **changes: Any) -> str:
        """O endereço desta página com estes parâmetros trocados; o que vem nulo sai."""
        parametros = {**self.request.query_params, **changes}
        return self.address(self.request.url.path, parametros)

    def link(self, caminho: str, **parametros: Any) -> str:
        """O endereço de uma página do painel, a partir de `/simulador`, com estes parâmetros; os nulos não vão."""
        return self.address(f"{SIMULADOR}{caminho}", parametros)

    def address(self, caminho: str, parametros: Mapping[str, Any]) -> str:
        """O caminho com a consulta."""
        consulta = urlencode([(name, value) for name, value in parametros.items() if value not in (None, "")])
        return f"{caminho}?{consulta}" if consulta else caminho

    def show(self, template: str, status: int = HTTPStatus.OK, **content: Any) -> Response:
        """A página que este modelo escreve."""
        recado = "" if self.em_pedaco else unquote(self.request.cookies.get(RECADO, ""))
        response = HTMLResponse(self.write(template, recado=recado, **content), status)
        if recado:
            response.delete_cookie(RECADO, path=SIMULADOR)
        self._know(response)
        return response

    def write(self, template: str, **content: Any) -> str:
        """O que este modelo escreve."""
        templates: Environment = self.request.app.state.templates
        return templates.get_template(template).render(
            pagina=self,
            versao=__version__,
            contrato=CONTRACT_VERSION,
            relogio=self.controles.relogio,
            falhas_armadas=[armada for armada in self.controles.falhas if not armada.over(self.now)],
            **{"recado": "", **content},
        )

    def to(self, endereco: str, recado: str = "") -> Response:
        """Volta, depois de um formulário, a este endereço, onde se lê o recado."""
        if self.em_pedaco:
            response = Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": endereco})
        else:
            response = RedirectResponse(endereco, HTTPStatus.SEE_OTHER)
        if recado:
            valor = quote(recado[:MAIOR_RECADO])
            response.set_cookie(RECADO, valor, max_age=60, path=SIMULADOR, httponly=True, samesite="strict")
        self._know(response)
        return response

    def _know(self, response: Response) -> None:
        if self.nova:
            give_key(response, self.parts, self.chave)


def give_key(response: Response, parts: Parts, chave: str) -> None:
    """Deixa a chave no navegador, onde script algum a lê e de onde outro site não a manda."""
    response.set_cookie(cookie_of(parts), chave, path=SIMULADOR, httponly=True, samesite="strict")


async def visitor(request: Request) -> Page:
    """A página de quem ainda pode não ter entrado. Erros: Problem, se o pedido vem de outro site."""
    parts: Parts = request.app.state.parts
    require_this_site(request, parts)
    return page_of(request, None if parts.loopback else await who_entered(request, parts))


def page_of(request: Request, usuario: UsuarioGuardado | None = None) -> Page:
    """A página de quem pede com a chave deste navegador, ou com uma nova."""
    parts: Parts = request.app.state.parts
    chave = request.cookies.get(cookie_of(parts), "")
    return Page(request, parts, chave or sessions.new_key(), not chave, usuario)


async def allowed(page: Annotated[Page, Depends(visitor)]) -> Page:
    """A página de quem pode vê-la. Erros: Problem; NotEntered."""
    if not page.parts.loopback and page.usuario is None:
        raise NotEntered
    return page


Visitor = Annotated[Page, Depends(visitor)]
ThisPage = Annotated[Page, Depends(allowed)]


def own_address(endereco: str) -> str:
    """O endereço, se é de uma página do painel; senão, o do início: para fora daqui não se leva ninguém."""
    try:
        partes = urlsplit(endereco)
    except ValueError:
        return f"{SIMULADOR}/"
    own = partes.path == SIMULADOR or partes.path.startswith(f"{SIMULADOR}/")
    if (
        partes.scheme
        or partes.netloc
        or not own
        or not endereco.isprintable()
        or not endereco.isascii()
        or "\\" in endereco
    ):
        return f"{SIMULADOR}/"
    return endereco
