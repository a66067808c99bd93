"""O início do painel: se está no ar, para onde apontar o cliente, e o que chegou há pouco."""

from fastapi import APIRouter, Response

from app.console.page import ThisPage

router = APIRouter()


@router.get("/")
async def get_inicio(page: ThisPage) -> Response:
    """A primeira página."""
    return page.show("inicio.html")
