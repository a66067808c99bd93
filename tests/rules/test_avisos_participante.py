"""O que se avisa de um participante, e o vizinho que ainda passa sem aviso."""

from datetime import date
from typing import Any

import pytest

from app.contract.participante import Participante
from app.rules.avisos.participante import AVISOS
from app.rules.facts import Contagem, FactsParticipante, ParticipanteGuardado, PlanoGuardado
from app.rules.rule import all_broken
from tests.builders import participante
from tests.rules.julgamento import AGORA, aceito


def fatos(**mudancas: Any) -> FactsParticipante:
    """Nada guardado, a não ser o que se diga."""
    return FactsParticipante(**{"now": AGORA, "exists": False, **mudancas})


def guardado(**mudancas: Any) -> ParticipanteGuardado:
    """O participante dos testes, já guardado."""
    registro = {
        "cod_unidade_lotacao": 101,
        "cpf": "52998224725",
        "situacao": 1,
        "modalidade_execucao": 2,
        "data_assinatura_tcr": date(2024, 1, 2),
    }
    return ParticipanteGuardado(**{**registro, **mudancas})


def avisos(known: FactsParticipante | None = None, **mudancas: Any) -> list[tuple[str, str]]:
    """O código e a mensagem de cada aviso."""
    documento = aceito(Participante, participante(**mudancas))
    return [(aviso.rule.code, aviso.message) for aviso in all_broken(AVISOS, documento, known or fatos())]


class TestPA10:
    """A lotação é uma unidade, e não 0."""

    def test_lotacao_zero_e_avisada(self) -> None:
        assert avisos(cod_unidade_lotacao=0) == [
            (
                "PA-10",
                "O participante de matrícula 1234567 veio com lotação 0, que não é unidade nenhuma. A API central "
                "aceita, mas nenhum plano de trabalho poderá citá-lo, porque neles a lotação começa em 1: envie o "
                "código da unidade em que a pessoa está lotada.",
            )
        ]

    def test_lotacao_um_nao_e_avisada(self) -> None:
        assert avisos(cod_unidade_lotacao=1) == []


class TestPA11:
    """O fuso da data do TCR não muda o dia que se guarda."""

    @pytest.mark.parametrize(
        ("enviada", "guardada"),
        [
            ("2024-06-01T21:00:00-03:00", "02/06/2024"),
            ("2024-06-01 23:59-03:00", "02/06/2024"),
            ("2024-06-01T00:00:00+03:00", "31/05/2024"),
        ],
    )
    def test_dia_que_o_fuso_muda_e_avisado(self, enviada: str, guardada: str) -> None:
        assert avisos(data_assinatura_tcr=enviada) == [
            (
                "PA-11",
                f"A assinatura do TCR veio como {enviada}, no dia 01/06/2024, e o que se guarda é o dia em UTC, "
                f"{guardada}. Envie só a data, sem hora e sem fuso, para que se guarde o dia escrito no termo.",
            )
        ]

    @pytest.mark.parametrize(
        "enviada",
        [
            "2024-06-01T20:59:59-03:00",
            "2024-06-01T00:00:00Z",
            "2024-06-01T03:00:00+03:00",
            "2024-06-01T23:59:59",
            "2024-06-01",
            1_717_286_400,
            "1717286400",
        ],
    )
    def test_dia_que_fica_o_mesmo_nao_e_avisado(self, enviada: object) -> None:
        assert avisos(data_assinatura_tcr=enviada) == []

    def test_o_conserto_e_o_dia_escrito(self) -> None:
        documento = aceito(Participante, participante(data_assinatura_tcr="2024-06-01T21:00:00-03:00"))
        (aviso,) = all_broken(AVISOS, documento, fatos())
        assert aviso.rule.fix is not None
        assert aviso.rule.fix("2024-06-01T21:00:00-03:00", aviso.evidence) == "2024-06-01"


class TestPA12:
    """A data do TCR é a mesma em todos os envios da mesma lotação."""

    @pytest.mark.parametrize(("enviada", "escrita"), [("2024-01-03", "03/01/2024"), ("2024-01-01", "01/01/2024")])
    def test_data_que_muda_num_reenvio_e_avisada(self, enviada: str, escrita: str) -> None:
        assert avisos(fatos(exists=True, registros=(guardado(),)), data_assinatura_tcr=enviada) == [
            (
                "PA-12",
                f"A assinatura do TCR veio com a data {escrita}, e a guardada era 02/01/2024. Um termo que se repactua "
                "conserva a data original: se foi isso, reenvie com 02/01/2024. Se a data anterior estava errada, ou "
                "se é outro termo, não há o que corrigir.",
            )
        ]

    @pytest.mark.parametrize("enviada", ["2024-01-02", "2024-01-02T15:00:00"])
    def test_a_mesma_data_em_qualquer_forma_nao_e_avisada(self, enviada: str) -> None:
        assert avisos(fatos(exists=True, registros=(guardado(),)), data_assinatura_tcr=enviada) == []

    def test_a_data_de_outra_lotacao_nao_conta(self) -> None:
        registros = (guardado(cod_unidade_lotacao=100, situacao=0),)
        assert avisos(fatos(registros=registros), data_assinatura_tcr="2024-01-03") == []

    def test_a_lotacao_e_achada_entre_outras(self) -> None:
        registros = (
            guardado(cod_unidade_lotacao=100, situacao=0, data_assinatura_tcr=date(2024, 1, 3)),
            guardado(),
        )
        known = fatos(exists=True, registros=registros)
        assert [codigo for codigo, _ in avisos(known, data_assinatura_tcr="2024-01-03")] == ["PA-12"]
        assert avisos(known, data_assinatura_tcr="2024-01-02") == []


class TestPA13:
    """Uma matrícula ativa está em uma só lotação."""

    def test_matricula_ativa_em_outras_lotacoes_e_avisada(self) -> None:
        registros = (
            guardado(cod_unidade_lotacao=100),
            guardado(cod_unidade_lotacao=101),
            guardado(cod_unidade_lotacao=102, situacao=0),
            guardado(cod_unidade_lotacao=103),
        )
        assert avisos(fatos(exists=True, registros=registros)) == [
            (
                "PA-13",
                "A matrícula 1234567 vem ativa na lotação 101, e já está ativa em: 100, 103. A lotação faz parte da "
                "chave, e por isso quem muda de lotação é contado duas vezes até que o registro antigo seja reenviado "
                "com situação 0.",
            )
        ]

    def test_a_propria_lotacao_nao_conta(self) -> None:
        assert avisos(fatos(exists=True, registros=(guardado(),))) == []

    def test_outra_lotacao_inativa_nao_conta(self) -> None:
        assert avisos(fatos(registros=(guardado(cod_unidade_lotacao=100, situacao=0),))) == []

    def test_quem_vem_inativo_nao_e_avisado(self) -> None:
        assert avisos(fatos(registros=(guardado(cod_unidade_lotacao=100),)), situacao=0) == []


class TestPA14:
    """Uma matrícula tem um só CPF."""

    @pytest.mark.parametrize("lotacao", [100, 101])
    def test_outro_cpf_com_a_mesma_matricula_e_avisado(self, lotacao: int) -> None:
        registros = (guardado(cod_unidade_lotacao=lotacao, cpf="11144477735", situacao=0),)
        assert avisos(fatos(registros=registros)) == [
            (
                "PA-14",
                f"A matrícula 1234567 veio com o CPF 52998224725, e na lotação {lotacao} está guardada com "
                "11144477735. Uma matrícula é de uma só pessoa: confira os dois no SIAPE e reenvie o registro que "
                "estiver errado.",
            )
        ]

    def test_o_registro_com_outro_cpf_e_achado_entre_os_demais(self) -> None:
        registros = (
            guardado(cod_unidade_lotacao=100, situacao=0),
            guardado(cod_unidade_lotacao=102, situacao=0, cpf="11144477735"),
        )
        (aviso,) = all_broken(AVISOS, aceito(Participante, participante()), fatos(registros=registros))
        assert (aviso.rule.code, aviso.evidence["lotacao"]) == ("PA-14", 102)

    def test_o_mesmo_cpf_nao_e_avisado(self) -> None:
        assert avisos(fatos(registros=(guardado(cod_unidade_lotacao=100, situacao=0),))) == []


class TestPA15:
    """Quem vem inativo não tem plano de trabalho em vigor."""

    VIGENTES = (
        PlanoGuardado("pt1", date(2025, 6, 1), date(2025, 7, 31), 3),
        PlanoGuardado("pt2", date(2025, 7, 1), date(2025, 8, 31), 2),
    )

    def test_inativo_com_plano_em_vigor_e_avisado_e_o_primeiro_plano_e_dito(self) -> None:
        assert avisos(fatos(planos_vigentes=self.VIGENTES), situacao=0) == [
            (
                "PA-15",
                "A matrícula 1234567 veio inativa, e o plano de trabalho pt1, de 01/06/2025 a 31/07/2025, ainda está "
                "em vigor. Quem é desligado tem 30 dias para voltar ao controle de frequência, ou dois meses se está "
                "no exterior: se já voltou, reenvie o plano com o término antecipado, ou cancelado (status 1).",
            )
        ]

    def test_inativo_sem_plano_em_vigor_nao_e_avisado(self) -> None:
        assert avisos(situacao=0) == []

    def test_ativo_com_plano_em_vigor_nao_e_avisado(self) -> None:
        assert avisos(fatos(planos_vigentes=self.VIGENTES), situacao=1) == []


class TestPA16:
    """No máximo 2 % dos participantes ativos da autorizadora estão na modalidade 5."""

    @pytest.mark.parametrize(
        ("contagem", "no_exterior", "ativos", "cabem"),
        [({5: 1}, 1, 1, 0), ({1: 48, 5: 1}, 1, 49, 0), ({1: 50, 2: 10, 3: 39, 5: 3}, 3, 102, 2)],
    )
    def test_mais_de_dois_por_cento_e_avisado(
        self, contagem: dict[int, int], no_exterior: int, ativos: int, cabem: int
    ) -> None:
        known = fatos(contagem=Contagem(na_autorizadora=contagem, na_lotacao={5: 1, 1: 999}))
        assert avisos(known, modalidade_execucao=5) == [
            (
                "PA-16",
                f"Com este envio ficam na modalidade 5, no exterior, {no_exterior} dos {ativos} participantes ativos "
                f"da autorizadora. O limite é de 2 %, e nele cabem {cabem}: confira se a modalidade não é a 4, e se há "
                "participantes que já se podem inativar.",
            )
        ]

    @pytest.mark.parametrize("contagem", [{1: 49, 5: 1}, {1: 20, 4: 78, 5: 2}, {2: 149, 5: 2}])
    def test_dois_por_cento_exatos_ou_menos_nao_sao_avisados(self, contagem: dict[int, int]) -> None:
        known = fatos(contagem=Contagem(na_autorizadora=contagem, na_lotacao={5: 1}))
        assert avisos(known, modalidade_execucao=5) == []

    @pytest.mark.parametrize("mudancas", [{"modalidade_execucao": 4}, {"modalidade_execucao": 5, "situacao": 0}])
    def test_quem_nao_entra_na_conta_nao_e_avisado(self, mudancas: dict[str, int]) -> None:
        known = fatos(contagem=Contagem(na_autorizadora={5: 10}, na_lotacao={5: 10}))
        assert avisos(known, **mudancas) == []

    def test_sem_contagem_nao_ha_o_que_avisar(self) -> None:
        assert avisos(modalidade_execucao=5) == []
