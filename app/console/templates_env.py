"""Os modelos das páginas: onde estão, e o que neles se pode usar. Tudo o que se mostra é escapado."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.console import writing
from app.console.registros import dito as registros_dito


def environment() -> Environment:
    """Os modelos de `app/console/templates`, com os filtros de `writing` e de `registros_dito`."""
    found = Environment(
        loader=PackageLoader("app.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    for module in (writing, registros_dito):
        found.filters.update(module.FILTROS)
        found.globals.update(module.NOMES)
    return found
