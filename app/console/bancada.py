"""Enviar um documento sem ter um cliente: de verdade, ou só para ver."""

from fastapi import APIRouter, Response

from app.console.page import ThisPage

router = APIRouter()


@router.get("/bancada")
async def get_bancada(page: ThisPage) -> Response:
    """A página."""
    return page.show("bancada.html")
