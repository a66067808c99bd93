"""A forma das tabelas, lida dos bancos: chaves que começam pela unidade e chaves estrangeiras com índice."""

from itertools import chain

import pytest
from sqlalchemy import Inspector, inspect

from tests.storage.conftest import Guarda

UNIDADE = ["origem_unidade", "cod_unidade_autorizadora"]
DADOS = [
    "participante",
    "plano_entregas",
    "entrega",
    "plano_trabalho",
    "contribuicao",
    "avaliacao_registros_execucao",
]
DO_SERVIDOR = [
    "alembic_version",
    "contador",
    "falha",
    "instantaneo",
    "mensagem",
    "recuperacao",
    "registro",
    "relogio",
    "sessao",
    "tentativa",
    "usuario",
]


# O SQLAlchemy não lê do SQLite os índices de expressões, e avisa; no PostgreSQL, lê.
pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")


def prefixos_com_indice(inspetor: Inspector, tabela: str) -> list[list[str | None]]:
    """As colunas de cada índice e da chave primária da tabela."""
    indices = [indice["column_names"] for indice in inspetor.get_indexes(tabela)]
    return [list(inspetor.get_pk_constraint(tabela)["constrained_columns"]), *indices]


def test_as_tabelas_sao_estas(guarda: Guarda) -> None:
    tabelas = guarda.ler(lambda connection: inspect(connection).get_table_names())
    assert sorted(tabelas) == sorted(DADOS + DO_SERVIDOR)


@pytest.mark.parametrize("tabela", DADOS)
def test_a_chave_dos_dados_comeca_pela_unidade(guarda: Guarda, tabela: str) -> None:
    chave = guarda.ler(lambda connection: inspect(connection).get_pk_constraint(tabela)["constrained_columns"])
    assert chave[:2] == UNIDADE


@pytest.mark.parametrize("tabela", DADOS)
def test_todo_indice_dos_dados_comeca_pela_unidade(guarda: Guarda, tabela: str) -> None:
    prefixos = guarda.ler(lambda connection: prefixos_com_indice(inspect(connection), tabela))
    assert [prefixo[:2] for prefixo in prefixos] == [UNIDADE] * len(prefixos)


def test_toda_chave_estrangeira_e_prefixo_da_chave_primaria_ou_de_um_indice(guarda: Guarda) -> None:
    def sem_indice(connection: object) -> list[str]:
        inspetor: Inspector = inspect(connection)
        estrangeiras = chain.from_iterable(
            ((tabela, fk["constrained_columns"]) for fk in inspetor.get_foreign_keys(tabela))
            for tabela in inspetor.get_table_names()
        )
        return [
            f"{tabela}{colunas}"
            for tabela, colunas in estrangeiras
            if not any(prefixo[: len(colunas)] == colunas for prefixo in prefixos_com_indice(inspetor, tabela))
        ]

    assert guarda.ler(sem_indice) == []


def test_ha_quatro_chaves_estrangeiras_todas_em_cascata(guarda: Guarda) -> None:
    def estrangeiras(connection: object) -> list[tuple[str, str, str | None]]:
        inspetor: Inspector = inspect(connection)
        return sorted(
            (tabela, fk["referred_table"], fk["options"].get("ondelete"))
            for tabela in inspetor.get_table_names()
            for fk in inspetor.get_foreign_keys(tabela)
        )

    assert guarda.ler(estrangeiras) == [
        ("avaliacao_registros_execucao", "plano_trabalho", "CASCADE"),
        ("contribuicao", "plano_trabalho", "CASCADE"),
        ("entrega", "plano_entregas", "CASCADE"),
        ("recuperacao", "usuario", "CASCADE"),
    ]
