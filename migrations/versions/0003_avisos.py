"""Os avisos: o que o diário guarda deles, o perfil de cada usuário, e os índices por que se acham os fatos.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UNIDADE = ("origem_unidade", "cod_unidade_autorizadora")


def upgrade() -> None:
    for coluna in ("avisos", "achados"):
        op.add_column("registro", sa.Column(coluna, sa.Text()))
    op.add_column("usuario", sa.Column("perfil", sa.Text()))
    op.create_index(
        "ix_participante_lotacao",
        "participante",
        [*UNIDADE, "cod_unidade_lotacao", "situacao", "modalidade_execucao"],
    )
    _index_period("matricula_siape", "cod_unidade_executora")
    op.create_index(
        "ix_contribuicao_citada",
        "contribuicao",
        [*UNIDADE, sa.text("substr(id_plano_entregas, 1, 64)")],
        sqlite_where=sa.text("id_plano_entregas IS NOT NULL"),
        postgresql_where=sa.text("id_plano_entregas IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_contribuicao_citada", "contribuicao")
    _index_period("cod_unidade_executora", "matricula_siape")
    op.drop_index("ix_participante_lotacao", "participante")
    op.drop_column("usuario", "perfil")
    for coluna in ("achados", "avisos"):
        op.drop_column("registro", coluna)


def _index_period(*agenda: str) -> None:
    """Refaz o índice dos períodos com a agenda nesta ordem."""
    op.drop_index("ix_plano_trabalho_periodo", "plano_trabalho")
    op.create_index(
        "ix_plano_trabalho_periodo",
        "plano_trabalho",
        [*UNIDADE, *agenda, "data_termino", "data_inicio"],
        sqlite_where=sa.text("status <> 1"),
        postgresql_where=sa.text("status <> 1"),
    )
