"""O que se exige das linhas de um instantâneo que vem de fora: que sejam como o próprio simulador as guardaria."""

import re
import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, SmallInteger, Text

from app.rules.calculo import MAIOR_BIGINT, MAIOR_INTEGER
from app.storage.reinicio import TUDO
from app.storage.relogio import MICROSSEGUNDO, OutOfRange, Relogio

ConferirFalha = Callable[[str, Mapping[str, Any], str | None], None]
"""Confere a predefinição, os parâmetros e o método de uma falha armada. Erros: ValueError, quando não servem."""

ARGON2 = re.compile(r"\$argon2id\$v=19\$m=\d{1,5},t=\d,p=\d\$[\w+/]{1,64}\$[\w+/]{1,128}", re.ASCII)
"""O resumo de uma senha, sem custo maior que o daqui: conferir uma não pode parar o servidor."""


MEIO_CARACTERE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
"""A metade de um caractere, que o diário guarda escrita por extenso, e que o leitor daqui recusaria."""


class _Plano(BaseModel):
    """Um plano guardado com que um envio colidiu, como `app.rules.periodo` o descreve."""

    model_config = ConfigDict(extra="forbid")

    recurso: str
    chave: dict[str, Any]
    data_inicio: date
    data_termino: date
    status: int
    recebido_em: datetime | None


class _Evidencia(BaseModel):
    """O que se viu quando a regra foi quebrada: cada uma guarda o seu, e os planos com que se colide são de várias."""

    model_config = ConfigDict(extra="allow")

    colide_com: list[_Plano] = []


class _Achado(BaseModel):
    """O que `app.achados` guarda de cada regra quebrada."""

    regra: str
    onde: list[list[str | int]]
    evidencia: _Evidencia = _Evidencia()
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
_CONTAGEM = f"BETWEEN 0 AND {MAIOR_INTEGER - 1_000_000}"
"""Uma contagem a que ainda cabe somar, de um em um, por muito tempo."""
_DA_FALHA: Mapping[str, str] = {
    "vistos": f"vistos {_CONTAGEM}",
    "aplicada": f"aplicada {_CONTAGEM}",
    "pular": "pular >= 0",
    "restantes": "restantes IS NULL OR restantes >= 1",
    "probabilidade": "probabilidade IS NULL OR (probabilidade > 0 AND probabilidade <= 1)",
    "cod_unidade_autorizadora": "(origem_unidade IS NULL) = (cod_unidade_autorizadora IS NULL)",
    "rota": "rota IS NULL OR substr(rota, 1, 1) = '/'",
}
"""O que se exige, em SQL, de cada coluna de uma falha armada, além do tipo."""


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
        return forma.validate_json(MEIO_CARACTERE.sub(r"\\ufffd", texto))
    except ValidationError as erro:
        raise wrong(tabela, f"um valor da coluna {coluna} não tem a forma dela") from erro


def _check_controls(conexao: sqlite3.Connection, maquina: datetime, conferir_falha: ConferirFalha) -> None:
    for coluna, serve in _DA_FALHA.items():
        _require(conexao, "falha", serve, f"com o valor da coluna {coluna}, uma falha não se armaria")
    for predefinicao, parametros, metodo in conexao.execute("SELECT predefinicao, parametros, metodo FROM falha"):
        try:
            conferir_falha(predefinicao, _read(_PARAMETROS, parametros, "falha", "parametros"), metodo)
        except ValueError as erro:
            o_que = f"a falha {predefinicao} não existe neste, ou não se arma com estes parâmetros e este método"
            raise wrong("falha", o_que) from erro
    for numero, congelado_em, adiantado_us in conexao.execute("SELECT numero, congelado_em, adiantado_us FROM relogio"):
        congelado = congelado_em and datetime.fromisoformat(congelado_em).replace(tzinfo=UTC)
        try:
            Relogio(congelado, adiantado_us * MICROSSEGUNDO).at(None, None, maquina)
        except (OutOfRange, OverflowError) as erro:
            raise wrong("relogio", "um relógio fora dos anos em que ele anda") from erro
        if numero != 1:
            raise wrong("relogio", "mais de um relógio")
