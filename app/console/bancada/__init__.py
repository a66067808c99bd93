"""Enviar um documento sem ter um sistema: de verdade, ou só para ver."""

from fastapi import APIRouter

from app.console.bancada import geral

router = APIRouter()
for module in (geral,):
    router.include_router(module.router)
