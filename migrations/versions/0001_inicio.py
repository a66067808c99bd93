"""As tabelas da primeira versão."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contador",
        sa.Column("nome", sa.Text(), nullable=False),
        sa.Column("proximo", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("nome", name=op.f("pk_contador")),
    )
    op.create_table(
        "mensagem",
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("criada_em", sa.DateTime(timezone=True), nullable=False),
        sa.Column("para", sa.Text(), nullable=False),
        sa.Column("assunto", sa.Text(), nullable=False),
        sa.Column("texto", sa.Text(), nullable=False),
        sa.Column("entregue_em", sa.DateTime(timezone=True), nullable=True),
        sa.Column("falha", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_mensagem")),
    )
    op.create_table(
        "participante",
        sa.Column("origem_unidade", sa.Text(), nullable=False),
        sa.Column("cod_unidade_autorizadora", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("matricula_siape", sa.Text(), nullable=False),
        sa.Column("cod_unidade_lotacao", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cod_unidade_instituidora", sa.BigInteger(), nullable=False),
        sa.Column("cpf", sa.Text(), nullable=False),
        sa.Column("situacao", sa.SmallInteger(), nullable=False),
        sa.Column("modalidade_execucao", sa.SmallInteger(), nullable=False),
        sa.Column("data_assinatura_tcr", sa.Date(), nullable=False),
        sa.Column("data_insercao", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_atualizacao", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "origem_unidade",
            "cod_unidade_autorizadora",
            "matricula_siape",
            "cod_unidade_lotacao",
            name=op.f("pk_participante"),
        ),
    )
    op.create_table(
        "plano_entregas",
        sa.Column("origem_unidade", sa.Text(), nullable=False),
        sa.Column("cod_unidade_autorizadora", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id_plano_entregas", sa.Text(), nullable=False),
        sa.Column("cod_unidade_instituidora", sa.BigInteger(), nullable=False),
        sa.Column("cod_unidade_executora", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("data_inicio", sa.Date(), nullable=False),
        sa.Column("data_termino", sa.Date(), nullable=False),
        sa.Column("avaliacao", sa.SmallInteger(), nullable=True),
        sa.Column("data_avaliacao", sa.Date(), nullable=True),
        sa.Column("data_insercao", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_atualizacao", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "origem_unidade", "cod_unidade_autorizadora", "id_plano_entregas", name=op.f("pk_plano_entregas")
        ),
    )
    op.create_index(
        "ix_plano_entregas_periodo",
        "plano_entregas",
        ["origem_unidade", "cod_unidade_autorizadora", "cod_unidade_executora", "data_termino", "data_inicio"],
        unique=False,
        sqlite_where=sa.text("status <> 1"),
        postgresql_where=sa.text("status <> 1"),
    )

    op.create_table(
        "plano_trabalho",
        sa.Column("origem_unidade", sa.Text(), nullable=False),
        sa.Column("cod_unidade_autorizadora", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id_plano_trabalho", sa.Text(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("cod_unidade_executora", sa.BigInteger(), nullable=False),
        sa.Column("cpf_participante", sa.Text(), nullable=False),
        sa.Column("matricula_siape", sa.Text(), nullable=False),
        sa.Column("cod_unidade_lotacao_participante", sa.BigInteger(), nullable=False),
        sa.Column("data_inicio", sa.Date(), nullable=False),
        sa.Column("data_termino", sa.Date(), nullable=False),
        sa.Column("carga_horaria_disponivel", sa.Integer(), nullable=False),
        sa.Column("data_insercao", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_atualizacao", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "origem_unidade", "cod_unidade_autorizadora", "id_plano_trabalho", name=op.f("pk_plano_trabalho")
        ),
    )
    op.create_index(
        "ix_plano_trabalho_periodo",
        "plano_trabalho",
        [
            "origem_unidade",
            "cod_unidade_autorizadora",
            "cod_unidade_executora",
            "matricula_siape",
            "data_termino",
            "data_inicio",
        ],
        unique=False,
        sqlite_where=sa.text("status <> 1"),
        postgresql_where=sa.text("status <> 1"),
    )

    op.create_table(
        "registro",
        sa.Column("numero", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("recebido_em", sa.DateTime(timezone=True), nullable=False),
        sa.Column("metodo", sa.Text(), nullable=False),
        sa.Column("caminho", sa.Text(), nullable=False),
        sa.Column("rota", sa.Text(), nullable=True),
        sa.Column("usuario", sa.Text(), nullable=True),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("regra", sa.Text(), nullable=True),
        sa.Column("duracao_ms", sa.Float(), nullable=False),
        sa.Column("bytes_recebidos", sa.BigInteger(), nullable=False),
        sa.Column("bytes_enviados", sa.BigInteger(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("corpo_recebido", sa.LargeBinary(), nullable=True),
        sa.Column("corpo_enviado", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_registro")),
    )
    op.create_table(
        "usuario",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("senha_argon2", sa.Text(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("origem_unidade", sa.Text(), nullable=False),
        sa.Column("cod_unidade_autorizadora", sa.BigInteger(), nullable=False),
        sa.Column("sistema_gerador", sa.Text(), nullable=False),
        sa.Column("data_insercao", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_atualizacao", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_usuario")),
    )
    op.create_table(
        "avaliacao_registros_execucao",
        sa.Column("origem_unidade", sa.Text(), nullable=False),
        sa.Column("cod_unidade_autorizadora", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id_plano_trabalho", sa.Text(), nullable=False),
        sa.Column("ordem", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id_periodo_avaliativo", sa.Text(), nullable=False),
        sa.Column("data_inicio_periodo_avaliativo", sa.Date(), nullable=False),
        sa.Column("data_fim_periodo_avaliativo", sa.Date(), nullable=False),
        sa.Column("avaliacao_registros_execucao", sa.SmallInteger(), nullable=False),
        sa.Column("data_avaliacao_registros_execucao", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["origem_unidade", "cod_unidade_autorizadora", "id_plano_trabalho"],
            [
                "plano_trabalho.origem_unidade",
                "plano_trabalho.cod_unidade_autorizadora",
                "plano_trabalho.id_plano_trabalho",
            ],
            name=op.f("fk_avaliacao_registros_execucao_plano_trabalho"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "origem_unidade",
            "cod_unidade_autorizadora",
            "id_plano_trabalho",
            "ordem",
            name=op.f("pk_avaliacao_registros_execucao"),
        ),
    )
    op.create_table(
        "contribuicao",
        sa.Column("origem_unidade", sa.Text(), nullable=False),
        sa.Column("cod_unidade_autorizadora", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id_plano_trabalho", sa.Text(), nullable=False),
        sa.Column("ordem", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id_contribuicao", sa.Text(), nullable=False),
        sa.Column("tipo_contribuicao", sa.SmallInteger(), nullable=False),
        sa.Column("percentual_contribuicao", sa.SmallInteger(), nullable=False),
        sa.Column("id_plano_entregas", sa.Text(), nullable=True),
        sa.Column("id_entrega", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["origem_unidade", "cod_unidade_autorizadora", "id_plano_trabalho"],
            [
                "plano_trabalho.origem_unidade",
                "plano_trabalho.cod_unidade_autorizadora",
                "plano_trabalho.id_plano_trabalho",
            ],
            name=op.f("fk_contribuicao_plano_trabalho"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "origem_unidade", "cod_unidade_autorizadora", "id_plano_trabalho", "ordem", name=op.f("pk_contribuicao")
        ),
    )
    op.create_table(
        "entrega",
        sa.Column("origem_unidade", sa.Text(), nullable=False),
        sa.Column("cod_unidade_autorizadora", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id_plano_entregas", sa.Text(), nullable=False),
        sa.Column("id_entrega", sa.Text(), nullable=False),
        sa.Column("ordem", sa.Integer(), nullable=False),
        sa.Column("entrega_cancelada", sa.Boolean(), nullable=False),
        sa.Column("nome_entrega", sa.Text(), nullable=False),
        sa.Column("meta_entrega", sa.Integer(), nullable=False),
        sa.Column("tipo_meta", sa.Text(), nullable=False),
        sa.Column("data_entrega", sa.Date(), nullable=False),
        sa.Column("nome_unidade_demandante", sa.Text(), nullable=False),
        sa.Column("nome_unidade_destinataria", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["origem_unidade", "cod_unidade_autorizadora", "id_plano_entregas"],
            [
                "plano_entregas.origem_unidade",
                "plano_entregas.cod_unidade_autorizadora",
                "plano_entregas.id_plano_entregas",
            ],
            name=op.f("fk_entrega_plano_entregas"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "origem_unidade", "cod_unidade_autorizadora", "id_plano_entregas", "id_entrega", name=op.f("pk_entrega")
        ),
    )
    op.create_table(
        "recuperacao",
        sa.Column("resumo", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("vence_em", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["email"], ["usuario.email"], name=op.f("fk_recuperacao_usuario"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("resumo", name=op.f("pk_recuperacao")),
    )
    op.create_index(op.f("ix_recuperacao_email"), "recuperacao", ["email"], unique=False)
    op.bulk_insert(
        sa.table("contador", sa.column("nome", sa.Text), sa.column("proximo", sa.BigInteger)),
        [{"nome": "registro", "proximo": 1}],
    )


def downgrade() -> None:
    op.drop_table("recuperacao")
    op.drop_table("entrega")
    op.drop_table("contribuicao")
    op.drop_table("avaliacao_registros_execucao")
    op.drop_table("usuario")
    op.drop_table("registro")
    op.drop_table("plano_trabalho")
    op.drop_table("plano_entregas")
    op.drop_table("participante")
    op.drop_table("mensagem")
    op.drop_table("contador")
