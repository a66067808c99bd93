"""A caixa de saída: os e-mails que o simulador escreveu."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

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


def newest(
    connection: Connection, quantos: int, antes_de: int | None = None, para: str | None = None
) -> list[Mensagem]:
    """Até tantos e-mails, do mais novo ao mais antigo: os de número menor que este, e para este endereço, se se diz."""
    consulta = select(mensagem).order_by(mensagem.c.numero.desc()).limit(quantos)
    if antes_de is not None:
        consulta = consulta.where(mensagem.c.numero < antes_de)
    if para is not None:
        consulta = consulta.where(mensagem.c.para == para)
    return [_read(linha) for linha in connection.execute(consulta)]


def find(connection: Connection, numero: int) -> Mensagem | None:
    """O e-mail com este número, ou nada."""
    linha = connection.execute(select(mensagem).where(mensagem.c.numero == numero)).one_or_none()
    return None if linha is None else _read(linha)


def remove(connection: Connection, numero: int) -> bool:
    """Apaga um e-mail. Diz se ele existia."""
    return bool(connection.execute(delete(mensagem).where(mensagem.c.numero == numero)).rowcount)


def clear(connection: Connection) -> int:
    """Apaga todos os e-mails, e diz quantos eram."""
    return connection.execute(delete(mensagem)).rowcount


def _read(linha: Sequence[Any]) -> Mensagem:
    lida = Mensagem(*linha)
    # O SQLite devolve os instantes sem o fuso.
    return replace(
        lida,
        criada_em=lida.criada_em.replace(tzinfo=lida.criada_em.tzinfo or UTC),
        entregue_em=lida.entregue_em and lida.entregue_em.replace(tzinfo=lida.entregue_em.tzinfo or UTC),
    )
