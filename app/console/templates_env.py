"""Os modelos das páginas: onde estão, e o que neles se pode usar. Tudo o que se mostra é escapado."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.console import writing


def environment() -> Environment:
    """Os modelos de `app/console/templates`, com os filtros de `writing`."""
    found = Environment(
        loader=PackageLoader("app.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters.update(writing.FILTROS)
    found.globals.update(writing.NOMES)
    return found
