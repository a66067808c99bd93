"""O simulador de que um comando trata: um servidor no ar (`--url`) ou, sem servidor, um banco (`--banco`).

Nos dois casos o comando faz os mesmos pedidos, em `/simulador/api`: a um servidor, pela rede; a um banco, a uma
aplicação que só este comando usa, na memória dele. Quem só lê não cria o banco que falta.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from http import HTTPStatus
from typing import Annotated, Any

import httpx2
import typer

from app.cli.terminal import require_file, stop
from app.main import create_app
from app.settings import Settings

Url = Annotated[
    str | None,
    typer.Option("--url", help="Endereço de um servidor no ar, como http://127.0.0.1:5057, em vez de um banco."),
]
PRAZO = 300.0
"""Segundos que se espera por uma resposta: encher ou restaurar um banco grande leva tempo."""


class Simulator:
    """Pedidos a `/simulador/api`; o que ele recusa encerra o comando, com o motivo.

    `connect` abre o cliente, no primeiro pedido; `in_file` diz se é um banco, que um GET não cria.
    """

    def __init__(self, connect: Callable[[], httpx2.Client], settings: Settings, *, in_file: bool) -> None:
        self._connect = connect
        self._settings = settings
        self._in_file = in_file

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """O JSON da resposta, ou nada, se ela não traz corpo. As opções são as de `httpx2.Client.request`."""
        response = self.send(method, path, **options)
        return response.json() if response.content else None

    def send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """A resposta, que é sempre 2xx, já lida."""
        with self.stream(method, path, **options) as response:
            response.read()
        return response

    @contextmanager
    def stream(self, method: str, path: str, **options: Any) -> Iterator[httpx2.Response]:
        """A resposta, que é sempre 2xx, ainda por ler: para o que é grande, ou chega aos poucos."""
        if self._in_file and method == "GET":
            require_file(self._settings)
        url = f"/simulador/api{path}"
        with self._client.stream(method, url, **options) as response:
            if response.status_code != HTTPStatus.UNAUTHORIZED:
                yield _accepted(response)
                return
        self._log_in()
        with self._client.stream(method, url, **options) as response:
            yield _accepted(response)

    @cached_property
    def _client(self) -> httpx2.Client:
        return self._connect()

    def _log_in(self) -> None:
        """Entra como o administrador da configuração: o servidor escuta fora desta máquina."""
        form = {"username": self._settings.admin_email, "password": self._settings.admin_senha.get_secret_value()}
        response = self._client.post("/token", data=form)
        if not response.is_success:
            stop(
                f"O servidor pede um administrador, e {self._settings.admin_email} não pôde entrar. Confira "
                "PGD_ADMIN_EMAIL e PGD_ADMIN_SENHA."
            )
        self._client.headers["Authorization"] = f"Bearer {response.json()['access_token']}"


@contextmanager
def simulator(url: str | None, banco: str | None) -> Iterator[Simulator]:
    """O simulador deste endereço ou, sem endereço, o do banco da configuração.

    Erros: os de `app.cli.main`, que os diz, e encerra.
    """
    if url is not None and banco is not None:
        stop("Escolha um dos dois: --url, de um servidor no ar, ou --banco.")
    if url is None:
        # Só esta máquina alcança uma aplicação que não atende porta alguma.
        settings = Settings.load(banco=banco, host="127.0.0.1")
        with ExitStack() as open_until_the_end:
            yield Simulator(lambda: open_until_the_end.enter_context(_inside(settings)), settings, in_file=True)
        return
    options: dict[str, Any] = {
        "headers": {"User-Agent": "pgd (linha de comando)"},
        "timeout": PRAZO,
        "trust_env": False,
    }
    try:
        with httpx2.Client(base_url=url.rstrip("/"), **options) as client:
            yield Simulator(lambda: client, Settings.load(), in_file=False)
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.InvalidURL, httpx2.UnsupportedProtocol):
        stop(f"O servidor em {url} não respondeu. Confira se ele está no ar, e o endereço em --url.")
    except httpx2.TransportError:
        stop(f"A conversa com o servidor em {url} caiu no meio. Veja o que ele escreveu no terminal, e repita.")


@contextmanager
def _inside(settings: Settings) -> Iterator[httpx2.Client]:
    # Só agora: quem fala com um servidor não precisa de uma aplicação.
    from starlette.testclient import TestClient

    app = create_app(settings)
    with TestClient(app, settings.endereco, headers={"user-agent": "pgd (linha de comando)"}) as client:
        yield client


def _accepted(response: httpx2.Response) -> httpx2.Response:
    if not response.is_success:
        response.read()
        stop(_reason(response))
    return response


def _reason(response: httpx2.Response) -> str:
    try:
        detail = response.json()["detail"]
    except (ValueError, KeyError, TypeError):
        return f"A resposta foi {response.status_code}, e não é a de um simulador. Confira o endereço em --url."
    return str(detail)
