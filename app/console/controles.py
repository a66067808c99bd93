"""O que muda o simulador: falhas, relógio, cenários, instantâneos, reinício, usuários e e-mails."""

from fastapi import APIRouter, Response

from app.console.page import ThisPage

router = APIRouter()


@router.get("/controles")
async def get_controles(page: ThisPage) -> Response:
    """A página."""
    return page.show("controles.html")
