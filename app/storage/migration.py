"""As migrações, pelo Alembic: à parte, porque só as carrega quem tem o que migrar."""

from contextlib import closing
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.storage.database import Database
from app.storage.schema import Migrated, NewerDatabase

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
_TURN = Lock()
"""O Alembic guarda em variáveis do módulo dele o que está a migrar: uma migração de cada vez, em cada processo."""


def config() -> Config:
    """A configuração do Alembic, sem arquivo de configuração."""
    alembic = Config()
    alembic.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    alembic.set_main_option("path_separator", "os")
    return alembic


def migrate(database: Database, revision: str) -> Migrated:
    """Leva o banco até a versão pedida; dois processos não o fazem ao mesmo tempo.

    Erros: NewerDatabase, quando a versão do banco não é conhecida.
    """
    with (
        closing(database.synchronous_engine().connect()) as connection,
        connection.execution_options(begin="BEGIN IMMEDIATE").begin(),
    ):
        if database.kind == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('migracao', 0))"))
        before = _current(connection)
        if before is not None and before not in revisions():
            raise NewerDatabase(
                f"O banco está na versão {before}, que este simulador não conhece: foi usado por uma versão mais "
                "nova. Atualize o simulador, ou indique outro banco em --banco."
            )
        upgrade(connection, revision)
        after = _current(connection)
    assert after is not None  # noqa: S101  # depois de uma subida há versão
    return Migrated(before, after)


def revisions() -> frozenset[str]:
    """As versões das tabelas que este programa conhece."""
    return frozenset(item.revision for item in ScriptDirectory.from_config(config()).walk_revisions())


def upgrade(connection: Connection, revision: str) -> None:
    """Leva o banco desta conexão até a versão pedida."""
    alembic = config()
    alembic.attributes["connection"] = connection
    with _TURN:
        command.upgrade(alembic, revision)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
