"""Registros do diário, como se guardam, de que cada teste muda só o que importa a ele."""

from typing import Any

from tests.storage.documentos import AGORA

Linha = dict[str, Any]


def linha(numero: int, **mudancas: Any) -> Linha:
    """Um GET /health sem corpo algum, sem a ordem, que é de quem guarda."""
    return {
        "numero": numero,
        "recebido_em": AGORA,
        "metodo": "GET",
        "caminho": "/health",
        "rota": "/health",
        "chave": None,
        "usuario": None,
        "status": 200,
        "falha": None,
        "status_verdadeiro": None,
        "regra": None,
        "avisos": None,
        "achados": None,
        "duracao_ms": 1.5,
        "bytes_recebidos": 0,
        "bytes_enviados": 0,
        "user_agent": "testes/1.0",
        "cabecalhos_recebidos": None,
        "cabecalhos_enviados": None,
        "corpo_recebido": None,
        "corpo_enviado": None,
        **mudancas,
    }
