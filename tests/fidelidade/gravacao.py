"""A gravação: os casos, com o que a API central respondeu, e as diferenças decididas."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NotRequired, TypedDict

PASTA = Path(__file__).resolve().parent
VETORES = PASTA / "vetores.jsonl.gz"
DIFERENCAS = PASTA / "diferencas.json"

CONTRATO = "3.3.9"
"""Versão da API central que respondeu."""
DATA = "21/11/2026"
"""Dia da gravação, no relógio da máquina que gravou."""
VERSOES = (
    "Python 3.11.7",
    "fastapi 0.111.0",
    "starlette 0.37.2",
    "pydantic 2.8.2 (pydantic-core 2.20.1)",
    "email-validator 2.4.0",
    "python-jose 3.3.0",
    "python-multipart 0.0.9",
    "passlib 1.7.4 com bcrypt 4.0.1",
    "SQLAlchemy 2.0.31",
    "psycopg 3.2.1",
    "uvicorn 0.30.1 (httptools)",
    "PostgreSQL 15",
)
"""Com que a API central rodava quando respondeu."""

Espera = dict[str, Any]
"""O esqueleto de uma resposta: `status`, `ct`, cabeçalhos e `corpo`; ou só `defeito`, quando a API central falhou."""


class Passo(TypedDict):
    """Um pedido e o que se espera dele. Os textos podem trazer moldes entre chaves duplas (moldes.py)."""

    metodo: str
    caminho: str
    papel: NotRequired[str]
    cab: NotRequired[dict[str, str | None]]
    json: NotRequired[Any]
    corpo: NotRequired[str]
    corpo_b64: NotRequired[str]
    form: NotRequired[list[list[str]]]
    captura: NotRequired[dict[str, str]]
    so: NotRequired[dict[str, Any]]
    espera: Espera


class Caso(TypedDict):
    """Uma sequência de pedidos, que só confere quando todos conferem."""

    id: str
    familia: str
    nome: str
    unidade: NotRequired[int]
    requer: NotRequired[list[str]]
    dia: NotRequired[bool]
    defeito: NotRequired[bool]
    passos: list[Passo]


@dataclass(frozen=True, slots=True)
class Gravacao:
    """Os casos e, por razão, os ids daqueles em que decidimos não imitar a API central."""

    casos: tuple[Caso, ...]
    diferencas: dict[str, tuple[str, ...]]

    @property
    def chamadas(self) -> int:
        """Quantos pedidos há em todos os casos."""
        return sum(len(caso["passos"]) for caso in self.casos)

    @property
    def decididas(self) -> frozenset[str]:
        """Os ids de todos os casos em que decidimos não imitar."""
        return frozenset(caso for ids in self.diferencas.values() for caso in ids)

    def only(self, familias: list[str] | None, ids: list[str] | None) -> "Gravacao":
        """A mesma gravação, só com estas famílias e estes casos; sem nada dito, todos."""
        casos = tuple(
            caso
            for caso in self.casos
            if (not familias or caso["familia"] in familias) and (not ids or caso["id"] in ids)
        )
        return Gravacao(casos, self.diferencas)


def load(vetores: Path = VETORES, diferencas: Path | None = None) -> Gravacao:
    """Lê a gravação, comprimida ou não. Sem `diferencas`, usa as que estão ao lado dos vetores, se estão."""
    aberto = gzip.open if vetores.suffix == ".gz" else open
    with aberto(vetores, "rt", encoding="utf-8") as linhas:
        casos = tuple(json.loads(linha) for linha in linhas if linha.strip())
    return Gravacao(casos, _diferencas(diferencas or vetores.with_name(DIFERENCAS.name)))


def _diferencas(arquivo: Path) -> dict[str, tuple[str, ...]]:
    if not arquivo.exists():
        return {}
    razoes: dict[str, Any] = json.loads(arquivo.read_text(encoding="utf-8"))
    return {razao: tuple(ids) for razao, ids in razoes.items() if razao != "_"}
