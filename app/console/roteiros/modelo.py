"""Um roteiro como se escreve: o que se conta, o que se pede à API a cada passo, e o que se mostra depois."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from app.console.pedido import Unsayable, require_official
from app.console.roteiros.texto import CODIGO, filled, marks
from app.contract.usuario import Email
from app.faults import arming
from app.faults.arming import FalhaAArmar
from app.faults.preset import InvalidFault
from app.records.asked import wrong
from app.records.listing_filters import read_unit
from app.simulator.relogio import Acerto, Avanco

MAIS_PASSOS = 40
MAIS_PEDIDOS = 10
ADMINISTRADOR, NINGUEM = "administrador", "ninguem"
"""Quem pede, além dos usuários do roteiro: o administrador do servidor, e quem não manda token."""
_CODIGO = re.compile(r"[A-Z]{2}-[0-9]{2}")


def _listed(valor: object) -> object:
    """Um só também se escreve sem lista."""
    return [valor] if isinstance(valor, dict) else valor


def _unit(texto: str) -> str:
    if read_unit(texto) is None:
        raise wrong("A unidade se escreve com a origem, uma barra e o código da autorizadora: SIAPE/9001, por exemplo.")
    return texto


def _official(caminho: str) -> str:
    try:
        require_official(unquote(caminho.partition("?")[0]))
    except Unsayable as erro:
        raise wrong(str(erro)) from None
    if not caminho.startswith("/") or not caminho.isascii() or not caminho.isprintable():
        raise wrong(
            "O caminho é um da API PGD, começa por uma barra e não tem acentos nem quebras de linha, como "
            "/organizacao/{unidade}/plano_trabalho/pt1. Para mexer no simulador, use um controle."
        )
    return caminho


def _email(texto: str) -> str:
    try:
        return Email.model_validate({"email": texto}).email
    except ValidationError:
        raise wrong("Não é um e-mail. Escreva um inteiro, como sistema.9001@orgao.gov.br.") from None


def _code(texto: str) -> str:
    if not _CODIGO.fullmatch(texto):
        raise wrong("Não é um código de regra. Eles se escrevem como PT-20; os que há estão na página das regras.")
    return texto


Linha = Annotated[str, Field(min_length=1, max_length=200)]
Prosa = Annotated[str, Field(max_length=6_000)]
Caminho = Annotated[str, Field(max_length=2_000), AfterValidator(_official)]
EnderecoDeEmail = Annotated[str, AfterValidator(_email)]
Codigo = Annotated[str, AfterValidator(_code)]
Documento = dict[str, Any]


class Parte(BaseModel):
    """Uma parte de um roteiro: um campo que ela não tem é um engano de quem escreveu."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Usuario(Parte):
    """Um usuário da API que o roteiro cria ao começar, com esta senha, no lugar do que houver."""

    email: EnderecoDeEmail
    senha: Annotated[str, Field(min_length=1, max_length=200)]
    admin: bool = False
    desativado: bool = False


class Pedido(Parte):
    """Um pedido à API, e o que se espera dele.

    O corpo é um texto em JSON, ou uma tabela; ou o documento do roteiro com este nome, mudado em alguns campos.
    """

    dizer: Annotated[str, Field(max_length=300)] = ""
    metodo: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] = "PUT"
    caminho: Caminho
    corpo: str | Documento | None = None
    cru: bool = False
    documento: str | None = None
    mudando: Documento = {}
    de: str | None = None
    espera: Annotated[int, Field(ge=100, le=599)]
    regras: list[Codigo] = []
    avisos: list[Codigo] = []
    talvez: Annotated[str, Field(max_length=1_000)] = ""

    @property
    def formulario(self) -> bool:
        """Se o corpo é o formulário de entrada, e não JSON."""
        return self.caminho.partition("?")[0] == "/token"

    @model_validator(mode="after")
    def _one_body(self) -> Self:
        if self.corpo is not None and self.documento is not None:
            raise wrong("O pedido traz corpo e documento. Use um dos dois: o documento é o corpo que já tem nome.")
        if self.mudando and self.documento is None:
            raise wrong("O pedido traz mudando e não diz o documento que se muda. Diga-o em documento.")
        if isinstance(self.corpo, str) and not self.cru and not self.formulario:
            try:
                json.loads(filled(self.corpo, marks(date(2025, 7, 1), "SIAPE/1", "", "")))
            except (ValueError, RecursionError) as erro:
                lugar = f" (linha {erro.lineno}, coluna {erro.colno})" if isinstance(erro, json.JSONDecodeError) else ""
                raise wrong(
                    f"O corpo não é um JSON válido{lugar}. Corrija-o; se o erro é de propósito, para mostrar a recusa, "
                    "diga cru = true."
                ) from None
        return self


class Controle(Parte):
    """Uma coisa, e uma só, que se faz no simulador, e não na API."""

    armar: FalhaAArmar | None = None
    desarmar: Literal[True] | None = None
    reiniciar: Literal[True] | None = None
    usuario: Usuario | None = None
    relogio: Acerto | None = None
    avancar: Avanco | None = None
    soltar: Literal[True] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise wrong(f"Cada controle faz uma coisa só: uma destas, {', '.join(Controle.model_fields)}.")
        if self.armar is not None:
            try:
                # O prazo, se há, é conferido ao armar: aqui, qualquer um ainda está por vir.
                arming.settle(self.armar, datetime(2000, 1, 1, tzinfo=UTC))
            except InvalidFault as erro:
                raise wrong(str(erro)) from None
        return self

    @property
    def mexe_no_relogio(self) -> bool:
        """Se o que ele faz vale para o servidor inteiro."""
        return any(valor is not None for valor in (self.relogio, self.avancar, self.soltar))


class Mostra(Parte):
    """Um efeito, e um só, que se mostra depois do passo."""

    titulo: Annotated[str, Field(max_length=200)] = ""
    documento: Caminho | None = None
    versoes: Caminho | None = None
    pessoa: Linha | None = None
    lista: Literal["participante", "plano_entregas", "plano_trabalho"] | None = None
    emails: EnderecoDeEmail | None = None
    diario: Literal[True] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set - {"titulo"}) != 1:
            efeitos = ", ".join(nome for nome in Mostra.model_fields if nome != "titulo")
            raise wrong(f"Cada efeito mostra uma coisa só: uma destas, {efeitos}.")
        return self


class Passo(Parte):
    """Um passo: o que se diz antes, o que se faz, o que se mostra, e o que se conclui."""

    titulo: Linha
    fala: Annotated[Prosa, Field(min_length=1)]
    botao: Annotated[str, Field(max_length=60)] = ""
    pedido: Annotated[list[Pedido], BeforeValidator(_listed), Field(max_length=MAIS_PEDIDOS)] = []
    controle: Annotated[list[Controle], BeforeValidator(_listed), Field(max_length=MAIS_PEDIDOS)] = []
    mostra: Annotated[list[Mostra], BeforeValidator(_listed), Field(max_length=MAIS_PEDIDOS)] = []
    depois: Prosa = ""

    @property
    def faz(self) -> bool:
        """Se o passo faz alguma coisa; os outros só contam."""
        return bool(self.pedido or self.controle)


class Roteiro(Parte):
    """Uma demonstração inteira. Ao começar, ela esvazia a unidade autorizadora dela, e só essa."""

    titulo: Linha
    resumo: Annotated[Prosa, Field(min_length=1)]
    minutos: Annotated[int, Field(ge=1, le=240)]
    unidade: Annotated[str, AfterValidator(_unit)]
    ordem: int = 100
    usuarios: Annotated[list[Usuario], Field(max_length=10)] = []
    documentos: dict[str, Documento] = {}
    passos: Annotated[list[Passo], Field(min_length=1, max_length=MAIS_PASSOS)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        conhecidos = {ADMINISTRADOR, NINGUEM, *(usuario.email for usuario in self.every_user())}
        for numero, passo in enumerate(self.passos, 1):
            for pedido in passo.pedido:
                if pedido.documento is not None and pedido.documento not in self.documentos:
                    raise wrong(
                        f"O passo {numero} cita o documento {pedido.documento[:60]}, e o roteiro não tem documentos."
                        f"{pedido.documento[:60]}. Escreva-o, ou corrija o nome."
                    )
                if pedido.de is not None and pedido.de not in conhecidos:
                    raise wrong(
                        f"O passo {numero} pede como {pedido.de[:80]}, que o roteiro não cria. Ponha-o em usuarios, ou "
                        f"diga {ADMINISTRADOR} ou {NINGUEM}."
                    )
        return self

    def every_user(self) -> list[Usuario]:
        """Os usuários que o roteiro cria, ao começar ou no caminho."""
        no_caminho = (controle.usuario for passo in self.passos for controle in passo.controle)
        return [*self.usuarios, *(usuario for usuario in no_caminho if usuario is not None)]

    @property
    def mexe_no_relogio(self) -> bool:
        """Se o roteiro muda o relógio, que é do servidor inteiro."""
        return any(controle.mexe_no_relogio for passo in self.passos for controle in passo.controle)

    @property
    def usuario(self) -> str:
        """Quem pede, se um pedido não diz quem: o primeiro usuário do roteiro, ou o administrador."""
        return self.usuarios[0].email if self.usuarios else ADMINISTRADOR

    @cached_property
    def quer_codigo(self) -> bool:
        """Se algum texto pede o código de recuperação, que só se acha na caixa de saída."""
        return CODIGO in self.model_dump_json()

    def asks_as(self, pedido: Pedido) -> str:
        """Quem faz este pedido."""
        return pedido.de or (NINGUEM if pedido.formulario else self.usuario)

    def body(self, pedido: Pedido, trocas: Mapping[str, str]) -> str | None:
        """O corpo do pedido como vai, com os marcadores trocados."""
        if pedido.documento is not None:
            return _json(filled({**self.documentos[pedido.documento], **pedido.mudando}, trocas))
        if pedido.corpo is None:
            return None
        trocado = filled(pedido.corpo, trocas)
        return trocado if isinstance(trocado, str) else _json(trocado)


def _json(valor: Any) -> str:
    return json.dumps(valor, ensure_ascii=False, indent=2, default=str)
