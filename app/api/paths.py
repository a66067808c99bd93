"""A porta do simulador, à parte dos caminhos oficiais."""

SIMULADOR = "/simulador"
ESTATICO = f"{SIMULADOR}/estatico"
"""De onde saem os arquivos das páginas: daqui, para nada de nosso ficar nos caminhos oficiais."""


def of_simulator(path: str) -> bool:
    """Se o caminho é do simulador, e não da API oficial."""
    return path == SIMULADOR or path.startswith(f"{SIMULADOR}/")
