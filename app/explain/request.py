"""O pedido guardado, lido de novo: a que rota se dirige, com que chave, e o corpo, se o diário o tem inteiro."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote, unquote

from app.contract.errors import OCULTO
from app.contract.fields import DocumentoRecebido
from app.contract.participante import Participante
from app.contract.plano_entregas import PlanoEntregas
from app.contract.plano_trabalho import PlanoTrabalho
from app.contract.usuario import Usuario
from app.records.content import hides, read_json
from app.rules.avisos.leitura import como_inteiro
from app.rules.exemplo import BASES
from app.rules.rule import UNFIXED, Place
from app.storage.registro import Registro

DA_UNIDADE = "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}"
RECURSOS: Mapping[str, str] = {
    "participante": f"{DA_UNIDADE}/{{cod_unidade_lotacao}}/participante/{{matricula_siape}}",
    "plano_entregas": f"{DA_UNIDADE}/plano_entregas/{{id_plano_entregas}}",
    "plano_trabalho": f"{DA_UNIDADE}/plano_trabalho/{{id_plano_trabalho}}",
    "usuario": "/user/{email}",
}
"""Os documentos que se enviam e se leem, e o caminho de cada um (contrato, seção 2)."""
ROTAS = (
    *RECURSOS.values(),
    "/users",
    "/token",
    "/user/forgot_password/{email}",
    "/user/reset_password/",
    "/health",
    "/docs",
    "/redoc",
    "/openapi.json",
    "/robots.txt",
)
"""Os caminhos que a API central atende, fora a raiz."""
COM_TOKEN = frozenset({*RECURSOS.values(), "/users"})
MODELOS: Mapping[str, type[DocumentoRecebido]] = {
    "participante": Participante,
    "plano_entregas": PlanoEntregas,
    "plano_trabalho": PlanoTrabalho,
    "usuario": Usuario,
}
NADA: Final = object()
"""O que há num lugar que o corpo não tem."""


@dataclass(frozen=True)
class Request:
    """Um registro do diário, e o que dele se deduz."""

    registro: Registro

    @cached_property
    def route(self) -> str | None:
        """A rota a que o caminho se dirige, com os nomes das chaves, ou nada."""
        return route_of(self.segments)

    @cached_property
    def resource(self) -> str | None:
        """O recurso da rota: um dos de `RECURSOS`, ou nada."""
        return next((nome for nome, rota in RECURSOS.items() if rota == self.route), None)

    @cached_property
    def segments(self) -> list[str]:
        """As partes do caminho, ainda codificadas."""
        return segments_of(self.registro.caminho.partition("?")[0])

    @cached_property
    def key(self) -> dict[str, Any]:
        """A chave que o caminho traz, na ordem dele; os códigos de unidade, como números, se o são."""
        partes = zip(segments_of(self.route or ""), self.segments, strict=True) if self.route else ()
        return {parte[1:-1]: typed(parte[1:-1], unquote(valor)) for parte, valor in partes if is_name(parte)}

    @property
    def hidden(self) -> bool:
        """Se há no caminho um segredo que o diário ocultou."""
        return OCULTO in self.registro.caminho

    @cached_property
    def text(self) -> str | None:
        """O corpo em texto, se o diário o tem inteiro, sem nada oculto, e ele é texto."""
        corpo = self.registro.corpo_recebido
        if corpo is None or len(corpo) != self.registro.bytes_recebidos:
            return None
        try:
            texto = corpo.decode()
        except UnicodeDecodeError:
            return None
        return None if "\0" in texto or hides(self.parsed) else texto

    @cached_property
    def parsed(self) -> Any:
        """O que o corpo diz em JSON, mesmo com os segredos ocultos; `NADA`, se não é JSON ou está cortado."""
        try:
            return read_json(self.registro.corpo_recebido or b"")
        except ValueError:
            return NADA

    @cached_property
    def document(self) -> dict[str, Any] | None:
        """O documento enviado, se o diário o tem inteiro e é um objeto."""
        inteiro = self.registro.corpo_recebido and len(self.registro.corpo_recebido) == self.registro.bytes_recebidos
        return self.parsed if inteiro and isinstance(self.parsed, dict) and not hides(self.parsed) else None


def route_of(partes: list[str]) -> str | None:
    """A rota a que se dirige um caminho com estas partes, ou nada."""
    return next((rota for rota in ROTAS if _fits(partes, segments_of(rota))), None)


def segments_of(caminho: str) -> list[str]:
    """As partes de um caminho, entre barras; a barra do fim é uma parte vazia."""
    return caminho.split("/")[1:]


def is_name(parte: str) -> bool:
    """Se a parte de uma rota é o nome de um campo da chave."""
    return parte.startswith("{")


def typed(name: str, texto: str) -> Any:
    """O valor de um campo da chave: os códigos são números, lidos como a API os lê."""
    inteiro = como_inteiro(texto, {}) if name.startswith("cod_") else UNFIXED
    return texto if inteiro is UNFIXED else inteiro


def path_of(recurso: str, documento: Mapping[str, Any]) -> str | None:
    """O caminho em que este documento se envia, codificado; nada, se lhe falta parte da chave."""
    partes = []
    for parte in segments_of(RECURSOS[recurso]):
        valor = documento.get(parte[1:-1]) if is_name(parte) else parte
        if not _identifies(valor):
            return None
        partes.append(quote(str(typed(parte[1:-1], str(valor))), safe="@", errors="replace"))
    return "/" + "/".join(partes)


def nearest_path(recurso: str, documento: Any) -> str:
    """O mesmo; o que falta da chave, ou não serve, é o do documento dos exemplos."""
    lido = documento if isinstance(documento, dict) else {}
    serve = {nome: valor for nome, valor in lido.items() if _identifies(valor)}
    caminho = path_of(recurso, {**BASES[recurso], **serve})
    assert caminho is not None  # noqa: S101  # os documentos dos exemplos têm a chave inteira
    return caminho


def value_at(content: Any, place: Place) -> Any:
    """O valor que está neste lugar, ou `NADA`."""
    for parte in place:
        campos = dict(enumerate(content)) if isinstance(content, list) else content
        if not isinstance(campos, dict) or parte not in campos:
            return NADA
        content = campos[parte]
    return content


def _identifies(valor: Any) -> bool:
    """Se o valor pode ser parte de uma chave, num caminho."""
    return isinstance(valor, (str, int)) and valor != ""


def _fits(partes: list[str], rota: list[str]) -> bool:
    return len(partes) == len(rota) and all(
        (parte if is_name(da_rota) else parte == da_rota) for parte, da_rota in zip(partes, rota, strict=True)
    )
