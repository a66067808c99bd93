"""Uma história: documentos com o dia em que cada um teria sido enviado, recebidos nessa ordem e nesse dia."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from app.batch import Envio, receive_many
from app.receive import Recebido, Recurso
from app.seeds.calendario import instante, por_extenso
from app.seeds.semeadura import Alvo, Passo, Semeadura
from app.storage.usuario import UsuarioGuardado

SISTEMA = UsuarioGuardado(
    email="semeadura",
    is_admin=True,
    disabled=False,
    origem_unidade="SIAPE",
    cod_unidade_autorizadora=1,
    sistema_gerador="Simulador da API PGD",
    senha_argon2="",
)
"""Quem envia as histórias: pode por todas as unidades, não está guardado e não entra."""


@dataclass(frozen=True, slots=True)
class Remessa:
    """Um envio da história: o dia, o recurso, e como se escreve o documento, o que só se faz na hora de o enviar."""

    dia: date
    recurso: Recurso[Any, Any]
    write: Callable[[], Mapping[str, Any]]


Historia = Callable[[Semeadura], Iterator[Remessa]]
"""Conta a história, em ordem de dias; contada de novo, é a mesma."""


async def sow(alvo: Alvo, semeadura: Semeadura, *, historia: Historia) -> AsyncGenerator[Passo]:
    """Envia a história, um passo por documento. Erros: Unavailable."""
    total = await asyncio.to_thread(lambda: sum(1 for _ in historia(semeadura)))
    # Cada remessa é pedida pela linha de execução do lote: contar a história não ocupa o laço de eventos.
    for dia, do_dia in groupby(historia(semeadura), attrgetter("dia")):
        envios = (Envio(remessa.recurso, remessa.write()) for remessa in do_dia)
        async for veredito in receive_many(alvo.database, SISTEMA, envios, instante(dia)):
            if isinstance(veredito, Recebido):
                yield Passo(por_extenso(dia), total, avisos=len(veredito.avisos))
            else:
                yield Passo(por_extenso(dia), total, recusado=True)
