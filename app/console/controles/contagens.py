"""Quanto há em cada tabela, e como se diz."""

from collections.abc import Mapping

from app.console.page import Page
from app.console.writing import milhar
from app.storage import reinicio

TABELAS: Mapping[str, tuple[str, str]] = {
    "participante": ("participante", "participantes"),
    "plano_entregas": ("plano de entregas", "planos de entregas"),
    "entrega": ("entrega", "entregas"),
    "plano_trabalho": ("plano de trabalho", "planos de trabalho"),
    "contribuicao": ("contribuição", "contribuições"),
    "avaliacao_registros_execucao": ("avaliação", "avaliações"),
    "usuario": ("usuário", "usuários"),
    "mensagem": ("e-mail", "e-mails"),
    "registro": ("registro do diário", "registros do diário"),
}
"""Como se chama uma linha de cada tabela que se conta, e como se chamam muitas, na ordem em que se mostram."""
DADOS = tuple(nome for nome in TABELAS if nome in {tabela.name for tabela in reinicio.DADOS})
"""As tabelas dos dados do PGD."""


async def present(page: Page) -> Mapping[str, int]:
    """Quantas linhas há agora em cada tabela de `TABELAS`; com milhões, demora, e ninguém espera por isso.

    Erros: Unavailable.
    """
    return await page.parts.database.apart(reinicio.counts)


def some(quantos: int, tabela: str) -> str:
    """Tantas linhas desta tabela, como se dizem: “8 participantes”."""
    um, muitos = TABELAS[tabela]
    return f"{milhar(quantos)} {um if quantos == 1 else muitos}"


def counted(contagens: Mapping[str, int]) -> str:
    """O que há em todas, numa frase: “8 participantes, 1 plano de trabalho”."""
    return ", ".join(some(contagens[nome], nome) for nome in TABELAS if contagens.get(nome)) or "nada"
