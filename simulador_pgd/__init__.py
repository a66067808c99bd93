"""O simulador da API PGD nos testes de quem integra: um plugin do pytest, com as fixtures `servidor_pgd` e `pgd`.

Este pacote fala com o servidor só pela rede, e não o importa: o projeto de quem testa pode ter um pacote `app` próprio.
Os nomes abaixo servem para anotar tipos e apanhar erros; quem os importa é que carrega o cliente HTTP.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulador_pgd.conversa import ErroDoSimulador as ErroDoSimulador
    from simulador_pgd.pgd import Pgd as Pgd
    from simulador_pgd.servidor import Servidor as Servidor

_ONDE = {"ErroDoSimulador": "conversa", "Pgd": "pgd", "Servidor": "servidor"}


def __getattr__(name: str) -> Any:
    if name not in _ONDE:
        raise AttributeError(f"O pacote {__name__} não tem {name}.")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_ONDE[name]}"), name)
