"""O que se disse de cada documento, em disco e na ordem em que se disse: lê-se quantas vezes for preciso."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Self

from app.check.result import Achado, Resultado


class Verdicts:
    """Os resultados, um por linha de um arquivo temporário."""

    def __init__(self, pasta: Path) -> None:
        self._arquivo = (pasta / "resultados").open("w+", encoding="utf-8")
        self._quantos = 0
        self._depois: dict[int, list[Achado]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._arquivo.close()

    def add(self, resultado: Resultado) -> int:
        """Guarda um resultado, e diz o número dele."""
        self._arquivo.write(resultado.to_json() + "\n")
        self._quantos += 1
        return self._quantos - 1

    def attach(self, numero: int, achado: Achado) -> None:
        """Acrescenta um achado a um resultado já guardado: só se soube dele depois."""
        self._depois.setdefault(numero, []).append(achado)

    def __iter__(self) -> Iterator[Resultado]:
        self._arquivo.seek(0)
        for numero, linha in enumerate(self._arquivo):
            resultado = Resultado.from_json(linha)
            depois = self._depois.get(numero)
            yield replace(resultado, achados=[*resultado.achados, *depois]) if depois else resultado
