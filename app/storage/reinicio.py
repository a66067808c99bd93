"""Recomeçar: trocar o que há nas tabelas por nada, ou pelo que um instantâneo guarda."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import Connection, Table, case, delete, exists, func, or_, select, text, update

from app.storage import controle, registro, semeadura, tables, usuario
from app.storage.copia import COPIERS, Foto, go_on_numbering
from app.storage.database import Database
from app.storage.dialect import UNIDADE
from app.storage.vizinhanca import Unidade

DADOS: tuple[Table, ...] = (
    tables.plano_trabalho,
    tables.participante,
    tables.plano_entregas,
    tables.entrega,
    tables.contribuicao,
    tables.avaliacao_registros_execucao,
)
"""O que o escopo `dados` esvazia, na ordem em que um envio toca as tabelas: assim ninguém espera em círculo."""
TUDO: tuple[Table, ...] = (
    *DADOS,
    tables.recuperacao,
    tables.usuario,
    tables.tentativa,
    tables.mensagem,
    tables.registro,
    tables.falha,
    tables.relogio,
)
"""O que o escopo `tudo` esvazia; o administrador é criado de novo na mesma transação."""
CONTADOS: tuple[Table, ...] = (*DADOS, tables.usuario, tables.mensagem, tables.registro)
"""O que se conta, na mesma ordem."""
POUCO = 1_048_576
"""Bytes até os quais o PostgreSQL apaga linha a linha: um TRUNCATE troca os arquivos de todas as tabelas, o que leva
vinte vezes mais do que apagar poucas linhas.
"""


class Escopo(StrEnum):
    """O que um reinício alcança."""

    DADOS = "dados"
    TUDO = "tudo"


async def restart(
    database: Database,
    escopo: Escopo,
    admin: Mapping[str, Any],
    now: datetime,
    *,
    conteudo: bytes | None = None,
    unidade: Unidade | None = None,
) -> bool:
    """Esvazia as tabelas do escopo e as enche com as linhas do instantâneo, se há um, numa transação só.

    Diz se mudaram os controles: quem responde espera, então, por `Controls.settle`.

    Com a unidade, só as linhas dela, e o escopo é `dados`. `conteudo` tem as tabelas desta versão. Em `tudo`, o
    administrador, que se cria se faltar, é `admin`, com a senha já resumida. Os contadores nunca voltam atrás: assim
    nenhum processo repete um número do diário. Erros: Unavailable; KeyTooLarge.
    """
    copier = COPIERS[database.kind]
    alvo = TUDO if escopo is Escopo.TUDO else DADOS

    def replace(connection: Connection) -> bool:
        copier.prepare(connection)
        with ExitStack() as stack:
            foto = None if conteudo is None else stack.enter_context(copier.open(connection, conteudo))
            stack.enter_context(database.transaction(connection))
            if alvo is TUDO and foto is not None:
                # Quem guarda no diário tranca o contador antes da tabela; quem o enche de novo, também.
                registro.lock_order(connection)
            lock(connection, alvo)
            # Só agora: o que alguém mudasse antes de as tabelas estarem trancadas seria apagado sem que se soubesse.
            controlled = alvo is TUDO and _controlled(connection)
            _erase(connection, alvo, unidade)
            if foto is not None:
                copier.fill(connection, foto, alvo, unidade)
            if alvo is TUDO:
                _complete(connection, foto, admin, now)
                controlled = controlled or _controlled(connection)
            if controlled:
                controle.changed(connection)
            return controlled

    return await database.apart(replace)


def _controlled(connection: Connection) -> bool:
    """Se alguém mexeu no relógio, ou se há falhas armadas."""
    mexidos = (exists().select_from(table) for table in (tables.relogio, tables.falha))
    return bool(connection.execute(select(or_(*mexidos))).scalar_one())


def _complete(connection: Connection, foto: Foto | None, admin: Mapping[str, Any], now: datetime) -> None:
    if usuario.find(connection, admin["email"]) is None:
        usuario.save(connection, admin, admin["senha_argon2"], now)
    for nome, saved in foto.counters() if foto else ():
        proximo = tables.contador.c.proximo
        if nome == semeadura.MARCA:
            # Uma semeadura não está em curso por ter estado quando se guardou o instantâneo.
            continue
        grown = case((proximo < saved, saved), else_=proximo)
        connection.execute(update(tables.contador).where(tables.contador.c.nome == nome).values(proximo=grown))


def empty(connection: Connection, alvo: tuple[Table, ...]) -> None:
    """Apaga as linhas destas tabelas, depois dos envios em curso e antes dos seguintes."""
    lock(connection, alvo)
    _erase(connection, alvo, None)


def lock(connection: Connection, alvo: tuple[Table, ...]) -> None:
    """Espera os envios em curso, e deixa os seguintes à espera. No SQLite, a transação já o faz."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {_names(alvo)} IN ACCESS EXCLUSIVE MODE"))


def _names(alvo: tuple[Table, ...]) -> str:
    return ", ".join(table.name for table in alvo)


def _erase(connection: Connection, alvo: tuple[Table, ...], unidade: Unidade | None) -> None:
    on_postgres = connection.dialect.name == "postgresql"
    if on_postgres and unidade is None and _occupied(connection, alvo) > POUCO:
        connection.execute(text(f"TRUNCATE {_names(alvo)} RESTART IDENTITY"))
        return
    for table in reversed(alvo):
        of_unit = [table.c[name] == value for name, value in zip(UNIDADE, unidade or (), strict=False)]
        connection.execute(delete(table).where(*of_unit))
        if on_postgres:
            go_on_numbering(connection, table)


def _occupied(connection: Connection, alvo: tuple[Table, ...]) -> int:
    """Quantos bytes ocupam as tabelas no PostgreSQL, também com as linhas já apagadas que elas ainda trazem."""
    sizes = (func.pg_relation_size(table.name) for table in alvo)
    return int(connection.execute(select(reduce(add, sizes))).scalar_one())


def counts(connection: Connection) -> dict[str, int]:
    """Quantas linhas há em cada tabela, todas no mesmo instante."""
    contagens = (select(func.count()).select_from(table).scalar_subquery().label(table.name) for table in CONTADOS)
    return dict(connection.execute(select(*contagens)).mappings().one())
