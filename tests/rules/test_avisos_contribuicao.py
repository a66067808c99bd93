"""O que se avisa das contribuições de um plano de trabalho, e o que passa sem aviso."""

from typing import Any

import pytest

from app.contract.plano_trabalho import PlanoTrabalho
from app.rules.avisos.plano_trabalho import AVISOS
from app.rules.facts import FactsPlanoTrabalho
from app.rules.rule import Place
from tests.builders import Documento, contribuicao, plano_trabalho
from tests.rules.avisado import avisos, lugares
from tests.rules.julgamento import AGORA, aceito

NADA_GUARDADO = FactsPlanoTrabalho(now=AGORA, exists=False, conflitos=(), participantes=(), citadas={})


def avisa(*contribuicoes: Documento, status: int = 3) -> list[tuple[str, str]]:
    return avisos(AVISOS, _plano(contribuicoes, status), NADA_GUARDADO)


def onde(*contribuicoes: Documento, status: int = 3) -> list[tuple[str, tuple[Place, ...]]]:
    return lugares(AVISOS, _plano(contribuicoes, status), NADA_GUARDADO)


def _plano(contribuicoes: tuple[Documento, ...], status: int) -> PlanoTrabalho:
    return aceito(PlanoTrabalho, plano_trabalho(status=status, contribuicoes=list(contribuicoes)))


def parte(numero: int, percentual: int, **mudancas: Any) -> Documento:
    """A contribuição deste número, com este percentual."""
    return contribuicao(id_contribuicao=f"c{numero}", percentual_contribuicao=percentual, **mudancas)


def de_outra(id_plano_entregas: str | None, id_entrega: str | None, **mudancas: Any) -> Documento:
    """Uma contribuição para entrega de outra unidade."""
    return contribuicao(tipo_contribuicao=3, id_plano_entregas=id_plano_entregas, id_entrega=id_entrega, **mudancas)


class TestPT26:
    """As contribuições somam 100 % da carga horária disponível (IN 24/2023, art. 19, § 1º)."""

    def test_soma_de_99_e_avisada_e_a_mensagem_diz_quando_e_legitima(self) -> None:
        assert avisa(parte(1, 50), parte(2, 49)) == [
            (
                "PT-26",
                "As contribuições somam 99 %, e a norma pede 100 % da carga horária disponível. Ficar abaixo de 100 % "
                "só cabe a quem usa crédito de horas (IN SEGES-SGPRT/MGI nº 52/2023, art. 18, § 2º): fora disso, "
                "corrija os percentuais.",
            )
        ]

    def test_soma_de_101_e_avisada_e_a_mensagem_diz_quando_e_legitima(self) -> None:
        assert avisa(parte(1, 50), parte(2, 51)) == [
            (
                "PT-26",
                "As contribuições somam 101 %, e a norma pede 100 % da carga horária disponível. Passar de 100 % só "
                "cabe a quem compensa horas (IN SEGES-SGPRT/MGI nº 52/2023, art. 5º): fora disso, corrija os "
                "percentuais.",
            )
        ]

    def test_soma_de_100_nao_e_avisada(self) -> None:
        assert avisa(parte(1, 50), parte(2, 50)) == []

    def test_uma_so_contribuicao_de_100_nao_e_avisada(self) -> None:
        assert avisa(parte(1, 100)) == []

    @pytest.mark.parametrize("contribuicoes", [(), (parte(1, 50),)], ids=["nenhuma", "metade"])
    def test_a_soma_de_um_plano_cancelado_nao_importa(self, contribuicoes: tuple[Documento, ...]) -> None:
        assert avisa(*contribuicoes, status=1) == []

    def test_o_aviso_aponta_a_lista(self) -> None:
        assert onde(parte(1, 99)) == [("PT-26", (("contribuicoes",),))]


class TestPT27:
    """Uma contribuição leva alguma parte da carga horária."""

    def test_percentual_zero_e_avisado(self) -> None:
        assert avisa(parte(1, 100), parte(2, 0)) == [
            (
                "PT-27",
                "A contribuição 2 tem percentual 0, e não leva nada da carga horária. Retire-a do plano, ou diga "
                "quanto do trabalho vai para ela.",
            )
        ]

    def test_percentual_1_nao_e_avisado(self) -> None:
        assert avisa(parte(1, 99), parte(2, 1)) == []

    def test_de_varias_a_mensagem_traz_a_primeira_e_diz_quantas_mais(self) -> None:
        assert avisa(parte(1, 0), parte(2, 100), parte(3, 0), parte(4, 0)) == [
            (
                "PT-27",
                "A contribuição 1 tem percentual 0, e não leva nada da carga horária. O mesmo acontece em mais 2 "
                "lugares. Retire-a do plano, ou diga quanto do trabalho vai para ela.",
            )
        ]

    def test_todas_sao_apontadas(self) -> None:
        assert onde(parte(1, 0), parte(2, 100), parte(3, 0)) == [
            (
                "PT-27",
                (("contribuicoes", 0, "percentual_contribuicao"), ("contribuicoes", 2, "percentual_contribuicao")),
            )
        ]

    def test_os_percentuais_de_um_plano_cancelado_nao_importam(self) -> None:
        assert avisa(parte(1, 0), status=1) == []


class TestPT29:
    """Uma contribuição do tipo 3 cita a entrega pelos dois ids, ou por nenhum."""

    @pytest.mark.parametrize("falta", [None, "", " "])
    def test_so_o_plano_e_avisado(self, falta: str | None) -> None:
        assert avisa(de_outra("pe1", falta)) == [
            (
                "PT-29",
                "A contribuição 1, do tipo 3, traz id_plano_entregas e não traz id_entrega: assim não se sabe que "
                "entrega ela cita. Informe os dois ids, ou envie null nos dois.",
            )
        ]

    @pytest.mark.parametrize("falta", [None, "", " "])
    def test_so_a_entrega_e_avisado(self, falta: str | None) -> None:
        assert avisa(de_outra(falta, "e1")) == [
            (
                "PT-29",
                "A contribuição 1, do tipo 3, traz id_entrega e não traz id_plano_entregas: assim não se sabe que "
                "entrega ela cita. Informe os dois ids, ou envie null nos dois.",
            )
        ]

    def test_os_dois_ids_nao_sao_avisados(self) -> None:
        assert avisa(de_outra("pe1", "e1")) == []

    def test_nenhum_dos_dois_nao_e_avisado(self) -> None:
        assert avisa(de_outra(None, None)) == []

    def test_no_tipo_1_a_metade_tem_outro_aviso(self) -> None:
        assert onde(contribuicao(id_entrega="")) == [("PT-30", (("contribuicoes", 0, "id_entrega"),))]

    def test_de_varias_a_mensagem_traz_a_primeira_e_diz_quantas_mais(self) -> None:
        metades = (
            de_outra("pe1", "e1", id_contribuicao="c1", percentual_contribuicao=50),
            de_outra("pe1", None, id_contribuicao="c2", percentual_contribuicao=25),
            de_outra(None, "e1", id_contribuicao="c3", percentual_contribuicao=25),
        )
        assert avisa(*metades) == [
            (
                "PT-29",
                "A contribuição 2, do tipo 3, traz id_plano_entregas e não traz id_entrega: assim não se sabe que "
                "entrega ela cita. O mesmo acontece em mais um lugar. Informe os dois ids, ou envie null nos dois.",
            )
        ]
        assert onde(*metades) == [
            ("PT-29", (("contribuicoes", 1, "id_entrega"), ("contribuicoes", 2, "id_plano_entregas")))
        ]

    def test_as_referencias_de_um_plano_cancelado_nao_importam(self) -> None:
        assert avisa(de_outra("pe1", None), status=1) == []


class TestPT30:
    """Uma contribuição do tipo 1 não traz ids vazios (IN 24/2023, art. 19, II)."""

    def test_id_da_entrega_vazio_e_avisado(self) -> None:
        assert avisa(contribuicao(id_entrega="")) == [
            (
                "PT-30",
                "A contribuição 1 é do tipo 1 e traz id_entrega vazio: a API central aceita, e ela não fica ligada a "
                "entrega alguma. Preencha-o com o id verdadeiro, ou use o tipo 2.",
            )
        ]

    def test_id_do_plano_vazio_e_apontado(self) -> None:
        assert onde(contribuicao(id_plano_entregas="")) == [("PT-30", (("contribuicoes", 0, "id_plano_entregas"),))]

    def test_de_varios_a_mensagem_traz_o_primeiro_e_diz_quantos_mais(self) -> None:
        vazias = (parte(1, 50), parte(2, 50, id_plano_entregas="", id_entrega=""))
        assert avisa(*vazias) == [
            (
                "PT-30",
                "A contribuição 2 é do tipo 1 e traz id_plano_entregas vazio: a API central aceita, e ela não fica "
                "ligada a entrega alguma. O mesmo acontece em mais um lugar. Preencha-o com o id verdadeiro, ou use o "
                "tipo 2.",
            )
        ]
        assert onde(*vazias) == [
            ("PT-30", (("contribuicoes", 1, "id_plano_entregas"), ("contribuicoes", 1, "id_entrega")))
        ]

    def test_ids_preenchidos_nao_sao_avisados(self) -> None:
        assert avisa(contribuicao(id_plano_entregas="a", id_entrega="b")) == []

    def test_o_tipo_2_sem_ids_nao_e_avisado(self) -> None:
        assert avisa(contribuicao(tipo_contribuicao=2, id_plano_entregas=None, id_entrega=None)) == []

    def test_o_tipo_3_com_ids_vazios_tem_outro_aviso(self) -> None:
        assert [codigo for codigo, _ in onde(de_outra("", ""))] == ["PT-44"]

    def test_as_referencias_de_um_plano_cancelado_nao_importam(self) -> None:
        assert avisa(contribuicao(id_entrega=""), status=1) == []


class TestPT42:
    """Cada contribuição do plano tem o seu id."""

    def test_id_repetido_e_avisado(self) -> None:
        assert avisa(parte(1, 50), parte(1, 50)) == [
            (
                "PT-42",
                "A contribuição 2 repete o id_contribuicao c1, que outra do mesmo plano já usa. Dê a cada contribuição "
                "um id próprio, ou retire a que veio duas vezes.",
            )
        ]

    def test_ids_diferentes_nao_sao_avisados(self) -> None:
        assert avisa(parte(1, 50), parte(2, 50)) == []

    def test_de_varias_a_mensagem_traz_a_primeira_repeticao_e_diz_quantas_mais(self) -> None:
        repetidas = (parte(1, 25), parte(2, 25), parte(2, 25), parte(1, 25))
        assert avisa(*repetidas) == [
            (
                "PT-42",
                "A contribuição 3 repete o id_contribuicao c2, que outra do mesmo plano já usa. O mesmo acontece em "
                "mais um lugar. Dê a cada contribuição um id próprio, ou retire a que veio duas vezes.",
            )
        ]
        assert onde(*repetidas) == [
            ("PT-42", (("contribuicoes", 2, "id_contribuicao"), ("contribuicoes", 3, "id_contribuicao")))
        ]

    def test_no_plano_cancelado_tambem_se_avisa(self) -> None:
        assert [codigo for codigo, _ in avisa(parte(1, 50), parte(1, 50), status=1)] == ["PT-42"]
