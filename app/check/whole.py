"""Os avisos sobre o conjunto de uma unidade, como a parte dela que está numa modalidade: só valem no fim.

Enquanto os documentos chegam, a conta ainda é de poucos. O último documento que a provocou é perguntado de novo, depois
de todos, e só então se sabe se o aviso fica.
"""

import json
from datetime import datetime
from typing import Any, NamedTuple

from app.batch import Envio, receive_many
from app.check.kinds import Kind
from app.check.result import of_finding
from app.check.verdicts import Verdicts
from app.receive import Recebido, read
from app.rules.perfis.perfil import Perfil
from app.rules.rule import Finding, Stage
from app.storage.database import Database
from app.storage.usuario import UsuarioGuardado

Chave = tuple[str | int, ...]


class _Last(NamedTuple):
    """O último documento de uma unidade a provocar um aviso: o número do resultado dele, e como lê-lo de volta."""

    numero: int
    kind: Kind
    chave: Chave


class Whole:
    """Os avisos sobre conjuntos, à espera do fim."""

    def __init__(self) -> None:
        self._ultimos: dict[tuple[str, Chave], _Last] = {}

    def note(self, numero: int, kind: Kind, recebido: Recebido) -> None:
        """Anota os avisos sobre conjuntos que este documento provocou."""
        codigos = [aviso.rule.code for aviso in recebido.avisos if aviso.rule.stage is Stage.CONJUNTO]
        if not codigos:
            return
        documento: dict[str, Any] = json.loads(recebido.documento)
        chave = tuple(documento[name] for name in kind.chave)
        for codigo in codigos:
            self._ultimos[codigo, chave[:-1]] = _Last(numero, kind, chave)

    async def settle(
        self, database: Database, usuario: UsuarioGuardado, now: datetime, perfil: Perfil, verdicts: Verdicts
    ) -> None:
        """Pergunta de novo, e junta cada aviso que fica, uma vez por unidade de que ele fala, ao último documento."""
        ditos: dict[tuple[str, Chave, str], tuple[int, Finding]] = {}
        for (codigo, _), (numero, kind, chave) in self._ultimos.items():
            guardado = json.loads(await read(database, kind.recurso, usuario, chave))
            envios = [Envio(kind.recurso, guardado)]
            async for veredito in receive_many(database, usuario, envios, now, perfil):
                for aviso in veredito.avisos if isinstance(veredito, Recebido) else ():
                    if aviso.rule.code == codigo:
                        ditos[codigo, chave[:2], aviso.message] = numero, aviso
        for numero, aviso in ditos.values():
            verdicts.attach(numero, of_finding(aviso))
