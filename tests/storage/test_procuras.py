"""Por que índices se acha o que só às vezes se procura: numa unidade grande, nada disto pode varrê-la."""

import pytest
from sqlalchemy import Connection, text

from app.rules.facts import FactsParticipante, FactsPlanoEntregas
from app.storage import participante, plano_entregas
from tests import builders
from tests.storage.conftest import Guarda
from tests.storage.documentos import AGORA, um_participante, um_plano_de_entregas
from tests.storage.test_conflito import explicados

INATIVO = um_participante(situacao=0)
SEM_E1 = um_plano_de_entregas(entregas=[builders.entrega(id_entrega="e2")])


def procurar(connection: Connection) -> None:
    """Os planos vigentes de um inativo; as citações de um reenvio, e os vizinhos dele no semestre."""
    participante.STORE.complete(connection, INATIVO, FactsParticipante(now=AGORA, exists=True), None, wide=True)
    sabidos = FactsPlanoEntregas(now=AGORA, exists=True, conflitos=())
    plano_entregas.STORE.complete(connection, SEM_E1, sabidos, um_plano_de_entregas(), wide=True)
    plano_entregas.STORE.complete(connection, SEM_E1, sabidos, None, wide=False)


@pytest.mark.parametrize("banco_migrado", ["sqlite"], indirect=True)
def test_no_sqlite_cada_procura_usa_o_seu_indice_inteiro(guarda: Guarda, monkeypatch: pytest.MonkeyPatch) -> None:
    with explicados("EXPLAIN QUERY PLAN", monkeypatch) as passos:
        guarda.ler(procurar)
    assert [passo for passo in passos if passo.startswith("SEARCH")] == [
        "SEARCH plano_trabalho USING INDEX ix_plano_trabalho_periodo "
        "(origem_unidade=? AND cod_unidade_autorizadora=? AND matricula_siape=?)",
        "SEARCH contribuicao USING INDEX ix_contribuicao_citada "
        "(origem_unidade=? AND cod_unidade_autorizadora=? AND <expr>=?)",
        "SEARCH plano_trabalho USING INDEX sqlite_autoindex_plano_trabalho_1 "
        "(origem_unidade=? AND cod_unidade_autorizadora=? AND id_plano_trabalho=?)",
        "SEARCH plano_entregas USING INDEX ix_plano_entregas_periodo "
        "(origem_unidade=? AND cod_unidade_autorizadora=? AND cod_unidade_executora=? AND data_termino>?)",
        "SEARCH entrega USING COVERING INDEX sqlite_autoindex_entrega_1 "
        "(origem_unidade=? AND cod_unidade_autorizadora=? AND id_plano_entregas=?)",
    ]


@pytest.mark.parametrize("banco_migrado", ["postgresql"], indirect=True)
def test_no_postgresql_os_indices_servem(guarda: Guarda, monkeypatch: pytest.MonkeyPatch) -> None:
    """Com as tabelas vazias ele preferiria varrê-las: a varredura fica proibida só nesta transação."""

    def sem_varredura(connection: Connection) -> None:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        procurar(connection)

    with explicados("EXPLAIN", monkeypatch) as passos:
        guarda.escrever(sem_varredura)
    usados = " ".join(passos)
    assert [passo for passo in passos if "Seq Scan" in passo] == []
    for indice in ("ix_plano_trabalho_periodo", "ix_contribuicao_citada", "ix_plano_entregas_periodo", "pk_entrega"):
        assert indice in usados
    (condicao,) = [passo for passo in passos if "Index Cond" in passo and "substr(" in passo]
    assert "id_plano_entregas" in condicao
