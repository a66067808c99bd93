"""Os dados do PGD. As chaves começam pela unidade: (`origem_unidade`, `cod_unidade_autorizadora`)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    func,
    literal_column,
    text,
)

from app.storage.tables.base import datas_de_guarda, metadata, unidade

participante = Table(
    "participante",
    metadata,
    *unidade(),
    Column("matricula_siape", Text, primary_key=True),
    Column("cod_unidade_lotacao", BigInteger, primary_key=True, autoincrement=False),
    Column("cod_unidade_instituidora", BigInteger, nullable=False),
    Column("cpf", Text, nullable=False),
    Column("situacao", SmallInteger, nullable=False),
    Column("modalidade_execucao", SmallInteger, nullable=False),
    Column("data_assinatura_tcr", Date, nullable=False),
    *datas_de_guarda(),
)
"""A matrícula vem antes da lotação na chave, para que se achem as outras lotações de uma pessoa."""
Index(
    "ix_participante_lotacao",
    participante.c.origem_unidade,
    participante.c.cod_unidade_autorizadora,
    participante.c.cod_unidade_lotacao,
    participante.c.situacao,
    participante.c.modalidade_execucao,
)

plano_entregas = Table(
    "plano_entregas",
    metadata,
    *unidade(),
    Column("id_plano_entregas", Text, primary_key=True),
    Column("cod_unidade_instituidora", BigInteger, nullable=False),
    Column("cod_unidade_executora", BigInteger, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("data_inicio", Date, nullable=False),
    Column("data_termino", Date, nullable=False),
    Column("avaliacao", SmallInteger),
    Column("data_avaliacao", Date),
    *datas_de_guarda(),
)
Index(
    "ix_plano_entregas_periodo",
    plano_entregas.c.origem_unidade,
    plano_entregas.c.cod_unidade_autorizadora,
    plano_entregas.c.cod_unidade_executora,
    plano_entregas.c.data_termino,
    plano_entregas.c.data_inicio,
    sqlite_where=text("status <> 1"),
    postgresql_where=text("status <> 1"),
)

entrega = Table(
    "entrega",
    metadata,
    *unidade(),
    Column("id_plano_entregas", Text, primary_key=True),
    Column("id_entrega", Text, primary_key=True),
    Column("ordem", Integer, nullable=False),
    Column("entrega_cancelada", Boolean, nullable=False),
    Column("nome_entrega", Text, nullable=False),
    Column("meta_entrega", Integer, nullable=False),
    Column("tipo_meta", Text, nullable=False),
    Column("data_entrega", Date, nullable=False),
    Column("nome_unidade_demandante", Text, nullable=False),
    Column("nome_unidade_destinataria", Text, nullable=False),
    ForeignKeyConstraint(
        ["origem_unidade", "cod_unidade_autorizadora", "id_plano_entregas"],
        [
            plano_entregas.c.origem_unidade,
            plano_entregas.c.cod_unidade_autorizadora,
            plano_entregas.c.id_plano_entregas,
        ],
        ondelete="CASCADE",
    ),
)

plano_trabalho = Table(
    "plano_trabalho",
    metadata,
    *unidade(),
    Column("id_plano_trabalho", Text, primary_key=True),
    Column("status", SmallInteger, nullable=False),
    Column("cod_unidade_executora", BigInteger, nullable=False),
    Column("cpf_participante", Text, nullable=False),
    Column("matricula_siape", Text, nullable=False),
    Column("cod_unidade_lotacao_participante", BigInteger, nullable=False),
    Column("data_inicio", Date, nullable=False),
    Column("data_termino", Date, nullable=False),
    Column("carga_horaria_disponivel", Integer, nullable=False),
    *datas_de_guarda(),
)
Index(
    "ix_plano_trabalho_periodo",
    plano_trabalho.c.origem_unidade,
    plano_trabalho.c.cod_unidade_autorizadora,
    plano_trabalho.c.matricula_siape,
    plano_trabalho.c.cod_unidade_executora,
    plano_trabalho.c.data_termino,
    plano_trabalho.c.data_inicio,
    sqlite_where=text("status <> 1"),
    postgresql_where=text("status <> 1"),
)
"""A matrícula vem antes da executora, para que também se achem os planos de uma pessoa em todas as executoras."""


def _do_plano_trabalho() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["origem_unidade", "cod_unidade_autorizadora", "id_plano_trabalho"],
        [
            plano_trabalho.c.origem_unidade,
            plano_trabalho.c.cod_unidade_autorizadora,
            plano_trabalho.c.id_plano_trabalho,
        ],
        ondelete="CASCADE",
    )


contribuicao = Table(
    "contribuicao",
    metadata,
    *unidade(),
    Column("id_plano_trabalho", Text, primary_key=True),
    Column("ordem", Integer, primary_key=True, autoincrement=False),
    Column("id_contribuicao", Text, nullable=False),
    Column("tipo_contribuicao", SmallInteger, nullable=False),
    Column("percentual_contribuicao", SmallInteger, nullable=False),
    Column("id_plano_entregas", Text),
    Column("id_entrega", Text),
    _do_plano_trabalho(),
)
"""`id_contribuicao` pode repetir-se: a ordem é que distingue. A entrega citada pode deixar de existir: não é chave."""
Index(
    "ix_contribuicao_citada",
    contribuicao.c.origem_unidade,
    contribuicao.c.cod_unidade_autorizadora,
    # Só o começo: um texto livre inteiro pode não caber no índice do PostgreSQL.
    func.substr(contribuicao.c.id_plano_entregas, literal_column("1"), literal_column("64")),
    sqlite_where=text("id_plano_entregas IS NOT NULL"),
    postgresql_where=text("id_plano_entregas IS NOT NULL"),
)

avaliacao_registros_execucao = Table(
    "avaliacao_registros_execucao",
    metadata,
    *unidade(),
    Column("id_plano_trabalho", Text, primary_key=True),
    Column("ordem", Integer, primary_key=True, autoincrement=False),
    Column("id_periodo_avaliativo", Text, nullable=False),
    Column("data_inicio_periodo_avaliativo", Date, nullable=False),
    Column("data_fim_periodo_avaliativo", Date, nullable=False),
    Column("avaliacao_registros_execucao", SmallInteger, nullable=False),
    Column("data_avaliacao_registros_execucao", Date, nullable=False),
    _do_plano_trabalho(),
)
