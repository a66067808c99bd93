"""O catálogo das regras e dos avisos, com os exemplos para experimentar."""

from fastapi import APIRouter, Response

from app.console.page import ThisPage

router = APIRouter()


@router.get("/regras")
async def get_regras(page: ThisPage) -> Response:
    """A página."""
    return page.show("regras.html")
