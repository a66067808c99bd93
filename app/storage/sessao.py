"""As sessões do painel: quem entrou, e até quando. Os instantes são os da máquina: o relógio do simulador viaja."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from app.storage.tables import sessao


def keep(connection: Connection, resumo: str, email: str, senha: str, vence_em: datetime, now: datetime) -> None:
    """Guarda uma sessão e tira as vencidas. `resumo` é o da chave; `senha`, o do resumo da senha do usuário."""
    connection.execute(delete(sessao).where(sessao.c.vence_em <= now))
    connection.execute(insert(sessao), {"resumo": resumo, "email": email, "senha": senha, "vence_em": vence_em})


def find(connection: Connection, resumo: str, now: datetime) -> tuple[str, str] | None:
    """O e-mail de quem entrou e o resumo da senha com que entrou, ou nada, se a sessão não há ou venceu."""
    procurada = select(sessao.c.email, sessao.c.senha).where(sessao.c.resumo == resumo, sessao.c.vence_em > now)
    linha = connection.execute(procurada).one_or_none()
    return (linha.email, linha.senha) if linha else None


def remove(connection: Connection, resumo: str) -> None:
    """Acaba com a sessão, se há."""
    connection.execute(delete(sessao).where(sessao.c.resumo == resumo))
