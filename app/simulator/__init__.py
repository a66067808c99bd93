"""O que só um simulador tem, sob `/simulador/api`: recomeçar e ver em que estado se está."""
