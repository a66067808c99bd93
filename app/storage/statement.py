"""Comandos escritos em SQLAlchemy Core, compilados uma vez por banco e corridos direto no driver.

São os que todo pedido corre: pelo caminho comum, o SQLAlchemy custaria mais CPU que o próprio banco
(docs/decisoes/0006). Os demais comandos correm na mesma conexão, pelo caminho comum.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Connection, ReturnsRows
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util.concurrency import await_

from app.storage.dialect import DIALECTS, JsonDialect

Row = tuple[Any, ...]
Converter = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """Um comando pronto: o texto, os valores que ele já traz, e as conversões que os tipos dele pedem ao driver."""

    sql: str
    constants: Mapping[str, Any]
    binds: Mapping[str, Converter]
    results: tuple[tuple[int, Converter], ...]


class Statement:
    """Um comando; `build` o escreve, na língua de um banco, na primeira vez em que corre nele.

    Se ele escreve vários, correm em ordem, e o que se lê é do último.
    """

    def __init__(self, build: Callable[[JsonDialect], ClauseElement | Sequence[ClauseElement]]) -> None:
        self._build = build
        self._compiled: dict[str, tuple[Compiled, ...]] = {}

    def all(self, connection: Connection, **valores: Any) -> list[Row]:
        """As linhas que o comando devolve."""
        linhas: list[Row] = settled(connection, self.run(connection, **valores).fetchall())
        results = self.on(connection.dialect.name)[-1].results
        return [_converted(linha, results) for linha in linhas] if results else linhas

    def first(self, connection: Connection, **valores: Any) -> Row | None:
        """A primeira linha, ou nada."""
        return next(iter(self.all(connection, **valores)), None)

    def run(self, connection: Connection, **valores: Any) -> Any:
        """Corre o comando e devolve o cursor do driver."""
        cursor = None
        for compiled in self.on(connection.dialect.name):
            converted = {name: convert(valores[name]) for name, convert in compiled.binds.items()}
            cursor = execute(connection, compiled.sql, {**valores, **compiled.constants, **converted})
        return cursor

    def on(self, kind: str) -> tuple[Compiled, ...]:
        """Os comandos prontos para este banco: `sqlite` ou `postgresql`."""
        if kind not in self._compiled:
            built = self._build(DIALECTS[kind])
            commands = [built] if isinstance(built, ClauseElement) else built
            self._compiled[kind] = tuple(_compile(command, DIALECTS[kind]) for command in commands)
        return self._compiled[kind]


def execute(connection: Connection, sql: str, valores: Any = None) -> Any:
    """Corre o comando no próprio driver e devolve o cursor dele."""
    server: Any = connection.connection.driver_connection
    return settled(connection, server.execute(sql, valores) if valores else server.execute(sql))


def settled(connection: Connection, result: Any) -> Any:
    """O que o driver devolve: o assíncrono, à espera no laço de eventos, que atende outros enquanto isso."""
    return await_(result) if connection.dialect.is_async else result


def _compile(command: ClauseElement, dialect: JsonDialect) -> Compiled:
    compiled = command.compile(dialect=dialect.sql)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101  # todo comando que se escreve aqui vira SQL
    types = [c.type for c in command.exported_columns] if isinstance(command, ReturnsRows) else []
    return Compiled(
        sql=str(compiled),
        constants={name: value for name, value in compiled.params.items() if value is not None},
        binds={
            name: convert
            for name, bind in compiled.binds.items()
            if (convert := bind.type.dialect_impl(dialect.sql).bind_processor(dialect.sql))
        },
        results=tuple(
            (n, convert)
            for n, tipo in enumerate(types)
            if (convert := tipo.dialect_impl(dialect.sql).result_processor(dialect.sql, None))
        ),
    )


def _converted(linha: Row, converters: tuple[tuple[int, Converter], ...]) -> Row:
    valores = list(linha)
    for n, convert in converters:
        valores[n] = convert(valores[n])
    return tuple(valores)
