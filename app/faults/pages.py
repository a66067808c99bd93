"""O que um servidor intermediário, ou um banco à mostra, manda no lugar da resposta da API. Textos nossos."""

PAGINA = """<!DOCTYPE html>
<html lang="pt-BR">
<head><meta charset="utf-8"><title>{status} {titulo}</title></head>
<body>
<center><h1>{status} {titulo}</h1></center>
<p>{texto}</p>
<hr><center>servidor intermediário</center>
<!-- Esta página é de mentira: o simulador da API PGD injetou a falha {falha}. -->
</body>
</html>
"""
BLOQUEIO = """<!DOCTYPE html>
<html lang="pt-BR">
<head><meta charset="utf-8"><title>Acesso bloqueado</title><meta name="robots" content="noindex"></head>
<body>
<h1>O seu acesso foi bloqueado</h1>
<p>Este site usa um serviço de proteção contra ataques, e ele recusou o que você acabou de fazer.</p>
<p>Se acha que houve engano, escreva ao dono do site com o código deste bloqueio: 7f3a-0000-5057.</p>
<!-- Esta página é de mentira: o simulador da API PGD injetou a falha {falha}. -->
</body>
</html>
"""
ERRO_EM_TEXTO = "Internal Server Error"
# Em inglês e sem explicação, como sai de um programa que mostra o erro do banco a quem pediu.
ERRO_DO_BANCO = (
    "(driver.StorageError) cannot write row: value rejected by column check\n"
    "TABLE: t_envio  COLUMN: c_017  CODE: 0x2A\n"
    "[SQL: INSERT INTO t_envio (c_001, c_002, c_017) VALUES (%(p1)s, %(p2)s, %(p3)s) RETURNING c_001]\n"
    "[parameters: {'p1': '…', 'p2': '…', 'p3': '…'}]"
)
