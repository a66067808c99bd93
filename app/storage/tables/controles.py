"""O que só um simulador tem: o relógio que se move, as falhas armadas e os instantâneos do banco."""

from sqlalchemy import BigInteger, Column, DateTime, Float, Integer, LargeBinary, SmallInteger, Table, Text

from app.storage.tables.base import metadata

relogio = Table(
    "relogio",
    metadata,
    Column("numero", SmallInteger, primary_key=True, autoincrement=False),
    Column("congelado_em", DateTime(timezone=True)),
    Column("adiantado_us", BigInteger, nullable=False),
)
"""O relógio do simulador: uma linha, de número 1, ou nenhuma enquanto ele é o da máquina.

Parado, marca `congelado_em`; andando, a hora da máquina mais `adiantado_us` microssegundos, que podem ser negativos.
"""

falha = Table(
    "falha",
    metadata,
    Column("numero", Integer, primary_key=True),
    Column("predefinicao", Text, nullable=False),
    Column("parametros", Text, nullable=False),
    Column("metodo", Text),
    Column("rota", Text),
    Column("origem_unidade", Text),
    Column("cod_unidade_autorizadora", BigInteger),
    Column("usuario", Text),
    Column("pular", Integer, nullable=False),
    Column("restantes", Integer),
    Column("probabilidade", Float),
    Column("semente", BigInteger, nullable=False),
    Column("ate", DateTime(timezone=True)),
    Column("vistos", Integer, nullable=False),
    Column("aplicada", Integer, nullable=False),
    Column("armada_em", DateTime(timezone=True), nullable=False),
)
"""As falhas armadas: o que se faz (`predefinicao`, com `parametros` em JSON), com que pedidos, e por quanto tempo.

Uma coluna vazia não restringe. `vistos` são os pedidos que lhe cabiam, e `aplicada`, em quantos ela se deu.
"""

instantaneo = Table(
    "instantaneo",
    metadata,
    Column("nome", Text, primary_key=True),
    Column("criado_em", DateTime(timezone=True), nullable=False),
    Column("contagens", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("conteudo", LargeBinary, nullable=False),
)
"""Os instantâneos: o estado inteiro do banco num arquivo SQLite, com as tabelas da versão em que foi guardado.

`contagens` diz, em JSON, quantas linhas há de cada tabela.
"""
