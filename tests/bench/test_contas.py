"""As contas e os quadros, com o que se espera escrito à mão."""

import pytest

from bench.banco import POSTGRESQL, SQLITE
from bench.cenarios import Medida, do_meio
from bench.crescimento import Ponto
from bench.estatistica import mediana, percentil
from bench.metas import METAS, vezes_o_sqlite
from bench.relatorio import FIM, INICIO, SemMarcas, numero, quadros, trocar
from bench.resultado import TETO, Linha, Maquina, Resultado


def medida(cpu_ms: float, req_s: float = 100) -> Medida:
    return Medida(pedidos=10, cpu_ms=cpu_ms, req_s=req_s, p50_ms=1, p99_ms=2)


def resultado(cenarios: list[Linha], crescimento: dict[str, list[Ponto]] | None = None) -> Resultado:
    return Resultado(
        quando="2025-07-01",
        versao="1.0",
        duracao_s=60,
        rodadas=3,
        maquina=Maquina(2, "uma CPU", 1_024, "3.11", {SQLITE: "3.40"}, 0.5),
        cenarios=cenarios,
        saude={},
        arranques={},
        memoria={},
        lote={},
        instantaneos={},
        crescimento=crescimento or {},
    )


@pytest.mark.parametrize(
    ("porcento", "esperado"), [(1, 15), (20, 15), (21, 20), (40, 20), (50, 35), (99, 50), (100, 50)]
)
def test_o_percentil_e_o_do_posto_mais_proximo(porcento: float, esperado: float) -> None:
    assert percentil([50, 15, 35, 40, 20], porcento) == esperado


def test_o_p99_de_cem_valores_e_o_penultimo() -> None:
    assert percentil(list(range(1, 101)), 99) == 99


def test_sem_valores_nao_ha_percentil() -> None:
    with pytest.raises(ValueError, match="não há valores"):
        percentil([], 50)


def test_a_mediana_e_a_do_meio_ou_a_media_das_duas_do_meio() -> None:
    assert (mediana([9, 1, 5]), mediana([4, 1, 2, 9])) == (5, 3)


def test_a_mediana_das_rodadas_e_de_cada_grandeza_por_si() -> None:
    rodadas = [Medida(10, 3, 100, 7, 90), Medida(10, 1, 300, 8, 70), Medida(10, 2, 200, 9, 80)]
    assert do_meio(rodadas) == Medida(pedidos=10, cpu_ms=2, req_s=200, p50_ms=8, p99_ms=80)


@pytest.mark.parametrize(
    ("valor", "escrito"), [(None, "–"), (0.456, "0,46"), (9.994, "9,99"), (12.34, "12,3"), (5260.4, "5260")]
)
def test_os_numeros_tem_virgula_e_tres_algarismos(valor: float | None, escrito: str) -> None:
    assert numero(valor) == escrito


class TestMarcas:
    def test_so_o_que_esta_entre_as_marcas_muda(self) -> None:
        assert trocar(f"a\n{INICIO}\nvelho\n{FIM}\nb\n", "novo") == f"a\n{INICIO}\n\nnovo\n\n{FIM}\nb\n"

    @pytest.mark.parametrize("pagina", ["", INICIO, FIM, f"{FIM} {INICIO}"])
    def test_sem_as_duas_marcas_em_ordem_a_pagina_nao_se_escreve(self, pagina: str) -> None:
        with pytest.raises(SemMarcas):
            trocar(pagina, "novo")


def test_a_cpu_de_um_cenario_e_a_mediana_no_pior_numero_de_clientes() -> None:
    medido = resultado(
        [
            Linha("get_participante", SQLITE, 1, [medida(0.1), medida(0.3), medida(0.2)]),
            Linha("get_participante", SQLITE, 8, [medida(0.4), medida(0.6), medida(9)]),
        ]
    )
    assert (medido.cpu("get_participante", SQLITE), medido.cpu("get_participante", POSTGRESQL)) == (0.6, None)


def test_a_parte_do_teto_compara_pedidos_por_segundo_com_os_mesmos_clientes() -> None:
    medido = resultado(
        [
            Linha("get_plano_trabalho", TETO, 1, [medida(1, 1_000)]),
            Linha("get_plano_trabalho", TETO, 8, [medida(1, 2_000)]),
            Linha("get_plano_trabalho", SQLITE, 1, [medida(1, 600)]),
            Linha("get_plano_trabalho", SQLITE, 8, [medida(1, 500)]),
        ]
    )
    assert medido.ante_o_teto("get_plano_trabalho", SQLITE) == {1: 0.6, 8: 0.25}


def test_o_crescimento_e_a_mediana_das_razoes_de_cada_rodada() -> None:
    pontos = [
        Ponto("get_participante", 0, [medida(1), medida(2), medida(4)]),
        Ponto("get_participante", 1_000, [medida(1.5), medida(2), medida(20)]),
    ]
    assert resultado([], {SQLITE: pontos}).razoes(SQLITE) == {1_000: {"get_participante": 1.5}}


def test_uma_meta_se_cumpre_no_limite_e_nao_alem_dele() -> None:
    do_get = next(meta for meta in METAS if meta.titulo == "GET participante")
    do_teto = next(meta for meta in METAS if meta.titulo == "GET plano_trabalho ante o teto")
    assert [do_get.cumprida(0.5), do_get.cumprida(0.51)] == [True, False]
    assert [do_teto.cumprida(0.5), do_teto.cumprida(0.49)] == [True, False]


def test_no_postgresql_a_meta_e_relativa_ao_sqlite() -> None:
    do_get = next(meta for meta in METAS if meta.titulo == "GET participante")
    medido = resultado(
        [
            Linha("get_participante", SQLITE, 1, [medida(0.4)]),
            Linha("get_participante", POSTGRESQL, 1, [medida(0.6)]),
        ]
    )
    assert vezes_o_sqlite(do_get, medido) == pytest.approx(1.5)
    assert quadros(medido)[0].linhas == [
        ["GET participante (ms de CPU)", "7", "0,50", "0,40", "sim", "0,60", "1,50", "sim"]
    ]
