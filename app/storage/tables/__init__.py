"""As tabelas. Quem guarda textos do contrato usa texto sem limite: o contrato não os limita.

Datas são datas; instantes são UTC.
"""

from app.storage.tables.acesso import recuperacao, sessao, tentativa, usuario
from app.storage.tables.base import metadata
from app.storage.tables.controles import falha, instantaneo, relogio
from app.storage.tables.dados import (
    avaliacao_registros_execucao,
    contribuicao,
    entrega,
    participante,
    plano_entregas,
    plano_trabalho,
)
from app.storage.tables.servidor import contador, mensagem, registro

__all__ = [
    "avaliacao_registros_execucao",
    "contador",
    "contribuicao",
    "entrega",
    "falha",
    "instantaneo",
    "mensagem",
    "metadata",
    "participante",
    "plano_entregas",
    "plano_trabalho",
    "recuperacao",
    "registro",
    "relogio",
    "sessao",
    "tentativa",
    "usuario",
]
