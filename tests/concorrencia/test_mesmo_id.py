"""Envios simultâneos do mesmo documento: um cria, os outros substituem, e nunca se lê metade de um e de outro."""

from functools import partial

from tests import builders
from tests.builders import Documento
from tests.concorrencia.conexoes import Conexao, Resposta, juntas
from tests.concorrencia.conftest import Frota

RODADAS = 6
CAMINHO_TRABALHO = "/organizacao/SIAPE/1/plano_trabalho/pt1"
CAMINHO_ENTREGAS = "/organizacao/SIAPE/1/plano_entregas/pe9"


def trabalho(n: int, **mudancas: object) -> Documento:
    """Uma versão do plano pt1 que se reconhece inteira pela carga horária: n + 1 contribuições e n avaliações."""
    return builders.plano_trabalho(
        carga_horaria_disponivel=n,
        contribuicoes=[builders.contribuicao(id_contribuicao=f"c{n}-{i}") for i in range(n + 1)],
        avaliacoes_registros_execucao=[
            builders.avaliacao(
                id_periodo_avaliativo=f"p{n}-{i}",
                data_inicio_periodo_avaliativo=f"2024-02-{10 + i}",
                data_fim_periodo_avaliativo=f"2024-02-{10 + i}",
                data_avaliacao_registros_execucao="2024-03-01",
            )
            for i in range(n)
        ],
        **mudancas,
    )


def entregas(n: int) -> Documento:
    """Uma versão do plano pe9 que se reconhece inteira pela instituidora: n + 1 entregas."""
    return builders.plano_entregas(
        id_plano_entregas="pe9",
        cod_unidade_executora=900,
        cod_unidade_instituidora=n + 1,
        entregas=[builders.entrega(id_entrega=f"e{n}-{i}", meta_entrega=n) for i in range(n + 1)],
    )


def ultimos(respostas: list[Resposta]) -> list[Documento]:
    """As respostas de que nenhuma outra começou depois de ela chegar: uma delas é a guardada por último."""
    ultima_saida = max(resposta.saiu for resposta in respostas)
    return [resposta.documento for resposta in respostas if resposta.chegou >= ultima_saida]


def enviar_tres(conexao: Conexao, caminho: str, documento: Documento) -> list[Resposta]:
    return [conexao.pedir("PUT", caminho, documento) for _ in range(3)]


def test_oito_planos_de_trabalho_do_mesmo_id_um_cria_e_sete_substituem(frota: Frota) -> None:
    for rodada in range(RODADAS):
        caminho = f"/organizacao/SIAPE/1/plano_trabalho/pt-{rodada}"
        documentos = [
            trabalho(n, id_plano_trabalho=f"pt-{rodada}", cod_unidade_executora=1000 + rodada) for n in range(8)
        ]
        respostas = juntas(
            [partial(conexao.pedir, "PUT", caminho, documentos[n]) for n, conexao in enumerate(frota.conexoes)]
        )
        assert sorted(resposta.status for resposta in respostas) == 7 * [200] + [201]
        assert [resposta.documento for resposta in respostas] == documentos
        assert frota.conexoes[0].pedir("GET", caminho).documento in documentos
    contagens = frota.contagens()
    assert contagens["plano_trabalho"] == RODADAS


def test_oito_planos_de_entregas_do_mesmo_id_um_cria_e_sete_substituem(frota: Frota) -> None:
    documentos = [entregas(n) for n in range(8)]
    respostas = juntas(
        [partial(conexao.pedir, "PUT", CAMINHO_ENTREGAS, documentos[n]) for n, conexao in enumerate(frota.conexoes)]
    )
    assert sorted(resposta.status for resposta in respostas) == 7 * [200] + [201]
    assert frota.conexoes[0].pedir("GET", CAMINHO_ENTREGAS).documento in documentos


def test_oito_participantes_da_mesma_chave_um_cria_e_sete_substituem(frota: Frota) -> None:
    for rodada in range(RODADAS):
        documentos = [
            builders.participante(cod_unidade_lotacao=1000 + rodada, cod_unidade_instituidora=n) for n in range(8)
        ]
        caminho = builders.caminho_participante(documentos[0])
        respostas = juntas(
            [partial(conexao.pedir, "PUT", caminho, documentos[n]) for n, conexao in enumerate(frota.conexoes)]
        )
        assert sorted(resposta.status for resposta in respostas) == 7 * [200] + [201]
        assert frota.conexoes[0].pedir("GET", caminho).documento in documentos


def test_o_que_se_le_no_fim_e_o_que_foi_guardado_por_ultimo(frota: Frota) -> None:
    for _ in range(RODADAS):
        lotes = juntas(
            [partial(enviar_tres, conexao, CAMINHO_TRABALHO, trabalho(n)) for n, conexao in enumerate(frota.conexoes)]
        )
        respostas = [resposta for lote in lotes for resposta in lote]
        assert {resposta.status for resposta in respostas} <= {200, 201}
        assert frota.conexoes[0].pedir("GET", CAMINHO_TRABALHO).documento in ultimos(respostas)


def test_quem_le_durante_as_substituicoes_le_sempre_um_plano_de_trabalho_inteiro(frota: Frota) -> None:
    assert frota.conexoes[0].pedir("PUT", CAMINHO_TRABALHO, trabalho(0)).status == 201
    documentos = [trabalho(n) for n in range(4)]
    for _ in range(RODADAS):
        *_, primeiro, segundo, terceiro, quarto = juntas(
            [partial(enviar_tres, frota.conexoes[n], CAMINHO_TRABALHO, documentos[n // 2]) for n in (0, 2, 4, 6)]
            + [partial(ler_seis, frota.conexoes[n], CAMINHO_TRABALHO) for n in (1, 3, 5, 7)]
        )
        for lida in (*primeiro, *segundo, *terceiro, *quarto):
            assert (lida.status, lida.documento in documentos) == (200, True)


def test_quem_le_durante_as_substituicoes_le_sempre_um_plano_de_entregas_inteiro(frota: Frota) -> None:
    documentos = [entregas(n) for n in range(4)]
    assert frota.conexoes[0].pedir("PUT", CAMINHO_ENTREGAS, documentos[0]).status == 201
    for _ in range(RODADAS):
        *_, primeiro, segundo, terceiro, quarto = juntas(
            [partial(enviar_tres, frota.conexoes[n], CAMINHO_ENTREGAS, documentos[n // 2]) for n in (0, 2, 4, 6)]
            + [partial(ler_seis, frota.conexoes[n], CAMINHO_ENTREGAS) for n in (1, 3, 5, 7)]
        )
        for lida in (*primeiro, *segundo, *terceiro, *quarto):
            assert (lida.status, lida.documento in documentos) == (200, True)


def ler_seis(conexao: Conexao, caminho: str) -> list[Resposta]:
    return [conexao.pedir("GET", caminho) for _ in range(6)]


def test_o_mesmo_id_em_oito_executoras_e_um_plano_so(frota: Frota) -> None:
    """O próprio plano nunca colide consigo: passar de uma executora a outra não é recusado."""
    documentos = [trabalho(n, cod_unidade_executora=500 + n) for n in range(8)]
    for _ in range(RODADAS):
        respostas = juntas(
            [partial(conexao.pedir, "PUT", CAMINHO_TRABALHO, documentos[n]) for n, conexao in enumerate(frota.conexoes)]
        )
        assert {resposta.status for resposta in respostas} <= {200, 201}
        assert frota.conexoes[0].pedir("GET", CAMINHO_TRABALHO).documento in documentos
    assert frota.contagens()["plano_trabalho"] == 1


def test_tirar_uma_entrega_enquanto_planos_de_trabalho_a_citam_so_aceita_ou_recusa(frota: Frota) -> None:
    com, sem = (
        builders.plano_entregas(),
        builders.plano_entregas(entregas=[builders.entrega(id_entrega="e2")]),
    )
    caminho = builders.caminho_plano_entregas(com)
    for _ in range(RODADAS):
        trocas, *citacoes = juntas(
            [partial(alternar, frota.conexoes[0], caminho, sem, com)]
            + [partial(citar, frota.conexoes[n], n) for n in range(1, 8)]
        )
        assert {resposta.status for resposta in trocas} == {200}
        assert {(r.status, r.regra) for lote in citacoes for r in lote} <= {(201, None), (200, None), (422, "PT-21")}
    assert frota.conexoes[0].pedir("GET", caminho).documento == com


def alternar(conexao: Conexao, caminho: str, sem: Documento, com: Documento) -> list[Resposta]:
    return [conexao.pedir("PUT", caminho, documento) for documento in (sem, com, sem, com)]


def citar(conexao: Conexao, n: int) -> list[Resposta]:
    documento = builders.plano_trabalho(id_plano_trabalho=f"pt-{n}", cod_unidade_executora=600 + n)
    return [conexao.pedir("PUT", builders.caminho_plano_trabalho(documento), documento) for _ in range(4)]
