"""Quem contribui com um plano de entregas, e o que se acha de uma pessoa: o que se soma, onde se para, e como."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.dialects import sqlite

from app.storage import citacao, pessoa
from app.storage.citacao import Participacao
from app.storage.pessoa import Lotacao
from tests import builders
from tests.storage.conftest import Guarda
from tests.storage.documentos import (
    guardar_entregas,
    guardar_participante,
    guardar_trabalho,
    um_participante,
    um_plano_de_entregas,
    um_plano_de_trabalho,
)
from tests.storage.test_conflito import explicados

UNIDADE = ("SIAPE", 1)
LONGO = "x" * 64


def trabalho(guarda: Guarda, id_: str, *contribuicoes: dict[str, Any], **mudancas: Any) -> None:
    """Guarda um plano de trabalho com estas contribuições."""
    documento = um_plano_de_trabalho(
        id_plano_trabalho=id_, contribuicoes=list(contribuicoes) or [builders.contribuicao()], **mudancas
    )
    guarda.escrever(lambda connection: guardar_trabalho(connection, documento))


def contribuintes(guarda: Guarda, id_: str = "pe1") -> citacao.Participacoes:
    return guarda.ler(lambda connection: citacao.contributors(connection, UNIDADE, id_))


def de(percentual: int, id_entrega: str | None = "e1", **mudancas: Any) -> dict[str, Any]:
    return builders.contribuicao(percentual_contribuicao=percentual, id_entrega=id_entrega, **mudancas)


def parte(
    id_entrega: str, matricula: str, percentual: int, centesimos: int, planos: int, id_: str, *, cancelado: bool = False
) -> Participacao:
    return Participacao(id_entrega, matricula, cancelado, percentual, centesimos, planos, id_)


class TestQuemContribui:
    def test_soma_se_o_que_cada_pessoa_da_a_cada_entrega(self, guarda: Guarda) -> None:
        trabalho(guarda, "pt1", de(40), de(20), de(30, "e2"), carga_horaria_disponivel=100)
        trabalho(guarda, "pt2", de(50), carga_horaria_disponivel=1_000, cod_unidade_executora=102)
        trabalho(guarda, "pt3", de(10, "e2"), carga_horaria_disponivel=7, matricula_siape="7654321")
        achadas = contribuintes(guarda)
        assert achadas == citacao.Participacoes(
            (
                parte("e1", "1234567", 110, 56_000, 2, "pt1"),
                parte("e2", "1234567", 30, 3_000, 1, "pt1"),
                parte("e2", "7654321", 10, 70, 1, "pt3"),
            ),
            cortadas=False,
        )

    def test_os_planos_cancelados_vem_a_parte(self, guarda: Guarda) -> None:
        trabalho(guarda, "pt1", de(40), carga_horaria_disponivel=10)
        trabalho(guarda, "pt2", de(60), carga_horaria_disponivel=10, status=1)
        assert contribuintes(guarda).todas == (
            parte("e1", "1234567", 60, 600, 1, "pt2", cancelado=True),
            parte("e1", "1234567", 40, 400, 1, "pt1"),
        )

    def test_nem_outro_plano_nem_outra_unidade_nem_um_id_com_o_mesmo_comeco_contam(self, guarda: Guarda) -> None:
        trabalho(guarda, "pt1", de(100, id_plano_entregas=LONGO + "a"))
        trabalho(guarda, "pt2", de(100, id_plano_entregas=LONGO + "b"))
        trabalho(guarda, "pt3", de(100, id_plano_entregas=LONGO + "a"), origem_unidade="SIORG")
        trabalho(guarda, "pt4", de(100, None, id_plano_entregas=None, tipo_contribuicao=2))
        assert [item.id_plano_trabalho for item in contribuintes(guarda, LONGO + "a").todas] == ["pt1"]
        assert contribuintes(guarda, LONGO) == citacao.Participacoes((), cortadas=False)

    def test_uma_contribuicao_que_cita_o_plano_sem_dizer_a_entrega_tambem_se_ve(self, guarda: Guarda) -> None:
        trabalho(guarda, "pt1", de(100, None, tipo_contribuicao=3))
        assert [item.id_entrega for item in contribuintes(guarda).todas] == [None]

    def test_passado_o_limite_se_diz_que_foram_cortadas(self, guarda: Guarda, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(citacao, "MAIS_CONTRIBUICOES", 3)
        trabalho(guarda, "pt1", de(10), de(10), de(10))
        assert contribuintes(guarda).cortadas is False
        trabalho(guarda, "pt2", de(10), matricula_siape="7654321")
        achadas = contribuintes(guarda)
        assert achadas.cortadas is True
        assert sum(item.percentual for item in achadas.todas) == 40

    def test_horas_enormes_nao_estouram(self, guarda: Guarda) -> None:
        maior = 2_147_483_647
        trabalho(guarda, "pt1", *[de(100)] * 50, carga_horaria_disponivel=maior)
        assert contribuintes(guarda).todas[0].centesimos == 50 * 100 * maior


def test_os_nomes_das_entregas_que_existem(guarda: Guarda) -> None:
    plano = um_plano_de_entregas(entregas=[builders.entrega(nome_entrega="Uma")])
    guarda.escrever(lambda connection: guardar_entregas(connection, plano))
    pares = [("pe1", "e1"), ("pe1", "não há"), ("outro", "e1")]
    assert guarda.ler(lambda c: citacao.names(c, UNIDADE, pares)) == {("pe1", "e1"): "Uma"}
    assert guarda.ler(lambda c: citacao.names(c, ("SIORG", 1), pares)) == {}


@pytest.mark.parametrize("banco_migrado", ["sqlite"], indirect=True)
def test_no_sqlite_os_nomes_se_acham_pela_chave_inteira(guarda: Guarda) -> None:
    comando = citacao.named(UNIDADE, [("pe1", f"e{n}") for n in range(50)])
    escrito = comando.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    passos = guarda.ler(lambda c: [linha[-1] for linha in c.execute(text(f"EXPLAIN QUERY PLAN {escrito}"))])
    assert [passo for passo in passos if passo.startswith(("SCAN", "SEARCH"))] == [
        "SEARCH entrega USING INDEX sqlite_autoindex_entrega_1 "
        "(origem_unidade=? AND cod_unidade_autorizadora=? AND id_plano_entregas=? AND id_entrega=?)"
    ] * 50


class TestPessoa:
    def test_as_lotacoes_em_ordem(self, guarda: Guarda, monkeypatch: pytest.MonkeyPatch) -> None:
        for lotacao in (103, 101, 102):
            guarda.escrever(partial(guardar_participante, documento=um_participante(cod_unidade_lotacao=lotacao)))
        guarda.escrever(partial(guardar_participante, documento=um_participante(matricula_siape="7654321")))
        achadas = guarda.ler(lambda c: pessoa.postings(c, UNIDADE, "1234567"))
        assert achadas[0] == Lotacao(101, 1, builders.CPF, 1, 2, date(2024, 1, 2))
        assert [lotacao.cod_unidade_lotacao for lotacao in achadas] == [101, 102, 103]
        monkeypatch.setattr(pessoa, "MAIS_LOTACOES", 1)
        assert len(guarda.ler(lambda c: pessoa.postings(c, UNIDADE, "1234567"))) == 2

    def test_os_planos_nao_cancelados_por_executora_e_termino(
        self, guarda: Guarda, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sem_avaliacao: dict[str, Any] = {"avaliacoes_registros_execucao": []}
        trabalho(guarda, "na 102", cod_unidade_executora=102)
        trabalho(guarda, "depois", data_inicio="2024-07-01", data_termino="2024-07-31", **sem_avaliacao)
        trabalho(guarda, "antes", data_inicio="2024-01-15", data_termino="2024-02-15", **sem_avaliacao)
        trabalho(guarda, "cancelado", status=1)
        trabalho(guarda, "de outra pessoa", matricula_siape="7654321")
        trabalho(guarda, "de outra unidade", cod_unidade_autorizadora=2)
        achados = guarda.ler(lambda c: pessoa.plans(c, UNIDADE, "1234567"))
        assert [plano.id_plano_trabalho for plano in achados] == ["antes", "depois", "na 102"]
        assert (achados[0].data_inicio, achados[0].data_termino) == (date(2024, 1, 15), date(2024, 2, 15))
        monkeypatch.setattr(pessoa, "MAIS_PLANOS", 1)
        assert len(guarda.ler(lambda c: pessoa.plans(c, UNIDADE, "1234567"))) == 2


def procurar(connection: Connection) -> None:
    """Quem contribui com um plano; as lotações e os planos de uma pessoa."""
    citacao.contributors(connection, UNIDADE, "pe1")
    pessoa.postings(connection, UNIDADE, "1234567")
    pessoa.plans(connection, UNIDADE, "1234567")


@pytest.mark.parametrize("banco_migrado", ["sqlite"], indirect=True)
def test_no_sqlite_cada_procura_usa_o_seu_indice_e_nada_se_ordena_antes_do_limite(
    guarda: Guarda, monkeypatch: pytest.MonkeyPatch
) -> None:
    with explicados("EXPLAIN QUERY PLAN", monkeypatch) as passos:
        guarda.ler(procurar)
    assert [passo for passo in passos if passo.startswith("SEARCH")] == [
        "SEARCH contribuicao USING INDEX ix_contribuicao_citada "
        "(origem_unidade=? AND cod_unidade_autorizadora=? AND <expr>=?)",
        "SEARCH plano_trabalho USING INDEX sqlite_autoindex_plano_trabalho_1 "
        "(origem_unidade=? AND cod_unidade_autorizadora=? AND id_plano_trabalho=?)",
        "SEARCH participante USING INDEX sqlite_autoindex_participante_1 "
        "(origem_unidade=? AND cod_unidade_autorizadora=? AND matricula_siape=?)",
        "SEARCH plano_trabalho USING INDEX ix_plano_trabalho_periodo "
        "(origem_unidade=? AND cod_unidade_autorizadora=? AND matricula_siape=?)",
    ]
    das_pessoas = passos[passos.index(next(passo for passo in passos if "participante_1" in passo)) :]
    assert [passo for passo in das_pessoas if "TEMP B-TREE" in passo] == []


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
    for indice in ("ix_contribuicao_citada", "pk_plano_trabalho", "ix_plano_trabalho_periodo"):
        assert indice in usados
