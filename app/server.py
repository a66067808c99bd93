"""O servidor HTTP: tomar a porta e atender, em um ou mais processos."""

import errno
import os
import socket
import sys
from contextlib import suppress

import uvicorn
from uvicorn.supervisors import Multiprocess

from app.api.protocol import Protocol
from app.settings import Settings

MOTIVOS = {
    errno.EADDRINUSE: "a porta já está em uso",
    errno.EACCES: "falta permissão",
    errno.EADDRNOTAVAIL: "o endereço não é desta máquina",
}
FILA = 2_048
"""Conexões que esperam para ser aceitas."""


class PortTaken(Exception):
    """A porta não pôde ser tomada; a mensagem diz o que fazer."""


def serve(settings: Settings, listener: socket.socket) -> None:
    """Atende nesta porta até ser encerrado."""
    _allow_many_connections()
    # Cada processo lê a configuração do ambiente: é assim que o uvicorn os inicia.
    os.environ.update(
        PGD_HOST=settings.host,
        PGD_PORTA=str(settings.porta),
        PGD_AMBIENTE=settings.ambiente,
        PGD_BANCO=settings.banco,
        PGD_PROCESSOS=str(settings.processos),
    )
    config = uvicorn.Config(
        "app.main:from_environment",
        factory=True,
        http=Protocol,
        # O psycopg assíncrono não serve no laço que o Windows usa por padrão.
        loop="asyncio:SelectorEventLoop" if sys.platform == "win32" else "auto",
        host=settings.host,
        port=settings.porta,
        workers=settings.processos,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    if settings.processos == 1:
        uvicorn.Server(config).run(sockets=[listener])
    else:
        Multiprocess(config, sockets=[listener]).run()


def _allow_many_connections() -> None:
    """Leva o limite de arquivos abertos ao maior que o sistema permite: cada conexão é um."""
    if sys.platform == "win32":
        return
    import resource

    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    # No macOS o maior é infinito, e não é aceito.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def listen(settings: Settings) -> socket.socket:
    """Toma a porta, para que se possa anunciar o endereço antes de atender. Erros: PortTaken."""
    listener = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.set_inheritable(True)
    try:
        listener.bind((settings.host, settings.porta))
        # Já: sem isto, dois servidores tomariam a mesma porta, e um deles não atenderia ninguém.
        listener.listen(FILA)
    except OSError as erro:
        listener.close()
        motivo = MOTIVOS.get(erro.errno or 0, erro.strerror)
        raise PortTaken(
            f"Não foi possível escutar em {settings.host}:{settings.porta} ({motivo}). "
            "Se outro programa usa a porta, encerre-o ou escolha outra com --porta."
        ) from None
    return listener
