"""A medida do desempenho: o servidor como uma pessoa o usa, ante um teto medido na mesma rodada. É o `make bench`."""
