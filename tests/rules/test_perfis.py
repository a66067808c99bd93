"""O que se avisa por perfil: os dois que vêm com o simulador, e o modelo do que um órgão escreve."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.contract.fields import DocumentoRecebido
from app.contract.participante import Participante
from app.contract.plano_entregas import PlanoEntregas
from app.contract.plano_trabalho import PlanoTrabalho
from app.perfis import Perfis
from app.rules.exemplo import Documento
from app.rules.facts import Contagem, FactsParticipante, FactsPlanoEntregas, FactsPlanoTrabalho, PlanoGuardado
from app.rules.perfis.antaq import ANTAQ
from app.rules.perfis.censipam import CENSIPAM
from app.rules.perfis.perfil import NACIONAL, Perfil
from app.rules.rule import Place, Rule, all_broken
from tests.architecture.fontes import RAIZ
from tests.builders import avaliacao, entrega, participante, plano_entregas, plano_trabalho
from tests.rules.julgamento import AGORA, aceito

Avisos = list[tuple[str, str]]
MODELOS: dict[str, type[DocumentoRecebido]] = {"plano_entregas": PlanoEntregas, "plano_trabalho": PlanoTrabalho}
FIM_DOS_TEMPOS = datetime(9999, 12, 31, 12, tzinfo=UTC)


def _escritos(regras: Iterable[Rule[Any, Any]], documento: Any, known: Any) -> Avisos:
    return [(aviso.rule.code, aviso.message) for aviso in all_broken(regras, documento, known)]


def avisos_do_plano_entregas(perfil: Perfil, *no_semestre: PlanoGuardado, **mudancas: Any) -> Avisos:
    known = FactsPlanoEntregas(now=AGORA, exists=False, conflitos=(), no_semestre=no_semestre)
    return _escritos(perfil.plano_entregas, aceito(PlanoEntregas, plano_entregas(**mudancas)), known)


def avisos_do_plano_trabalho(perfil: Perfil, agora: datetime = AGORA, **mudancas: Any) -> Avisos:
    known = FactsPlanoTrabalho(now=agora, exists=False, conflitos=(), participantes=(), citadas={})
    return _escritos(perfil.plano_trabalho, aceito(PlanoTrabalho, plano_trabalho(**mudancas), agora), known)


def avisos_do_participante(perfil: Perfil, na_lotacao: dict[int, int] | None, **mudancas: Any) -> Avisos:
    contagem = None if na_lotacao is None else Contagem(na_autorizadora={1: 9_999, 2: 1, 3: 1}, na_lotacao=na_lotacao)
    known = FactsParticipante(now=AGORA, exists=False, contagem=contagem)
    return _escritos(perfil.participante, aceito(Participante, participante(**mudancas)), known)


class TestAQ01:
    """Na ANTAQ o plano de entregas ocupa o semestre civil."""

    @pytest.mark.parametrize(
        ("inicio", "termino", "mensagem"),
        [
            (
                "2024-01-02",
                "2024-06-30",
                "O plano de entregas vai de 02/01/2024 a 30/06/2024, e na ANTAQ ele ocupa o semestre civil, aqui de "
                "01/01/2024 a 30/06/2024. Ajuste as datas; só é mais curto o plano de uma unidade criada ou extinta no "
                "semestre, e nesse caso não há o que corrigir.",
            ),
            (
                "2024-07-01",
                "2024-12-30",
                "O plano de entregas vai de 01/07/2024 a 30/12/2024, e na ANTAQ ele ocupa o semestre civil, aqui de "
                "01/07/2024 a 31/12/2024. Ajuste as datas; só é mais curto o plano de uma unidade criada ou extinta no "
                "semestre, e nesse caso não há o que corrigir.",
            ),
            (
                "2024-01-01",
                "2024-12-31",
                "O plano de entregas vai de 01/01/2024 a 31/12/2024, e na ANTAQ ele ocupa o semestre civil, aqui de "
                "01/01/2024 a 30/06/2024. Ajuste as datas; só é mais curto o plano de uma unidade criada ou extinta no "
                "semestre, e nesse caso não há o que corrigir.",
            ),
        ],
    )
    def test_plano_fora_do_semestre_e_avisado(self, inicio: str, termino: str, mensagem: str) -> None:
        assert avisos_do_plano_entregas(ANTAQ, data_inicio=inicio, data_termino=termino) == [("AQ-01", mensagem)]

    @pytest.mark.parametrize(
        ("inicio", "termino"),
        [("2024-01-01", "2024-06-30"), ("2024-07-01", "2024-12-31"), ("9999-07-01", "9999-12-31")],
    )
    def test_plano_do_semestre_inteiro_nao_e_avisado(self, inicio: str, termino: str) -> None:
        assert avisos_do_plano_entregas(ANTAQ, data_inicio=inicio, data_termino=termino) == []

    def test_plano_cancelado_nao_e_avisado(self) -> None:
        assert avisos_do_plano_entregas(ANTAQ, data_inicio="2024-02-01", status=1) == []


class TestAQ02:
    """Na ANTAQ há um só plano de entregas por unidade e semestre."""

    OUTRO = PlanoGuardado("pe2", date(2024, 7, 1), date(2024, 9, 30), 3)
    MAIS_UM = PlanoGuardado("pe3", date(2024, 10, 1), date(2024, 12, 31), 3)

    def test_segundo_plano_no_semestre_e_avisado_e_o_primeiro_dos_outros_e_dito(self) -> None:
        mudancas = {"data_inicio": "2024-07-01", "data_termino": "2024-12-31"}
        assert avisos_do_plano_entregas(ANTAQ, self.OUTRO, self.MAIS_UM, **mudancas) == [
            (
                "AQ-02",
                "A unidade executora 101 já tem, no semestre de 01/07/2024 a 31/12/2024, o plano de entregas pe2, de "
                "01/07/2024 a 30/09/2024. Na ANTAQ há um só por unidade e semestre: junte as entregas num deles e "
                "reenvie o outro com status 1.",
            )
        ]

    def test_unico_plano_no_semestre_nao_e_avisado(self) -> None:
        assert avisos_do_plano_entregas(ANTAQ) == []

    def test_plano_cancelado_nao_e_avisado(self) -> None:
        assert avisos_do_plano_entregas(ANTAQ, self.OUTRO, status=1) == []


class TestAQ03:
    """Na ANTAQ o plano de trabalho ocupa um mês civil."""

    @pytest.mark.parametrize(
        ("inicio", "termino", "mensagem"),
        [
            (
                "2024-02-02",
                "2024-02-29",
                "O plano de trabalho vai de 02/02/2024 a 29/02/2024, e na ANTAQ ele ocupa um mês civil, aqui de "
                "01/02/2024 a 29/02/2024. Ajuste as datas; só é mais curto em caso de remoção, de cessão ou de perda "
                "do vínculo, e nesse caso não há o que corrigir.",
            ),
            (
                "2024-02-01",
                "2024-02-28",
                "O plano de trabalho vai de 01/02/2024 a 28/02/2024, e na ANTAQ ele ocupa um mês civil, aqui de "
                "01/02/2024 a 29/02/2024. Ajuste as datas; só é mais curto em caso de remoção, de cessão ou de perda "
                "do vínculo, e nesse caso não há o que corrigir.",
            ),
            (
                "2024-04-01",
                "2024-05-31",
                "O plano de trabalho vai de 01/04/2024 a 31/05/2024, e na ANTAQ ele ocupa um mês civil, aqui de "
                "01/04/2024 a 30/04/2024. Ajuste as datas; só é mais curto em caso de remoção, de cessão ou de perda "
                "do vínculo, e nesse caso não há o que corrigir.",
            ),
        ],
    )
    def test_plano_que_nao_e_de_um_mes_e_avisado(self, inicio: str, termino: str, mensagem: str) -> None:
        avisos = avisos_do_plano_trabalho(
            ANTAQ, data_inicio=inicio, data_termino=termino, avaliacoes_registros_execucao=[]
        )
        assert avisos == [("AQ-03", mensagem)]

    @pytest.mark.parametrize(
        ("inicio", "termino"),
        [
            ("2024-02-01", "2024-02-29"),
            ("2025-02-01", "2025-02-28"),
            ("2024-12-01", "2024-12-31"),
            ("9999-12-01", "9999-12-31"),
        ],
    )
    def test_plano_do_mes_inteiro_nao_e_avisado(self, inicio: str, termino: str) -> None:
        avisos = avisos_do_plano_trabalho(
            ANTAQ, data_inicio=inicio, data_termino=termino, avaliacoes_registros_execucao=[]
        )
        assert avisos == []

    def test_plano_cancelado_nao_e_avisado(self) -> None:
        assert avisos_do_plano_trabalho(ANTAQ, data_inicio="2024-01-02", status=1) == []


class TestAQ04:
    """Na ANTAQ no máximo 80 % dos participantes de uma unidade estão em teletrabalho integral."""

    @pytest.mark.parametrize(
        ("na_lotacao", "em_integral", "ativos", "cabem"),
        [({3: 1}, 1, 1, 0), ({3: 4}, 4, 4, 3), ({1: 1, 2: 1, 3: 9}, 9, 11, 8)],
    )
    def test_mais_de_oitenta_por_cento_e_avisado(
        self, na_lotacao: dict[int, int], em_integral: int, ativos: int, cabem: int
    ) -> None:
        assert avisos_do_participante(ANTAQ, na_lotacao, modalidade_execucao=3) == [
            (
                "AQ-04",
                f"Com este envio ficam em teletrabalho integral (modalidade 3) {em_integral} dos {ativos} "
                "participantes ativos da lotação 101. O limite da ANTAQ é de 80 %, e nele cabem "
                f"{cabem}: confira as modalidades da unidade, e se faltam participantes por enviar.",
            )
        ]

    @pytest.mark.parametrize("na_lotacao", [{1: 1, 3: 4}, {2: 2, 3: 8}, {1: 2, 4: 1, 3: 8}])
    def test_oitenta_por_cento_exatos_ou_menos_nao_sao_avisados(self, na_lotacao: dict[int, int]) -> None:
        assert avisos_do_participante(ANTAQ, na_lotacao, modalidade_execucao=3) == []

    @pytest.mark.parametrize("mudancas", [{"modalidade_execucao": 2}, {"modalidade_execucao": 3, "situacao": 0}])
    def test_quem_nao_entra_na_conta_nao_e_avisado(self, mudancas: dict[str, int]) -> None:
        assert avisos_do_participante(ANTAQ, {3: 10}, **mudancas) == []

    def test_sem_contagem_nao_ha_o_que_avisar(self) -> None:
        assert avisos_do_participante(ANTAQ, None, modalidade_execucao=3) == []


class TestCE01:
    """No Censipam o plano de entregas não passa de 12 meses, contados até o mesmo dia do ano seguinte."""

    @pytest.mark.parametrize(
        ("inicio", "termino", "mensagem"),
        [
            (
                "2024-05-10",
                "2025-05-11",
                "O plano de entregas vai de 10/05/2024 a 11/05/2025, e no Censipam ele tem no máximo 12 meses: "
                "contados até o mesmo dia do ano seguinte, terminam em 10/05/2025. Antecipe a data de término ou "
                "divida o "
                "plano.",
            ),
            (
                "2024-02-29",
                "2025-03-02",
                "O plano de entregas vai de 29/02/2024 a 02/03/2025, e no Censipam ele tem no máximo 12 meses: "
                "contados até o mesmo dia do ano seguinte, terminam em 01/03/2025. Antecipe a data de término ou "
                "divida o "
                "plano.",
            ),
        ],
    )
    def test_plano_de_doze_meses_e_um_dia_e_avisado(self, inicio: str, termino: str, mensagem: str) -> None:
        assert avisos_do_plano_entregas(CENSIPAM, data_inicio=inicio, data_termino=termino) == [("CE-01", mensagem)]

    @pytest.mark.parametrize(
        ("inicio", "termino"),
        [
            ("2024-05-10", "2025-05-10"),
            ("2024-02-29", "2025-03-01"),
            ("2024-02-28", "2025-02-28"),
            ("2023-03-29", "2024-03-29"),
            ("9998-12-31", "9999-12-31"),
            ("9999-01-01", "9999-12-31"),
        ],
    )
    def test_plano_de_doze_meses_nao_e_avisado(self, inicio: str, termino: str) -> None:
        assert avisos_do_plano_entregas(CENSIPAM, data_inicio=inicio, data_termino=termino) == []

    def test_plano_cancelado_nao_e_avisado(self) -> None:
        assert avisos_do_plano_entregas(CENSIPAM, data_inicio="2020-01-01", status=1) == []


class TestCE02:
    """No Censipam a chefia avalia em até 20 dias depois do dia 10 do mês seguinte ao período."""

    @pytest.mark.parametrize(
        ("fim", "avaliada", "mensagem"),
        [
            (
                "2024-01-31",
                "2024-03-02",
                "A avaliação do período p1, que termina em 31/01/2024, é de 02/03/2024. O participante registra o que "
                "executou até 10/02/2024, e no Censipam a chefia avalia em até 20 dias depois, aqui até 01/03/2024: "
                "confira a data, e avalie antes os próximos períodos.",
            ),
            (
                "2024-02-15",
                "2024-03-31",
                "A avaliação do período p1, que termina em 15/02/2024, é de 31/03/2024. O participante registra o que "
                "executou até 10/03/2024, e no Censipam a chefia avalia em até 20 dias depois, aqui até 30/03/2024: "
                "confira a data, e avalie antes os próximos períodos.",
            ),
        ],
    )
    def test_avaliacao_depois_do_prazo_e_avisada(self, fim: str, avaliada: str, mensagem: str) -> None:
        item = avaliacao(data_fim_periodo_avaliativo=fim, data_avaliacao_registros_execucao=avaliada)
        assert avisos_do_plano_trabalho(CENSIPAM, avaliacoes_registros_execucao=[item]) == [("CE-02", mensagem)]

    @pytest.mark.parametrize(
        ("fim", "avaliada"),
        [("2024-01-31", "2024-03-01"), ("2024-02-15", "2024-03-30"), ("2024-12-31", "2025-01-30")],
    )
    def test_avaliacao_no_ultimo_dia_do_prazo_nao_e_avisada(self, fim: str, avaliada: str) -> None:
        item = avaliacao(data_fim_periodo_avaliativo=fim, data_avaliacao_registros_execucao=avaliada)
        assert avisos_do_plano_trabalho(CENSIPAM, avaliacoes_registros_execucao=[item]) == []

    def test_no_fim_do_calendario_o_prazo_nao_falha(self) -> None:
        item = avaliacao(data_fim_periodo_avaliativo="9999-12-30", data_avaliacao_registros_execucao="9999-12-31")
        assert avisos_do_plano_trabalho(CENSIPAM, FIM_DOS_TEMPOS, avaliacoes_registros_execucao=[item]) == []

    def test_cada_avaliacao_tardia_e_apontada(self) -> None:
        tardia = {"data_avaliacao_registros_execucao": "2025-06-30"}
        documento = plano_trabalho(
            avaliacoes_registros_execucao=[
                avaliacao(),
                avaliacao(
                    data_inicio_periodo_avaliativo="2024-02-01", data_fim_periodo_avaliativo="2024-02-29", **tardia
                ),
                avaliacao(
                    data_inicio_periodo_avaliativo="2024-03-01", data_fim_periodo_avaliativo="2024-03-31", **tardia
                ),
            ]
        )
        known = FactsPlanoTrabalho(now=AGORA, exists=False, conflitos=(), participantes=(), citadas={})
        (aviso,) = all_broken(CENSIPAM.plano_trabalho, aceito(PlanoTrabalho, documento), known)
        assert aviso.places == (
            ("avaliacoes_registros_execucao", 1, "data_avaliacao_registros_execucao"),
            ("avaliacoes_registros_execucao", 2, "data_avaliacao_registros_execucao"),
        )
        assert aviso.evidence["fim"] == date(2024, 2, 29)

    def test_plano_sem_avaliacoes_nao_e_avisado(self) -> None:
        assert avisos_do_plano_trabalho(CENSIPAM, avaliacoes_registros_execucao=None) == []

    def test_plano_cancelado_nao_e_avisado(self) -> None:
        item = avaliacao(data_avaliacao_registros_execucao="2024-03-02")
        assert avisos_do_plano_trabalho(CENSIPAM, status=1, avaliacoes_registros_execucao=[item]) == []


class TestCE03:
    """No Censipam no máximo 70 % dos participantes de uma unidade de TI estão em teletrabalho."""

    @pytest.mark.parametrize(
        ("modalidade", "na_lotacao", "em_teletrabalho", "ativos", "cabem"),
        [
            (2, {2: 1}, 1, 1, 0),
            (3, {3: 1}, 1, 1, 0),
            (3, {1: 2, 2: 3, 3: 5}, 8, 10, 7),
            (2, {1: 3, 2: 3, 3: 5}, 8, 11, 7),
        ],
    )
    def test_mais_de_setenta_por_cento_e_avisado(
        self, modalidade: int, na_lotacao: dict[int, int], em_teletrabalho: int, ativos: int, cabem: int
    ) -> None:
        assert avisos_do_participante(CENSIPAM, na_lotacao, modalidade_execucao=modalidade) == [
            (
                "CE-03",
                "Com este envio ficam em teletrabalho, parcial ou integral (modalidades 2 e 3), "
                f"{em_teletrabalho} dos {ativos} participantes ativos da lotação 101. Se a lotação é de TI, o limite "
                f"do Censipam é de 70 %, e nele cabem {cabem}: confira as modalidades. Se não é de TI, não há o que "
                "corrigir.",
            )
        ]

    @pytest.mark.parametrize("na_lotacao", [{1: 3, 2: 2, 3: 5}, {1: 3, 3: 7}, {4: 1, 2: 2}])
    def test_setenta_por_cento_exatos_ou_menos_nao_sao_avisados(self, na_lotacao: dict[int, int]) -> None:
        assert avisos_do_participante(CENSIPAM, na_lotacao, modalidade_execucao=3) == []

    @pytest.mark.parametrize(
        "mudancas",
        [{"modalidade_execucao": 1}, {"modalidade_execucao": 4}, {"modalidade_execucao": 2, "situacao": 0}],
    )
    def test_quem_nao_entra_na_conta_nao_e_avisado(self, mudancas: dict[str, int]) -> None:
        assert avisos_do_participante(CENSIPAM, {2: 10}, **mudancas) == []

    def test_sem_contagem_nao_ha_o_que_avisar(self) -> None:
        assert avisos_do_participante(CENSIPAM, None, modalidade_execucao=2) == []


class TestPerfis:
    def test_cada_perfil_tem_nome_titulo_e_linhas_por_recurso(self) -> None:
        assert [
            (
                perfil.nome,
                perfil.titulo,
                [regra.code for regra in perfil.participante],
                [regra.code for regra in perfil.plano_entregas],
                [regra.code for regra in perfil.plano_trabalho],
            )
            for perfil in (NACIONAL, ANTAQ, CENSIPAM)
        ] == [
            ("nacional", "Normas gerais", [], [], []),
            ("antaq", "ANTAQ", ["AQ-04"], ["AQ-01", "AQ-02"], ["AQ-03"]),
            ("censipam", "Censipam", ["CE-03"], ["CE-01"], ["CE-02"]),
        ]


@pytest.fixture(scope="module")
def meu_orgao() -> Perfil:
    """O perfil do arquivo que a documentação manda copiar, lido como quem o escolhe em PGD_PERFIL."""
    return Perfis.load(str(RAIZ / "exemplos/perfil/meu_orgao.py")).padrao


class TestMeuOrgao:
    """O modelo de perfil funciona como a documentação diz."""

    def test_as_linhas_sao_avisos_completos(self, meu_orgao: Perfil) -> None:
        assert [
            (regra.code, regra.severity, all((regra.wrong, regra.why, regra.mend, regra.breaks, regra.keeps)))
            for regra in meu_orgao
        ] == [("MO-02", "aviso", True), ("MO-01", "aviso", True)]

    def test_plano_de_trabalho_de_93_dias_e_avisado(self, meu_orgao: Perfil) -> None:
        avisos = avisos_do_plano_trabalho(
            meu_orgao, data_inicio="2025-01-01", data_termino="2025-04-03", avaliacoes_registros_execucao=[]
        )
        assert avisos == [
            (
                "MO-01",
                "O plano de trabalho vai de 01/01/2025 a 03/04/2025: são 93 dias, e no meu órgão ele tem no máximo 92. "
                "Antecipe a data de término ou divida o plano.",
            )
        ]

    @pytest.mark.parametrize(("termino", "status"), [("2025-04-02", 3), ("2025-04-03", 1)])
    def test_plano_de_92_dias_ou_cancelado_nao_e_avisado(self, meu_orgao: Perfil, termino: str, status: int) -> None:
        avisos = avisos_do_plano_trabalho(
            meu_orgao,
            data_inicio="2025-01-01",
            data_termino=termino,
            status=status,
            avaliacoes_registros_execucao=[],
        )
        assert avisos == []

    def test_meta_em_unidades_e_avisada_em_cada_entrega(self, meu_orgao: Perfil) -> None:
        entregas = [entrega(), entrega(id_entrega="e2", tipo_meta="unidade")]
        known = FactsPlanoEntregas(now=AGORA, exists=False, conflitos=())
        (aviso,) = all_broken(meu_orgao.plano_entregas, aceito(PlanoEntregas, plano_entregas(entregas=entregas)), known)
        esperado: tuple[str, str, tuple[Place, ...]] = (
            "MO-02",
            "No meu órgão toda meta é um percentual, e veio em unidades a destas entregas: e2. Envie tipo_meta com "
            "percentual, e na meta o quanto se pretende alcançar, de 0 a 100.",
            (("entregas", 1, "tipo_meta"),),
        )
        assert (aviso.rule.code, aviso.message, aviso.places) == esperado

    def test_meta_em_percentual_nao_e_avisada(self, meu_orgao: Perfil) -> None:
        assert avisos_do_plano_entregas(meu_orgao) == []

    @pytest.mark.parametrize("codigo", ["MO-01", "MO-02"])
    def test_os_exemplos_quebram_e_cumprem_a_linha(self, meu_orgao: Perfil, codigo: str) -> None:
        regra = next(regra for regra in meu_orgao if regra.code == codigo)
        avisados = []
        for exemplo in (regra.breaks, regra.keeps):
            assert isinstance(exemplo, Documento)
            documento = aceito(MODELOS[exemplo.recurso], exemplo.documento)
            avisados.append([codigo for codigo, _ in _escritos(meu_orgao.of(exemplo.recurso), documento, None)])
        assert avisados == [[codigo], []]
