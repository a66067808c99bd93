"""As migrações, pelo Alembic: à parte, porque só as carrega quem tem o que migrar."""

from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.storage.database import Database
from app.storage.schema import Migrated, NewerDatabase

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


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
    alembic = config()
    script = ScriptDirectory.from_config(alembic)
    with (
        closing(database.synchronous_engine().connect()) as connection,
        connection.execution_options(begin="BEGIN IMMEDIATE").begin(),
    ):
        if database.kind == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('migracao', 0))"))
        before = _current(connection)
        if before is not None and before not in {item.revision for item in script.walk_revisions()}:
            raise NewerDatabase(
                f"O banco está na versão {before}, que este simulador não conhece: foi usado por uma versão mais "
                "nova. Atualize o simulador, ou indique outro banco em --banco."
            )
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, revision)
        after = _current(connection)
    assert after is not None  # noqa: S101  # depois de uma subida há versão
    return Migrated(before, after)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
