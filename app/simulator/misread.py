"""Por que um pedido ao simulador não foi entendido, numa frase por campo."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from app.contract.errors import items_of
from app.simulator.guard import Problem

NAO_E_NUMERO = "O valor não é um número. Envie um, como 0.3."
DITOS: Mapping[str, str] = {
    "extra_forbidden": "Este campo não existe aqui. Confira o nome dele em /simulador/openapi.json.",
    "missing": "Falta este campo. Envie-o; o que ele é está em /simulador/openapi.json.",
    "float_type": NAO_E_NUMERO,
    "float_parsing": NAO_E_NUMERO,
    "finite_number": "O valor não é um número finito. Envie um que não seja NaN nem infinito.",
    "dict_type": "O valor não é um objeto. Envie um, entre chaves.",
}
"""O que se diz aqui de outro modo que na API oficial, cuja documentação é outra."""
ALTERNATIVAS = frozenset({"int", "float", "str", "bool", "list", "dict"})
"""Como o Pydantic chama, no lugar de um erro, cada forma que um campo podia ter."""


def misread(errors: Iterable[Mapping[str, Any]], *, inside: int = 1) -> Problem:
    """O pedido que não se entendeu, por estes erros. `inside` é o de `told`."""
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Pedido não entendido", told(errors, inside=inside))


def told(errors: Iterable[Mapping[str, Any]], *, inside: int = 1) -> str:
    """O que há de errado em cada campo. `inside` é quantas partes do lugar não são nomes de campos."""
    motivos: dict[str, str] = {}
    for item in items_of(errors):
        # De um campo que podia ter várias formas, basta a primeira.
        motivos.setdefault(_place(item, inside), DITOS.get(item["type"], str(item["msg"])))
    return " ".join(f"{place}: {said}" if place else said for place, said in motivos.items())


def _place(item: Mapping[str, Any], inside: int) -> str:
    """O campo, com os que o contêm: `vezes.minimo`; vazio, se o erro é do pedido inteiro."""
    return ".".join(str(part) for part in item["loc"][inside:] if part not in ALTERNATIVAS)
