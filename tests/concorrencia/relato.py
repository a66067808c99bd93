"""As opções das provas sorteadas de concorrência e, no fim da saída do pytest, quantas operações elas fizeram.

É um plug-in, e não parte do conftest daqui, porque com o xdist quem escreve o fim da saída não coleta os testes.
"""

from collections import Counter
from collections.abc import Iterable

import pytest

PROPRIEDADE = "concorrência"


def pytest_addoption(parser: pytest.Parser) -> None:
    grupo = parser.getgroup("concorrência")
    grupo.addoption("--caos", type=int, default=1, metavar="VEZES", help="multiplica as provas sorteadas")
    grupo.addoption("--semente", type=int, metavar="NÚMERO", help="repete as histórias sorteadas de uma falha")


def anotar(node: pytest.Item, frota: str, respostas: Iterable[Counter[str]]) -> None:
    """Deixa no relatório do teste, que o xdist leva a quem escreve, as respostas que a frota deu."""
    node.user_properties.append((PROPRIEDADE, [frota, dict(sum(respostas, Counter[str]()))]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Escreve quantas operações houve, em que frotas, em que módulos de teste e com que respostas."""
    frotas = set[str]()
    por_modulo, por_resposta = Counter[str](), Counter[str]()
    for relatorio in (um for varios in terminalreporter.stats.values() for um in varios):
        # As propriedades vêm nas três fases de um teste, e a frota só as anota na última.
        if getattr(relatorio, "when", None) == "teardown":
            for nome, valor in relatorio.user_properties:
                if nome == PROPRIEDADE:
                    frota, respostas = valor
                    frotas.add(frota)
                    por_modulo[relatorio.location[0].rsplit("/")[-1]] += sum(respostas.values())
                    por_resposta.update(respostas)
    if frotas:
        terminalreporter.write_sep("=", "concorrência")
        terminalreporter.write_line(
            f"{_numero(por_modulo.total())} operações, {len(frotas)} frotas: {', '.join(sorted(frotas))}"
        )
        terminalreporter.write_line(f"por módulo: {_lista(por_modulo)}")
        terminalreporter.write_line(f"por resposta: {_lista(por_resposta)}")


def _lista(contagens: Counter[str]) -> str:
    return ", ".join(f"{nome} {_numero(vezes)}" for nome, vezes in sorted(contagens.items()))


def _numero(n: int) -> str:
    return f"{n:,}".replace(",", ".")
