"""Que plano guardado divide dias com outro: os limites do período, e o que põe dois planos em agendas diferentes."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from app.storage import plano_entregas, plano_trabalho
from tests.storage.conftest import Guarda
from tests.storage.documentos import (
    AGORA,
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
    achado = guarda.ler(lambda c: plano_trabalho.facts(c, outro, AGORA)).conflito
    assert (achado is not None and achado.id == "pt1") is colide


@pytest.mark.parametrize(("inicio", "termino", "colide"), PERIODOS)
def test_periodos_de_planos_de_entregas(guarda: Guarda, inicio: str, termino: str, *, colide: bool) -> None:
    guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas(**GUARDADO)))
    outro = um_plano_de_entregas(id_plano_entregas="pe2", data_inicio=inicio, data_termino=termino)
    achado = guarda.ler(lambda c: plano_entregas.facts(c, outro, AGORA)).conflito
    assert (achado is not None and achado.id == "pe1") is colide


@pytest.mark.parametrize("mudanca", [*OUTRA_AGENDA, {"matricula_siape": "7654321"}], ids=lambda item: next(iter(item)))
def test_plano_de_trabalho_de_outra_agenda_nao_colide(guarda: Guarda, mudanca: dict[str, Any]) -> None:
    guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho()))
    outro = um_plano_de_trabalho(id_plano_trabalho="pt2", **mudanca)
    assert guarda.ler(lambda c: plano_trabalho.facts(c, outro, AGORA)).conflito is None


@pytest.mark.parametrize("mudanca", OUTRA_AGENDA, ids=lambda item: next(iter(item)))
def test_plano_de_entregas_de_outra_executora_nao_colide(guarda: Guarda, mudanca: dict[str, Any]) -> None:
    guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas()))
    outro = um_plano_de_entregas(id_plano_entregas="pe2", **mudanca)
    assert guarda.ler(lambda c: plano_entregas.facts(c, outro, AGORA)).conflito is None


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
    achado = guarda.ler(lambda c: plano_trabalho.facts(c, outro, AGORA)).conflito
    assert achado is not None


def test_um_plano_de_trabalho_cancelado_nao_ocupa_o_periodo(guarda: Guarda) -> None:
    guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho(status=1)))
    outro = um_plano_de_trabalho(id_plano_trabalho="pt2")
    assert guarda.ler(lambda c: plano_trabalho.facts(c, outro, AGORA)).conflito is None


def test_um_plano_de_entregas_cancelado_nao_ocupa_o_periodo(guarda: Guarda) -> None:
    guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas(status=1)))
    outro = um_plano_de_entregas(id_plano_entregas="pe2")
    assert guarda.ler(lambda c: plano_entregas.facts(c, outro, AGORA)).conflito is None


def test_a_versao_anterior_do_proprio_plano_nao_colide_com_a_nova(guarda: Guarda) -> None:
    guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho()))
    sabidos = guarda.ler(lambda c: plano_trabalho.facts(c, um_plano_de_trabalho(), AGORA))
    assert (sabidos.exists, sabidos.conflito) == (True, None)


def test_quem_substitui_o_proprio_plano_ainda_colide_com_os_outros(guarda: Guarda) -> None:
    seguinte = um_plano_de_trabalho(
        id_plano_trabalho="pt2", data_inicio="2024-07-01", data_termino="2024-07-31", avaliacoes_registros_execucao=[]
    )
    guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho()))
    guarda.escrever(partial(guardar_trabalho, documento=seguinte))
    sabidos = guarda.ler(lambda c: plano_trabalho.facts(c, um_plano_de_trabalho(data_termino="2024-07-01"), AGORA))
    assert (sabidos.exists, sabidos.conflito and sabidos.conflito.id) == (True, "pt2")


FATOS = pytest.mark.parametrize(
    ("facts", "documento", "indice"),
    [
        (plano_trabalho.facts, um_plano_de_trabalho(), "ix_plano_trabalho_periodo"),
        (plano_entregas.facts, um_plano_de_entregas(), "ix_plano_entregas_periodo"),
    ],
    ids=["plano_trabalho", "plano_entregas"],
)


def passos_das_consultas(prefixo: str, facts: Any, documento: Any, connection: Connection) -> list[str]:
    """Como o banco diz que fará cada consulta dos fatos."""
    consultas: list[tuple[str, Any]] = []

    def anotar(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: Any) -> None:
        consultas.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", anotar)
    facts(connection, documento, AGORA)
    event.remove(connection, "before_cursor_execute", anotar)
    cursor = connection.connection.cursor()
    linhas: list[str] = []
    for consulta, valores in consultas:
        cursor.execute(f"{prefixo} {consulta}", valores)
        linhas += [linha[-1] for linha in cursor.fetchall()]
    return linhas


@FATOS
@pytest.mark.parametrize("banco_migrado", ["sqlite"], indirect=True)
def test_no_sqlite_a_procura_de_colisao_usa_o_indice_parcial_e_nada_varre_uma_tabela(
    guarda: Guarda, facts: Any, documento: Any, indice: str
) -> None:
    passos = guarda.ler(partial(passos_das_consultas, "EXPLAIN QUERY PLAN", facts, documento))
    assert [passo for passo in passos if indice in passo] != []
    assert [passo for passo in passos if passo.startswith(("SCAN plano", "SCAN entrega", "SCAN participante"))] == []


@FATOS
@pytest.mark.parametrize("banco_migrado", ["postgresql"], indirect=True)
def test_no_postgresql_o_indice_parcial_serve_a_procura_de_colisao(
    guarda: Guarda, facts: Any, documento: Any, indice: str
) -> None:
    """Com as tabelas vazias ele preferiria varrê-las: a varredura fica proibida só nesta consulta."""

    def explicar(connection: Connection) -> list[str]:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        return passos_das_consultas("EXPLAIN", facts, documento, connection)

    passos = guarda.ler(explicar)
    assert [passo for passo in passos if indice in passo] != []
    assert [passo for passo in passos if "Seq Scan" in passo] == []
