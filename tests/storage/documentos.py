"""Os documentos dos construtores, já como modelos, julgados num instante fixo."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from app.contract import moment
from app.contract.participante import Participante
from app.contract.plano_entregas import PlanoEntregas
from app.contract.plano_trabalho import PlanoTrabalho
from app.storage import participante, plano_entregas, plano_trabalho
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


def guardar_participante(connection: Connection, documento: Participante, agora: datetime = AGORA) -> bool:
    return participante.save(connection, documento, participante.facts(connection, documento, agora))


def guardar_entregas(connection: Connection, documento: PlanoEntregas, agora: datetime = AGORA) -> bool:
    return plano_entregas.save(connection, documento, plano_entregas.facts(connection, documento, agora))


def guardar_trabalho(connection: Connection, documento: PlanoTrabalho, agora: datetime = AGORA) -> bool:
    return plano_trabalho.save(connection, documento, plano_trabalho.facts(connection, documento, agora))
