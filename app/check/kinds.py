"""Os três recursos, na ordem em que se enviam, e como um documento é reconhecido pelos campos que traz."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.contract.fields import Documento, schema_of
from app.receive import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, Recurso
from app.rules.avisos.forma import Esquema


@dataclass(frozen=True, eq=False)
class Kind:
    """Um recurso, como os arquivos o trazem."""

    recurso: Recurso[Any, Any]

    @property
    def nome(self) -> str:
        return self.recurso.nome

    @property
    def chave(self) -> Sequence[str]:
        """Os campos que identificam o documento, na ordem do caminho."""
        return self.recurso.store.caminho

    @cached_property
    def esquema(self) -> Esquema:
        modelo: type[Documento] = self.recurso.modelo
        return schema_of(modelo)

    @cached_property
    def proprios(self) -> frozenset[str]:
        """Os campos que só este recurso tem."""
        return self.esquema.campos.difference(*(kind.esquema.campos for kind in KINDS if kind is not self))


KINDS = tuple(Kind(recurso) for recurso in (PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO))


def recognise(campos: Collection[str]) -> Kind | None:
    """O recurso que tem mais destes campos, ao menos um deles só seu; nada, se não há um que se destaque."""
    nomes = frozenset(campos)
    semelhanca = {kind: len(kind.esquema.campos & nomes) for kind in KINDS if kind.proprios & nomes}
    maior = max(semelhanca.values(), default=0)
    mais_parecidos = [kind for kind, quantos in semelhanca.items() if quantos == maior]
    return mais_parecidos[0] if len(mais_parecidos) == 1 else None
