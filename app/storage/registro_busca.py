"""Procurar no diário: as condições de um filtro, ditas de modo que os dois bancos achem o mesmo."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Text,
    case,
    cast,
    collate,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from app.storage import registro as diario
from app.storage.registro import Guardado
from app.storage.tables import registro

Condition = ColumnElement[bool]

TEXTOS: tuple[Column[Any], ...] = (registro.c.caminho, registro.c.usuario, registro.c.user_agent)
CORPOS: tuple[Column[Any], ...] = (registro.c.corpo_recebido, registro.c.corpo_enviado)
"""Onde se procura um texto."""
PRIMEIRO_RECUSADO = 400
"""O menor status de um pedido que não foi atendido."""


class So(StrEnum):
    """Só os pedidos a que aconteceu isto."""

    RECUSADOS = "recusados"
    COM_AVISO = "com-aviso"
    COM_FALHA = "com-falha"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtro:
    """O que se procura. O que é nulo não restringe, e texto algum é um molde: `%` e `_` valem por si.

    Os instantes estão em UTC, e os extremos contam. `trecho_da_rota` é parte da rota; `unidade`, a origem e o código,
    como vieram no caminho; `status`, o menor e o maior; `regra`, um código de regra ou de aviso; `falha`, o nome de uma
    predefinição; `so`, o que aconteceu ao pedido. `texto` se procura no caminho, no usuário, no User-Agent e nos
    corpos, sem distinguir maiúsculas de minúsculas nas letras sem acento.
    """

    desde: datetime | None = None
    ate: datetime | None = None
    metodo: str | None = None
    rota: str | None = None
    trecho_da_rota: str | None = None
    unidade: tuple[str, str] | None = None
    usuario: str | None = None
    status: tuple[int, int] | None = None
    regra: str | None = None
    falha: str | None = None
    so: So | None = None
    texto: str | None = None


def extent(connection: Connection) -> range:
    """As ordens que o diário tem, da mais antiga à mais nova."""
    # Duas consultas numa: juntas, o SQLite leria o índice inteiro.
    menor, maior = (select(extremo(registro.c.ordem)).scalar_subquery() for extremo in (func.min, func.max))
    primeira, ultima = connection.execute(select(menor, maior)).one()
    return range(0) if ultima is None else range(primeira, ultima + 1)


def search(
    connection: Connection, forma: type[Guardado], filtro: Filtro, ordens: range, quantos: int
) -> list[Guardado]:
    """Os registros destas ordens, ao menos uma, que o filtro deixa passar, na direção delas, até tantos."""
    primeira, ultima = sorted((ordens[0], ordens[-1]))
    condicoes = (registro.c.ordem.between(primeira, ultima), *_conditions(filtro, connection.dialect.name))
    em_ordem = registro.c.ordem.desc() if ordens.step < 0 else registro.c.ordem
    achar = select(*diario.columns_of(forma)).where(*condicoes)
    return [diario.read(forma, linha) for linha in connection.execute(achar.order_by(em_ordem).limit(quantos))]


def _conditions(filtro: Filtro, banco: str) -> Iterator[Condition]:
    for coluna, valor in (
        (registro.c.metodo, filtro.metodo),
        (registro.c.rota, filtro.rota),
        (registro.c.usuario, filtro.usuario),
        (registro.c.falha, filtro.falha),
    ):
        if valor is not None:
            yield coluna == valor
    if filtro.desde is not None:
        yield registro.c.recebido_em >= filtro.desde
    if filtro.ate is not None:
        yield registro.c.recebido_em <= filtro.ate
    if filtro.status is not None:
        yield registro.c.status.between(*filtro.status)
    if filtro.so is not None:
        yield HOUVE[filtro.so]
    contains = CONTAINS[banco]
    if filtro.trecho_da_rota is not None:
        yield contains.text(registro.c.rota, filtro.trecho_da_rota)
    if filtro.unidade is not None:
        # A chave é uma lista em JSON; há nela algo depois da unidade.
        comeco = json.dumps(filtro.unidade, ensure_ascii=False)[:-1] + ","
        yield func.substr(registro.c.chave, 1, len(comeco)) == comeco
    if filtro.regra is not None:
        entre_virgulas = (literal(", ") + lista + literal(", ") for lista in (registro.c.regra, registro.c.avisos))
        yield or_(*(contains.text(lista, f", {filtro.regra}, ") for lista in entre_virgulas))
    if filtro.texto is not None:
        yield or_(*_somewhere(filtro.texto, contains))


def _somewhere(texto: str, contains: "Contains") -> Iterator[Condition]:
    # O texto como é e como pode ter viajado: num caminho, ou dentro de um JSON, com ou sem escapes.
    for escrito in dict.fromkeys((texto, quote(texto))):
        yield from (contains.text(contains.fold(coluna), _folded(escrito).decode()) for coluna in TEXTOS)
    em_json = (json.dumps(texto, ensure_ascii=so_ascii)[1:-1] for so_ascii in (False, True))
    for escrito in dict.fromkeys((texto, *em_json)):
        yield from (contains.bytes(corpo, _folded(escrito)) for corpo in CORPOS)


def _folded(texto: str) -> bytes:
    return texto.encode().lower()


@dataclass(frozen=True, slots=True)
class Contains:
    """Como um banco diz que uma coluna traz um trecho.

    `fold` troca por minúsculas só as letras sem acento; `text` procura um texto como é; `bytes`, já em minúsculas, num
    corpo qualquer.
    """

    fold: Callable[[ColumnElement[Any]], ColumnElement[Any]]
    text: Callable[[ColumnElement[Any], str], Condition]
    bytes: Callable[[ColumnElement[Any], bytes], Condition]


def _fold_in_sqlite(coluna: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.lower(coluna)


def _text_in_sqlite(coluna: ColumnElement[Any], trecho: str) -> Condition:
    return func.instr(coluna, trecho) > 0


def _bytes_in_sqlite(corpo: ColumnElement[Any], trecho: bytes) -> Condition:
    return func.instr(cast(func.lower(corpo), LargeBinary), literal(trecho, LargeBinary)) > 0


def _fold_in_postgresql(coluna: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.lower(collate(coluna, "C"))


def _text_in_postgresql(coluna: ColumnElement[Any], trecho: str) -> Condition:
    return func.strpos(coluna, trecho) > 0


def _bytes_in_postgresql(corpo: ColumnElement[Any], trecho: bytes) -> Condition:
    """Cada byte vira um caractere. Ao nulo, que um texto não leva, faz as vezes o 255, que não há em UTF-8."""
    nulo: ColumnElement[bytes] = literal_column(r"'\x00'::bytea", LargeBinary)
    escapado = func.replace(func.replace(func.encode(corpo, "escape"), "\\\\", "\\134"), "\\000", "\\377")
    sem_nulo = case((func.position(nulo.op("IN")(corpo)) > 0, func.decode(escapado, "escape")), else_=corpo)
    como_texto = cast(func.convert_from(sem_nulo, "LATIN1"), Text)
    return func.strpos(_fold_in_postgresql(como_texto), trecho.decode("latin-1")) > 0


HOUVE: Mapping[So, Condition] = {
    So.RECUSADOS: registro.c.status >= PRIMEIRO_RECUSADO,
    So.COM_AVISO: registro.c.avisos.is_not(None),
    So.COM_FALHA: registro.c.falha.is_not(None),
}
CONTAINS: Mapping[str, Contains] = {
    "sqlite": Contains(_fold_in_sqlite, _text_in_sqlite, _bytes_in_sqlite),
    "postgresql": Contains(_fold_in_postgresql, _text_in_postgresql, _bytes_in_postgresql),
}
"""O de cada banco, pelo nome que o SQLAlchemy lhe dá."""
