"""Mede o simulador nos dois bancos e escreve docs/fidelidade.md: `make fidelidade`."""

import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import postgres
from tests.fidelidade import gravacao
from tests.fidelidade.comparar import report
from tests.fidelidade.conferir import safe_window
from tests.fidelidade.gravacao import Gravacao
from tests.fidelidade.nota import Resultado
from tests.fidelidade.pagina import page
from tests.fidelidade.servidor import measure_ours

PAGINA = Path(__file__).resolve().parents[2] / "docs" / "fidelidade.md"
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
MOSTRAR = 20
"""Quantos casos que diferem são mostrados."""


def main() -> int:
    """Corre as duas comparações e devolve o código de saída: 0 só com 100 % e nenhuma falha repetida."""
    if not safe_window():
        return _stop(
            "É perto da meia-noite em UTC ou em Brasília, e os casos presos ao dia de hoje não correm agora. "
            "Repita entre 04:30 e 23:30 UTC; a página não foi tocada."
        )
    gravados = gravacao.load()
    with _postgres() as endereco:
        resultados = measure_both(gravados, endereco)
    for banco, resultado in resultados.items():
        sys.stdout.write(f"\n{banco}\n{report(resultado, MOSTRAR)}")
    if any(resultado.pulados for resultado in resultados.values()):
        return _stop("Alguns casos foram pulados durante a rodada. Repita: a página não foi tocada.")
    PAGINA.parent.mkdir(exist_ok=True)
    PAGINA.write_text(page(gravados, resultados), encoding="utf-8", newline="\n")
    sys.stdout.write(f"\nEscrita a página {PAGINA}.\n")
    motivos = complaints(resultados)
    return _stop("\n".join(motivos)) if motivos else 0


def measure_both(gravados: Gravacao, postgresql: str) -> dict[str, Resultado]:
    """Um resultado por banco, os dois medidos ao mesmo tempo. `postgresql` é o endereço de um banco vazio."""
    opcoes = {SQLITE: ("--efemero",), POSTGRESQL: ("--banco", postgresql)}
    with ThreadPoolExecutor(len(opcoes)) as fila:
        medidas = {banco: fila.submit(measure_ours, gravados, *delas) for banco, delas in opcoes.items()}
    return {banco: medida.result() for banco, medida in medidas.items()}


def complaints(resultados: Mapping[str, Resultado]) -> list[str]:
    """Uma frase por banco em que o simulador não responde como deve."""
    frases = []
    for banco, resultado in resultados.items():
        faltam = resultado.nota.total - resultado.nota.conferem
        repetidas = resultado.evitados.total - resultado.evitados.conferem
        if faltam:
            frases.append(f"Em {banco}, {faltam} dos {resultado.nota.total} casos não respondem como a API central.")
        if repetidas:
            frases.append(f"Em {banco}, {repetidas} das falhas da API central se repetem.")
    return frases


@contextmanager
def _postgres() -> Iterator[str]:
    """O endereço de um banco PostgreSQL recém-criado."""
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as pasta,
        postgres.server(Path(pasta)) as servidor,
        postgres.empty_database(servidor) as endereco,
    ):
        yield endereco


def _stop(motivo: str) -> int:
    sys.stderr.write(f"\n{motivo}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
