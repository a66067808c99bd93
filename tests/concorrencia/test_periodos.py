"""Envios simultâneos que disputam o mesmo período: passa um, e os outros sabem por quê."""

from functools import partial

import pytest

from tests import builders
from tests.builders import Documento
from tests.concorrencia.conexoes import Conexao, Resposta, juntas
from tests.concorrencia.conftest import Frota

RODADAS = 30
UM_ACEITO = [(201, None)]
NENHUM_ACEITO: list[tuple[int, str | None]] = []


def enviar_trabalho(conexao: Conexao, documento: Documento) -> Resposta:
    return conexao.pedir("PUT", builders.caminho_plano_trabalho(documento), documento)


def enviar_entregas(conexao: Conexao, documento: Documento) -> Resposta:
    return conexao.pedir("PUT", builders.caminho_plano_entregas(documento), documento)


def trabalho(rodada: int, n: int, **mudancas: object) -> Documento:
    """O n-ésimo plano de trabalho de uma rodada: todos contêm 30 de junho."""
    return builders.plano_trabalho(
        id_plano_trabalho=f"pt-{rodada}-{n}",
        cod_unidade_executora=1000 + rodada,
        data_inicio=f"2024-06-{10 + n}",
        data_termino=f"2024-07-{10 + n}",
        avaliacoes_registros_execucao=[],
        **mudancas,
    )


def entregas(rodada: int, n: int) -> Documento:
    """O n-ésimo plano de entregas de uma rodada: todos contêm 30 de junho."""
    return builders.plano_entregas(
        id_plano_entregas=f"pe-{rodada}-{n}",
        cod_unidade_executora=1000 + rodada,
        data_inicio=f"2024-06-{10 + n}",
        data_termino=f"2024-07-{10 + n}",
    )


def resultados(respostas: list[Resposta]) -> list[tuple[int, str | None]]:
    return sorted(((resposta.status, resposta.regra) for resposta in respostas), key=str)


def test_de_oito_planos_de_trabalho_que_se_sobrepoem_so_um_e_aceito(frota: Frota) -> None:
    for rodada in range(RODADAS):
        respostas = juntas(
            [partial(enviar_trabalho, conexao, trabalho(rodada, n)) for n, conexao in enumerate(frota.conexoes)]
        )
        assert resultados(respostas) == UM_ACEITO + 7 * [(422, "PT-18")]
    contagens = frota.contagens()
    assert (contagens["plano_trabalho"], contagens["contribuicao"]) == (RODADAS, RODADAS)


def test_de_oito_planos_de_entregas_que_se_sobrepoem_so_um_e_aceito(frota: Frota) -> None:
    for rodada in range(RODADAS):
        respostas = juntas(
            [partial(enviar_entregas, conexao, entregas(rodada, n)) for n, conexao in enumerate(frota.conexoes)]
        )
        assert resultados(respostas) == UM_ACEITO + 7 * [(422, "PE-07")]
    contagens = frota.contagens()
    # Mais o do exemplo, que já estava.
    assert (contagens["plano_entregas"], contagens["entrega"]) == (RODADAS + 1, RODADAS + 1)


def test_planos_de_executoras_diferentes_nao_disputam(frota: Frota) -> None:
    for rodada in range(RODADAS // 5):
        respostas = juntas(
            [
                partial(
                    enviar_trabalho, conexao, trabalho(rodada, n) | {"cod_unidade_executora": 1000 + 10 * rodada + n}
                )
                for n, conexao in enumerate(frota.conexoes)
            ]
        )
        assert resultados(respostas) == 8 * UM_ACEITO


def test_dois_planos_que_trocam_de_periodo_ao_mesmo_tempo_colidem_os_dois(frota: Frota) -> None:
    """Seja qual for o primeiro, cada um acha o outro onde estava."""
    semestres = (
        {"data_inicio": "2024-01-01", "data_termino": "2024-06-30"},
        {"data_inicio": "2024-07-01", "data_termino": "2024-12-31"},
    )
    guardados = [trabalho(n // 2, n) | semestres[n % 2] for n in range(8)]
    trocados = [trabalho(n // 2, n) | semestres[1 - n % 2] for n in range(8)]
    for documento in guardados:
        assert enviar_trabalho(frota.conexoes[0], documento).status == 201
    for _ in range(RODADAS // 5):
        respostas = juntas([partial(enviar_trabalho, *par) for par in zip(frota.conexoes, trocados, strict=True)])
        assert resultados(respostas) == 8 * [(422, "PT-18")]
    lidos = [frota.conexoes[0].pedir("GET", builders.caminho_plano_trabalho(documento)) for documento in guardados]
    assert [lido.documento for lido in lidos] == guardados


@pytest.mark.parametrize("status_do_que_fica", [2, 3, 4])
def test_cancelar_um_e_ocupar_o_periodo_dele_ao_mesmo_tempo_nunca_deixa_dois(
    frota: Frota, status_do_que_fica: int
) -> None:
    aceitos = {(200, None), (201, None), (422, "PT-18")}
    for rodada in range(RODADAS // 5):
        antigo, novo = trabalho(rodada, 0), trabalho(rodada, 1, status=status_do_que_fica)
        assert enviar_trabalho(frota.conexoes[0], antigo).status == 201
        respostas = juntas(
            [partial(enviar_trabalho, frota.conexoes[n], novo) for n in (0, 1, 4)]
            + [partial(enviar_trabalho, frota.conexoes[n], antigo | {"status": 1}) for n in (2, 3)]
            + [partial(enviar_trabalho, frota.conexoes[n], antigo) for n in (5, 6, 7)]
        )
        assert {(resposta.status, resposta.regra) for resposta in respostas} <= aceitos
        lidos = [
            frota.conexoes[0].pedir("GET", builders.caminho_plano_trabalho(documento)) for documento in (antigo, novo)
        ]
        ativos = [lido for lido in lidos if lido.status == 200 and lido.documento["status"] != 1]
        assert len(ativos) <= 1
