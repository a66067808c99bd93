"""O que se recusa num plano de trabalho, e o que ainda se aceita."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.contract.plano_trabalho import PlanoTrabalho
from app.contract.texts import serialize
from app.rules import plano_trabalho as regras
from app.rules.facts import FactsPlanoTrabalho, PlanoGuardado
from app.rules.rule import FieldRefused, NotFound, Refused
from tests.builders import Documento, avaliacao, contribuicao, plano_trabalho
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

TUDO_GUARDADO = FactsPlanoTrabalho(
    now=AGORA, exists=False, conflitos=(), lotacoes=(101,), entregas=frozenset({("pe1", "e1")})
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

    def test_plano_cancelado_nao_ocupa_o_periodo(self) -> None:
        assert estado(OUTRO_NO_PERIODO, status=1) is None

    def test_plano_sem_outro_no_periodo_e_aceito(self) -> None:
        assert estado(TUDO_GUARDADO) is None

    def test_a_sobreposicao_e_dita_antes_do_ano_do_participante_e_da_entrega(self) -> None:
        fatos = replace(OUTRO_NO_PERIODO, lotacoes=(), entregas=frozenset())
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

    def test_o_ano_e_dito_antes_do_participante(self) -> None:
        recusa = estado(replace(TUDO_GUARDADO, lotacoes=()), data_inicio="2025-01-01", data_termino="2026-01-02")
        assert recusa is not None
        assert recusa[0] == "PT-19"


class TestPT20:
    """O participante do plano já foi enviado, na lotação que o plano diz."""

    def test_matricula_que_ninguem_enviou_e_recusada(self) -> None:
        assert estado(replace(TUDO_GUARDADO, lotacoes=())) == (
            "PT-20",
            "Não há participante com origem SIAPE, autorizadora 1, lotação 101 e matrícula 1234567: a chave é esta, "
            "inteira. Esta matrícula não está em nenhuma lotação da autorizadora: envie primeiro o participante e "
            "depois o plano de trabalho.",
        )

    def test_matricula_enviada_em_outras_lotacoes_e_recusada_e_a_mensagem_diz_quais(self) -> None:
        assert estado(replace(TUDO_GUARDADO, lotacoes=(102, 103))) == (
            "PT-20",
            "Não há participante com origem SIAPE, autorizadora 1, lotação 101 e matrícula 1234567: a chave é esta, "
            "inteira. Esta matrícula está guardada nas lotações 102, 103: corrija a lotação do plano, ou envie "
            "o participante na lotação nova.",
        )

    def test_matricula_tambem_em_outra_lotacao_e_aceita(self) -> None:
        assert estado(replace(TUDO_GUARDADO, lotacoes=(100, 101))) is None

    def test_cpf_diferente_do_participante_guardado_e_aceito(self) -> None:
        assert estado(TUDO_GUARDADO, cpf_participante="11144477735") is None

    def test_o_participante_e_dito_antes_da_entrega(self) -> None:
        recusa = estado(replace(TUDO_GUARDADO, lotacoes=(), entregas=frozenset()))
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
