"""As opções dos testes de queda e, no fim da saída do pytest, quantas mortes houve e quantos envios se conferiram.

É um plug-in, e não parte do conftest daqui, porque com o xdist quem escreve o fim da saída não coleta os testes.
"""

import pytest

PROPRIEDADE = "queda"
QUEDAS = 3
PARADA = 2.0


def pytest_addoption(parser: pytest.Parser) -> None:
    grupo = parser.getgroup("queda")
    grupo.addoption("--quedas", type=int, default=QUEDAS, metavar="VEZES", help="quantas vezes se mata cada servidor")
    grupo.addoption("--parada", type=float, default=PARADA, metavar="SEGUNDOS", help="quanto o PostgreSQL fica parado")
    grupo.addoption("--exige-tudo", action="store_true", help="o que a máquina não deixa correr é falha, e não se pula")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Escreve o que cada teste contou."""
    linhas = [
        valor
        for relatorio in (um for varios in terminalreporter.stats.values() for um in varios)
        if getattr(relatorio, "when", None) == "call"
        for nome, valor in relatorio.user_properties
        if nome == PROPRIEDADE
    ]
    if linhas:
        terminalreporter.write_sep("=", "queda")
        for linha in linhas:
            terminalreporter.write_line(linha)
