"""Os modelos das páginas: onde estão, e o que neles se pode usar. Tudo o que se mostra é escapado."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.console import writing
from app.console.registros import dito as registros_dito


def environment() -> Environment:
    """Os modelos de `app/console/templates`, com o que trazem `writing` e `registros_dito`.

    Erros: ValueError, se um nome é de duas coisas: uma tomaria, sem se ver, o lugar da outra, que talvez velasse CPFs.
    """
    found = Environment(
        loader=PackageLoader("app.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    for module in (writing, registros_dito):
        repetidos = [*(found.filters.keys() & module.FILTROS.keys()), *(found.globals.keys() & module.NOMES.keys())]
        if repetidos:
            raise ValueError(f"Há mais de um filtro, ou nome, {', '.join(repetidos)} nos modelos das páginas.")
        found.filters.update(module.FILTROS)
        found.globals.update(module.NOMES)
    return found
