"""O que se avisa da forma de um documento aceito, em que lugares, e o valor que se diz para enviar."""

from typing import Any

import pytest

from app.contract.participante import Participante
from app.contract.plano_entregas import PlanoEntregas
from app.contract.plano_trabalho import PlanoTrabalho
from app.contract.usuario import Usuario
from app.rules import exemplo
from app.rules.avisos.forma import AVISOS, Enviado
from app.rules.rule import UNFIXED, Place, all_broken
from tests.builders import avaliacao, contribuicao, entrega, participante, plano_entregas, plano_trabalho, usuario
from tests.rules.julgamento import aceito

POR_CODIGO = {regra.code: regra for regra in AVISOS}


def avisos(documento: Enviado) -> list[tuple[str, str, tuple[Place, ...]]]:
    """O código, a mensagem e os lugares de cada aviso."""
    return [(aviso.rule.code, aviso.message, aviso.places) for aviso in all_broken(AVISOS, documento, None)]


def avisos_do_plano(**mudancas: Any) -> list[tuple[str, str, tuple[Place, ...]]]:
    return avisos(aceito(PlanoEntregas, plano_entregas(**mudancas)))


def avisos_da_entrega(**mudancas: Any) -> list[tuple[str, str, tuple[Place, ...]]]:
    return avisos_do_plano(entregas=[entrega(**mudancas)])


def conserto(codigo: str, valor: Any) -> Any:
    """O que a regra diz para pôr no lugar do valor."""
    fix = POR_CODIGO[codigo].fix
    assert fix is not None
    return fix(valor, {})


def com_tipo(valor: Any) -> tuple[Any, type]:
    """O valor e o tipo dele: só comparados, 1, 1.0 e true são iguais."""
    return valor, type(valor)


class TestFO28:
    """Onde o contrato pede um número inteiro vem um número inteiro, sem aspas nem ponto."""

    @pytest.mark.parametrize(
        ("valor", "escrito"), [("100.00", '"100.00"'), ("0123", '"0123"'), ("100", '"100"'), (1.0, "1.0")]
    )
    def test_numero_em_texto_ou_com_ponto_e_avisado(self, valor: object, escrito: str) -> None:
        assert avisos_da_entrega(meta_entrega=valor) == [
            (
                "FO-28",
                f"O campo meta_entrega da entrega 1 veio como {escrito}, e o contrato pede um número inteiro. A API "
                'central converte este valor, mas recusa outros parecidos com ele, como "35.50": envie só os '
                "algarismos, sem aspas nem ponto.",
                (("entregas", 0, "meta_entrega"),),
            )
        ]

    @pytest.mark.parametrize("valor", [0, 100, 2_147_483_647])
    def test_numero_inteiro_nao_e_avisado(self, valor: int) -> None:
        assert avisos_da_entrega(meta_entrega=valor) == []

    def test_nulo_onde_se_pode_nao_e_avisado(self) -> None:
        assert avisos_do_plano(status=3, avaliacao=None) == []

    def test_algarismos_onde_o_contrato_pede_texto_nao_sao_avisados(self) -> None:
        assert avisos(aceito(Participante, participante(matricula_siape="0123456"))) == []

    def test_cada_lugar_e_apontado_e_a_mensagem_conta_o_primeiro(self) -> None:
        documento = plano_trabalho(
            status="3",
            contribuicoes=[contribuicao(), contribuicao(tipo_contribuicao=1.0, percentual_contribuicao="40")],
            avaliacoes_registros_execucao=[avaliacao(avaliacao_registros_execucao="3")],
        )
        assert avisos(aceito(PlanoTrabalho, documento)) == [
            (
                "FO-28",
                'O campo status, e não só ele, veio como "3", e o contrato pede um número inteiro. A API central '
                'converte este valor, mas recusa outros parecidos com ele, como "35.50": envie só os algarismos, sem '
                "aspas nem ponto.",
                (
                    ("status",),
                    ("contribuicoes", 1, "tipo_contribuicao"),
                    ("contribuicoes", 1, "percentual_contribuicao"),
                    ("avaliacoes_registros_execucao", 0, "avaliacao_registros_execucao"),
                ),
            )
        ]

    def test_so_os_vinte_primeiros_lugares_sao_apontados(self) -> None:
        itens = [entrega(id_entrega=f"e{numero}", meta_entrega="1") for numero in range(21)]
        (aviso,) = all_broken(AVISOS, aceito(PlanoEntregas, plano_entregas(entregas=itens)), None)
        assert aviso.evidence["onde"] == tuple(("entregas", numero, "meta_entrega") for numero in range(20))

    def test_uma_lista_nula_nao_atrapalha(self) -> None:
        documento = aceito(PlanoTrabalho, plano_trabalho(status="3", avaliacoes_registros_execucao=None))
        ((_, _, lugares),) = avisos(documento)
        assert lugares == (("status",),)

    @pytest.mark.parametrize(
        ("valor", "certo"),
        [
            ("100.00", 100),
            ("0123", 123),
            ("1_000", 1_000),
            (" 1 ", 1),
            (" 1.0 ", 1),
            ("+5", 5),
            ("-0", 0),
            (1.0, 1),
            (1e16, 10_000_000_000_000_000),
        ],
    )
    def test_o_conserto_e_o_mesmo_numero_em_algarismos(self, valor: object, certo: int) -> None:
        assert com_tipo(conserto("FO-28", valor)) == (certo, int)

    @pytest.mark.parametrize("valor", ["35.50", "1.01", "1.X", "", "cem", 403.2, float("nan"), float("inf")])
    def test_do_que_nao_e_inteiro_nao_se_sabe_o_conserto(self, valor: object) -> None:
        assert conserto("FO-28", valor) is UNFIXED


class TestFO29:
    """Onde o contrato pede um número não vem true nem false, e onde pede um dos dois não vem outra coisa."""

    @pytest.mark.parametrize(("valor", "escrito"), [(True, "true"), (False, "false")])
    def test_booleano_onde_se_espera_um_numero_e_avisado(self, valor: object, escrito: str) -> None:
        assert avisos_da_entrega(meta_entrega=valor) == [
            (
                "FO-29",
                f"O campo meta_entrega da entrega 1 veio como {escrito}, e o contrato pede um número inteiro. A API "
                "central converte um no outro sem dizer nada: confira se o campo do seu sistema é mesmo este, e envie "
                "o tipo pedido.",
                (("entregas", 0, "meta_entrega"),),
            )
        ]

    @pytest.mark.parametrize(("valor", "escrito"), [(0, "0"), (1.0, "1.0"), ("true", '"true"'), ("no", '"no"')])
    def test_numero_ou_texto_onde_se_espera_booleano_e_avisado(self, valor: object, escrito: str) -> None:
        assert avisos_da_entrega(entrega_cancelada=valor) == [
            (
                "FO-29",
                f"O campo entrega_cancelada da entrega 1 veio como {escrito}, e o contrato pede true ou false, sem "
                "aspas. A API central converte um no outro sem dizer nada: confira se o campo do seu sistema é mesmo "
                "este, e envie o tipo pedido.",
                (("entregas", 0, "entrega_cancelada"),),
            )
        ]

    @pytest.mark.parametrize("valor", [True, False, None])
    def test_booleano_ou_nulo_no_seu_lugar_nao_e_avisado(self, valor: object) -> None:
        assert avisos_da_entrega(entrega_cancelada=valor) == []

    def test_booleanos_e_nulos_juntos_nao_sao_avisados(self) -> None:
        itens = [entrega(), entrega(id_entrega="e2", entrega_cancelada=None)]
        assert avisos_do_plano(entregas=itens) == []

    def test_booleano_que_nao_foi_enviado_nao_e_avisado(self) -> None:
        item = entrega()
        del item["entrega_cancelada"]
        assert avisos_do_plano(entregas=[item]) == []

    def test_o_documento_tambem_e_olhado_e_cada_lugar_apontado(self) -> None:
        assert avisos(aceito(Usuario, usuario(is_admin=0, disabled="false", cod_unidade_autorizadora=True))) == [
            (
                "FO-29",
                "O campo is_admin, e não só ele, veio como 0, e o contrato pede true ou false, sem aspas. A API "
                "central converte um no outro sem dizer nada: confira se o campo do seu sistema é mesmo este, e envie "
                "o tipo "
                "pedido.",
                (("is_admin",), ("disabled",), ("cod_unidade_autorizadora",)),
            )
        ]

    @pytest.mark.parametrize(("valor", "certo"), [(True, 1), (False, 0)])
    def test_o_conserto_de_um_booleano_e_o_numero_que_ele_vale(self, valor: object, certo: int) -> None:
        assert com_tipo(conserto("FO-29", valor)) == (certo, int)

    @pytest.mark.parametrize(
        ("valor", "certo"),
        [
            *((valor, True) for valor in (1, 1.0, "1", "t", "true", "y", "yes", "on", "TRUE", "On")),
            *((valor, False) for valor in (0, 0.0, "0", "f", "false", "n", "no", "off", "FALSE", "Off")),
        ],
    )
    def test_o_conserto_de_um_numero_ou_texto_e_o_booleano_que_se_le_nele(self, valor: object, certo: bool) -> None:
        assert (conserto("FO-29", valor), aceito(Usuario, usuario(is_admin=valor)).is_admin) == (certo, certo)

    @pytest.mark.parametrize("valor", [2, "sim", ""])
    def test_do_que_nao_se_le_como_booleano_nao_se_sabe_o_conserto(self, valor: object) -> None:
        assert conserto("FO-29", valor) is UNFIXED


class TestFO30:
    """Uma data vem em texto, com ano, mês e dia; a do TCR pode trazer também a hora."""

    @pytest.mark.parametrize(
        ("valor", "escrito"),
        [
            ("2024-06-30T00:00:00", '"2024-06-30T00:00:00"'),
            ("2024-06-30 00:00", '"2024-06-30 00:00"'),
            ("1719705600", '"1719705600"'),
            ("-86400", '"-86400"'),
            (1_719_705_600, "1719705600"),
            (1_719_705_600.0, "1719705600.0"),
        ],
    )
    def test_data_em_outra_forma_e_avisada(self, valor: object, escrito: str) -> None:
        assert avisos_da_entrega(data_entrega=valor) == [
            (
                "FO-30",
                f"O campo data_entrega da entrega 1 veio como {escrito}, e o contrato pede a data em texto, com ano, "
                "mês e dia, como 2025-01-31. A API central converte o que veio, mas recusa outra hora que não a "
                "meia-noite, e lê um número como segundos desde 1970: envie só a data.",
                (("entregas", 0, "data_entrega"),),
            )
        ]

    @pytest.mark.parametrize("valor", ["2024-06-30", "0001-01-01", "9999-12-31"])
    def test_data_com_ano_mes_e_dia_nao_e_avisada(self, valor: str) -> None:
        assert avisos_da_entrega(data_entrega=valor) == []

    def test_data_nula_onde_se_pode_nao_e_avisada(self) -> None:
        assert avisos_do_plano(data_avaliacao=None) == []

    @pytest.mark.parametrize(
        "valor", ["2024-06-01", "2024-06-01T08:30:00", "2024-06-01 08:30:00", "2024-06-01T08:30:00-03:00"]
    )
    def test_data_ou_data_e_hora_do_tcr_nao_e_avisada(self, valor: str) -> None:
        assert avisos(aceito(Participante, participante(data_assinatura_tcr=valor))) == []

    @pytest.mark.parametrize(("valor", "escrito"), [(1_719_705_601, "1719705601"), ("1719705601", '"1719705601"')])
    def test_numero_na_data_do_tcr_e_avisado(self, valor: object, escrito: str) -> None:
        assert avisos(aceito(Participante, participante(data_assinatura_tcr=valor))) == [
            (
                "FO-30",
                f"O campo data_assinatura_tcr veio como {escrito}, e o contrato pede a data em texto, com ano, mês e "
                "dia, como 2025-01-31. A API central converte o que veio, mas recusa outra hora que não a meia-noite, "
                "e lê um número como segundos desde 1970: envie só a data.",
                (("data_assinatura_tcr",),),
            )
        ]

    def test_cada_lugar_e_apontado(self) -> None:
        documento = plano_trabalho(
            data_inicio="2024-01-01T00:00:00",
            avaliacoes_registros_execucao=[
                avaliacao(data_avaliacao_registros_execucao="2024-02-05T00:00:00"),
            ],
        )
        assert avisos(aceito(PlanoTrabalho, documento)) == [
            (
                "FO-30",
                'O campo data_inicio, e não só ele, veio como "2024-01-01T00:00:00", e o contrato pede a data em '
                "texto, com ano, mês e dia, como 2025-01-31. A API central converte o que veio, mas recusa outra hora "
                "que "
                "não a meia-noite, e lê um número como segundos desde 1970: envie só a data.",
                (
                    ("data_inicio",),
                    ("avaliacoes_registros_execucao", 0, "data_avaliacao_registros_execucao"),
                ),
            )
        ]

    @pytest.mark.parametrize(
        ("valor", "certo"),
        [
            ("2024-06-30T00:00:00", "2024-06-30"),
            ("2024-06-30T00:00:00-03:00", "2024-06-30"),
            ("1719705600", "2024-06-30"),
            ("1719705600.0", "2024-06-30"),
            ("+1719705600", "2024-06-30"),
            (1_719_705_600, "2024-06-30"),
            (1_719_705_600_000, "2024-06-30"),
            (-86_400, "1969-12-31"),
            (-1_719_705_600_000, "1915-07-05"),
            (19_999_958_400, "2603-10-11"),
            (20_044_800_000, "1970-08-21"),
            (0, "1970-01-01"),
        ],
    )
    def test_o_conserto_e_o_dia_que_a_api_central_leria(self, valor: object, certo: str) -> None:
        lida = aceito(PlanoEntregas, plano_entregas(entregas=[entrega(data_entrega=valor)])).entregas[0].data_entrega
        assert (conserto("FO-30", valor), lida.isoformat()) == (certo, certo)

    @pytest.mark.parametrize(("valor", "certo"), [(20_000_000_000, "2603-10-11"), (20_000_000_001, "1970-08-20")])
    def test_um_instante_alem_de_vinte_bilhoes_se_conta_em_milissegundos(self, valor: int, certo: str) -> None:
        assert conserto("FO-30", valor) == certo

    @pytest.mark.parametrize("valor", ["ontem", "", float("nan"), float("inf"), 1e300])
    def test_do_que_nao_e_data_nao_se_sabe_o_conserto(self, valor: object) -> None:
        assert conserto("FO-30", valor) is UNFIXED


class TestFO31:
    """O documento só traz chaves do contrato."""

    def test_chaves_desconhecidas_sao_avisadas_em_todos_os_niveis(self) -> None:
        assert avisos_do_plano(rotulo="x", entregas=[entrega(), entrega(id_entrega="e2", progresso=50, rotulo=1)]) == [
            (
                "FO-31",
                "O documento traz chaves que o contrato não tem: rotulo, progresso. A API central as ignora, e o que "
                "elas dizem se perde. Se uma delas é um campo do contrato escrito de outro modo, corrija o nome; "
                "senão, deixe de enviá-la.",
                (("rotulo",), ("entregas", 1, "progresso"), ("entregas", 1, "rotulo")),
            )
        ]

    def test_documento_so_com_chaves_do_contrato_nao_e_avisado(self) -> None:
        assert avisos(aceito(PlanoTrabalho, plano_trabalho(avaliacoes_registros_execucao=[avaliacao()]))) == []

    def test_chave_de_um_nivel_e_desconhecida_em_outro(self) -> None:
        ((codigo, _, lugares),) = avisos_da_entrega(data_inicio="2024-01-01")
        assert (codigo, lugares) == ("FO-31", (("entregas", 0, "data_inicio"),))

    def test_o_valor_da_chave_nao_aparece_em_lugar_nenhum(self) -> None:
        (aviso,) = all_broken(AVISOS, aceito(PlanoEntregas, plano_entregas(password="segredo")), None)
        assert aviso.evidence == {"chaves": ["password"], "onde": (("password",),)}

    @pytest.mark.parametrize(
        ("nome", "escrito"),
        [
            ("x" * 60, "x" * 60),
            ("x" * 61, "x" * 60 + "…"),
            ("meio\ud83d", "meio\\ud83d"),
        ],
    )
    def test_o_nome_da_chave_cabe_na_frase(self, nome: str, escrito: str) -> None:
        (aviso,) = all_broken(AVISOS, aceito(PlanoEntregas, plano_entregas(**{nome: 1})), None)
        assert aviso.evidence == {"chaves": [escrito], "onde": ((nome,),)}

    def test_o_conserto_e_retirar_a_chave(self) -> None:
        assert conserto("FO-31", "qualquer") is exemplo.AUSENTE

    @pytest.mark.parametrize("valor", [[{"a": 1}], {"a": 1}])
    def test_a_que_traz_uma_lista_ou_um_objeto_nao_se_retira_sozinha(self, valor: object) -> None:
        assert conserto("FO-31", valor) is UNFIXED


class TestOsQuatro:
    def test_um_documento_pode_provocar_todos(self) -> None:
        documento = plano_entregas(
            status="3", rotulo="x", entregas=[entrega(entrega_cancelada=0, data_entrega="2024-06-30T00:00")]
        )
        assert [codigo for codigo, _, _ in avisos(aceito(PlanoEntregas, documento))] == [
            "FO-28",
            "FO-29",
            "FO-30",
            "FO-31",
        ]
