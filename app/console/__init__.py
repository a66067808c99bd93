"""O painel: as páginas em que uma pessoa vê o simulador e mexe nele. Só fala com o que as portas também falam."""
