"""A nota de um servidor: quantos casos conferem, por família, e o que fica fora da conta."""

import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from tests.fidelidade.cliente import Rodada
from tests.fidelidade.conferir import Conferido, Veredito, check_case
from tests.fidelidade.gravacao import Gravacao


@dataclass(frozen=True, slots=True)
class Parte:
    """Quantos casos conferem, de quantos medidos."""

    conferem: int
    total: int

    @property
    def porcento(self) -> float:
        return 100 * self.conferem / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Resultado:
    """Os casos conferidos, na ordem da gravação, e o que se conta deles."""

    gravacao: Gravacao
    conferidos: tuple[Conferido, ...]
    segundos: float = 0.0

    @property
    def pulados(self) -> list[Conferido]:
        """Os casos que não foram medidos."""
        return [item for item in self.conferidos if item.veredito is Veredito.PULADO]

    @property
    def decididos(self) -> list[Conferido]:
        """Os casos medidos em que decidimos não imitar: fora da nota."""
        decididas = self.gravacao.decididas
        return [item for item in self._medidos if item.caso["id"] in decididas]

    @property
    def defeitos(self) -> list[Conferido]:
        """Os casos medidos em que a API central falhou: fora da nota, e todos têm de ser evitados."""
        return [item for item in self._contados if item.caso.get("defeito")]

    @property
    def diferem(self) -> list[Conferido]:
        """Os casos que não conferem, entre os da nota e os dos defeitos."""
        return [item for item in self._contados if item.veredito is Veredito.DIFERE]

    @property
    def familias(self) -> dict[str, Parte]:
        """A nota de cada família, na ordem da gravação."""
        da_nota = [item for item in self._contados if not item.caso.get("defeito")]
        nomes = dict.fromkeys(item.caso["familia"] for item in da_nota)
        return {nome: _part([item for item in da_nota if item.caso["familia"] == nome]) for nome in nomes}

    @property
    def nota(self) -> Parte:
        """A nota de todas as famílias juntas."""
        partes = self.familias.values()
        return Parte(sum(parte.conferem for parte in partes), sum(parte.total for parte in partes))

    @property
    def evitados(self) -> Parte:
        """Os defeitos da API central que este servidor não repete."""
        return _part(self.defeitos)

    def reaches(self, minimo: float) -> bool:
        """Se a nota alcança o mínimo e nenhum defeito se repete."""
        return self.nota.porcento >= minimo and self.evitados.conferem == self.evitados.total

    def trusting_skipped(self) -> "Resultado":
        """O mesmo, com os pulados dados por conferidos: serve a quem compara com uma rodada que não pulou nenhum."""
        conferidos = [
            replace(item, veredito=Veredito.OK) if item.veredito is Veredito.PULADO else item
            for item in self.conferidos
        ]
        return replace(self, conferidos=tuple(conferidos))

    def as_json(self) -> dict[str, Any]:
        """O resultado completo, para programas."""
        return {
            "fidelidade": self.nota.porcento,
            "conferem": self.nota.conferem,
            "total": self.nota.total,
            "defeitos_evitados": self.evitados.conferem,
            "defeitos": self.evitados.total,
            "diferencas_decididas": len(self.decididos),
            "pulados": len(self.pulados),
            "segundos": round(self.segundos, 1),
            "familias": {
                nome: {"conferem": parte.conferem, "total": parte.total} for nome, parte in self.familias.items()
            },
            "diferem": [
                {
                    "id": item.caso["id"],
                    "familia": item.caso["familia"],
                    "nome": item.caso["nome"],
                    "texto": item.motivo,
                    "defeito": bool(item.caso.get("defeito")),
                }
                for item in self.diferem
            ],
        }

    @property
    def _medidos(self) -> list[Conferido]:
        return [item for item in self.conferidos if item.veredito is not Veredito.PULADO]

    @property
    def _contados(self) -> list[Conferido]:
        decididas = self.gravacao.decididas
        return [item for item in self._medidos if item.caso["id"] not in decididas]


def measure(rodada: Rodada, gravacao: Gravacao, sem: Collection[str] = (), paralelo: int = 4) -> Resultado:
    """Prepara os papéis e corre todos os casos, alguns ao mesmo tempo; os passos de um caso, em sequência.

    Erros: Quebra e SystemExit, na preparação.
    """
    with closing(rodada.servidor):
        rodada.prepare()
        inicio = time.monotonic()
        with ThreadPoolExecutor(paralelo) as fila:
            conferidos = tuple(fila.map(lambda caso: check_case(rodada, caso, sem), gravacao.casos))
    return Resultado(gravacao, conferidos, time.monotonic() - inicio)


def _part(conferidos: Collection[Conferido]) -> Parte:
    return Parte(sum(item.veredito is Veredito.OK for item in conferidos), len(conferidos))
