"""Os relatórios de uma conferência: cada formato escreve um resultado por vez, sem guardar todos na memória."""
