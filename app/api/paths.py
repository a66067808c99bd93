"""A porta do simulador, à parte dos caminhos oficiais."""

import re

SIMULADOR = "/simulador"
ESTATICO = f"{SIMULADOR}/estatico"
"""De onde saem os arquivos das páginas: daqui, para nada de nosso ficar nos caminhos oficiais."""


_DE_INSTANTANEO = re.compile(f"{SIMULADOR}/(api/instantaneos/[^/]+/arquivo|controles/instantaneos/importar)")


def takes_snapshot(path: str) -> bool:
    """Se o caminho recebe o arquivo de um instantâneo, que tem limite próprio, de quem o recebe."""
    return bool(_DE_INSTANTANEO.fullmatch(path))


def of_simulator(path: str) -> bool:
    """Se o caminho é do simulador, e não da API oficial."""
    return path == SIMULADOR or path.startswith(f"{SIMULADOR}/")


def for_programs(path: str) -> bool:
    """Se o caminho do simulador é de programas, e não uma página: nenhuma tem quebra de linha no endereço."""
    return path.startswith(f"{SIMULADOR}/api/") or path == f"{SIMULADOR}/openapi.json" or "\n" in path
