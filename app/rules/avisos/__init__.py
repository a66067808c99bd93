"""O que se avisa sem recusar: o que a norma pede, e o que a API central aceita embora estranhe.

Um aviso nunca muda a resposta: vai no cabeçalho `X-PGD-Avisos`, no diário e na explicação.
"""
