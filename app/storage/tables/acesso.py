"""Quem usa a API, e como entra."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKeyConstraint, Integer, Table, Text

from app.storage.tables.base import datas_de_guarda, metadata

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
    *datas_de_guarda(),
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

sessao = Table(
    "sessao",
    metadata,
    Column("resumo", Text, primary_key=True),
    Column("email", Text, nullable=False),
    Column("senha", Text, nullable=False),
    Column("vence_em", DateTime(timezone=True), nullable=False, index=True),
)
"""Quem entrou no painel. Guarda-se o resumo SHA-256 da chave que o navegador tem, e o da senha com que se entrou:
trocada a senha, a sessão acaba. Não é parte do estado que se reinicia ou se fotografa. `vence_em` é pelo relógio da
máquina.
"""
