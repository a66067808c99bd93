"""Os documentos lidos, à espera da vez: os de cada recurso num arquivo temporário, na ordem em que foram dados."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from app.check.kinds import KINDS, Kind
from app.check.result import Origem


@dataclass(frozen=True, slots=True)
class Read:
    """Um documento reconhecido: de onde veio, que recurso é e o texto JSON dele."""

    origem: Origem
    kind: Kind
    texto: bytes


class Spool:
    """Guarda os documentos em disco, e os devolve uma vez, recurso a recurso."""

    def __init__(self, pasta: Path) -> None:
        self._arquivos: Mapping[str, BinaryIO] = {
            kind.nome: (pasta / f"{kind.nome}.documentos").open("w+b") for kind in KINDS
        }
        self.quantos = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for arquivo in self._arquivos.values():
            arquivo.close()

    def add(self, read: Read) -> None:
        arquivo = self._arquivos[read.kind.nome]
        arquivo.write(b"%d %d %d %d\n" % (*read.origem, len(read.texto)))
        arquivo.write(read.texto)
        self.quantos += 1

    def of(self, kind: Kind) -> Iterator[Read]:
        """Os documentos deste recurso, na ordem em que entraram."""
        arquivo = self._arquivos[kind.nome]
        arquivo.seek(0)
        while cabecalho := arquivo.readline():
            *origem, tamanho = map(int, cabecalho.split())
            yield Read(Origem(*origem), kind, arquivo.read(tamanho))
