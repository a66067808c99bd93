"""Exportar o diário, do mais antigo ao mais novo, aos poucos: o que sai nunca está todo na memória."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from pydantic_core import to_json

from app import __version__
from app.records import har
from app.records.query import FormatoDeExportacao
from app.records.search import find
from app.records.whole import describe
from app.storage.database import Database
from app.storage.registro import Registro
from app.storage.registro_busca import Filtro

PAGINA = 50
"""Registros que se leem e se escrevem de cada vez: com os dois corpos de cada um, até uns 6 MB."""


@dataclass(frozen=True, slots=True)
class Exportador:
    """Como um formato se escreve: o começo, cada registro, o que há entre dois, e o fim. `tipo` é o Content-Type."""

    tipo: str
    comeco: bytes
    write: Callable[[Registro, str], bytes]
    entre: bytes
    fim: bytes


def _line(registro: Registro, _: str) -> bytes:
    return describe(registro).model_dump_json().encode() + b"\n"


def _entry(registro: Registro, endereco: str) -> bytes:
    return to_json(har.entry(describe(registro), endereco))


_HAR = b'{"log":{"version":"1.2","creator":%b,"entries":[\n' % to_json(
    {"name": "Simulador da API PGD", "version": __version__}
)
FORMATOS = {
    FormatoDeExportacao.JSONL: Exportador("application/x-ndjson", b"", _line, b"", b""),
    FormatoDeExportacao.HAR: Exportador("application/json", _HAR, _entry, b",\n", b"\n]}}\n"),
}


async def export(
    database: Database, filtro: Filtro, ordens: range, formato: FormatoDeExportacao, endereco: str
) -> AsyncIterator[bytes]:
    """Os registros destas ordens que o filtro deixa passar, no formato pedido. Erros: Unavailable.

    `endereco` é a URL do servidor, que vai no HAR.
    """
    exportador = FORMATOS[formato]
    yield exportador.comeco
    antes = b""
    while ordens:
        registros, ordens = await find(database, Registro, filtro, ordens, PAGINA)
        if registros:
            yield antes + await asyncio.to_thread(_written, exportador, registros, endereco)
            antes = exportador.entre
    yield exportador.fim


def _written(exportador: Exportador, registros: Sequence[Registro], endereco: str) -> bytes:
    return exportador.entre.join(exportador.write(registro, endereco) for registro in registros)
