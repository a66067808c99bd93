"""Como os testes pedem um conserto: o valor que está no lugar apontado, como fica depois dele."""

from typing import Any

from app.rules.catalog import CATALOG


def consertado(codigo: str, valor: Any, **evidencia: Any) -> Any:
    """O valor consertado; uma regra sem conserto derruba o teste."""
    fix = CATALOG[codigo].fix
    assert fix is not None
    return fix(valor, evidencia)
