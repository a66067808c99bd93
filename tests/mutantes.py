"""A conta dos mutantes, depois de corridos: `python -m tests.mutantes` falha se os testes percebem menos de 95 %."""

import json
import sys
from pathlib import Path

MINIMO = 95.0
CONTAS = Path("mutants/mutmut-cicd-stats.json")
PERCEBIDOS = ("killed", "timeout", "segfault")


def main() -> int:
    contas = json.loads(CONTAS.read_text(encoding="utf-8"))
    total, percebidos = contas["total"] - contas["skipped"], sum(contas[como] for como in PERCEBIDOS)
    parte = 100 * percebidos / total
    sys.stdout.write(f"Mutantes das regras: {total}; percebidos pelos testes: {percebidos} ({parte:.1f} %).\n")
    return 0 if parte >= MINIMO else 1


if __name__ == "__main__":
    raise SystemExit(main())
