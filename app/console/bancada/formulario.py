"""Um documento como formulário, e de volta: o que o formulário não mostra, ou o que ninguém mudou, fica como estava."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.check.result import legible
from app.console.bancada.campos import CPFS, Molde, MoldeDeLista, Tipo, is_day, mould_of, options, read, shown
from app.console.forms import Formulario
from app.console.veredito import field_id
from app.rules.exemplo import AUSENTE, BASES

MAIS_ITENS = 60
"""Quantos itens de uma lista se mostram no formulário; os demais ficam no documento, e se veem no JSON."""
MAIOR_NOME = 60
"""Quantos caracteres se mostram do nome de um campo que o contrato não conhece."""
_DOC = "doc"
"""O começo do nome de todo campo do documento."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campo:
    """Um campo pronto para se escrever. `mantido` é o valor, em JSON, quando o campo não o mostra como ele é."""

    molde: Molde
    nome: str
    id_: str
    valor: str
    mantido: str
    tipo: str
    opcoes: Sequence[tuple[str, str]] | None
    velado: bool


@dataclass(frozen=True, slots=True)
class Item:
    """Um item de uma lista; sem campos, se ele não é um objeto, e `mantido` é o que ele é."""

    n: int
    campos: Sequence[Campo]
    mantido: Any
    outros: Sequence[str]


@dataclass(frozen=True, slots=True)
class Lista:
    """Uma lista do documento. `mantido` é o que veio, se não veio uma lista; `escondidos`, quantos não se mostram."""

    molde: MoldeDeLista
    itens: Sequence[Item]
    mantido: Any
    escondidos: int


@dataclass(frozen=True, slots=True)
class Ficha:
    """O documento inteiro. `outros` são os nomes que o contrato não conhece, e que continuam no documento."""

    campos: Sequence[Campo]
    listas: Sequence[Lista]
    outros: Sequence[str]

    @property
    def ids(self) -> set[str]:
        """Os `id` de todos os campos, para que um veredito leve a eles."""
        dos_itens = (campo for lista in self.listas for item in lista.itens for campo in item.campos)
        return {campo.id_ for campo in (*self.campos, *dos_itens)} | {
            field_id((lista.molde.nome,)) for lista in self.listas
        }


def sheet(recurso: str, documento: Mapping[str, Any]) -> Ficha:
    """O documento como formulário."""
    molde = mould_of(recurso)
    outros = [legible(nome, MAIOR_NOME) for nome in documento if nome not in molde.nomes]
    listas = [_list(lista, documento.get(lista.nome, AUSENTE)) for lista in molde.listas]
    return Ficha(_fields(molde.campos, documento, ()), listas, outros)


def filled(recurso: str, base: Mapping[str, Any], formulario: Formulario) -> dict[str, Any]:
    """O documento de que o formulário partiu, com o que nele se mudou."""
    molde = mould_of(recurso)
    novo = _patched(molde.campos, base, (), formulario)
    for lista in molde.listas:
        itens = base.get(lista.nome)
        if isinstance(itens, list):
            novo[lista.nome] = [
                _patched(lista.campos, item, (lista.nome, n), formulario) if isinstance(item, dict) else item
                for n, item in enumerate(itens)
            ]
    return novo


def with_item(recurso: str, documento: Mapping[str, Any], lista: str) -> dict[str, Any]:
    """O documento com mais um item nesta lista, como o dos exemplos; como estava, se o recurso não a tem."""
    molde = next((uma for uma in mould_of(recurso).listas if uma.nome == lista), None)
    if molde is None:
        return dict(documento)
    antes = documento.get(lista)
    itens = antes if isinstance(antes, list) else []
    novo = dict(BASES[recurso][lista][0])
    identificador = molde.campos[0].nome
    # Um identificador só seu, como os dos exemplos: e1, e2, …
    novo[identificador] = f"{novo[identificador][0]}{len(itens) + 1}"
    return {**documento, lista: [*itens, novo]}


def without_item(documento: Mapping[str, Any], lista: str, n: int) -> dict[str, Any]:
    """O documento sem este item da lista; como estava, se não há."""
    itens = documento.get(lista)
    if not isinstance(itens, list):
        return dict(documento)
    return {**documento, lista: [item for m, item in enumerate(itens) if m != n]}


def _list(molde: MoldeDeLista, valor: Any) -> Lista:
    if not isinstance(valor, list):
        return Lista(molde, [], valor, 0)
    itens = [_item(molde, n, item) for n, item in enumerate(valor[:MAIS_ITENS])]
    return Lista(molde, itens, AUSENTE, max(len(valor) - MAIS_ITENS, 0))


def _item(molde: MoldeDeLista, n: int, item: Any) -> Item:
    if not isinstance(item, dict):
        return Item(n, (), item, ())
    conhecidos = {campo.nome for campo in molde.campos}
    outros = [legible(nome, MAIOR_NOME) for nome in item if nome not in conhecidos]
    return Item(n, _fields(molde.campos, item, (molde.nome, n)), AUSENTE, outros)


def _fields(moldes: Sequence[Molde], content: Mapping[str, Any], onde: tuple[str | int, ...]) -> list[Campo]:
    return [_field(molde, content.get(molde.nome, AUSENTE), (*onde, molde.nome)) for molde in moldes]


def _field(molde: Molde, valor: Any, lugar: tuple[str | int, ...]) -> Campo:
    texto, mantido = shown(molde, valor)
    de_dia = molde.tipo in (Tipo.DIA, Tipo.INSTANTE) and (texto == "" or is_day(texto))
    return Campo(
        molde=molde,
        nome=_name(lugar),
        id_=field_id(lugar),
        valor=texto,
        mantido=mantido,
        tipo="date" if de_dia and not mantido else "text",
        opcoes=options(molde, valor) if molde.tipo is Tipo.ESCOLHA else None,
        velado=molde.nome in CPFS,
    )


def _patched(
    moldes: Sequence[Molde], base: Mapping[str, Any], onde: tuple[str | int, ...], formulario: Formulario
) -> dict[str, Any]:
    novo = dict(base)
    for molde in moldes:
        escrito = formulario.campos.get(_name((*onde, molde.nome)))
        if not isinstance(escrito, str) or escrito == shown(molde, base.get(molde.nome, AUSENTE))[0]:
            continue
        valor = read(molde, escrito)
        if valor is AUSENTE:
            novo.pop(molde.nome, None)
        else:
            novo[molde.nome] = valor
    return novo


def _name(lugar: Sequence[str | int]) -> str:
    return ".".join((_DOC, *map(str, lugar)))
