"""Os e-mails: sempre guardados na caixa de saída, e entregues a um servidor SMTP quando há um."""

import asyncio
import logging
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import formataddr

from app.storage import mensagem
from app.storage.database import Database

ESPERA_PELO_SMTP = 10.0
"""Segundos que se espera pelo servidor SMTP."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Smtp:
    """Por onde os e-mails saem. Sem `servidor`, ficam só na caixa de saída."""

    servidor: str | None
    porta: int
    usuario: str | None
    senha: str | None
    remetente: str
    nome: str


async def send(database: Database, smtp: Smtp, para: str, assunto: str, texto: str, now: datetime) -> None:
    """Guarda o e-mail e tenta entregá-lo; se a entrega falha, a caixa de saída conta por quê e ninguém mais se queixa.

    Erros: Unavailable.
    """
    numero = await database.write(lambda connection: mensagem.keep(connection, para, assunto, texto, now))
    if smtp.servidor is None:
        return
    try:
        await asyncio.to_thread(_deliver, smtp, para, assunto, texto)
    except (OSError, smtplib.SMTPException, ValueError) as erro:
        falha = f"{type(erro).__name__}: o servidor {smtp.servidor}:{smtp.porta} não recebeu a mensagem."
        _log.warning("E-mail %d não entregue (%s).", numero, type(erro).__name__)
        await database.write(lambda connection: mensagem.failed(connection, numero, falha))
    else:
        await database.write(lambda connection: mensagem.delivered(connection, numero, now))


def _deliver(smtp: Smtp, para: str, assunto: str, texto: str) -> None:
    carta = EmailMessage()
    carta["From"] = formataddr((smtp.nome, smtp.remetente))
    carta["To"] = para
    carta["Subject"] = assunto
    carta.set_content(texto)
    with smtplib.SMTP(smtp.servidor or "", smtp.porta, timeout=ESPERA_PELO_SMTP) as servidor:
        servidor.ehlo()
        if servidor.has_extn("starttls"):
            servidor.starttls(context=ssl.create_default_context())
        if smtp.usuario:
            servidor.login(smtp.usuario, smtp.senha or "")
        servidor.send_message(carta)
