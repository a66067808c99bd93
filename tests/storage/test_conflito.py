"""Que plano guardado divide dias com outro: os limites do período, e o que põe dois planos em agendas diferentes."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, text

from app.storage import plano_entregas, plano_trabalho, statement
from app.storage.recurso import Lote
from app.storage.statement import execute, settled
from tests.storage.conftest import Guarda
from tests.storage.documentos import (
    AGORA,
    fatos,
    guardar_entregas,
    guardar_trabalho,
    um_plano_de_entregas,
    um_plano_de_trabalho,
)

GUARDADO = {"data_inicio": "2024-03-10", "data_termino": "2024-03-20", "avaliacoes_registros_execucao": []}

PERIODOS = [
    pytest.param("2024-03-10", "2024-03-20", True, id="o-mesmo-periodo"),
    pytest.param("2024-03-01", "2024-03-10", True, id="termina-no-dia-em-que-o-outro-comeca"),
    pytest.param("2024-03-01", "2024-03-09", False, id="termina-na-vespera"),
    pytest.param("2024-03-20", "2024-03-30", True, id="comeca-no-dia-em-que-o-outro-termina"),
    pytest.param("2024-03-21", "2024-03-30", False, id="comeca-no-dia-seguinte"),
    pytest.param("2024-03-12", "2024-03-15", True, id="cabe-dentro-do-outro"),
    pytest.param("2024-01-01", "2024-12-31", True, id="contem-o-outro"),
    pytest.param("2024-03-10", "2024-03-10", True, id="um-dia-so-no-comeco"),
    pytest.param("2024-03-20", "2024-03-20", True, id="um-dia-so-no-fim"),
    pytest.param("2025-03-10", "2025-03-20", False, id="os-mesmos-dias-de-outro-ano"),
]
OUTRA_AGENDA: list[dict[str, Any]] = [
    {"origem_unidade": "SIORG"},
    {"cod_unidade_autorizadora": 2},
    {"cod_unidade_executora": 102},
]


@pytest.mark.parametrize(("inicio", "termino", "colide"), PERIODOS)
def test_periodos_de_planos_de_trabalho(guarda: Guarda, inicio: str, termino: str, *, colide: bool) -> None:
    guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho(**GUARDADO)))
    outro = um_plano_de_trabalho(
        **GUARDADO | {"id_plano_trabalho": "pt2", "data_inicio": inicio, "data_termino": termino}
    )
    achado = guarda.ler(lambda c: fatos(c, plano_trabalho.STORE, outro, AGORA)).conflitos
    assert [outro.id for outro in achado] == (["pt1"] if colide else [])


@pytest.mark.parametrize(("inicio", "termino", "colide"), PERIODOS)
def test_periodos_de_planos_de_entregas(guarda: Guarda, inicio: str, termino: str, *, colide: bool) -> None:
    guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas(**GUARDADO)))
    outro = um_plano_de_entregas(id_plano_entregas="pe2", data_inicio=inicio, data_termino=termino)
    achado = guarda.ler(lambda c: fatos(c, plano_entregas.STORE, outro, AGORA)).conflitos
    assert [outro.id for outro in achado] == (["pe1"] if colide else [])


@pytest.mark.parametrize("mudanca", [*OUTRA_AGENDA, {"matricula_siape": "7654321"}], ids=lambda item: next(iter(item)))
def test_plano_de_trabalho_de_outra_agenda_nao_colide(guarda: Guarda, mudanca: dict[str, Any]) -> None:
    guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho()))
    outro = um_plano_de_trabalho(id_plano_trabalho="pt2", **mudanca)
    assert guarda.ler(lambda c: fatos(c, plano_trabalho.STORE, outro, AGORA)).conflitos == ()


@pytest.mark.parametrize("mudanca", OUTRA_AGENDA, ids=lambda item: next(iter(item)))
def test_plano_de_entregas_de_outra_executora_nao_colide(guarda: Guarda, mudanca: dict[str, Any]) -> None:
    guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas()))
    outro = um_plano_de_entregas(id_plano_entregas="pe2", **mudanca)
    assert guarda.ler(lambda c: fatos(c, plano_entregas.STORE, outro, AGORA)).conflitos == ()


@pytest.mark.parametrize(
    "mudanca",
    [
        {"cpf_participante": "11144477735"},
        {"cod_unidade_lotacao_participante": 999},
        {"carga_horaria_disponivel": 1},
        {"status": 4},
    ],
    ids=lambda item: next(iter(item)),
)
def test_o_que_nao_e_da_agenda_nao_livra_da_colisao(guarda: Guarda, mudanca: dict[str, Any]) -> None:
    guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho()))
    outro = um_plano_de_trabalho(id_plano_trabalho="pt2", **mudanca)
    achado = guarda.ler(lambda c: fatos(c, plano_trabalho.STORE, outro, AGORA)).conflitos
    assert [outro.id for outro in achado] == ["pt1"]


def test_um_plano_de_trabalho_cancelado_nao_ocupa_o_periodo(guarda: Guarda) -> None:
    guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho(status=1)))
    outro = um_plano_de_trabalho(id_plano_trabalho="pt2")
    assert guarda.ler(lambda c: fatos(c, plano_trabalho.STORE, outro, AGORA)).conflitos == ()


def test_um_plano_de_entregas_cancelado_nao_ocupa_o_periodo(guarda: Guarda) -> None:
    guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas(status=1)))
    outro = um_plano_de_entregas(id_plano_entregas="pe2")
    assert guarda.ler(lambda c: fatos(c, plano_entregas.STORE, outro, AGORA)).conflitos == ()


def test_a_versao_anterior_do_proprio_plano_nao_colide_com_a_nova(guarda: Guarda) -> None:
    guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho()))
    sabidos = guarda.ler(lambda c: fatos(c, plano_trabalho.STORE, um_plano_de_trabalho(), AGORA))
    assert (sabidos.exists, sabidos.conflitos) == (True, ())


def test_quem_substitui_o_proprio_plano_ainda_colide_com_os_outros(guarda: Guarda) -> None:
    seguinte = um_plano_de_trabalho(
        id_plano_trabalho="pt2", data_inicio="2024-07-01", data_termino="2024-07-31", avaliacoes_registros_execucao=[]
    )
    guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho()))
    guarda.escrever(partial(guardar_trabalho, documento=seguinte))
    sabidos = guarda.ler(
        lambda c: fatos(c, plano_trabalho.STORE, um_plano_de_trabalho(data_termino="2024-07-01"), AGORA)
    )
    assert (sabidos.exists, [outro.id for outro in sabidos.conflitos]) == (True, ["pt2"])


FATOS = pytest.mark.parametrize(
    ("store", "documento", "indice"),
    [
        (plano_trabalho.STORE, um_plano_de_trabalho(), "ix_plano_trabalho_periodo"),
        (plano_entregas.STORE, um_plano_de_entregas(), "ix_plano_entregas_periodo"),
    ],
    ids=["plano_trabalho", "plano_entregas"],
)


@contextmanager
def explicados(prefixo: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Enquanto dura, os comandos não correm: o banco só diz como os faria."""
    passos: list[str] = []

    def explicar(connection: Connection, sql: str, valores: Any = None) -> Any:
        linhas = settled(connection, execute(connection, f"{prefixo} {sql}", valores).fetchall())
        passos.extend(linha[-1] for linha in linhas)
        return execute(connection, "SELECT 1 WHERE 1 = 0")

    with monkeypatch.context() as trocado:
        trocado.setattr(statement, "execute", explicar)
        yield passos


@FATOS
@pytest.mark.parametrize("banco_migrado", ["sqlite"], indirect=True)
def test_no_sqlite_a_procura_de_colisao_usa_o_indice_parcial_e_nada_varre_uma_tabela(
    guarda: Guarda, store: Any, documento: Any, indice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lote = Lote([documento], [documento.model_dump_json()])
    with explicados("EXPLAIN QUERY PLAN", monkeypatch) as passos:
        guarda.ler(lambda connection: store.facts(connection, lote, AGORA))
    assert [passo for passo in passos if indice in passo] != []
    assert [passo for passo in passos if passo.startswith(("SCAN plano", "SCAN entrega", "SCAN participante"))] == []


@FATOS
@pytest.mark.parametrize("banco_migrado", ["postgresql"], indirect=True)
def test_no_postgresql_o_indice_parcial_serve_a_procura_de_colisao(
    guarda: Guarda, store: Any, documento: Any, indice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Com as tabelas vazias ele preferiria varrê-las: a varredura fica proibida só nesta transação."""
    lote = Lote([documento], [documento.model_dump_json()])

    def sem_varredura(connection: Connection) -> None:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        store.facts(connection, lote, AGORA)

    with explicados("EXPLAIN", monkeypatch) as passos:
        guarda.escrever(sem_varredura)
    assert [passo for passo in passos if indice in passo] != []
    assert [passo for passo in passos if "Seq Scan" in passo] == []
