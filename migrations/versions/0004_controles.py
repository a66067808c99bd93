"""Os controles do simulador: o relógio, as falhas armadas, os instantâneos, e o diário que os conta.

Revision ID: 0004
Revises: 0003
"""

import json
from urllib.parse import unquote

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

DO_REGISTRO = (
    ("chave", sa.Text()),
    ("falha", sa.Text()),
    ("status_verdadeiro", sa.SmallInteger()),
    ("cabecalhos_recebidos", sa.Text()),
    ("cabecalhos_enviados", sa.Text()),
)


def upgrade() -> None:
    op.create_table(
        "relogio",
        sa.Column("numero", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("congelado_em", sa.DateTime(timezone=True)),
        sa.Column("adiantado_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_relogio")),
    )
    op.create_table(
        "falha",
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("predefinicao", sa.Text(), nullable=False),
        sa.Column("parametros", sa.Text(), nullable=False),
        sa.Column("metodo", sa.Text()),
        sa.Column("rota", sa.Text()),
        sa.Column("origem_unidade", sa.Text()),
        sa.Column("cod_unidade_autorizadora", sa.BigInteger()),
        sa.Column("usuario", sa.Text()),
        sa.Column("pular", sa.Integer(), nullable=False),
        sa.Column("restantes", sa.Integer()),
        sa.Column("probabilidade", sa.Float()),
        sa.Column("semente", sa.BigInteger(), nullable=False),
        sa.Column("ate", sa.DateTime(timezone=True)),
        sa.Column("vistos", sa.Integer(), nullable=False),
        sa.Column("aplicada", sa.Integer(), nullable=False),
        sa.Column("armada_em", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_falha")),
    )
    op.create_table(
        "instantaneo",
        sa.Column("nome", sa.Text(), nullable=False),
        sa.Column("criado_em", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contagens", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("conteudo", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("nome", name=op.f("pk_instantaneo")),
    )
    for nome, tipo in DO_REGISTRO:
        op.add_column("registro", sa.Column(nome, tipo))
    op.add_column("registro", sa.Column("ordem", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    # O que já está no diário foi numerado, quase sempre, na ordem em que chegou.
    op.execute("UPDATE registro SET ordem = numero")
    _fill_keys()
    op.create_index(op.f("ix_registro_ordem"), "registro", ["ordem"], unique=False)
    op.execute("INSERT INTO contador (nome, proximo) SELECT 'ordem', coalesce(max(ordem), 0) + 1 FROM registro")
    op.execute("INSERT INTO contador (nome, proximo) VALUES ('controles', 1)")
    op.execute("INSERT INTO contador (nome, proximo) VALUES ('semeadura', 0)")


def _fill_keys() -> None:
    """A chave do que já está no diário, tirada do caminho: sem ela, nada disso teria unidade nem versões."""
    registros = op.get_bind().execute(
        sa.text("SELECT numero, rota, caminho FROM registro WHERE rota LIKE '%{origem_unidade}%'")
    )
    chaves = [{"numero": numero, "chave": _key(rota, caminho)} for numero, rota, caminho in registros]
    if chaves:
        op.get_bind().execute(sa.text("UPDATE registro SET chave = :chave WHERE numero = :numero"), chaves)


def _key(rota: str, caminho: str) -> str:
    partes = zip(rota.split("/"), caminho.partition("?")[0].split("/"), strict=False)
    valores = [unquote(valor).replace("\0", "") for nome, valor in partes if nome.startswith("{")]
    return json.dumps(valores, ensure_ascii=False)


def downgrade() -> None:
    op.execute("DELETE FROM contador WHERE nome IN ('ordem', 'controles', 'semeadura')")
    op.drop_index(op.f("ix_registro_ordem"), "registro")
    for nome in ("ordem", *(nome for nome, _ in reversed(DO_REGISTRO))):
        op.drop_column("registro", nome)
    for tabela in ("instantaneo", "falha", "relogio"):
        op.drop_table(tabela)
