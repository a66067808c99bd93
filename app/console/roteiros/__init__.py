"""As demonstrações guiadas de um plantão, lidas de arquivos."""

from fastapi import APIRouter

from app.console.roteiros import geral

router = APIRouter()
for module in (geral,):
    router.include_router(module.router)
