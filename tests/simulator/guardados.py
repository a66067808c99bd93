"""O que os testes das listas põem no banco, sem perguntar às regras, e como se pede ao simulador."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from httpx2 import Response
from sqlalchemy import Connection

from app.storage.database import Database
from tests.conftest import Api
from tests.storage.documentos import (
    AGORA,
    guardar_entregas,
    guardar_participante,
    guardar_trabalho,
    um_participante,
    um_plano_de_entregas,
    um_plano_de_trabalho,
)

Resultado = TypeVar("Resultado")


def pedir(api: Api, caminho: str, **parametros: Any) -> Response:
    """A resposta a um pedido de dados."""
    return api.cliente.get(f"/simulador/api/dados/{caminho}", params=parametros)


def no_banco(api: Api, work: Callable[[Connection], Resultado]) -> Resultado:
    """O que a transação devolve, no banco do servidor."""
    database: Database = api.cliente.app.state.parts.database  # type: ignore[attr-defined]  # é a aplicação de create_app
    assert api.cliente.portal is not None
    return api.cliente.portal.call(database.write, work)


def guardar(api: Api, recurso: str, agora: datetime = AGORA, **mudancas: Any) -> None:
    """Guarda um documento dos construtores, com estas mudanças."""

    def work(connection: Connection) -> None:
        match recurso:
            case "participante":
                guardar_participante(connection, um_participante(**mudancas), agora)
            case "plano_entregas":
                guardar_entregas(connection, um_plano_de_entregas(**mudancas), agora)
            case _:
                guardar_trabalho(connection, um_plano_de_trabalho(**mudancas), agora)

    no_banco(api, work)
