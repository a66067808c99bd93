"""Quantos documentos por segundo a recepção em lote guarda: a função mesma, sem rede, num banco recém-criado."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.batch import Envio, receive_many
from app.receive import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, Recebido, Recurso
from app.storage import schema
from app.storage.database import Database
from app.storage.opening import open_database
from app.storage.usuario import UsuarioGuardado
from bench.carga import RespostaInesperada
from bench.documentos import ENTREGAS_CITADAS, participante, plano_entregas, plano_trabalho
from tests.builders import Documento

DOCUMENTOS = 10_000
QUEM = UsuarioGuardado(
    email="bench@pgd.gov.br",
    is_admin=True,
    disabled=False,
    origem_unidade="SIAPE",
    cod_unidade_autorizadora=1,
    sistema_gerador="bench",
    senha_argon2="",
)
_PARTES: tuple[tuple[str, Recurso[Any, Any], float, Callable[[int], Documento]], ...] = (
    ("participante", PARTICIPANTE, 1, participante),
    ("plano_entregas", PLANO_ENTREGAS, 0.2, lambda n: plano_entregas(f"pe{n}", 1_000 + n, 10)),
    ("plano_trabalho", PLANO_TRABALHO, 1, lambda n: plano_trabalho(n, 0)),
)
"""O que se envia, na ordem em que se cita: quanto, do total, e cada documento."""
TITULOS = {
    "participante_novo": "participante, novo",
    "participante_de_novo": "participante, de novo",
    "plano_entregas_novo": "plano de entregas com 10 entregas, novo",
    "plano_entregas_de_novo": "plano de entregas com 10 entregas, de novo",
    "plano_trabalho_novo": "plano de trabalho com 5 contribuições e 1 avaliação, novo",
    "plano_trabalho_de_novo": "plano de trabalho com 5 contribuições e 1 avaliação, de novo",
}


def medir_lote(endereco: str, quantos: int) -> dict[str, float]:
    """Documentos por segundo, da leitura dos campos ao veredito. Erros: RespostaInesperada."""
    return asyncio.run(_medir(endereco, quantos))


async def _medir(endereco: str, quantos: int) -> dict[str, float]:
    database = open_database(endereco)
    schema.upgrade(database)
    try:
        await _receber(database, [Envio(PLANO_ENTREGAS, plano_entregas(ENTREGAS_CITADAS, 1, 10))])
        ritmos = {}
        for nome, recurso, parte, documento in _PARTES:
            envios = [Envio(recurso, documento(n)) for n in range(max(1, round(quantos * parte)))]
            for qual in ("novo", "de_novo"):
                ritmos[f"{nome}_{qual}"] = len(envios) / await _receber(database, envios)
        return ritmos
    finally:
        await database.close()


async def _receber(database: Database, envios: list[Envio]) -> float:
    """Quantos segundos levou."""
    inicio = time.perf_counter()
    async for veredito in receive_many(database, QUEM, envios, datetime.now(UTC)):
        if not isinstance(veredito, Recebido):
            raise RespostaInesperada(f"O lote recusou um documento: {veredito}.")
    return time.perf_counter() - inicio
