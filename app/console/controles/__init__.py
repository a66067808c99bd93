"""O que muda o simulador: falhas, relógio, cenários, instantâneos, reinício, ambiente, usuários e e-mails."""

from fastapi import APIRouter

from app.console.controles import (
    ambiente,
    cenarios,
    emails,
    falhas,
    geral,
    importacao,
    instantaneos,
    reinicio,
    relogio,
    usuarios,
)

router = APIRouter()
for module in (geral, falhas, relogio, cenarios, importacao, instantaneos, reinicio, ambiente, usuarios, emails):
    router.include_router(module.router)
