"""O que se avisa das avaliações de um plano de trabalho, e o que passa sem aviso."""

from typing import Any

import pytest

from app.contract.plano_trabalho import PlanoTrabalho
from app.rules.avisos.plano_trabalho import AVISOS
from app.rules.facts import FactsPlanoTrabalho
from app.rules.rule import Place
from tests.builders import Documento, avaliacao, plano_trabalho
from tests.rules.avisado import avisos, lugares
from tests.rules.julgamento import AGORA, aceito

NADA_GUARDADO = FactsPlanoTrabalho(now=AGORA, exists=False, conflitos=(), participantes=(), citadas={})


def avisa(*periodos: Documento, **mudancas: Any) -> list[tuple[str, str]]:
    return avisos(AVISOS, _plano(periodos, mudancas), NADA_GUARDADO)


def onde(*periodos: Documento, **mudancas: Any) -> list[tuple[str, tuple[Place, ...]]]:
    return lugares(AVISOS, _plano(periodos, mudancas), NADA_GUARDADO)


def _plano(periodos: tuple[Documento, ...], mudancas: Documento) -> PlanoTrabalho:
    """Um plano de todo o ano de 2024, com estes períodos avaliados."""
    ano = {"data_inicio": "2024-01-01", "data_termino": "2024-12-31"}
    return aceito(PlanoTrabalho, plano_trabalho(**{**ano, "avaliacoes_registros_execucao": list(periodos), **mudancas}))


def periodo(inicio: str, fim: str, avaliado: str, id_: str = "p1") -> Documento:
    """A avaliação de um período."""
    return avaliacao(
        id_periodo_avaliativo=id_,
        data_inicio_periodo_avaliativo=inicio,
        data_fim_periodo_avaliativo=fim,
        data_avaliacao_registros_execucao=avaliado,
    )


JANEIRO = periodo("2024-01-01", "2024-01-31", "2024-02-05", "jan")
FEVEREIRO = periodo("2024-02-01", "2024-02-29", "2024-03-05", "fev")
MARCO = periodo("2024-03-01", "2024-03-31", "2024-04-05", "mar")


class TestPT34:
    """O período é avaliado em até 30 dias do seu fim (IN 24/2023, art. 20, § 1º, e art. 21, § 1º)."""

    def test_avaliacao_31_dias_depois_do_fim_e_avisada(self) -> None:
        assert avisa(periodo("2024-01-01", "2024-01-31", "2024-03-02")) == [
            (
                "PT-34",
                "O período avaliativo p1 terminou em 31/01/2024 e foi avaliado em 02/03/2024, mais de 30 dias depois. "
                "Confira a data; se está certa, nada há a reenviar.",
            )
        ]

    def test_avaliacao_30_dias_depois_do_fim_esta_no_prazo(self) -> None:
        assert avisa(periodo("2024-01-01", "2024-01-31", "2024-03-01")) == []

    def test_de_varias_a_mensagem_traz_a_primeira_e_diz_quantas_mais(self) -> None:
        atrasadas = (
            JANEIRO,
            periodo("2024-02-01", "2024-02-29", "2025-01-01", "fev"),
            periodo("2024-03-01", "2024-03-31", "2025-01-01", "mar"),
            periodo("2024-04-01", "2024-04-30", "2025-01-01", "abr"),
        )
        assert avisa(*atrasadas) == [
            (
                "PT-34",
                "O período avaliativo fev terminou em 29/02/2024 e foi avaliado em 01/01/2025, mais de 30 dias depois. "
                "O mesmo acontece em mais 2 lugares. Confira a data; se está certa, nada há a reenviar.",
            )
        ]
        assert onde(*atrasadas) == [
            (
                "PT-34",
                (
                    ("avaliacoes_registros_execucao", 1, "data_avaliacao_registros_execucao"),
                    ("avaliacoes_registros_execucao", 2, "data_avaliacao_registros_execucao"),
                    ("avaliacoes_registros_execucao", 3, "data_avaliacao_registros_execucao"),
                ),
            )
        ]

    def test_o_atraso_num_plano_cancelado_nao_importa(self) -> None:
        assert avisa(periodo("2024-01-01", "2024-01-31", "2024-03-02"), status=1) == []

    def test_plano_sem_avaliacoes_nao_e_avisado(self) -> None:
        assert avisa() == []

    def test_avaliacoes_nulas_contam_como_nenhuma(self) -> None:
        assert avisa(avaliacoes_registros_execucao=None) == []


class TestPT35:
    """Um período avaliativo dura um mês, no máximo (IN 24/2023, art. 20, § 1º, II)."""

    def test_periodo_que_chega_ao_mesmo_dia_do_mes_seguinte_e_avisado(self) -> None:
        assert avisa(periodo("2024-01-15", "2024-02-15", "2024-02-20")) == [
            (
                "PT-35",
                "O período avaliativo p1 vai de 15/01/2024 a 15/02/2024, mais de um mês. Divida-o em períodos de um "
                "mês, no máximo.",
            )
        ]

    @pytest.mark.parametrize(
        ("inicio", "fim", "avaliado"),
        [
            ("2024-01-15", "2024-02-14", "2024-02-20"),
            ("2024-01-01", "2024-01-31", "2024-02-05"),
            ("2024-01-31", "2024-02-29", "2024-03-05"),
            ("2024-01-30", "2024-02-29", "2024-03-05"),
            ("2024-01-29", "2024-02-28", "2024-03-05"),
            ("2024-03-31", "2024-04-30", "2024-05-05"),
            ("2024-03-10", "2024-03-10", "2024-03-20"),
        ],
    )
    def test_periodo_de_um_mes_nao_e_avisado(self, inicio: str, fim: str, avaliado: str) -> None:
        assert avisa(periodo(inicio, fim, avaliado)) == []

    @pytest.mark.parametrize(
        ("inicio", "fim", "avaliado"),
        [
            ("2024-01-01", "2024-02-01", "2024-02-05"),
            ("2024-01-29", "2024-02-29", "2024-03-05"),
            ("2024-01-31", "2024-03-01", "2024-03-05"),
            ("2024-01-31", "2024-03-15", "2024-03-20"),
            ("2024-03-31", "2024-05-01", "2024-05-05"),
        ],
    )
    def test_periodo_de_um_mes_e_um_dia_ou_mais_e_avisado(self, inicio: str, fim: str, avaliado: str) -> None:
        assert [codigo for codigo, _ in avisa(periodo(inicio, fim, avaliado))] == ["PT-35"]

    @pytest.mark.parametrize(
        ("fim", "codigos"), [("2025-02-28", []), ("2025-03-01", ["PT-35"])], ids=["ultimo-dia", "dia-seguinte"]
    )
    def test_fevereiro_de_28_dias_encurta_o_mes_contado_de_31_de_janeiro(self, fim: str, codigos: list[str]) -> None:
        avisados = avisa(periodo("2025-01-31", fim, "2025-03-05"), data_inicio="2025-01-01", data_termino="2025-12-31")
        assert [codigo for codigo, _ in avisados] == codigos

    @pytest.mark.parametrize(
        ("fim", "codigos"), [("2025-01-14", []), ("2025-01-15", ["PT-35"])], ids=["vespera", "mesmo-dia"]
    )
    def test_o_mes_atravessa_o_ano(self, fim: str, codigos: list[str]) -> None:
        avisados = avisa(periodo("2024-12-15", fim, "2025-01-20"), data_inicio="2024-12-01", data_termino="2025-06-30")
        assert [codigo for codigo, _ in avisados] == codigos

    def test_periodo_de_um_ano_e_um_dia_e_avisado(self) -> None:
        avisados = avisa(
            periodo("2024-01-15", "2025-01-15", "2025-01-20"), data_inicio="2024-01-15", data_termino="2025-01-15"
        )
        assert [codigo for codigo, _ in avisados] == ["PT-35"]

    def test_de_varios_a_mensagem_traz_o_primeiro_e_diz_quantos_mais(self) -> None:
        longos = (
            JANEIRO,
            periodo("2024-02-01", "2024-03-31", "2024-04-05", "p2"),
            periodo("2024-04-01", "2024-05-31", "2024-06-05", "p3"),
        )
        assert avisa(*longos) == [
            (
                "PT-35",
                "O período avaliativo p2 vai de 01/02/2024 a 31/03/2024, mais de um mês. O mesmo acontece em mais um "
                "lugar. Divida-o em períodos de um mês, no máximo.",
            )
        ]
        assert onde(*longos) == [
            (
                "PT-35",
                (
                    ("avaliacoes_registros_execucao", 1, "data_fim_periodo_avaliativo"),
                    ("avaliacoes_registros_execucao", 2, "data_fim_periodo_avaliativo"),
                ),
            )
        ]

    def test_os_periodos_de_um_plano_cancelado_nao_importam(self) -> None:
        assert avisa(periodo("2024-01-15", "2024-02-15", "2024-02-20"), status=1) == []


class TestPT36:
    """Um período avaliativo não termina depois do plano (IN 24/2023, art. 20)."""

    def test_periodo_que_termina_no_dia_seguinte_ao_plano_e_avisado(self) -> None:
        assert avisa(JANEIRO, data_termino="2024-01-30") == [
            (
                "PT-36",
                "O período avaliativo jan termina em 31/01/2024, depois do plano, que termina em 30/01/2024. Corrija "
                "uma das datas.",
            )
        ]

    def test_periodo_que_termina_com_o_plano_nao_e_avisado(self) -> None:
        assert avisa(JANEIRO, data_termino="2024-01-31") == []

    def test_de_varios_a_mensagem_traz_o_primeiro_e_diz_quantos_mais(self) -> None:
        assert avisa(JANEIRO, FEVEREIRO, MARCO, data_termino="2024-02-28") == [
            (
                "PT-36",
                "O período avaliativo fev termina em 29/02/2024, depois do plano, que termina em 28/02/2024. O mesmo "
                "acontece em mais um lugar. Corrija uma das datas.",
            )
        ]
        assert onde(JANEIRO, FEVEREIRO, MARCO, data_termino="2024-02-28") == [
            (
                "PT-36",
                (
                    ("avaliacoes_registros_execucao", 1, "data_fim_periodo_avaliativo"),
                    ("avaliacoes_registros_execucao", 2, "data_fim_periodo_avaliativo"),
                ),
            )
        ]

    def test_os_periodos_de_um_plano_cancelado_nao_importam(self) -> None:
        assert avisa(JANEIRO, data_termino="2024-01-30", status=1) == []


class TestPT37:
    """Um período se avalia depois de terminado (IN 24/2023, art. 21)."""

    def test_avaliacao_na_vespera_do_fim_e_avisada(self) -> None:
        assert avisa(periodo("2024-01-01", "2024-01-31", "2024-01-30")) == [
            (
                "PT-37",
                "O período avaliativo p1 foi avaliado em 30/01/2024, antes de terminar em 31/01/2024. Confira as duas "
                "datas.",
            )
        ]

    def test_avaliacao_no_dia_do_fim_nao_e_avisada(self) -> None:
        assert avisa(periodo("2024-01-01", "2024-01-31", "2024-01-31")) == []

    def test_de_varias_a_mensagem_traz_a_primeira_e_diz_quantas_mais(self) -> None:
        adiantadas = (
            JANEIRO,
            periodo("2024-02-01", "2024-02-29", "2024-02-28", "fev"),
            periodo("2024-03-01", "2024-03-31", "2024-03-30", "mar"),
        )
        assert avisa(*adiantadas) == [
            (
                "PT-37",
                "O período avaliativo fev foi avaliado em 28/02/2024, antes de terminar em 29/02/2024. O mesmo "
                "acontece em mais um lugar. Confira as duas datas.",
            )
        ]
        assert onde(*adiantadas) == [
            (
                "PT-37",
                (
                    ("avaliacoes_registros_execucao", 1, "data_avaliacao_registros_execucao"),
                    ("avaliacoes_registros_execucao", 2, "data_avaliacao_registros_execucao"),
                ),
            )
        ]

    def test_as_avaliacoes_de_um_plano_cancelado_nao_importam(self) -> None:
        assert avisa(periodo("2024-01-01", "2024-01-31", "2024-01-30"), status=1) == []


class TestPT43:
    """Cada período avaliado do plano tem o seu id."""

    def test_id_repetido_e_avisado(self) -> None:
        assert avisa(JANEIRO, {**FEVEREIRO, "id_periodo_avaliativo": "jan"}) == [
            (
                "PT-43",
                "A avaliação 2 repete o id_periodo_avaliativo jan, que outra do mesmo plano já usa. Dê a cada período "
                "um id próprio, ou retire a avaliação que veio duas vezes.",
            )
        ]

    def test_ids_diferentes_nao_sao_avisados(self) -> None:
        assert avisa(JANEIRO, FEVEREIRO, MARCO) == []

    def test_de_varias_a_mensagem_traz_a_primeira_repeticao_e_diz_quantas_mais(self) -> None:
        repetidas = (
            FEVEREIRO,
            {**JANEIRO, "id_periodo_avaliativo": "x"},
            {**MARCO, "id_periodo_avaliativo": "x"},
            periodo("2024-04-01", "2024-04-30", "2024-05-05", "fev"),
        )
        assert avisa(*repetidas) == [
            (
                "PT-43",
                "A avaliação 3 repete o id_periodo_avaliativo x, que outra do mesmo plano já usa. O mesmo acontece em "
                "mais um lugar. Dê a cada período um id próprio, ou retire a avaliação que veio duas vezes.",
            )
        ]
        assert onde(*repetidas) == [
            (
                "PT-43",
                (
                    ("avaliacoes_registros_execucao", 2, "id_periodo_avaliativo"),
                    ("avaliacoes_registros_execucao", 3, "id_periodo_avaliativo"),
                ),
            )
        ]

    def test_no_plano_cancelado_tambem_se_avisa(self) -> None:
        avisados = avisa(JANEIRO, {**FEVEREIRO, "id_periodo_avaliativo": "jan"}, status=1)
        assert [codigo for codigo, _ in avisados] == ["PT-43"]
