"""O relógio do simulador, guardado: o da máquina, adiantado ou atrasado, ou parado num instante."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from app.storage.tables import relogio

MICROSSEGUNDO = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Relogio:
    """Que horas o simulador diz que são: `congelado_em`, se está parado; senão, a hora da máquina mais `adiantado`."""

    congelado_em: datetime | None = None
    adiantado: timedelta = timedelta(0)

    def read(self, maquina: datetime) -> datetime:
        """A hora do simulador quando a da máquina é esta."""
        return maquina + self.adiantado if self.congelado_em is None else self.congelado_em


DA_MAQUINA = Relogio()


def find(connection: Connection) -> Relogio:
    """O relógio guardado; o da máquina, se ninguém mexeu nele."""
    linha = connection.execute(select(relogio.c.congelado_em, relogio.c.adiantado_us)).one_or_none()
    if linha is None:
        return DA_MAQUINA
    congelado_em = linha.congelado_em
    # O SQLite devolve o instante sem o fuso.
    aware = congelado_em and congelado_em.replace(tzinfo=congelado_em.tzinfo or UTC)
    return Relogio(aware, linha.adiantado_us * MICROSSEGUNDO)
