"""O catálogo das regras e dos avisos: procurar, e abrir cada um."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from app.console.page import ThisPage
from app.console.regras.busca import NOMES, SEVERIDADES, group_of, search
from app.rules.rule import Severity

router = APIRouter()


@router.get("/regras")
async def get_regras(
    page: ThisPage,
    texto: Annotated[str, Query()] = "",
    severidade: Annotated[str, Query()] = "",
    grupo: Annotated[str, Query()] = "",
) -> Response:
    """O catálogo, ou o que dele se procura; a quem digita, só o que se achou."""
    catalogo = page.parts.perfis.catalog
    achados = search(catalogo.values(), texto, severidade, grupo)
    quantas = [rule.severity for achado in achados for rule in achado.regras]
    content: dict[str, Any] = {
        "grupos": achados,
        "erros": quantas.count(Severity.ERRO),
        "avisos": quantas.count(Severity.AVISO),
        "texto": texto,
        "severidade": severidade,
        "grupo": grupo,
        "filtra": bool(texto or severidade or grupo),
    }
    if page.em_pedaco:
        response = page.show("regras/_achadas.html", **content)
        response.headers["HX-Replace-Url"] = page.here()
        return response
    todos = dict.fromkeys(group_of(rule) for rule in catalogo.values())
    return page.show(
        "regras/lista.html",
        **content,
        opcoes_grupo=[("", "Todos"), *((nome, NOMES[nome].replace("`", "")) for nome in todos)],
        opcoes_severidade=[("", "Erros e avisos"), *SEVERIDADES.items()],
    )
