"""Muitos documentos de um usuário de uma vez: as mesmas regras e garantias de um envio, e um veredito por documento.

É por onde entram sementes, importações e lotes. Os documentos são julgados na ordem em que vêm, cada um como se os
anteriores já tivessem sido enviados; vão ao banco em grupos, cada grupo numa transação.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from app.access import require_unit
from app.contract import moment
from app.contract.errors import Item, items_of
from app.receive import Recebido, Recurso, judge_and_save, longest_id, storable
from app.rules.perfis.perfil import NACIONAL, Perfil
from app.rules.rule import Refused
from app.storage.database import Database, KeyTooLarge
from app.storage.recurso import Lote
from app.storage.usuario import UsuarioGuardado

DOCUMENTOS_POR_GRUPO = 500
BYTES_POR_GRUPO = 1_048_576
"""Quanto vai numa transação: bastante para que a transação custe pouco por documento, e pouco para que os envios da
mesma unidade, que a esperam, não percebam.
"""


@dataclass(frozen=True, slots=True)
class Envio:
    """Um documento a receber, como se lê de um JSON, e o recurso que ele é."""

    recurso: Recurso[Any, Any]
    documento: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Malformado:
    """O documento não cumpre a forma ou as regras que dispensam o banco: os itens da lista de erros de um 422."""

    itens: list[Item]


Veredito = Recebido | Refused | Malformado


async def receive_many(
    database: Database, usuario: UsuarioGuardado, envios: Iterable[Envio], now: datetime, perfil: Perfil = NACIONAL
) -> AsyncIterator[Veredito]:
    """Um veredito por documento, na ordem deles, cada um depois de guardado o que ele aceita.

    O primeiro grupo que o banco não puder guardar interrompe o resto; o que já teve veredito está guardado.
    Erros: Unavailable.
    """
    grupos = _grouped(usuario, envios, now)
    # Fora do laço de eventos, que segue atendendo; e sem conferir um grupo enquanto se guarda outro: as duas linhas de
    # execução disputariam o interpretador a cada comando, e o lote custaria mais tempo, e não menos.
    while (grupo := await asyncio.to_thread(next, grupos, None)) is not None:
        for veredito in await _save(database, grupo, now, perfil):
            yield veredito


@dataclass(slots=True)
class _Grupo:
    """Documentos seguidos do mesmo recurso e da mesma unidade; os recusados de antemão só ocupam o lugar."""

    recurso: Recurso[Any, Any]
    unidade: tuple[str, int] | None = None
    documentos: list[Any] = field(default_factory=list)
    jsons: list[str] = field(default_factory=list)
    vereditos: list[Veredito | None] = field(default_factory=list)
    bytes: int = 0

    def takes(self, recurso: Recurso[Any, Any], unidade: tuple[str, int] | None) -> bool:
        """Se cabe mais um documento, deste recurso e desta unidade; o recusado de antemão não tem unidade."""
        return (
            recurso is self.recurso
            and (unidade is None or self.unidade in (None, unidade))
            and len(self.vereditos) < DOCUMENTOS_POR_GRUPO
            and self.bytes < BYTES_POR_GRUPO
        )

    def add(self, unidade: tuple[str, int], documento: Any, json: str) -> None:
        """Mais um documento, que espera o veredito."""
        self.unidade = unidade
        self.documentos.append(documento)
        self.jsons.append(json)
        self.vereditos.append(None)
        self.bytes += len(json)

    def settled(self, dos_documentos: Iterable[Recebido | Refused]) -> list[Veredito]:
        """Os vereditos de todos, na ordem em que vieram."""
        restantes = iter(dos_documentos)
        return [veredito if veredito is not None else next(restantes) for veredito in self.vereditos]


def _grouped(usuario: UsuarioGuardado, envios: Iterable[Envio], now: datetime) -> Iterator[_Grupo]:
    grupo: _Grupo | None = None
    for envio in envios:
        conferido = _checked(usuario, envio, now)
        unidade = conferido[0] if isinstance(conferido, tuple) else None
        if grupo is None or not grupo.takes(envio.recurso, unidade):
            if grupo is not None:
                yield grupo
            grupo = _Grupo(envio.recurso)
        if isinstance(conferido, tuple):
            grupo.add(*conferido)
        else:
            grupo.vereditos.append(conferido)
    if grupo is not None:
        yield grupo


def _checked(
    usuario: UsuarioGuardado, envio: Envio, now: datetime
) -> tuple[tuple[str, int], Any, str] | Refused | Malformado:
    """A unidade, o documento conferido e o JSON dele; ou por que é recusado antes de se olhar o banco."""
    try:
        with moment.at(now):
            documento = envio.recurso.modelo.model_validate(envio.documento)
        unidade = documento.origem_unidade, documento.cod_unidade_autorizadora
        require_unit(usuario, *unidade)
        return unidade, documento, storable(envio.recurso, documento)
    except ValidationError as erro:
        return Malformado(items_of({**item, "loc": ("body", *item["loc"])} for item in erro.errors(include_url=False)))
    except Refused as refused:
        return refused


async def _save(database: Database, grupo: _Grupo, now: datetime, perfil: Perfil) -> list[Veredito]:
    if not grupo.documentos:
        return grupo.settled(())
    try:
        return grupo.settled(await _write(database, grupo.recurso, Lote(grupo.documentos, grupo.jsons), now, perfil))
    except KeyTooLarge:
        # O banco não diz qual: de um em um, só o que não cabe é recusado.
        return grupo.settled([await _save_one(database, grupo, n, now, perfil) for n in range(len(grupo.documentos))])


async def _save_one(
    database: Database, grupo: _Grupo, posicao: int, now: datetime, perfil: Perfil
) -> Recebido | Refused:
    documento = grupo.documentos[posicao]
    try:
        (veredito,) = await _write(database, grupo.recurso, Lote([documento], [grupo.jsons[posicao]]), now, perfil)
    except KeyTooLarge:
        return longest_id(grupo.recurso, documento)
    return veredito


async def _write(
    database: Database, recurso: Recurso[Any, Any], lote: Lote[Any], now: datetime, perfil: Perfil
) -> list[Recebido | Refused]:
    guard = recurso.store.unit_guard(lote.documentos[0])
    return await database.write_apart(lambda connection: judge_and_save(connection, recurso, lote, now, perfil), guard)
