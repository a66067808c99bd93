"""A versão do banco: criá-lo, atualizá-lo, ou recusar um mais novo que este programa."""

from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import inspect, text

from app.storage.database import Database

ATUAL = "0005"
"""A versão das tabelas deste programa: a da última migração."""


class NewerDatabase(Exception):
    """O banco foi escrito por uma versão mais nova do simulador."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """De que versão se partiu (nada, num banco vazio) e a que se chegou."""

    before: str | None
    after: str


def upgrade(database: Database, revision: str = ATUAL) -> Migrated:
    """Cria ou atualiza o banco até a versão pedida; dois processos não o fazem ao mesmo tempo.

    Erros: NewerDatabase, quando a versão do banco não é conhecida.
    """
    if _current(database) == revision:
        return Migrated(revision, revision)
    # Só agora: o Alembic ocupa 10 MB e um décimo de segundo, e quase sempre não há o que migrar.
    from app.storage.migration import migrate

    return migrate(database, revision)


def _current(database: Database) -> str | None:
    with closing(database.synchronous_engine().connect()) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found
