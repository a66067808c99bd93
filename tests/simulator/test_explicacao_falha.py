"""A explicação de um pedido em que o simulador injetou uma falha: o que se viu, e o que de fato houve."""

import pytest

from tests import builders
from tests.conftest import Api
from tests.simulator.test_explicacao import explicar
from tests.simulator.test_registros import REGISTROS, guardar
from tests.storage.registros import linha

PARTICIPANTE = builders.caminho_participante(builders.participante())


def test_se_a_api_nao_viu_o_pedido_diz_que_nada_foi_guardado(api: Api) -> None:
    resposta = api.put(PARTICIPANTE, builders.participante(), headers={"X-PGD-Falha": "html-503"})
    assert (resposta.status_code, api.get(PARTICIPANTE).status_code) == (503, 404)
    explicacao = explicar(api, resposta)
    assert explicacao["resumo"] == (
        "O simulador injetou nesta resposta a falha html-503: quem pediu recebeu 503, a API não viu o pedido, e nada "
        "foi guardado. Repita-o sem a falha, e ele terá a resposta verdadeira."
    )
    assert explicacao["regras"] == []


def test_se_o_documento_foi_guardado_diz_a_resposta_verdadeira(api: Api) -> None:
    resposta = api.put(PARTICIPANTE, builders.participante(), headers={"X-PGD-Falha": "guardado-503"})
    assert (resposta.status_code, api.get(PARTICIPANTE).status_code) == (503, 200)
    assert explicar(api, resposta)["resumo"] == (
        "O simulador injetou nesta resposta a falha guardado-503: quem pediu recebeu 503, e a resposta verdadeira foi "
        "esta. Aceito com 201: o participante de origem SIAPE, autorizadora 1, lotação 101 e matrícula 1234567 foi "
        "criado em 01/07/2025 12:00 UTC, e é esta versão que está guardada agora. Não há avisos."
    )


def test_se_a_resposta_verdadeira_era_uma_recusa_diz_a_regra(api: Api) -> None:
    documento = builders.participante(matricula_siape="1111111")
    caminho = builders.caminho_participante(documento)
    explicacao = explicar(api, api.put(caminho, documento, headers={"X-PGD-Falha": "guardado-503"}))
    assert explicacao["resumo"] == (
        "O simulador injetou nesta resposta a falha guardado-503: quem pediu recebeu 503, e a resposta verdadeira foi "
        "esta. Recusado com 422, e nada foi guardado. A matrícula SIAPE tem os sete algarismos iguais."
    )
    assert [(regra["codigo"], regra["dita"]) for regra in explicacao["regras"]] == [("PA-03", False)]


@pytest.mark.parametrize(
    ("status_verdadeiro", "resumo"),
    [
        (
            None,
            "O simulador injetou nesta resposta a falha conexao-reiniciada: quem pediu ficou sem resposta, a API não "
            "viu o pedido, e nada foi guardado. Repita-o sem a falha, e ele terá a resposta verdadeira.",
        ),
        (
            200,
            "O simulador injetou nesta resposta a falha conexao-reiniciada: quem pediu ficou sem resposta, e a "
            "resposta verdadeira foi esta. Atendido com 200.",
        ),
    ],
)
def test_quem_ficou_sem_resposta_sabe_se_foi_atendido(api: Api, status_verdadeiro: int | None, resumo: str) -> None:
    guardar(api, linha(1_000_001, status=0, falha="conexao-reiniciada", status_verdadeiro=status_verdadeiro))
    assert api.cliente.get(f"{REGISTROS}/1000001/explicacao").json()["resumo"] == resumo


def test_sem_falha_e_sem_resposta_a_conexao_caiu(api: Api) -> None:
    guardar(api, linha(1_000_001, status=0))
    explicacao = api.cliente.get(f"{REGISTROS}/1000001/explicacao").json()
    assert explicacao["resumo"] == "Sem resposta: a conexão caiu antes que ela saísse."


def test_o_registro_inteiro_diz_a_falha_e_o_status_verdadeiro(api: Api) -> None:
    resposta = api.put(PARTICIPANTE, builders.participante(), headers={"X-PGD-Falha": "guardado-503"})
    registro = api.cliente.get(f"{REGISTROS}/{resposta.headers['X-PGD-Registro']}").json()
    assert (registro["status"], registro["falha"], registro["status_verdadeiro"]) == (503, "guardado-503", 201)
