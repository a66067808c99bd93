"""O diário, visto de fora: o que se diz de cada registro, procurado, inteiro ou exportado."""
