"""Os campos de um documento, como um formulário os mostra, lidos dos modelos do contrato."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from app.console import writing
from app.contract.fields import Documento
from app.explain.request import MODELOS
from app.rules.exemplo import AUSENTE

ESCOLHAS: Mapping[tuple[str, str], Mapping[int, str]] = {
    ("PlanoEntregas", "status"): writing.STATUS_PLANO_ENTREGAS,
    ("PlanoTrabalho", "status"): writing.STATUS_PLANO_TRABALHO,
    ("Participante", "situacao"): writing.SITUACAO,
    ("Participante", "modalidade_execucao"): writing.MODALIDADE,
    ("Contribuicao", "tipo_contribuicao"): writing.TIPO_CONTRIBUICAO,
    ("AvaliacaoRegistrosExecucao", "avaliacao_registros_execucao"): writing.AVALIACAO,
}
"""O que quer dizer cada número dos campos em que ele é um código."""
ITENS: Mapping[str, str] = {
    "entregas": "entrega",
    "contribuicoes": "contribuição",
    "avaliacoes_registros_execucao": "avaliação",
}
"""Como se chama um item de cada lista."""
CPFS = frozenset({"cpf", "cpf_participante"})

_NAO_CABE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""O que um campo de formulário perderia: quebras de linha, caracteres de controle e metades de caracteres."""
_INTEIRO = re.compile(r"-?[0-9]{1,30}")
_DIA = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MEIA_NOITE = "T00:00:00"


class Tipo(StrEnum):
    """De que tipo é o valor de um campo."""

    TEXTO = "texto"
    INTEIRO = "inteiro"
    DIA = "dia"
    INSTANTE = "instante"
    ESCOLHA = "escolha"


@dataclass(frozen=True, slots=True)
class Molde:
    """Um campo do modelo. `opcoes`, numa escolha, são o valor e o que ele quer dizer."""

    nome: str
    rotulo: str
    ajuda: str
    tipo: Tipo
    nulo: bool
    exigido: bool
    opcoes: Sequence[tuple[Any, str]] = ()


@dataclass(frozen=True, slots=True)
class MoldeDeLista:
    """Uma lista de itens do modelo."""

    nome: str
    rotulo: str
    ajuda: str
    item: str
    campos: Sequence[Molde]


@dataclass(frozen=True, slots=True)
class MoldeDeDocumento:
    """Os campos de um recurso, na ordem do contrato, e as listas dele."""

    campos: Sequence[Molde]
    listas: Sequence[MoldeDeLista]

    @property
    def nomes(self) -> set[str]:
        """Tudo o que o contrato conhece do documento."""
        return {campo.nome for campo in self.campos} | {lista.nome for lista in self.listas}


@cache
def mould_of(recurso: str) -> MoldeDeDocumento:
    """O molde do recurso."""
    modelo = MODELOS[recurso]
    listas = [
        MoldeDeLista(nome, str(campo.title), str(campo.description), ITENS[nome], _fields(item))
        for nome, campo in modelo.model_fields.items()
        if (item := _item_of(campo.annotation))
    ]
    return MoldeDeDocumento([campo for campo in _fields(modelo) if campo.nome not in ITENS], listas)


def shown(molde: Molde, valor: Any) -> tuple[str, str]:
    """O texto com que o campo mostra este valor e, se o valor não é do tipo do campo, o que ele é em JSON.

    Lido de volta igual, o valor fica como estava.
    """
    if valor is AUSENTE:
        return "", ""
    if molde.tipo is Tipo.ESCOLHA:
        escrito = json.dumps(valor)
        return escrito, "" if escrito in dict(options(molde, AUSENTE)) else _said(valor)
    if valor is None:
        return "", "" if molde.nulo else "null"
    if isinstance(valor, (dict, list, bool)):
        return "", _said(valor)
    texto = valor if isinstance(valor, str) else json.dumps(valor)
    if _NAO_CABE.search(texto):
        return "", _said(valor)
    if molde.tipo is Tipo.INSTANTE and is_day(texto.removesuffix(_MEIA_NOITE)):
        texto = texto.removesuffix(_MEIA_NOITE)
    esperado = int if molde.tipo is Tipo.INTEIRO else str
    return texto, "" if isinstance(valor, esperado) else _said(valor)


def read(molde: Molde, texto: str) -> Any:
    """O valor que se escreveu no campo. Vazio: nulo, se o campo o aceita; senão, o campo não vai."""
    if texto == "":
        return None if molde.nulo and molde.tipo is not Tipo.ESCOLHA else AUSENTE
    if molde.tipo is Tipo.ESCOLHA:
        return next((valor for valor, _ in molde.opcoes if json.dumps(valor) == texto), texto)
    if molde.tipo is Tipo.INTEIRO and _INTEIRO.fullmatch(texto):
        return int(texto)
    return texto


def options(molde: Molde, valor: Any) -> list[tuple[str, str]]:
    """As opções de uma escolha, com a de não enviar e, se o valor não é de nenhuma, a de o deixar como está."""
    todas = [("", "(não enviar)"), *((json.dumps(opcao), dita) for opcao, dita in molde.opcoes)]
    if molde.nulo:
        todas.append(("null", "null (vazio)"))
    escrito = "" if valor is AUSENTE else json.dumps(valor)
    if escrito not in dict(todas):
        todas.append((escrito, f"(como está: {_said(valor)[:60]})"))
    return todas


def is_day(texto: str) -> bool:
    """Se o texto é um dia do calendário, como um campo de data o aceita."""
    try:
        return _DIA.fullmatch(texto) is not None and bool(date.fromisoformat(texto))
    except ValueError:
        return False


def _said(valor: Any) -> str:
    return json.dumps(valor, ensure_ascii=False)


def _fields(modelo: type[Documento]) -> list[Molde]:
    return [_field(modelo, nome) for nome in modelo.model_fields if nome not in ITENS]


def _field(modelo: type[Documento], nome: str) -> Molde:
    campo = modelo.model_fields[nome]
    folhas = _leaves(campo.annotation)
    tipo, opcoes = _kind(folhas)
    if (modelo.__name__, nome) in ESCOLHAS:
        tipo = Tipo.ESCOLHA
        opcoes = [(valor, f"{valor} · {dito}") for valor, dito in ESCOLHAS[modelo.__name__, nome].items()]
    return Molde(nome, str(campo.title), str(campo.description), tipo, NoneType in folhas, campo.is_required(), opcoes)


def _kind(folhas: Sequence[type]) -> tuple[Tipo, Sequence[tuple[Any, str]]]:
    for folha in folhas:
        if issubclass(folha, bool):
            return Tipo.ESCOLHA, [(False, "Não"), (True, "Sim")]
        if issubclass(folha, Enum):
            return Tipo.ESCOLHA, [(opcao.value, str(opcao.value)) for opcao in folha]
        if issubclass(folha, int):
            return Tipo.INTEIRO, ()
        if issubclass(folha, date):
            return (Tipo.INSTANTE if issubclass(folha, datetime) else Tipo.DIA), ()
    return Tipo.TEXTO, ()


def _leaves(annotation: Any) -> list[type]:
    """Os tipos de que uma anotação é feita."""
    if isinstance(annotation, type):
        return [annotation]
    inner = get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation)
    return [folha for parte in inner for folha in _leaves(parte)]


def _item_of(annotation: Any) -> type[Documento] | None:
    return next((folha for folha in _leaves(annotation) if issubclass(folha, Documento)), None)
