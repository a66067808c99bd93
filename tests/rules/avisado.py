"""Como os testes perguntam pelos avisos: quais um documento aceito provoca, o que dizem e onde. Sem banco."""

from collections.abc import Iterable
from typing import Any

from app.rules.rule import Place, Rule, all_broken


def avisos(regras: Iterable[Rule[Any, Any]], documento: Any, fatos: Any) -> list[tuple[str, str]]:
    """O código e a mensagem de cada aviso, na ordem da tabela."""
    return [(aviso.rule.code, aviso.message) for aviso in all_broken(regras, documento, fatos)]


def lugares(regras: Iterable[Rule[Any, Any]], documento: Any, fatos: Any) -> list[tuple[str, tuple[Place, ...]]]:
    """O código e os lugares de cada aviso, na ordem da tabela."""
    return [(aviso.rule.code, aviso.places) for aviso in all_broken(regras, documento, fatos)]


def quantas(regras: Iterable[Rule[Any, Any]], documento: Any, fatos: Any) -> list[tuple[str, int]]:
    """O código de cada aviso, na ordem da tabela, e quantas vezes a evidência diz que ele acontece no documento."""
    return [(aviso.rule.code, aviso.evidence["quantas"]) for aviso in all_broken(regras, documento, fatos)]
