"""O que está guardado e as regras ficam sabendo, nos dois bancos: cada fato, o que conta nele e o que não conta."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection

from app.rules.facts import Citacao, EntregaCitada, ParticipanteGuardado, PlanoGuardado
from app.storage import participante, plano_entregas, plano_trabalho
from tests import builders
from tests.storage.conftest import Guarda
from tests.storage.documentos import (
    AGORA,
    DEPOIS,
    completos,
    fatos,
    guardar_entregas,
    guardar_participante,
    guardar_trabalho,
    um_participante,
    um_plano_de_entregas,
    um_plano_de_trabalho,
)

OUTRA_UNIDADE: list[dict[str, Any]] = [{"origem_unidade": "SIORG"}, {"cod_unidade_autorizadora": 2}]
OUTRAS = pytest.mark.parametrize("unidade", OUTRA_UNIDADE, ids=lambda item: next(iter(item)))
HOJE = "2025-07-01"
"""O dia de `AGORA`."""


def com_participantes(guarda: Guarda, *mudancas: Mapping[str, Any]) -> None:
    for mudanca in mudancas:
        guarda.escrever(partial(guardar_participante, documento=um_participante(**mudanca)))


def com_entregas(guarda: Guarda, *mudancas: Mapping[str, Any]) -> None:
    for mudanca in mudancas:
        guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas(**mudanca)))


def com_trabalhos(guarda: Guarda, *mudancas: Mapping[str, Any]) -> None:
    for mudanca in mudancas:
        guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho(**mudanca)))


def do_participante(guarda: Guarda, *, wide: bool = False, **mudancas: Any) -> Any:
    documento = um_participante(**mudancas)
    return guarda.ler(lambda c: completos(c, participante.STORE, documento, wide=wide))


def do_plano_de_entregas(guarda: Guarda, *, wide: bool = False, anterior: Any = None, **mudancas: Any) -> Any:
    documento = um_plano_de_entregas(**mudancas)
    return guarda.ler(lambda c: completos(c, plano_entregas.STORE, documento, wide=wide, anterior=anterior))


def do_plano_de_trabalho(guarda: Guarda, **mudancas: Any) -> Any:
    documento = um_plano_de_trabalho(**mudancas)
    return guarda.ler(lambda c: completos(c, plano_trabalho.STORE, documento))


class TestRegistros:
    """Os participantes de mesma matrícula na autorizadora, um por lotação, em ordem."""

    def test_vem_os_de_todas_as_lotacoes_tambem_o_que_se_substitui(self, guarda: Guarda) -> None:
        com_participantes(
            guarda,
            {"cod_unidade_lotacao": 300, "cpf": "11144477735", "situacao": 0},
            {"cod_unidade_lotacao": 20, "modalidade_execucao": 5, "data_assinatura_tcr": "2024-06-01T22:00-03:00"},
            {},
        )
        assert do_participante(guarda).registros == (
            ParticipanteGuardado(20, "52998224725", 1, 5, date(2024, 6, 2)),
            ParticipanteGuardado(101, "52998224725", 1, 2, date(2024, 1, 2)),
            ParticipanteGuardado(300, "11144477735", 0, 2, date(2024, 1, 2)),
        )

    def test_os_de_outra_matricula_nao_vem_ainda_que_do_mesmo_cpf(self, guarda: Guarda) -> None:
        com_participantes(guarda, {"matricula_siape": "7654321"})
        assert do_participante(guarda).registros == ()

    @OUTRAS
    def test_os_de_outra_unidade_nao_vem(self, guarda: Guarda, unidade: dict[str, Any]) -> None:
        com_participantes(guarda, unidade)
        assert do_participante(guarda).registros == ()

    def test_o_plano_de_trabalho_sabe_dos_mesmos(self, guarda: Guarda) -> None:
        com_participantes(guarda, {"cod_unidade_lotacao": 300}, {}, {"matricula_siape": "7654321"})
        com_participantes(guarda, *OUTRA_UNIDADE)
        assert do_plano_de_trabalho(guarda).participantes == (
            ParticipanteGuardado(101, "52998224725", 1, 2, date(2024, 1, 2)),
            ParticipanteGuardado(300, "52998224725", 1, 2, date(2024, 1, 2)),
        )


VIGENTE: dict[str, Any] = {
    "data_inicio": "2025-06-01",
    "data_termino": "2025-07-31",
    "avaliacoes_registros_execucao": [],
}


class TestPlanosVigentes:
    """Os planos de trabalho em vigor hoje, de quem vem inativo."""

    def test_de_quem_vem_ativo_nao_se_procuram(self, guarda: Guarda) -> None:
        com_trabalhos(guarda, VIGENTE)
        assert do_participante(guarda).planos_vigentes == ()

    def test_de_quem_vem_inativo_dizem_o_periodo_o_status_e_quando_chegaram(self, guarda: Guarda) -> None:
        com_trabalhos(guarda, VIGENTE)
        assert do_participante(guarda, situacao=0).planos_vigentes == (
            PlanoGuardado("pt1", date(2025, 6, 1), date(2025, 7, 31), 3, AGORA),
        )

    def test_vem_em_ordem_de_inicio_os_de_todas_as_executoras(self, guarda: Guarda) -> None:
        com_trabalhos(
            guarda,
            VIGENTE | {"id_plano_trabalho": "segundo", "data_inicio": "2025-06-02"},
            VIGENTE | {"id_plano_trabalho": "terceiro", "data_inicio": "2025-06-03", "cod_unidade_executora": 7},
            VIGENTE | {"id_plano_trabalho": "primeiro", "data_inicio": "2025-06-01", "cod_unidade_executora": 8},
        )
        achados = do_participante(guarda, situacao=0).planos_vigentes
        assert [plano.id for plano in achados] == ["primeiro", "segundo", "terceiro"]

    @pytest.mark.parametrize(
        ("inicio", "termino", "vigora"),
        [
            pytest.param(HOJE, "2025-12-31", True, id="comeca-hoje"),
            pytest.param("2025-07-02", "2025-12-31", False, id="comeca-amanha"),
            pytest.param("2025-01-01", HOJE, True, id="termina-hoje"),
            pytest.param("2025-01-01", "2025-06-30", False, id="terminou-ontem"),
            pytest.param(HOJE, HOJE, True, id="so-hoje"),
        ],
    )
    def test_os_limites_do_dia_de_hoje(self, guarda: Guarda, inicio: str, termino: str, *, vigora: bool) -> None:
        com_trabalhos(guarda, VIGENTE | {"data_inicio": inicio, "data_termino": termino})
        achados = do_participante(guarda, situacao=0).planos_vigentes
        assert [plano.id for plano in achados] == (["pt1"] if vigora else [])

    def test_hoje_e_o_dia_em_utc(self, guarda: Guarda) -> None:
        com_trabalhos(guarda, VIGENTE | {"data_inicio": HOJE, "data_termino": HOJE})
        ontem_em_brasilia = datetime.fromisoformat("2025-06-30T22:00:00-03:00")
        documento = um_participante(situacao=0)
        sabidos = guarda.ler(lambda c: completos(c, participante.STORE, documento, ontem_em_brasilia))
        assert [plano.id for plano in sabidos.planos_vigentes] == ["pt1"]

    @pytest.mark.parametrize(("status", "vigora"), [(1, False), (2, True), (3, True), (4, False)])
    def test_so_os_aprovados_e_os_em_execucao(self, guarda: Guarda, status: int, *, vigora: bool) -> None:
        com_trabalhos(guarda, VIGENTE | {"status": status})
        achados = do_participante(guarda, situacao=0).planos_vigentes
        assert [plano.status for plano in achados] == ([status] if vigora else [])

    @pytest.mark.parametrize(
        "mudanca",
        [*OUTRA_UNIDADE, {"matricula_siape": "7654321"}, {"cod_unidade_lotacao_participante": 102}],
        ids=lambda item: next(iter(item)),
    )
    def test_os_de_outra_pessoa_ou_lotacao_nao_vem(self, guarda: Guarda, mudanca: dict[str, Any]) -> None:
        com_trabalhos(guarda, VIGENTE | mudanca)
        assert do_participante(guarda, situacao=0).planos_vigentes == ()


class TestContagem:
    """Quantos ativos há por modalidade, contado o documento que se julga."""

    def contado(self, guarda: Guarda, *, wide: bool = True, **mudancas: Any) -> tuple[dict[int, int], dict[int, int]]:
        contagem = do_participante(guarda, wide=wide, **mudancas).contagem
        return dict(contagem.na_autorizadora), dict(contagem.na_lotacao)

    def test_num_banco_vazio_so_conta_o_proprio(self, guarda: Guarda) -> None:
        assert self.contado(guarda, modalidade_execucao=3) == ({3: 1}, {3: 1})

    def test_conta_os_ativos_da_autorizadora_e_os_da_lotacao_por_modalidade(self, guarda: Guarda) -> None:
        com_participantes(
            guarda,
            {"matricula_siape": "0000011", "modalidade_execucao": 3},
            {"matricula_siape": "0000012", "modalidade_execucao": 3},
            {"matricula_siape": "0000013", "modalidade_execucao": 5},
            {"matricula_siape": "0000014", "modalidade_execucao": 3, "cod_unidade_lotacao": 102},
            {"matricula_siape": "0000015", "modalidade_execucao": 1, "cod_unidade_lotacao": 103},
        )
        assert self.contado(guarda, modalidade_execucao=3) == ({1: 1, 3: 4, 5: 1}, {3: 3, 5: 1})

    def test_a_versao_que_ele_substitui_nao_conta(self, guarda: Guarda) -> None:
        com_participantes(guarda, {"modalidade_execucao": 2})
        assert self.contado(guarda, modalidade_execucao=3) == ({3: 1}, {3: 1})

    def test_a_mesma_matricula_noutra_lotacao_conta_so_na_autorizadora(self, guarda: Guarda) -> None:
        com_participantes(guarda, {"modalidade_execucao": 2, "cod_unidade_lotacao": 102})
        assert self.contado(guarda, modalidade_execucao=3) == ({2: 1, 3: 1}, {3: 1})

    def test_os_inativos_nao_contam(self, guarda: Guarda) -> None:
        com_participantes(guarda, {"matricula_siape": "0000011", "situacao": 0})
        assert self.contado(guarda) == ({2: 1}, {2: 1})

    @OUTRAS
    def test_os_de_outra_unidade_nao_contam(self, guarda: Guarda, unidade: dict[str, Any]) -> None:
        com_participantes(guarda, unidade | {"matricula_siape": "0000011"})
        assert self.contado(guarda) == ({2: 1}, {2: 1})

    def test_de_quem_vem_inativo_nao_ha(self, guarda: Guarda) -> None:
        assert do_participante(guarda, wide=True, situacao=0, modalidade_execucao=5).contagem is None

    @pytest.mark.parametrize("modalidade", [1, 2, 3, 4])
    def test_sem_perfil_so_se_conta_para_o_paragrafo_7(self, guarda: Guarda, modalidade: int) -> None:
        assert do_participante(guarda, modalidade_execucao=modalidade).contagem is None

    def test_sem_perfil_para_o_paragrafo_7_contam_se_todas_as_modalidades(self, guarda: Guarda) -> None:
        com_participantes(guarda, {"matricula_siape": "0000011", "modalidade_execucao": 1})
        assert self.contado(guarda, wide=False, modalidade_execucao=5) == ({1: 1, 5: 1}, {1: 1, 5: 1})


def com_plano_que_cita(guarda: Guarda, *ids: str, **mudancas: Any) -> None:
    """Um plano de trabalho guardado, que cita estas entregas de pe1."""
    citadas = [builders.contribuicao(id_entrega=id_) for id_ in ids]
    com_trabalhos(guarda, {"contribuicoes": citadas, **mudancas})


DUAS: dict[str, Any] = {"entregas": [builders.entrega(), builders.entrega(id_entrega="e2")]}
SO_E2: dict[str, Any] = {"entregas": [builders.entrega(id_entrega="e2")]}


class TestCitacoesPerdidas:
    """As entregas guardadas que um reenvio deixa de trazer e que um plano de trabalho cita."""

    def test_a_entrega_retirada_que_um_plano_cita_se_perde(self, guarda: Guarda) -> None:
        com_entregas(guarda, DUAS)
        com_plano_que_cita(guarda, "e1", "e2")
        assert do_plano_de_entregas(guarda, **SO_E2).citacoes_perdidas == (Citacao("e1", "pt1"),)

    def test_a_retirada_que_ninguem_cita_nao(self, guarda: Guarda) -> None:
        com_entregas(guarda, DUAS)
        com_plano_que_cita(guarda, "e2")
        assert do_plano_de_entregas(guarda, **SO_E2).citacoes_perdidas == ()

    def test_a_que_continua_vindo_nao_ainda_que_cancelada(self, guarda: Guarda) -> None:
        com_entregas(guarda, {})
        com_plano_que_cita(guarda, "e1")
        cancelada = builders.entrega(entrega_cancelada=True)
        assert do_plano_de_entregas(guarda, entregas=[cancelada]).citacoes_perdidas == ()

    def test_a_que_um_plano_cita_e_nunca_esteve_no_de_entregas_nao(self, guarda: Guarda) -> None:
        com_entregas(guarda, SO_E2)
        com_plano_que_cita(guarda, "e1")
        assert do_plano_de_entregas(guarda, **SO_E2).citacoes_perdidas == ()

    def test_um_plano_novo_nao_perde_nada(self, guarda: Guarda) -> None:
        com_plano_que_cita(guarda, "e1")
        assert do_plano_de_entregas(guarda, **SO_E2).citacoes_perdidas == ()

    def test_a_que_so_um_plano_cancelado_cita_nao(self, guarda: Guarda) -> None:
        com_entregas(guarda, DUAS)
        com_plano_que_cita(guarda, "e1", status=1)
        assert do_plano_de_entregas(guarda, **SO_E2).citacoes_perdidas == ()

    def test_a_que_um_cancelado_e_um_vigente_citam_se_perde_e_se_diz_o_vigente(self, guarda: Guarda) -> None:
        com_entregas(guarda, DUAS)
        com_plano_que_cita(guarda, "e1", id_plano_trabalho="a-cancelado", status=1)
        com_plano_que_cita(guarda, "e1", id_plano_trabalho="b-vigente")
        assert do_plano_de_entregas(guarda, **SO_E2).citacoes_perdidas == (Citacao("e1", "b-vigente"),)

    def test_de_cada_entrega_se_diz_ao_menos_um_plano(self, guarda: Guarda) -> None:
        com_entregas(guarda, {"entregas": [builders.entrega(id_entrega=id_) for id_ in ("e1", "e2", "e3")]})
        com_plano_que_cita(guarda, "e1", "e3", "e1")
        com_plano_que_cita(guarda, "e3", id_plano_trabalho="pt2")
        perdidas = do_plano_de_entregas(guarda, **SO_E2).citacoes_perdidas
        assert {citacao.id_entrega for citacao in perdidas} == {"e1", "e3"}

    def test_o_cancelamento_perde_todas_tambem_as_que_continuam_vindo(self, guarda: Guarda) -> None:
        com_entregas(guarda, DUAS)
        com_plano_que_cita(guarda, "e1", "e2")
        perdidas = do_plano_de_entregas(guarda, status=1, **DUAS).citacoes_perdidas
        assert sorted(citacao.id_entrega for citacao in perdidas) == ["e1", "e2"]

    @pytest.mark.parametrize("tipo", [1, 3])
    def test_contam_as_contribuicoes_dos_dois_tipos_que_citam(self, guarda: Guarda, tipo: int) -> None:
        com_entregas(guarda, DUAS)
        com_trabalhos(guarda, {"contribuicoes": [builders.contribuicao(tipo_contribuicao=tipo)]})
        assert do_plano_de_entregas(guarda, **SO_E2).citacoes_perdidas == (Citacao("e1", "pt1"),)

    def test_meia_citacao_nao_conta(self, guarda: Guarda) -> None:
        com_entregas(guarda, DUAS)
        com_trabalhos(guarda, {"contribuicoes": [builders.contribuicao(tipo_contribuicao=3, id_entrega=None)]})
        assert do_plano_de_entregas(guarda, **SO_E2).citacoes_perdidas == ()

    @OUTRAS
    def test_as_de_planos_de_outra_unidade_nao_contam(self, guarda: Guarda, unidade: dict[str, Any]) -> None:
        com_entregas(guarda, DUAS)
        com_plano_que_cita(guarda, "e1", **unidade)
        assert do_plano_de_entregas(guarda, **SO_E2).citacoes_perdidas == ()

    def test_ids_longos_com_o_mesmo_comeco_nao_se_confundem(self, guarda: Guarda) -> None:
        um, outro = "p" * 64 + "-um", "p" * 64 + "-outro"
        for id_, executora in ((um, 101), (outro, 102)):
            com_entregas(guarda, DUAS | {"id_plano_entregas": id_, "cod_unidade_executora": executora})
        com_trabalhos(guarda, {"contribuicoes": [builders.contribuicao(id_plano_entregas=um)]})
        do_um = do_plano_de_entregas(guarda, id_plano_entregas=um, **SO_E2)
        do_outro = do_plano_de_entregas(guarda, id_plano_entregas=outro, **SO_E2)
        assert (do_um.citacoes_perdidas, do_outro.citacoes_perdidas) == ((Citacao("e1", "pt1"),), ())

    def test_a_versao_que_o_lote_ja_aceitou_conta_no_lugar_da_guardada(self, guarda: Guarda) -> None:
        com_entregas(guarda, DUAS)
        com_plano_que_cita(guarda, "e1", "e2")
        ja_sem_e1 = do_plano_de_entregas(guarda, anterior=um_plano_de_entregas(**SO_E2), **SO_E2)
        de_volta = do_plano_de_entregas(
            guarda, anterior=um_plano_de_entregas(), entregas=[builders.entrega(id_entrega="e3")]
        )
        assert (ja_sem_e1.citacoes_perdidas, de_volta.citacoes_perdidas) == ((), (Citacao("e1", "pt1"),))

    def test_o_plano_novo_que_o_lote_ja_aceitou_pode_perder(self, guarda: Guarda) -> None:
        com_plano_que_cita(guarda, "e1")
        perdidas = do_plano_de_entregas(guarda, anterior=um_plano_de_entregas(), **SO_E2).citacoes_perdidas
        assert perdidas == (Citacao("e1", "pt1"),)


SEGUNDO_SEMESTRE: dict[str, Any] = {"data_inicio": "2024-07-01", "data_termino": "2024-12-31"}


class TestNoSemestre:
    """Os outros planos da executora com algum dia no semestre civil em que este começa; só com perfil."""

    def vizinhos(self, guarda: Guarda, **mudancas: Any) -> list[str]:
        return [plano.id for plano in do_plano_de_entregas(guarda, wide=True, **mudancas).no_semestre]

    def test_dizem_o_periodo_o_status_e_quando_chegaram(self, guarda: Guarda) -> None:
        com_entregas(guarda, {"id_plano_entregas": "outro", "status": 4})
        assert do_plano_de_entregas(guarda, wide=True).no_semestre == (
            PlanoGuardado("outro", date(2024, 1, 1), date(2024, 6, 30), 4, AGORA),
        )

    def test_sem_perfil_nao_se_procuram(self, guarda: Guarda) -> None:
        com_entregas(guarda, {"id_plano_entregas": "outro"})
        assert do_plano_de_entregas(guarda).no_semestre == ()

    @pytest.mark.parametrize(
        ("inicio", "termino", "cabe"),
        [
            pytest.param("2023-12-01", "2024-01-01", True, id="termina-no-primeiro-dia"),
            pytest.param("2023-12-01", "2023-12-31", False, id="termina-na-vespera"),
            pytest.param("2024-06-30", "2024-07-31", True, id="comeca-no-ultimo-dia"),
            pytest.param("2024-07-01", "2024-07-31", False, id="comeca-no-dia-seguinte"),
            pytest.param("2023-12-01", "2024-11-30", True, id="contem-o-semestre"),
        ],
    )
    def test_os_limites_do_primeiro_semestre(self, guarda: Guarda, inicio: str, termino: str, *, cabe: bool) -> None:
        com_entregas(guarda, {"id_plano_entregas": "outro", "data_inicio": inicio, "data_termino": termino})
        assert self.vizinhos(guarda, data_inicio="2024-03-01") == (["outro"] if cabe else [])

    @pytest.mark.parametrize(
        ("inicio", "termino", "cabe"),
        [
            pytest.param("2024-06-01", "2024-07-01", True, id="termina-no-primeiro-dia"),
            pytest.param("2024-06-01", "2024-06-30", False, id="termina-na-vespera"),
            pytest.param("2024-12-31", "2025-01-31", True, id="comeca-no-ultimo-dia"),
            pytest.param("2025-01-01", "2025-01-31", False, id="comeca-no-dia-seguinte"),
        ],
    )
    def test_os_limites_do_segundo_semestre(self, guarda: Guarda, inicio: str, termino: str, *, cabe: bool) -> None:
        com_entregas(guarda, {"id_plano_entregas": "outro", "data_inicio": inicio, "data_termino": termino})
        assert self.vizinhos(guarda, **SEGUNDO_SEMESTRE) == (["outro"] if cabe else [])

    @pytest.mark.parametrize(
        "mudanca",
        [*OUTRA_UNIDADE, {"cod_unidade_executora": 102}, {"status": 1}],
        ids=lambda item: next(iter(item)),
    )
    def test_os_cancelados_e_os_de_outra_executora_nao_vem(self, guarda: Guarda, mudanca: dict[str, Any]) -> None:
        com_entregas(guarda, {"id_plano_entregas": "outro", **mudanca})
        assert self.vizinhos(guarda) == []

    def test_o_proprio_plano_nao_vem(self, guarda: Guarda) -> None:
        com_entregas(guarda, {})
        assert self.vizinhos(guarda) == []

    def test_vem_em_ordem_de_termino(self, guarda: Guarda) -> None:
        com_entregas(
            guarda,
            {"id_plano_entregas": "a", "data_inicio": "2024-05-01", "data_termino": "2024-05-31"},
            {"id_plano_entregas": "c", "data_inicio": "2024-01-01", "data_termino": "2024-01-31"},
            {"id_plano_entregas": "b", "data_inicio": "2024-03-01", "data_termino": "2024-03-31"},
        )
        assert self.vizinhos(guarda) == ["c", "b", "a"]


class TestCitadas:
    """As entregas de planos guardados que as contribuições citam."""

    PE1 = PlanoGuardado("pe1", date(2024, 1, 1), date(2024, 6, 30), 3)

    @pytest.mark.parametrize("tipo", [1, 3])
    def test_vem_as_dos_dois_tipos_que_citam(self, guarda: Guarda, tipo: int) -> None:
        com_entregas(guarda, {})
        sabidos = do_plano_de_trabalho(guarda, contribuicoes=[builders.contribuicao(tipo_contribuicao=tipo)])
        assert sabidos.citadas == {("pe1", "e1"): EntregaCitada(self.PE1, cancelada=False)}

    def test_a_do_tipo_2_nao_cita(self, guarda: Guarda) -> None:
        com_entregas(guarda, {})
        sem_entrega = builders.contribuicao(tipo_contribuicao=2, id_plano_entregas=None, id_entrega=None)
        assert do_plano_de_trabalho(guarda, contribuicoes=[sem_entrega]).citadas == {}

    def test_da_que_nao_esta_no_plano_guardado_se_sabe_o_plano(self, guarda: Guarda) -> None:
        com_entregas(guarda, {})
        citada = do_plano_de_trabalho(guarda, contribuicoes=[builders.contribuicao(id_entrega="e9")]).citadas
        assert citada == {("pe1", "e9"): EntregaCitada(self.PE1, cancelada=None)}
        assert not citada["pe1", "e9"].existe

    def test_a_de_um_plano_que_nao_esta_guardado_nao_vem(self, guarda: Guarda) -> None:
        com_entregas(guarda, {"id_plano_entregas": "outro"})
        assert do_plano_de_trabalho(guarda).citadas == {}

    def test_da_cancelada_se_sabe_que_o_foi_e_que_existe(self, guarda: Guarda) -> None:
        com_entregas(guarda, {"entregas": [builders.entrega(entrega_cancelada=True)]})
        citada = do_plano_de_trabalho(guarda).citadas["pe1", "e1"]
        assert (citada.cancelada, citada.existe) == (True, True)

    def test_do_plano_citado_se_sabe_o_periodo_e_o_status_tambem_cancelado(self, guarda: Guarda) -> None:
        com_entregas(guarda, {"status": 1, **SEGUNDO_SEMESTRE})
        assert do_plano_de_trabalho(guarda).citadas["pe1", "e1"].plano == PlanoGuardado(
            "pe1", date(2024, 7, 1), date(2024, 12, 31), 1
        )

    def test_os_anos_de_menos_e_de_mais_algarismos_se_leem_do_mesmo_modo(self, guarda: Guarda) -> None:
        com_entregas(guarda, {"data_inicio": "0001-01-01", "data_termino": "9999-12-31"})
        plano = do_plano_de_trabalho(guarda).citadas["pe1", "e1"].plano
        assert (plano.data_inicio, plano.data_termino) == (date(1, 1, 1), date(9999, 12, 31))

    @OUTRAS
    def test_as_de_outra_unidade_nao_vem(self, guarda: Guarda, unidade: dict[str, Any]) -> None:
        com_entregas(guarda, unidade)
        assert do_plano_de_trabalho(guarda).citadas == {}

    def test_a_mesma_entrega_citada_duas_vezes_vem_uma(self, guarda: Guarda) -> None:
        com_entregas(guarda, DUAS)
        citacoes = [builders.contribuicao(id_entrega=id_) for id_ in ("e1", "e2", "e1")]
        assert list(do_plano_de_trabalho(guarda, contribuicoes=citacoes).citadas) == [("pe1", "e1"), ("pe1", "e2")]

    def test_os_textos_vazios_nao_citam(self, guarda: Guarda) -> None:
        com_entregas(guarda, {})
        vazia = builders.contribuicao(id_plano_entregas="", id_entrega="")
        assert do_plano_de_trabalho(guarda, contribuicoes=[vazia]).citadas == {}


class TestPeriodosGuardados:
    """Os períodos avaliativos da versão que o envio substitui, na ordem em que vieram."""

    def test_de_um_plano_novo_nao_ha(self, guarda: Guarda) -> None:
        com_trabalhos(guarda, {"id_plano_trabalho": "outro"})
        assert do_plano_de_trabalho(guarda).periodos_guardados == ()

    def test_vem_na_ordem_do_envio_tambem_os_repetidos(self, guarda: Guarda) -> None:
        avaliacoes = [
            builders.avaliacao(
                id_periodo_avaliativo=id_, data_inicio_periodo_avaliativo=dia, data_fim_periodo_avaliativo=dia
            )
            for id_, dia in (("p9", "2024-01-30"), ("p1", "2024-01-20"), ("p9", "2024-01-25"))
        ]
        com_trabalhos(guarda, {"avaliacoes_registros_execucao": avaliacoes})
        assert do_plano_de_trabalho(guarda).periodos_guardados == ("p9", "p1", "p9")

    @OUTRAS
    def test_os_de_outra_unidade_nao_vem(self, guarda: Guarda, unidade: dict[str, Any]) -> None:
        com_trabalhos(guarda, unidade)
        assert do_plano_de_trabalho(guarda).periodos_guardados == ()


class TestQuandoOConflitoChegou:
    """Do plano com que se colide se diz quando chegou pela última vez."""

    def recebidos(self, guarda: Guarda) -> list[datetime | None]:
        outro = um_plano_de_trabalho(id_plano_trabalho="pt2")
        conflitos = guarda.ler(lambda c: fatos(c, plano_trabalho.STORE, outro)).conflitos
        return [conflito.recebido_em for conflito in conflitos]

    def test_o_instante_da_guarda_com_fuso(self, guarda: Guarda) -> None:
        com_trabalhos(guarda, {})
        assert self.recebidos(guarda) == [AGORA]

    def test_depois_de_substituido_o_da_substituicao(self, guarda: Guarda) -> None:
        def duas_vezes(connection: Connection) -> None:
            guardar_trabalho(connection, um_plano_de_trabalho(), AGORA)
            guardar_trabalho(connection, um_plano_de_trabalho(), DEPOIS)

        guarda.escrever(duas_vezes)
        assert self.recebidos(guarda) == [DEPOIS]

    def test_a_fracao_de_segundo_nao_se_perde(self, guarda: Guarda) -> None:
        instante = datetime(2025, 7, 1, 12, 0, 0, 123_456, tzinfo=UTC)
        guarda.escrever(partial(guardar_trabalho, documento=um_plano_de_trabalho(), agora=instante))
        assert self.recebidos(guarda) == [instante]
