"""O que o servidor escreve sozinho: os e-mails, o diário e os contadores."""

from sqlalchemy import BigInteger, Column, DateTime, Float, Integer, LargeBinary, SmallInteger, Table, Text, text

from app.storage.tables.base import metadata

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
    Column("ordem", BigInteger, nullable=False, index=True, server_default=text("0")),
    Column("recebido_em", DateTime(timezone=True), nullable=False),
    Column("metodo", Text, nullable=False),
    Column("caminho", Text, nullable=False),
    Column("rota", Text),
    Column("chave", Text),
    Column("usuario", Text),
    Column("status", SmallInteger, nullable=False),
    Column("falha", Text),
    Column("status_verdadeiro", SmallInteger),
    Column("regra", Text),
    Column("avisos", Text),
    Column("achados", Text),
    Column("duracao_ms", Float, nullable=False),
    Column("bytes_recebidos", BigInteger, nullable=False),
    Column("bytes_enviados", BigInteger, nullable=False),
    Column("user_agent", Text),
    Column("cabecalhos_recebidos", Text),
    Column("cabecalhos_enviados", Text),
    Column("corpo_recebido", LargeBinary),
    Column("corpo_enviado", LargeBinary),
)
"""O diário: um registro por pedido à API oficial. É do servidor, não de uma unidade: a chave é o número.

Cada processo dá os números da faixa que reservou; a `ordem` é aquela em que os registros foram guardados, e só cresce,
em todos os processos. `chave` são, em JSON, os valores do caminho, na ordem dele, nas rotas dos dados do PGD. `achados`
são, em JSON, as regras quebradas e os avisos, com a evidência e o lugar de cada um. `cabecalhos_…` são, em JSON, os
pares de nome e valor, sem segredos: de um token fica tudo menos a assinatura. `falha` é a que o simulador injetou, e
`status_verdadeiro`, o da resposta que ele trocou, se houve uma; um `status` zero é de quem não teve resposta.
"""

contador = Table(
    "contador",
    metadata,
    Column("nome", Text, primary_key=True),
    Column("proximo", BigInteger, nullable=False),
)
"""De onde cada processo reserva faixas de números (`registro`), a ordem do diário (`ordem`) e quantas vezes mudaram o
relógio e as falhas armadas (`controles`). Em `semeadura`, até que instante da máquina, em milissegundos desde 1970,
vale a marca de que há uma em curso. Em `roteiro/…`, em que passo está cada roteiro do painel (`app.storage.roteiro`).
"""
