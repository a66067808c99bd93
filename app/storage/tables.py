"""As tabelas. As chaves dos dados do PGD começam pela unidade: (`origem_unidade`, `cod_unidade_autorizadora`).

Quem guarda textos do contrato usa texto sem limite: o contrato não os limita. Datas são datas; instantes são UTC.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    func,
    literal_column,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _unidade() -> tuple[Column[str], Column[int]]:
    return (
        Column("origem_unidade", Text, primary_key=True),
        Column("cod_unidade_autorizadora", BigInteger, primary_key=True, autoincrement=False),
    )


def _datas_de_guarda() -> tuple[Column[object], Column[object]]:
    return (
        Column("data_insercao", DateTime(timezone=True), nullable=False),
        Column("data_atualizacao", DateTime(timezone=True), nullable=False),
    )


participante = Table(
    "participante",
    metadata,
    *_unidade(),
    Column("matricula_siape", Text, primary_key=True),
    Column("cod_unidade_lotacao", BigInteger, primary_key=True, autoincrement=False),
    Column("cod_unidade_instituidora", BigInteger, nullable=False),
    Column("cpf", Text, nullable=False),
    Column("situacao", SmallInteger, nullable=False),
    Column("modalidade_execucao", SmallInteger, nullable=False),
    Column("data_assinatura_tcr", Date, nullable=False),
    *_datas_de_guarda(),
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
    *_unidade(),
    Column("id_plano_entregas", Text, primary_key=True),
    Column("cod_unidade_instituidora", BigInteger, nullable=False),
    Column("cod_unidade_executora", BigInteger, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("data_inicio", Date, nullable=False),
    Column("data_termino", Date, nullable=False),
    Column("avaliacao", SmallInteger),
    Column("data_avaliacao", Date),
    *_datas_de_guarda(),
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
    *_unidade(),
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
    *_unidade(),
    Column("id_plano_trabalho", Text, primary_key=True),
    Column("status", SmallInteger, nullable=False),
    Column("cod_unidade_executora", BigInteger, nullable=False),
    Column("cpf_participante", Text, nullable=False),
    Column("matricula_siape", Text, nullable=False),
    Column("cod_unidade_lotacao_participante", BigInteger, nullable=False),
    Column("data_inicio", Date, nullable=False),
    Column("data_termino", Date, nullable=False),
    Column("carga_horaria_disponivel", Integer, nullable=False),
    *_datas_de_guarda(),
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
    *_unidade(),
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
    *_unidade(),
    Column("id_plano_trabalho", Text, primary_key=True),
    Column("ordem", Integer, primary_key=True, autoincrement=False),
    Column("id_periodo_avaliativo", Text, nullable=False),
    Column("data_inicio_periodo_avaliativo", Date, nullable=False),
    Column("data_fim_periodo_avaliativo", Date, nullable=False),
    Column("avaliacao_registros_execucao", SmallInteger, nullable=False),
    Column("data_avaliacao_registros_execucao", Date, nullable=False),
    _do_plano_trabalho(),
)

usuario = Table(
    "usuario",
    metadata,
    Column("email", Text, primary_key=True),
    Column("senha_argon2", Text, nullable=False),
    Column("is_admin", Boolean, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("origem_unidade", Text, nullable=False),
    Column("cod_unidade_autorizadora", BigInteger, nullable=False),
    Column("sistema_gerador", Text, nullable=False),
    Column("perfil", Text),
    *_datas_de_guarda(),
)
"""Quem usa a API. O e-mail identifica o usuário em todas as unidades: é a chave, sozinho.

`perfil` é o dos avisos que ele recebe; sem ele, o do servidor. Não viaja.
"""

recuperacao = Table(
    "recuperacao",
    metadata,
    Column("resumo", Text, primary_key=True),
    Column("email", Text, nullable=False, index=True),
    Column("vence_em", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["email"], [usuario.c.email], ondelete="CASCADE"),
)
"""Códigos de recuperação de senha ainda não usados; guarda-se só o resumo SHA-256 de cada um."""

tentativa = Table(
    "tentativa",
    metadata,
    Column("chave", Text, primary_key=True),
    Column("falhas", Integer, nullable=False),
    Column("vence_em", DateTime(timezone=True), nullable=False, index=True),
)
"""As senhas erradas de há pouco, por conta e por endereço; a chave é um resumo SHA-256, que não diz de quem é."""

mensagem = Table(
    "mensagem",
    metadata,
    Column("numero", Integer, primary_key=True),
    Column("criada_em", DateTime(timezone=True), nullable=False),
    Column("para", Text, nullable=False),
    Column("assunto", Text, nullable=False),
    Column("texto", Text, nullable=False),
    Column("entregue_em", DateTime(timezone=True)),
    Column("falha", Text),
)
"""A caixa de saída: todo e-mail que o simulador escreve, entregue a um servidor SMTP ou não."""

registro = Table(
    "registro",
    metadata,
    Column("numero", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("recebido_em", DateTime(timezone=True), nullable=False),
    Column("metodo", Text, nullable=False),
    Column("caminho", Text, nullable=False),
    Column("rota", Text),
    Column("usuario", Text),
    Column("status", SmallInteger, nullable=False),
    Column("regra", Text),
    Column("avisos", Text),
    Column("achados", Text),
    Column("duracao_ms", Float, nullable=False),
    Column("bytes_recebidos", BigInteger, nullable=False),
    Column("bytes_enviados", BigInteger, nullable=False),
    Column("user_agent", Text),
    Column("corpo_recebido", LargeBinary),
    Column("corpo_enviado", LargeBinary),
)
"""O diário: um registro por pedido. É do servidor, não de uma unidade: a chave é o número, em ordem de chegada.

`achados` são, em JSON, as regras quebradas e os avisos, com a evidência e o lugar de cada um.
"""

contador = Table(
    "contador",
    metadata,
    Column("nome", Text, primary_key=True),
    Column("proximo", BigInteger, nullable=False),
)
"""De onde cada processo reserva faixas de números."""
