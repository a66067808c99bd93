"""O que se recusa num plano de trabalho, e o que ainda se aceita."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.contract.plano_trabalho import PlanoTrabalho
from app.contract.texts import serialize
from app.rules import avaliacao as regras_avaliacao
from app.rules import contribuicao as regras_contribuicao
from app.rules import plano_trabalho as regras
from app.rules.facts import EntregaCitada, FactsPlanoTrabalho, ParticipanteGuardado, PlanoGuardado
from app.rules.rule import UNFIXED, FieldRefused, NotFound, Place, Refused, first_broken
from tests.builders import CPF, Documento, avaliacao, contribuicao, plano_trabalho
from tests.rules.avisado import lugares
from tests.rules.consertado import consertado
from tests.rules.julgamento import (
    AGORA,
    CPFS_ACEITOS,
    CPFS_QUE_NAO_CONFEREM,
    UNIDADES_ACEITAS,
    UNIDADES_RECUSADAS,
    aceito,
    item,
    primeira_recusa,
    recusas,
)


def _lotado(lotacao: int) -> ParticipanteGuardado:
    return ParticipanteGuardado(lotacao, CPF, 1, 2, date(2024, 1, 2))


PE1 = PlanoGuardado("pe1", date(2024, 1, 1), date(2024, 6, 30), 3)
TUDO_GUARDADO = FactsPlanoTrabalho(
    now=AGORA,
    exists=False,
    conflitos=(),
    participantes=(_lotado(101),),
    citadas={("pe1", "e1"): EntregaCitada(PE1, cancelada=False)},
)
REENVIO = replace(TUDO_GUARDADO, exists=True)
OUTRO_NO_PERIODO = replace(
    TUDO_GUARDADO,
    conflitos=(PlanoGuardado(id="pt0", data_inicio=date(2024, 6, 30), data_termino=date(2024, 12, 31), status=2),),
)


def estado(fatos: FactsPlanoTrabalho, **mudancas: Any) -> tuple[str, str] | None:
    documento = plano_trabalho(avaliacoes_registros_execucao=[], **mudancas)
    return primeira_recusa(regras.ESTADO, aceito(PlanoTrabalho, documento), fatos)


def com_contribuicao(**mudancas: Any) -> Documento:
    return plano_trabalho(contribuicoes=[contribuicao(**mudancas)])


def com_avaliacao(**mudancas: Any) -> Documento:
    return plano_trabalho(avaliacoes_registros_execucao=[avaliacao(**mudancas)])


def com_periodos(*periodos: tuple[str, str, str]) -> Documento:
    """Um plano de todo o primeiro semestre, com períodos avaliativos dados por id, início e fim."""
    return plano_trabalho(
        avaliacoes_registros_execucao=[
            avaliacao(
                id_periodo_avaliativo=id_,
                data_inicio_periodo_avaliativo=inicio,
                data_fim_periodo_avaliativo=fim,
                data_avaliacao_registros_execucao="2024-07-01",
            )
            for id_, inicio, fim in periodos
        ]
    )


def onde(**trocados: Any) -> list[tuple[str, tuple[Place, ...]]]:
    """As regras do documento quebradas, e onde, num plano aceito em que depois se trocam estes campos, já lidos."""
    documento = aceito(PlanoTrabalho, plano_trabalho()).model_copy(update=trocados)
    return lugares(regras.DOCUMENTO, documento, TUDO_GUARDADO)


def onde_na_contribuicao(**trocados: Any) -> list[tuple[str, tuple[Place, ...]]]:
    (aceita,) = aceito(PlanoTrabalho, plano_trabalho()).contribuicoes
    return lugares(regras_contribuicao.CONJUNTO, aceita.model_copy(update=trocados), TUDO_GUARDADO)


def onde_na_avaliacao(**trocados: Any) -> list[tuple[str, tuple[Place, ...]]]:
    (aceita,) = aceito(PlanoTrabalho, plano_trabalho()).avaliacoes_registros_execucao or []
    return lugares(regras_avaliacao.CONJUNTO, aceita.model_copy(update=trocados), TUDO_GUARDADO)


class TestPT01:
    """O código da unidade autorizadora tem os algarismos que a origem pede."""

    @pytest.mark.parametrize(("origem", "codigo"), UNIDADES_RECUSADAS)
    def test_codigo_com_outro_tamanho_e_recusado(self, origem: str, codigo: int) -> None:
        documento = plano_trabalho(origem_unidade=origem, cod_unidade_autorizadora=codigo)
        assert recusas(PlanoTrabalho, documento) == [
            item(
                "PT-01",
                [],
                f"O código de unidade {codigo} não existe no {origem}. No SIAPE são de 1 a 5 algarismos, ou 14 (5 do "
                "órgão e 9 da UORG); no SIORG, de 1 a 6. Confira o código e a origem.",
                origem=origem,
                codigo=codigo,
            )
        ]

    @pytest.mark.parametrize(("origem", "codigo"), UNIDADES_ACEITAS)
    def test_codigo_com_o_tamanho_da_origem_e_aceito(self, origem: str, codigo: int) -> None:
        documento = plano_trabalho(origem_unidade=origem, cod_unidade_autorizadora=codigo)
        assert aceito(PlanoTrabalho, documento).cod_unidade_autorizadora == codigo


class TestPT02:
    """A matrícula SIAPE só tem algarismos de 0 a 9."""

    def test_algarismo_de_outra_escrita_e_recusado(self) -> None:
        assert recusas(PlanoTrabalho, plano_trabalho(matricula_siape="٣234567")) == [
            item(
                "PT-02",
                ["matricula_siape"],
                "A matrícula ٣234567 tem caracteres que não são algarismos de 0 a 9. Envie os sete do SIAPE.",
                valor="٣234567",
            )
        ]

    @pytest.mark.parametrize(("enviada", "certa"), [("１234567", "1234567"), ("123456-7", "1234567")])
    def test_o_conserto_passa_os_sete_algarismos_aos_de_0_a_9(self, enviada: str, certa: str) -> None:
        assert consertado("PT-02", enviada) == certa

    @pytest.mark.parametrize("enviada", ["123456", "12345678"])
    def test_sem_sete_algarismos_nao_ha_conserto(self, enviada: str) -> None:
        assert consertado("PT-02", enviada) is UNFIXED

    def test_no_plano_de_trabalho_os_sete_algarismos_podem_ser_iguais(self) -> None:
        assert aceito(PlanoTrabalho, plano_trabalho(matricula_siape="1111111")).matricula_siape == "1111111"


class TestPT03:
    """O CPF do participante só tem algarismos de 0 a 9."""

    def test_algarismo_de_outra_escrita_e_recusado(self) -> None:
        assert recusas(PlanoTrabalho, plano_trabalho(cpf_participante="５2998224725")) == [
            item(
                "PT-03",
                ["cpf_participante"],
                "O CPF ５2998224725 tem caracteres que não são algarismos de 0 a 9. "
                "Envie os onze, sem ponto nem traço.",
                valor="５2998224725",
            )
        ]

    @pytest.mark.parametrize(("enviado", "certo"), [("５2998224725", "52998224725"), ("529.982.247-25", "52998224725")])
    def test_o_conserto_passa_os_onze_algarismos_aos_de_0_a_9(self, enviado: str, certo: str) -> None:
        assert consertado("PT-03", enviado) == certo

    @pytest.mark.parametrize("enviado", ["5299822472", "529982247255"])
    def test_sem_onze_algarismos_nao_ha_conserto(self, enviado: str) -> None:
        assert consertado("PT-03", enviado) is UNFIXED

    def test_onze_algarismos_sao_aceitos(self) -> None:
        documento = aceito(PlanoTrabalho, plano_trabalho(cpf_participante="52998224725"))
        assert documento.cpf_participante == "52998224725"


class TestPT04:
    """O CPF do participante não tem todos os algarismos iguais."""

    @pytest.mark.parametrize("cpf", ["00000000000", "11111111111", "99999999999"])
    def test_cpf_de_algarismos_iguais_e_recusado(self, cpf: str) -> None:
        assert recusas(PlanoTrabalho, plano_trabalho(cpf_participante=cpf)) == [
            item(
                "PT-04",
                ["cpf_participante"],
                f"O CPF {cpf} tem todos os algarismos iguais e não é de ninguém. Confira o cadastro.",
                cpf=cpf,
            )
        ]

    def test_cpf_de_um_algarismo_diferente_e_aceito(self) -> None:
        documento = aceito(PlanoTrabalho, plano_trabalho(cpf_participante="00000000191"))
        assert documento.cpf_participante == "00000000191"


class TestPT05:
    """Os dois algarismos verificadores do CPF do participante conferem."""

    @pytest.mark.parametrize("cpf", CPFS_QUE_NAO_CONFEREM)
    def test_verificador_errado_e_recusado(self, cpf: str) -> None:
        assert recusas(PlanoTrabalho, plano_trabalho(cpf_participante=cpf)) == [
            item(
                "PT-05",
                ["cpf_participante"],
                f"Os dois últimos algarismos do CPF {cpf} não conferem com os demais. Confira se foi digitado certo.",
                cpf=cpf,
            )
        ]

    @pytest.mark.parametrize("cpf", CPFS_ACEITOS)
    def test_verificadores_certos_sao_aceitos(self, cpf: str) -> None:
        assert aceito(PlanoTrabalho, plano_trabalho(cpf_participante=cpf)).cpf_participante == cpf


class TestPT06:
    """O plano de trabalho não começa antes de 31 de julho de 2023."""

    def test_inicio_em_30_de_julho_de_2023_e_recusado(self) -> None:
        assert recusas(PlanoTrabalho, plano_trabalho(data_inicio="2023-07-30")) == [
            item(
                "PT-06",
                ["data_inicio"],
                "O plano de trabalho começa em 30/07/2023, e a API central só aceita planos iniciados a partir de "
                "31/07/2023. Corrija a data de início.",
                inicio="2023-07-30",
                minimo="2023-07-31",
            )
        ]

    def test_inicio_em_31_de_julho_de_2023_e_aceito(self) -> None:
        assert aceito(PlanoTrabalho, plano_trabalho(data_inicio="2023-07-31")).data_inicio == date(2023, 7, 31)


class TestPT07:
    """O percentual da contribuição vai de 0 a 100."""

    @pytest.mark.parametrize("percentual", [-1, 101, 10**30])
    def test_percentual_fora_e_recusado(self, percentual: int) -> None:
        assert recusas(PlanoTrabalho, com_contribuicao(percentual_contribuicao=percentual)) == [
            item(
                "PT-07",
                ["contribuicoes", 0, "percentual_contribuicao"],
                f"O percentual da contribuição é {percentual}, e tem de estar entre 0 e 100. Corrija-o.",
                percentual=percentual,
            )
        ]

    @pytest.mark.parametrize("percentual", [0, 100])
    def test_percentual_no_limite_e_aceito(self, percentual: int) -> None:
        documento = aceito(PlanoTrabalho, com_contribuicao(percentual_contribuicao=percentual))
        assert documento.contribuicoes[0].percentual_contribuicao == percentual

    def test_a_soma_dos_percentuais_pode_passar_de_100(self) -> None:
        documento = aceito(PlanoTrabalho, plano_trabalho(contribuicoes=[contribuicao(), contribuicao()]))
        assert [item.percentual_contribuicao for item in documento.contribuicoes] == [100, 100]


class TestPT08:
    """A nota da avaliação vai de 1 a 5 (IN 24/2023, art. 21, § 1º)."""

    @pytest.mark.parametrize("nota", [-1, 0, 6])
    def test_nota_fora_e_recusada(self, nota: int) -> None:
        assert recusas(PlanoTrabalho, com_avaliacao(avaliacao_registros_execucao=nota)) == [
            item(
                "PT-08",
                ["avaliacoes_registros_execucao", 0, "avaliacao_registros_execucao"],
                f"A nota da avaliação é {nota}, e tem de estar entre 1 (excepcional) e 5 (não executado). Corrija-a.",
                nota=nota,
            )
        ]

    @pytest.mark.parametrize("nota", [1, 5])
    def test_nota_no_limite_e_aceita(self, nota: int) -> None:
        documento = aceito(PlanoTrabalho, com_avaliacao(avaliacao_registros_execucao=nota))
        assert [item.avaliacao_registros_execucao for item in documento.avaliacoes_registros_execucao or ()] == [nota]


class TestPT09:
    """A avaliação não está datada depois de hoje, no calendário de UTC."""

    def test_avaliacao_de_amanha_e_recusada(self) -> None:
        assert recusas(PlanoTrabalho, com_avaliacao(data_avaliacao_registros_execucao="2025-07-02")) == [
            item(
                "PT-09",
                ["avaliacoes_registros_execucao", 0, "data_avaliacao_registros_execucao"],
                "A avaliação está datada de 02/07/2025, e hoje é 01/07/2025. Envie-a depois de feita.",
                avaliacao="2025-07-02",
                hoje="2025-07-01",
            )
        ]

    @pytest.mark.parametrize(
        "agora",
        [
            AGORA,
            datetime(2025, 7, 1, 0, 0, 0, tzinfo=UTC),
            datetime.fromisoformat("2025-06-30T21:00:00-03:00"),
        ],
    )
    def test_avaliacao_de_hoje_e_aceita(self, agora: datetime) -> None:
        documento = com_avaliacao(data_avaliacao_registros_execucao="2025-07-01")
        aceitas = aceito(PlanoTrabalho, documento, agora).avaliacoes_registros_execucao or []
        assert aceitas[0].data_avaliacao_registros_execucao == date(2025, 7, 1)

    def test_as_nove_da_noite_de_brasilia_ja_e_amanha_mas_um_segundo_antes_nao(self) -> None:
        documento = com_avaliacao(data_avaliacao_registros_execucao="2025-07-01")
        agora = datetime.fromisoformat("2025-06-30T20:59:59-03:00")
        assert [recusa["ctx"]["regra"] for recusa in recusas(PlanoTrabalho, documento, agora)] == ["PT-09"]


class TestPT10:
    """A contribuição do tipo 1 aponta uma entrega da unidade (IN 24/2023, art. 19, II)."""

    @pytest.mark.parametrize(
        ("id_plano_entregas", "id_entrega", "faltam"),
        [
            (None, "e1", ["id_plano_entregas"]),
            ("pe1", None, ["id_entrega"]),
            (None, None, ["id_plano_entregas", "id_entrega"]),
        ],
    )
    def test_contribuicao_do_tipo_1_sem_entrega_e_recusada(
        self, id_plano_entregas: str | None, id_entrega: str | None, faltam: list[str]
    ) -> None:
        documento = com_contribuicao(id_plano_entregas=id_plano_entregas, id_entrega=id_entrega)
        assert recusas(PlanoTrabalho, documento) == [
            item(
                "PT-10",
                ["contribuicoes", 0],
                "A contribuição é do tipo 1, que aponta uma entrega da unidade, e falta preencher: "
                f"{', '.join(faltam)}. Informe a entrega, ou use o tipo 2 quando não houver vínculo com entrega.",
                faltam=faltam,
            )
        ]

    @pytest.mark.parametrize(
        ("ausentes", "apontados"),
        [
            ({"id_plano_entregas": None}, (("id_plano_entregas",),)),
            ({"id_entrega": None}, (("id_entrega",),)),
            ({"id_plano_entregas": None, "id_entrega": None}, (("id_plano_entregas",), ("id_entrega",))),
        ],
        ids=["falta-o-plano", "falta-a-entrega", "faltam-os-dois"],
    )
    def test_aponta_o_que_falta(self, ausentes: dict[str, None], apontados: tuple[Place, ...]) -> None:
        assert onde_na_contribuicao(**ausentes) == [("PT-10", apontados)]

    def test_contribuicao_do_tipo_1_com_os_dois_ids_e_aceita(self) -> None:
        documento = aceito(PlanoTrabalho, com_contribuicao(tipo_contribuicao=1))
        assert documento.contribuicoes[0].id_entrega == "e1"

    def test_textos_vazios_contam_como_preenchidos(self) -> None:
        documento = aceito(PlanoTrabalho, com_contribuicao(id_plano_entregas="", id_entrega=""))
        assert documento.contribuicoes[0].id_entrega == ""


class TestPT11:
    """A contribuição do tipo 2 não se vincula a entrega (IN 24/2023, art. 19, II)."""

    @pytest.mark.parametrize(
        ("id_plano_entregas", "id_entrega", "sobram"),
        [
            ("pe1", None, ["id_plano_entregas"]),
            (None, "e1", ["id_entrega"]),
            ("pe1", "e1", ["id_plano_entregas", "id_entrega"]),
            ("", None, ["id_plano_entregas"]),
        ],
    )
    def test_contribuicao_do_tipo_2_com_entrega_e_recusada(
        self, id_plano_entregas: str | None, id_entrega: str | None, sobram: list[str]
    ) -> None:
        documento = com_contribuicao(tipo_contribuicao=2, id_plano_entregas=id_plano_entregas, id_entrega=id_entrega)
        assert recusas(PlanoTrabalho, documento) == [
            item(
                "PT-11",
                ["contribuicoes", 0],
                "A contribuição é do tipo 2, que não se vincula a entrega, e veio com: "
                f"{', '.join(sobram)}. Envie null nesses campos, ou use o tipo 1 quando a contribuição for para essa "
                "entrega.",
                sobram=sobram,
            )
        ]

    @pytest.mark.parametrize(
        ("trocados", "apontados"),
        [
            ({"id_entrega": None}, (("id_plano_entregas",),)),
            ({"id_plano_entregas": None}, (("id_entrega",),)),
            ({}, (("id_plano_entregas",), ("id_entrega",))),
        ],
        ids=["sobra-o-plano", "sobra-a-entrega", "sobram-os-dois"],
    )
    def test_aponta_o_que_sobra(self, trocados: dict[str, None], apontados: tuple[Place, ...]) -> None:
        assert onde_na_contribuicao(tipo_contribuicao=2, **trocados) == [("PT-11", apontados)]

    def test_o_conserto_e_null_nos_dois_ids(self) -> None:
        enviada = {"tipo_contribuicao": "2", "id_plano_entregas": "pe1", "id_entrega": "e1", "rotulo": "x"}
        assert consertado("PT-11", enviada) == {
            "tipo_contribuicao": "2",
            "id_plano_entregas": None,
            "id_entrega": None,
            "rotulo": "x",
        }

    def test_contribuicao_do_tipo_2_sem_ids_e_aceita(self) -> None:
        documento = com_contribuicao(tipo_contribuicao=2, id_plano_entregas=None, id_entrega=None)
        assert aceito(PlanoTrabalho, documento).contribuicoes[0].tipo_contribuicao == 2

    @pytest.mark.parametrize(
        ("id_plano_entregas", "id_entrega"), [(None, None), ("pe1", None), (None, "e1"), ("pe1", "e1")]
    )
    def test_contribuicao_do_tipo_3_e_livre(self, id_plano_entregas: str | None, id_entrega: str | None) -> None:
        documento = com_contribuicao(tipo_contribuicao=3, id_plano_entregas=id_plano_entregas, id_entrega=id_entrega)
        assert aceito(PlanoTrabalho, documento).contribuicoes[0].id_entrega == id_entrega


class TestPT12:
    """O período avaliativo não termina antes de começar (IN 24/2023, art. 20)."""

    def test_fim_na_vespera_do_inicio_e_recusado(self) -> None:
        assert recusas(PlanoTrabalho, com_avaliacao(data_fim_periodo_avaliativo="2024-01-14")) == [
            item(
                "PT-12",
                ["avaliacoes_registros_execucao", 0],
                "O período avaliativo termina em 14/01/2024, antes de começar em 15/01/2024. Corrija uma das datas.",
                inicio="2024-01-15",
                fim="2024-01-14",
            )
        ]

    def test_aponta_as_duas_datas_do_periodo(self) -> None:
        assert onde_na_avaliacao(data_fim_periodo_avaliativo=date(2024, 1, 14)) == [
            ("PT-12", (("data_inicio_periodo_avaliativo",), ("data_fim_periodo_avaliativo",)))
        ]

    @pytest.mark.parametrize("fim", [date(2024, 1, 15), date(2030, 1, 1)])
    def test_periodo_de_um_dia_ou_alem_do_fim_do_plano_e_aceito(self, fim: date) -> None:
        documento = aceito(PlanoTrabalho, com_avaliacao(data_fim_periodo_avaliativo=fim.isoformat()))
        assert [item.data_fim_periodo_avaliativo for item in documento.avaliacoes_registros_execucao or ()] == [fim]


class TestPT13:
    """A avaliação não vem antes de começar o período avaliado (IN 24/2023, art. 21, § 1º)."""

    def test_avaliacao_na_vespera_do_periodo_e_recusada(self) -> None:
        assert recusas(PlanoTrabalho, com_avaliacao(data_avaliacao_registros_execucao="2024-01-14")) == [
            item(
                "PT-13",
                ["avaliacoes_registros_execucao", 0],
                "A avaliação é de 14/01/2024, antes de começar o período que ela avalia, em 15/01/2024. "
                "Corrija uma das datas.",
                inicio="2024-01-15",
                avaliacao="2024-01-14",
            )
        ]

    def test_aponta_o_inicio_do_periodo_e_a_avaliacao(self) -> None:
        assert onde_na_avaliacao(data_avaliacao_registros_execucao=date(2024, 1, 14)) == [
            ("PT-13", (("data_inicio_periodo_avaliativo",), ("data_avaliacao_registros_execucao",)))
        ]

    def test_o_periodo_e_a_avaliacao_errados_sao_ditos_juntos_e_nesta_ordem(self) -> None:
        documento = com_avaliacao(
            data_fim_periodo_avaliativo="2024-01-14", data_avaliacao_registros_execucao="2024-01-14"
        )
        assert [recusa["ctx"]["regra"] for recusa in recusas(PlanoTrabalho, documento)] == ["PT-12", "PT-13"]

    def test_avaliacao_no_primeiro_dia_do_periodo_e_aceita(self) -> None:
        documento = aceito(PlanoTrabalho, com_avaliacao(data_avaliacao_registros_execucao="2024-01-15"))
        aceitas = documento.avaliacoes_registros_execucao or []
        assert aceitas[0].data_avaliacao_registros_execucao == date(2024, 1, 15)


class TestPT14:
    """Nenhum período avaliativo começa antes do fim do anterior (IN 24/2023, art. 20)."""

    def test_periodo_que_comeca_na_vespera_do_fim_do_anterior_e_recusado(self) -> None:
        documento = com_periodos(("p1", "2024-01-15", "2024-01-31"), ("p2", "2024-01-30", "2024-02-28"))
        assert recusas(PlanoTrabalho, documento) == [
            item(
                "PT-14",
                ["avaliacoes_registros_execucao"],
                "O período avaliativo p2 começa em 30/01/2024, antes do fim do período p1, em 31/01/2024. "
                "Um período pode começar no dia em que outro termina, mas não antes: ajuste as datas.",
                fim="2024-01-31",
                inicio="2024-01-30",
                anterior="p1",
                seguinte="p2",
            )
        ]

    def test_periodos_fora_de_ordem_que_colidem_sao_recusados(self) -> None:
        documento = com_periodos(
            ("p3", "2024-03-01", "2024-03-31"), ("p1", "2024-01-15", "2024-03-02"), ("p4", "2024-04-01", "2024-04-30")
        )
        assert [
            (recusa["ctx"]["anterior"], recusa["ctx"]["seguinte"]) for recusa in recusas(PlanoTrabalho, documento)
        ] == [("p1", "p3")]

    def test_aponta_o_inicio_de_cada_periodo_que_comeca_antes_do_fim_do_anterior(self) -> None:
        quatro = com_periodos(
            ("p4", "2024-04-01", "2024-04-30"),
            ("p2", "2024-02-01", "2024-02-28"),
            ("p3", "2024-03-01", "2024-03-31"),
            ("p1", "2024-01-15", "2024-01-31"),
        )
        p4, p2, p3, p1 = aceito(PlanoTrabalho, quatro).avaliacoes_registros_execucao or []
        longo = p1.model_copy(update={"data_fim_periodo_avaliativo": date(2024, 2, 2)})
        tardio = p3.model_copy(update={"data_fim_periodo_avaliativo": date(2024, 4, 2)})
        assert lugares(regras_avaliacao.AVALIACOES, [p4, p2, tardio, longo], TUDO_GUARDADO) == [
            (
                "PT-14",
                (
                    ("avaliacoes_registros_execucao", 1, "data_inicio_periodo_avaliativo"),
                    ("avaliacoes_registros_execucao", 0, "data_inicio_periodo_avaliativo"),
                ),
            )
        ]

    def test_de_varias_sobreposicoes_a_mensagem_diz_a_que_comeca_antes(self) -> None:
        documento = com_periodos(
            ("p3", "2024-02-28", "2024-03-31"), ("p2", "2024-01-30", "2024-02-29"), ("p1", "2024-01-15", "2024-01-31")
        )
        assert [
            (recusa["ctx"]["anterior"], recusa["ctx"]["seguinte"]) for recusa in recusas(PlanoTrabalho, documento)
        ] == [("p1", "p2")]

    def test_com_o_mesmo_inicio_o_periodo_de_um_dia_que_vem_depois_e_recusado(self) -> None:
        documento = com_periodos(("p1", "2024-01-15", "2024-01-31"), ("p2", "2024-01-15", "2024-01-15"))
        assert [recusa["ctx"]["regra"] for recusa in recusas(PlanoTrabalho, documento)] == ["PT-14"]

    @pytest.mark.parametrize(
        "periodos",
        [
            pytest.param(
                (("p1", "2024-01-15", "2024-01-31"), ("p2", "2024-01-31", "2024-02-28")), id="no-dia-do-fim-do-anterior"
            ),
            pytest.param(
                (("p2", "2024-02-01", "2024-02-28"), ("p1", "2024-01-15", "2024-01-31")), id="enviados-fora-de-ordem"
            ),
            pytest.param(
                (("p1", "2024-01-15", "2024-01-15"), ("p2", "2024-01-15", "2024-01-31")), id="o-de-um-dia-vem-antes"
            ),
            pytest.param(
                (("p1", "2024-01-15", "2024-01-31"), ("p1", "2024-03-01", "2024-03-31")), id="mesmo-id-e-com-intervalo"
            ),
        ],
    )
    def test_periodos_que_nao_colidem_sao_aceitos_na_ordem_enviada(
        self, periodos: tuple[tuple[str, str, str], ...]
    ) -> None:
        documento = aceito(PlanoTrabalho, com_periodos(*periodos))
        assert [
            (
                aceita.id_periodo_avaliativo,
                aceita.data_inicio_periodo_avaliativo.isoformat(),
                aceita.data_fim_periodo_avaliativo.isoformat(),
            )
            for aceita in documento.avaliacoes_registros_execucao or ()
        ] == list(periodos)


class TestPT15:
    """Só um plano cancelado pode vir sem contribuições (IN 24/2023, art. 19, II)."""

    @pytest.mark.parametrize("status", [2, 3, 4])
    def test_plano_sem_contribuicoes_que_nao_esta_cancelado_e_recusado(self, status: int) -> None:
        assert recusas(PlanoTrabalho, plano_trabalho(status=status, contribuicoes=[])) == [
            item(
                "PT-15",
                [],
                f"O plano não tem contribuições, e está com status {status}. Só um plano cancelado (status 1) pode vir "
                "sem elas: inclua ao menos uma contribuição.",
                status=status,
            )
        ]

    def test_a_falta_da_lista_conta_como_lista_vazia(self) -> None:
        documento = plano_trabalho()
        del documento["contribuicoes"]
        assert [recusa["ctx"]["regra"] for recusa in recusas(PlanoTrabalho, documento)] == ["PT-15"]

    def test_as_regras_do_documento_sao_ditas_juntas_e_na_ordem_da_tabela(self) -> None:
        documento = plano_trabalho(
            cod_unidade_autorizadora=100_000,
            data_inicio="2024-01-16",
            data_termino="2024-01-15",
            contribuicoes=[],
        )
        assert [recusa["ctx"]["regra"] for recusa in recusas(PlanoTrabalho, documento)] == [
            "PT-01",
            "PT-15",
            "PT-16",
            "PT-17",
        ]

    def test_plano_cancelado_sem_contribuicoes_e_aceito(self) -> None:
        assert aceito(PlanoTrabalho, plano_trabalho(status=1, contribuicoes=[])).contribuicoes == []


class TestPT16:
    """O plano não termina antes de começar."""

    def test_termino_na_vespera_do_inicio_e_recusado(self) -> None:
        assert recusas(PlanoTrabalho, plano_trabalho(data_inicio="2024-01-15", data_termino="2024-01-14")) == [
            item(
                "PT-16",
                [],
                "O plano termina em 14/01/2024, antes de começar em 15/01/2024. Corrija uma das datas.",
                inicio="2024-01-15",
                termino="2024-01-14",
            )
        ]

    def test_aponta_as_duas_datas(self) -> None:
        assert onde(data_termino=date(2024, 1, 14)) == [("PT-16", (("data_inicio",), ("data_termino",)))]

    def test_plano_de_um_so_dia_e_aceito(self) -> None:
        documento = aceito(PlanoTrabalho, plano_trabalho(data_inicio="2024-01-15", data_termino="2024-01-15"))
        assert documento.data_termino == date(2024, 1, 15)


class TestPT17:
    """O período avaliativo não começa antes do plano (IN 24/2023, art. 20)."""

    def test_periodo_que_comeca_na_vespera_do_plano_e_recusado(self) -> None:
        assert recusas(PlanoTrabalho, com_avaliacao(data_inicio_periodo_avaliativo="2024-01-14")) == [
            item(
                "PT-17",
                [],
                "O período avaliativo p1 começa em 14/01/2024, antes do plano, que começa em 15/01/2024. "
                "Corrija uma das datas.",
                periodo="p1",
                inicio_do_periodo="2024-01-14",
                inicio="2024-01-15",
            )
        ]

    def test_de_varios_a_mensagem_diz_o_primeiro_enviado(self) -> None:
        documento = com_periodos(
            ("p3", "2024-02-01", "2024-02-28"), ("p2", "2024-01-10", "2024-01-14"), ("p1", "2024-01-01", "2024-01-05")
        )
        assert [recusa["ctx"]["periodo"] for recusa in recusas(PlanoTrabalho, documento)] == ["p2"]

    def test_aponta_o_inicio_de_cada_periodo_que_comeca_antes_do_plano(self) -> None:
        periodos = com_periodos(
            ("p1", "2024-01-15", "2024-01-31"), ("p2", "2024-02-01", "2024-02-28"), ("p3", "2024-03-01", "2024-03-31")
        )
        p1, p2, p3 = aceito(PlanoTrabalho, periodos).avaliacoes_registros_execucao or []
        assert onde(data_inicio=date(2024, 2, 2), avaliacoes_registros_execucao=[p2, p3, p1]) == [
            (
                "PT-17",
                (
                    ("avaliacoes_registros_execucao", 0, "data_inicio_periodo_avaliativo"),
                    ("avaliacoes_registros_execucao", 2, "data_inicio_periodo_avaliativo"),
                ),
            )
        ]

    @pytest.mark.parametrize("avaliacoes", [None, []])
    def test_plano_sem_avaliacoes_e_aceito(self, avaliacoes: list[Any] | None) -> None:
        documento = aceito(PlanoTrabalho, plano_trabalho(avaliacoes_registros_execucao=avaliacoes))
        assert documento.avaliacoes_registros_execucao == []

    def test_periodo_que_comeca_com_o_plano_e_aceito(self) -> None:
        documento = aceito(PlanoTrabalho, com_avaliacao(data_inicio_periodo_avaliativo="2024-01-15"))
        aceitas = documento.avaliacoes_registros_execucao or []
        assert aceitas[0].data_inicio_periodo_avaliativo == date(2024, 1, 15)


class TestPT18:
    """A mesma matrícula tem um plano de trabalho por vez em cada executora, sem contar os cancelados."""

    def test_plano_que_divide_um_dia_com_outro_e_recusado(self) -> None:
        assert estado(OUTRO_NO_PERIODO) == (
            "PT-18",
            "A mesma matrícula já tem, na unidade executora 101, o plano de trabalho pt0, de 30/06/2024 a 31/12/2024 "
            "(status 2), que divide dias com este, de 15/01/2024 a 30/06/2024. Só cabe um plano por vez: ajuste as "
            "datas, ou cancele o outro reenviando-o com status 1.",
        )

    def test_a_mensagem_fala_do_primeiro_e_a_evidencia_traz_todos(self) -> None:
        recebido = datetime(2025, 6, 30, 15, 30, tzinfo=UTC)
        fatos = replace(
            TUDO_GUARDADO,
            conflitos=(
                PlanoGuardado("pt0", date(2023, 8, 1), date(2024, 1, 15), 4, recebido),
                PlanoGuardado("pt2", date(2024, 6, 30), date(2024, 12, 31), 2),
            ),
        )
        documento = aceito(
            PlanoTrabalho,
            plano_trabalho(origem_unidade="SIORG", cod_unidade_autorizadora=7, cod_unidade_executora=9),
        )
        recusa = first_broken(regras.ESTADO, documento, fatos)
        assert recusa is not None
        assert recusa.evidence == {
            "inicio": date(2024, 1, 15),
            "termino": date(2024, 6, 30),
            "outro": "pt0",
            "outro_inicio": date(2023, 8, 1),
            "outro_termino": date(2024, 1, 15),
            "outro_status": 4,
            "executora": 9,
            "colide_com": [
                {
                    "recurso": "plano_trabalho",
                    "chave": {
                        "origem_unidade": "SIORG",
                        "cod_unidade_autorizadora": 7,
                        "id_plano_trabalho": "pt0",
                    },
                    "data_inicio": date(2023, 8, 1),
                    "data_termino": date(2024, 1, 15),
                    "status": 4,
                    "recebido_em": recebido,
                },
                {
                    "recurso": "plano_trabalho",
                    "chave": {
                        "origem_unidade": "SIORG",
                        "cod_unidade_autorizadora": 7,
                        "id_plano_trabalho": "pt2",
                    },
                    "data_inicio": date(2024, 6, 30),
                    "data_termino": date(2024, 12, 31),
                    "status": 2,
                    "recebido_em": None,
                },
            ],
        }

    def test_plano_cancelado_nao_ocupa_o_periodo(self) -> None:
        assert estado(OUTRO_NO_PERIODO, status=1) is None

    def test_plano_sem_outro_no_periodo_e_aceito(self) -> None:
        assert estado(TUDO_GUARDADO) is None

    def test_a_sobreposicao_e_dita_antes_do_ano_do_participante_e_da_entrega(self) -> None:
        fatos = replace(OUTRO_NO_PERIODO, participantes=(), citadas={})
        recusa = estado(fatos, data_termino="2026-01-15")
        assert recusa is not None
        assert recusa[0] == "PT-18"


class TestPT19:
    """O plano de trabalho não passa de um ano."""

    @pytest.mark.parametrize(
        ("inicio", "termino", "dias", "limite"),
        [
            ("2025-01-01", "2026-01-02", 366, 365),
            ("2024-03-01", "2025-03-02", 366, 365),
            ("2024-02-29", "2025-03-02", 367, 366),
            ("2023-08-01", "2024-08-02", 367, 366),
        ],
    )
    def test_plano_novo_de_mais_de_um_ano_e_recusado(self, inicio: str, termino: str, dias: int, limite: int) -> None:
        assert estado(TUDO_GUARDADO, data_inicio=inicio, data_termino=termino) == (
            "PT-19",
            f"O plano dura {dias} dias, e neste período o limite de um ano é de {limite} dias. "
            "Antecipe a data de término ou divida o plano.",
        )

    @pytest.mark.parametrize(
        ("inicio", "termino"),
        [
            ("2025-01-01", "2026-01-01"),
            ("2024-03-01", "2025-03-01"),
            ("2024-02-29", "2025-03-01"),
            ("2023-08-01", "2024-08-01"),
        ],
    )
    def test_plano_novo_de_um_ano_e_aceito(self, inicio: str, termino: str) -> None:
        assert estado(TUDO_GUARDADO, data_inicio=inicio, data_termino=termino) is None

    def test_plano_reenviado_que_comeca_ate_31_de_maio_de_2025_nao_tem_limite(self) -> None:
        assert estado(REENVIO, data_inicio="2025-05-31", data_termino="2035-05-31") is None

    def test_plano_reenviado_que_comeca_em_1_de_junho_de_2025_tem_limite(self) -> None:
        assert estado(REENVIO, data_inicio="2025-06-01", data_termino="2026-06-02") == (
            "PT-19",
            "O plano dura 366 dias, e neste período o limite de um ano é de 365 dias. "
            "Antecipe a data de término ou divida o plano.",
        )

    def test_plano_reenviado_que_comeca_em_1_de_junho_de_2025_pode_durar_um_ano(self) -> None:
        assert estado(REENVIO, data_inicio="2025-06-01", data_termino="2026-06-01") is None

    def test_o_conserto_leva_o_termino_ao_ultimo_dia_que_cabe(self) -> None:
        documento = plano_trabalho(
            data_inicio="2023-08-01", data_termino="2030-01-01", avaliacoes_registros_execucao=[]
        )
        recusa = first_broken(regras.ESTADO, aceito(PlanoTrabalho, documento), TUDO_GUARDADO)
        assert recusa is not None
        assert consertado("PT-19", documento, **recusa.evidence) == plano_trabalho(
            data_inicio="2023-08-01", data_termino="2024-08-01", avaliacoes_registros_execucao=[]
        )

    def test_o_ano_e_dito_antes_do_participante(self) -> None:
        recusa = estado(replace(TUDO_GUARDADO, participantes=()), data_inicio="2025-01-01", data_termino="2026-01-02")
        assert recusa is not None
        assert recusa[0] == "PT-19"


class TestPT20:
    """O participante do plano já foi enviado, na lotação que o plano diz."""

    def test_matricula_que_ninguem_enviou_e_recusada(self) -> None:
        assert estado(replace(TUDO_GUARDADO, participantes=())) == (
            "PT-20",
            "Não há participante com origem SIAPE, autorizadora 1, lotação 101 e matrícula 1234567: a chave é esta, "
            "inteira. Esta matrícula não está em nenhuma lotação da autorizadora: envie primeiro o participante e "
            "depois o plano de trabalho.",
        )

    def test_matricula_enviada_em_outras_lotacoes_e_recusada_e_a_mensagem_diz_quais(self) -> None:
        assert estado(replace(TUDO_GUARDADO, participantes=(_lotado(102), _lotado(103)))) == (
            "PT-20",
            "Não há participante com origem SIAPE, autorizadora 1, lotação 101 e matrícula 1234567: a chave é esta, "
            "inteira. Esta matrícula está guardada nas lotações 102, 103: corrija a lotação do plano, ou envie "
            "o participante na lotação nova.",
        )

    def test_matricula_enviada_so_em_outra_lotacao_e_recusada_e_a_mensagem_a_diz(self) -> None:
        fatos = replace(TUDO_GUARDADO, participantes=(_lotado(102),))
        assert estado(
            fatos,
            origem_unidade="SIORG",
            cod_unidade_autorizadora=7,
            matricula_siape="7654321",
            cod_unidade_lotacao_participante=5,
        ) == (
            "PT-20",
            "Não há participante com origem SIORG, autorizadora 7, lotação 5 e matrícula 7654321: a chave é esta, "
            "inteira. Esta matrícula está guardada na lotação 102: corrija a lotação do plano, ou envie o participante "
            "na lotação nova.",
        )

    def test_o_conserto_leva_o_plano_a_unica_lotacao_da_matricula(self) -> None:
        recusa = first_broken(
            regras.ESTADO,
            aceito(PlanoTrabalho, plano_trabalho()),
            replace(TUDO_GUARDADO, participantes=(_lotado(102),)),
        )
        assert recusa is not None
        assert consertado("PT-20", plano_trabalho(), **recusa.evidence) == plano_trabalho(
            cod_unidade_lotacao_participante=102
        )

    @pytest.mark.parametrize("lotacoes", [[], [102, 103]])
    def test_sem_uma_so_lotacao_nao_ha_conserto(self, lotacoes: list[int]) -> None:
        assert consertado("PT-20", plano_trabalho(), outras_lotacoes=lotacoes) is UNFIXED

    def test_matricula_tambem_em_outra_lotacao_e_aceita(self) -> None:
        assert estado(replace(TUDO_GUARDADO, participantes=(_lotado(100), _lotado(101)))) is None

    def test_cpf_diferente_do_participante_guardado_e_aceito(self) -> None:
        assert estado(TUDO_GUARDADO, cpf_participante="11144477735") is None

    def test_o_participante_e_dito_antes_da_entrega(self) -> None:
        recusa = estado(replace(TUDO_GUARDADO, participantes=(), citadas={}))
        assert recusa is not None
        assert recusa[0] == "PT-20"


class TestPT21:
    """A contribuição do tipo 1 aponta uma entrega já enviada na mesma autorizadora (IN 24/2023, art. 19, II)."""

    @pytest.mark.parametrize(
        ("id_plano_entregas", "id_entrega"), [("pe1", "e2"), ("pe2", "e1"), ("PE1", "e1"), ("pe1", "e1 ")]
    )
    def test_entrega_que_nao_esta_guardada_e_recusada(self, id_plano_entregas: str, id_entrega: str) -> None:
        citada = contribuicao(id_plano_entregas=id_plano_entregas, id_entrega=id_entrega)
        assert estado(TUDO_GUARDADO, contribuicoes=[contribuicao(), citada]) == (
            "PT-21",
            f"A contribuição 2 aponta a entrega {id_entrega} do plano de entregas {id_plano_entregas}, que não está "
            "guardada nesta autorizadora. Envie primeiro o plano de entregas com essa entrega, ou corrija os ids.",
        )

    def test_entrega_que_nao_esta_no_plano_guardado_e_recusada(self) -> None:
        fatos = replace(TUDO_GUARDADO, citadas={("pe1", "e1"): EntregaCitada(PE1, cancelada=None)})
        assert estado(fatos) == (
            "PT-21",
            "A contribuição 1 aponta a entrega e1 do plano de entregas pe1, que não está guardada nesta autorizadora. "
            "Envie primeiro o plano de entregas com essa entrega, ou corrija os ids.",
        )

    def test_entrega_cancelada_e_aceita(self) -> None:
        fatos = replace(TUDO_GUARDADO, citadas={("pe1", "e1"): EntregaCitada(PE1, cancelada=True)})
        assert estado(fatos) is None

    def test_de_varias_a_mensagem_diz_a_primeira_e_todas_sao_apontadas(self) -> None:
        documento = aceito(
            PlanoTrabalho,
            plano_trabalho(
                contribuicoes=[
                    contribuicao(),
                    *(contribuicao(id_entrega=id_entrega) for id_entrega in ("e2", "e1", "e3")),
                ]
            ),
        )
        recusa = first_broken(regras.ESTADO, documento, TUDO_GUARDADO)
        assert recusa is not None
        assert recusa.evidence == {
            "numero": 2,
            "id_plano_entregas": "pe1",
            "id_entrega": "e2",
            "onde": (("contribuicoes", 1), ("contribuicoes", 3)),
        }

    def test_entrega_guardada_e_aceita(self) -> None:
        assert estado(TUDO_GUARDADO, contribuicoes=[contribuicao(), contribuicao(id_contribuicao="c2")]) is None

    @pytest.mark.parametrize(("id_plano_entregas", "id_entrega"), [("", "e9"), ("pe9", ""), ("", "")])
    def test_texto_vazio_dispensa_a_procura(self, id_plano_entregas: str, id_entrega: str) -> None:
        citada = contribuicao(id_plano_entregas=id_plano_entregas, id_entrega=id_entrega)
        assert estado(TUDO_GUARDADO, contribuicoes=[citada]) is None

    def test_a_entrega_de_outra_unidade_do_tipo_3_nao_e_procurada(self) -> None:
        citada = contribuicao(tipo_contribuicao=3, id_plano_entregas="pe9", id_entrega="e9")
        assert estado(TUDO_GUARDADO, contribuicoes=[citada]) is None


class TestPT22:
    """Só se lê um plano de trabalho guardado com a chave inteira: origem, autorizadora e id."""

    def test_a_mensagem_repete_a_chave(self) -> None:
        chave = {"origem_unidade": "SIORG", "cod_unidade_autorizadora": 7, "id_plano_trabalho": "pt9"}
        assert NotFound(regras.NAO_ENCONTRADO, chave).message == (
            "Não há plano de trabalho pt9 na origem SIORG, autorizadora 7. O mesmo id em outra autorizadora é outro "
            "plano: confira a chave inteira."
        )


class TestPT23:
    """O identificador do plano tem no máximo 4.000 bytes de UTF-8."""

    @pytest.mark.parametrize(
        ("id_plano", "tamanho"), [("x" * 4_001, 4_001), ("é" * 2_001, 4_002)], ids=["um-byte", "dois-bytes"]
    )
    def test_identificador_maior_e_recusado(self, id_plano: str, tamanho: int) -> None:
        assert primeira_recusa(regras.ID_DO_PLANO, id_plano) == (
            "PT-23",
            f"O identificador tem {tamanho} bytes e não pode ser guardado como chave; o limite é de 4000 bytes, e o "
            "PostgreSQL às vezes aceita menos. Use um identificador curto, como um UUID.",
        )

    @pytest.mark.parametrize("id_plano", ["x" * 4_000, "é" * 2_000, ""], ids=["um-byte", "dois-bytes", "vazio"])
    def test_identificador_de_ate_4000_bytes_e_aceito(self, id_plano: str) -> None:
        assert primeira_recusa(regras.ID_DO_PLANO, id_plano) is None


class TestPT24:
    """Nenhum texto do plano traz metade de um caractere; a recusa vem em texto, e não em lista."""

    def test_surrogate_num_identificador_e_recusado_em_texto(self) -> None:
        documento = aceito(PlanoTrabalho, com_contribuicao(id_contribuicao="c1\ud83d"))
        with pytest.raises(Refused) as recusa:
            serialize(documento)
        assert not isinstance(recusa.value, FieldRefused)
        assert (recusa.value.rule.code, recusa.value.message) == (
            "PT-24",
            "O texto traz metade de um caractere (um surrogate sem par, na posição 2), que não pode ser guardada. "
            "Confira como o seu sistema escreve emojis e símbolos em JSON.",
        )

    def test_emoji_inteiro_e_aceito(self) -> None:
        assert '"id_contribuicao":"c1😀"' in serialize(aceito(PlanoTrabalho, com_contribuicao(id_contribuicao="c1😀")))
