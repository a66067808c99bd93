"""A história de um documento: as versões que chegaram e o diário ainda tem, e o que cada uma mudou."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from itertools import zip_longest
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from app.contract import moment
from app.receive import Chave, Recurso
from app.records.listing_cursor import read_cursor, write_cursor
from app.records.summary import RECURSOS
from app.records.versions_difference import Mudanca, changes
from app.rules.avisos.leitura import como_inteiro
from app.storage import registro_busca, versao
from app.storage.database import Database
from app.storage.versao import EnvioAceito

LOTE = 100
"""Quantos envios, com os corpos, se leem de cada vez."""


class Versao(BaseModel):
    """Uma versão que chegou e foi aceita."""

    numero: Annotated[int, Field(title="Número do registro", description="O do diário, que tem o corpo como veio.")]
    recebido_em: Annotated[datetime, Field(title="Quando chegou, no relógio do simulador")]
    usuario: Annotated[str | None, Field(title="E-mail de quem enviou")]
    status: Annotated[
        int, Field(title="O status que o cliente viu", description="201 ou 200, salvo uma falha injetada.")
    ]
    status_verdadeiro: Annotated[
        int | None, Field(title="O status que a API deu", description="Só quando uma falha injetada o trocou.")
    ]
    falha: Annotated[str | None, Field(title="Falha que o simulador injetou")]
    avisos: Annotated[list[str], Field(title="Avisos")]
    documento: Annotated[
        dict[str, Any] | None,
        Field(title="O documento, como a API o entendeu", description="Nulo, se o diário não o tem inteiro."),
    ]
    mudancas: Annotated[
        list[Mudanca] | None,
        Field(title="O que mudou desde a versão anterior", description="Nulo, se não há com que comparar."),
    ]
    observacoes: Annotated[list[str], Field(title="O que convém saber desta versão")]


class Historia(BaseModel):
    """As versões de um documento, da mais nova à mais antiga."""

    versoes: list[Versao]
    proximo: Annotated[str | None, Field(title="O cursor da página seguinte", description="Nulo, se não há outra.")]
    guardado_agora_igual: Annotated[
        bool | None,
        Field(
            title="Se o que está guardado é a última versão recebida",
            description="Nulo, se o diário não tem essa versão inteira.",
        ),
    ]
    mensagem: Annotated[str, Field(title="O que há guardado agora, em relação às versões")]


@dataclass(frozen=True, slots=True)
class Lida:
    """Um envio, e o documento que ele trazia; sem o documento, por que não se tem."""

    envio: EnvioAceito
    documento: dict[str, Any] | None
    motivo: str = ""


async def history(
    database: Database, recurso: Recurso[Any, Any], chave: Chave, limite: int, cursor: str | None
) -> Historia | None:
    """Até tantas versões do documento desta chave, que vem na ordem do caminho.

    Nada, se não há nem documento guardado nem versão no diário. Erros: InvalidCursor, Unavailable.
    """
    antes_de = None if cursor is None else int(read_cursor(cursor, [int])[0])
    # Um a mais que a página: diz se há outra, e o último dela se compara com ele.
    envios = await _accepted(database, recurso, chave, antes_de, limite + 1)
    ultimos = envios[:1] if antes_de is None else await _accepted(database, recurso, chave, None, 1)
    guardado = await database.look(partial(recurso.store.load, chave=chave))
    if not ultimos and guardado is None:
        return None
    # Ler de novo cada documento ocupa o processador.
    return await asyncio.to_thread(_told, recurso, envios, limite, ultimos, guardado)


async def _accepted(
    database: Database, recurso: Recurso[Any, Any], chave: Chave, antes_de: int | None, quantos: int
) -> list[EnvioAceito]:
    """Até tantos envios aceitos desta chave, anteriores a esta ordem, do mais novo ao mais antigo."""
    ordens = await database.look(registro_busca.extent)
    if antes_de is not None:
        ordens = range(ordens.start, min(ordens.stop, antes_de))
    achados: list[EnvioAceito] = []
    aceitos = partial(versao.accepted, trecho_da_rota=RECURSOS[recurso.nome], final_da_chave=str(chave[-1]))
    while ordens and len(achados) < quantos:
        passo = ordens[-versao.PASSO :]
        lidos = await database.look(partial(aceitos, ordens=passo, quantos=LOTE))
        achados += (envio for envio in lidos if same(envio, chave))
        ordens = range(ordens.start, lidos[-1].ordem if len(lidos) == LOTE else passo.start)
        await asyncio.sleep(0)
    return achados[:quantos]


def same(envio: EnvioAceito, chave: Chave) -> bool:
    """Se o envio é desta chave, lida como a API a lê: 01 e 1 são a mesma unidade."""
    partes: list[str] = json.loads(envio.chave)
    return len(partes) == len(chave) and all(
        (como_inteiro(parte, {}) if isinstance(valor, int) else parte) == valor
        for parte, valor in zip(partes, chave, strict=True)
    )


def _told(
    recurso: Recurso[Any, Any],
    envios: Sequence[EnvioAceito],
    limite: int,
    ultimos: Sequence[EnvioAceito],
    guardado: str | None,
) -> Historia:
    lidas = [read(recurso, envio) for envio in envios]
    igual, mensagem = _compared([read(recurso, envio) for envio in ultimos], guardado)
    return Historia(
        versoes=[_version(lida, anterior) for lida, anterior in zip_longest(lidas[:limite], lidas[1:])],
        proximo=write_cursor((envios[limite - 1].ordem,)) if len(envios) > limite else None,
        guardado_agora_igual=igual,
        mensagem=mensagem,
    )


def read(recurso: Recurso[Any, Any], envio: EnvioAceito) -> Lida:
    """O documento que este envio trazia, como a API o entendeu."""
    try:
        corpo = json.loads(envio.corpo_recebido or b"")
    except (ValueError, RecursionError):
        return Lida(
            envio, None, "O diário só tem parte do corpo. Para que guarde mais dos próximos, aumente PGD_DIARIO_CORPO."
        )
    try:
        with moment.at(envio.recebido_em):
            documento: dict[str, Any] = recurso.modelo.model_validate(corpo).model_dump(mode="json")
    except ValidationError:
        return Lida(
            envio,
            None,
            f"As regras mudaram, e hoje este envio não seria aceito. O corpo está no registro {envio.numero}.",
        )
    return Lida(envio, documento)


def _version(lida: Lida, anterior: Lida | None) -> Versao:
    envio, antes = lida.envio, anterior and anterior.documento
    return Versao(
        numero=envio.numero,
        recebido_em=envio.recebido_em,
        usuario=envio.usuario,
        status=envio.status,
        status_verdadeiro=envio.status_verdadeiro,
        falha=envio.falha,
        avisos=envio.avisos.split(", ") if envio.avisos else [],
        documento=lida.documento,
        mudancas=changes(antes, lida.documento) if antes and lida.documento and not _created(envio) else None,
        observacoes=[*_notes(lida, anterior)],
    )


def _created(envio: EnvioAceito) -> bool:
    return (envio.status_verdadeiro or envio.status) == HTTPStatus.CREATED


def _notes(lida: Lida, anterior: Lida | None) -> Iterator[str]:
    envio = lida.envio
    if envio.status_verdadeiro not in (None, envio.status):
        visto = f"viu {envio.status}" if envio.status else "não teve resposta"
        yield f"Quem enviou {visto}, pela falha {envio.falha}; o documento foi guardado, com {envio.status_verdadeiro}."
    if lida.motivo:
        yield lida.motivo
    if _created(envio):
        yield "Criou o documento: antes dele não havia nenhum com esta chave."
    elif anterior is None:
        yield "É a versão mais antiga que o diário ainda tem, e não há com que a comparar."
    elif anterior.documento is None:
        yield f"Do envio anterior, o do registro {anterior.envio.numero}, não se tem o documento para comparar."


def _compared(ultimas: Sequence[Lida], guardado: str | None) -> tuple[bool | None, str]:
    """Se o que está guardado é a última versão, e o que dizer disso."""
    if not ultimas:
        return False, (
            "O documento está guardado, e o diário não tem nenhum envio dele: chegou antes dos que o diário ainda tem, "
            "ou veio de uma semeadura ou de um instantâneo."
        )
    if guardado is None:
        return False, (
            "Agora não há documento guardado com esta chave: depois da última versão, o simulador recomeçou ou voltou "
            "a um instantâneo."
        )
    documento = ultimas[0].documento
    if documento is None:
        return None, "Não se sabe se o que está guardado é a última versão, porque o diário não a tem inteira."
    if json.loads(guardado) == documento:
        return True, "O que está guardado é a última versão recebida."
    return False, (
        "O que está guardado não é a última versão que o diário tem: depois dela, veio de uma semeadura ou de um "
        "instantâneo, ou acaba de chegar a outro processo."
    )
