"""A verificação, para testes automáticos: que pedidos chegaram, quantas vezes, e o que falta aos que quase serviram."""
