"""Um arquivo que alguém diz ser um instantâneo: dele só se aproveitam as linhas das tabelas que se conhecem.

Nada do que o arquivo traz se executa. As linhas vão, coluna a coluna, para tabelas que as migrações escreveram, na
versão que ele declara; sobem com elas até a versão deste programa; e só então se confere cada valor.
"""

import asyncio
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.storage import arquivo, instantaneo, registro, tables
from app.storage.arquivo import Retrato
from app.storage.conferencia import ConferirFalha, InvalidSnapshot, check, wrong
from app.storage.copia import Foto
from app.storage.database import Database
from app.storage.instantaneo import Salvo
from app.storage.reinicio import TUDO
from app.storage.schema import ATUAL

PRAZO = 60.0
"""Segundos por que se lê um arquivo: um malfeito pode não ter fim."""
MAIOR_VALOR = 64 * 1024 * 1024
"""Maior texto ou conjunto de bytes que se aceita num valor."""
MAGIA = b"SQLite format 3\0"
"""Como começa todo banco SQLite."""
RENUMERADAS = (tables.mensagem, tables.falha, tables.registro)
"""As tabelas que o próprio servidor numera: o que vem de fora recebe números novos, na mesma ordem."""
_NUMERADAS = frozenset(table.name for table in RENUMERADAS)
_NAO_SE_COPIAM = frozenset({"alembic_version", tables.contador.name, tables.instantaneo.name})


@dataclass(frozen=True, slots=True)
class Importado:
    """Um arquivo já conferido, com os registros do diário numerados de 1 em diante."""

    retrato: Retrato

    def numbered(self, faixa: range) -> Retrato:
        """O instantâneo, com os registros do diário nesta faixa, que ninguém mais usa: cabem nela exatamente."""
        with arquivo.opened(self.retrato.conteudo) as conexao:
            # Em duas vezes: numa só, um número novo toparia com um antigo.
            conexao.execute("UPDATE registro SET numero = -(numero + ?)", (faixa.start - 1,))
            conexao.execute("UPDATE registro SET numero = -numero")
            contadores = [(registro.CONTADOR, faixa.stop), (registro.ORDEM, len(faixa) + 1)]
            conexao.executemany("INSERT OR REPLACE INTO contador (nome, proximo) VALUES (?, ?)", contadores)
            return Retrato(conexao.serialize(), self.retrato.contagens)


async def keep_file(
    database: Database,
    nome: str,
    origem: Path,
    maquina: datetime,
    now: datetime,
    *,
    conferir_falha: ConferirFalha,
) -> Salvo:
    """Confere este arquivo e o guarda como instantâneo, no lugar do que houver com este nome.

    `maquina` é a hora da máquina, com que o relógio guardado no arquivo tem de dar numa hora possível; `now`, a do
    simulador. Erros: InvalidSnapshot; SnapshotTooLarge; Unavailable.
    """
    importado = await asyncio.to_thread(read, origem, maquina, conferir_falha)
    quantos = importado.retrato.contagens[tables.registro.name]
    faixa = await database.write(lambda connection: registro.reserve(connection, quantos))
    return await instantaneo.keep(database, nome, await asyncio.to_thread(importado.numbered, faixa), now)


def read(origem: Path, maquina: datetime, conferir_falha: ConferirFalha) -> Importado:
    """O que se aproveita deste arquivo; os argumentos e os erros são os de `keep_file`."""
    with origem.open("rb") as aberto:
        if aberto.read(len(MAGIA)) != MAGIA:
            raise InvalidSnapshot(
                "O arquivo não é um instantâneo: instantâneos são bancos SQLite, como os que pgd instantaneo exportar "
                "escreve. Confira que arquivo mandou, e que ele não está comprimido."
            )
    with _readable(origem) as de_fora, ExitStack() as stack:
        conexao = stack.enter_context(arquivo.opened(arquivo.empty(_revision(de_fora))))
        stack.enter_context(arquivo.within_limit(conexao))
        for tabela in _tables_of(conexao):
            _copy(de_fora, conexao, tabela)
        conteudo = conexao.serialize()
    with arquivo.opened(arquivo.current(conteudo)) as conexao:
        check(conexao, maquina, conferir_falha)
        return Importado(Retrato(conexao.serialize(), Foto(conexao, "main").counts(TUDO)))


@contextmanager
def _readable(origem: Path) -> Iterator[sqlite3.Connection]:
    """O arquivo aberto só para leitura, sem confiar no que ele declara, e por um tempo. Erros: InvalidSnapshot."""
    deadline = time.monotonic() + PRAZO
    endereco = f"{origem.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(endereco, uri=True, isolation_level=None, check_same_thread=False)) as conexao:
        conexao.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAIOR_VALOR)
        conexao.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)
        try:
            conexao.executescript(
                "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON; PRAGMA mmap_size = 0"
            )
            yield conexao
        # No índice do arquivo, um nome que não é UTF-8 nem chega a ser erro do SQLite.
        except (sqlite3.Error, UnicodeDecodeError) as erro:
            raise InvalidSnapshot(
                f"O arquivo está danificado, ou é grande demais para ser lido em {PRAZO:.0f} segundos. Exporte o "
                "instantâneo de novo."
            ) from erro


def _revision(de_fora: sqlite3.Connection) -> str:
    """A versão das tabelas que o arquivo declara."""
    # Só agora: o Alembic ocupa 10 MB.
    from app.storage.migration import revisions

    linhas = []
    if "alembic_version" in _tables_of(de_fora):
        linhas = de_fora.execute("SELECT version_num FROM alembic_version LIMIT 2").fetchall()
    versao = linhas[0][0] if len(linhas) == 1 else None
    if versao in revisions():
        return str(versao)
    if isinstance(versao, str) and re.fullmatch("[0-9]{4}", versao) and versao > ATUAL:
        raise InvalidSnapshot(
            f"O instantâneo é de uma versão mais nova do simulador: as tabelas dele são as da {versao}, e as deste, as "
            f"da {ATUAL}. Atualize o simulador, e importe de novo."
        )
    raise InvalidSnapshot(
        "O arquivo é um banco SQLite, mas não um instantâneo do simulador. Exporte um com pgd instantaneo exportar."
    )


def _tables_of(conexao: sqlite3.Connection) -> list[str]:
    """As tabelas de verdade, que têm linhas próprias: nem visões, nem tabelas virtuais."""
    consulta = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite%'"
    return [nome for (nome,) in conexao.execute(consulta)]


def _copy(de_fora: sqlite3.Connection, conexao: sqlite3.Connection, tabela: str) -> None:
    if tabela in _NAO_SE_COPIAM:
        return
    colunas = [coluna for _, coluna, *_ in conexao.execute(f"PRAGMA table_xinfo({tabela})")]
    # A última informação diz se a coluna é calculada: só se leem as guardadas.
    guardadas = {
        coluna for _, coluna, *_, calculada in de_fora.execute(f"PRAGMA table_xinfo({tabela})") if not calculada
    }
    faltam = [coluna for coluna in colunas if coluna not in guardadas]
    if tabela not in _tables_of(de_fora) or faltam:
        falta = f"a coluna {faltam[0]} da tabela {tabela}" if guardadas else f"a tabela {tabela}"
        raise InvalidSnapshot(f"O arquivo não é um instantâneo inteiro: falta {falta}. Exporte-o de novo.")
    nomes, marcas = ", ".join(colunas), ", ".join("?" * len(colunas))
    ordem = ""
    if tabela in _NUMERADAS:
        ordem = " ORDER BY ordem, numero" if "ordem" in colunas else " ORDER BY numero"
    lidas: Any = de_fora.execute(f"SELECT {nomes} FROM {tabela}{ordem}")  # noqa: S608  # só há nomes daqui
    if tabela in _NUMERADAS:
        lidas = (
            [n if coluna in ("numero", "ordem") else valor for coluna, valor in zip(colunas, linha, strict=True)]
            for n, linha in enumerate(lidas, 1)
        )
    try:
        conexao.execute("BEGIN")
        conexao.executemany(f"INSERT INTO {tabela} ({nomes}) VALUES ({marcas})", lidas)  # noqa: S608  # só há nomes daqui
        conexao.execute("COMMIT")
    except sqlite3.IntegrityError as erro:
        raise wrong(tabela, "há chaves repetidas, ou falta o que é obrigatório") from erro
