"""Abrir um banco pelo endereço."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.storage.database import Database, InvalidDatabase
from app.storage.sqlite import SqliteDatabase


def open_disposable(pasta: Path) -> Database:
    """Abre um banco nesta pasta, que se apaga com ela: o que ele guarda não precisa sobreviver a nada."""
    return SqliteDatabase(URL.create("sqlite", database=(pasta / "pgd.sqlite").as_posix()), disposable=True)


def open_database(endereco: str) -> Database:
    """Abre o banco de um endereço `sqlite:///…` ou `postgresql://…` (os apelidos usuais do segundo servem).

    Erros: InvalidDatabase.
    """
    try:
        url = make_url(endereco)
    except (ArgumentError, ValueError):
        raise InvalidDatabase(
            "O endereço do banco não pôde ser lido. Use sqlite:///arquivo.sqlite "
            "ou postgresql://usuario:senha@servidor/banco."
        ) from None
    kind = url.get_backend_name()
    if kind == "sqlite":
        return SqliteDatabase(url.set(drivername="sqlite"))
    if kind in ("postgresql", "postgres"):
        # Só quem o usa carrega o driver, que ocupa 9 MB.
        from app.storage.postgres import PostgresDatabase

        return PostgresDatabase(url.set(drivername="postgresql+psycopg"))
    raise InvalidDatabase(f"O simulador guarda em SQLite ou PostgreSQL, e o endereço pede {kind}. Troque o endereço.")
