"""Um plano guardado com seus itens: o que planos de entregas e de trabalho têm em comum."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Insert,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    literal_column,
    select,
    union_all,
    update,
)

from app.contract.fields import Documento
from app.rules.facts import FactsPlano, PlanoGuardado
from app.rules.periodo import CANCELADO

UNIDADE = ("origem_unidade", "cod_unidade_autorizadora")


def key_of(table: Table, id_name: str) -> ColumnElement[bool]:
    """A condição da chave (unidade e id), com parâmetros `b_…`."""
    return and_(*(table.c[name] == bindparam(f"b_{name}") for name in (*UNIDADE, id_name)))


def key_values(id_name: str, chave: Sequence[str | int]) -> dict[str, str | int]:
    """Os parâmetros da condição da chave."""
    return {f"b_{name}": value for name, value in zip((*UNIDADE, id_name), chave, strict=True)}


@dataclass(frozen=True, slots=True)
class Itens:
    """Os itens de um plano: o campo do documento que os traz, o modelo de cada um e a tabela em que ficam."""

    campo: str
    modelo: type[Documento]
    tabela: Table


class _Consultas(NamedTuple):
    """As de um tipo de item, já feitas."""

    campo: str
    colunas: tuple[str, ...]
    inserir: Insert
    tirar: Delete
    ler: Select[Any]


class PlanoStore:
    """As consultas de um tipo de plano, feitas uma vez, e o que se faz com elas.

    `agenda` são os campos que, iguais, fazem dois planos disputar o mesmo período.
    """

    def __init__(
        self, tabela: Table, id_name: str, modelo: type[Documento], agenda: Sequence[str], itens: Sequence[Itens]
    ) -> None:
        self.chave = (*UNIDADE, id_name)
        self._id_name = id_name
        self._campos = [name for name in modelo.model_fields if name not in {item.campo for item in itens}]
        self._para_vizinhos = (*self.chave, *agenda, "data_inicio", "data_termino")
        self._vizinhos = _own_and_conflict(tabela, id_name, agenda)
        da_chave = key_of(tabela, id_name)
        self._ler = select(*(tabela.c[name] for name in self._campos)).where(da_chave)
        self._inserir = insert(tabela)
        trocados = [name for name in (*self._campos, "data_atualizacao") if name not in self.chave]
        # A data da primeira guarda fica.
        self._trocar = update(tabela).where(da_chave).values({name: bindparam(name) for name in trocados})
        self._itens = [
            _Consultas(
                item.campo,
                tuple(item.modelo.model_fields),
                insert(item.tabela),
                delete(item.tabela).where(key_of(item.tabela, id_name)),
                select(*(item.tabela.c[name] for name in item.modelo.model_fields))
                .where(key_of(item.tabela, id_name))
                .order_by(item.tabela.c.ordem),
            )
            for item in itens
        ]

    def own_and_conflict(self, connection: Connection, documento: Any) -> tuple[bool, PlanoGuardado | None]:
        """Se o plano já existe, e com qual outro, que não esteja cancelado, o período dele divide um dia."""
        valores = {f"b_{name}": getattr(documento, name) for name in self._para_vizinhos}
        linhas = connection.execute(self._vizinhos, valores).all()
        proprio = getattr(documento, self._id_name)
        outros = [PlanoGuardado(*linha) for linha in linhas if linha[0] != proprio]
        return len(outros) < len(linhas), outros[0] if outros else None

    def save(self, connection: Connection, documento: Any, known: FactsPlano) -> bool:
        """Guarda o plano e seus itens, inteiros. Diz se ele é novo."""
        campos = {name: getattr(documento, name) for name in self._campos}
        unidade = {name: campos[name] for name in self.chave}
        if known.exists:
            chave = key_values(self._id_name, list(unidade.values()))
            demais = {name: value for name, value in campos.items() if name not in self.chave}
            connection.execute(self._trocar, {**demais, **chave, "data_atualizacao": known.now})
            for consultas in self._itens:
                connection.execute(consultas.tirar, chave)
        else:
            connection.execute(self._inserir, {**campos, "data_insercao": known.now, "data_atualizacao": known.now})
        for consultas in self._itens:
            itens: Iterable[Documento] = getattr(documento, consultas.campo) or ()
            linhas = [{**unidade, "ordem": ordem, **vars(item)} for ordem, item in enumerate(itens)]
            if linhas:
                connection.execute(consultas.inserir, linhas)
        return not known.exists

    def load(self, connection: Connection, chave: tuple[str | int, ...]) -> dict[str, Any] | None:
        """O plano como viaja, ou nada. A chave vem na ordem do caminho."""
        valores = key_values(self._id_name, chave)
        linha = connection.execute(self._ler, valores).one_or_none()
        if linha is None:
            return None
        documento: dict[str, Any] = dict(zip(self._campos, linha, strict=True))
        for consultas in self._itens:
            linhas = connection.execute(consultas.ler, valores)
            documento[consultas.campo] = [dict(zip(consultas.colunas, item, strict=True)) for item in linhas]
        return documento


def _own_and_conflict(table: Table, id_name: str, agenda: Sequence[str]) -> Any:
    """Numa consulta só: o próprio plano, se existe, e o primeiro outro da mesma agenda com um dia em comum."""
    columns = (table.c[id_name], table.c.data_inicio, table.c.data_termino, table.c.status)
    outro = (
        select(*columns)
        .where(
            *(table.c[name] == bindparam(f"b_{name}") for name in (*UNIDADE, *agenda)),
            table.c.data_termino >= bindparam("b_data_inicio"),
            table.c.data_inicio <= bindparam("b_data_termino"),
            table.c[id_name] != bindparam(f"b_{id_name}"),
            # No texto, e não como parâmetro, para que o índice parcial sirva.
            table.c.status != literal_column(str(CANCELADO)),
        )
        .order_by(table.c.data_termino)
        .limit(1)
        .subquery()
    )
    return union_all(select(*columns).where(key_of(table, id_name)), select(*outro.c))
