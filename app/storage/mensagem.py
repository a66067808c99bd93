"""A caixa de saída: os e-mails que o simulador escreveu."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from app.storage.tables import mensagem

MAIS_MENSAGENS = 1_000
"""Quantos e-mails a caixa de saída guarda; os mais antigos saem."""


@dataclass(frozen=True, slots=True)
class Mensagem:
    """Um e-mail escrito; `entregue_em` e `falha` contam o que se deu com o servidor SMTP, quando há um."""

    numero: int
    criada_em: datetime
    para: str
    assunto: str
    texto: str
    entregue_em: datetime | None
    falha: str | None


def keep(connection: Connection, para: str, assunto: str, texto: str, now: datetime) -> int:
    """Guarda um e-mail e devolve o número dele."""
    linha = {"para": para, "assunto": assunto, "texto": texto, "criada_em": now}
    numero: int = connection.execute(insert(mensagem).returning(mensagem.c.numero), linha).scalar_one()
    connection.execute(delete(mensagem).where(mensagem.c.numero <= numero - MAIS_MENSAGENS))
    return numero


def delivered(connection: Connection, numero: int, now: datetime) -> None:
    """O servidor SMTP aceitou a mensagem."""
    connection.execute(update(mensagem).where(mensagem.c.numero == numero).values(entregue_em=now, falha=None))


def failed(connection: Connection, numero: int, falha: str) -> None:
    """O servidor SMTP não aceitou a mensagem, ou não respondeu."""
    connection.execute(update(mensagem).where(mensagem.c.numero == numero).values(falha=falha))


def everything(connection: Connection) -> list[Mensagem]:
    """Todos os e-mails, do mais novo ao mais antigo."""
    return [Mensagem(*linha) for linha in connection.execute(select(mensagem).order_by(mensagem.c.numero.desc()))]
