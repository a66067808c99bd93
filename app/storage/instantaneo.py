"""Os instantâneos guardados: o estado inteiro do banco, com um nome, para voltar a ele.

Um instantâneo traz todas as tabelas, menos a dos próprios instantâneos, que um reinício também não apaga.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, select

from app.storage import arquivo, reinicio
from app.storage.arquivo import Retrato
from app.storage.copia import COPIERS
from app.storage.database import Database
from app.storage.reinicio import TUDO, Escopo
from app.storage.tables import contador, instantaneo
from app.storage.vizinhanca import Unidade

NOME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
"""Como se chama um instantâneo: o nome serve também a um arquivo, em qualquer sistema."""
COMO_SE_CHAMA = (
    "O nome de um instantâneo tem de 1 a 64 letras minúsculas sem acento, algarismos, pontos, hifens e sublinhados, e "
    "começa por letra ou algarismo: antes-da-aula, por exemplo."
)
SEMENTE = "semente"
"""O instantâneo que a semeadura guarda ao fim, e a que `para=semente` volta."""
_RESUMO = (instantaneo.c.nome, instantaneo.c.criado_em, instantaneo.c.contagens, instantaneo.c.bytes)


class SnapshotNotFound(Exception):
    """Não há instantâneo com este nome."""

    def __init__(self, nome: str) -> None:
        super().__init__(nome)
        self.nome = nome


@dataclass(frozen=True, slots=True)
class Instantaneo:
    """Um instantâneo, sem o conteúdo: quando foi guardado, quantas linhas tem de cada tabela, e quanto ocupa."""

    nome: str
    criado_em: datetime
    contagens: Mapping[str, int]
    bytes: int


@dataclass(frozen=True, slots=True)
class Salvo:
    """O instantâneo como ficou guardado, e se o nome era novo."""

    instantaneo: Instantaneo
    novo: bool


async def save(database: Database, nome: str, now: datetime) -> Salvo:
    """Guarda o estado de agora com este nome, no lugar do que houver. Quem envia não espera.

    Erros: SnapshotTooLarge; Unavailable.
    """
    return await keep(database, nome, await database.apart(_photograph), now)


def _photograph(connection: Connection) -> Retrato:
    copier = COPIERS[connection.dialect.name]
    copier.prepare(connection)
    with copier.open(connection, arquivo.empty()) as foto:
        copier.read(connection, foto, (*TUDO, contador))
        return Retrato(foto.conexao.serialize(name=foto.schema), foto.counts(TUDO))


async def keep(database: Database, nome: str, retrato: Retrato, now: datetime) -> Salvo:
    """Guarda este arquivo, que já foi conferido, com este nome, no lugar do que houver. Erros: Unavailable."""
    guardado = Instantaneo(nome, now, retrato.contagens, len(retrato.conteudo))
    linha = {
        "nome": nome,
        "criado_em": now,
        "contagens": json.dumps(dict(retrato.contagens)),
        "bytes": guardado.bytes,
        "conteudo": retrato.conteudo,
    }

    def write(connection: Connection) -> bool:
        novo = not remove(connection, nome)
        connection.execute(insert(instantaneo), linha)
        return novo

    return Salvo(guardado, await database.write_apart(write, guard(nome)))


async def restore(
    database: Database,
    nome: str,
    admin: Mapping[str, Any],
    now: datetime,
    *,
    escopo: Escopo = Escopo.TUDO,
    unidade: Unidade | None = None,
) -> bool:
    """Volta ao estado deste instantâneo; os argumentos e o que devolve são os de `reinicio.restart`.

    Erros: SnapshotNotFound; KeyTooLarge, se ele veio de um banco que indexa textos maiores; Unavailable.
    """
    conteudo = await content(database, nome)
    return await reinicio.restart(database, escopo, admin, now, conteudo=conteudo, unidade=unidade)


async def content(database: Database, nome: str) -> bytes:
    """O arquivo deste instantâneo, com as tabelas desta versão. Erros: SnapshotNotFound; Unavailable."""

    def load(connection: Connection) -> bytes | None:
        conteudo = connection.execute(
            select(instantaneo.c.conteudo).where(instantaneo.c.nome == nome)
        ).scalar_one_or_none()
        return conteudo and arquivo.current(conteudo)

    conteudo = await database.apart(load)
    if conteudo is None:
        raise SnapshotNotFound(nome)
    return conteudo


def guard(nome: str) -> str:
    """O que a gravação de um instantâneo protege de outra simultânea."""
    return f"instantaneo|{nome}"


def find(connection: Connection, nome: str) -> Instantaneo | None:
    """O instantâneo com este nome, ou nada."""
    linha = connection.execute(select(*_RESUMO).where(instantaneo.c.nome == nome)).one_or_none()
    return linha and _read(linha)


def newest(connection: Connection, quantos: int, depois_de: tuple[datetime, str] | None = None) -> list[Instantaneo]:
    """Até tantos instantâneos, do mais novo ao mais antigo; os que vêm depois do que tem esta data e este nome."""
    consulta = select(*_RESUMO).order_by(instantaneo.c.criado_em.desc(), instantaneo.c.nome).limit(quantos)
    if depois_de is not None:
        data, nome = depois_de
        mesma_data = and_(instantaneo.c.criado_em == data, instantaneo.c.nome > nome)
        consulta = consulta.where(or_(instantaneo.c.criado_em < data, mesma_data))
    return [_read(linha) for linha in connection.execute(consulta)]


def remove(connection: Connection, nome: str) -> bool:
    """Apaga um instantâneo. Diz se ele existia."""
    return bool(connection.execute(delete(instantaneo).where(instantaneo.c.nome == nome)).rowcount)


def _read(linha: Any) -> Instantaneo:
    criado_em = linha.criado_em
    # O SQLite devolve o instante sem o fuso.
    return Instantaneo(
        linha.nome, criado_em.replace(tzinfo=criado_em.tzinfo or UTC), json.loads(linha.contagens), linha.bytes
    )
