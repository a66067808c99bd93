"""As falhas armadas: com que pedidos cada uma se dá, por quanto tempo, e quem fica com cada vez.

Contar é uma transação: de muitos pedidos ao mesmo tempo, em muitos processos, uma falha das próximas dez vezes fica com
dez.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from app.storage import controle
from app.storage.tables import falha

MAIS_ARMADAS = 100
"""Quantas se armam ao mesmo tempo: cada pedido as olha uma a uma."""
GUARDA = "falha"
"""O que guarda a transação que arma: duas ao mesmo tempo passariam de `MAIS_ARMADAS`."""


class TooManyArmed(Exception):
    """Já há tantas falhas armadas quantas cabem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FalhaPedida:
    """Uma falha a armar. O que é nulo em `metodo`, `rota`, na unidade e em `usuario` não restringe.

    `pular` são quantos pedidos que lhe cabem passam antes; `restantes`, em quantos ela ainda se dá, sem fim se nulo.
    """

    predefinicao: str
    parametros: Mapping[str, Any]
    metodo: str | None
    rota: str | None
    origem_unidade: str | None
    cod_unidade_autorizadora: int | None
    usuario: str | None
    pular: int
    restantes: int | None
    probabilidade: float | None
    semente: int
    ate: datetime | None
    armada_em: datetime

    @property
    def unidade(self) -> str | None:
        """A unidade autorizadora, como `SIAPE/1`."""
        return None if self.origem_unidade is None else f"{self.origem_unidade}/{self.cod_unidade_autorizadora}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FalhaArmada(FalhaPedida):
    """Uma falha armada, como está guardada: `vistos` pedidos lhe couberam, e em `aplicada` deles ela se deu."""

    numero: int
    vistos: int
    aplicada: int

    @property
    def takes_last(self) -> bool:
        """Se ela se dá com o último pedido que viu: depende só da semente e de quantos foram, e por isso se repete."""
        if self.vistos <= self.pular:
            return False
        return self.probabilidade is None or _draw(self.semente, self.vistos) < self.probabilidade

    def over(self, now: datetime) -> bool:
        """Se o prazo dela acabou."""
        return self.ate is not None and self.ate <= now


def armed(connection: Connection) -> tuple[FalhaArmada, ...]:
    """As falhas armadas, na ordem em que o foram."""
    return tuple(_read(linha) for linha in connection.execute(select(falha).order_by(falha.c.numero)).mappings())


def arm(connection: Connection, pedida: FalhaPedida) -> FalhaArmada:
    """Arma uma falha. Erros: TooManyArmed."""
    if connection.execute(select(func.count()).select_from(falha)).scalar_one() >= MAIS_ARMADAS:
        raise TooManyArmed
    nova = FalhaArmada(**asdict(pedida), numero=_new_number(connection), vistos=0, aplicada=0)
    connection.execute(insert(falha).values({**asdict(nova), "parametros": json.dumps(dict(nova.parametros))}))
    return nova


def claim(connection: Connection, numeros: Iterable[int], now: datetime) -> FalhaArmada | None:
    """A primeira destas falhas, na ordem, que se dá com mais este pedido; nada, se nenhuma se dá.

    Cada uma que se olha conta o pedido; a que se esgota, ou cujo prazo acabou, se desarma.
    """
    for numero in numeros:
        contada = update(falha).where(falha.c.numero == numero).values(vistos=falha.c.vistos + 1).returning(falha)
        linha = connection.execute(contada).mappings().one_or_none()
        if linha is None:
            # Esgotou-se ou foi desarmada desde que este processo a leu.
            continue
        armada = _read(linha)
        if armada.over(now):
            disarm(connection, numero)
        elif armada.takes_last:
            _use(connection, armada)
            return armada
    return None


def disarm(connection: Connection, numero: int | None = None) -> int:
    """Desarma a falha com este número, ou todas, e diz quantas foram."""
    alvo = delete(falha) if numero is None else delete(falha).where(falha.c.numero == numero)
    quantas = connection.execute(alvo).rowcount
    controle.changed(connection)
    return quantas


def _new_number(connection: Connection) -> int:
    """O número da mudança, que nunca se repete: quem desarma a sua não desarma a de outro."""
    while True:
        controle.changed(connection)
        numero = controle.version(connection)
        # Uma falha que veio num instantâneo de outro banco traz o número de lá.
        if connection.execute(select(falha.c.numero).where(falha.c.numero == numero)).first() is None:
            return numero


def _use(connection: Connection, armada: FalhaArmada) -> None:
    if armada.restantes == 1:
        disarm(connection, armada.numero)
        return
    usada = {"aplicada": falha.c.aplicada + 1, "restantes": falha.c.restantes - 1}
    connection.execute(update(falha).where(falha.c.numero == armada.numero).values(usada))


def _draw(semente: int, vez: int) -> float:
    """Um número de zero a um, sempre o mesmo para a mesma semente e a mesma vez."""
    return int.from_bytes(blake2b(f"{semente}/{vez}".encode(), digest_size=7).digest()) / 256**7


def _read(linha: RowMapping) -> FalhaArmada:
    # O SQLite devolve os instantes sem o fuso.
    instantes = {
        name: linha[name] and linha[name].replace(tzinfo=linha[name].tzinfo or UTC) for name in ("ate", "armada_em")
    }
    return FalhaArmada(**{**linha, **instantes, "parametros": json.loads(linha["parametros"])})
