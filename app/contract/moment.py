"""O instante em que um documento é julgado, entregue por quem o recebe.

Os modelos não leem relógio, e o FastAPI não lhes passa contexto de validação: quem abre o pedido diz aqui que horas
são, e as regras presas aos campos o leem. Vale para a tarefa (ou linha de execução) corrente.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from app.rules.facts import Facts

_facts: ContextVar[Facts] = ContextVar("facts")


@contextmanager
def at(now: datetime) -> Iterator[Facts]:
    """Enquanto dura, os documentos são julgados neste instante, que tem de ter fuso."""
    token = _facts.set(Facts(now=now))
    try:
        yield _facts.get()
    finally:
        _facts.reset(token)


def facts() -> Facts:
    """Os fatos do instante corrente.

    Erros: LookupError, quando um documento é validado sem que se tenha dito o instante.
    """
    return _facts.get()
