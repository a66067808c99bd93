"""O início do painel: se está no ar, para onde apontar o cliente, o que chegou hoje, e as últimas recusas."""

from datetime import UTC
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response

from app.console.page import Page, ThisPage
from app.records.today import ULTIMOS, today
from app.seeds.cenarios import CENARIOS
from app.settings import SENHA_DE_DEMONSTRACAO

router = APIRouter()

RECUSAS = 5
"""Quantas recusas se mostram."""


@router.get("/")
async def get_inicio(page: ThisPage) -> Response:
    """A primeira página."""
    admin = page.parts.admin
    senha = SENHA_DE_DEMONSTRACAO if admin.senha == SENHA_DE_DEMONSTRACAO else None
    endereco = str(page.request.base_url.replace(path="")).rstrip("/")
    return page.show(
        "inicio.html",
        endereco=endereco,
        senha=senha,
        token=_token_command(endereco, admin.email, senha),
        **await _today(page),
        cenarios=CENARIOS.values(),
    )


@router.get("/hoje")
async def get_hoje(page: ThisPage) -> Response:
    """O pedaço do início que muda com o que chega."""
    return page.show("_inicio_hoje.html", **await _today(page))


async def _today(page: Page) -> dict[str, Any]:
    """O que o pedaço vivo mostra."""
    await page.parts.journal.flush()
    meia_noite = page.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    hoje = await today(page.parts.database, meia_noite, RECUSAS)
    return {"hoje": hoje, "meia_noite": meia_noite, "ultimos": ULTIMOS}


def _token_command(endereco: str, email: str, senha: str | None) -> str:
    dados = f"username={quote(email, safe='@')}&password={senha or 'SUA-SENHA'}"
    return f"curl -d '{dados}' {endereco}/token"
