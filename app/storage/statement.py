"""Comandos escritos em SQLAlchemy Core, compilados uma vez por banco e corridos direto no driver.

São os que todo pedido corre: pelo caminho comum, o SQLAlchemy custaria mais CPU que o próprio banco
(docs/decisoes/0006). Os demais comandos correm na mesma conexão, pelo caminho comum.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Connection, ReturnsRows
from sqlalchemy.sql.compiler import SQLCompiler

from app.storage.dialect import DIALECTS, JsonDialect

Row = tuple[Any, ...]
Converter = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """Um comando pronto: o texto, e as conversões que os tipos dele pedem ao driver."""

    sql: str
    binds: Mapping[str, Converter]
    results: tuple[tuple[int, Converter], ...]


class Statement:
    """Um comando; `build` o escreve, na língua de um banco, na primeira vez em que corre nele."""

    def __init__(self, build: Callable[[JsonDialect], ClauseElement]) -> None:
        self._build = build
        self._compiled: dict[str, Compiled] = {}

    def all(self, connection: Connection, **valores: Any) -> list[Row]:
        """As linhas que o comando devolve."""
        compiled = self.on(connection.dialect.name)
        linhas: list[Row] = self._run(connection, compiled, valores).fetchall()
        if not compiled.results:
            return linhas
        return [_converted(linha, compiled.results) for linha in linhas]

    def first(self, connection: Connection, **valores: Any) -> Row | None:
        """A primeira linha, ou nada."""
        return next(iter(self.all(connection, **valores)), None)

    def run(self, connection: Connection, **valores: Any) -> None:
        """Corre um comando que nada devolve."""
        self._run(connection, self.on(connection.dialect.name), valores)

    def on(self, kind: str) -> Compiled:
        """O comando pronto para este banco: `sqlite` ou `postgresql`."""
        if kind not in self._compiled:
            self._compiled[kind] = _compile(self._build(DIALECTS[kind]), DIALECTS[kind])
        return self._compiled[kind]

    def _run(self, connection: Connection, compiled: Compiled, valores: dict[str, Any]) -> Any:
        for name, convert in compiled.binds.items():
            valores[name] = convert(valores[name])
        return connection.connection.driver_connection.execute(compiled.sql, valores)  # type: ignore[union-attr]  # há conexão aberta


def _compile(command: ClauseElement, dialect: JsonDialect) -> Compiled:
    compiled = command.compile(dialect=dialect.sql)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101  # todo comando que se escreve aqui vira SQL
    types = [c.type for c in command.exported_columns] if isinstance(command, ReturnsRows) else []
    return Compiled(
        sql=str(compiled),
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
