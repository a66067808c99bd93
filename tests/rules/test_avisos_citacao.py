"""O que se avisa das entregas que um plano de trabalho cita, e o que passa sem aviso."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.contract.plano_trabalho import PlanoTrabalho
from app.rules.avisos.plano_trabalho import AVISOS
from app.rules.facts import EntregaCitada, FactsPlanoTrabalho, PlanoGuardado
from app.rules.rule import Place
from tests.builders import Documento, contribuicao, plano_trabalho
from tests.rules.avisado import avisos, lugares, quantas
from tests.rules.julgamento import AGORA, aceito

NADA_GUARDADO = FactsPlanoTrabalho(now=AGORA, exists=False, conflitos=(), participantes=(), citadas={})
PE1 = PlanoGuardado("pe1", date(2024, 1, 1), date(2024, 6, 30), 3)
PE2 = replace(PE1, id="pe2")


def guardadas(**entregas: EntregaCitada) -> FactsPlanoTrabalho:
    """O que está guardado das entregas citadas, pelo id de cada uma."""
    citadas = {(citada.plano.id, id_entrega): citada for id_entrega, citada in entregas.items()}
    return replace(NADA_GUARDADO, citadas=citadas)


def avisa(fatos: FactsPlanoTrabalho, **mudancas: Any) -> list[tuple[str, str]]:
    return avisos(AVISOS, _plano(mudancas), fatos)


def onde(fatos: FactsPlanoTrabalho, **mudancas: Any) -> list[tuple[str, tuple[Place, ...]]]:
    return lugares(AVISOS, _plano(mudancas), fatos)


def _plano(mudancas: Documento) -> PlanoTrabalho:
    """O plano dos testes, de 15/01/2024 a 30/06/2024, que cita a entrega e1 do plano pe1."""
    return aceito(PlanoTrabalho, plano_trabalho(**{"avaliacoes_registros_execucao": [], **mudancas}))


def citando(*ids: tuple[str, str], tipo: int = 1) -> list[Documento]:
    """Quatro contribuições no máximo, uma por par de ids (plano, entrega), que somam 100."""
    percentuais = {1: [100], 2: [50, 50], 3: [50, 25, 25], 4: [25, 25, 25, 25]}[len(ids)]
    return [
        contribuicao(
            id_contribuicao=f"c{numero}",
            tipo_contribuicao=tipo,
            percentual_contribuicao=percentual,
            id_plano_entregas=id_plano_entregas,
            id_entrega=id_entrega,
        )
        for numero, ((id_plano_entregas, id_entrega), percentual) in enumerate(zip(ids, percentuais, strict=True))
    ]


class TestPT28:
    """A contribuição do tipo 3 não cita uma entrega que falta num plano de entregas guardado (IN 24, art. 19, II)."""

    def test_entrega_que_nao_esta_no_plano_guardado_e_avisada(self) -> None:
        fatos = guardadas(e9=EntregaCitada(PE1, cancelada=None))
        assert avisa(fatos, contribuicoes=citando(("pe1", "e9"), tipo=3)) == [
            (
                "PT-28",
                "A contribuição 1, do tipo 3, cita a entrega e9, que não está no plano de entregas pe1 guardado nesta "
                "autorizadora. Confira os ids, ou reenvie o plano de entregas com ela.",
            )
        ]

    def test_entrega_que_esta_no_plano_guardado_nao_e_avisada(self) -> None:
        fatos = guardadas(e1=EntregaCitada(PE1, cancelada=False))
        assert avisa(fatos, contribuicoes=citando(("pe1", "e1"), tipo=3)) == []

    def test_plano_que_nao_esta_guardado_pode_ser_de_outra_autorizadora(self) -> None:
        assert avisa(NADA_GUARDADO, contribuicoes=citando(("pe9", "e9"), tipo=3)) == []

    def test_com_outro_plano_guardado_o_que_nao_esta_continua_sem_aviso(self) -> None:
        fatos = guardadas(e1=EntregaCitada(PE1, cancelada=False))
        assert avisa(fatos, contribuicoes=citando(("pe1", "e1"), ("pe9", "e9"), tipo=3)) == []

    def test_o_tipo_1_nao_e_avisado_porque_e_recusado(self) -> None:
        fatos = guardadas(e9=EntregaCitada(PE1, cancelada=None))
        assert avisa(fatos, contribuicoes=citando(("pe1", "e9"))) == []

    def test_de_varias_a_mensagem_traz_a_primeira_e_diz_quantas_mais(self) -> None:
        falta = EntregaCitada(PE1, cancelada=None)
        fatos = guardadas(e1=EntregaCitada(PE1, cancelada=False), e8=falta, e9=falta)
        contribuicoes = citando(("pe1", "e1"), ("pe1", "e8"), ("pe1", "e9"), tipo=3)
        assert avisa(fatos, contribuicoes=contribuicoes) == [
            (
                "PT-28",
                "A contribuição 2, do tipo 3, cita a entrega e8, que não está no plano de entregas pe1 guardado nesta "
                "autorizadora. O mesmo acontece em mais um lugar. Confira os ids, ou reenvie o plano de entregas com "
                "ela.",
            )
        ]
        assert onde(fatos, contribuicoes=contribuicoes) == [
            ("PT-28", (("contribuicoes", 1, "id_entrega"), ("contribuicoes", 2, "id_entrega")))
        ]

    def test_o_que_um_plano_cancelado_cita_nao_importa(self) -> None:
        fatos = guardadas(e9=EntregaCitada(PE1, cancelada=None))
        assert avisa(fatos, status=1, contribuicoes=citando(("pe1", "e9"), tipo=3)) == []


class TestPT31:
    """O plano de trabalho não começa antes do plano de entregas que cita."""

    def test_inicio_na_vespera_do_plano_de_entregas_e_avisado(self) -> None:
        fatos = guardadas(e1=EntregaCitada(PE1, cancelada=False))
        assert avisa(fatos, data_inicio="2023-12-31") == [
            (
                "PT-31",
                "O plano de trabalho começa em 31/12/2023, antes do plano de entregas pe1, citado na contribuição 1, "
                "que começa em 01/01/2024. Confira as datas, ou cite o plano de entregas que valia então.",
            )
        ]

    def test_inicio_no_mesmo_dia_nao_e_avisado(self) -> None:
        assert avisa(guardadas(e1=EntregaCitada(PE1, cancelada=False)), data_inicio="2024-01-01") == []

    def test_a_mensagem_conta_os_planos_e_nao_as_contribuicoes(self) -> None:
        tardio = replace(PE2, data_inicio=date(2024, 1, 16))
        fatos = guardadas(
            e1=EntregaCitada(PE1, cancelada=False),
            e2=EntregaCitada(tardio, cancelada=False),
            e3=EntregaCitada(tardio, cancelada=False),
        )
        assert avisa(fatos, contribuicoes=citando(("pe1", "e1"), ("pe2", "e2"), ("pe2", "e3"))) == [
            (
                "PT-31",
                "O plano de trabalho começa em 15/01/2024, antes do plano de entregas pe2, citado na contribuição 2, "
                "que começa em 16/01/2024. Confira as datas, ou cite o plano de entregas que valia então.",
            )
        ]

    def test_de_varios_planos_a_mensagem_traz_o_primeiro_e_diz_quantos_sao(self) -> None:
        fatos = guardadas(e1=EntregaCitada(PE1, cancelada=False), e2=EntregaCitada(PE2, cancelada=False))
        assert avisa(fatos, data_inicio="2023-12-31", contribuicoes=citando(("pe2", "e2"), ("pe1", "e1"))) == [
            (
                "PT-31",
                "O plano de trabalho começa em 31/12/2023, antes do plano de entregas pe2, citado na contribuição 1, "
                "que começa em 01/01/2024. Ao todo são 2 planos de entregas assim. Confira as datas, ou cite o plano "
                "de entregas que valia então.",
            )
        ]

    def test_a_evidencia_conta_os_planos(self) -> None:
        fatos = guardadas(
            e1=EntregaCitada(PE1, cancelada=False),
            e2=EntregaCitada(PE2, cancelada=False),
            e3=EntregaCitada(PE2, cancelada=False),
        )
        plano = _plano(
            {"data_inicio": "2023-12-31", "contribuicoes": citando(("pe2", "e2"), ("pe1", "e1"), ("pe2", "e3"))}
        )
        assert quantas(AVISOS, plano, fatos) == [("PT-31", 2)]

    def test_o_aviso_aponta_a_data_de_inicio(self) -> None:
        fatos = guardadas(e1=EntregaCitada(PE1, cancelada=False))
        assert onde(fatos, data_inicio="2023-12-31") == [("PT-31", (("data_inicio",),))]

    def test_o_plano_da_outra_unidade_tambem_conta(self) -> None:
        fatos = guardadas(e1=EntregaCitada(PE1, cancelada=False))
        contribuicoes = citando(("pe1", "e1"), tipo=3)
        assert [codigo for codigo, _ in avisa(fatos, data_inicio="2023-12-31", contribuicoes=contribuicoes)] == [
            "PT-31"
        ]

    def test_sem_plano_de_entregas_guardado_nao_ha_aviso(self) -> None:
        assert avisa(NADA_GUARDADO, data_inicio="2023-12-31") == []

    def test_o_periodo_de_um_plano_cancelado_nao_importa(self) -> None:
        assert avisa(guardadas(e1=EntregaCitada(PE1, cancelada=False)), status=1, data_inicio="2023-12-31") == []


class TestPT32:
    """O plano de trabalho não termina depois do plano de entregas que cita."""

    def test_termino_no_dia_seguinte_ao_do_plano_de_entregas_e_avisado(self) -> None:
        fatos = guardadas(e1=EntregaCitada(PE1, cancelada=False))
        assert avisa(fatos, data_termino="2024-07-01") == [
            (
                "PT-32",
                "O plano de trabalho termina em 01/07/2024, depois do plano de entregas pe1, citado na contribuição 1, "
                "que termina em 30/06/2024. Confira as datas, ou divida o plano de trabalho entre os dois planos de "
                "entregas.",
            )
        ]

    def test_termino_no_mesmo_dia_nao_e_avisado(self) -> None:
        assert avisa(guardadas(e1=EntregaCitada(PE1, cancelada=False)), data_termino="2024-06-30") == []

    def test_de_varios_planos_a_mensagem_traz_o_primeiro_e_diz_quantos_sao(self) -> None:
        curto = replace(PE2, data_termino=date(2024, 5, 31))
        fatos = guardadas(e1=EntregaCitada(PE1, cancelada=False), e2=EntregaCitada(curto, cancelada=False))
        assert avisa(fatos, data_termino="2024-07-01", contribuicoes=citando(("pe2", "e2"), ("pe1", "e1"))) == [
            (
                "PT-32",
                "O plano de trabalho termina em 01/07/2024, depois do plano de entregas pe2, citado na contribuição 1, "
                "que termina em 31/05/2024. Ao todo são 2 planos de entregas assim. Confira as datas, ou divida o "
                "plano de trabalho entre os dois planos de entregas.",
            )
        ]

    def test_o_aviso_aponta_a_data_de_termino(self) -> None:
        fatos = guardadas(e1=EntregaCitada(PE1, cancelada=False))
        assert onde(fatos, data_termino="2024-07-01") == [("PT-32", (("data_termino",),))]

    def test_o_periodo_de_um_plano_cancelado_nao_importa(self) -> None:
        assert avisa(guardadas(e1=EntregaCitada(PE1, cancelada=False)), status=1, data_termino="2024-07-01") == []


class TestPT40:
    """O plano de trabalho não cita entregas canceladas."""

    @pytest.mark.parametrize("tipo", [1, 3])
    def test_entrega_cancelada_e_avisada(self, tipo: int) -> None:
        fatos = guardadas(e1=EntregaCitada(PE1, cancelada=True))
        assert avisa(fatos, contribuicoes=citando(("pe1", "e1"), tipo=tipo)) == [
            (
                "PT-40",
                "A contribuição 1 cita a entrega e1 do plano de entregas pe1, que está cancelada. Aponte outra "
                "entrega, ou retire a contribuição.",
            )
        ]

    def test_entrega_que_vale_nao_e_avisada(self) -> None:
        assert avisa(guardadas(e1=EntregaCitada(PE1, cancelada=False))) == []

    def test_de_varias_a_mensagem_traz_a_primeira_e_diz_quantas_mais(self) -> None:
        cancelada = EntregaCitada(PE1, cancelada=True)
        fatos = guardadas(e1=EntregaCitada(PE1, cancelada=False), e2=cancelada, e3=cancelada)
        contribuicoes = citando(("pe1", "e2"), ("pe1", "e1"), ("pe1", "e3"), ("pe1", "e2"))
        assert avisa(fatos, contribuicoes=contribuicoes) == [
            (
                "PT-40",
                "A contribuição 1 cita a entrega e2 do plano de entregas pe1, que está cancelada. O mesmo acontece em "
                "mais 2 lugares. Aponte outra entrega, ou retire a contribuição.",
            )
        ]
        assert onde(fatos, contribuicoes=contribuicoes) == [
            (
                "PT-40",
                (
                    ("contribuicoes", 0, "id_entrega"),
                    ("contribuicoes", 2, "id_entrega"),
                    ("contribuicoes", 3, "id_entrega"),
                ),
            )
        ]

    def test_o_que_um_plano_cancelado_cita_nao_importa(self) -> None:
        assert avisa(guardadas(e1=EntregaCitada(PE1, cancelada=True)), status=1) == []


class TestPT50:
    """O plano de trabalho não cita entregas de um plano de entregas cancelado."""

    @pytest.mark.parametrize("tipo", [1, 3])
    def test_entrega_de_plano_cancelado_e_avisada(self, tipo: int) -> None:
        fatos = guardadas(e1=EntregaCitada(replace(PE1, status=1), cancelada=False))
        assert avisa(fatos, contribuicoes=citando(("pe1", "e1"), tipo=tipo)) == [
            (
                "PT-50",
                "A contribuição 1 cita a entrega e1 do plano de entregas pe1, que foi cancelado. Aponte entregas do "
                "plano que o substituiu.",
            )
        ]

    @pytest.mark.parametrize("status", [2, 3, 4, 5])
    def test_nos_outros_status_do_plano_de_entregas_nao_ha_aviso(self, status: int) -> None:
        assert avisa(guardadas(e1=EntregaCitada(replace(PE1, status=status), cancelada=False))) == []

    def test_de_varias_a_mensagem_traz_a_primeira_e_diz_quantas_mais(self) -> None:
        cancelado = replace(PE2, status=1)
        fatos = guardadas(
            e1=EntregaCitada(PE1, cancelada=False),
            e2=EntregaCitada(cancelado, cancelada=False),
            e3=EntregaCitada(cancelado, cancelada=False),
        )
        contribuicoes = citando(("pe1", "e1"), ("pe2", "e2"), ("pe2", "e3"))
        assert avisa(fatos, contribuicoes=contribuicoes) == [
            (
                "PT-50",
                "A contribuição 2 cita a entrega e2 do plano de entregas pe2, que foi cancelado. O mesmo acontece em "
                "mais um lugar. Aponte entregas do plano que o substituiu.",
            )
        ]
        assert onde(fatos, contribuicoes=contribuicoes) == [
            ("PT-50", (("contribuicoes", 1, "id_plano_entregas"), ("contribuicoes", 2, "id_plano_entregas")))
        ]

    def test_entrega_que_nem_esta_no_plano_cancelado_leva_os_dois_avisos(self) -> None:
        fatos = guardadas(e9=EntregaCitada(replace(PE1, status=1), cancelada=None))
        avisados = avisa(fatos, contribuicoes=citando(("pe1", "e9"), tipo=3))
        assert [codigo for codigo, _ in avisados] == ["PT-28", "PT-50"]

    def test_o_que_um_plano_cancelado_cita_nao_importa(self) -> None:
        fatos = guardadas(e1=EntregaCitada(replace(PE1, status=1), cancelada=False))
        assert avisa(fatos, status=1) == []
