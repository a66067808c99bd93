"""As demonstrações guiadas de um plantão."""

from fastapi import APIRouter, Response

from app.console.page import ThisPage

router = APIRouter()


@router.get("/roteiros")
async def get_roteiros(page: ThisPage) -> Response:
    """A página."""
    return page.show("roteiros.html")
