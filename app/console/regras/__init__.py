"""O catálogo das regras e dos avisos, com os exemplos para experimentar."""

from fastapi import APIRouter

from app.console.regras import lista, pagina

router = APIRouter()
for module in (lista, pagina):
    router.include_router(module.router)
