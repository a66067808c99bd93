"""Recomeçar, guardar e restaurar enquanto oito clientes enviam: cada envio cai antes ou depois, nunca no meio."""

from collections.abc import Callable
from functools import partial

from tests import builders
from tests.concorrencia.conexoes import Conexao, Resposta, juntas
from tests.concorrencia.conftest import Frota

RODADAS = 2
ENVIOS = 5


def enviar(conexao: Conexao, n: int) -> list[Resposta]:
    """Os três documentos de uma pessoa numa executora só dela, várias vezes, e a leitura do último."""
    unidade = 700 + n
    pessoa = builders.participante(cod_unidade_lotacao=unidade)
    entregas = builders.plano_entregas(
        id_plano_entregas=f"pe-{n}",
        cod_unidade_executora=unidade,
        entregas=[builders.entrega(id_entrega=f"e{i}") for i in range(3)],
    )
    trabalho = builders.plano_trabalho(
        id_plano_trabalho=f"pt-{n}",
        cod_unidade_executora=unidade,
        cod_unidade_lotacao_participante=unidade,
        contribuicoes=[builders.contribuicao(id_plano_entregas=f"pe-{n}", id_entrega=f"e{i}") for i in range(3)],
    )
    respostas = []
    for _ in range(ENVIOS):
        respostas += [
            conexao.pedir("PUT", builders.caminho_participante(pessoa), pessoa),
            conexao.pedir("PUT", builders.caminho_plano_entregas(entregas), entregas),
            conexao.pedir("PUT", builders.caminho_plano_trabalho(trabalho), trabalho),
            conexao.pedir("GET", builders.caminho_plano_trabalho(trabalho)),
        ]
    return respostas


def reiniciar_e_olhar(frota: Frota) -> list[int]:
    """Reinícios e leituras do estado, enquanto os outros enviam."""
    return [
        frota.servidor.pedir(metodo, f"/simulador/api/{porta}").status_code
        for metodo, porta in (("POST", "reinicio"), ("GET", "estado")) * 5
    ]


def guardar_e_restaurar(frota: Frota) -> list[int]:
    """Um instantâneo do que há, o banco vazio, e a volta a ele."""
    portas = (("PUT", "instantaneos/meio"), ("POST", "reinicio?escopo=tudo"), ("POST", "instantaneos/meio/restauracao"))
    return [frota.servidor.pedir(metodo, f"/simulador/api/{porta}").status_code for metodo, porta in portas * 3]


def test_nenhum_pedido_falha_e_nada_fica_pela_metade(frota: Frota) -> None:
    enquanto_enviam(frota, {200}, reiniciar_e_olhar, reiniciar_e_olhar)


def test_guardar_e_restaurar_tambem_nao_fazem_pedido_falhar(frota: Frota) -> None:
    enquanto_enviam(frota, {200, 201}, guardar_e_restaurar, reiniciar_e_olhar)


def test_dois_que_restauram_ao_mesmo_tempo_esperam_um_pelo_outro(frota: Frota) -> None:
    enquanto_enviam(frota, {200, 201}, guardar_e_restaurar, guardar_e_restaurar)


def enquanto_enviam(frota: Frota, esperados: set[int], *controles: Callable[[Frota], list[int]]) -> None:
    # O plano de entregas de exemplo, de uma entrega só, não volta num instantâneo.
    assert frota.servidor.pedir("POST", "/simulador/api/reinicio").status_code == 200
    for _ in range(RODADAS):
        feitos = juntas(
            [partial(tudo_de_um, frota, n) for n in range(8)]
            + [partial(so_controles, frota, controle) for controle in controles]
        )
        respostas = [resposta for lote, _ in feitos for resposta in lote]
        assert {status for _, lote in feitos for status in lote} <= esperados
        vistos = {(resposta.status, resposta.regra) for resposta in respostas}
        # PT-20 e PT-21: o participante ou a entrega acabaram de ser apagados; PT-22: o plano.
        assert vistos <= {(200, None), (201, None), (422, "PT-20"), (422, "PT-21"), (404, "PT-22")}
        contagens = frota.contagens()
        assert contagens["entrega"] == 3 * contagens["plano_entregas"]
        assert contagens["contribuicao"] == 3 * contagens["plano_trabalho"]
        assert contagens["avaliacao_registros_execucao"] == contagens["plano_trabalho"]


def tudo_de_um(frota: Frota, n: int) -> tuple[list[Resposta], list[int]]:
    return enviar(frota.conexoes[n], n), []


def so_controles(frota: Frota, controle: Callable[[Frota], list[int]]) -> tuple[list[Resposta], list[int]]:
    return [], controle(frota)
