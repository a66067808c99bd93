"""Como se pede: as rotas do contrato, a ordem das conferências e a tradução das recusas em respostas."""
