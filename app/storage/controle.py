"""Quantas vezes mudaram o relógio e as falhas armadas: é o que diz a cada processo se o que ele sabe ainda vale."""

from sqlalchemy import Connection, literal_column, select, update

from app.storage.statement import Statement
from app.storage.tables import contador

CONTADOR = "controles"
_VERSAO = Statement(lambda _: select(contador.c.proximo).where(contador.c.nome == literal_column(f"'{CONTADOR}'")))


def version(connection: Connection) -> int:
    """Um número que só cresce, e cresce a cada mudança."""
    linha = _VERSAO.first(connection)
    assert linha is not None  # noqa: S101  # a migração o cria, e nada o apaga
    return int(linha[0])


def changed(connection: Connection) -> None:
    """Conta uma mudança, na transação dela."""
    connection.execute(update(contador).where(contador.c.nome == CONTADOR).values(proximo=contador.c.proximo + 1))
