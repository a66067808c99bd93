"""O que está guardado, e como chegou a estar assim."""

from fastapi import APIRouter, Response

from app.console.page import ThisPage

router = APIRouter()


@router.get("/dados")
async def get_dados(page: ThisPage) -> Response:
    """A página."""
    return page.show("dados.html")
