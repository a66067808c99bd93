"""O que se pede a um banco aberto: a mesma função síncrona corre nos dois.

Por que assim: docs/decisoes/0002-transacoes.md e 0006-json-no-banco.md, com as medidas.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

Result = TypeVar("Result")
Work = Callable[[Connection], Result]


class KeyTooLarge(Exception):
    """O banco não consegue indexar um identificador deste tamanho."""


class DatabaseFault(Exception):
    """O banco recusou um comando que devia aceitar: um defeito nosso. Traz o nome e o código do erro, sem os dados."""


class InvalidDatabase(Exception):
    """O endereço do banco não serve; a mensagem diz por quê."""


class Database(ABC):
    """Um banco aberto. Só `look`, `write`, `write_apart` e `apart` o tocam enquanto o servidor atende."""

    kind: str
    """`sqlite` ou `postgresql`."""
    lease: float
    """Segundos por que vale, neste processo, o que se leu dos controles do simulador; zero, se lê-los não custa."""

    @abstractmethod
    async def look(self, work: Work[Result]) -> Result:
        """Corre uma consulta de um comando só, que dispensa transação e por isso custa menos. Erros: Unavailable."""

    @abstractmethod
    async def write(self, work: Work[Result], *guards: str, shared: str | None = None) -> Result:
        """Corre uma transação curta: ou tudo fica guardado, ou nada.

        `guards` nomeia o que a transação protege: duas que tenham um nome em comum nunca correm ao mesmo tempo, em
        processo algum. As que só partilham um nome (`shared`) correm juntas, mas nunca com uma que o guarde.
        Erros: Unavailable, KeyTooLarge e os que `work` levantar, que desfazem a transação.
        """

    async def write_apart(self, work: Work[Result], *guards: str) -> Result:
        """O mesmo que `write`, para uma transação longa: os outros pedidos seguem sendo atendidos."""

        def transaction(connection: Connection) -> Result:
            with self.transaction(connection, *guards):
                return work(connection)

        return await self.apart(transaction)

    @abstractmethod
    async def apart(self, work: Work[Result]) -> Result:
        """Corre noutra linha de execução, numa conexão só do trabalho, que nela abre as transações que quiser.

        O que ele deixar no meio se desfaz; o que o servidor desfizer por disputa se repete, desde o começo. Erros: os
        de `write`.
        """

    @abstractmethod
    def transaction(self, connection: Connection, *guards: str) -> AbstractContextManager[None]:
        """Uma transação de escrita, para quem trabalha à parte; `guards` são as de `write`."""

    @abstractmethod
    def errors(self) -> AbstractContextManager[None]:
        """O que traduz os erros do driver: para quem, dentro de um trabalho, precisa saber o que um deles significa."""

    @abstractmethod
    async def close(self) -> None:
        """Fecha as conexões."""

    @abstractmethod
    def synchronous_engine(self) -> Engine:
        """Um motor próprio, síncrono, para migrações e comandos fora do servidor."""


def answers(connection: Connection) -> None:
    """A menor consulta que há: serve para saber se o banco responde."""
    connection.execute(text("SELECT 1"))


@contextmanager
def translated(driver_error: type[Exception], meaning: Callable[[Exception], Exception | None]) -> Iterator[None]:
    """Os erros do banco que um cliente pode encontrar, pelo que significam; os demais, como defeito nosso."""
    try:
        yield
    except (driver_error, DBAPIError) as erro:
        original = erro.orig if isinstance(erro, DBAPIError) else erro
        found = meaning(original) if isinstance(original, driver_error) else None
        if found is not None:
            raise found from original
        # Sem o texto do banco, que pode trazer dados de pessoas, e iria para o log.
        raise DatabaseFault(type(original).__name__, getattr(original, "sqlstate", None)) from None
