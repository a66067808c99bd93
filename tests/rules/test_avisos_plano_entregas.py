"""O que se avisa de um plano de entregas, e o que passa sem aviso."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.contract.plano_entregas import PlanoEntregas
from app.rules.avisos.plano_entregas import AVISOS
from app.rules.facts import Citacao, FactsPlanoEntregas
from app.rules.rule import Place
from tests.builders import Documento, entrega, plano_entregas
from tests.rules.avisado import avisos, lugares, quantas
from tests.rules.julgamento import AGORA, aceito

NADA_GUARDADO = FactsPlanoEntregas(now=AGORA, exists=False, conflitos=())
JA_GUARDADO = replace(NADA_GUARDADO, exists=True)
UMA_CITADA = replace(JA_GUARDADO, citacoes_perdidas=(Citacao("e9", "pt1"),))
TRES_CITADAS = replace(
    JA_GUARDADO,
    citacoes_perdidas=(Citacao("e9", "pt1"), Citacao("e9", "pt2"), Citacao("e8", "pt1"), Citacao("e7", "pt3")),
)


def avisa(fatos: FactsPlanoEntregas = NADA_GUARDADO, /, **mudancas: Any) -> list[tuple[str, str]]:
    return avisos(AVISOS, aceito(PlanoEntregas, plano_entregas(**mudancas)), fatos)


def codigos(fatos: FactsPlanoEntregas = NADA_GUARDADO, /, **mudancas: Any) -> list[str]:
    return [codigo for codigo, _ in avisa(fatos, **mudancas)]


def onde(**mudancas: Any) -> list[tuple[str, tuple[Place, ...]]]:
    return lugares(AVISOS, aceito(PlanoEntregas, plano_entregas(**mudancas)), NADA_GUARDADO)


def avaliado(data: str, **mudancas: Any) -> Documento:
    """O plano que terminou em 30/06/2024, avaliado neste dia."""
    return {"status": 5, "avaliacao": 3, "data_avaliacao": data, **mudancas}


class TestPE12:
    """Só é obrigatório enviar um plano de entregas em execução, concluído ou avaliado."""

    def test_plano_aprovado_e_avisado(self) -> None:
        assert avisa(status=2) == [
            (
                "PE-12",
                "O plano está com status 2 (aprovado), e nesse status o envio não é obrigatório: é nos status 3 (em "
                "execução), 4 (concluído) e 5 (avaliado). Reenvie-o quando começar a ser executado.",
            )
        ]

    @pytest.mark.parametrize("status", [1, 3, 4])
    def test_nos_outros_status_nao_ha_aviso(self, status: int) -> None:
        assert avisa(status=status) == []

    def test_plano_avaliado_nao_e_avisado(self) -> None:
        assert avisa(**avaliado("2024-06-30")) == []


class TestPE13:
    """O plano de entregas é avaliado em até 30 dias do término (IN 24/2023, art. 22, § 1º)."""

    def test_avaliacao_31_dias_depois_do_termino_e_avisada(self) -> None:
        assert avisa(**avaliado("2024-07-31")) == [
            (
                "PE-13",
                "O plano terminou em 30/06/2024 e foi avaliado em 31/07/2024, 31 dias depois: o prazo é de 30 dias. "
                "Confira a data; se está certa, nada há a reenviar.",
            )
        ]

    def test_avaliacao_30_dias_depois_do_termino_esta_no_prazo(self) -> None:
        assert avisa(**avaliado("2024-07-30")) == []

    def test_plano_cancelado_nao_tem_prazo_de_avaliacao(self) -> None:
        assert codigos(**avaliado("2024-07-31", status=1)) == ["PE-16"]


class TestPE14:
    """A avaliação do plano de entregas não está datada depois de hoje, no calendário de UTC."""

    def test_avaliacao_de_amanha_e_avisada(self) -> None:
        mudancas = avaliado("2025-07-02", data_inicio="2025-01-01", data_termino="2025-06-30")
        assert avisa(**mudancas, entregas=[entrega(data_entrega="2025-06-30")]) == [
            (
                "PE-14",
                "O plano está avaliado em 02/07/2025, e hoje é 01/07/2025. Corrija a data, ou envie a avaliação depois "
                "de feita.",
            )
        ]

    def test_avaliacao_de_hoje_nao_e_avisada(self) -> None:
        mudancas = avaliado("2025-07-01", data_inicio="2025-01-01", data_termino="2025-06-30")
        assert avisa(**mudancas, entregas=[entrega(data_entrega="2025-06-30")]) == []

    def test_hoje_e_o_dia_em_utc(self) -> None:
        mudancas = avaliado("2025-07-02", data_inicio="2025-01-01", data_termino="2025-06-30")
        ja_amanha = replace(NADA_GUARDADO, now=datetime.fromisoformat("2025-07-01T21:00:00-03:00").astimezone(UTC))
        assert avisa(ja_amanha, **mudancas, entregas=[entrega(data_entrega="2025-06-30")]) == []


class TestPE15:
    """O plano de entregas se avalia depois de cumprido (IN 24/2023, art. 22)."""

    def test_avaliacao_na_vespera_do_termino_e_avisada(self) -> None:
        assert avisa(**avaliado("2024-06-29")) == [
            (
                "PE-15",
                "O plano foi avaliado em 29/06/2024, antes de terminar em 30/06/2024. Confira as duas datas; se o "
                "plano acabou antes, traga o término para o último dia dele.",
            )
        ]

    def test_avaliacao_no_dia_do_termino_nao_e_avisada(self) -> None:
        assert avisa(**avaliado("2024-06-30")) == []

    def test_plano_cancelado_nao_espera_o_termino(self) -> None:
        assert codigos(**avaliado("2024-06-29", status=1)) == ["PE-16"]


class TestPE16:
    """Nota e data de avaliação acompanham o status 5, e nenhum outro."""

    @pytest.mark.parametrize("status", [1, 3, 4])
    def test_nota_e_data_em_outro_status_sao_avisadas(self, status: int) -> None:
        assert avisa(**avaliado("2024-07-01", status=status)) == [
            (
                "PE-16",
                f"O plano está com status {status} e já traz avaliacao, data_avaliacao, que são de um plano avaliado. "
                "Se foi avaliado, envie o status 5; se não, envie null nesses campos.",
            )
        ]

    def test_plano_aprovado_com_avaliacao_leva_os_dois_avisos(self) -> None:
        assert codigos(**avaliado("2024-07-01", status=2)) == ["PE-12", "PE-16"]

    def test_so_a_nota_e_apontada(self) -> None:
        assert onde(status=4, avaliacao=1) == [("PE-16", (("avaliacao",),))]

    def test_so_a_data_e_apontada(self) -> None:
        assert onde(status=4, data_avaliacao="2024-07-01") == [("PE-16", (("data_avaliacao",),))]

    def test_as_duas_sao_apontadas(self) -> None:
        assert onde(**avaliado("2024-07-01", status=4)) == [("PE-16", (("avaliacao",), ("data_avaliacao",)))]

    def test_nota_e_data_no_status_5_nao_sao_avisadas(self) -> None:
        assert avisa(**avaliado("2024-07-01")) == []

    def test_plano_concluido_sem_nota_nem_data_nao_e_avisado(self) -> None:
        assert avisa(status=4) == []


class TestPE17:
    """O prazo de uma entrega cai dentro do plano (IN 24/2023, art. 18, II)."""

    def test_prazo_depois_do_termino_e_avisado(self) -> None:
        assert avisa(entregas=[entrega(data_entrega="2024-07-01")]) == [
            (
                "PE-17",
                "A entrega e1 tem prazo em 01/07/2024, fora do plano, que vai de 01/01/2024 a 30/06/2024. Confira o "
                "prazo da entrega e as datas do plano.",
            )
        ]

    def test_prazo_antes_do_inicio_e_avisado(self) -> None:
        assert codigos(entregas=[entrega(data_entrega="2023-12-31")]) == ["PE-17"]

    @pytest.mark.parametrize("dia", ["2024-01-01", "2024-06-30"])
    def test_prazo_no_primeiro_ou_no_ultimo_dia_nao_e_avisado(self, dia: str) -> None:
        assert avisa(entregas=[entrega(data_entrega=dia)]) == []

    def test_de_varias_a_mensagem_traz_a_primeira_e_diz_quantas_mais(self) -> None:
        assert avisa(
            entregas=[
                entrega(),
                entrega(id_entrega="e2", data_entrega="2024-07-01"),
                entrega(id_entrega="e3", data_entrega="2024-08-01"),
            ]
        ) == [
            (
                "PE-17",
                "A entrega e2 tem prazo em 01/07/2024, fora do plano, que vai de 01/01/2024 a 30/06/2024. O mesmo "
                "acontece em mais um lugar. Confira o prazo da entrega e as datas do plano.",
            )
        ]

    def test_todas_sao_apontadas(self) -> None:
        assert onde(
            entregas=[
                entrega(data_entrega="2024-07-01"),
                entrega(id_entrega="e2"),
                entrega(id_entrega="e3", data_entrega="2023-12-31"),
            ]
        ) == [("PE-17", (("entregas", 0, "data_entrega"), ("entregas", 2, "data_entrega")))]

    def test_a_evidencia_diz_quantas_sao_mesmo_quando_passam_dos_lugares_que_se_apontam(self) -> None:
        fora = [entrega(id_entrega=f"e{numero}", data_entrega="2024-07-01") for numero in range(30)]
        plano = aceito(PlanoEntregas, plano_entregas(entregas=fora))
        assert quantas(AVISOS, plano, NADA_GUARDADO) == [("PE-17", 30)]

    def test_o_prazo_de_uma_entrega_cancelada_nao_importa(self) -> None:
        assert avisa(entregas=[entrega(data_entrega="2024-07-01", entrega_cancelada=True)]) == []

    def test_os_prazos_de_um_plano_cancelado_nao_importam(self) -> None:
        assert avisa(status=1, entregas=[entrega(data_entrega="2024-07-01")]) == []


class TestPE18:
    """Uma meta em percentual acima de 100 é aceita desde a versão 3.3.0, e convém conferi-la."""

    def test_meta_de_101_por_cento_e_avisada(self) -> None:
        assert avisa(entregas=[entrega(meta_entrega=101)]) == [
            (
                "PE-18",
                "A entrega e1 tem meta de 101 %. O contrato aceita mais de 100 %: confira se é isso mesmo, ou se a "
                "meta se mede em unidades (tipo_meta unidade).",
            )
        ]

    def test_meta_de_100_por_cento_nao_e_avisada(self) -> None:
        assert avisa(entregas=[entrega(meta_entrega=100)]) == []

    def test_meta_de_101_unidades_nao_e_avisada(self) -> None:
        assert avisa(entregas=[entrega(meta_entrega=101, tipo_meta="unidade")]) == []

    def test_de_varias_a_mensagem_traz_a_primeira_e_diz_quantas_mais(self) -> None:
        assert avisa(
            entregas=[
                entrega(),
                entrega(id_entrega="e2", meta_entrega=200),
                entrega(id_entrega="e3", meta_entrega=300),
                entrega(id_entrega="e4", meta_entrega=400),
            ]
        ) == [
            (
                "PE-18",
                "A entrega e2 tem meta de 200 %. O mesmo acontece em mais 2 lugares. O contrato aceita mais de 100 %: "
                "confira se é isso mesmo, ou se a meta se mede em unidades (tipo_meta unidade).",
            )
        ]

    def test_todas_sao_apontadas(self) -> None:
        assert onde(
            entregas=[entrega(meta_entrega=101), entrega(id_entrega="e2"), entrega(id_entrega="e3", meta_entrega=101)]
        ) == [("PE-18", (("entregas", 0, "meta_entrega"), ("entregas", 2, "meta_entrega")))]

    def test_a_meta_de_uma_entrega_cancelada_nao_importa(self) -> None:
        assert avisa(entregas=[entrega(meta_entrega=101, entrega_cancelada=True)]) == []

    def test_as_metas_de_um_plano_cancelado_nao_importam(self) -> None:
        assert avisa(status=1, entregas=[entrega(meta_entrega=101)]) == []

    def test_vale_desde_a_versao_3_3_0(self) -> None:
        assert [regra.since for regra in AVISOS if regra.code == "PE-18"] == ["3.3.0"]


class TestPE19:
    """Um plano de entregas não se reenvia sem uma entrega que um plano de trabalho cita."""

    def test_entrega_citada_que_falta_e_avisada(self) -> None:
        assert avisa(UMA_CITADA) == [
            (
                "PE-19",
                "O plano veio sem a entrega e9, que o plano de trabalho pt1 cita. A contribuição dele fica sem "
                "entrega: devolva-a a este plano, ou reenvie o plano de trabalho sem citá-la.",
            )
        ]

    def test_de_varias_a_mensagem_diz_quantas_entregas_sao_e_nao_quantas_citacoes(self) -> None:
        assert avisa(TRES_CITADAS) == [
            (
                "PE-19",
                "O plano veio sem a entrega e9, que o plano de trabalho pt1 cita. Ao todo são 3 entregas citadas. A "
                "contribuição dele fica sem entrega: devolva-a a este plano, ou reenvie o plano de trabalho sem "
                "citá-la.",
            )
        ]

    def test_a_evidencia_conta_as_entregas(self) -> None:
        assert quantas(AVISOS, aceito(PlanoEntregas, plano_entregas()), TRES_CITADAS) == [("PE-19", 3)]

    def test_sem_citacao_perdida_nao_ha_aviso(self) -> None:
        assert avisa(JA_GUARDADO) == []


class TestPE20:
    """Um plano de entregas não se cancela enquanto planos de trabalho citam as suas entregas."""

    def test_cancelamento_de_plano_citado_e_avisado(self) -> None:
        assert avisa(UMA_CITADA, status=1) == [
            (
                "PE-20",
                "O plano foi cancelado, e o plano de trabalho pt1 cita a entrega e9 dele. Reenvie os planos de "
                "trabalho que citam este, apontando entregas de outro plano.",
            )
        ]

    def test_de_varias_a_mensagem_diz_quantas_entregas_sao(self) -> None:
        assert avisa(TRES_CITADAS, status=1) == [
            (
                "PE-20",
                "O plano foi cancelado, e o plano de trabalho pt1 cita a entrega e9 dele. Ao todo são 3 entregas "
                "citadas. Reenvie os planos de trabalho que citam este, apontando entregas de outro plano.",
            )
        ]

    def test_cancelamento_de_plano_que_ninguem_cita_nao_e_avisado(self) -> None:
        assert avisa(JA_GUARDADO, status=1) == []


class TestPE21:
    """Nenhum nome ou identificador do plano de entregas vem vazio."""

    def test_nome_vazio_e_avisado(self) -> None:
        assert avisa(entregas=[entrega(), entrega(id_entrega="e2", nome_entrega="")]) == [
            (
                "PE-21",
                "O campo nome_entrega da entrega 2 veio vazio, ou só com espaços. A API central aceita, e depois "
                "ninguém sabe o que ele nomeia: preencha-o.",
            )
        ]

    def test_identificador_do_plano_vazio_e_avisado(self) -> None:
        assert avisa(id_plano_entregas="") == [
            (
                "PE-21",
                "O campo id_plano_entregas do plano veio vazio, ou só com espaços. A API central aceita, e depois "
                "ninguém sabe o que ele nomeia: preencha-o.",
            )
        ]

    @pytest.mark.parametrize(
        "campo", ["id_entrega", "nome_entrega", "nome_unidade_demandante", "nome_unidade_destinataria"]
    )
    @pytest.mark.parametrize("texto", ["", " ", "\t\n", "\u00a0"], ids=["vazio", "espaço", "controle", "rígido"])
    def test_cada_texto_da_entrega_e_olhado(self, campo: str, texto: str) -> None:
        assert onde(entregas=[entrega(**{campo: texto})]) == [("PE-21", (("entregas", 0, campo),))]

    def test_de_varios_a_mensagem_traz_o_primeiro_e_diz_quantos_mais(self) -> None:
        assert avisa(
            entregas=[entrega(nome_unidade_demandante="", nome_unidade_destinataria=""), entrega(id_entrega="")]
        ) == [
            (
                "PE-21",
                "O campo nome_unidade_demandante da entrega 1 veio vazio, ou só com espaços. O mesmo acontece em mais "
                "2 lugares. A API central aceita, e depois ninguém sabe o que ele nomeia: preencha-o.",
            )
        ]

    def test_todos_sao_apontados(self) -> None:
        assert onde(id_plano_entregas=" ", entregas=[entrega(), entrega(id_entrega="e2", nome_entrega="")]) == [
            ("PE-21", (("id_plano_entregas",), ("entregas", 1, "nome_entrega")))
        ]

    def test_um_so_caractere_basta(self) -> None:
        um = entrega(id_entrega="1", nome_entrega="A", nome_unidade_demandante="B", nome_unidade_destinataria="C")
        assert avisa(id_plano_entregas="1", entregas=[um]) == []


class TestPE22:
    """Os identificadores do plano de entregas só têm letras sem acento, algarismos, hífen e sublinhado."""

    def test_identificador_com_espaco_e_ponto_e_avisado(self) -> None:
        assert avisa(id_plano_entregas="plano 1.0 . x") == [
            (
                "PE-22",
                "O id_plano_entregas do plano (plano 1.0 . x) tem caracteres que convém evitar: espaço, ponto. Há "
                "programas intermediários que os mudam ou recusam, e no caminho de um pedido eles precisam ser "
                "codificados: use só letras sem acento, algarismos, hífen e sublinhado, como num UUID.",
            )
        ]

    @pytest.mark.parametrize(
        ("caractere", "nome"),
        [
            (" ", "espaço"),
            (".", "ponto"),
            ("\n", "quebra de linha"),
            ("\r", "retorno de carro"),
            ("\t", "tabulação"),
            ("\x01", "U+0001"),
            ("\x7f", "U+007F"),
            ("\u200b", "U+200B"),
            ("\ud800", "U+D800"),
            ("😀", "😀"),
            ("é", "é"),
            ("٣", "٣"),
            ("/", "/"),
            ("%", "%"),
            ("~", "~"),
        ],
    )
    def test_cada_caractere_se_diz_de_um_jeito_que_se_le(self, caractere: str, nome: str) -> None:
        ((codigo, mensagem),) = avisa(id_plano_entregas=f"a{caractere}b")
        assert (codigo, mensagem.split(" convém evitar: ")[1].split(". Há programas")[0]) == ("PE-22", nome)

    @pytest.mark.parametrize(
        "id_",
        [
            "5f0c2e6e-8f1b-4b6e-9d43-1f6f2f1f0a11",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "abcdefghijklmnopqrstuvwxyz",
            "0123456789",
            "_-",
        ],
    )
    def test_letras_algarismos_hifen_e_sublinhado_nao_sao_avisados(self, id_: str) -> None:
        assert avisa(id_plano_entregas=id_, entregas=[entrega(id_entrega=id_)]) == []

    def test_de_varios_a_mensagem_traz_o_primeiro_e_diz_quantos_mais(self) -> None:
        assert avisa(entregas=[entrega(), entrega(id_entrega="e.2"), entrega(id_entrega="e 3")]) == [
            (
                "PE-22",
                "O id_entrega da entrega 2 (e.2) tem caracteres que convém evitar: ponto. O mesmo acontece em mais um "
                "lugar. Há programas intermediários que os mudam ou recusam, e no caminho de um pedido eles precisam "
                "ser codificados: use só letras sem acento, algarismos, hífen e sublinhado, como num UUID.",
            )
        ]

    def test_todos_sao_apontados(self) -> None:
        assert onde(id_plano_entregas="pe 1", entregas=[entrega(), entrega(id_entrega="e.2")]) == [
            ("PE-22", (("id_plano_entregas",), ("entregas", 1, "id_entrega")))
        ]

    def test_identificador_so_de_espacos_tem_outro_aviso(self) -> None:
        assert codigos(id_plano_entregas="  ") == ["PE-21"]

    def test_o_vazio_nao_conta_entre_os_estranhos(self) -> None:
        assert onde(id_plano_entregas=" ", entregas=[entrega(id_entrega="e 1")]) == [
            ("PE-21", (("id_plano_entregas",),)),
            ("PE-22", (("entregas", 0, "id_entrega"),)),
        ]

    def test_os_nomes_podem_ter_qualquer_caractere(self) -> None:
        assert avisa(entregas=[entrega(nome_entrega="Painel 1.0, já no ar")]) == []


class TestPE23:
    """As datas do plano de entregas ficam entre os anos 2000 e 2100."""

    def test_ano_1999_e_avisado(self) -> None:
        mudancas = {"data_inicio": "1999-12-31", "data_termino": "2000-06-30"}
        assert avisa(**mudancas, entregas=[entrega(data_entrega="2000-06-30")]) == [
            (
                "PE-23",
                "O campo data_inicio do plano traz o dia 31/12/1999, e um ano antes de 2000 ou depois de 2100 costuma "
                "ser engano. Confira a data.",
            )
        ]

    def test_ano_2101_e_avisado(self) -> None:
        mudancas = {"data_inicio": "2100-07-01", "data_termino": "2101-01-01"}
        assert onde(**mudancas, entregas=[entrega(data_entrega="2100-12-31")]) == [("PE-23", (("data_termino",),))]

    def test_do_primeiro_dia_de_2000_ao_ultimo_de_2100_nao_ha_aviso(self) -> None:
        mudancas = {"data_inicio": "2000-01-01", "data_termino": "2100-12-31"}
        entregas = [entrega(data_entrega="2000-01-01"), entrega(id_entrega="e2", data_entrega="2100-12-31")]
        assert avisa(**mudancas, entregas=entregas) == []

    def test_a_data_da_avaliacao_e_olhada(self) -> None:
        assert onde(**avaliado("2101-01-01")) == [
            ("PE-13", (("data_avaliacao",),)),
            ("PE-14", (("data_avaliacao",),)),
            ("PE-23", (("data_avaliacao",),)),
        ]

    def test_de_varias_a_mensagem_traz_a_primeira_e_diz_quantas_mais(self) -> None:
        mudancas = {"data_inicio": "0024-01-01", "data_termino": "0024-06-30"}
        assert avisa(**mudancas, entregas=[entrega(data_entrega="0024-06-30")]) == [
            (
                "PE-23",
                "O campo data_inicio do plano traz o dia 01/01/0024, e um ano antes de 2000 ou depois de 2100 costuma "
                "ser engano. O mesmo acontece em mais 2 lugares. Confira a data.",
            )
        ]

    def test_todas_sao_apontadas(self) -> None:
        mudancas = {"data_inicio": "1999-01-01", "data_termino": "2000-01-01"}
        entregas = [entrega(data_entrega="2000-01-01"), entrega(id_entrega="e2", data_entrega="1999-12-31")]
        assert onde(**mudancas, entregas=entregas) == [
            ("PE-23", (("data_inicio",), ("entregas", 1, "data_entrega"))),
        ]


class TestPE24:
    """Um plano de entregas antigo, reenviado, também devia caber em um ano."""

    def test_reenvio_de_mais_de_um_ano_e_avisado(self) -> None:
        assert avisa(JA_GUARDADO, data_inicio="2025-05-31", data_termino="2026-06-01", entregas=no_plano()) == [
            (
                "PE-24",
                "O plano dura 366 dias, e neste período o limite de um ano é de 365 dias. Só escapa da recusa porque "
                "já estava guardado e começou até 31/05/2025: um plano novo assim é recusado.",
            )
        ]

    def test_reenvio_de_um_ano_nao_e_avisado(self) -> None:
        assert avisa(JA_GUARDADO, data_inicio="2025-05-31", data_termino="2026-05-31", entregas=no_plano()) == []

    def test_o_limite_conta_os_dias_bissextos_a_maneira_da_api_central(self) -> None:
        assert codigos(JA_GUARDADO, data_inicio="2024-01-01", data_termino="2025-01-01") == []

    def test_plano_novo_nao_e_avisado_porque_e_recusado(self) -> None:
        assert avisa(data_inicio="2025-05-31", data_termino="2026-06-01", entregas=no_plano()) == []

    def test_reenvio_que_comeca_em_1_de_junho_de_2025_nao_e_avisado_porque_e_recusado(self) -> None:
        assert avisa(JA_GUARDADO, data_inicio="2025-06-01", data_termino="2026-06-02", entregas=no_plano()) == []

    def test_cancelar_um_plano_longo_nao_e_avisado(self) -> None:
        mudancas = {"status": 1, "data_inicio": "2025-05-31", "data_termino": "2026-06-01"}
        assert avisa(JA_GUARDADO, **mudancas, entregas=no_plano()) == []


class TestPE25:
    """Um plano de entregas de um ano justo que termina em março de ano bissexto é recusado, e se diz por quê."""

    def test_aniversario_em_marco_de_ano_bissexto_e_avisado(self) -> None:
        assert avisa(data_inicio="2027-03-15", data_termino="2028-03-15", entregas=no_plano("2028-03-01")) == [
            (
                "PE-25",
                "O plano vai de 15/03/2027 ao mesmo dia do ano seguinte, 15/03/2028, e em qualquer outro ano seria "
                "aceito. A API central não conta o dia 29 de fevereiro quando o plano termina em março, e recusa o que "
                "passa de 365 dias: termine-o em 14/03/2028.",
            )
        ]

    @pytest.mark.parametrize(("inicio", "termino"), [("2027-03-01", "2028-03-01"), ("2027-03-31", "2028-03-31")])
    def test_o_primeiro_e_o_ultimo_dia_de_marco_sao_avisados(self, inicio: str, termino: str) -> None:
        assert codigos(data_inicio=inicio, data_termino=termino, entregas=no_plano("2028-03-01")) == ["PE-25"]

    @pytest.mark.parametrize(
        ("inicio", "termino"),
        [
            ("2027-02-28", "2028-02-28"),
            ("2027-04-01", "2028-04-01"),
            ("2028-03-15", "2029-03-15"),
            ("2028-01-15", "2029-01-15"),
        ],
    )
    def test_aniversario_aceito_nao_e_avisado(self, inicio: str, termino: str) -> None:
        assert codigos(data_inicio=inicio, data_termino=termino, entregas=no_plano(termino)) == []

    @pytest.mark.parametrize("termino", ["2028-03-14", "2028-03-16", "2028-02-29", "2028-04-15", "2029-03-15"])
    def test_outro_termino_nao_e_avisado(self, termino: str) -> None:
        assert codigos(data_inicio="2027-03-15", data_termino=termino, entregas=no_plano("2028-02-01")) == []

    def test_dia_diferente_do_mesmo_mes_nao_e_aniversario(self) -> None:
        assert codigos(data_inicio="2027-03-14", data_termino="2028-03-15", entregas=no_plano("2028-03-01")) == []

    def test_reenvio_que_a_api_aceita_tem_outro_aviso(self) -> None:
        mudancas = {"data_inicio": "2023-03-15", "data_termino": "2024-03-15"}
        assert codigos(JA_GUARDADO, **mudancas, entregas=no_plano("2024-03-15")) == ["PE-24"]

    def test_plano_novo_e_antigo_tambem_e_avisado(self) -> None:
        mudancas = {"data_inicio": "2023-03-15", "data_termino": "2024-03-15"}
        assert codigos(**mudancas, entregas=no_plano("2024-03-15")) == ["PE-25"]

    def test_reenvio_de_plano_posterior_a_maio_de_2025_e_avisado(self) -> None:
        mudancas = {"data_inicio": "2027-03-15", "data_termino": "2028-03-15"}
        assert codigos(JA_GUARDADO, **mudancas, entregas=no_plano("2028-03-15")) == ["PE-25"]


def no_plano(dia: str = "2025-12-31") -> list[Documento]:
    """Uma entrega com o prazo neste dia."""
    return [entrega(data_entrega=dia)]
