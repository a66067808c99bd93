"""Os registros do diário, um a um, diante de um critério: os que servem, e os que quase servem."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter, eq
from typing import Any, NamedTuple

from app.records.summary import resource_of, unit_of
from app.storage.registro import Linha
from app.verify import body
from app.verify.criterion import Criterio

MAIS_QUASES = 5
MAIS_ACHADOS = 1_000
"""Quantos dos registros que servem se enumeram; os outros só se contam."""
MAIS_DIFERENCAS = 20
"""Quantas diferenças se dizem de cada registro que quase serve."""


@dataclass(frozen=True)
class Received:
    """Um pedido que chegou, e o corpo dele como ficou no diário."""

    linha: Linha
    corpo: bytes | None

    @cached_property
    def body(self) -> Any:
        """O JSON que o pedido trouxe; se não se pode conferir, o porquê: um `body.Unreadable`."""
        try:
            return body.read(self.corpo, self.linha.bytes_recebidos)
        except body.Unreadable as unreadable:
            return unreadable

    @property
    def readable(self) -> bool:
        """Se o corpo se pode conferir."""
        return not isinstance(self.body, body.Unreadable)


@dataclass(frozen=True, slots=True)
class Near:
    """Um registro que quase serve, e em que difere. Os de menor `rank` são os mais parecidos."""

    linha: Linha
    difere: tuple[str, ...]
    rank: tuple[int, int, int] = (0, 0, 0)


class Field(NamedTuple):
    """Um campo do critério que não é o corpo: onde está num registro, e como os dois se comparam."""

    name: str
    read: Callable[[Linha], Any]
    fits: Callable[[Any, Any], bool] = eq


def _same_method(wanted: str, came: str) -> bool:
    return wanted.upper() == came


def _same_path(wanted: str, came: str) -> bool:
    return wanted == (came if "?" in wanted else came.partition("?")[0])


def _same_status(wanted: str, came: int) -> bool:
    return came // 100 == int(wanted[0]) if wanted.endswith("xx") else came == int(wanted)


def _said(wanted: str, came: str) -> bool:
    return wanted.upper() in came.split(", ")


FIELDS = (
    Field("metodo", attrgetter("metodo"), _same_method),
    Field("recurso", lambda linha: resource_of(linha.rota)),
    Field("rota", attrgetter("rota")),
    Field("caminho", attrgetter("caminho"), _same_path),
    Field("unidade", lambda linha: unit_of(linha.chave)),
    Field("usuario", attrgetter("usuario")),
    Field("status", attrgetter("status"), _same_status),
    Field("regra", lambda linha: ", ".join(filter(None, (linha.regra, linha.avisos))), _said),
)
ADDRESS = frozenset({"metodo", "recurso", "rota", "caminho"})
"""Os campos que dizem de que o pedido trata: quem concorda neles é mais parecido que quem só concorda nos outros."""


class Search:
    """O que se achou, até agora, de um critério. Os registros vêm do mais antigo ao mais novo.

    `count` são quantos servem; `found`, os primeiros deles; `near`, os que quase servem, do mais parecido ao menos e,
    entre iguais, do mais novo ao mais antigo.
    """

    def __init__(self, criterio: Criterio) -> None:
        self._asked = [(field, wanted) for field in FIELDS if (wanted := getattr(criterio, field.name)) is not None]
        self._address = sum(field.name in ADDRESS for field, _ in self._asked)
        self._corpo = criterio.corpo
        self.count = 0
        self.found: list[Linha] = []
        self.near: list[Near] = []

    def look(self, received: Received) -> None:
        """Confere mais um registro."""
        linha = received.linha
        wrong = [(field, wanted) for field, wanted in self._asked if not field.fits(wanted, field.read(linha))]
        if not wrong and self._fits_body(received):
            self.count += 1
            if self.count <= MAIS_ACHADOS:
                self.found.append(linha)
            return
        astray = sum(field.name in ADDRESS for field, _ in wrong)
        # A maioria não se parece, e dispensa a comparação do corpo, que é a cara.
        if len(self.near) == MAIS_QUASES and (astray, len(wrong)) > self.near[-1].rank[:2]:
            return
        inside = self._differences_inside(received)
        if not self._resembles(received, len(self._asked) - len(wrong), self._address - astray, len(inside)):
            return
        difere = [
            f"{field.name}: esperado {body.short(wanted)}, veio {body.short(str(field.read(linha) or 'nada'))}"
            for field, wanted in wrong
        ]
        self._keep(linha, [*difere, *inside], astray)

    def _fits_body(self, received: Received) -> bool:
        return self._corpo is None or (received.readable and body.fits(self._corpo, received.body))

    def _differences_inside(self, received: Received) -> list[str]:
        if self._corpo is None:
            return []
        return body.differences(self._corpo, received.body) if received.readable else [f"corpo: {received.body}"]

    def _resembles(self, received: Received, agreed: int, agreed_address: int, inside: int) -> bool:
        """Se concorda em algo do endereço ou de dentro do corpo; se nada disso se pede, em qualquer coisa."""
        if self._corpo is None and not self._address:
            return agreed > 0
        inside_agrees = self._corpo is not None and received.readable and inside < body.leaves(self._corpo)
        return agreed_address > 0 or inside_agrees

    def _keep(self, linha: Linha, difere: list[str], astray: int) -> None:
        more = len(difere) - MAIS_DIFERENCAS
        told = [*difere[:MAIS_DIFERENCAS], *([f"e mais {more} diferenças"] if more > 0 else [])]
        self.near.append(Near(linha, tuple(told), (astray, len(difere), -linha.ordem)))
        self.near = sorted(self.near, key=lambda near: near.rank)[:MAIS_QUASES]
