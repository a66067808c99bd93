"""O que as tabelas partilham: onde se registram, como se chamam as restrições delas, e as colunas repetidas."""

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Text

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def unidade() -> tuple[Column[str], Column[int]]:
    """O começo da chave de todo dado do PGD."""
    return (
        Column("origem_unidade", Text, primary_key=True),
        Column("cod_unidade_autorizadora", BigInteger, primary_key=True, autoincrement=False),
    )


def datas_de_guarda() -> tuple[Column[object], Column[object]]:
    """Quando a linha foi guardada pela primeira vez, e pela última."""
    return (
        Column("data_insercao", DateTime(timezone=True), nullable=False),
        Column("data_atualizacao", DateTime(timezone=True), nullable=False),
    )
