"""O que uma regra sabe além do documento: nada mais que isto."""

from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """O instante em que o pedido é julgado (com fuso)."""

    now: datetime

    @property
    def today(self) -> date:
        """O dia em UTC, como o serviço central o vê."""
        return self.now.astimezone(UTC).date()


@dataclass(frozen=True, slots=True)
class PlanoGuardado:
    """Um plano já guardado com cujo período outro colide."""

    id: str
    data_inicio: date
    data_termino: date
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsEnvio(Facts):
    """O que está guardado e importa a qualquer envio: se já há um documento com a mesma chave."""

    exists: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsPlano(FactsEnvio):
    """O que está guardado e importa a qualquer plano: outros com que colide, a começar do que termina antes."""

    conflitos: tuple[PlanoGuardado, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsPlanoEntregas(FactsPlano):
    """O que está guardado e importa a um plano de entregas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsPlanoTrabalho(FactsPlano):
    """O que está guardado e importa a um plano de trabalho.

    `lotacoes` são as unidades de lotação em que a matrícula existe na autorizadora; `entregas` são os pares
    (`id_plano_entregas`, `id_entrega`) que o documento cita e que existem.
    """

    lotacoes: tuple[int, ...]
    entregas: frozenset[tuple[str, str]]
