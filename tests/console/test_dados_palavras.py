"""As mudanças em palavras, as barras repartidas e os campos dos filtros."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from app.console.dados import barras
from app.console.dados.filtros import filled, for_the_api, in_force, with_labels
from app.console.dados.mudancas import Dita, told
from app.console.writing import dia, quantos
from app.records.versions_difference import changes
from app.storage.citacao import Participacao
from tests import builders


def ditas(recurso: str, antes: dict[str, Any], depois: dict[str, Any]) -> list[Dita]:
    return told(recurso, changes(antes, depois))


class TestNumerosEDias:
    @pytest.mark.parametrize(
        ("n", "dito"),
        [(0, "0 dias"), (1, "1 dia"), (2, "2 dias"), (1_200, "1.200 dias")],
    )
    def test_quantos_sao_com_o_nome_no_numero_certo(self, n: int, dito: str) -> None:
        assert quantos(n, "dia", "dias") == dito

    def test_de_um_instante_o_dia_e_o_de_utc(self) -> None:
        a_noite_em_brasilia = datetime(2024, 12, 31, 22, tzinfo=timezone(timedelta(hours=-3)))
        assert dia(a_noite_em_brasilia) == "01/01/2025"
        assert [dia(date(812, 3, 4)), dia("2024-02-29T00:00:00")] == ["04/03/0812", "29/02/2024"]


class TestMudancas:
    def test_um_campo_de_uma_entrega_se_diz_pela_entrega(self) -> None:
        antes, depois = (builders.plano_entregas(entregas=[builders.entrega(meta_entrega=meta)]) for meta in (50, 80))
        assert ditas("plano_entregas", antes, depois) == [Dita("meta da entrega e1", "mudado", "50", "80")]

    def test_os_codigos_levam_o_nome_e_as_datas_se_escrevem_como_no_brasil(self) -> None:
        mudancas = ditas(
            "plano_entregas",
            builders.plano_entregas(),
            builders.plano_entregas(status=5, avaliacao=2, data_avaliacao="2024-07-05"),
        )
        assert mudancas == [
            Dita("status", "mudado", "3 (Em execução)", "5 (Avaliado)"),
            Dita("avaliação", "mudado", "nada", "2 (Alto desempenho)"),
            Dita("data da avaliação", "mudado", "nada", "05/07/2024"),
        ]

    def test_uma_contribuicao_se_diz_pelo_lugar(self) -> None:
        antes = builders.plano_trabalho(contribuicoes=[builders.contribuicao(), builders.contribuicao()])
        depois = builders.plano_trabalho(
            contribuicoes=[builders.contribuicao(), builders.contribuicao(percentual_contribuicao=40)]
        )
        assert ditas("plano_trabalho", antes, depois) == [Dita("percentual da 2ª contribuição", "mudado", "100", "40")]

    def test_um_item_que_chega_e_um_que_sai_se_dizem_inteiros(self) -> None:
        sem, com = builders.plano_trabalho(avaliacoes_registros_execucao=[]), builders.plano_trabalho()
        inteira = (
            "identificador: p1; início do período: 15/01/2024; fim do período: 31/01/2024; nota: 3 (Adequado); "
            "data da avaliação: 05/02/2024"
        )
        assert ditas("plano_trabalho", sem, com) == [Dita("1ª avaliação", "acrescentado", None, inteira)]
        assert ditas("plano_trabalho", com, sem) == [Dita("1ª avaliação", "retirado", inteira, None)]

    def test_um_identificador_com_barra_e_a_ordem_das_entregas(self) -> None:
        uma, outra = builders.entrega(id_entrega="a/b"), builders.entrega(id_entrega="c")
        antes = builders.plano_entregas(entregas=[uma, outra])
        depois = builders.plano_entregas(entregas=[outra, {**uma, "entrega_cancelada": True}])
        assert ditas("plano_entregas", antes, depois) == [
            Dita("cancelamento da entrega a/b", "mudado", "não", "sim"),
            Dita("ordem das entregas", "mudado", "a/b, c", "c, a/b"),
        ]

    def test_o_participante(self) -> None:
        antes = builders.participante()
        depois = builders.participante(situacao=0, modalidade_execucao=3, data_assinatura_tcr="2024-02-03T00:00:00")
        assert ditas("participante", antes, depois) == [
            Dita("situação", "mudado", "1 (Ativo)", "0 (Inativo)"),
            Dita("modalidade de execução", "mudado", "2 (Teletrabalho parcial)", "3 (Teletrabalho integral)"),
            Dita("assinatura do TCR", "mudado", "02/01/2024", "03/02/2024"),
        ]


def parte(matricula: str, percentual: int, *, cancelado: bool = False, entrega: str | None = "e1") -> Participacao:
    return Participacao(entrega, matricula, cancelado, percentual, percentual * 10, 1, f"pt-{matricula}")


class TestBarras:
    def test_quem_mais_da_vem_primeiro_e_os_cancelados_nao_somam(self) -> None:
        (procurada,) = barras.by_delivery([parte("2", 20), parte("3", 90, cancelado=True), parte("1", 60)]).values()
        assert [item.matricula_siape for item in procurada.participacoes] == ["1", "2"]
        assert [item.matricula_siape for item in procurada.canceladas] == ["3"]
        assert (procurada.soma, procurada.horas) == (80, 8)

    @pytest.mark.parametrize(("somas", "cheio"), [([], 100), ([0], 100), ([100], 100), ([101, 20], 200), ([640], 700)])
    def test_a_escala_e_o_multiplo_de_cem_em_que_cabe_a_maior(self, somas: list[int], cheio: int) -> None:
        assert barras.scale(somas) == cheio

    def test_cada_parte_ocupa_o_que_lhe_toca(self) -> None:
        barra = barras.divide([("a", 100), ("b", 0), ("c", 50)], 200)
        assert [(p.nome, p.x, p.largura, p.cor) for p in barra.partes] == [("a", 0, 320, "0"), ("c", 320, 160, "1")]
        assert barra.inteiros == (320,)

    def test_as_que_nao_cabem_se_juntam_na_ultima(self) -> None:
        barra = barras.divide([(f"p{n}", 10) for n in range(30)], 300)
        assert len(barra.partes) == barras.MAIS_PARTES + 1
        ultima = barra.partes[-1]
        assert (ultima.nome, ultima.valor, ultima.cor) == ("outras 6", 60, "demais")
        assert ultima.x + ultima.largura == pytest.approx(barra.largura)

    def test_na_tabela_a_cor_e_a_da_barra(self) -> None:
        percentuais = [10, 0, 20, *[1] * 30]
        cores = barras.colours_in_order(percentuais)
        barra = barras.divide([(str(n), valor) for n, valor in enumerate(percentuais)], 100)
        assert cores[1] == ""
        assert {cores[int(p.nome)] == p.cor for p in barra.partes[:-1]} == {True}
        assert cores[-1] == "demais"


class TestFiltros:
    def test_uma_data_que_nao_e_data_volta_num_campo_de_texto(self) -> None:
        def tipos(**pedidos: str) -> dict[str, str]:
            return {campo.nome: campo.tipo for campo in filled("plano_trabalho", pedidos) if campo.nome in pedidos}

        assert tipos(inicio="2025-01-31", termino="ontem") == {"inicio": "date", "termino": "text"}
        assert tipos(inicio="20250131", termino="2025-W05-1") == {"inicio": "text", "termino": "text"}
        assert tipos(inicio="0000-01-01") == {"inicio": "text"}
        assert tipos(alterado_desde="2025-01-31T10:00") == {"alterado_desde": "datetime-local"}
        assert tipos(alterado_desde="2025-01-31T10:00:00-03:00") == {"alterado_desde": "text"}

    def test_uma_escolha_que_nao_existe_continua_a_vista(self) -> None:
        (status,) = [campo for campo in filled("plano_trabalho", {"status": "9"}) if campo.nome == "status"]
        assert status.opcoes is not None
        assert (status.valor, status.opcoes[0]) == ("9", ("9", "9"))

    def test_os_filtros_em_vigor_se_dizem_pelo_nome(self) -> None:
        ditos = [(item.rotulo, item.dito) for item in in_force("participante", {"situacao": "0", "limite": "25"})]
        assert ditos == [("Situação", "Inativo")]

    def test_o_cpf_tem_outro_nome_no_endereco_da_pagina(self) -> None:
        assert for_the_api({"numero_cpf": "1", "status": "2"}) == {"cpf": "1", "status": "2"}

    def test_os_erros_chamam_os_filtros_como_a_pagina(self) -> None:
        motivo = "inicio: Não é data. Escreva inicio: assim. status: Não há. cpf: Não serve."
        assert with_labels("plano_trabalho", motivo) == (
            "Com algum dia desde: Não é data. Escreva inicio: assim. Status: Não há. CPF: Não serve."
        )
