"""O que é recusado: cada regra é uma linha de tabela, e só conhece o documento e os fatos."""
