"""O relógio do simulador, guardado: o da máquina, adiantado ou atrasado, ou parado num instante."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from app.storage import controle
from app.storage.tables import relogio

MICROSSEGUNDO = timedelta(microseconds=1)
PRIMEIRO = datetime(2000, 1, 1, tzinfo=UTC)
ULTIMO = datetime(2999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
"""Entre que instantes o relógio anda: longe dos fins do calendário, onde as contas com datas deixam de caber nele."""
GUARDA = "relogio"
"""O que uma mudança protege: a seguinte parte da hora que ela deixou."""


class OutOfRange(Exception):
    """O instante pedido fica fora de `PRIMEIRO` e `ULTIMO`."""


@dataclass(frozen=True, slots=True)
class Relogio:
    """Que horas o simulador diz que são: `congelado_em`, se está parado; senão, a hora da máquina mais `adiantado`."""

    congelado_em: datetime | None = None
    adiantado: timedelta = timedelta(0)

    def read(self, maquina: datetime) -> datetime:
        """A hora do simulador quando a da máquina é esta."""
        return maquina + self.adiantado if self.congelado_em is None else self.congelado_em

    def at(self, agora: datetime | None, congelado: bool | None, maquina: datetime) -> "Relogio":
        """O relógio que marca este instante (o que já marca, se nulo), parado ou andando (como está, se nulo).

        Erros: OutOfRange.
        """
        instante = self.read(maquina) if agora is None else agora
        if not PRIMEIRO <= instante <= ULTIMO:
            raise OutOfRange
        parado = self.congelado_em is not None if congelado is None else congelado
        if parado:
            # O SQLite guarda o instante sem o fuso.
            return Relogio(congelado_em=instante.astimezone(UTC))
        return Relogio(adiantado=instante - maquina)

    def advanced(self, segundos: float, maquina: datetime) -> "Relogio":
        """O relógio estes segundos à frente (atrás, se negativos), parado ou andando como está. Erros: OutOfRange."""
        # Ao contrário, um valor que não é número passaria.
        if not abs(segundos) <= (ULTIMO - PRIMEIRO).total_seconds():
            raise OutOfRange
        return self.at(self.read(maquina) + timedelta(seconds=segundos), None, maquina)


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


def now(connection: Connection, maquina: datetime) -> datetime:
    """A hora do simulador a que este banco serve, quando a da máquina é esta."""
    return find(connection).read(maquina)


def change(connection: Connection, mudanca: Callable[[Relogio], Relogio]) -> Relogio:
    """Troca o relógio pelo que `mudanca` faz dele, sob `GUARDA`, e devolve o novo. Erros: os dela."""
    novo = mudanca(find(connection))
    connection.execute(delete(relogio))
    if novo != DA_MAQUINA:
        linha = {"numero": 1, "congelado_em": novo.congelado_em, "adiantado_us": novo.adiantado // MICROSSEGUNDO}
        connection.execute(insert(relogio), linha)
    controle.changed(connection)
    return novo
