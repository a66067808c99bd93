"""Ler os arquivos: cada documento para a sua fila, e o que não pôde ser lido, com a razão."""

import csv
from collections.abc import Callable, Iterator, Sequence
from heapq import merge

from app.check.assembling import Assembler
from app.check.files import File, Format, Table
from app.check.kinds import KINDS, Kind, recognise
from app.check.result import Achado, Origem, Resultado, achado, key_of, of_file
from app.check.spool import Read, Spool
from app.check.tables import RowReader
from app.check.values import Unreadable, read_json, read_lines
from app.rules import arquivo as regras

Progress = Callable[[str, int, int | None], None]
"""Ouve em que etapa se está, quantos documentos já passaram por ela e, se já se sabe, de quantos."""
A_CADA = 500
"""De quantos em quantos documentos se diz o andamento."""


class Reading:
    """A leitura de todos os arquivos."""

    def __init__(self, arquivos: Sequence[File], spool: Spool, assembler: Assembler, limite: int) -> None:
        self._arquivos = arquivos
        self._spool = spool
        self._assembler = assembler
        self._limite = limite

    def unread(self, progress: Progress) -> Iterator[Resultado]:
        """Lê tudo, e diz do que não pôde ser lido; o resto fica nas filas."""
        lidos = 0
        for numero, arquivo in enumerate(self._arquivos):
            tabela = arquivo.tabela
            for recusado in self._rows(numero, arquivo, tabela) if tabela else self._values(numero, arquivo):
                lidos += 1
                if lidos % A_CADA == 0:
                    progress("Lendo", lidos, None)
                if recusado is not None:
                    yield recusado
        for orfao in self._assembler.orphans():
            yield self._refused(orfao.origem, orfao.achado, orfao.recurso, orfao.chave)

    @property
    def quantos(self) -> int:
        """Quantos documentos estão nas filas."""
        return self._spool.quantos + self._assembler.quantos

    def documents(self, kind: Kind) -> Iterator[Read]:
        """Os documentos deste recurso, na ordem em que os arquivos foram dados."""
        return merge(self._spool.of(kind), self._assembler.documents(kind), key=lambda read: read.origem.arquivo)

    def name_of(self, origem: Origem) -> str:
        """O nome do arquivo, como foi dado."""
        return self._arquivos[origem.arquivo].nome

    def _values(self, numero: int, arquivo: File) -> Iterator[Resultado | None]:
        """Um item por documento: nada, quando ele foi para a fila."""
        ler = read_lines if arquivo.formato is Format.LINHAS else read_json
        for indice, lido in enumerate(ler(arquivo.caminho, self._limite)):
            origem = Origem(numero, lido.linha, indice)
            if isinstance(lido, Unreadable):
                yield self._refused(origem, achado(lido.rule, lido.mensagem))
                continue
            kind = recognise(lido.valor) if isinstance(lido.valor, dict) else None
            if kind is None:
                yield self._refused(origem, _unknown(lido.valor))
            else:
                self._spool.add(Read(origem, kind, lido.texto))
                yield None

    def _rows(self, numero: int, arquivo: File, tabela: Table) -> Iterator[Resultado | None]:
        """Um item por linha da tabela: nada, quando ela foi para a fila."""
        reader = RowReader(tabela.layout, tabela.colunas)
        for indice, (linha, lida) in enumerate(tabela.rows(arquivo.caminho)):
            origem = Origem(numero, linha, indice)
            if isinstance(lida, Exception):
                yield self._refused(origem, _interrupted(lida), tabela.layout.kind.nome)
            else:
                yield self._row(origem, tabela, reader, lida)

    def _row(self, origem: Origem, tabela: Table, reader: RowReader, celulas: Sequence[str]) -> Resultado | None:
        kind = tabela.layout.kind
        if len(celulas) > len(tabela.colunas) and any(celulas[len(tabela.colunas) :]):
            demais = of_file(regras.CELULAS_DEMAIS, {"celulas": len(celulas), "colunas": len(tabela.colunas)})
            return self._refused(origem, demais, kind.nome)
        row = reader.read(celulas)
        motivo = self._assembler.add(tabela.layout, origem, row)
        return None if motivo is None else self._refused(origem, motivo, kind.nome, key_of(kind.chave, row.documento))

    def _refused(self, origem: Origem, motivo: Achado, recurso: str = "", chave: str = "") -> Resultado:
        return Resultado(
            arquivo=self.name_of(origem),
            linha=origem.linha,
            indice=origem.indice,
            recurso=recurso,
            chave=chave,
            aceito=False,
            achados=[motivo],
        )


def _unknown(valor: object) -> Achado:
    motivo = (
        "nenhum se destaca entre os que ele traz" if isinstance(valor, dict) else "não é um objeto JSON, entre chaves"
    )
    procurados = {kind.nome: sorted(kind.proprios) for kind in KINDS}
    return of_file(regras.DOCUMENTO_DESCONHECIDO, {"motivo": motivo, **procurados})


def _interrupted(erro: Exception) -> Achado:
    motivo = regras.ASPAS if isinstance(erro, csv.Error) else regras.BYTES
    return of_file(regras.TABELA_INTERROMPIDA, {"motivo": motivo})
