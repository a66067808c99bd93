"""As falhas armadas: com que pedidos cada uma se dá, e por quanto tempo."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from app.storage.tables import falha


@dataclass(frozen=True, slots=True)
class FalhaArmada:
    """Uma falha armada, como está guardada. O que é nulo em `metodo`, `rota`, na unidade e em `usuario` não restringe.

    `pular` são quantos pedidos que lhe cabem passam antes; `restantes`, em quantos ela ainda se dá, sem fim se nulo.
    """

    numero: int
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
    vistos: int
    aplicada: int
    armada_em: datetime


def armed(connection: Connection) -> tuple[FalhaArmada, ...]:
    """As falhas armadas, na ordem em que o foram."""
    linhas = connection.execute(select(falha).order_by(falha.c.numero)).mappings()
    return tuple(FalhaArmada(**{**linha, **_read(linha)}) for linha in linhas)


def _read(linha: Mapping[str, Any]) -> dict[str, Any]:
    # O SQLite devolve os instantes sem o fuso.
    instantes = {
        name: linha[name] and linha[name].replace(tzinfo=linha[name].tzinfo or UTC) for name in ("ate", "armada_em")
    }
    return {**instantes, "parametros": json.loads(linha["parametros"])}
