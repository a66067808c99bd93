"""A versão do banco: criá-lo, atualizá-lo, ou recusar um mais novo que este programa."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.storage.database import Database

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


class NewerDatabase(Exception):
    """O banco foi escrito por uma versão mais nova do simulador."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """De que versão se partiu (nada, num banco vazio) e a que se chegou."""

    before: str | None
    after: str


def config() -> Config:
    """A configuração do Alembic, sem arquivo de configuração."""
    alembic = Config()
    alembic.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    alembic.set_main_option("path_separator", "os")
    return alembic


def upgrade(database: Database, revision: str = "head") -> Migrated:
    """Cria ou atualiza o banco até a versão pedida; dois processos não o fazem ao mesmo tempo.

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
