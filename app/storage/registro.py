"""O diário guardado: um registro por pedido, até um limite; os mais antigos saem.

Procurar nele é com `app.storage.registro_busca`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, delete, func, select, update

from app.storage.dialect import DIALECTS
from app.storage.tables import contador, registro

CONTADOR = "registro"
ORDEM = "ordem"
_INSERIR = {kind: dialect.insert(registro).on_conflict_do_nothing() for kind, dialect in DIALECTS.items()}


def reserve(connection: Connection, quantos: int) -> range:
    """Reserva uma faixa de números que nenhum outro processo usará."""
    return _take(connection, CONTADOR, quantos)


def _take(connection: Connection, nome: str, quantos: int) -> range:
    fim = connection.execute(
        update(contador)
        .where(contador.c.nome == nome)
        .values(proximo=contador.c.proximo + quantos)
        .returning(contador.c.proximo)
    ).scalar_one()
    return range(fim - quantos, fim)


def lock_order(connection: Connection) -> None:
    """Espera por quem está guardando registros, e faz os seguintes esperarem pelo fim da transação."""
    connection.execute(select(contador.c.proximo).where(contador.c.nome == ORDEM).with_for_update())


def give_back(connection: Connection, resto: range) -> None:
    """Devolve o fim de uma faixa não usada, se ninguém reservou outra depois."""
    connection.execute(
        update(contador)
        .where(contador.c.nome == CONTADOR, contador.c.proximo == resto.stop)
        .values(proximo=resto.start)
    )


def keep(connection: Connection, linhas: Sequence[dict[str, Any]], limite: int) -> None:
    """Guarda os registros, na ordem, e apaga os que ficaram além do limite.

    O que já está fica como está: um lote se repete quando não se soube se foi guardado.
    """
    # Quem tem a linha do contador é o único a guardar: a ordem é a das confirmações, em todos os processos.
    ordens = _take(connection, ORDEM, len(linhas))
    em_ordem = [{**linha, "ordem": ordem} for ordem, linha in zip(ordens, linhas, strict=True)]
    connection.execute(_INSERIR[connection.dialect.name], em_ordem)
    ultimo_que_sai = select(registro.c.ordem).order_by(registro.c.ordem.desc()).offset(limite).limit(1)
    connection.execute(delete(registro).where(registro.c.ordem <= ultimo_que_sai.scalar_subquery()))


@dataclass(frozen=True, slots=True)
class Linha:
    """Um registro sem os corpos nem os achados, como as listas o mostram.

    `regra` e `avisos` são códigos separados por vírgulas; `chave`, os valores do caminho, em JSON.
    """

    numero: int
    ordem: int
    recebido_em: datetime
    metodo: str
    caminho: str
    rota: str | None
    chave: str | None
    usuario: str | None
    status: int
    regra: str | None
    avisos: str | None
    falha: str | None
    duracao_ms: float
    bytes_recebidos: int
    bytes_enviados: int


@dataclass(frozen=True, slots=True)
class Registro(Linha):
    """Um pedido como o diário o guardou, sem segredos.

    `achados` é o texto que `app.achados` lê; `cabecalhos_…`, pares em JSON, nulos nos registros de antes deles. De cada
    corpo fica o começo, até PGD_DIARIO_CORPO.
    """

    status_verdadeiro: int | None
    achados: str | None
    user_agent: str | None
    cabecalhos_recebidos: str | None
    cabecalhos_enviados: str | None
    corpo_recebido: bytes | None
    corpo_enviado: bytes | None


Guardado = TypeVar("Guardado", Linha, Registro)


def columns_of(forma: type[Guardado]) -> list[Column[Any]]:
    """As colunas de que se faz uma `Linha`, ou um `Registro`, na ordem em que `read` as espera."""
    return [registro.c[campo.name] for campo in fields(forma)]


def read(forma: type[Guardado], linha: Sequence[Any]) -> Guardado:
    """A `Linha`, ou o `Registro`, que o banco devolveu."""
    lido = forma(*linha)
    # O SQLite devolve o instante sem o fuso.
    return replace(lido, recebido_em=lido.recebido_em.replace(tzinfo=lido.recebido_em.tzinfo or UTC))


def of_row(linha: Mapping[str, Any]) -> Registro:
    """O registro que esta linha seria, sem a ordem que só quem está guardado tem."""
    return Registro(**{"ordem": 0, **linha})


def after(connection: Connection, ordem: int, quantos: int) -> list[Linha]:
    """Os registros guardados depois desta ordem, do mais antigo ao mais novo, até tantos."""
    depois = select(*columns_of(Linha)).where(registro.c.ordem > ordem).order_by(registro.c.ordem).limit(quantos)
    return [read(Linha, linha) for linha in connection.execute(depois)]


def bodies(connection: Connection, depois_de: int, ate: int) -> dict[int, bytes | None]:
    """O corpo recebido de cada registro guardado entre estas ordens, a primeira de fora, pelo número."""
    corpos = select(registro.c.numero, registro.c.corpo_recebido).where(registro.c.ordem.between(depois_de + 1, ate))
    return {numero: corpo for numero, corpo in connection.execute(corpos)}  # noqa: C416  # uma linha não é um par, para os tipos


def last_order(connection: Connection) -> int:
    """A ordem do último registro que se guardou; zero, se nunca se guardou nenhum."""
    proximo = select(contador.c.proximo).where(contador.c.nome == ORDEM)
    return int(connection.execute(proximo).scalar_one()) - 1


@dataclass(frozen=True, slots=True)
class Alcance:
    """Que números o diário tem: o mais antigo que ele guarda, se guarda algum, e o primeiro ainda não reservado."""

    primeiro: int | None
    proximo: int


def find(connection: Connection, numero: int) -> Registro | None:
    """O registro com este número, ou nada."""
    linha = connection.execute(select(*columns_of(Registro)).where(registro.c.numero == numero)).one_or_none()
    return None if linha is None else read(Registro, linha)


def beside(connection: Connection, ordem: int) -> tuple[int | None, int | None]:
    """O número do registro guardado logo antes desta ordem, e o do logo depois, se os há."""
    antes = select(registro.c.numero).where(registro.c.ordem < ordem).order_by(registro.c.ordem.desc()).limit(1)
    depois = select(registro.c.numero).where(registro.c.ordem > ordem).order_by(registro.c.ordem).limit(1)
    anterior, seguinte = connection.execute(select(antes.scalar_subquery(), depois.scalar_subquery())).one()
    return anterior, seguinte


def span(connection: Connection) -> Alcance:
    """Que números o diário tem agora."""
    primeiro = select(func.min(registro.c.numero)).scalar_subquery()
    return Alcance(*connection.execute(select(primeiro, contador.c.proximo).where(contador.c.nome == CONTADOR)).one())
