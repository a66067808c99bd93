"""O diário: o que chegou, o que se respondeu, e por quê."""

from fastapi import APIRouter, Response

from app.console.page import ThisPage

router = APIRouter()


@router.get("/registros")
async def get_registros(page: ThisPage) -> Response:
    """A página."""
    return page.show("registros.html")
