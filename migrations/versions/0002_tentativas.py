"""As senhas erradas de há pouco, por conta e por endereço.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tentativa",
        sa.Column("chave", sa.Text(), nullable=False),
        sa.Column("falhas", sa.Integer(), nullable=False),
        sa.Column("vence_em", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chave", name=op.f("pk_tentativa")),
    )
    op.create_index(op.f("ix_tentativa_vence_em"), "tentativa", ["vence_em"], unique=False)


def downgrade() -> None:
    op.drop_table("tentativa")
