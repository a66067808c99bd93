"""O que muda o simulador: falhas, relógio, cenários, instantâneos, reinício, ambiente, usuários e e-mails."""

from fastapi import APIRouter

from app.console.controles import (
    ambiente,
    cenarios,
    emails,
    falhas,
    importacao,
    instantaneos,
    reinicio,
    relogio,
    usuarios,
    visao_geral,
)

router = APIRouter()
for module in (visao_geral, falhas, relogio, cenarios, importacao, instantaneos, reinicio, ambiente, usuarios, emails):
    router.include_router(module.router)
