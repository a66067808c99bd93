"""Como um documento em JSON entra nas tabelas e sai delas: o que SQLite e PostgreSQL escrevem de modos diferentes.

O JSON de um envio, já conferido, vai inteiro ao banco, que o reparte pelas colunas; na leitura, o banco o monta. Assim
nenhuma linha passa pelo Python, e um lote custa os mesmos comandos que um documento só (docs/decisoes/0006).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from pydantic_core import from_json
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Delete,
    Dialect,
    Insert,
    Integer,
    Select,
    Subquery,
    Table,
    TableValuedAlias,
    Text,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB

UNIDADE = ("origem_unidade", "cod_unidade_autorizadora")
ORIGEM = bindparam("origem_unidade", type_=Text)
AUTORIZADORA = bindparam("cod_unidade_autorizadora", type_=BigInteger)

Objeto = Mapping[str, ColumnElement[Any]]
"""Os campos de um objeto, na ordem em que viajam, e de onde vem cada um."""


class JsonDialect(ABC):
    """O JSON na língua de um banco."""

    sql: ClassVar[Dialect]
    """Com que o SQLAlchemy compila: parâmetros por nome, como os dois drivers aceitam."""
    insert: ClassVar[Any]
    """O INSERT que sabe o que fazer quando a chave já existe: uma classe por banco, com os mesmos métodos."""

    @abstractmethod
    def items(self, source: ColumnElement[Any], name: str, campo: str | None = None) -> TableValuedAlias:
        """Os itens de uma lista, ou da lista que um objeto traz num campo: uma linha por item, em `value`."""

    @abstractmethod
    def position(self, items: TableValuedAlias) -> ColumnElement[int]:
        """O lugar do item na lista, a partir de zero."""

    @abstractmethod
    def field(self, items: TableValuedAlias, coluna: Column[Any]) -> ColumnElement[Any]:
        """O campo do item com o nome da coluna, já no tipo dela."""

    @abstractmethod
    def midnight(self, data: ColumnElement[Any]) -> ColumnElement[Any]:
        """A data, como instante à meia-noite, sem fuso."""

    @abstractmethod
    def array(self, linhas: Select[Any]) -> ColumnElement[Any]:
        """As linhas de uma consulta, na ordem dela, como uma lista de objetos."""

    def array_as_text(self, linhas: Select[Any]) -> ColumnElement[str]:
        """A mesma lista, para ser lida por `from_text`."""
        return cast(self.array(linhas), Text)

    @abstractmethod
    def document(self, objeto: Objeto, where: Sequence[ColumnElement[bool]]) -> Select[Any]:
        """A linha que cumpre as condições, como um objeto em texto."""

    def insert_or_replace(self, tabela: Table, linhas: Select[Any], mantidas: Sequence[str]) -> Insert:
        """Insere as linhas; onde a chave já existe, troca as demais colunas, menos as que se mantêm."""
        # Sem WHERE, o SQLite leria ON CONFLICT como parte da consulta.
        inserir: Any = self.insert(tabela).from_select(list(linhas.selected_columns.keys()), linhas.where(true()))
        trocadas = (coluna.name for coluna in tabela.c if not coluna.primary_key and coluna.name not in mantidas)
        trocas = {name: inserir.excluded[name] for name in trocadas}
        trocar: Insert = inserir.on_conflict_do_update(index_elements=tabela.primary_key.columns, set_=trocas)
        return trocar

    @abstractmethod
    def together(self, comandos: Sequence[Insert | Delete]) -> Sequence[Insert | Delete]:
        """Os mesmos comandos, que nada devolvem, em tão poucas idas ao banco quanto se pode."""


class _Sqlite(JsonDialect):
    sql = sqlite.dialect(paramstyle="named")
    insert = staticmethod(sqlite.insert)

    def items(self, source: ColumnElement[Any], name: str, campo: str | None = None) -> TableValuedAlias:
        path = () if campo is None else (_literal(f"$.{campo}"),)
        return func.json_each(source, *path).table_valued("key", "value", name=name)

    def position(self, items: TableValuedAlias) -> ColumnElement[int]:
        return items.c.key

    def field(self, items: TableValuedAlias, coluna: Column[Any]) -> ColumnElement[Any]:
        extraido = func.json_extract(items.c.value, _literal(f"$.{coluna.name}"))
        # Uma data pode viajar como instante à meia-noite; guarda-se o dia.
        return (
            func.substr(extraido, literal_column("1"), literal_column("10"))
            if isinstance(coluna.type, Date)
            else extraido
        )

    def midnight(self, data: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(data, Text).concat(_literal("T00:00:00"))

    def array(self, linhas: Select[Any]) -> ColumnElement[Any]:
        itens = linhas.subquery("itens")
        return select(func.json_group_array(self._object(dict(itens.c.items())))).scalar_subquery()

    def document(self, objeto: Objeto, where: Sequence[ColumnElement[bool]]) -> Select[Any]:
        return select(self._object(objeto)).where(*where)

    def together(self, comandos: Sequence[Insert | Delete]) -> Sequence[Insert | Delete]:
        return comandos

    def _object(self, objeto: Objeto) -> ColumnElement[Any]:
        return func.json_object(*(part for name, valor in objeto.items() for part in (_literal(name), _travels(valor))))


class _Postgres(JsonDialect):
    sql = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]  # o SQLAlchemy não a anotou
    insert = staticmethod(postgresql.insert)

    def items(self, source: ColumnElement[Any], name: str, campo: str | None = None) -> TableValuedAlias:
        lista = cast(source, JSONB) if campo is None else source.op("->")(_literal(campo))
        itens = func.jsonb_array_elements(lista).table_valued(
            column("value", JSONB), with_ordinality="ordem", name=name
        )
        return itens.render_derived(name=name)

    def position(self, items: TableValuedAlias) -> ColumnElement[int]:
        return items.c.ordem - literal_column("1")

    def field(self, items: TableValuedAlias, coluna: Column[Any]) -> ColumnElement[Any]:
        return cast(items.c.value.op("->>")(_literal(coluna.name)), coluna.type)

    def midnight(self, data: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(data, DateTime)

    def array(self, linhas: Select[Any]) -> ColumnElement[Any]:
        # À mão, e não com json_agg, que poria espaços entre os itens.
        itens = linhas.subquery("itens")
        juntos = func.string_agg(cast(_row(itens), Text), _literal(","))
        return (
            select(cast(func.concat(_literal("["), juntos, _literal("]")), JSON)).select_from(itens).scalar_subquery()
        )

    def document(self, objeto: Objeto, where: Sequence[ColumnElement[bool]]) -> Select[Any]:
        linha = select(*(valor.label(name) for name, valor in objeto.items())).where(*where).subquery("documento")
        return select(cast(_row(linha), Text)).select_from(linha)

    def together(self, comandos: Sequence[Insert | Delete]) -> Sequence[Insert | Delete]:
        if not comandos:
            return comandos
        *anteriores, ultimo = comandos
        return [ultimo.add_cte(*(comando.cte(f"comando_{n}") for n, comando in enumerate(anteriores)))]


DIALECTS: Mapping[str, JsonDialect] = {"sqlite": _Sqlite(), "postgresql": _Postgres()}
"""O de cada banco, pelo nome que o SQLAlchemy lhe dá."""


def of_unit(tabela: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """As linhas da unidade de que trata o comando."""
    return tabela.c.origem_unidade == ORIGEM, tabela.c.cod_unidade_autorizadora == AUTORIZADORA


def found(tabela: Table, chave: Iterable[ColumnElement[bool]], correlate: TableValuedAlias) -> ColumnElement[bool]:
    """Se há na unidade a linha desta chave, que depende de outra linha da mesma consulta.

    Escrito como valor, e não com EXISTS, que o PostgreSQL poderia responder varrendo as linhas da unidade.
    """
    achada = select(literal_column("1", Integer)).where(*of_unit(tabela), *chave).correlate(correlate)
    return achada.scalar_subquery().is_not(None)


def from_text(lista: str) -> list[dict[str, Any]]:
    """Os objetos de uma lista em JSON que um comando devolveu."""
    lidos: list[dict[str, Any]] = [] if lista == "[]" else from_json(lista)
    return lidos


def _literal(texto: str) -> ColumnElement[str]:
    """Um texto do programa, nunca de um cliente, escrito no comando: como parâmetro, custaria a cada vez."""
    return literal_column(f"'{texto}'", Text)


def _travels(valor: ColumnElement[Any]) -> ColumnElement[Any]:
    """O valor como o JSON o escreve: o SQLite guarda verdadeiro e falso como números."""
    return (
        func.json(case((valor, _literal("true")), else_=_literal("false")))
        if isinstance(valor.type, Boolean)
        else valor
    )


def _row(linhas: Subquery) -> ColumnElement[Any]:
    """A linha inteira, como objeto em JSON."""
    return func.row_to_json(literal_column(str(linhas.name)))
