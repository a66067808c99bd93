"""Quem entrou no painel.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sessao",
        sa.Column("resumo", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("senha", sa.Text(), nullable=False),
        sa.Column("vence_em", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("resumo", name=op.f("pk_sessao")),
    )
    op.create_index(op.f("ix_sessao_vence_em"), "sessao", ["vence_em"], unique=False)


def downgrade() -> None:
    op.drop_table("sessao")
