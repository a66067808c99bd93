"""Como um exemplo de regra se corre de verdade: o que se faz antes, o que ele envia, e o que se vê na resposta."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from httpx2 import Response

from app.rules.exemplo import ADMIN, BASES, USER_AGENT, USUARIO, Documento, Envio, Pedido
from tests import builders
from tests.conftest import Api

CAMINHOS: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "participante": builders.caminho_participante,
    "plano_entregas": builders.caminho_plano_entregas,
    "plano_trabalho": builders.caminho_plano_trabalho,
    "usuario": lambda documento: f"/user/{documento['email']}",
}


class Visto(NamedTuple):
    """O que um exemplo provoca: o status, e os códigos das regras e dos avisos que a resposta traz, na ordem."""

    status: int
    regras: list[str]
    avisos: list[str]


def correr(api: Api, exemplo: Envio) -> Visto:
    """Corre o exemplo, com o que vem antes dele, numa API como recém-criada."""
    return visto(enviar(api, exemplo, preparar(api, exemplo)))


def visto(resposta: Response) -> Visto:
    return Visto(resposta.status_code, _codigos(resposta, "X-PGD-Regra"), _codigos(resposta, "X-PGD-Avisos"))


def preparar(api: Api, exemplo: Envio) -> str | None:
    """Faz, na ordem, o que vem antes, que tem de dar certo, e devolve o token de quem pede, se pede com um.

    O token é o que o usuário recebe logo que é criado: o que se faz depois pode desativá-lo.
    """
    de = exemplo.de if isinstance(exemplo, Pedido) else ADMIN
    token = api.token if de == ADMIN else None
    for anterior in exemplo.antes:
        resposta = enviar(api, anterior, preparar(api, anterior))
        assert resposta.is_success, (anterior, resposta.text)
        if token is None and isinstance(anterior, Documento) and anterior.documento.get("email") == de:
            token = str(api.entrar(de, USUARIO["password"]).json()["access_token"])
    assert token is not None or not de, f"ninguém criou {de}"
    return token


def enviar(api: Api, exemplo: Envio, token: str | None) -> Response:
    """O próprio exemplo, com este token, sem o que vem antes."""
    pedido = exemplo if isinstance(exemplo, Pedido) else _envio(exemplo)
    conteudo = "application/x-www-form-urlencoded" if pedido.caminho == "/token" else "application/json"
    cabecalhos: dict[str, str | None] = {
        "User-Agent": USER_AGENT,
        "Content-Type": conteudo if pedido.corpo else None,
        "Authorization": None if token is None else f"Bearer {token}",
        **pedido.cabecalhos,
    }
    http = api.cliente.build_request(pedido.metodo, pedido.caminho, content=pedido.corpo.encode())
    for nome, valor in cabecalhos.items():
        if valor is not None:
            http.headers[nome] = valor
        elif nome in http.headers:
            del http.headers[nome]
    return api.cliente.send(http)


def _envio(exemplo: Documento) -> Pedido:
    """O PUT do documento; o que falta na chave, ou não serve nela, vem do documento de que o exemplo parte."""
    chave = {**BASES[exemplo.recurso], **exemplo.documento}
    caminho = quote(CAMINHOS[exemplo.recurso](chave), safe="/@", errors="surrogatepass")
    return Pedido(metodo="PUT", caminho=caminho, corpo=json.dumps(exemplo.documento))


def _codigos(resposta: Response, cabecalho: str) -> list[str]:
    texto = resposta.headers.get(cabecalho, "")
    return texto.split(", ") if texto else []
