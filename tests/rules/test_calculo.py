"""As contas que as regras fazem, conferidas com exemplos feitos à mão e com contas escritas de outro modo."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.calculo import (
    algarismos,
    codigo_de_unidade_valido,
    dias_permitidos,
    digitos_verificadores,
    repeticoes,
    repetido,
    so_algarismos,
    ultimo_dia,
)

NOVE_ALGARISMOS = st.text("0123456789", min_size=9, max_size=9)
DATAS = st.dates(date(2023, 7, 31), date(2110, 12, 31))
CODIGOS = st.integers(1, 17).flatmap(lambda algarismos: st.integers(10 ** (algarismos - 1), 10**algarismos - 1))


def resto_a_maneira_da_receita(algarismos: str) -> int:
    """O algarismo que completa a soma ponderada até um múltiplo de 11; o dez vira zero."""
    soma = sum(peso * int(algarismo) for peso, algarismo in enumerate(reversed(algarismos), start=2))
    return (11 - soma % 11) % 11 % 10


class TestDigitosVerificadores:
    @pytest.mark.parametrize(
        ("inicio", "digitos"),
        [
            ("529982247", "25"),
            ("111444777", "35"),
            ("123456789", "09"),
            ("000000001", "91"),
            ("999999999", "99"),
            ("000000000", "00"),
        ],
    )
    def test_cpfs_conhecidos(self, inicio: str, digitos: str) -> None:
        assert digitos_verificadores(inicio) == digitos


class TestCodigoDeUnidade:
    @pytest.mark.parametrize(
        ("origem", "codigo", "valido"),
        [
            ("SIAPE", 0, False),
            ("SIAPE", 1, True),
            ("SIAPE", 99_999, True),
            ("SIAPE", 100_000, False),
            ("SIAPE", 9_999_999_999_999, False),
            ("SIAPE", 10_000_000_000_000, True),
            ("SIAPE", 99_999_999_999_999, True),
            ("SIAPE", 100_000_000_000_000, False),
            ("SIORG", 0, False),
            ("SIORG", 1, True),
            ("SIORG", 999_999, True),
            ("SIORG", 1_000_000, False),
            ("SIORG", 10_000_000_000_000, False),
        ],
    )
    def test_os_dois_lados_de_cada_limite(self, origem: str, codigo: int, valido: bool) -> None:
        assert codigo_de_unidade_valido(origem, codigo) is valido


class TestDiasPermitidos:
    """Contrato, seção 6: 365, mais um por início até fevereiro e mais um por término desde abril de ano bissexto."""

    @pytest.mark.parametrize(
        ("inicio", "termino", "dias"),
        [
            (date(2025, 1, 1), date(2025, 12, 31), 365),
            (date(2024, 1, 1), date(2025, 1, 1), 366),
            (date(2024, 2, 29), date(2025, 3, 1), 366),
            (date(2024, 3, 1), date(2025, 3, 1), 365),
            (date(2023, 4, 1), date(2024, 3, 31), 365),
            (date(2023, 4, 1), date(2024, 4, 1), 366),
            (date(2023, 3, 15), date(2024, 3, 15), 365),
            (date(2023, 4, 15), date(2024, 4, 15), 366),
            (date(2024, 1, 1), date(2024, 12, 31), 367),
            (date(2100, 1, 1), date(2100, 12, 31), 365),
            (date(2000, 2, 1), date(2001, 2, 1), 366),
        ],
    )
    def test_exemplos_feitos_a_mao(self, inicio: date, termino: date, dias: int) -> None:
        assert dias_permitidos(inicio, termino) == dias


class TestUltimoDia:
    """O último dia em que um plano pode terminar, contados 365 dias e o acréscimo do ano bissexto."""

    @pytest.mark.parametrize(
        ("inicio", "termino"),
        [
            (date(2025, 1, 1), date(2026, 1, 1)),
            (date(2024, 1, 1), date(2025, 1, 1)),
            (date(2024, 2, 29), date(2025, 3, 1)),
            (date(2024, 3, 1), date(2025, 3, 1)),
            (date(2023, 3, 15), date(2024, 3, 14)),
            (date(2023, 3, 31), date(2024, 3, 30)),
            (date(2023, 4, 1), date(2024, 4, 1)),
            (date(2023, 4, 15), date(2024, 4, 15)),
            (date(2023, 12, 31), date(2024, 12, 31)),
        ],
    )
    def test_exemplos_feitos_a_mao(self, inicio: date, termino: date) -> None:
        assert ultimo_dia(inicio) == termino


class TestTextos:
    @pytest.mark.parametrize("texto", ["0", "0123456789"])
    def test_algarismos_de_0_a_9(self, texto: str) -> None:
        assert so_algarismos(texto) is True

    @pytest.mark.parametrize("texto", ["", "1a", "-1", "1 ", "٣", "５", "²"])
    def test_o_que_nao_e_so_algarismos(self, texto: str) -> None:
        assert so_algarismos(texto) is False

    @pytest.mark.parametrize(("texto", "iguais"), [("1111111", True), ("1111112", False), ("0", True), ("", False)])
    def test_algarismos_todos_iguais(self, texto: str, iguais: bool) -> None:
        assert repetido(texto) is iguais

    @pytest.mark.parametrize(
        ("texto", "so_eles"),
        [
            ("529.982.247-25", "52998224725"),
            (" 1 2\t3\n", "123"),
            ("٣５७", "357"),
            ("x²½Ⅷ", ""),
            ("007", "007"),
            ("", ""),
        ],
    )
    def test_so_os_algarismos_do_texto_passados_aos_de_0_a_9(self, texto: str, so_eles: str) -> None:
        assert algarismos(texto) == so_eles

    @pytest.mark.parametrize(
        ("ids", "posicoes"),
        [
            ([], []),
            (["a", "b"], []),
            (["a", "b", "b", "a"], [2, 3]),
            (["a", "a", "a"], [1, 2]),
            (["", ""], [1]),
            (["a", "A", "a "], []),
        ],
    )
    def test_as_posicoes_dos_que_ja_apareceram(self, ids: list[str], posicoes: list[int]) -> None:
        assert repeticoes(ids) == posicoes


# O que se sorteia fica fora das classes, para que a conta dos mutantes o possa repetir no mesmo processo.


@given(NOVE_ALGARISMOS)
def test_os_digitos_verificadores_conferem_com_a_conta_da_receita(inicio: str) -> None:
    primeiro = resto_a_maneira_da_receita(inicio)
    segundo = resto_a_maneira_da_receita(f"{inicio}{primeiro}")
    assert digitos_verificadores(inicio) == f"{primeiro}{segundo}"


@given(NOVE_ALGARISMOS, st.text("0123456789", min_size=2, max_size=2))
def test_os_dois_ultimos_algarismos_do_cpf_nao_entram_na_conta(inicio: str, fim: str) -> None:
    assert digitos_verificadores(inicio + fim) == digitos_verificadores(inicio)


@given(CODIGOS)
def test_um_codigo_do_siape_tem_de_um_a_cinco_algarismos_ou_catorze(codigo: int) -> None:
    assert codigo_de_unidade_valido("SIAPE", codigo) == (len(str(codigo)) in {1, 2, 3, 4, 5, 14})


@given(CODIGOS)
def test_um_codigo_do_siorg_tem_de_um_a_seis_algarismos(codigo: int) -> None:
    assert codigo_de_unidade_valido("SIORG", codigo) == (len(str(codigo)) in {1, 2, 3, 4, 5, 6})


@given(st.sampled_from(["SIAPE", "SIORG"]), st.integers(max_value=0))
def test_zero_e_negativos_nao_sao_codigos_de_unidade(origem: str, codigo: int) -> None:
    assert codigo_de_unidade_valido(origem, codigo) is False


@given(DATAS, DATAS)
def test_os_dias_permitidos_conferem_com_a_formula_do_contrato(inicio: date, termino: date) -> None:
    tem_dia_29 = [date(dia.year, 2, 28) + timedelta(1) != date(dia.year, 3, 1) for dia in (inicio, termino)]
    acrescimo = [tem_dia_29[0] and inicio < date(inicio.year, 3, 1), tem_dia_29[1] and termino.month > 3].count(True)
    assert dias_permitidos(inicio, termino) == 365 + acrescimo


@given(DATAS)
def test_um_plano_de_365_dias_sempre_cabe(inicio: date) -> None:
    assert dias_permitidos(inicio, inicio + timedelta(365)) >= 365


@given(DATAS)
def test_um_plano_de_368_dias_nunca_cabe(inicio: date) -> None:
    assert dias_permitidos(inicio, inicio + timedelta(368)) < 368


@given(DATAS)
def test_no_ultimo_dia_o_plano_cabe_e_no_dia_seguinte_nao(inicio: date) -> None:
    ultimo = ultimo_dia(inicio)
    seguinte = ultimo + timedelta(1)
    assert (ultimo - inicio).days <= dias_permitidos(inicio, ultimo)
    assert (seguinte - inicio).days > dias_permitidos(inicio, seguinte)
