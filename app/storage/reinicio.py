"""Recomeçar: esvaziar as tabelas."""

from sqlalchemy import Connection, Table, delete, func, select, text

from app.storage import tables

DADOS: tuple[Table, ...] = (
    tables.plano_trabalho,
    tables.participante,
    tables.plano_entregas,
    tables.entrega,
    tables.contribuicao,
    tables.avaliacao_registros_execucao,
)
"""O que o escopo `dados` esvazia, na ordem em que um envio toca as tabelas: assim ninguém espera em círculo."""
TUDO: tuple[Table, ...] = (
    *DADOS,
    tables.recuperacao,
    tables.usuario,
    tables.tentativa,
    tables.mensagem,
    tables.registro,
    tables.falha,
    tables.relogio,
)
"""O que o escopo `tudo` esvazia; o administrador é criado de novo na mesma transação."""
CONTADOS: tuple[Table, ...] = (*DADOS, tables.usuario, tables.mensagem, tables.registro)
"""O que se conta, na mesma ordem."""


def empty(connection: Connection, alvo: tuple[Table, ...]) -> None:
    """Apaga todas as linhas destas tabelas, depois dos envios em curso e antes dos seguintes."""
    if connection.dialect.name == "postgresql":
        nomes = ", ".join(table.name for table in alvo)
        connection.execute(text(f"TRUNCATE {nomes} RESTART IDENTITY"))
        return
    for table in reversed(alvo):
        connection.execute(delete(table))


def counts(connection: Connection) -> dict[str, int]:
    """Quantas linhas há em cada tabela, todas no mesmo instante."""
    contagens = (select(func.count()).select_from(table).scalar_subquery().label(table.name) for table in CONTADOS)
    return dict(connection.execute(select(*contagens)).mappings().one())
