"""A entrada dos dados."""

from fastapi import APIRouter, Response

from app.console.page import ThisPage

router = APIRouter()


@router.get("/dados")
async def get_dados(page: ThisPage) -> Response:
    """Leva à primeira das listas: quem chega vê dados, e não um índice."""
    return page.to(page.link("/dados/participante"))
