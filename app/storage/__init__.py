"""O que é guardado: tabelas, transações e as consultas de cada recurso."""
