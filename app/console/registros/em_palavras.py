"""O que um pedido pretendia, dito em palavras, a partir do caminho dele."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import unquote, urlencode

from app.api.paths import SIMULADOR
from app.explain.request import RECURSOS, is_name, route_of, segments_of

Chave = dict[str, str]
_DIA = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Pedido(Protocol):
    """O que se precisa saber de um registro."""

    @property
    def metodo(self) -> str: ...

    @property
    def caminho(self) -> str: ...


DOCUMENTOS: Mapping[str, Callable[[Chave], str]] = {
    RECURSOS["participante"]: lambda c: f"participante {c['matricula_siape']}, lotado em {c['cod_unidade_lotacao']}",
    RECURSOS["plano_entregas"]: lambda c: f"plano de entregas {c['id_plano_entregas']}",
    RECURSOS["plano_trabalho"]: lambda c: f"plano de trabalho {c['id_plano_trabalho']}",
    RECURSOS["usuario"]: lambda c: f"usuário {c['email']}",
}
"""Como se chama o documento de cada rota."""
FEITOS: Mapping[str, str] = {"PUT": "Envio do", "GET": "Leitura do", "HEAD": "Leitura do"}
OUTRAS: Mapping[tuple[str, str], str] = {
    ("GET", "/users"): "Lista dos usuários",
    ("POST", "/token"): "Entrada: pedido de token",
    ("POST", "/user/forgot_password/{email}"): "Pedido de nova senha",
    ("GET", "/user/reset_password/"): "Troca de senha",
    ("POST", "/user/reset_password/"): "Troca de senha",
    ("GET", "/health"): "Pergunta se a API está no ar",
    ("GET", "/docs"): "Documentação da API",
    ("GET", "/redoc"): "Documentação da API",
    ("GET", "/openapi.json"): "Descrição da API, em OpenAPI",
    ("GET", "/robots.txt"): "Pergunta de um robô de buscas",
    ("GET", "/"): "Página de entrada da API",
}
"""O que se pede nas rotas que não são de um documento só."""
COM_PAGINA: Mapping[str, tuple[str, ...]] = {
    recurso: tuple(parte[1:-1] for parte in segments_of(rota) if is_name(parte))
    for recurso, rota in RECURSOS.items()
    if recurso != "usuario"
}
"""Os recursos que têm página nos Dados, e os campos da chave de cada um."""


def key_of(caminho: str) -> Chave:
    """Os valores que o caminho traz, decodificados, na ordem dele."""
    partes = segments_of(caminho.partition("?")[0])
    rota = route_of(partes)
    pares = zip(segments_of(rota), partes, strict=True) if rota else ()
    return {nome[1:-1]: unquote(valor) for nome, valor in pares if is_name(nome)}


def pedido_dito(pedido: Pedido) -> str:
    """O que se pedia: `Envio do plano de trabalho pt-1`."""
    caminho = pedido.caminho.partition("?")[0]
    rota = route_of(segments_of(caminho)) or caminho
    if rota in DOCUMENTOS:
        documento = DOCUMENTOS[rota](key_of(caminho))
        feito = FEITOS.get(pedido.metodo)
        return f"{feito} {documento}" if feito else f"{pedido.metodo}, que não se aceita, no {documento}"
    dito = OUTRAS.get((pedido.metodo, rota))
    if dito is None:
        conhecida = any(outra == rota for _, outra in OUTRAS)
        return f"{pedido.metodo} em {caminho}" if conhecida else "Caminho que a API não tem"
    email = key_of(caminho).get("email")
    return f"{dito}, de {email}" if email else dito


def em_dados(recurso: str, chave: Mapping[str, Any]) -> str | None:
    """A página deste documento nos Dados, ou nada, se a chave não é de um que tenha página."""
    # A entrega não tem página: vê-se no plano dela.
    recurso = "plano_entregas" if recurso == "entrega" else recurso
    campos = COM_PAGINA.get(recurso, ())
    if not campos or any(campo not in chave for campo in campos):
        return None
    return f"{SIMULADOR}/dados/{recurso}/documento?{urlencode({campo: chave[campo] for campo in campos})}"


def dia_utc(instante: datetime) -> str:
    """O dia do instante, em UTC."""
    return f"{instante.astimezone(UTC):%d/%m/%Y}"


def duracao(milissegundos: float) -> str:
    """Quanto demorou, em milissegundos ou segundos."""
    if milissegundos >= 1_000:
        return f"{milissegundos / 1_000:.1f} s".replace(".", ",")
    return f"{milissegundos:.0f} ms" if milissegundos >= 1 else "menos de 1 ms"


def so_dia(texto: str) -> bool:
    """Se o texto é uma data sem hora, como o campo de um formulário a aceita."""
    return _DIA.fullmatch(texto) is not None


NOMES: Mapping[str, Any] = {"em_dados": em_dados}
FILTROS: Mapping[str, Callable[..., Any]] = {
    funcao.__name__: funcao for funcao in (pedido_dito, dia_utc, duracao, so_dia)
}
"""O que os modelos das páginas usam daqui."""
