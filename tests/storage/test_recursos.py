"""Cada recurso é guardado inteiro, lido como viaja, e substituído sem que nada do anterior fique."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from app.rules.facts import (
    EntregaCitada,
    FactsParticipante,
    FactsPlanoEntregas,
    FactsPlanoTrabalho,
    ParticipanteGuardado,
    PlanoGuardado,
)
from app.storage import participante, plano_entregas, plano_trabalho, tables
from tests import builders
from tests.storage.conftest import Guarda
from tests.storage.documentos import (
    AGORA,
    DEPOIS,
    fatos,
    guardar_entregas,
    guardar_participante,
    guardar_trabalho,
    ler,
    um_participante,
    um_plano_de_entregas,
    um_plano_de_trabalho,
)


def datas(tabela: str, connection: Connection) -> tuple[datetime, datetime]:
    """Quando a única linha da tabela foi guardada pela primeira e pela última vez, em UTC."""
    colunas = tables.metadata.tables[tabela].c
    linha = connection.execute(select(colunas.data_insercao, colunas.data_atualizacao)).one()
    # O SQLite devolve os instantes sem fuso.
    primeira, ultima = (instante.replace(tzinfo=instante.tzinfo or UTC).astimezone(UTC) for instante in linha)
    return primeira, ultima


def quantas(tabela: str, connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(tables.metadata.tables[tabela])).scalar_one()


class TestParticipante:
    CHAVE = ("SIAPE", 1, 101, "1234567")

    def test_volta_como_viaja(self, guarda: Guarda) -> None:
        novo = guarda.escrever(partial(guardar_participante, documento=um_participante()))
        lido = guarda.ler(partial(ler, participante.STORE, self.CHAVE))
        assert (novo, lido) == (
            True,
            {
                "origem_unidade": "SIAPE",
                "cod_unidade_autorizadora": 1,
                "cod_unidade_lotacao": 101,
                "matricula_siape": "1234567",
                "cod_unidade_instituidora": 1,
                "cpf": "52998224725",
                "situacao": 1,
                "modalidade_execucao": 2,
                "data_assinatura_tcr": "2024-01-02T00:00:00",
            },
        )

    def test_a_substituicao_troca_todos_os_campos_e_so_mantem_a_data_da_primeira_guarda(self, guarda: Guarda) -> None:
        outro = um_participante(
            cod_unidade_instituidora=2,
            cpf="11144477735",
            situacao=0,
            modalidade_execucao=5,
            data_assinatura_tcr="2024-03-04T00:00:00",
        )
        guarda.escrever(partial(guardar_participante, documento=um_participante()))
        novo = guarda.escrever(partial(guardar_participante, documento=outro, agora=DEPOIS))
        lido = guarda.ler(partial(ler, participante.STORE, self.CHAVE))
        assert (novo, lido) == (False, outro.model_dump(mode="json"))
        assert guarda.ler(partial(datas, "participante")) == (AGORA, DEPOIS)
        assert guarda.ler(partial(quantas, "participante")) == 1

    @pytest.mark.parametrize(
        "chave",
        [
            ("SIORG", 1, 101, "1234567"),
            ("siape", 1, 101, "1234567"),
            ("SIAPE", 2, 101, "1234567"),
            ("SIAPE", 1, 102, "1234567"),
            ("SIAPE", 1, 101, "1234568"),
        ],
    )
    def test_cada_parte_da_chave_distingue(self, guarda: Guarda, chave: tuple[str | int, ...]) -> None:
        guarda.escrever(partial(guardar_participante, documento=um_participante()))
        assert guarda.ler(partial(ler, participante.STORE, chave)) is None

    def test_as_lotacoes_da_matricula_na_autorizadora_vem_em_ordem(self, guarda: Guarda) -> None:
        for mudancas in (
            {"cod_unidade_lotacao": 300},
            {"cod_unidade_lotacao": 20},
            {"cod_unidade_lotacao": 7, "matricula_siape": "7654321"},
            {"cod_unidade_lotacao": 8, "cod_unidade_autorizadora": 2},
            {"cod_unidade_lotacao": 9, "origem_unidade": "SIORG"},
        ):
            guarda.escrever(partial(guardar_participante, documento=um_participante(**mudancas)))
        assert guarda.ler(lambda c: fatos(c, plano_trabalho.STORE, um_plano_de_trabalho())).lotacoes == (20, 300)

    def test_o_que_as_regras_ficam_sabendo(self, guarda: Guarda) -> None:
        antes = guarda.ler(lambda c: fatos(c, participante.STORE, um_participante(), AGORA))
        guarda.escrever(partial(guardar_participante, documento=um_participante()))
        depois = guarda.ler(lambda c: fatos(c, participante.STORE, um_participante(), DEPOIS))
        guardado = ParticipanteGuardado(101, "52998224725", 1, 2, date(2024, 1, 2))
        assert (antes, depois) == (
            FactsParticipante(now=AGORA, exists=False),
            FactsParticipante(now=DEPOIS, exists=True, registros=(guardado,)),
        )


class TestPlanoEntregas:
    CHAVE = ("SIAPE", 1, "pe1")

    def test_volta_como_viaja(self, guarda: Guarda) -> None:
        novo = guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas()))
        lido = guarda.ler(partial(ler, plano_entregas.STORE, self.CHAVE))
        assert (novo, lido) == (
            True,
            {
                "origem_unidade": "SIAPE",
                "cod_unidade_autorizadora": 1,
                "cod_unidade_instituidora": 1,
                "cod_unidade_executora": 101,
                "id_plano_entregas": "pe1",
                "status": 3,
                "data_inicio": "2024-01-01",
                "data_termino": "2024-06-30",
                "avaliacao": None,
                "data_avaliacao": None,
                "entregas": [
                    {
                        "id_entrega": "e1",
                        "entrega_cancelada": False,
                        "nome_entrega": "Painel de acompanhamento",
                        "meta_entrega": 100,
                        "tipo_meta": "percentual",
                        "data_entrega": "2024-06-30",
                        "nome_unidade_demandante": "Secretaria de Gestão",
                        "nome_unidade_destinataria": "Sociedade",
                    }
                ],
            },
        )

    def test_a_substituicao_troca_todos_os_campos_e_so_mantem_a_data_da_primeira_guarda(self, guarda: Guarda) -> None:
        outro = um_plano_de_entregas(
            cod_unidade_instituidora=2,
            cod_unidade_executora=102,
            status=5,
            data_inicio="2024-02-01",
            data_termino="2024-07-31",
            avaliacao=2,
            data_avaliacao="2024-08-01",
            entregas=[builders.entrega(id_entrega="e2", tipo_meta="unidade", meta_entrega=3, entrega_cancelada=True)],
        )
        guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas()))
        novo = guarda.escrever(partial(guardar_entregas, documento=outro, agora=DEPOIS))
        lido = guarda.ler(partial(ler, plano_entregas.STORE, self.CHAVE))
        assert (novo, lido) == (False, outro.model_dump(mode="json"))
        assert guarda.ler(partial(datas, "plano_entregas")) == (AGORA, DEPOIS)
        assert guarda.ler(partial(quantas, "entrega")) == 1

    def test_as_entregas_voltam_na_ordem_em_que_vieram(self, guarda: Guarda) -> None:
        ids = ["z", "a", "M", "10", "9", "á"]
        documento = um_plano_de_entregas(entregas=[builders.entrega(id_entrega=id_) for id_ in ids])
        guarda.escrever(partial(guardar_entregas, documento=documento))
        lido: Any = guarda.ler(partial(ler, plano_entregas.STORE, self.CHAVE))
        assert [item["id_entrega"] for item in lido["entregas"]] == ids

    def test_um_plano_cancelado_sem_entregas_apaga_as_que_havia(self, guarda: Guarda) -> None:
        guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas()))
        guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas(status=1, entregas=[])))
        lido: Any = guarda.ler(partial(ler, plano_entregas.STORE, self.CHAVE))
        assert (lido["status"], lido["entregas"], guarda.ler(partial(quantas, "entrega"))) == (1, [], 0)

    def test_o_mesmo_id_em_outra_autorizadora_e_outro_plano(self, guarda: Guarda) -> None:
        outro = um_plano_de_entregas(cod_unidade_autorizadora=2, entregas=[builders.entrega(id_entrega="outra")])
        guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas()))
        assert guarda.escrever(partial(guardar_entregas, documento=outro)) is True
        lidos: Any = [guarda.ler(partial(ler, plano_entregas.STORE, ("SIAPE", n, "pe1"))) for n in (1, 2)]
        assert [[item["id_entrega"] for item in lido["entregas"]] for lido in lidos] == [["e1"], ["outra"]]

    def test_o_que_as_regras_ficam_sabendo(self, guarda: Guarda) -> None:
        vizinho = um_plano_de_entregas(id_plano_entregas="pe0", data_inicio="2024-06-01", data_termino="2024-12-31")
        guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas()))
        guarda.escrever(partial(guardar_entregas, documento=vizinho))
        assert guarda.ler(
            lambda c: fatos(c, plano_entregas.STORE, um_plano_de_entregas(), DEPOIS)
        ) == FactsPlanoEntregas(
            now=DEPOIS, exists=True, conflitos=(PlanoGuardado("pe0", date(2024, 6, 1), date(2024, 12, 31), 3, AGORA),)
        )


class TestPlanoTrabalho:
    CHAVE = ("SIAPE", 1, "pt1")

    def test_volta_como_viaja(self, guarda: Guarda) -> None:
        novo = guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho()))
        lido = guarda.ler(partial(ler, plano_trabalho.STORE, self.CHAVE))
        assert (novo, lido) == (
            True,
            {
                "origem_unidade": "SIAPE",
                "cod_unidade_autorizadora": 1,
                "id_plano_trabalho": "pt1",
                "status": 3,
                "cod_unidade_executora": 101,
                "cpf_participante": "52998224725",
                "matricula_siape": "1234567",
                "cod_unidade_lotacao_participante": 101,
                "data_inicio": "2024-01-15",
                "data_termino": "2024-06-30",
                "carga_horaria_disponivel": 480,
                "contribuicoes": [
                    {
                        "id_contribuicao": "c1",
                        "tipo_contribuicao": 1,
                        "percentual_contribuicao": 100,
                        "id_plano_entregas": "pe1",
                        "id_entrega": "e1",
                    }
                ],
                "avaliacoes_registros_execucao": [
                    {
                        "id_periodo_avaliativo": "p1",
                        "data_inicio_periodo_avaliativo": "2024-01-15",
                        "data_fim_periodo_avaliativo": "2024-01-31",
                        "avaliacao_registros_execucao": 3,
                        "data_avaliacao_registros_execucao": "2024-02-05",
                    }
                ],
            },
        )

    def test_a_substituicao_troca_todos_os_campos_e_so_mantem_a_data_da_primeira_guarda(self, guarda: Guarda) -> None:
        outro = um_plano_de_trabalho(
            status=4,
            cod_unidade_executora=102,
            cpf_participante="11144477735",
            matricula_siape="7654321",
            cod_unidade_lotacao_participante=102,
            data_inicio="2024-02-01",
            data_termino="2024-03-31",
            carga_horaria_disponivel=10,
            contribuicoes=[
                builders.contribuicao(tipo_contribuicao=2, id_plano_entregas=None, id_entrega=None),
                builders.contribuicao(tipo_contribuicao=3, id_plano_entregas="outro", id_entrega=None),
            ],
            avaliacoes_registros_execucao=None,
        )
        guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho()))
        novo = guarda.escrever(partial(guardar_trabalho, documento=outro, agora=DEPOIS))
        lido = guarda.ler(partial(ler, plano_trabalho.STORE, self.CHAVE))
        assert (novo, lido) == (False, outro.model_dump(mode="json") | {"avaliacoes_registros_execucao": []})
        assert guarda.ler(partial(datas, "plano_trabalho")) == (AGORA, DEPOIS)
        filhos = [guarda.ler(partial(quantas, nome)) for nome in ("contribuicao", "avaliacao_registros_execucao")]
        assert filhos == [2, 0]

    def test_contribuicoes_e_avaliacoes_voltam_na_ordem_em_que_vieram_mesmo_com_ids_repetidos(
        self, guarda: Guarda
    ) -> None:
        documento = um_plano_de_trabalho(
            contribuicoes=[
                builders.contribuicao(id_contribuicao=id_, percentual_contribuicao=n)
                for n, id_ in enumerate(["z", "a", "z", "m"])
            ],
            avaliacoes_registros_execucao=[
                builders.avaliacao(
                    id_periodo_avaliativo=id_, data_inicio_periodo_avaliativo=dia, data_fim_periodo_avaliativo=dia
                )
                for id_, dia in (("p9", "2024-01-30"), ("p1", "2024-01-20"), ("p9", "2024-01-25"))
            ],
        )
        guarda.escrever(partial(guardar_trabalho, documento=documento))
        assert guarda.ler(partial(ler, plano_trabalho.STORE, self.CHAVE)) == documento.model_dump(mode="json")

    def test_das_entregas_citadas_as_regras_sabem_as_de_planos_guardados_na_autorizadora(self, guarda: Guarda) -> None:
        guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas()))
        guarda.escrever(
            partial(
                guardar_entregas,
                documento=um_plano_de_entregas(
                    cod_unidade_autorizadora=2, entregas=[builders.entrega(id_entrega="so-na-2")]
                ),
            )
        )
        documento = um_plano_de_trabalho(
            contribuicoes=[
                builders.contribuicao(),
                builders.contribuicao(id_entrega="nenhuma"),
                builders.contribuicao(id_entrega="so-na-2"),
                builders.contribuicao(id_plano_entregas="pe2"),
                builders.contribuicao(id_plano_entregas=""),
                builders.contribuicao(tipo_contribuicao=3, id_entrega="e1"),
                builders.contribuicao(tipo_contribuicao=2, id_plano_entregas=None, id_entrega=None),
            ]
        )
        pe1 = PlanoGuardado("pe1", date(2024, 1, 1), date(2024, 6, 30), 3)
        assert guarda.ler(lambda c: fatos(c, plano_trabalho.STORE, documento, DEPOIS)) == FactsPlanoTrabalho(
            now=DEPOIS,
            exists=False,
            conflitos=(),
            participantes=(),
            citadas={
                ("pe1", "e1"): EntregaCitada(pe1, cancelada=False),
                ("pe1", "nenhuma"): EntregaCitada(pe1, cancelada=None),
                ("pe1", "so-na-2"): EntregaCitada(pe1, cancelada=None),
            },
        )

    def test_um_plano_que_cita_milhares_de_entregas_acha_todas(self, guarda: Guarda) -> None:
        ids = [f"e{n}" for n in range(1_700)]
        existentes = um_plano_de_entregas(entregas=[builders.entrega(id_entrega=id_) for id_ in ids])
        guarda.escrever(partial(guardar_entregas, documento=existentes))
        documento = um_plano_de_trabalho(
            contribuicoes=[builders.contribuicao(id_entrega=id_) for id_ in [*ids, "nenhuma"]]
        )
        achadas = guarda.ler(lambda c: fatos(c, plano_trabalho.STORE, documento, AGORA)).citadas
        assert {chave for chave, citada in achadas.items() if citada.existe} == {("pe1", id_) for id_ in ids}
        assert len(achadas) == 1_701


def test_tirar_um_plano_de_entregas_citado_nao_toca_nas_contribuicoes(guarda: Guarda) -> None:
    guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas()))
    guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho()))
    sem = um_plano_de_entregas(entregas=[builders.entrega(id_entrega="e2")])
    guarda.escrever(partial(guardar_entregas, documento=sem))
    lido: Any = guarda.ler(partial(ler, plano_trabalho.STORE, ("SIAPE", 1, "pt1")))
    assert lido["contribuicoes"][0]["id_entrega"] == "e1"


TEXTOS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(textos=st.lists(TEXTOS, min_size=4, max_size=4), meta=st.integers(0, 2**31 - 1))
def test_qualquer_texto_e_numero_voltam_iguais(guarda: Guarda, textos: list[str], meta: int) -> None:
    """O JSON entra no banco e sai dele: aspas, barras, controles, emojis e maiores inteiros."""
    id_plano, id_entrega, nome, demandante = textos
    documento = um_plano_de_entregas(
        id_plano_entregas=id_plano,
        cod_unidade_executora=2**63 - 1,
        entregas=[
            builders.entrega(
                id_entrega=id_entrega, nome_entrega=nome, nome_unidade_demandante=demandante, meta_entrega=meta
            )
        ],
    )
    guarda.escrever(partial(guardar_entregas, documento=documento))
    assert guarda.ler(partial(ler, plano_entregas.STORE, ("SIAPE", 1, id_plano))) == documento.model_dump(mode="json")
