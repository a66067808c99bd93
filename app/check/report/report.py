"""O que um relatório tem a contar."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.check.result import Resultado
from app.check.summary import Resumo
from app.check.verdicts import Verdicts
from app.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Report:
    """Os resultados, as contas deles, e as regras de que falam, por código."""

    verdicts: Verdicts
    resumo: Resumo
    regras: Mapping[str, Rule[Any, Any]]

    @property
    def com_achados(self) -> Iterator[Resultado]:
        """Os resultados de que há o que dizer."""
        return (resultado for resultado in self.verdicts if resultado.achados)

    def wrong(self, codigo: str) -> str:
        """O que está errado, numa frase, quando se quebra esta regra."""
        return self.regras[codigo].wrong
