"""As falhas que se pedem ao simulador: as predefinições, com que pedidos se dão, e como se fazem ver."""
