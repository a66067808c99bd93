"""O que viaja: os documentos do contrato 3.3.9, com as regras presas a eles."""
