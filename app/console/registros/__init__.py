"""O diário: o que chegou, o que se respondeu, e por quê."""

from fastapi import APIRouter

from app.console.registros import envio, lista, registro

router = APIRouter()
for module in (lista, registro, envio):
    router.include_router(module.router)
