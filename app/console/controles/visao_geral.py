"""Os controles de relance: como está cada um, e onde se mexe nele."""

from fastapi import APIRouter, Response

from app.console.acting import acting
from app.console.controles.pergunta import saved
from app.console.page import ThisPage
from app.seeds import vez
from app.simulator.emails import Busca, get_emails
from app.simulator.instantaneos import get_instantaneos
from app.storage.instantaneo import SEMENTE

router = APIRouter()


@router.get("/controles")
async def get_controles(page: ThisPage) -> Response:
    """A página: só o que se sabe sem contar tabelas."""
    guardados = (await get_instantaneos(page.parts, 1)).instantaneos
    escritos = (await get_emails(Busca(limite=1), page.parts)).emails
    return page.show(
        "controles/visao_geral.html",
        em_curso=await vez.running(page.parts.database),
        semente=await saved(page, SEMENTE),
        guardado=guardados[0] if guardados else None,
        email=escritos[0] if escritos else None,
        administrador=await acting(page),
    )
