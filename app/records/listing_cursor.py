"""O cursor de uma lista: a posição em que a página anterior parou, num texto que se devolve como veio."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from pydantic_core import to_json

from app.records.asked import Texto
from app.rules.calculo import MAIOR_BIGINT
from app.storage.listagem import Posicao

_TIPOS = {int: Annotated[int, Field(ge=0, le=MAIOR_BIGINT)], str: Texto}


class InvalidCursor(Exception):
    """O cursor não é de uma página desta lista."""

    def __init__(self) -> None:
        super().__init__(
            "O cursor não é o de uma página desta lista, com estes filtros. Mande em cursor o proximo da página "
            "anterior, inteiro, ou comece de novo, sem ele."
        )


def write_cursor(posicao: Posicao) -> str:
    """O cursor que diz esta posição."""
    return urlsafe_b64encode(to_json(posicao)).decode().rstrip("=")


def read_cursor(cursor: str, tipos: Sequence[type]) -> Posicao:
    """A posição que o cursor diz, com um valor de cada um destes tipos: `int` ou `str`. Erros: InvalidCursor."""
    esperada: Any = tuple(_TIPOS[tipo] for tipo in tipos)
    try:
        lida: Posicao = TypeAdapter(tuple[esperada]).validate_json(urlsafe_b64decode(f"{cursor}=="), strict=True)
    except ValueError:
        raise InvalidCursor from None
    return lida
