"""De que ambiente o simulador faz o papel, e com que configuração foi iniciado. Nada disso muda com ele no ar."""

import platform

from fastapi import APIRouter, Response

from app.console.page import ThisPage

router = APIRouter(prefix="/controles/ambiente")


@router.get("")
async def get_pagina(page: ThisPage) -> Response:
    """A página."""
    return page.show(
        "controles/ambiente.html",
        python=platform.python_version(),
        banco={"sqlite": "SQLite", "postgresql": "PostgreSQL"}[page.parts.database.kind],
        perfil=page.parts.perfis.padrao,
        ajustes=page.parts.ajustes,
    )
