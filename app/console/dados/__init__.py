"""O que está guardado, e como chegou a estar assim: as listas, os documentos, as pessoas e as versões."""

from fastapi import APIRouter

from app.console.dados import documento, lista, pessoa, versoes

router = APIRouter()
# A pessoa antes das listas, cujo endereço também diria o dela.
for module in (pessoa, documento, versoes, lista):
    router.include_router(module.router)
