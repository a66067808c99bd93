"""As listas do que está guardado: na ordem da chave, trecho por trecho, com quantos itens tem cada linha.

Nenhum comando percorre mais que `PASSO` linhas: quem chama repete, e entre um trecho e o outro os demais são atendidos.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import (
    ColumnCollection,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Subquery,
    Table,
    func,
    literal_column,
    select,
    true,
    tuple_,
)

from app.storage.dialect import UNIDADE
from app.storage.recurso import DATAS_DE_GUARDA
from app.storage.tables import avaliacao_registros_execucao, contribuicao, entrega
from app.storage.vizinhanca import TABELAS, Unidade

PASSO = 5_000
"""Quantas linhas um comando percorre, no máximo: uns cinco milissegundos."""

_ONE = select(literal_column("1").label("um")).subquery("um")
"""Uma linha, a que se juntam as que houver."""

Colunas = ColumnCollection[str, Any]
Posicao = tuple[str | int, ...]
"""Onde uma lista parou: os valores das colunas que `order_of` diz."""


@dataclass(frozen=True, slots=True)
class Filtro:
    """Que linhas se querem. `iguais` são colunas da tabela e o valor de cada uma; o que é nulo não restringe.

    `inicio` e `termino` são os de um período com que o do plano tem ao menos um dia em comum.
    """

    unidade: Unidade | None = None
    iguais: Mapping[str, str | int] = field(default_factory=dict)
    alterado_desde: datetime | None = None
    inicio: date | None = None
    termino: date | None = None
    avaliado: bool | None = None

    @property
    def fixas(self) -> Mapping[str, str | int]:
        """Todas as colunas de que se sabe o valor."""
        return {**dict(zip(UNIDADE, self.unidade or (), strict=False)), **self.iguais}


@dataclass(frozen=True, slots=True)
class Trecho:
    """As linhas achadas, cada uma com as colunas da tabela e as contagens, e onde se parou; nada, se não há mais."""

    linhas: list[dict[str, Any]]
    parou: Posicao | None


def order_of(recurso: str, filtro: Filtro) -> tuple[str, ...]:
    """As colunas da ordem: as da chave, menos as primeiras de que o filtro diz o valor; ao menos a última."""
    chave = [coluna.name for coluna in TABELAS[recurso].primary_key.columns]
    return tuple(chave[min(len(_known(recurso, filtro)), len(chave) - 1) :])


def position_of(recurso: str, filtro: Filtro, linha: Mapping[str, Any]) -> Posicao:
    """O lugar desta linha na ordem da lista."""
    return tuple(linha[name] for name in order_of(recurso, filtro))


def stretch(connection: Connection, recurso: str, filtro: Filtro, depois_de: Posicao | None, quantas: int) -> Trecho:
    """As primeiras linhas que o filtro quer, até tantas, entre as `PASSO` que vêm depois desta posição."""
    passo, ordem, fim = _step(recurso, filtro, depois_de), order_of(recurso, filtro), _end(recurso, filtro, depois_de)
    procuradas = select(passo).where(*_wanted(filtro, passo.c)).order_by(*(passo.c[name] for name in ordem))
    achadas = procuradas.limit(quantas).subquery("achadas")
    # Num comando só: o que outro guardasse entre dois comandos repetiria ou pularia linhas.
    juntas = (
        select(*fim.c, achadas, *_counts(recurso, achadas.c))
        .select_from(_ONE.outerjoin(fim, true()).outerjoin(achadas, true()))
        .order_by(*(achadas.c[name] for name in ordem))
    )
    lidas = connection.execute(juntas).mappings().all()
    linhas = [_read(linha) for linha in lidas if linha[UNIDADE[0]] is not None]
    parou = position_of(recurso, filtro, linhas[-1]) if len(linhas) == quantas else _ended(fim, lidas[0])
    return Trecho(linhas, parou)


def count(
    connection: Connection, recurso: str, filtro: Filtro, depois_de: Posicao | None
) -> tuple[int, Posicao | None]:
    """Quantas o filtro quer entre as `PASSO` que vêm depois desta posição, e onde se parou; nada, se não há mais."""
    passo, fim = _step(recurso, filtro, depois_de), _end(recurso, filtro, depois_de)
    quantas = select(func.count()).select_from(passo).where(*_wanted(filtro, passo.c)).scalar_subquery()
    contadas = select(*fim.c, quantas.label("quantas")).select_from(_ONE.outerjoin(fim, true()))
    linha = connection.execute(contadas).mappings().one()
    return int(linha["quantas"]), _ended(fim, linha)


def dates(connection: Connection, recurso: str, chave: Mapping[str, str | int]) -> dict[str, datetime] | None:
    """Quando o documento desta chave foi guardado pela primeira e pela última vez, ou nada, se não há tal documento."""
    tabela = TABELAS[recurso]
    datas = select(*_columns(recurso, DATAS_DE_GUARDA)).where(*(tabela.c[name] == chave[name] for name in chave))
    linha = connection.execute(datas).mappings().one_or_none()
    return None if linha is None else _read(linha)


def _step(recurso: str, filtro: Filtro, depois_de: Posicao | None) -> Subquery:
    """As `PASSO` linhas que vêm depois desta posição."""
    return _after(recurso, filtro, depois_de, TABELAS[recurso].c.values()).limit(PASSO).subquery("passo")


def _end(recurso: str, filtro: Filtro, depois_de: Posicao | None) -> Subquery:
    """A posição em que esse passo termina; linha alguma, se a lista acaba antes."""
    # Só com a chave: a consulta corre toda no índice dela.
    chaves = (coluna.label(f"fim_{coluna.name}") for coluna in _columns(recurso, order_of(recurso, filtro)))
    return _after(recurso, filtro, depois_de, chaves).offset(PASSO - 1).limit(1).subquery("fim")


def _ended(fim: Subquery, linha: RowMapping) -> Posicao | None:
    posicao = tuple(linha[name] for name in fim.c.keys())  # noqa: SIM118  # as colunas iteram-se por si, e não por nome
    return None if None in posicao else posicao


def _after(
    recurso: str, filtro: Filtro, depois_de: Posicao | None, colunas: Iterable[ColumnElement[Any]]
) -> Select[Any]:
    """As linhas que vêm depois desta posição, na ordem da lista."""
    ordem = _columns(recurso, order_of(recurso, filtro))
    depois = [tuple_(*ordem) > depois_de] if depois_de else []
    conhecidas = (TABELAS[recurso].c[name] == value for name, value in _known(recurso, filtro).items())
    # Sem dizer onde acabam: o PostgreSQL não para no fim de um intervalo de várias colunas, e leria até o da tabela.
    return select(*colunas).where(*conhecidas, *depois).order_by(*ordem)


def _known(recurso: str, filtro: Filtro) -> dict[str, str | int]:
    """As primeiras colunas da chave de que o filtro diz o valor: só nelas se procura."""
    chave = (coluna.name for coluna in TABELAS[recurso].primary_key.columns)
    return {name: filtro.fixas[name] for name in takewhile(filtro.fixas.__contains__, chave)}


def _wanted(filtro: Filtro, c: Colunas) -> list[ColumnElement[bool]]:
    """As linhas que o filtro quer."""
    return [
        *(c[name] == value for name, value in filtro.fixas.items()),
        *([c.data_atualizacao >= filtro.alterado_desde] if filtro.alterado_desde else []),
        *([c.data_termino >= filtro.inicio] if filtro.inicio else []),
        *([c.data_inicio <= filtro.termino] if filtro.termino else []),
        *([c.avaliacao.is_not(None) == filtro.avaliado] if filtro.avaliado is not None else []),
    ]


def _columns(recurso: str, nomes: Sequence[str]) -> list[ColumnElement[Any]]:
    return [TABELAS[recurso].c[name] for name in nomes]


def _counts(recurso: str, linha: Colunas) -> list[ColumnElement[Any]]:
    """Quantos itens traz a linha, e a soma dos percentuais."""

    def of_items(tabela: Table, conta: ColumnElement[Any], nome: str) -> ColumnElement[Any]:
        dela = (tabela.c[name] == linha[name] for name in (*UNIDADE, f"id_{recurso}"))
        return select(conta).where(*dela).scalar_subquery().label(nome)

    if recurso == "plano_entregas":
        return [of_items(entrega, func.count(), "entregas")]
    if recurso == "plano_trabalho":
        percentual = func.coalesce(func.sum(contribuicao.c.percentual_contribuicao), 0)
        return [
            of_items(contribuicao, func.count(), "contribuicoes"),
            of_items(contribuicao, percentual, "soma_dos_percentuais"),
            of_items(avaliacao_registros_execucao, func.count(), "avaliacoes"),
        ]
    return []


def _read(linha: RowMapping) -> dict[str, Any]:
    lida = {name: value for name, value in linha.items() if not name.startswith("fim_")}
    # O SQLite devolve os instantes sem o fuso.
    return {**lida, **{name: lida[name].replace(tzinfo=lida[name].tzinfo or UTC) for name in DATAS_DE_GUARDA}}
