"""Enche as tabelas com o que outras pessoas enviaram, direto no banco: por HTTP levaria horas.

Todas são da mesma unidade autorizadora de quem se mede, o caso mais difícil para chaves que começam pela unidade.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, timedelta
from typing import Any, NamedTuple

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from bench.banco import SQLITE

PLANOS_POR_PESSOA = 12
"""Um por mês."""
PLANOS_POR_PLANO_DE_ENTREGAS = 50
ENTREGAS_POR_PLANO = 10
EXECUTORAS = 50
PRIMEIRA_EXECUTORA = 101
"""A de quem se mede é a primeira: divide-a com uma em cada 50 das outras pessoas."""
EXECUTORA_DE_ENTREGAS = 20_000
"""A partir desta, uma para cada plano de entregas: cada executora tem um por vez."""
PRIMEIRA_MATRICULA = 5_000_001

_UNIDADE = ("SIAPE", 1)
_INSTANTE = "2024-01-01 12:00:00.000000"
_MESES = [date(2024, mes, 1) for mes in range(1, PLANOS_POR_PESSOA + 1)]
_PERIODOS = [(mes.isoformat(), (mes + timedelta(days=27)).isoformat()) for mes in _MESES]

Linha = tuple[Any, ...]


class Carga(NamedTuple):
    """O que vai para uma tabela: as colunas, depois da unidade, e as linhas, sem ela."""

    tabela: str
    colunas: tuple[str, ...]
    linhas: Iterable[Linha]


def encher(tipo: str, endereco: str, planos: int) -> None:
    """Guarda tantos planos de trabalho de outras pessoas, com 5 contribuições e 1 avaliação cada, e o que eles citam.

    O banco já tem as tabelas e ninguém mais o usa.
    """
    if tipo == SQLITE:
        _no_sqlite(str(make_url(endereco).database), cargas(planos))
    else:
        _no_postgresql(endereco, cargas(planos))


def cargas(planos: int) -> list[Carga]:
    """Todas as linhas, tabela a tabela, na ordem em que umas citam as outras."""
    de_entregas = -(-planos // PLANOS_POR_PLANO_DE_ENTREGAS)
    guarda = ("data_insercao", "data_atualizacao")
    return [
        Carga(
            "participante",
            (
                *("matricula_siape", "cod_unidade_lotacao", "cod_unidade_instituidora", "cpf", "situacao"),
                *("modalidade_execucao", "data_assinatura_tcr", *guarda),
            ),
            (
                (_matricula(n), 101, 1, "52998224725", 1, 2, "2023-08-01", _INSTANTE, _INSTANTE)
                for n in range(-(-planos // PLANOS_POR_PESSOA))
            ),
        ),
        Carga(
            "plano_entregas",
            (
                *("id_plano_entregas", "cod_unidade_instituidora", "cod_unidade_executora", "status"),
                *("data_inicio", "data_termino", "avaliacao", "data_avaliacao", *guarda),
            ),
            (
                (
                    _entregas(n),
                    1,
                    EXECUTORA_DE_ENTREGAS + n,
                    3,
                    "2024-01-01",
                    "2024-06-30",
                    None,
                    None,
                    _INSTANTE,
                    _INSTANTE,
                )
                for n in range(de_entregas)
            ),
        ),
        Carga(
            "entrega",
            (
                *("id_plano_entregas", "id_entrega", "ordem", "entrega_cancelada", "nome_entrega", "meta_entrega"),
                *("tipo_meta", "data_entrega", "nome_unidade_demandante", "nome_unidade_destinataria"),
            ),
            _linhas_de_entrega(de_entregas),
        ),
        Carga(
            "plano_trabalho",
            (
                *("id_plano_trabalho", "status", "cod_unidade_executora", "cpf_participante", "matricula_siape"),
                *("cod_unidade_lotacao_participante", "data_inicio", "data_termino", "carga_horaria_disponivel"),
                *guarda,
            ),
            (
                (
                    *(_trabalho(n), 3, _executora(n // PLANOS_POR_PESSOA), "52998224725"),
                    *(_matricula(n // PLANOS_POR_PESSOA), 101, *_PERIODOS[n % PLANOS_POR_PESSOA], 160),
                    *(_INSTANTE, _INSTANTE),
                )
                for n in range(planos)
            ),
        ),
        Carga(
            "contribuicao",
            (
                *("id_plano_trabalho", "ordem", "id_contribuicao", "tipo_contribuicao"),
                *("percentual_contribuicao", "id_plano_entregas", "id_entrega"),
            ),
            _linhas_de_contribuicao(planos),
        ),
        Carga(
            "avaliacao_registros_execucao",
            (
                *("id_plano_trabalho", "ordem", "id_periodo_avaliativo", "data_inicio_periodo_avaliativo"),
                *("data_fim_periodo_avaliativo", "avaliacao_registros_execucao"),
                "data_avaliacao_registros_execucao",
            ),
            (
                (_trabalho(n), 0, "p1", inicio, fim, 3, fim)
                for n in range(planos)
                for inicio, fim in [_PERIODOS[n % PLANOS_POR_PESSOA]]
            ),
        ),
    ]


def _linhas_de_entrega(planos: int) -> Iterator[Linha]:
    for n in range(planos):
        for ordem in range(ENTREGAS_POR_PLANO):
            nome = f"Painel de acompanhamento número {ordem}"
            quem = ("Secretaria de Gestão", "Sociedade")
            yield _entregas(n), f"e{ordem}", ordem, False, nome, 100, "percentual", "2024-06-30", *quem


def _linhas_de_contribuicao(planos: int) -> Iterator[Linha]:
    for n in range(planos):
        ident, citado = _trabalho(n), _entregas(n // PLANOS_POR_PLANO_DE_ENTREGAS)
        for ordem in range(3):
            yield ident, ordem, f"c{ordem}", 1, 20, citado, f"e{(n + ordem) % ENTREGAS_POR_PLANO}"
        yield ident, 3, "c3", 2, 20, None, None
        yield ident, 4, "c4", 3, 20, None, None


def _matricula(pessoa: int) -> str:
    return f"{PRIMEIRA_MATRICULA + pessoa}"


def _executora(n: int) -> int:
    return PRIMEIRA_EXECUTORA + n % EXECUTORAS


def _entregas(n: int) -> str:
    return f"outro-pe-{n:07}"


def _trabalho(n: int) -> str:
    return f"outro-pt-{n:07}"


def _colunas(carga: Carga) -> tuple[str, ...]:
    return ("origem_unidade", "cod_unidade_autorizadora", *carga.colunas)


def _no_sqlite(arquivo: str, todas: list[Carga]) -> None:
    with closing(sqlite3.connect(arquivo, isolation_level=None)) as conexao:
        # Se a máquina cair aqui, recomeça-se: nada disto precisa durar.
        conexao.execute("PRAGMA journal_mode = OFF")
        conexao.execute("PRAGMA synchronous = OFF")
        conexao.execute("PRAGMA cache_size = -262144")
        conexao.execute("BEGIN")
        for carga in todas:
            colunas = _colunas(carga)
            valores = ", ".join("?" * len(colunas))
            comando = f"INSERT INTO {carga.tabela} ({', '.join(colunas)}) VALUES ({valores})"  # noqa: S608  # os nomes são os daqui
            conexao.executemany(comando, ((*_UNIDADE, *linha) for linha in carga.linhas))
        conexao.execute("COMMIT")


def _no_postgresql(endereco: str, todas: list[Carga]) -> None:
    with psycopg.connect(endereco, autocommit=True) as conexao:
        for carga in todas:
            comando = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(carga.tabela), sql.SQL(", ").join(map(sql.Identifier, _colunas(carga)))
            )
            with conexao.cursor() as cursor, cursor.copy(comando) as copia:
                for linha in carga.linhas:
                    copia.write_row((*_UNIDADE, *linha))
        # O que o autovacuum faria, no seu tempo, no meio da medida.
        conexao.execute("VACUUM ANALYZE")
