"""O diário exportado: um registro inteiro por linha, ou HAR 1.2, do mais antigo ao mais novo."""

import base64
import json
from datetime import datetime
from typing import Any

import pytest

from tests import builders
from tests.conftest import ADMIN, Api
from tests.simulator.test_guarda import recusa, visto
from tests.simulator.test_registros import REGISTROS, guardar, inteiro, numero
from tests.storage.registros import linha

EXPORTACAO = f"{REGISTROS}/exportacao"
ENTREGAS = builders.caminho_plano_entregas(builders.plano_entregas())


def exportar(api: Api, **opcoes: str) -> str:
    resposta = api.cliente.get(EXPORTACAO, params=opcoes)
    assert resposta.status_code == 200, resposta.text
    return resposta.text


def em_linhas(api: Api, **filtros: str) -> list[dict[str, Any]]:
    texto = exportar(api, **filtros)
    assert texto == "" or texto.endswith("\n")
    return [json.loads(uma) for uma in texto.splitlines()]


def em_har(api: Api, **filtros: str) -> list[dict[str, Any]]:
    """As entradas de um HAR que tem tudo o que a especificação exige."""
    har = json.loads(exportar(api, formato="har", **filtros))
    assert set(har) == {"log"}
    assert set(har["log"]) == {"version", "creator", "entries"}
    assert (har["log"]["version"], har["log"]["creator"]["name"]) == ("1.2", "Simulador da API PGD")
    assert isinstance(har["log"]["creator"]["version"], str)
    for entrada in har["log"]["entries"]:
        conferir(entrada)
    entradas: list[dict[str, Any]] = har["log"]["entries"]
    return entradas


def conferir(entrada: dict[str, Any]) -> None:
    """Os campos obrigatórios e os tipos do HAR 1.2; o que é nosso começa por sublinhado."""
    exigidos = {"startedDateTime": str, "time": (int, float), "request": dict, "response": dict, "cache": dict}
    tem(entrada, {**exigidos, "timings": dict})
    assert datetime.fromisoformat(entrada["startedDateTime"]).tzinfo is not None
    comuns = {"httpVersion": str, "cookies": list, "headers": list, "headersSize": int, "bodySize": int}
    tem(entrada["request"], {**comuns, "method": str, "url": str, "queryString": list}, {"postData": dict})
    tem(entrada["response"], {**comuns, "status": int, "statusText": str, "content": dict, "redirectURL": str})
    for par in (
        *entrada["request"]["headers"],
        *entrada["request"]["queryString"],
        *entrada["response"]["headers"],
    ):
        tem(par, {"name": str, "value": str})
    if "postData" in entrada["request"]:
        tem(entrada["request"]["postData"], {"mimeType": str, "text": str})
    opcionais = {"text": str, "encoding": str, "comment": str}
    tem(entrada["response"]["content"], {"size": int, "mimeType": str}, opcionais)
    tem(entrada["timings"], dict.fromkeys(("send", "wait", "receive"), (int, float)))
    assert sum(entrada["timings"].values()) == entrada["time"]


def tem(objeto: dict[str, Any], campos: dict[str, Any], opcionais: dict[str, Any] | None = None) -> None:
    tipos = {**campos, **(opcionais or {})}
    nossos = {nome for nome in objeto if nome.startswith("_")}
    assert set(campos) <= set(objeto)
    assert set(objeto) - nossos <= set(tipos)
    assert [nome for nome in set(objeto) - nossos if not isinstance(objeto[nome], tipos[nome])] == []


class TestJsonl:
    def test_cada_linha_e_um_registro_inteiro_sem_a_explicacao(self, api: Api) -> None:
        respostas = [api.enviar_participante(), api.enviar_participante(cpf="1"), api.get("/health")]
        esperados = [inteiro(api, resposta) for resposta in respostas]
        for esperado in esperados:
            del esperado["repetir"], esperado["explicacao"]
        # O primeiro pedido do diário é a entrada do administrador.
        assert em_linhas(api)[1:] == esperados

    def test_vao_todos_uma_vez_cada_do_mais_antigo_ao_mais_novo(self, api: Api) -> None:
        todos = range(1_000_001, 1_000_601)
        guardar(api, *(linha(n) for n in todos))
        assert [registro["numero"] for registro in em_linhas(api)[1:]] == list(todos)

    def test_os_filtros_sao_os_da_lista(self, api: Api) -> None:
        recusado = api.enviar_participante(cpf="1")
        api.enviar_participante()
        assert [registro["numero"] for registro in em_linhas(api, status="4xx")] == [numero(recusado)]

    def test_sem_registro_algum_o_arquivo_e_vazio(self, api: Api) -> None:
        assert exportar(api, regra="PT-99") == ""

    def test_o_nome_do_arquivo_traz_a_hora_do_simulador(self, api: Api) -> None:
        resposta = api.cliente.get(EXPORTACAO)
        assert resposta.headers["Content-Type"] == "application/x-ndjson"
        assert resposta.headers["Content-Disposition"] == 'attachment; filename="registros-20250701-120000.jsonl"'


class TestHar:
    def test_uma_entrada_conta_o_pedido_e_a_resposta(self, api: Api) -> None:
        plano = json.dumps(builders.plano_entregas(), ensure_ascii=False)
        cabecalhos = {"Content-Type": "application/json", "X-Teste": "sim"}
        resposta = api.pedir("PUT", f"{ENTREGAS}?a=1&b=%C3%A7&c=", content=plano.encode(), headers=cabecalhos)
        (entrada,) = em_har(api, recurso="plano_entregas")
        pedido = entrada["request"]
        assert {"name": "x-teste", "value": "sim"} in pedido.pop("headers")
        assert pedido == {
            "method": "PUT",
            "url": f"http://127.0.0.1:5057{ENTREGAS}?a=1&b=%C3%A7&c=",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "queryString": [
                {"name": "a", "value": "1"},
                {"name": "b", "value": "ç"},
                {"name": "c", "value": ""},
            ],
            "headersSize": -1,
            "bodySize": len(plano.encode()),
            "postData": {"mimeType": "application/json", "text": plano},
        }
        assert entrada["response"] == {
            "status": 201,
            "statusText": "Created",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": nome, "value": valor} for nome, valor in resposta.headers.items()],
            "content": {"size": len(resposta.content), "mimeType": "application/json", "text": resposta.text},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(resposta.content),
        }
        assert entrada["startedDateTime"] == "2025-07-01T12:00:00.000+00:00"
        nosso = entrada["_pgd"]
        assert (nosso["numero"], nosso["usuario"], nosso["regras"]) == (numero(resposta), ADMIN, [])

    def test_um_redirecionamento_diz_para_onde(self, api: Api) -> None:
        api.get("/health/")
        (entrada,) = em_har(api, status="307")
        assert entrada["response"]["redirectURL"] == "http://127.0.0.1:5057/health"

    def test_um_corpo_que_nao_e_texto_vai_em_base64(self, api: Api) -> None:
        guardar(
            api,
            linha(
                1_000_001,
                status=299,
                corpo_recebido=b"\xff\x00",
                bytes_recebidos=2,
                corpo_enviado=b"\xfe",
                bytes_enviados=3,
            ),
        )
        (entrada,) = em_har(api, status="299")
        pedido, resposta = entrada["request"]["postData"], entrada["response"]["content"]
        assert (base64.b64decode(pedido["text"]), pedido["_encoding"]) == (b"\xff\x00", "base64")
        assert (base64.b64decode(resposta["text"]), resposta["encoding"]) == (b"\xfe", "base64")
        assert (resposta["size"], resposta["comment"]) == (3, "O diário não guardou este corpo inteiro.")
        assert entrada["response"]["statusText"] == ""

    def test_quem_nao_teve_resposta_tem_status_zero(self, api: Api) -> None:
        guardar(api, linha(1_000_001, status=0, falha="conexao-reiniciada"))
        (entrada,) = em_har(api, status="0")
        assert (entrada["response"]["status"], entrada["_pgd"]["falha"]) == (0, "conexao-reiniciada")
        assert "postData" not in entrada["request"]

    def test_vao_todos_e_o_arquivo_e_um_so_json(self, api: Api) -> None:
        guardar(api, *(linha(n) for n in range(1_000_001, 1_000_121)))
        assert [entrada["_pgd"]["numero"] for entrada in em_har(api)[1:]] == list(range(1_000_001, 1_000_121))

    def test_sem_registro_algum_e_um_har_sem_entradas(self, api: Api) -> None:
        assert em_har(api, regra="PT-99") == []

    def test_o_arquivo_tem_nome_e_tipo(self, api: Api) -> None:
        resposta = api.cliente.get(EXPORTACAO, params={"formato": "har"})
        assert resposta.headers["Content-Type"] == "application/json"
        assert resposta.headers["Content-Disposition"] == 'attachment; filename="registros-20250701-120000.har"'


@pytest.mark.parametrize(
    ("consulta", "detalhe"),
    [
        ("formato=xml", "formato: O valor não está entre os aceitos. Use um destes: 'jsonl' ou 'har'."),
        (
            "limite=5",
            "Não há aqui o parâmetro limite. Os que há: desde, ate, metodo, rota, recurso, unidade, usuario, status, "
            "regra, falha, so, texto, formato.",
        ),
    ],
)
def test_um_pedido_que_nao_se_entende_diz_o_que_fazer(api: Api, consulta: str, detalhe: str) -> None:
    resposta = api.cliente.get(f"{EXPORTACAO}?{consulta}")
    assert visto(resposta) == recusa(422, "Pedido não entendido")
    assert resposta.json()["detail"] == detalhe
