"""O que está guardado perto de uma chave que não se achou, e desde quando está o que se guardou.

São consultas de quem pede uma explicação, e não de quem envia: nenhuma percorre mais que `MAIS_LINHAS`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Select, Table, and_, func, literal, select, union_all

from app.contract.fields import OrigemUnidade
from app.storage.dialect import UNIDADE
from app.storage.tables import entrega, participante, plano_entregas, plano_trabalho, usuario

MAIS_LINHAS = 50_000
"""Quantas linhas de uma unidade se percorrem à procura de um texto parecido."""
MAIS_VIZINHOS = 20
"""Quantas linhas se devolvem."""

TABELAS = {"participante": participante, "plano_entregas": plano_entregas, "plano_trabalho": plano_trabalho}

Unidade = tuple[str, int]
Chave = dict[str, Any]


def people(connection: Connection, unidade: Unidade, matriculas: Sequence[str]) -> list[Chave]:
    """Os participantes com uma destas matrículas, em qualquer lotação: primeiro os da unidade, depois os das outras."""
    c = participante.c
    chaves = _everywhere(
        participante, unidade, c.matricula_siape.in_(matriculas), c.cod_unidade_lotacao, c.matricula_siape
    )
    return [dict(linha) for linha in connection.execute(chaves).mappings()]


def plans(connection: Connection, recurso: str, unidade: Unidade, id_: str) -> list[Chave]:
    """Os planos com este id em todas as unidades, a dada na frente. `recurso` é o nome de um dos dois planos."""
    coluna = TABELAS[recurso].c[f"id_{recurso}"]
    chaves = _everywhere(TABELAS[recurso], unidade, coluna == id_, coluna)
    return [dict(linha) for linha in connection.execute(chaves).mappings()]


def ids(connection: Connection, recurso: str, unidade: Unidade) -> list[str]:
    """Os ids dos planos da unidade, em ordem, até `MAIS_LINHAS`."""
    coluna = TABELAS[recurso].c[f"id_{recurso}"]
    da_unidade = select(coluna).where(*_of(TABELAS[recurso], unidade)).order_by(coluna).limit(MAIS_LINHAS)
    return list(connection.execute(da_unidade).scalars())


def deliveries(connection: Connection, unidade: Unidade, id_plano: str) -> list[str]:
    """Os ids das entregas de um plano, na ordem em que foram enviadas."""
    c = entrega.c
    do_plano = select(c.id_entrega).where(*_of(entrega, unidade), c.id_plano_entregas == id_plano).order_by(c.ordem)
    return list(connection.execute(do_plano).scalars())


def plans_with(connection: Connection, unidade: Unidade, id_entrega: str) -> list[str]:
    """Os planos da unidade que têm uma entrega com este id, entre as primeiras `MAIS_LINHAS` entregas dela."""
    c = entrega.c
    percorridas = (
        select(c.id_plano_entregas, c.id_entrega)
        .where(*_of(entrega, unidade))
        .order_by(c.id_plano_entregas, c.id_entrega)
        .limit(MAIS_LINHAS)
        .subquery("percorridas")
    )
    com_ela = select(percorridas.c.id_plano_entregas).where(percorridas.c.id_entrega == id_entrega)
    return list(connection.execute(com_ela.order_by(percorridas.c.id_plano_entregas).limit(MAIS_VIZINHOS)).scalars())


def emails(connection: Connection) -> list[str]:
    """Os e-mails dos usuários, em ordem, até `MAIS_LINHAS`."""
    return list(connection.execute(select(usuario.c.email).order_by(usuario.c.email).limit(MAIS_LINHAS)).scalars())


def received_at(connection: Connection, recurso: str, chave: Chave) -> datetime | None:
    """Quando chegou a versão guardada deste documento, ou nada, se nenhuma está guardada."""
    tabela = usuario if recurso == "usuario" else TABELAS[recurso]
    linha = select(tabela.c.data_atualizacao).where(*(tabela.c[name] == value for name, value in chave.items()))
    guardado: datetime | None = connection.execute(linha).scalar_one_or_none()
    # O SQLite devolve o instante sem o fuso.
    return guardado and guardado.replace(tzinfo=guardado.tzinfo or UTC)


def _of(tabela: Table, unidade: Unidade) -> list[ColumnElement[bool]]:
    return [tabela.c[name] == value for name, value in zip(UNIDADE, unidade, strict=True)]


def _everywhere(
    tabela: Table, unidade: Unidade, condicao: ColumnElement[bool], *chave: ColumnElement[Any]
) -> Select[Any]:
    """As chaves das linhas que cumprem a condição, em todas as unidades, a começar desta."""
    unidades = _units(tabela)
    da_unidade = and_(*(tabela.c[name] == unidades.c[name] for name in UNIDADE))
    colunas = [*(tabela.c[name] for name in UNIDADE), *chave]
    achadas = select(*colunas).select_from(unidades).join(tabela, da_unidade).where(condicao)
    return achadas.order_by(and_(*_of(tabela, unidade)).desc(), *colunas).limit(MAIS_VIZINHOS)


def _units(tabela: Table) -> CTE:
    """As unidades que têm linhas na tabela: cada uma se acha a partir da anterior, sem percorrer as linhas dela."""
    origem, autorizadora = (tabela.c[name] for name in UNIDADE)

    def first(*condicoes: ColumnElement[bool]) -> ColumnElement[Any]:
        return select(func.min(autorizadora)).where(*condicoes).scalar_subquery().label(autorizadora.name)

    de_cada_origem = (
        select(literal(valor.value, origem.type).label(origem.name), first(origem == valor.value))
        for valor in OrigemUnidade
    )
    primeiras = union_all(*de_cada_origem).subquery("primeiras")
    unidades = select(*primeiras.c).cte("unidades", recursive=True)
    depois = first(origem == unidades.c.origem_unidade, autorizadora > unidades.c.cod_unidade_autorizadora)
    seguintes = select(unidades.c.origem_unidade, depois).where(unidades.c.cod_unidade_autorizadora.is_not(None))
    return unidades.union_all(seguintes)
