"""Os modelos das páginas: onde estão, e o que neles se pode usar. Tudo o que se mostra é escapado."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.console import writing
from app.console.registros import em_palavras
from app.console.veredito import said_place


def environment() -> Environment:
    """Os modelos de `app/console/templates`, com o que trazem `writing` e `em_palavras`, e `lugar_dito`.

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
    for module in (writing, em_palavras):
        repetidos = [*(found.filters.keys() & module.FILTROS.keys()), *(found.globals.keys() & module.NOMES.keys())]
        if repetidos:
            raise ValueError(f"Há mais de um filtro, ou nome, {', '.join(repetidos)} nos modelos das páginas.")
        found.filters.update(module.FILTROS)
        found.globals.update(module.NOMES)
    found.filters["lugar_dito"] = said_place
    return found
