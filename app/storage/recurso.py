"""Um recurso guardado: os comandos que o leem e gravam, escritos uma vez a partir do modelo e das tabelas.

Um envio é um lote de um documento: os mesmos comandos servem a um e a muitos (docs/decisoes/0006).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Insert,
    Select,
    Table,
    TableValuedAlias,
    Text,
    bindparam,
    delete,
    insert,
    select,
)

from app.contract.fields import Documento
from app.rules.facts import FactsEnvio
from app.storage.conflito import conflicts
from app.storage.dialect import AUTORIZADORA, ORIGEM, UNIDADE, JsonDialect, found, of_unit
from app.storage.statement import Row, Statement

DATAS_DE_GUARDA = ("data_insercao", "data_atualizacao")

D = TypeVar("D", bound=Documento)
F = TypeVar("F", bound=FactsEnvio)
Sent = TypeVar("Sent", bound=Documento, contravariant=True)

COLISOES = 10
"""Quantos planos com que um envio colide se relatam: quem conserta precisa ver todos, e quase sempre há um."""
DOCUMENTOS = bindparam("documentos", type_=Text)
"""Os documentos inteiros, numa lista em JSON."""
CABECALHOS = bindparam("cabecalhos", type_=Text)
"""Os mesmos, sem os itens."""


class Complete(Protocol[Sent, F]):
    """Os fatos de um documento com os que só às vezes se procuram; `wide`, quando o perfil tem regras dele.

    `anterior` é a versão dele que o mesmo lote já aceitou e ainda não gravou, se há.
    """

    def __call__(
        self, connection: Connection, documento: Sent, known: F, anterior: Sent | None, /, *, wide: bool
    ) -> F: ...


@dataclass(frozen=True, slots=True)
class Itens:
    """Os itens que um documento traz: o campo em que viajam, o modelo de cada um e a tabela em que ficam."""

    campo: str
    modelo: type[Documento]
    tabela: Table


@dataclass(frozen=True)
class Lote(Generic[D]):
    """Documentos da mesma unidade, ao menos um, já conferidos, e o JSON de cada um, na mesma ordem."""

    documentos: Sequence[D]
    jsons: Sequence[str]

    def only(self, quais: Sequence[int]) -> "Lote[D]":
        """O lote só com os documentos destas posições."""
        return Lote([self.documentos[n] for n in quais], [self.jsons[n] for n in quais])


class Store(Generic[D, F]):
    """As tabelas de um recurso, e os comandos que as leem e gravam.

    `chave` são os campos que, com a unidade, o identificam; `agenda`, os que, iguais, fazem dois planos disputar um
    período. Os fatos de um envio são se a chave já existe, os planos com que colide, se há agenda, e o que `mais_fatos`
    escreve; `read_facts` faz da linha o que as regras veem, e `complete` lhes junta o que só às vezes se procura.
    `viajam` são as colunas que se leem de outro modo do que estão guardadas.
    """

    def __init__(
        self,
        tabela: Table,
        modelo: type[D],
        chave: Sequence[str],
        *,
        read_facts: Callable[[datetime, Row], F],
        complete: Complete[D, F] | None = None,
        agenda: Sequence[str] = (),
        mais_fatos: Callable[[JsonDialect, TableValuedAlias], Sequence[ColumnElement[Any]]] = lambda _, __: (),
        fatos_dos_itens: bool = False,
        itens: Sequence[Itens] = (),
        viajam: Mapping[str, Callable[[JsonDialect, ColumnElement[Any]], ColumnElement[Any]]] = {},
    ) -> None:
        self._tabela = tabela
        self._chave = tuple(chave)
        self._agenda = tuple(agenda)
        self._itens = {item.campo for item in itens}
        self._campos = [name for name in modelo.model_fields if name not in self._itens]
        self._viajam = viajam
        self._mais_fatos = mais_fatos
        self._read_facts = read_facts
        self._complete = complete
        self._fonte = DOCUMENTOS if fatos_dos_itens else CABECALHOS
        self._facts = Statement(self._write_facts)
        self._load = Statement(partial(self._write_load, itens))
        self._save = Statement(partial(self._write_save, itens))
        self._clear = Statement(partial(self._write_clear, itens))

    @property
    def caminho(self) -> tuple[str, ...]:
        """Os campos da chave, na ordem do caminho."""
        return (*UNIDADE, *self._chave)

    def key_of(self, documento: D) -> tuple[Any, ...]:
        """O que, na unidade, identifica o documento."""
        return tuple([getattr(documento, name) for name in self._chave])

    def agenda_of(self, documento: D) -> tuple[Any, ...]:
        """O que, na unidade, faz dois planos disputar o mesmo período; vazio, se o recurso não tem agenda."""
        return tuple([getattr(documento, name) for name in self._agenda])

    def unit_guard(self, documento: D) -> str:
        """O que um lote protege: tudo deste recurso na unidade."""
        return "|".join((self._tabela.name, *(str(getattr(documento, name)) for name in UNIDADE)))

    def guards(self, documento: D) -> tuple[str, ...]:
        """O que um envio protege de outro simultâneo: a própria chave e a agenda."""
        da_unidade = self.unit_guard(documento)
        guardas = ["|".join((da_unidade, "chave", *map(str, self.key_of(documento))))]
        if self._agenda:
            guardas.append("|".join((da_unidade, "agenda", *map(str, self.agenda_of(documento)))))
        return tuple(guardas)

    def facts(self, connection: Connection, lote: Lote[D], now: datetime) -> list[F]:
        """O que está guardado e importa às regras de estado, para cada documento do lote."""
        # Dos planos com que um documento colide, os anteriores do lote mudam no máximo todos menos um.
        quantos = len(lote.documentos) - 1 + COLISOES
        linhas = self._facts.all(connection, **self._values(lote), quantos=quantos)
        return [self._read_facts(now, linha) for linha in linhas]

    def complete(self, connection: Connection, documento: D, known: F, anterior: D | None, *, wide: bool) -> F:
        """Os mesmos fatos, com os que só às vezes se procuram. `wide` procura também os que só um perfil usa.

        `anterior` é a versão do documento que o lote já aceitou, que conta no lugar da guardada.
        """
        return known if self._complete is None else self._complete(connection, documento, known, anterior, wide=wide)

    def save(self, connection: Connection, lote: Lote[D], now: datetime, replaced: Iterable[D]) -> None:
        """Guarda os documentos inteiros, nenhum deles repetido; `replaced` são os que já existiam."""
        for documento in replaced if self._itens else ():
            # Um a um: de uma lista, o PostgreSQL poderia fazer uma varredura das linhas da unidade.
            self._clear.run(connection, **{name: getattr(documento, name) for name in self.caminho})
        self._save.run(connection, **self._values(lote), agora=now)

    def load(self, connection: Connection, chave: Sequence[str | int]) -> str | None:
        """O documento como viaja, em JSON, ou nada. A chave vem na ordem do caminho."""
        linha = self._load.first(connection, **dict(zip(self.caminho, chave, strict=True)))
        return None if linha is None else str(linha[0])

    def _values(self, lote: Lote[D]) -> dict[str, Any]:
        primeiro: Any = lote.documentos[0]
        inteiros = f"[{','.join(lote.jsons)}]"
        return {
            "origem_unidade": primeiro.origem_unidade,
            "cod_unidade_autorizadora": primeiro.cod_unidade_autorizadora,
            "documentos": inteiros,
            "cabecalhos": self._headers(lote) if self._itens else inteiros,
        }

    def _headers(self, lote: Lote[D]) -> str:
        return f"[{','.join(documento.model_dump_json(exclude=self._itens) for documento in lote.documentos)}]"

    def _write_facts(self, dialect: JsonDialect) -> Select[Any]:
        linha = dialect.items(self._fonte, "documento")
        existe = found(self._tabela, self._same_key(dialect, linha), correlate=linha)
        colidem = [conflicts(self._tabela, self._chave[0], self._agenda, dialect, linha)] if self._agenda else []
        colunas = (existe, *colidem, *self._mais_fatos(dialect, linha))
        return select(*colunas).select_from(linha).order_by(dialect.position(linha))

    def _write_load(self, itens: Sequence[Itens], dialect: JsonDialect) -> Select[Any]:
        objeto: dict[str, ColumnElement[Any]] = {
            name: self._viajam[name](dialect, self._tabela.c[name]) if name in self._viajam else self._tabela.c[name]
            for name in self._campos
        }
        for item in itens:
            colunas = (item.tabela.c[name] for name in item.modelo.model_fields)
            em_ordem = select(*colunas).where(*self._of_key(item.tabela)).order_by(item.tabela.c.ordem)
            objeto[item.campo] = dialect.array(em_ordem)
        return dialect.document(objeto, self._of_key(self._tabela))

    def _write_save(self, itens: Sequence[Itens], dialect: JsonDialect) -> Sequence[Insert | Delete]:
        linha = dialect.items(CABECALHOS, "documento")
        agora = bindparam("agora", type_=self._tabela.c.data_insercao.type)
        colunas = [dialect.field(linha, self._tabela.c[name]).label(name) for name in self._campos]
        datas = [agora.label(name) for name in DATAS_DE_GUARDA]
        # A data da primeira guarda fica.
        gravar = dialect.insert_or_replace(self._tabela, select(*colunas, *datas), mantidas=("data_insercao",))
        return dialect.together([gravar, *(self._insert(item, dialect) for item in itens)])

    def _insert(self, item: Itens, dialect: JsonDialect) -> Insert:
        lido = dialect.items(DOCUMENTOS, "lido")
        chave = {name: dialect.field(lido, item.tabela.c[name]) for name in self._chave}
        # A chave à parte, e já lida: senão, o SQLite abriria o documento inteiro de novo a cada item.
        lidos = select(*(valor.label(name) for name, valor in chave.items()), lido.c.value)
        documento = lidos.cte(f"com_{item.campo}").prefix_with("MATERIALIZED")
        do_item = dialect.items(documento.c.value, "item", item.campo)
        colunas: dict[str, ColumnElement[Any]] = {
            "origem_unidade": ORIGEM,
            "cod_unidade_autorizadora": AUTORIZADORA,
            **{name: documento.c[name] for name in chave},
            "ordem": dialect.position(do_item),
            **{name: dialect.field(do_item, item.tabela.c[name]) for name in item.modelo.model_fields},
        }
        return insert(item.tabela).from_select(list(colunas), select(*colunas.values()))

    def _write_clear(self, itens: Sequence[Itens], dialect: JsonDialect) -> Sequence[Insert | Delete]:
        return dialect.together([delete(item.tabela).where(*self._of_key(item.tabela)) for item in itens])

    def _of_key(self, tabela: Table) -> list[ColumnElement[bool]]:
        return [
            *of_unit(tabela),
            *(tabela.c[name] == bindparam(name, type_=tabela.c[name].type) for name in self._chave),
        ]

    def _same_key(self, dialect: JsonDialect, linha: TableValuedAlias) -> list[ColumnElement[bool]]:
        return [self._tabela.c[name] == dialect.field(linha, self._tabela.c[name]) for name in self._chave]
