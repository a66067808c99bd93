"""O que está guardado, e como chegou a estar assim: as listas, os documentos, as pessoas e as versões."""

from fastapi import APIRouter, Response

from app.console import dados_documento, dados_lista, dados_pessoa, dados_versoes
from app.console.page import ThisPage

router = APIRouter()


@router.get("/dados")
async def get_dados(page: ThisPage) -> Response:
    """Leva à primeira das listas: quem chega vê dados, e não um índice."""
    return page.to(page.link("/dados/participante"))


# A pessoa antes das listas, cujo endereço também diria o dela.
for module in (dados_pessoa, dados_documento, dados_versoes, dados_lista):
    router.include_router(module.router)
