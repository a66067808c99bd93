"""O calendário dos planos de uma pessoa, conta por conta: o que se sobrepõe, o que falta e onde fica cada barra."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.console.dados.calendario import (
    LARGURA,
    MAIS_MESES,
    MENOS_MESES,
    Desenho,
    Janela,
    draw,
    month_of,
    place,
    window,
)
from app.console.dados.periodos import Plano, gaps, in_force, overlaps

HOJE = date(2025, 7, 1)


def plano(id_: str, inicio: date, termino: date, executora: int = 101) -> Plano:
    return Plano(id_, executora, inicio, termino, 3)


@st.composite
def planos(draw_: st.DrawFn, *, em_poucos_dias: bool = False) -> list[Plano]:
    """Planos quaisquer, de um dia a um ano, em qualquer século; ou todos em dois meses, para que muito se cruzem."""
    primeiro, ultimo = (date(2024, 2, 1), date(2024, 3, 31)) if em_poucos_dias else (date.min, date.max)
    feitos = []
    for n in range(draw_(st.integers(0, 12))):
        inicio = draw_(st.dates(primeiro, ultimo))
        sobra = min((ultimo - inicio).days, 365)
        termino = inicio + timedelta(draw_(st.integers(0, sobra)))
        feitos.append(plano(f"p{n}", inicio, termino, draw_(st.sampled_from((101, 102, 103)))))
    return feitos


janelas = st.builds(
    lambda primeiro, meses: Janela(primeiro, meses).moved(0), st.integers(12, 120_000), st.integers(1, 120)
)


class TestEmPalavras:
    def test_dois_planos_que_dividem_dias(self) -> None:
        um = plano("um", date(2024, 1, 1), date(2024, 3, 31))
        dois = plano("dois", date(2024, 3, 1), date(2024, 6, 30), 102)
        (trecho,) = overlaps([dois, um])
        assert (trecho.inicio, trecho.termino, trecho.dias) == (date(2024, 3, 1), date(2024, 3, 31), 31)
        assert [p.id for p in trecho.planos] == ["um", "dois"]
        assert gaps([dois, um]) == []

    def test_um_que_termina_na_vespera_do_outro_nem_se_sobrepoe_nem_deixa_vao(self) -> None:
        seguidos = [
            plano("um", date(2024, 1, 1), date(2024, 3, 31)),
            plano("dois", date(2024, 4, 1), date(2024, 6, 30)),
        ]
        assert overlaps(seguidos) == []
        assert gaps(seguidos) == []

    def test_o_vao_vai_do_dia_seguinte_a_um_ate_a_vespera_do_outro(self) -> None:
        separados = [
            plano("um", date(2024, 1, 1), date(2024, 1, 31)),
            plano("dois", date(2024, 3, 1), date(2024, 3, 1)),
        ]
        (vao,) = gaps(separados)
        assert (vao.inicio, vao.termino, vao.dias, vao.planos) == (date(2024, 2, 1), date(2024, 2, 29), 29, ())

    def test_um_dentro_do_outro_e_um_de_um_dia_so(self) -> None:
        fora = plano("fora", date(2024, 1, 1), date(2024, 12, 31))
        dentro = plano("dentro", date(2024, 5, 5), date(2024, 5, 5))
        (trecho,) = overlaps([fora, dentro])
        assert (trecho.inicio, trecho.dias) == (date(2024, 5, 5), 1)

    def test_em_vigor_contam_os_dois_extremos(self) -> None:
        um = plano("um", date(2024, 1, 1), date(2024, 1, 31))
        dias = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 1)]
        assert [in_force([um], dia) == [um] for dia in dias] == [False, True, True, False]

    @given(planos(em_poucos_dias=True))
    def test_dia_por_dia_diz_se_o_mesmo(self, todos: list[Plano]) -> None:
        contagem = Counter(
            plano.inicio + timedelta(n) for plano in todos for n in range((plano.termino - plano.inicio).days + 1)
        )
        inicio, fim = min(contagem, default=HOJE), max(contagem, default=HOJE)
        dias = [inicio + timedelta(n) for n in range((fim - inicio).days + 1)] if todos else []

        def inside(dia: date, trechos: list[tuple[date, date]]) -> bool:
            return any(comeco <= dia <= termino for comeco, termino in trechos)

        juntos = [(trecho.inicio, trecho.termino) for trecho in overlaps(todos)]
        vazios = [(trecho.inicio, trecho.termino) for trecho in gaps(todos)]
        assert [dia for dia in dias if inside(dia, juntos)] == [dia for dia in dias if contagem[dia] > 1]
        assert [dia for dia in dias if inside(dia, vazios)] == [dia for dia in dias if contagem[dia] == 0]
        for trecho in overlaps(todos):
            assert {p.id for p in trecho.planos} == {p.id for p in in_force(todos, trecho.inicio)}
            assert {p.id for p in trecho.planos} == {p.id for p in in_force(todos, trecho.termino)}


class TestJanela:
    def test_os_planos_que_cabem_se_mostram_todos_e_o_dia_de_hoje(self) -> None:
        janela = window([plano("um", date(2024, 9, 15), date(2025, 3, 2))], HOJE)
        assert (janela.inicio, janela.termino) == (date(2024, 9, 1), date(2025, 7, 31))

    def test_hoje_longe_demais_nao_se_mostra(self) -> None:
        janela = window([plano("um", date(2020, 1, 15), date(2020, 10, 2))], HOJE)
        assert (janela.inicio, janela.termino) == (date(2020, 1, 1), date(2020, 10, 31))

    def test_quando_nao_cabem_se_mostram_os_mais_perto_de_hoje(self) -> None:
        muitos = [plano(str(ano), date(ano, 1, 1), date(ano, 12, 31)) for ano in range(2015, 2035)]
        janela = window(muitos, HOJE)
        assert (janela.inicio, janela.termino, janela.meses) == (date(2024, 2, 1), date(2026, 1, 31), 24)

    def test_sem_planos_se_mostram_os_meses_de_hoje_em_diante(self) -> None:
        assert window([], HOJE) == Janela(month_of(HOJE), MENOS_MESES)

    def test_o_nome_e_o_do_endereco(self) -> None:
        assert Janela(month_of(date(987, 3, 1)), 1).nome == "0987-03"

    @pytest.mark.parametrize("dia", [date.min, date.max])
    def test_nos_extremos_do_calendario(self, dia: date) -> None:
        um = plano("um", dia, dia)
        janela = window([um], dia)
        assert janela.shows(dia, dia)
        assert janela.moved(-24).shows(date.min, date.max)
        assert janela.moved(24).termino <= date.max
        assert [barra.plano for faixa in draw([um], janela, dia).faixas for barra in faixa.barras] == [um]

    @given(planos(), st.dates())
    def test_nunca_mostra_demais_nem_sai_do_calendario(self, todos: list[Plano], hoje: date) -> None:
        janela = window(todos, hoje)
        assert MENOS_MESES <= janela.meses <= MAIS_MESES
        assert date.min <= janela.inicio < janela.termino <= date.max
        assert not todos or any(janela.shows(p.inicio, p.termino) for p in todos)


class TestDesenho:
    def test_a_largura_e_a_dos_dias(self) -> None:
        # Abril tem trinta dias: um dia é uma trigésima parte.
        janela = Janela(month_of(date(2025, 4, 1)), 1)
        fatia = place(date(2025, 4, 1), date(2025, 4, 15), janela, 300)
        assert fatia is not None
        assert (fatia.x, fatia.largura, fatia.de_antes, fatia.segue) == (0, 150, False, False)
        inteira = place(date(2025, 3, 1), date(2025, 5, 1), janela, 300)
        assert inteira is not None
        assert (inteira.x, inteira.largura, inteira.de_antes, inteira.segue) == (0, 300, True, True)
        assert place(date(2025, 5, 1), date(2025, 5, 2), janela, 300) is None

    def test_um_dia_so_num_calendario_longo_ainda_se_ve_e_nao_sai_dele(self) -> None:
        janela = Janela(month_of(date(2020, 1, 1)), 120)
        fatia = place(date(2029, 12, 31), date(2029, 12, 31), janela)
        assert fatia is not None
        assert (fatia.largura, fatia.x + fatia.largura) == (3, LARGURA)

    def test_uma_faixa_por_executora_e_outra_linha_para_o_que_se_sobrepoe(self) -> None:
        todos = [
            plano("b", date(2025, 2, 1), date(2025, 4, 30)),
            plano("a", date(2025, 1, 1), date(2025, 2, 1)),
            plano("c", date(2025, 5, 1), date(2025, 6, 30)),
            plano("d", date(2025, 1, 1), date(2025, 6, 30), 99),
        ]
        desenho = draw(todos, window(todos, HOJE), HOJE)
        assert [faixa.executora for faixa in desenho.faixas] == [99, 101]
        (_, da_101) = desenho.faixas
        linhas = {barra.plano.id: barra.y for barra in da_101.barras}
        assert linhas["a"] == linhas["c"] != linhas["b"]

    def test_o_ano_so_se_escreve_uma_vez_e_os_meses_se_espacam_quando_nao_cabem(self) -> None:
        desenho = draw([], Janela(month_of(date(2024, 11, 1)), 4), HOJE)
        assert [(mes.nome, mes.ano) for mes in desenho.meses] == [
            ("nov", 2024),
            ("dez", None),
            ("jan", 2025),
            ("fev", None),
        ]
        longo = draw([], Janela(month_of(date(2020, 1, 1)), 60), HOJE)
        assert [mes.nome for mes in longo.meses[:4]] == ["jan", "", "", "abr"]

    def test_hoje_e_o_meio_do_dia_e_so_se_marca_quando_se_mostra(self) -> None:
        janela = Janela(month_of(date(2025, 4, 1)), 1)
        assert draw([], janela, date(2025, 4, 1)).hoje == pytest.approx(LARGURA / 60)
        assert draw([], janela, date(2025, 5, 1)).hoje is None

    def test_de_muitos_se_desenham_tantos_quantos_se_pede(self) -> None:
        muitos = [plano(f"p{n:03}", date(2025, 1, 1) + timedelta(n), date(2025, 1, 1) + timedelta(n)) for n in range(9)]
        janela = window(muitos, HOJE)
        assert [p.id for p in draw(muitos, janela, HOJE, 2).planos] == ["p000", "p001"]
        assert len(draw(muitos, janela, HOJE).planos) == 9

    @given(planos(em_poucos_dias=True) | planos(), janelas)
    def test_cada_plano_que_se_mostra_tem_uma_barra_dentro_do_desenho_e_nenhuma_cobre_outra(
        self, todos: list[Plano], janela: Janela
    ) -> None:
        desenho = draw(todos, janela, HOJE)
        esperados = sorted(p.id for p in todos if p.inicio <= janela.termino and p.termino >= janela.inicio)
        assert sorted(p.id for p in desenho.planos) == esperados
        for faixa in desenho.faixas:
            assert {barra.plano.executora for barra in faixa.barras} == {faixa.executora}
            for barra in faixa.barras:
                assert -1e-6 <= barra.fatia.x <= barra.fatia.x + barra.fatia.largura <= LARGURA + 1e-6
                assert faixa.y < barra.y < faixa.y + faixa.altura <= desenho.altura
        _assert_rows_are_free(desenho)

    @given(planos(em_poucos_dias=True))
    def test_as_linhas_sao_tantas_quantos_os_planos_de_uma_executora_no_dia_mais_cheio(
        self, todos: list[Plano]
    ) -> None:
        janela = Janela(month_of(date(2024, 2, 1)), 2)
        for faixa in draw(todos, janela, HOJE).faixas:
            da_faixa = [barra.plano for barra in faixa.barras]
            dias = [janela.inicio + timedelta(n) for n in range((janela.termino - janela.inicio).days + 1)]
            assert len({barra.y for barra in faixa.barras}) == max(len(in_force(da_faixa, dia)) for dia in dias)

    def test_centenas_de_planos(self) -> None:
        muitos = [plano(f"p{n}", date(2025, 1, 1), date(2025, 1, 1) + timedelta(n % 300)) for n in range(500)]
        desenho = draw(muitos, window(muitos, HOJE), HOJE)
        assert len(desenho.planos) == 500
        assert len(desenho.sobreposicoes) == 1


def _assert_rows_are_free(desenho: Desenho) -> None:
    """Na mesma linha, dois planos não dividem um dia."""
    por_linha: dict[float, list[Plano]] = {}
    for faixa in desenho.faixas:
        for barra in faixa.barras:
            por_linha.setdefault(barra.y, []).append(barra.plano)
    for na_linha in por_linha.values():
        em_ordem = sorted(na_linha, key=lambda p: p.inicio)
        for antes, depois in pairwise(em_ordem):
            assert antes.termino < depois.inicio
