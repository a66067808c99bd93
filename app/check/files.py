"""Os arquivos dados: abri-los, e saber se cada um é JSON, JSON Lines ou uma tabela."""

import csv
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from app.check.result import legible
from app.check.tables import Layout, layout_of
from app.check.values import encoding_of

ENTRADA = "-"
"""Como se pede a entrada padrão."""
SEPARADORES = ";,\t"
MAIOR_NOME = 1_000
COMECO = 65_536
"""Quanto se olha de um arquivo para saber o que ele é."""


class UnreadableFile(Exception):
    """Um arquivo não pôde ser aberto, ou não se sabe o que ele é; a mensagem diz o que fazer."""


class Format(StrEnum):
    """O que um arquivo pode ser."""

    JSON = "json"
    LINHAS = "linhas"
    TABELA = "tabela"


EXTENSOES = {
    ".json": Format.JSON,
    ".jsonl": Format.LINHAS,
    ".ndjson": Format.LINHAS,
    ".csv": Format.TABELA,
    ".tsv": Format.TABELA,
}


@dataclass(frozen=True, slots=True)
class Table:
    """Como ler uma tabela: a codificação, o separador, as colunas e o que elas formam."""

    encoding: str
    separador: str
    colunas: Sequence[str]
    layout: Layout

    def rows(self, caminho: Path) -> Iterator[tuple[int, list[str] | Exception]]:
        """A linha do arquivo em que cada linha da tabela começa, e as células; as vazias ficam de fora.

        Onde a tabela deixa de poder ser lida, em vez das células vem o erro, e acaba.
        """
        with caminho.open(encoding=self.encoding, newline="") as texto:
            leitor = csv.reader(texto, delimiter=self.separador, strict=True)
            while True:
                linha = leitor.line_num + 1
                try:
                    celulas = next(leitor, None)
                except (csv.Error, UnicodeDecodeError) as erro:
                    yield linha, erro
                    return
                if celulas is None:
                    return
                if linha > 1 and any(celulas):
                    yield linha, celulas


@dataclass(frozen=True, slots=True)
class File:
    """Um arquivo aberto: o nome com que se mostra, onde está, e o que é."""

    nome: str
    caminho: Path
    formato: Format
    tabela: Table | None = None


def open_files(nomes: Sequence[str], pasta: Path, entrada: Callable[[], BinaryIO]) -> list[File]:
    """Os arquivos, na ordem dada, e os de cada pasta, em ordem de nome; a entrada padrão é copiada para `pasta`.

    Erros: UnreadableFile, com uma frase por arquivo que não serve.
    """
    abertos, recusas = [], []
    for nome in nomes:
        try:
            abertos += [_open(arquivo, pasta, entrada) for arquivo in _inside(nome)]
        except UnreadableFile as erro:
            recusas.append(str(erro))
    if recusas:
        raise UnreadableFile("\n".join(recusas))
    return abertos


def _inside(nome: str) -> list[str]:
    """O próprio arquivo ou, de uma pasta, os que ela tem com as extensões conhecidas."""
    if not Path(nome).is_dir():
        return [nome]
    dentro = sorted(str(arquivo) for arquivo in Path(nome).iterdir() if arquivo.suffix.lower() in EXTENSOES)
    if not dentro:
        raise UnreadableFile(f"Na pasta {nome} não há arquivos {', '.join(EXTENSOES)}. Confira o nome dela.")
    return dentro


def _open(nome: str, pasta: Path, entrada: Callable[[], BinaryIO]) -> File:
    caminho = Path(nome)
    if nome == ENTRADA:
        caminho = pasta / "entrada"
        with caminho.open("wb") as copia:
            shutil.copyfileobj(entrada(), copia)
    try:
        if not caminho.is_file() and caminho.exists():
            # O que só se lê uma vez, como a saída de outro comando.
            copiado = pasta / f"copia-{caminho.name}"
            with caminho.open("rb") as lido, copiado.open("wb") as copia:
                shutil.copyfileobj(lido, copia)
            caminho = copiado
        with caminho.open("rb") as lido:
            comeco = lido.read(COMECO)
    except OSError as erro:
        raise UnreadableFile(f"O arquivo {nome} não pôde ser aberto ({erro.strerror}). Confira o nome.") from None
    formato = EXTENSOES.get(caminho.suffix.lower()) or _guess(comeco)
    mostrado = "entrada padrão" if nome == ENTRADA else legible(nome, MAIOR_NOME)
    return File(mostrado, caminho, formato, _table(mostrado, caminho) if formato is Format.TABELA else None)


def _guess(comeco: bytes) -> Format:
    """O formato, pelo começo do conteúdo: com um objeto inteiro na primeira linha, um documento por linha."""
    texto = comeco.decode(json.detect_encoding(comeco[:4]), errors="replace").lstrip()
    if not texto.startswith(("{", "[")):
        return Format.TABELA
    primeira, _, resto = texto.partition("\n")
    try:
        return Format.LINHAS if isinstance(json.loads(primeira), dict) and resto.strip() else Format.JSON
    except (ValueError, RecursionError):
        return Format.JSON


def _table(nome: str, caminho: Path) -> Table:
    encoding = _table_encoding(caminho)
    with caminho.open(encoding=encoding, errors="replace", newline="") as texto:
        cabecalho = texto.readline(COMECO)
    separador = max(SEPARADORES, key=cabecalho.count)
    lidas = next(csv.reader([cabecalho], delimiter=separador), [])
    colunas = [coluna.strip().lower() for coluna in lidas]
    repetidas = sorted({coluna for coluna in colunas if coluna and colunas.count(coluna) > 1})
    if repetidas:
        raise UnreadableFile(
            f"O cabeçalho de {nome} repete {', '.join(repetidas)}, e não se sabe qual das colunas vale. Deixe uma de "
            "cada."
        )
    layout = layout_of(colunas)
    if layout is None:
        raise UnreadableFile(
            f"Não se sabe o que há em {nome}: não começa como um JSON, e a primeira linha não é o cabeçalho de uma "
            "tabela conhecida. As colunas levam os nomes dos campos do contrato; grave um modelo de cada tabela com: "
            "pgd modelo"
        )
    return Table(encoding, separador, colunas, layout)


def _table_encoding(caminho: Path) -> str:
    """UTF-8 ou, se não é, a das planilhas do Windows; UTF-16 quando os primeiros bytes o dizem."""
    encoding = encoding_of(caminho)
    if encoding.startswith("utf-16"):
        return encoding
    try:
        with caminho.open(encoding="utf-8-sig") as texto:
            while texto.read(COMECO):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
