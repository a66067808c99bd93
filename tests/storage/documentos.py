"""Os documentos dos construtores, já como modelos, julgados num instante fixo."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from app.contract import moment
from app.contract.participante import Participante
from app.contract.plano_entregas import PlanoEntregas
from app.contract.plano_trabalho import PlanoTrabalho
from app.storage import participante, plano_entregas, plano_trabalho
from app.storage.recurso import Lote, Store
from tests import builders

AGORA = datetime(2025, 7, 1, 12, tzinfo=UTC)
DEPOIS = datetime(2025, 7, 2, 9, 30, tzinfo=UTC)


def um_participante(**mudancas: Any) -> Participante:
    with moment.at(AGORA):
        return Participante.model_validate(builders.participante(**mudancas))


def um_plano_de_entregas(**mudancas: Any) -> PlanoEntregas:
    with moment.at(AGORA):
        return PlanoEntregas.model_validate(builders.plano_entregas(**mudancas))


def um_plano_de_trabalho(**mudancas: Any) -> PlanoTrabalho:
    with moment.at(AGORA):
        return PlanoTrabalho.model_validate(builders.plano_trabalho(**mudancas))


def guardar(connection: Connection, store: Store[Any, Any], documento: Any, agora: datetime = AGORA) -> bool:
    """Guarda sem perguntar às regras. Diz se é novo."""
    lote = Lote([documento], [documento.model_dump_json()])
    (sabidos,) = store.facts(connection, lote, agora)
    store.save(connection, lote, agora, replaced=[documento] if sabidos.exists else [])
    return not sabidos.exists


def fatos(connection: Connection, store: Store[Any, Any], documento: Any, agora: datetime = AGORA) -> Any:
    """O que as regras sabem quando o documento chega."""
    (sabidos,) = store.facts(connection, Lote([documento], [documento.model_dump_json()]), agora)
    return sabidos


def completos(
    connection: Connection,
    store: Store[Any, Any],
    documento: Any,
    agora: datetime = AGORA,
    *,
    wide: bool = False,
    anterior: Any = None,
) -> Any:
    """O que as regras sabem, com o que só às vezes se procura; `wide`, também o que só um perfil usa."""
    return store.complete(connection, documento, fatos(connection, store, documento, agora), anterior, wide=wide)


def guardar_participante(connection: Connection, documento: Participante, agora: datetime = AGORA) -> bool:
    return guardar(connection, participante.STORE, documento, agora)


def guardar_entregas(connection: Connection, documento: PlanoEntregas, agora: datetime = AGORA) -> bool:
    return guardar(connection, plano_entregas.STORE, documento, agora)


def guardar_trabalho(connection: Connection, documento: PlanoTrabalho, agora: datetime = AGORA) -> bool:
    return guardar(connection, plano_trabalho.STORE, documento, agora)


def ler(store: Store[Any, Any], chave: tuple[str | int, ...], connection: Connection) -> Any:
    """O documento guardado, ou nada."""
    lido = store.load(connection, chave)
    return None if lido is None else json.loads(lido)
