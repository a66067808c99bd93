"""A forma de um perfil: uma tabela de avisos por recurso."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.rules.rule import Rule

Linhas = tuple[Rule[Any, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Perfil:
    """O que um órgão pede além das normas gerais.

    `nome` é o que se escreve na configuração; `titulo`, o que se lê. As linhas de cada recurso são avisos, que recebem
    o documento e os fatos dele, como os de `app/rules/avisos`.
    """

    nome: str
    titulo: str
    participante: Linhas = ()
    plano_entregas: Linhas = ()
    plano_trabalho: Linhas = ()

    def of(self, recurso: str) -> Linhas:
        """As linhas de um recurso, pelo nome dele no contrato."""
        linhas: Linhas = getattr(self, recurso)
        return linhas

    def __iter__(self) -> Iterator[Rule[Any, Any]]:
        return iter((*self.participante, *self.plano_entregas, *self.plano_trabalho))


NACIONAL = Perfil(nome="nacional", titulo="Normas gerais")
"""Só as normas gerais: nenhum aviso a mais."""
