"""A conversa com as portas do simulador, em `/simulador/api`, por uma conexão que se mantém aberta entre os testes."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from http import HTTPStatus
from typing import Any

import httpx2

from simulador_pgd.servidor import AGENTE, Servidor

__tracebackhide__ = True

PRAZO = 300.0
"""Segundos sem que nada chegue, até desistir: semear ou restaurar um banco grande leva tempo."""
OCIOSA = 2.0
"""Segundos que uma conexão parada ainda serve: menos que os 5 do servidor, para nunca se usar uma que ele fecha."""
PAGINA = 500
"""O maior `limite` das listagens."""


class ErroDoSimulador(Exception):
    """O simulador não atendeu ao que se pediu; a mensagem é o motivo que ele deu.

    `status` é o da resposta, zero se não houve uma, e `titulo`, o que houve em poucas palavras.
    """

    def __init__(self, status: int, titulo: str, detalhe: str) -> None:
        super().__init__(detalhe)
        self.status = status
        self.titulo = titulo


class Conversa:
    """Pedidos a um servidor, e as respostas já lidas."""

    def __init__(self, client: httpx2.Client, servidor: Servidor) -> None:
        self._client = client
        self.servidor = servidor

    def ask(
        self, method: str, path: str, params: Mapping[str, Any] | None = None, body: Mapping[str, Any] | None = None
    ) -> Any:
        """O JSON da resposta de `/simulador/api{path}`, ou nada, se ela não traz corpo; parâmetros nulos não vão.

        Erros: ErroDoSimulador.
        """
        written = {} if body is None else _written(body)
        response = self._send(method, path, params=_told(params or {}), **written)
        return response.json() if response.content else None

    def last_line(self, path: str, body: Mapping[str, Any]) -> Any:
        """O JSON da última linha de uma resposta que vem aos poucos, uma linha por vez. Erros: ErroDoSimulador."""
        response = self._send("POST", path, **_written(body))
        last = json.loads(response.text.splitlines()[-1])
        if "problema" in last:
            raise ErroDoSimulador(response.status_code, "Parou no meio", last["problema"])
        return last

    def all(self, path: str, plural: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Os itens de todas as páginas de uma listagem, na ordem dela. Erros: ErroDoSimulador."""
        return list(self._pages(path, plural, params))

    def token(self, email: str, senha: str) -> str:
        """Um token deste usuário, pedido em `POST /token` como um cliente o pede. Erros: ErroDoSimulador."""
        response = self._request("POST", "/token", data={"username": email, "password": senha})
        return str(_successful(response).json()["access_token"])

    def put(self, path: str, body: Mapping[str, Any], token: str) -> None:
        """Um envio à API oficial. Erros: ErroDoSimulador."""
        _successful(self._request("PUT", path, json=body, headers={"Authorization": f"Bearer {token}"}))

    def _pages(self, path: str, plural: str, params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        cursor: str | None = None
        while True:
            page = self.ask("GET", path, {**params, "limite": PAGINA, "cursor": cursor})
            yield from page[plural]
            cursor = page["proximo"]
            if cursor is None:
                return

    def _send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        url = f"/simulador/api{path}"
        response = self._request(method, url, **options)
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            # O servidor escuta fora desta máquina, e por isso pede um administrador.
            self._client.headers["Authorization"] = f"Bearer {self.token(self.servidor.email, self.servidor.senha)}"
            response = self._request(method, url, **options)
        return _successful(response)

    def _request(self, method: str, url: str, **options: Any) -> httpx2.Response:
        try:
            return self._client.request(method, url, **options)
        except httpx2.TransportError as erro:
            detalhe = f"O servidor em {self.servidor.url} não respondeu ({erro}). Confira se ele está no ar."
            raise ErroDoSimulador(0, "Sem resposta", detalhe) from erro


@contextmanager
def conversa(servidor: Servidor) -> Iterator[Conversa]:
    """Uma conversa com este servidor, sem intermediário algum que o ambiente configure."""
    limits = httpx2.Limits(keepalive_expiry=OCIOSA)
    headers = {"User-Agent": AGENTE}
    with httpx2.Client(base_url=servidor.url, headers=headers, timeout=PRAZO, trust_env=False, limits=limits) as client:
        yield Conversa(client, servidor)


def _successful(response: httpx2.Response) -> httpx2.Response:
    if response.is_success:
        return response
    try:
        content = response.json()
    except ValueError:
        content = None
    problem = content if isinstance(content, dict) else {}
    titulo = str(problem.get("title", response.reason_phrase))
    detalhe = problem.get("detail", "A resposta não diz por quê.")
    raise ErroDoSimulador(
        response.status_code,
        titulo,
        f"{response.request.method} {response.request.url.path} respondeu {response.status_code}: {detalhe}",
    )


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Só o que se disse, com as datas por extenso."""
    return {
        name: _iso(value) if isinstance(value, date) else value for name, value in values.items() if value is not None
    }


def _written(body: Mapping[str, Any]) -> dict[str, Any]:
    """O corpo em JSON, em que também as datas de dentro dele se escrevem por extenso, e o cabeçalho que o diz."""
    return {"content": json.dumps(_told(body), default=_iso), "headers": {"Content-Type": "application/json"}}


def _iso(value: date) -> str:
    return value.isoformat()
