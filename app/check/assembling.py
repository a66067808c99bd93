"""Juntar as linhas das tabelas em documentos, em disco: um plano pode estar espalhado por linhas e arquivos."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

from app.check.kinds import KINDS, Kind
from app.check.result import Achado, Origem, key_of, of_file
from app.check.spool import Read
from app.check.tables import Layout, Row
from app.rules import arquivo as regras

_TABELAS = """
CREATE TABLE documento (
    numero INTEGER PRIMARY KEY, recurso TEXT, chave TEXT, arquivo INTEGER, linha INTEGER, indice INTEGER, dados TEXT
);
CREATE INDEX por_chave ON documento (chave, recurso, arquivo);
CREATE TABLE item (
    numero INTEGER PRIMARY KEY, recurso TEXT, chave TEXT, lista TEXT, plano INTEGER, arquivo INTEGER, linha INTEGER,
    indice INTEGER, dados TEXT
);
CREATE INDEX por_plano ON item (chave, recurso, lista);
"""
_MESMO_PLANO = "SELECT numero, linha, dados FROM documento WHERE chave = ? AND recurso = ? AND arquivo = ?"
_NOVO_DOCUMENTO = (
    "INSERT INTO documento (recurso, chave, arquivo, linha, indice, dados) VALUES (?, ?, ?, ?, ?, ?) RETURNING numero"
)
_MESMO_ITEM = "SELECT 1 FROM item WHERE chave = ? AND recurso = ? AND lista = ? AND plano = ? AND dados = ?"
_NOVO_ITEM = (
    "INSERT INTO item (recurso, chave, lista, plano, arquivo, linha, indice, dados) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_DOCUMENTOS = "SELECT numero, chave, arquivo, linha, indice, dados FROM documento WHERE recurso = ? ORDER BY numero"
_ITENS = """
SELECT lista, dados FROM item WHERE chave = ? AND recurso = ? AND (plano IS NULL OR plano = ?) ORDER BY numero
"""
_ORFAOS = """
SELECT recurso, chave, lista, arquivo, linha, indice FROM item
WHERE plano IS NULL AND NOT EXISTS (
    SELECT 1 FROM documento WHERE documento.chave = item.chave AND documento.recurso = item.recurso
)
ORDER BY numero
"""


class Orphan(NamedTuple):
    """Um item cujo plano não está em nenhuma tabela: de que recurso seria o plano, e a chave dele."""

    origem: Origem
    recurso: str
    chave: str
    achado: Achado


class Assembler:
    """As linhas, guardadas num banco temporário só delas, e os documentos que elas formam."""

    def __init__(self, pasta: Path) -> None:
        # Os documentos são pedidos de outra linha de execução, depois de lida a última linha.
        self._banco = sqlite3.connect(pasta / "linhas.sqlite", isolation_level=None, check_same_thread=False)
        self._banco.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABELAS} BEGIN;")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._banco.close()

    def add(self, layout: Layout, origem: Origem, row: Row) -> Achado | None:
        """Guarda a linha; ou diz por que ela não se junta às outras do mesmo plano."""
        kind = layout.kind
        chave = _key(kind, row.documento)
        plano = None
        if layout.do_recurso:
            repetido = self._same_plan(layout, origem, chave, row)
            if repetido is None:
                linha = (kind.nome, chave, *origem, json.dumps(row.documento))
                ((plano,),) = self._banco.execute(_NOVO_DOCUMENTO, linha)
            else:
                plano, primeira, dados = repetido
                diferentes = _differences(json.loads(dados), row.documento)
                if diferentes:
                    evidence = {"chave": key_of(kind.chave, row.documento), "primeira": primeira, "campos": diferentes}
                    return of_file(regras.LINHAS_DISCORDAM, evidence)
        for lista, item in row.itens.items():
            self._add_item(layout, origem, chave, plano, lista, json.dumps(item))
        return None

    def _same_plan(self, layout: Layout, origem: Origem, chave: str, row: Row) -> tuple[int, int, str] | None:
        """O plano que esta linha repete, numa tabela em que cada linha traz um item."""
        if not layout.listas or not all(name in row.documento for name in layout.kind.chave):
            return None
        found: tuple[int, int, str] | None = self._banco.execute(
            _MESMO_PLANO, (chave, layout.kind.nome, origem.arquivo)
        ).fetchone()
        return found

    def _add_item(self, layout: Layout, origem: Origem, chave: str, plano: int | None, lista: str, dados: str) -> None:
        recurso = layout.kind.nome
        # Numa tabela com duas listas, o item de uma se repete a cada item da outra.
        if plano is not None and len(layout.listas) > 1:
            igual = self._banco.execute(_MESMO_ITEM, (chave, recurso, lista, plano, dados)).fetchone()
            if igual is not None:
                return
        self._banco.execute(_NOVO_ITEM, (recurso, chave, lista, plano, *origem, dados))

    @property
    def quantos(self) -> int:
        """Quantos documentos as linhas formam."""
        quantos: int = self._banco.execute("SELECT count(*) FROM documento").fetchone()[0]
        return quantos

    def documents(self, kind: Kind) -> Iterator[Read]:
        """Os documentos deste recurso, inteiros, na ordem em que a primeira linha de cada um foi dada."""
        for numero, chave, arquivo, linha, indice, dados in self._banco.execute(_DOCUMENTOS, (kind.nome,)):
            itens: dict[str, list[str]] = {lista: [] for lista in kind.esquema.listas}
            if itens:
                for lista, item in self._banco.execute(_ITENS, (chave, kind.nome, numero)):
                    itens[lista].append(item)
            # Tudo já é JSON: junta-se o texto, em vez de lê-lo e escrevê-lo outra vez.
            listas = (f'"{lista}": [{", ".join(da_lista)}]' for lista, da_lista in itens.items())
            texto = ", ".join(filter(None, (dados[1:-1], *listas)))
            yield Read(Origem(arquivo, linha, indice), kind, f"{{{texto}}}".encode())

    def orphans(self) -> Iterator[Orphan]:
        """Os itens de planos que não estão em nenhuma tabela."""
        por_nome = {kind.nome: kind for kind in KINDS}
        for recurso, chave, lista, arquivo, linha, indice in self._banco.execute(_ORFAOS):
            kind = por_nome[recurso]
            escrita = key_of(kind.chave, dict(zip(kind.chave, json.loads(chave), strict=True)))
            evidence = {"lista": lista, "chave": escrita, "recurso": recurso, "campos": kind.chave}
            yield Orphan(Origem(arquivo, linha, indice), recurso, escrita, of_file(regras.ITEM_SEM_PLANO, evidence))


def _key(kind: Kind, documento: Mapping[str, Any]) -> str:
    return json.dumps([documento.get(name) for name in kind.chave])


def _differences(um: Mapping[str, Any], outro: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in um.keys() | outro.keys() if um.get(name) != outro.get(name))
