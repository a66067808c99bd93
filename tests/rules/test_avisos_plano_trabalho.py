"""O que se avisa de um plano de trabalho e do participante dele, e o que passa sem aviso."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.contract.plano_trabalho import PlanoTrabalho
from app.rules.avisos.plano_trabalho import AVISOS
from app.rules.facts import FactsPlanoTrabalho, ParticipanteGuardado
from app.rules.rule import Place
from tests.builders import CPF, Documento, avaliacao, contribuicao, plano_trabalho
from tests.rules.avisado import avisos, lugares, quantas
from tests.rules.julgamento import AGORA, aceito

OUTRO_CPF = "11144477735"
PARTICIPANTE = ParticipanteGuardado(101, CPF, 1, 2, date(2024, 1, 2))
NADA_GUARDADO = FactsPlanoTrabalho(now=AGORA, exists=False, conflitos=(), participantes=(), citadas={})
JA_GUARDADO = replace(NADA_GUARDADO, exists=True)


def com_participante(*outros: ParticipanteGuardado, **mudancas: Any) -> FactsPlanoTrabalho:
    """O participante do plano, lotado em 101, guardado depois destes outros registros da matrícula."""
    return replace(NADA_GUARDADO, participantes=(*outros, replace(PARTICIPANTE, **mudancas)))


def com_periodos(*ids: str) -> FactsPlanoTrabalho:
    """O plano guardado com avaliações destes períodos."""
    return replace(JA_GUARDADO, periodos_guardados=ids)


def avisa(fatos: FactsPlanoTrabalho = NADA_GUARDADO, /, **mudancas: Any) -> list[tuple[str, str]]:
    return avisos(AVISOS, aceito(PlanoTrabalho, plano_trabalho(**mudancas)), fatos)


def codigos(fatos: FactsPlanoTrabalho = NADA_GUARDADO, /, **mudancas: Any) -> list[str]:
    return [codigo for codigo, _ in avisa(fatos, **mudancas)]


def onde(fatos: FactsPlanoTrabalho = NADA_GUARDADO, /, **mudancas: Any) -> list[tuple[str, tuple[Place, ...]]]:
    return lugares(AVISOS, aceito(PlanoTrabalho, plano_trabalho(**mudancas)), fatos)


def de_ate(inicio: str, termino: str, **mudancas: Any) -> Documento:
    """Um plano com este período, sem avaliações."""
    return {"data_inicio": inicio, "data_termino": termino, "avaliacoes_registros_execucao": [], **mudancas}


def com_citacao(id_plano_entregas: str | None, id_entrega: str | None) -> Documento:
    """Um plano com uma contribuição do tipo 3, que cita por estes ids."""
    citando = contribuicao(tipo_contribuicao=3, id_plano_entregas=id_plano_entregas, id_entrega=id_entrega)
    return {"contribuicoes": [citando]}


class TestPT25:
    """Só é obrigatório enviar um plano de trabalho em execução ou concluído."""

    def test_plano_aprovado_e_avisado(self) -> None:
        assert avisa(status=2) == [
            (
                "PT-25",
                "O plano está com status 2 (aprovado), e nesse status o envio não é obrigatório: é nos status 3 (em "
                "execução) e 4 (concluído). Reenvie-o quando começar a ser executado.",
            )
        ]

    @pytest.mark.parametrize("status", [1, 3, 4])
    def test_nos_outros_status_nao_ha_aviso(self, status: int) -> None:
        assert avisa(status=status) == []


class TestPT33:
    """O plano de trabalho não começa antes da assinatura do TCR."""

    def test_inicio_na_vespera_da_assinatura_e_avisado(self) -> None:
        assert avisa(com_participante(data_assinatura_tcr=date(2024, 1, 16))) == [
            (
                "PT-33",
                "O plano começa em 15/01/2024, e o participante assinou o TCR em 16/01/2024. Confira as duas datas: o "
                "trabalho no programa começa na data da assinatura, ou depois dela.",
            )
        ]

    def test_inicio_no_dia_da_assinatura_nao_e_avisado(self) -> None:
        assert avisa(com_participante(data_assinatura_tcr=date(2024, 1, 15))) == []

    def test_vale_o_registro_da_lotacao_do_plano(self) -> None:
        outro = ParticipanteGuardado(100, CPF, 1, 2, date(2024, 1, 16))
        assert avisa(com_participante(outro)) == []

    def test_o_registro_certo_e_achado_entre_outros(self) -> None:
        outro = ParticipanteGuardado(100, CPF, 1, 2, date(2024, 1, 2))
        assert codigos(com_participante(outro, data_assinatura_tcr=date(2024, 1, 16))) == ["PT-33"]

    def test_o_inicio_de_um_plano_cancelado_nao_importa(self) -> None:
        assert avisa(com_participante(data_assinatura_tcr=date(2024, 1, 16)), status=1) == []


class TestPT38:
    """O CPF do plano é o do participante guardado com a mesma matrícula e lotação."""

    def test_cpf_diferente_e_avisado(self) -> None:
        assert avisa(com_participante(cpf=OUTRO_CPF)) == [
            (
                "PT-38",
                "O plano traz o CPF 52998224725, e o participante com essa matrícula na lotação 101 está guardado com "
                "o CPF 11144477735. Veja qual é o certo e reenvie o documento que traz o outro.",
            )
        ]

    def test_o_mesmo_cpf_nao_e_avisado(self) -> None:
        assert avisa(com_participante()) == []

    def test_o_cpf_guardado_em_outra_lotacao_nao_importa(self) -> None:
        assert avisa(com_participante(replace(PARTICIPANTE, cod_unidade_lotacao=100, cpf=OUTRO_CPF))) == []

    def test_sem_participante_guardado_nao_ha_aviso_porque_ha_recusa(self) -> None:
        assert avisa(cpf_participante=OUTRO_CPF) == []

    def test_no_plano_cancelado_tambem_se_avisa(self) -> None:
        assert codigos(com_participante(cpf=OUTRO_CPF), status=1) == ["PT-38"]


class TestPT39:
    """Um participante inativo não tem plano aprovado nem em execução (IN 24/2023, art. 27)."""

    def test_plano_de_participante_inativo_e_avisado(self) -> None:
        assert avisa(com_participante(situacao=0)) == [
            (
                "PT-39",
                "O participante de matrícula 1234567 está inativo na lotação 101, e o plano está com status 3. Se ele "
                "deixou o programa, envie o plano concluído (status 4) ou cancelado (status 1); se não, reenvie o "
                "participante como ativo.",
            )
        ]

    def test_plano_aprovado_de_participante_inativo_e_avisado(self) -> None:
        assert codigos(com_participante(situacao=0), status=2) == ["PT-25", "PT-39"]

    @pytest.mark.parametrize("status", [1, 4])
    def test_quem_saiu_ainda_tem_o_plano_cancelado_ou_concluido(self, status: int) -> None:
        assert avisa(com_participante(situacao=0), status=status) == []

    def test_plano_de_participante_ativo_nao_e_avisado(self) -> None:
        assert avisa(com_participante(situacao=1)) == []

    def test_o_registro_inativo_em_outra_lotacao_nao_importa(self) -> None:
        assert avisa(com_participante(replace(PARTICIPANTE, cod_unidade_lotacao=100, situacao=0))) == []


class TestPT41:
    """A matrícula do plano não tem os sete algarismos iguais."""

    @pytest.mark.parametrize("matricula", ["0000000", "1111111", "9999999"])
    def test_algarismos_iguais_sao_avisados(self, matricula: str) -> None:
        assert avisa(matricula_siape=matricula) == [
            (
                "PT-41",
                f"A matrícula {matricula} tem todos os algarismos iguais, e não é de ninguém. Confira no SIAPE a do "
                "participante.",
            )
        ]

    @pytest.mark.parametrize("matricula", ["1111112", "2111111"])
    def test_um_algarismo_diferente_basta(self, matricula: str) -> None:
        assert avisa(matricula_siape=matricula) == []

    def test_o_aviso_aponta_a_matricula(self) -> None:
        assert onde(matricula_siape="1111111") == [("PT-41", (("matricula_siape",),))]


class TestPT44:
    """Nenhum identificador do plano de trabalho vem vazio."""

    def test_id_da_contribuicao_vazio_e_avisado(self) -> None:
        assert avisa(contribuicoes=[contribuicao(id_contribuicao="")]) == [
            (
                "PT-44",
                "O campo id_contribuicao da contribuição 1 veio vazio, ou só com espaços. A API central aceita, e "
                "depois ninguém sabe o que ele nomeia: preencha-o.",
            )
        ]

    def test_id_do_periodo_vazio_e_avisado(self) -> None:
        assert avisa(avaliacoes_registros_execucao=[avaliacao(id_periodo_avaliativo=" ")]) == [
            (
                "PT-44",
                "O campo id_periodo_avaliativo da avaliação 1 veio vazio, ou só com espaços. A API central aceita, e "
                "depois ninguém sabe o que ele nomeia: preencha-o.",
            )
        ]

    def test_id_do_plano_vazio_e_avisado(self) -> None:
        assert avisa(id_plano_trabalho="") == [
            (
                "PT-44",
                "O campo id_plano_trabalho do plano veio vazio, ou só com espaços. A API central aceita, e depois "
                "ninguém sabe o que ele nomeia: preencha-o.",
            )
        ]

    @pytest.mark.parametrize(
        ("id_plano_entregas", "id_entrega", "campos"),
        [
            ("", None, ["id_plano_entregas"]),
            (None, " ", ["id_entrega"]),
            ("", "", ["id_plano_entregas", "id_entrega"]),
        ],
    )
    def test_referencia_do_tipo_3_com_textos_vazios_e_apontada(
        self, id_plano_entregas: str | None, id_entrega: str | None, campos: list[str]
    ) -> None:
        apontados = tuple(("contribuicoes", 0, campo) for campo in campos)
        assert onde(**com_citacao(id_plano_entregas, id_entrega)) == [("PT-44", apontados)]

    def test_referencia_do_tipo_3_sem_nada_nao_e_avisada(self) -> None:
        assert avisa(**com_citacao(None, None)) == []

    def test_metade_da_referencia_do_tipo_3_tem_outro_aviso(self) -> None:
        assert codigos(**com_citacao("pe1", "")) == ["PT-29"]

    def test_referencia_vazia_do_tipo_1_tem_outro_aviso(self) -> None:
        assert codigos(contribuicoes=[contribuicao(id_plano_entregas="", id_entrega="")]) == ["PT-30"]

    def test_todos_sao_apontados(self) -> None:
        citacao = contribuicao(id_contribuicao="", tipo_contribuicao=3, id_plano_entregas="", id_entrega=None)
        mudancas = {"id_plano_trabalho": "", "contribuicoes": [citacao]}
        assert onde(**mudancas, avaliacoes_registros_execucao=[avaliacao(id_periodo_avaliativo="")]) == [
            (
                "PT-44",
                (
                    ("id_plano_trabalho",),
                    ("contribuicoes", 0, "id_contribuicao"),
                    ("avaliacoes_registros_execucao", 0, "id_periodo_avaliativo"),
                    ("contribuicoes", 0, "id_plano_entregas"),
                ),
            )
        ]


class TestPT45:
    """Os identificadores do plano de trabalho só têm letras sem acento, algarismos, hífen e sublinhado."""

    def test_id_do_plano_com_espaco_e_avisado(self) -> None:
        assert avisa(id_plano_trabalho="plano 1") == [
            (
                "PT-45",
                "O id_plano_trabalho do plano (plano 1) tem caracteres que convém evitar: espaço. Há programas "
                "intermediários que os mudam ou recusam, e no caminho de um pedido eles precisam ser codificados: use "
                "só letras sem acento, algarismos, hífen e sublinhado, como num UUID.",
            )
        ]

    def test_os_ids_das_contribuicoes_e_dos_periodos_sao_olhados(self) -> None:
        assert onde(
            contribuicoes=[contribuicao(id_contribuicao="c.1")],
            avaliacoes_registros_execucao=[avaliacao(id_periodo_avaliativo="jan/2024")],
        ) == [
            (
                "PT-45",
                (
                    ("contribuicoes", 0, "id_contribuicao"),
                    ("avaliacoes_registros_execucao", 0, "id_periodo_avaliativo"),
                ),
            )
        ]

    def test_letras_algarismos_hifen_e_sublinhado_nao_sao_avisados(self) -> None:
        assert avisa(id_plano_trabalho="Plano_1-a") == []

    def test_os_ids_citados_se_avisam_no_plano_de_entregas(self) -> None:
        assert avisa(**com_citacao("pe 1", "e.1")) == []


class TestPT46:
    """As datas do plano de trabalho ficam entre os anos 2000 e 2100."""

    def test_ano_2101_e_avisado(self) -> None:
        assert avisa(**de_ate("2100-06-01", "2101-01-01")) == [
            (
                "PT-46",
                "O campo data_termino do plano traz o dia 01/01/2101, e um ano antes de 2000 ou depois de 2100 costuma "
                "ser engano. Confira a data.",
            )
        ]

    def test_o_ultimo_dia_de_2100_nao_e_avisado(self) -> None:
        assert avisa(**de_ate("2100-06-01", "2100-12-31")) == []

    def test_as_datas_do_plano_e_as_do_periodo_sao_olhadas(self) -> None:
        anos_mais_tarde = AGORA.replace(year=2102)
        distante = avaliacao(
            data_inicio_periodo_avaliativo="2101-01-01",
            data_fim_periodo_avaliativo="2101-01-31",
            data_avaliacao_registros_execucao="2101-02-05",
        )
        documento = plano_trabalho(
            data_inicio="2101-01-01", data_termino="2101-01-31", avaliacoes_registros_execucao=[distante]
        )
        plano = aceito(PlanoTrabalho, documento, anos_mais_tarde)
        assert lugares(AVISOS, plano, replace(NADA_GUARDADO, now=anos_mais_tarde)) == [
            (
                "PT-46",
                (
                    ("data_inicio",),
                    ("data_termino",),
                    ("avaliacoes_registros_execucao", 0, "data_inicio_periodo_avaliativo"),
                    ("avaliacoes_registros_execucao", 0, "data_fim_periodo_avaliativo"),
                    ("avaliacoes_registros_execucao", 0, "data_avaliacao_registros_execucao"),
                ),
            )
        ]


class TestPT47:
    """Um plano de trabalho antigo, reenviado, também devia caber em um ano."""

    def test_reenvio_de_mais_de_um_ano_e_avisado(self) -> None:
        assert avisa(JA_GUARDADO, **de_ate("2025-05-31", "2026-06-01")) == [
            (
                "PT-47",
                "O plano dura 366 dias, e neste período o limite de um ano é de 365 dias. Só escapa da recusa porque "
                "já estava guardado e começou até 31/05/2025: um plano novo assim é recusado.",
            )
        ]

    def test_reenvio_de_um_ano_nao_e_avisado(self) -> None:
        assert avisa(JA_GUARDADO, **de_ate("2025-05-31", "2026-05-31")) == []

    def test_plano_novo_nao_e_avisado_porque_e_recusado(self) -> None:
        assert avisa(**de_ate("2025-05-31", "2026-06-01")) == []

    def test_cancelar_um_plano_longo_nao_e_avisado(self) -> None:
        assert avisa(JA_GUARDADO, **de_ate("2025-05-31", "2026-06-01", status=1)) == []


class TestPT48:
    """Um plano de trabalho de um ano justo que termina em março de ano bissexto é recusado, e se diz por quê."""

    def test_aniversario_em_marco_de_ano_bissexto_e_avisado(self) -> None:
        assert avisa(**de_ate("2027-03-15", "2028-03-15")) == [
            (
                "PT-48",
                "O plano vai de 15/03/2027 ao mesmo dia do ano seguinte, 15/03/2028, e em qualquer outro ano seria "
                "aceito. A API central não conta o dia 29 de fevereiro quando o plano termina em março, e recusa o que "
                "passa de 365 dias: termine-o em 14/03/2028.",
            )
        ]

    @pytest.mark.parametrize("termino", ["2028-03-14", "2028-03-16"])
    def test_outro_dia_de_marco_nao_e_avisado(self, termino: str) -> None:
        assert avisa(**de_ate("2027-03-15", termino)) == []

    def test_aniversario_em_abril_de_ano_bissexto_nao_e_avisado(self) -> None:
        assert avisa(**de_ate("2027-04-15", "2028-04-15")) == []


class TestPT49:
    """Um plano de trabalho não se reenvia sem as avaliações que estavam guardadas."""

    def test_avaliacao_guardada_que_falta_e_avisada(self) -> None:
        assert avisa(com_periodos("p0", "p1")) == [
            (
                "PT-49",
                "O plano veio sem a avaliação do período p0, que está guardada: o envio substitui o documento inteiro "
                "e a apaga. Se não era o que você queria, reenvie o plano com todas as avaliações.",
            )
        ]

    def test_avaliacoes_guardadas_que_voltam_nao_sao_avisadas(self) -> None:
        assert avisa(com_periodos("p1")) == []

    def test_plano_sem_avaliacoes_guardadas_nao_e_avisado(self) -> None:
        assert avisa(JA_GUARDADO) == []

    def test_de_varias_a_mensagem_traz_a_primeira_e_diz_quantos_periodos_sao(self) -> None:
        assert avisa(com_periodos("p3", "p1", "p2", "p3")) == [
            (
                "PT-49",
                "O plano veio sem a avaliação do período p3, que está guardada: o envio substitui o documento inteiro "
                "e a apaga. Ao todo são 2 os períodos assim. Se não era o que você queria, reenvie o plano com todas "
                "as avaliações.",
            )
        ]

    def test_a_evidencia_conta_os_periodos_e_nao_as_avaliacoes(self) -> None:
        plano = aceito(PlanoTrabalho, plano_trabalho())
        assert quantas(AVISOS, plano, com_periodos("p3", "p1", "p2", "p3")) == [("PT-49", 2)]

    @pytest.mark.parametrize("avaliacoes", [[], None])
    def test_sem_nenhuma_avaliacao_todas_se_apagam(self, avaliacoes: list[Documento] | None) -> None:
        assert codigos(com_periodos("p1"), avaliacoes_registros_execucao=avaliacoes) == ["PT-49"]

    def test_o_cancelamento_tambem_apaga(self) -> None:
        assert codigos(com_periodos("p0", "p1"), status=1) == ["PT-49"]
