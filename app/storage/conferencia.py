"""O que se exige das linhas de um instantâneo que vem de fora: que sejam como o próprio simulador as guardaria."""

import re
import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, SmallInteger, Text

from app.rules.calculo import MAIOR_BIGINT, MAIOR_INTEGER
from app.storage.reinicio import TUDO
from app.storage.relogio import MICROSSEGUNDO, OutOfRange, Relogio

ConferirFalha = Callable[[str, Mapping[str, Any]], None]
"""Confere a predefinição e os parâmetros de uma falha armada. Erros: ValueError, quando não servem."""

ARGON2 = re.compile(r"\$argon2id\$v=19\$m=\d{1,5},t=\d,p=\d\$[\w+/]{1,64}\$[\w+/]{1,128}", re.ASCII)
"""O resumo de uma senha, sem custo maior que o daqui: conferir uma não pode parar o servidor."""


class _Achado(BaseModel):
    """O que `app.achados` guarda de cada regra quebrada."""

    regra: str
    onde: list[list[str | int]]
    evidencia: dict[str, Any] = {}
    valor: Any = None
    mensagem: str = ""


_JSON: Mapping[tuple[str, str], TypeAdapter[Any]] = {
    ("registro", "chave"): TypeAdapter(list[str]),
    ("registro", "achados"): TypeAdapter(list[_Achado]),
    ("registro", "cabecalhos_recebidos"): TypeAdapter(list[tuple[str, str]]),
    ("registro", "cabecalhos_enviados"): TypeAdapter(list[tuple[str, str]]),
}
"""As colunas em JSON, e a forma de cada uma."""
_PARAMETROS = TypeAdapter(dict[str, Any])
_STATUS = "BETWEEN 100 AND 599"


class InvalidSnapshot(Exception):
    """O arquivo não serve; a mensagem diz por quê, e o que fazer."""


def wrong(tabela: str, o_que: str) -> InvalidSnapshot:
    """A recusa de um arquivo pelo que traz numa tabela."""
    return InvalidSnapshot(
        f"O instantâneo traz, na tabela {tabela}, o que o simulador não guardaria: {o_que}. Se o arquivo foi mudado à "
        "mão, conserte-o; senão, exporte-o de novo."
    )


def check(conexao: sqlite3.Connection, maquina: datetime, conferir_falha: ConferirFalha) -> None:
    """Confere todas as linhas, que já estão em tabelas desta versão. `maquina` é a hora de agora.

    Erros: InvalidSnapshot.
    """
    for table in TUDO:
        for column in table.c:
            serve = f"{column.name} IS NULL OR {_fits(column)}" if column.nullable else _fits(column)
            _require(conexao, table.name, serve, f"um valor da coluna {column.name} não é do tipo dela")
    for tabela, *_ in conexao.execute("PRAGMA foreign_key_check"):
        raise wrong(tabela, "há linhas sem a linha de que dependem")
    diario = f"(status = 0 OR status {_STATUS}) AND (status_verdadeiro IS NULL OR status_verdadeiro {_STATUS})"
    _require(conexao, "registro", diario, "há um status que não existe")
    for (tabela, coluna), forma in _JSON.items():
        for (texto,) in conexao.execute(f"SELECT {coluna} FROM {tabela} WHERE {coluna} IS NOT NULL"):  # noqa: S608  # só há nomes daqui
            _read(forma, texto, tabela, coluna)
    for (resumo,) in conexao.execute("SELECT senha_argon2 FROM usuario"):
        if not ARGON2.fullmatch(resumo):
            raise wrong("usuario", "o resumo de uma senha não é dos que ele escreve")
    _check_controls(conexao, maquina, conferir_falha)


def _require(conexao: sqlite3.Connection, tabela: str, serve: str, o_que: str) -> None:
    if conexao.execute(f"SELECT 1 FROM {tabela} WHERE NOT ({serve}) LIMIT 1").fetchone():  # noqa: S608  # só há nomes daqui
        raise wrong(tabela, o_que)


def _fits(column: Column[Any]) -> str:
    """A condição, em SQL, para que um valor desta coluna seja como o simulador o guarda."""
    name, tipo = column.name, column.type
    if isinstance(tipo, Boolean):
        return f"typeof({name}) = 'integer' AND {name} IN (0, 1)"
    if isinstance(tipo, Integer):
        maior = _greatest(tipo)
        return f"typeof({name}) = 'integer' AND {name} BETWEEN {-maior - 1} AND {maior}"
    if isinstance(tipo, Float):
        return f"typeof({name}) IN ('integer', 'real') AND abs({name} + 0.0) < 1e300"
    if isinstance(tipo, Date):
        # Sem a conta, o SQLite devolveria como veio um dia que o mês não tem.
        return f"typeof({name}) = 'text' AND substr({name}, 1, 4) >= '0001' AND date({name}, '+0 days') IS {name}"
    if isinstance(tipo, DateTime):
        inteiro = f"substr({name}, 1, 19)"
        return (
            # Longe dos fins do calendário, onde as contas com fusos deixam de caber.
            f"typeof({name}) = 'text' AND substr({name}, 1, 4) BETWEEN '1000' AND '8999' "
            f"AND strftime('%Y-%m-%d %H:%M:%S', {inteiro}, '+0 days') IS {inteiro} "
            f"AND substr({name}, 20) GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]'"
        )
    if isinstance(tipo, LargeBinary):
        return f"typeof({name}) = 'blob'"
    assert isinstance(tipo, Text)  # noqa: S101  # não há outros tipos nas tabelas
    return f"typeof({name}) = 'text' AND NOT instr({name}, char(0))"


def _greatest(tipo: Integer) -> int:
    if isinstance(tipo, BigInteger):
        return MAIOR_BIGINT
    return 32_767 if isinstance(tipo, SmallInteger) else MAIOR_INTEGER


def _read(forma: TypeAdapter[Any], texto: str, tabela: str, coluna: str) -> Any:
    try:
        return forma.validate_json(texto)
    except ValidationError as erro:
        raise wrong(tabela, f"um valor da coluna {coluna} não tem a forma dela") from erro


def _check_controls(conexao: sqlite3.Connection, maquina: datetime, conferir_falha: ConferirFalha) -> None:
    for predefinicao, parametros in conexao.execute("SELECT predefinicao, parametros FROM falha"):
        try:
            conferir_falha(predefinicao, _read(_PARAMETROS, parametros, "falha", "parametros"))
        except ValueError as erro:
            raise wrong("falha", f"a falha {predefinicao} não existe neste, ou os parâmetros dela são outros") from erro
    for numero, congelado_em, adiantado_us in conexao.execute("SELECT numero, congelado_em, adiantado_us FROM relogio"):
        congelado = congelado_em and datetime.fromisoformat(congelado_em).replace(tzinfo=UTC)
        try:
            Relogio(congelado, adiantado_us * MICROSSEGUNDO).at(None, None, maquina)
        except (OutOfRange, OverflowError) as erro:
            raise wrong("relogio", "um relógio fora dos anos em que ele anda") from erro
        if numero != 1:
            raise wrong("relogio", "mais de um relógio")
