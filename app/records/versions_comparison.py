"""Duas versões quaisquer de um documento, uma ao lado da outra."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.receive import Chave, Recurso
from app.records.summary import RECURSOS
from app.records.versions import Lida, read, same
from app.records.versions_difference import Mudanca, changes
from app.storage import versao
from app.storage.database import Database
from app.storage.versao import EnvioAceito


class NotAVersion(Exception):
    """O registro não é de um envio aceito do documento."""

    def __init__(self, numero: int) -> None:
        super().__init__(numero)
        self.numero = numero


@dataclass(frozen=True, slots=True)
class Comparacao:
    """Duas versões, e o que muda da primeira para a segunda; nada, se de alguma não se tem o documento."""

    de: Lida
    com: Lida
    mudancas: Sequence[Mudanca] | None


async def compare(database: Database, recurso: Recurso[Any, Any], chave: Chave, de: int, com: int) -> Comparacao:
    """As versões que chegaram nestes registros, do documento desta chave. Erros: NotAVersion, Unavailable."""
    envios = [await _numbered(database, recurso, chave, numero) for numero in (de, com)]
    # Ler de novo cada documento ocupa o processador.
    return await asyncio.to_thread(_compared, recurso, *envios)


async def _numbered(database: Database, recurso: Recurso[Any, Any], chave: Chave, numero: int) -> EnvioAceito:
    do_documento = partial(versao.numbered, trecho_da_rota=RECURSOS[recurso.nome], final_da_chave=str(chave[-1]))
    envio = await database.look(partial(do_documento, numero=numero))
    if envio is None or not same(envio, chave):
        raise NotAVersion(numero)
    return envio


def _compared(recurso: Recurso[Any, Any], de: EnvioAceito, com: EnvioAceito) -> Comparacao:
    antes, depois = read(recurso, de), read(recurso, com)
    if antes.documento is None or depois.documento is None:
        return Comparacao(antes, depois, None)
    return Comparacao(antes, depois, changes(antes.documento, depois.documento))
