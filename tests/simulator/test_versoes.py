"""A história de um documento, pelo endereço do simulador: o que chegou, o que mudou, e se é o que está guardado."""

from typing import Any

from sqlalchemy import delete, update

from app.records import versions
from app.storage import versao
from app.storage.tables import registro
from tests import builders
from tests.conftest import ADMIN, Api
from tests.simulator.guardados import guardar, no_banco, pedir

CHAVE = {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": 1, "id_plano_entregas": "pe1"}
CAMINHO = builders.caminho_plano_entregas(builders.plano_entregas())
IGUAL = "O que está guardado é a última versão recebida."


def historia(api: Api, recurso: str = "plano_entregas", **parametros: Any) -> dict[str, Any]:
    """A história do plano de entregas dos construtores, ou de outra chave."""
    resposta = pedir(api, f"{recurso}/versoes", **(CHAVE if recurso == "plano_entregas" else {}) | parametros)
    assert resposta.status_code == 200, resposta.text
    lida: dict[str, Any] = resposta.json()
    return lida


def enviar(api: Api, **mudancas: Any) -> int:
    """Envia o plano de entregas, que se espera aceito, e devolve o número do registro."""
    resposta = api.enviar_plano_entregas(**mudancas)
    assert resposta.status_code in (200, 201), resposta.text
    return int(resposta.headers["X-PGD-Registro"])


def no_diario(api: Api, numero: int, **valores: Any) -> None:
    """Muda um registro já guardado."""
    assert api.cliente.get(f"/simulador/api/registros/{numero}/explicacao").status_code == 200
    no_banco(
        api, lambda connection: connection.execute(update(registro).where(registro.c.numero == numero).values(valores))
    )


class TestVersoes:
    def test_da_mais_nova_a_mais_antiga_com_o_que_cada_uma_mudou(self, api: Api) -> None:
        primeira = enviar(api)
        api.relogio.avancar(minutes=10)
        segunda = enviar(api, entregas=[builders.entrega(meta_entrega="50.00"), builders.entrega(id_entrega="e2")])
        nova, antiga = (lida := historia(api))["versoes"]
        assert (lida["proximo"], lida["guardado_agora_igual"], lida["mensagem"]) == (None, True, IGUAL)
        assert nova == {
            "numero": segunda,
            "recebido_em": "2025-07-01T12:10:00Z",
            "usuario": ADMIN,
            "status": 200,
            "status_verdadeiro": None,
            "falha": None,
            "avisos": ["FO-28"],
            "documento": builders.plano_entregas(
                entregas=[builders.entrega(meta_entrega=50), builders.entrega(id_entrega="e2")]
            ),
            "mudancas": [
                {"caminho": "/entregas/0/meta_entrega", "tipo": "mudado", "item": "e1", "antes": 100, "depois": 50},
                {
                    "caminho": "/entregas/1",
                    "tipo": "acrescentado",
                    "item": "e2",
                    "antes": None,
                    "depois": builders.entrega(id_entrega="e2"),
                },
            ],
            "observacoes": [],
        }
        assert (antiga["numero"], antiga["status"], antiga["mudancas"]) == (primeira, 201, None)
        assert antiga["observacoes"] == ["Criou o documento: antes dele não havia nenhum com esta chave."]

    def test_a_unidade_se_compara_por_valor_e_o_resto_como_e(self, api: Api) -> None:
        enviar(api)
        documento = builders.plano_entregas(status=2)
        assert api.put("/organizacao/SIAPE/01/plano_entregas/pe1", documento).status_code == 200
        # Nenhum destes é o mesmo documento.
        enviar(api, cod_unidade_autorizadora=11)
        enviar(api, origem_unidade="SIORG")
        enviar(api, id_plano_entregas="PE1", cod_unidade_executora=102)
        enviar(api, id_plano_entregas="xpe1", cod_unidade_executora=103)
        assert [versao["documento"]["status"] for versao in historia(api)["versoes"]] == [2, 3]

    def test_o_que_foi_recusado_ou_so_lido_nao_e_versao(self, api: Api) -> None:
        numero = enviar(api)
        assert api.enviar_plano_entregas(entregas=[]).status_code == 422
        assert api.get("/organizacao/SIAPE/1/plano_entregas/pe1").status_code == 200
        assert [versao["numero"] for versao in historia(api)["versoes"]] == [numero]

    def test_as_de_um_participante_e_as_de_um_plano_de_trabalho(self, api: Api) -> None:
        api.com_base()
        api.enviar_plano_trabalho(contribuicoes=[builders.contribuicao(), builders.contribuicao()])
        assert api.enviar_plano_trabalho(avaliacoes_registros_execucao=[]).status_code == 200
        assert api.enviar_participante(situacao=0).status_code == 200
        unidade = {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": 1}
        do_participante = historia(api, "participante", **unidade, cod_unidade_lotacao=101, matricula_siape="1234567")
        do_plano = historia(api, "plano_trabalho", **unidade, id_plano_trabalho="pt1")
        assert do_participante["versoes"][0]["mudancas"] == [
            {"caminho": "/situacao", "tipo": "mudado", "item": None, "antes": 1, "depois": 0}
        ]
        assert [(item["caminho"], item["tipo"]) for item in do_plano["versoes"][0]["mudancas"]] == [
            ("/contribuicoes/1", "retirado"),
            ("/avaliacoes_registros_execucao/0", "retirado"),
        ]
        assert (do_participante["guardado_agora_igual"], do_plano["guardado_agora_igual"]) == (True, True)

    def test_o_envio_que_uma_falha_escondeu_do_cliente_tambem_e_versao(self, api: Api) -> None:
        enviar(api)
        sem_resposta, trocado, inventado = (enviar(api, status=status) for status in (2, 3, 2))
        documento = builders.plano_entregas(status=3)
        com_503 = api.put(CAMINHO, documento, headers={"X-PGD-Falha": "guardado-503"})
        assert com_503.status_code == 503
        no_diario(api, sem_resposta, status=0, falha="queda", status_verdadeiro=200)
        no_diario(api, trocado, status=200, falha="outra", status_verdadeiro=422)
        no_diario(api, inventado, status=200, falha="html-502", status_verdadeiro=None)
        nova, antes, _ = historia(api)["versoes"]
        visto = [nova[campo] for campo in ("numero", "status", "status_verdadeiro", "falha")]
        assert visto == [int(com_503.headers["X-PGD-Registro"]), 503, 200, "guardado-503"]
        assert nova["observacoes"] == [
            "Quem enviou viu 503, pela falha guardado-503; o documento foi guardado, com 200."
        ]
        assert antes["observacoes"] == [
            "Quem enviou não teve resposta, pela falha queda; o documento foi guardado, com 200."
        ]

    def test_do_corpo_que_o_diario_cortou_nao_se_diz_o_que_mudou(self, api: Api) -> None:
        numeros = [enviar(api, status=status) for status in (2, 3, 2)]
        no_diario(api, numeros[1], corpo_recebido=b'{"origem_unidade": "SIA')
        nova, cortada, _ = (lida := historia(api))["versoes"]
        assert (cortada["documento"], cortada["mudancas"], nova["mudancas"]) == (None, None, None)
        assert cortada["observacoes"] == [
            "O diário só tem parte do corpo. Para que guarde mais dos próximos, aumente PGD_DIARIO_CORPO."
        ]
        assert nova["observacoes"] == [
            f"Do envio anterior, o do registro {numeros[1]}, não se tem o documento para comparar."
        ]
        assert lida["guardado_agora_igual"] is True

    def test_o_que_as_regras_de_hoje_recusariam_fica_sem_documento(self, api: Api) -> None:
        numero = enviar(api)
        no_diario(api, numero, corpo_recebido=b'{"origem_unidade": "SIAPE"}')
        (versao,) = (lida := historia(api))["versoes"]
        assert versao["observacoes"][0] == (
            f"As regras mudaram, e hoje este envio não seria aceito. O corpo está no registro {numero}."
        )
        assert (lida["guardado_agora_igual"], lida["mensagem"]) == (
            None,
            "Não se sabe se o que está guardado é a última versão, porque o diário não a tem inteira.",
        )


class TestPaginas:
    def test_a_ultima_de_uma_pagina_se_compara_com_a_primeira_da_seguinte(self, api: Api) -> None:
        numeros = [enviar(api, status=status) for status in (2, 3, 4, 2)]
        vistas, cursor = [], None
        while True:
            pagina = historia(api, limite=2, **{"cursor": cursor} if cursor else {})
            vistas += [
                (item["numero"], [mudanca["caminho"] for mudanca in item["mudancas"] or []])
                for item in pagina["versoes"]
            ]
            assert pagina["guardado_agora_igual"] is True
            cursor = pagina["proximo"]
            if cursor is None:
                break
        quatro, tres, dois, um = reversed(numeros)
        assert vistas == [(quatro, ["/status"]), (tres, ["/status"]), (dois, ["/status"]), (um, [])]

    def test_um_diario_grande_se_percorre_aos_poucos(self, api: Api, monkeypatch: Any) -> None:
        numeros = []
        for status in (2, 3, 4):
            numeros.append(enviar(api, status=status))
            for _ in range(3):
                api.get("/health")
            enviar(api, cod_unidade_autorizadora=2, status=status)
        monkeypatch.setattr(versao, "PASSO", 4)
        assert [item["numero"] for item in historia(api)["versoes"]] == numeros[::-1]
        monkeypatch.setattr(versions, "LOTE", 1)
        monkeypatch.setattr(versao, "PASSO", 1_000)
        assert [item["numero"] for item in historia(api)["versoes"]] == numeros[::-1]

    def test_um_cursor_que_nao_e_daqui(self, api: Api) -> None:
        enviar(api)
        for cursor in ("x", "WyJhIl0", "W10", "WzFlNDAwXQ", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"):
            resposta = pedir(api, "plano_entregas/versoes", **CHAVE, cursor=cursor)
            assert (resposta.status_code, resposta.json()["title"]) == (422, "Cursor desconhecido")


class TestGuardado:
    def test_o_que_mudou_por_fora_se_diz(self, api: Api) -> None:
        enviar(api)
        guardar(api, "plano_entregas", status=2)
        lida = historia(api)
        assert (len(lida["versoes"]), lida["guardado_agora_igual"]) == (1, False)
        assert lida["mensagem"].startswith("O que está guardado não é a última versão que o diário tem: depois dela,")

    def test_depois_de_um_reinicio_so_o_diario_o_tem(self, api: Api) -> None:
        numero = enviar(api)
        assert api.cliente.post("/simulador/api/reinicio", params={"escopo": "dados"}).status_code == 200
        lida = historia(api)
        assert ([versao["numero"] for versao in lida["versoes"]], lida["guardado_agora_igual"]) == ([numero], False)
        assert lida["mensagem"].startswith("Agora não há documento guardado com esta chave: depois da última versão,")

    def test_o_que_o_diario_nunca_viu_esta_guardado_sem_versoes(self, api: Api) -> None:
        guardar(api, "plano_entregas")
        lida = historia(api)
        assert (lida["versoes"], lida["guardado_agora_igual"]) == ([], False)
        assert lida["mensagem"].startswith("O documento está guardado, e o diário não tem nenhum envio dele:")

    def test_a_mais_antiga_que_o_diario_tem_nao_se_compara(self, api: Api) -> None:
        enviar(api)
        numero = enviar(api, status=2)
        no_diario(api, numero, status=200)
        no_banco(api, lambda connection: connection.execute(delete(registro).where(registro.c.numero < numero)))
        (versao,) = historia(api)["versoes"]
        assert (versao["status"], versao["mudancas"]) == (200, None)
        assert versao["observacoes"] == ["É a versão mais antiga que o diário ainda tem, e não há com que a comparar."]

    def test_o_que_ninguem_tem(self, api: Api) -> None:
        resposta = pedir(api, "plano_entregas/versoes", **CHAVE)
        assert (resposta.status_code, resposta.json()["detail"]) == (
            404,
            "Não há plano_entregas guardado com a chave origem_unidade SIAPE, cod_unidade_autorizadora 1, "
            "id_plano_entregas pe1. O diário também não tem nenhuma versão dele. Confira cada parte da chave.",
        )
