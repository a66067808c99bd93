"""O que se recusa num plano de entregas, e o que ainda se aceita."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.contract.plano_entregas import PlanoEntregas
from app.rules import plano_entregas as regras
from app.rules.facts import FactsPlanoEntregas, PlanoGuardado
from app.rules.rule import UNFIXED, NotFound, Place, first_broken
from tests.builders import entrega, plano_entregas
from tests.rules.avisado import lugares
from tests.rules.consertado import consertado
from tests.rules.julgamento import (
    AGORA,
    UNIDADES_ACEITAS,
    UNIDADES_RECUSADAS,
    aceito,
    item,
    primeira_recusa,
    recusas,
)

NADA_GUARDADO = FactsPlanoEntregas(now=AGORA, exists=False, conflitos=())
JA_GUARDADO = replace(NADA_GUARDADO, exists=True)
OUTRO_NO_PERIODO = replace(
    NADA_GUARDADO,
    conflitos=(PlanoGuardado(id="pe0", data_inicio=date(2024, 6, 30), data_termino=date(2024, 12, 31), status=3),),
)


def estado(fatos: FactsPlanoEntregas, **mudancas: Any) -> tuple[str, str] | None:
    return primeira_recusa(regras.ESTADO, aceito(PlanoEntregas, plano_entregas(**mudancas)), fatos)


def onde(**trocados: Any) -> list[tuple[str, tuple[Place, ...]]]:
    """As regras do documento quebradas, e onde, num plano aceito em que depois se trocam estes campos, já lidos."""
    documento = aceito(PlanoEntregas, plano_entregas()).model_copy(update=trocados)
    return lugares(regras.DOCUMENTO, documento, NADA_GUARDADO)


class TestPE01:
    """O código da unidade autorizadora tem os algarismos que a origem pede."""

    @pytest.mark.parametrize(("origem", "codigo"), UNIDADES_RECUSADAS)
    def test_codigo_com_outro_tamanho_e_recusado(self, origem: str, codigo: int) -> None:
        documento = plano_entregas(origem_unidade=origem, cod_unidade_autorizadora=codigo)
        assert recusas(PlanoEntregas, documento) == [
            item(
                "PE-01",
                [],
                f"O código de unidade {codigo} não existe no {origem}. No SIAPE são de 1 a 5 algarismos, ou 14 (5 do "
                "órgão e 9 da UORG); no SIORG, de 1 a 6. Confira o código e a origem.",
                origem=origem,
                codigo=codigo,
            )
        ]

    @pytest.mark.parametrize(("origem", "codigo"), UNIDADES_ACEITAS)
    def test_codigo_com_o_tamanho_da_origem_e_aceito(self, origem: str, codigo: int) -> None:
        documento = plano_entregas(origem_unidade=origem, cod_unidade_autorizadora=codigo)
        assert aceito(PlanoEntregas, documento).cod_unidade_autorizadora == codigo

    @pytest.mark.parametrize("campo", ["cod_unidade_instituidora", "cod_unidade_executora"])
    def test_os_outros_codigos_de_unidade_nao_tem_tamanho_certo(self, campo: str) -> None:
        assert getattr(aceito(PlanoEntregas, plano_entregas(**{campo: 1_234_567})), campo) == 1_234_567

    def test_o_lugar_apontado_e_o_codigo(self) -> None:
        assert onde(cod_unidade_autorizadora=100_000) == [("PE-01", (("cod_unidade_autorizadora",),))]


class TestPE02:
    """Só um plano cancelado pode vir sem entregas."""

    @pytest.mark.parametrize("status", [2, 3, 4])
    def test_plano_sem_entregas_que_nao_esta_cancelado_e_recusado(self, status: int) -> None:
        assert recusas(PlanoEntregas, plano_entregas(status=status, entregas=[])) == [
            item(
                "PE-02",
                [],
                f"O plano não tem entregas, e está com status {status}. Só um plano cancelado (status 1) pode vir sem "
                "elas: inclua ao menos uma entrega.",
                status=status,
            )
        ]

    def test_plano_avaliado_sem_entregas_e_recusado(self) -> None:
        documento = plano_entregas(status=5, avaliacao=3, data_avaliacao="2024-07-01", entregas=[])
        assert [recusa["ctx"] for recusa in recusas(PlanoEntregas, documento)] == [{"regra": "PE-02", "status": 5}]

    def test_as_regras_do_documento_sao_ditas_juntas_e_na_ordem_da_tabela(self) -> None:
        documento = plano_entregas(
            cod_unidade_autorizadora=100_000,
            status=5,
            data_inicio="2024-01-02",
            data_termino="2024-01-01",
            data_avaliacao="2024-01-01",
            entregas=[entrega(), entrega()],
        )
        assert [recusa["ctx"]["regra"] for recusa in recusas(PlanoEntregas, documento)] == [
            "PE-01",
            "PE-03",
            "PE-04",
            "PE-05",
            "PE-06",
        ]

    def test_a_falta_da_lista_conta_como_lista_vazia(self) -> None:
        documento = plano_entregas()
        del documento["entregas"]
        assert [recusa["ctx"]["regra"] for recusa in recusas(PlanoEntregas, documento)] == ["PE-02"]

    def test_plano_cancelado_sem_entregas_e_aceito(self) -> None:
        assert aceito(PlanoEntregas, plano_entregas(status=1, entregas=[])).entregas == []

    def test_uma_entrega_cancelada_basta(self) -> None:
        documento = aceito(PlanoEntregas, plano_entregas(entregas=[entrega(entrega_cancelada=True)]))
        assert [item.entrega_cancelada for item in documento.entregas] == [True]


class TestPE03:
    """Cada entrega tem um identificador só seu dentro do plano."""

    def test_identificador_repetido_e_recusado(self) -> None:
        entregas = [entrega(id_entrega="e1"), entrega(id_entrega="e2"), entrega(id_entrega="e1")]
        assert recusas(PlanoEntregas, plano_entregas(entregas=entregas)) == [
            item(
                "PE-03",
                [],
                "A entrega e1 aparece mais de uma vez no plano. Dê a cada entrega um id_entrega próprio, "
                "ou retire a repetida.",
                id_entrega="e1",
            )
        ]

    def test_de_varios_repetidos_a_mensagem_diz_o_que_primeiro_se_repete(self) -> None:
        entregas = [entrega(id_entrega=id_entrega) for id_entrega in ("e1", "e2", "e3", "e3", "e2")]
        assert [
            recusa["ctx"]["id_entrega"] for recusa in recusas(PlanoEntregas, plano_entregas(entregas=entregas))
        ] == ["e3"]

    def test_aponta_cada_repeticao_e_nao_a_primeira_vez(self) -> None:
        e1, e2 = aceito(PlanoEntregas, plano_entregas(entregas=[entrega(), entrega(id_entrega="e2")])).entregas
        assert onde(entregas=[e1, e2, e1, e2, e1]) == [
            ("PE-03", (("entregas", 2, "id_entrega"), ("entregas", 3, "id_entrega"), ("entregas", 4, "id_entrega")))
        ]

    def test_o_conserto_retira_as_entregas_iguais_a_primeira(self) -> None:
        entregas = [entrega(), entrega(id_entrega="e2"), entrega(), entrega(id_entrega="e2"), entrega()]
        documento = {"chave_desconhecida": 1, "status": "3", "entregas": entregas}
        assert consertado("PE-03", documento) == {
            "chave_desconhecida": 1,
            "status": "3",
            "entregas": [entrega(), entrega(id_entrega="e2")],
        }

    def test_repetidas_com_outros_dados_nao_tem_conserto(self) -> None:
        entregas = [entrega(), entrega(), entrega(meta_entrega=99)]
        assert consertado("PE-03", plano_entregas(entregas=entregas)) is UNFIXED

    def test_o_conserto_nao_muda_o_documento_recebido(self) -> None:
        documento = plano_entregas(entregas=[entrega(), entrega()])
        consertado("PE-03", documento)
        assert documento == plano_entregas(entregas=[entrega(), entrega()])

    def test_maiusculas_e_espacos_fazem_outro_identificador(self) -> None:
        entregas = [entrega(id_entrega="e1"), entrega(id_entrega="E1"), entrega(id_entrega="e1 ")]
        documento = aceito(PlanoEntregas, plano_entregas(entregas=entregas))
        assert [item.id_entrega for item in documento.entregas] == ["e1", "E1", "e1 "]


class TestPE04:
    """O plano não termina antes de começar."""

    def test_termino_na_vespera_do_inicio_e_recusado(self) -> None:
        assert recusas(PlanoEntregas, plano_entregas(data_inicio="2024-01-01", data_termino="2023-12-31")) == [
            item(
                "PE-04",
                [],
                "O plano termina em 31/12/2023, antes de começar em 01/01/2024. Corrija uma das datas.",
                inicio="2024-01-01",
                termino="2023-12-31",
            )
        ]

    def test_aponta_as_duas_datas(self) -> None:
        assert onde(data_termino=date(2023, 12, 31)) == [("PE-04", (("data_inicio",), ("data_termino",)))]

    def test_plano_de_um_so_dia_e_aceito(self) -> None:
        documento = aceito(PlanoEntregas, plano_entregas(data_inicio="2024-01-01", data_termino="2024-01-01"))
        assert documento.data_termino == date(2024, 1, 1)


class TestPE05:
    """O plano não foi avaliado antes de começar."""

    def test_avaliacao_na_vespera_do_inicio_e_recusada(self) -> None:
        assert recusas(PlanoEntregas, plano_entregas(data_avaliacao="2023-12-31")) == [
            item(
                "PE-05",
                [],
                "O plano foi avaliado em 31/12/2023, antes de começar em 01/01/2024. Corrija uma das datas.",
                avaliacao="2023-12-31",
                inicio="2024-01-01",
            )
        ]

    def test_aponta_as_duas_datas(self) -> None:
        assert onde(data_avaliacao=date(2023, 12, 31)) == [("PE-05", (("data_avaliacao",), ("data_inicio",)))]

    @pytest.mark.parametrize("dia", [date(2024, 1, 1), date(2030, 1, 1)])
    def test_avaliacao_no_dia_do_inicio_ou_ate_no_futuro_e_aceita(self, dia: date) -> None:
        assert aceito(PlanoEntregas, plano_entregas(data_avaliacao=dia.isoformat())).data_avaliacao == dia


class TestPE06:
    """O plano com status 5 traz a nota e a data da avaliação."""

    @pytest.mark.parametrize(
        ("avaliacao", "data_avaliacao", "faltam"),
        [
            (None, "2024-07-01", ["avaliacao"]),
            (3, None, ["data_avaliacao"]),
            (None, None, ["avaliacao", "data_avaliacao"]),
        ],
    )
    def test_plano_avaliado_sem_avaliacao_completa_e_recusado(
        self, avaliacao: int | None, data_avaliacao: str | None, faltam: list[str]
    ) -> None:
        documento = plano_entregas(status=5, avaliacao=avaliacao, data_avaliacao=data_avaliacao)
        assert recusas(PlanoEntregas, documento) == [
            item(
                "PE-06",
                [],
                f"O plano está com status 5 (avaliado), e falta preencher: {', '.join(faltam)}. Envie a nota, de 1 a "
                "5, e a data, ou use o status 4 enquanto não houver avaliação.",
                faltam=faltam,
            )
        ]

    @pytest.mark.parametrize(
        ("trocados", "apontados"),
        [
            ({"avaliacao": 3}, (("data_avaliacao",),)),
            ({"data_avaliacao": date(2024, 7, 1)}, (("avaliacao",),)),
            ({}, (("avaliacao",), ("data_avaliacao",))),
        ],
        ids=["falta-a-data", "falta-a-nota", "faltam-as-duas"],
    )
    def test_aponta_o_que_falta(self, trocados: dict[str, Any], apontados: tuple[Place, ...]) -> None:
        assert onde(status=5, **trocados) == [("PE-06", apontados)]

    @pytest.mark.parametrize("data_avaliacao", [None, "2024-07-01"])
    def test_sem_nota_o_conserto_e_o_status_4(self, data_avaliacao: str | None) -> None:
        documento = plano_entregas(status=5, avaliacao=None, data_avaliacao=data_avaliacao)
        assert consertado("PE-06", documento) == plano_entregas(status=4, avaliacao=None, data_avaliacao=data_avaliacao)

    def test_com_nota_e_sem_data_nao_ha_conserto(self) -> None:
        assert consertado("PE-06", plano_entregas(status=5, avaliacao=3)) is UNFIXED

    def test_plano_avaliado_com_nota_e_data_e_aceito(self) -> None:
        documento = plano_entregas(status=5, avaliacao=5, data_avaliacao="2024-07-01")
        assert aceito(PlanoEntregas, documento).avaliacao == 5

    @pytest.mark.parametrize("status", [1, 2, 3, 4])
    def test_nos_outros_status_a_avaliacao_pode_faltar(self, status: int) -> None:
        assert aceito(PlanoEntregas, plano_entregas(status=status)).status == status


class TestPE07:
    """Cada executora tem um plano de entregas por vez, sem contar os cancelados."""

    def test_plano_que_divide_um_dia_com_outro_e_recusado(self) -> None:
        assert estado(OUTRO_NO_PERIODO) == (
            "PE-07",
            "A unidade executora 101 já tem o plano de entregas pe0, de 30/06/2024 a 31/12/2024 (status 3), que divide "
            "dias com este, de 01/01/2024 a 30/06/2024. Cada executora tem um plano por vez: ajuste as datas, ou "
            "cancele o outro reenviando-o com status 1.",
        )

    def test_a_mensagem_fala_do_primeiro_e_a_evidencia_traz_todos(self) -> None:
        recebido = datetime(2025, 6, 30, 15, 30, tzinfo=UTC)
        fatos = replace(
            NADA_GUARDADO,
            conflitos=(
                PlanoGuardado("pe0", date(2023, 7, 1), date(2024, 1, 1), 5, recebido),
                PlanoGuardado("pe2", date(2024, 6, 30), date(2024, 12, 31), 2),
            ),
        )
        documento = aceito(
            PlanoEntregas,
            plano_entregas(origem_unidade="SIORG", cod_unidade_autorizadora=7, cod_unidade_executora=9),
        )
        recusa = first_broken(regras.ESTADO, documento, fatos)
        assert recusa is not None
        assert recusa.evidence == {
            "inicio": date(2024, 1, 1),
            "termino": date(2024, 6, 30),
            "outro": "pe0",
            "outro_inicio": date(2023, 7, 1),
            "outro_termino": date(2024, 1, 1),
            "outro_status": 5,
            "executora": 9,
            "colide_com": [
                {
                    "recurso": "plano_entregas",
                    "chave": {
                        "origem_unidade": "SIORG",
                        "cod_unidade_autorizadora": 7,
                        "id_plano_entregas": "pe0",
                    },
                    "data_inicio": date(2023, 7, 1),
                    "data_termino": date(2024, 1, 1),
                    "status": 5,
                    "recebido_em": recebido,
                },
                {
                    "recurso": "plano_entregas",
                    "chave": {
                        "origem_unidade": "SIORG",
                        "cod_unidade_autorizadora": 7,
                        "id_plano_entregas": "pe2",
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
        assert estado(NADA_GUARDADO) is None

    def test_a_sobreposicao_e_dita_antes_do_ano(self) -> None:
        recusa = estado(OUTRO_NO_PERIODO, data_inicio="2024-01-01", data_termino="2026-01-01")
        assert recusa is not None
        assert recusa[0] == "PE-07"


class TestPE08:
    """O plano de entregas não passa de um ano (IN 24/2023, art. 18, I)."""

    @pytest.mark.parametrize(
        ("inicio", "termino", "dias", "limite"),
        [
            ("2025-01-01", "2026-01-02", 366, 365),
            ("2023-03-15", "2024-03-15", 366, 365),
            ("2024-01-01", "2025-01-02", 367, 366),
            ("2023-04-15", "2024-04-16", 367, 366),
        ],
    )
    def test_plano_novo_de_mais_de_um_ano_e_recusado(self, inicio: str, termino: str, dias: int, limite: int) -> None:
        assert estado(NADA_GUARDADO, data_inicio=inicio, data_termino=termino) == (
            "PE-08",
            f"O plano dura {dias} dias, e neste período o limite de um ano é de {limite} dias. "
            "Antecipe a data de término ou divida o plano.",
        )

    @pytest.mark.parametrize(
        ("inicio", "termino"),
        [
            ("2025-01-01", "2026-01-01"),
            ("2023-03-15", "2024-03-14"),
            ("2024-01-01", "2025-01-01"),
            ("2023-04-15", "2024-04-15"),
        ],
    )
    def test_plano_novo_de_um_ano_e_aceito(self, inicio: str, termino: str) -> None:
        assert estado(NADA_GUARDADO, data_inicio=inicio, data_termino=termino) is None

    def test_plano_reenviado_que_comeca_ate_31_de_maio_de_2025_nao_tem_limite(self) -> None:
        assert estado(JA_GUARDADO, data_inicio="2025-05-31", data_termino="2035-05-31") is None

    def test_plano_reenviado_que_comeca_em_1_de_junho_de_2025_tem_limite(self) -> None:
        assert estado(JA_GUARDADO, data_inicio="2025-06-01", data_termino="2026-06-02") == (
            "PE-08",
            "O plano dura 366 dias, e neste período o limite de um ano é de 365 dias. "
            "Antecipe a data de término ou divida o plano.",
        )

    @pytest.mark.parametrize(
        ("inicio", "termino", "ultimo"),
        [
            ("2025-01-01", "2026-01-02", "2026-01-01"),
            ("2023-03-15", "2030-12-31", "2024-03-14"),
            ("2023-04-01", "2025-01-01", "2024-04-01"),
            ("2024-02-29", "2025-03-02", "2025-03-01"),
        ],
    )
    def test_o_conserto_leva_o_termino_ao_ultimo_dia_que_cabe(self, inicio: str, termino: str, ultimo: str) -> None:
        documento = plano_entregas(data_inicio=inicio, data_termino=termino)
        recusa = first_broken(regras.ESTADO, aceito(PlanoEntregas, documento), NADA_GUARDADO)
        assert recusa is not None
        assert consertado("PE-08", documento, **recusa.evidence) == plano_entregas(
            data_inicio=inicio, data_termino=ultimo
        )

    def test_o_conserto_tambem_le_a_data_como_o_diario_a_guarda(self) -> None:
        documento = {"data_inicio": "2025-01-01", "data_termino": "2026-01-02"}
        assert consertado("PE-08", documento, ultimo_dia="2026-01-01") == {
            "data_inicio": "2025-01-01",
            "data_termino": "2026-01-01",
        }

    def test_plano_reenviado_que_comeca_em_1_de_junho_de_2025_pode_durar_um_ano(self) -> None:
        assert estado(JA_GUARDADO, data_inicio="2025-06-01", data_termino="2026-06-01") is None

    def test_plano_novo_cancelado_tambem_tem_limite(self) -> None:
        recusa = estado(NADA_GUARDADO, status=1, data_inicio="2025-01-01", data_termino="2026-01-02")
        assert recusa is not None
        assert recusa[0] == "PE-08"


class TestPE09:
    """Só se lê um plano de entregas guardado com a chave inteira: origem, autorizadora e id."""

    def test_a_mensagem_repete_a_chave(self) -> None:
        chave = {"origem_unidade": "SIORG", "cod_unidade_autorizadora": 7, "id_plano_entregas": "pe9"}
        assert NotFound(regras.NAO_ENCONTRADO, chave).message == (
            "Não há plano de entregas pe9 na origem SIORG, autorizadora 7. O mesmo id em outra autorizadora é outro "
            "plano: confira a chave inteira."
        )


class TestPE10:
    """O identificador do plano tem no máximo 4.000 bytes de UTF-8."""

    @pytest.mark.parametrize(
        ("id_plano", "tamanho"),
        [("x" * 4_001, 4_001), ("é" * 2_000 + "x", 4_001), ("😀" * 1_001, 4_004)],
        ids=["um-byte", "dois-bytes", "quatro-bytes"],
    )
    def test_identificador_maior_e_recusado(self, id_plano: str, tamanho: int) -> None:
        assert primeira_recusa(regras.ID_DO_PLANO, id_plano) == (
            "PE-10",
            f"O identificador tem {tamanho} bytes e não pode ser guardado como chave; o limite é de 4000 bytes, e o "
            "PostgreSQL às vezes aceita menos. Use um identificador curto, como um UUID.",
        )

    def test_metade_de_um_caractere_conta_tres_bytes(self) -> None:
        recusa = first_broken(regras.ID_DO_PLANO, "x" * 3_998 + "\ud83d", None)
        assert recusa is not None
        assert recusa.evidence == {"tamanho": 4_001, "limite": 4_000}

    def test_com_metade_de_um_caractere_cabem_4000_bytes(self) -> None:
        assert primeira_recusa(regras.ID_DO_PLANO, "x" * 3_997 + "\ud83d") is None

    @pytest.mark.parametrize(
        "id_plano",
        ["x" * 4_000, "é" * 2_000, "😀" * 1_000, ""],
        ids=["um-byte", "dois-bytes", "quatro-bytes", "vazio"],
    )
    def test_identificador_de_ate_4000_bytes_e_aceito(self, id_plano: str) -> None:
        assert primeira_recusa(regras.ID_DO_PLANO, id_plano) is None


class TestPE11:
    """O identificador da entrega tem no máximo 4.000 bytes de UTF-8."""

    def test_identificador_maior_e_recusado(self) -> None:
        assert primeira_recusa(regras.ID_DA_ENTREGA, "x" * 4_001) == (
            "PE-11",
            "O identificador tem 4001 bytes e não pode ser guardado como chave; o limite é de 4000 bytes, e o "
            "PostgreSQL às vezes aceita menos. Use um identificador curto, como um UUID.",
        )

    def test_identificador_de_4000_bytes_e_aceito(self) -> None:
        assert primeira_recusa(regras.ID_DA_ENTREGA, "x" * 4_000) is None
