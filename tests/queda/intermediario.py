"""Quem fica entre o servidor e o PostgreSQL e, quando se pede, perde a resposta de uma confirmação."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

BYTES = 65_536


class Intermediario:
    """Escuta numa porta livre de 127.0.0.1 e repassa ao destino tudo o que chega, e de volta."""

    def __init__(self, destino: tuple[str, int]) -> None:
        self._destino = destino
        self._comando = b""
        self._porta = socket.create_server(("127.0.0.1", 0))
        self.endereco: tuple[str, int] = self._porta.getsockname()
        self.cortou = Event()
        """Ligado depois de um corte."""

    def cortar_depois_de(self, comando: bytes) -> None:
        """A próxima transação com este comando é confirmada no banco, e a conexão cai antes de a resposta voltar."""
        self.cortou.clear()
        self._comando = comando

    def atender(self) -> None:
        """Repassa conexões até que a porta se feche."""
        with suppress(OSError):
            while True:
                Thread(target=self._repassar, args=[self._porta.accept()[0]], daemon=True).start()

    def close(self) -> None:
        # Fechar sem isto não acordaria quem espera em `accept`.
        self._porta.shutdown(socket.SHUT_RDWR)
        self._porta.close()

    def _repassar(self, cliente: socket.socket) -> None:
        mudo = Event()
        tem_o_comando = False
        with socket.create_connection(self._destino) as banco, cliente, suppress(OSError):
            volta = Thread(target=self._devolver, args=[banco, cliente, mudo], daemon=True)
            volta.start()
            while dados := cliente.recv(BYTES):
                tem_o_comando |= bool(self._comando) and self._comando in dados
                if tem_o_comando and b"COMMIT" in dados:
                    self._comando, tem_o_comando = b"", False
                    mudo.set()
                banco.sendall(dados)

    def _devolver(self, banco: socket.socket, cliente: socket.socket, mudo: Event) -> None:
        with suppress(OSError):
            while (dados := banco.recv(BYTES)) and not mudo.is_set():
                cliente.sendall(dados)
        # O banco respondeu, logo confirmou: agora a conexão cai para os dois lados.
        for lado in (cliente, banco):
            with suppress(OSError):
                lado.shutdown(socket.SHUT_RDWR)
        if mudo.is_set():
            self.cortou.set()


@contextmanager
def intermediario(destino: tuple[str, int]) -> Iterator[Intermediario]:
    """Um a atender enquanto dura."""
    no_meio = Intermediario(destino)
    linha = Thread(target=no_meio.atender, daemon=True)
    linha.start()
    try:
        yield no_meio
    finally:
        no_meio.close()
        linha.join()
