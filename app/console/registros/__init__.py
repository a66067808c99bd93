"""O diário: o que chegou, o que se respondeu, e por quê."""

from fastapi import APIRouter

from app.console.registros import lista, reenvio, registro

router = APIRouter()
for module in (lista, registro, reenvio):
    router.include_router(module.router)
