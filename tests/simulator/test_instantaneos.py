"""Os instantâneos pela API: guardar, listar, restaurar, levar a outro servidor e apagar."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.simulator import instantaneos
from tests import builders
from tests.conftest import ADMIN, BASE, USER_AGENT, Api, Relogio, settings

RAIZ = "/simulador/api/instantaneos"
PARTICIPANTE = builders.caminho_participante(builders.participante())


@pytest.fixture(autouse=True)
def _sem_instantaneos(api: Api) -> None:
    for nome in nomes(api):
        assert api.cliente.delete(f"{RAIZ}/{nome}").status_code == 204


def nomes(api: Api, **parametros: Any) -> list[str]:
    return [item["nome"] for item in api.cliente.get(RAIZ, params=parametros).json()["instantaneos"]]


def salvar(api: Api, nome: str = "foto") -> Any:
    return api.cliente.put(f"{RAIZ}/{nome}")


def restaurar(api: Api, nome: str = "foto") -> Any:
    return api.cliente.post(f"{RAIZ}/{nome}/restauracao")


def exportar(api: Api, nome: str = "foto") -> bytes:
    resposta = api.cliente.get(f"{RAIZ}/{nome}/arquivo")
    assert resposta.status_code == 200, resposta.text
    conteudo: bytes = resposta.content
    return conteudo


def importar(api: Api, conteudo: bytes, nome: str = "vindo") -> Any:
    return api.cliente.put(f"{RAIZ}/{nome}/arquivo", content=conteudo)


def test_guardar_diz_o_que_guardou(api: Api) -> None:
    api.com_base()
    resposta = salvar(api)
    assert resposta.status_code == 201
    guardado = resposta.json()
    assert (guardado["nome"], guardado["criado_em"]) == ("foto", "2025-07-01T12:00:00Z")
    assert {nome: guardado["contagens"][nome] for nome in ("participante", "entrega", "usuario", "plano_trabalho")} == {
        "participante": 1,
        "entrega": 1,
        "usuario": 1,
        "plano_trabalho": 0,
    }
    assert guardado["bytes"] == len(exportar(api))
    assert api.cliente.get(RAIZ).json() == {"instantaneos": [guardado], "proximo": None}


def test_guardar_de_novo_troca_e_responde_200(api: Api) -> None:
    assert [salvar(api).status_code, salvar(api).status_code] == [201, 200]
    assert nomes(api) == ["foto"]


def test_restaurar_volta_ao_que_era_tambem_o_relogio_e_as_falhas_ja_no_pedido_seguinte(api: Api) -> None:
    api.com_base()
    api.cliente.put("/simulador/api/relogio", json={"agora": "2025-03-01T09:00:00Z", "congelado": True})
    api.cliente.post("/simulador/api/falhas", json={"predefinicao": "html-503", "rota": "/users"})
    salvar(api)
    assert api.cliente.post("/simulador/api/reinicio", params={"escopo": "tudo"}).status_code == 200
    resposta = restaurar(api)
    assert (resposta.status_code, resposta.json()["nome"]) == (200, "foto")
    assert resposta.json()["contagens"]["participante"] == 1
    assert api.cliente.get("/users").status_code == 503
    assert api.cliente.get("/simulador/api/relogio").json()["agora"] == "2025-03-01T09:00:00Z"


def test_o_diario_restaurado_e_o_novo_nunca_partilham_um_numero(api: Api) -> None:
    antes = int(api.get("/health").headers["X-PGD-Registro"])
    salvar(api)
    conteudo = exportar(api)
    assert importar(api, conteudo).status_code == 201
    assert restaurar(api, "vindo").status_code == 200
    depois = [int(api.get("/health").headers["X-PGD-Registro"]) for _ in range(3)]
    api.cliente.get(f"/simulador/api/registros/{depois[-1]}/explicacao")
    lidos = api.cliente.get("/simulador/api/registros", params={"limite": 500}).json()["registros"]
    numeros = [item["numero"] for item in lidos]
    assert set(depois) <= set(numeros)
    assert len(numeros) == len(set(numeros))
    assert antes not in numeros
    # Na ordem em que se guardaram, os de agora vêm depois dos que vieram no arquivo.
    assert numeros[:3] == depois[::-1]


def test_o_administrador_que_falta_no_instantaneo_e_criado(api: Api) -> None:
    salvar(api)
    arquivo = sem(exportar(api), "DELETE FROM recuperacao", "DELETE FROM usuario")
    assert importar(api, arquivo).status_code == 201
    assert restaurar(api, "vindo").status_code == 200
    assert api.entrar(ADMIN, "demonstracao-pgd").status_code == 200


def sem(conteudo: bytes, *comandos: str) -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conexao:
        conexao.deserialize(conteudo)
        for comando in comandos:
            conexao.execute(comando)
        return conexao.serialize()


def test_o_arquivo_vai_com_nome_tipo_e_tamanho(api: Api) -> None:
    salvar(api, "antes-da-aula")
    resposta = api.cliente.get(f"{RAIZ}/antes-da-aula/arquivo")
    assert resposta.headers["content-type"] == "application/vnd.sqlite3"
    assert resposta.headers["content-disposition"] == 'attachment; filename="antes-da-aula.sqlite"'
    assert int(resposta.headers["content-length"]) == len(resposta.content)
    assert resposta.content.startswith(b"SQLite format 3\0")


def test_o_que_se_exporta_se_importa_e_se_restaura(api: Api) -> None:
    api.com_base()
    salvar(api)
    conteudo = exportar(api)
    api.cliente.post("/simulador/api/reinicio", params={"escopo": "tudo"})
    resposta = importar(api, conteudo)
    assert (resposta.status_code, resposta.json()["contagens"]["participante"]) == (201, 1)
    assert api.get(PARTICIPANTE).status_code == 404
    assert restaurar(api, "vindo").status_code == 200
    api.token = str(api.entrar(ADMIN, "demonstracao-pgd").json()["access_token"])
    assert api.get(PARTICIPANTE).status_code == 200


@pytest.mark.parametrize(
    "conteudo", [b"", b"\0" * 100, b"SQLite format 3\0" + b"\xff" * 5_000], ids=["", "nulos", "lixo"]
)
def test_um_arquivo_que_nao_serve_e_recusado_e_o_que_havia_fica(api: Api, conteudo: bytes) -> None:
    api.com_base()
    salvar(api)
    antes = api.cliente.get(RAIZ).json()
    resposta = importar(api, conteudo, "foto")
    assert (resposta.status_code, resposta.json()["title"]) == (422, "O arquivo não serve")
    assert api.cliente.get(RAIZ).json() == antes
    assert api.get(PARTICIPANTE).status_code == 200


def test_uma_falha_que_este_servidor_nao_tem_e_recusada(api: Api) -> None:
    api.cliente.post("/simulador/api/falhas", json={"predefinicao": "html-503"})
    salvar(api)
    resposta = importar(api, sem(exportar(api), "UPDATE falha SET predefinicao = 'de-outra-versao'"))
    assert (resposta.status_code, "a falha de-outra-versao não existe" in resposta.json()["detail"]) == (422, True)


@pytest.mark.parametrize("mudanca", ["""parametros = '{"status": 99}'""", "metodo = 'put'"])
def test_uma_falha_que_nao_se_armaria_assim_e_recusada(api: Api, mudanca: str) -> None:
    api.cliente.post("/simulador/api/falhas", json={"predefinicao": "corpo-vazio"})
    salvar(api)
    resposta = importar(api, sem(exportar(api), f"UPDATE falha SET {mudanca}"))
    assert (resposta.status_code, "a falha corpo-vazio não existe neste, ou" in resposta.json()["detail"]) == (
        422,
        True,
    )


@pytest.mark.parametrize(
    ("guardados", "esperado"), [("{}", 502), ('{"status": "504"}', 504)], ids=["sem-parametros", "em-texto"]
)
def test_uma_falha_importada_se_da_com_os_parametros_que_se_conferiram(api: Api, guardados: str, esperado: int) -> None:
    api.cliente.post("/simulador/api/falhas", json={"predefinicao": "corpo-vazio", "rota": "/users"})
    salvar(api)
    assert importar(api, sem(exportar(api), f"UPDATE falha SET parametros = '{guardados}'")).status_code == 201
    assert restaurar(api, "vindo").status_code == 200
    resposta = api.cliente.get("/users")
    assert (resposta.status_code, resposta.content, resposta.headers["X-PGD-Falha"]) == (esperado, b"", "corpo-vazio")


EVIDENCIAS: dict[str, tuple[str, Any]] = {
    **{
        f"{regra}-sem-a-chave": (regra, {"outra": 1})
        for regra in ("PA-09", "PE-09", "PT-20", "PT-21", "US-04", "AU-07")
    },
    "email-que-nao-e-texto": ("US-04", {"email": [1]}),
    "posicao-que-nao-e-numero": ("PD-03", {"posicao": "no meio"}),
    "posicao-que-nao-e-escalar": ("PD-03", {"posicao": {}}),
    "aceitos-que-nao-e-lista": ("PD-06", {"aceitos": 1}),
    "metodo-que-nao-e-texto": ("PD-06", {"aceitos": [{}]}),
    "id-que-nao-cabe-no-banco": (
        "PE-09",
        {"origem_unidade": 1, "cod_unidade_autorizadora": 10**30, "id_plano_entregas": "\ud800"},
    ),
    "unidade-que-nao-e-escalar": (
        "PA-09",
        {"origem_unidade": [], "cod_unidade_autorizadora": {}, "cod_unidade_lotacao": 1, "matricula_siape": None},
    ),
}
"""Regras, e evidências que elas nunca guardariam: as de um arquivo mudado, ou de outra versão."""


def test_a_evidencia_que_nao_se_entende_deixa_a_explicacao_so_com_as_regras(api: Api) -> None:
    api.com_base()
    api.put(PARTICIPANTE, builders.participante(situacao=9))
    salvar(api)
    lidas: dict[str, tuple[int, int]] = {}
    for nome, (regra, evidencia) in EVIDENCIAS.items():
        achados = json.dumps(
            [{"regra": regra, "onde": [[], ["body", -1]], "evidencia": evidencia, "mensagem": "Houve."}]
        )
        mudado = f"UPDATE registro SET achados = '{achados}', regra = '{regra}' WHERE status = 422"
        assert importar(api, sem(exportar(api), mudado)).status_code in (200, 201), nome
        assert restaurar(api, "vindo").status_code == 200
        registros = api.cliente.get("/simulador/api/registros", params={"status": 422, "metodo": "PUT"}).json()[
            "registros"
        ]
        caminho = f"/simulador/api/registros/{registros[0]['numero']}"
        explicacao = api.cliente.get(f"{caminho}/explicacao")
        lidas[nome] = (api.cliente.get(caminho).status_code, explicacao.status_code)
        assert [dita["codigo"] for dita in explicacao.json()["regras"]] == [regra], nome
    assert lidas == dict.fromkeys(EVIDENCIAS, (200, 200))


def test_um_arquivo_grande_demais_e_recusado(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    salvar(api)
    conteudo = exportar(api)
    monkeypatch.setattr(instantaneos, "LIMITE", len(conteudo) - 1)
    resposta = importar(api, conteudo)
    assert (resposta.status_code, resposta.json()["title"]) == (413, "O arquivo é grande demais")


@pytest.fixture
def apertado(tmp_path: Path) -> Iterator[Api]:
    """Um servidor que só aceita corpos de até 1 KiB."""
    endereco = f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite"
    aplicacao = create_app(settings(endereco, PGD_LIMITE_CORPO=1_024), relogio := Relogio())
    with TestClient(aplicacao, BASE, headers={"User-Agent": USER_AGENT}) as cliente:
        yield Api(cliente, relogio)


def test_o_limite_dos_corpos_nao_vale_para_o_arquivo_e_so_para_ele(apertado: Api) -> None:
    salvar(apertado)
    assert importar(apertado, exportar(apertado)).status_code == 201
    assert apertado.cliente.put(f"{RAIZ}/outro", content=b"x" * 1_025).status_code == 413


def test_a_lista_vai_do_mais_novo_ao_mais_antigo_pagina_a_pagina(api: Api) -> None:
    for nome in ("um", "dois", "tres"):
        salvar(api, nome)
        api.relogio.agora += timedelta(minutes=1)
    salvar(api, "a-mesma-hora")
    salvar(api, "b-mesma-hora")
    vistos, cursor = [], ""
    for _ in range(3):
        pagina = api.cliente.get(RAIZ, params={"limite": 2, **({"cursor": cursor} if cursor else {})}).json()
        vistos += [item["nome"] for item in pagina["instantaneos"]]
        cursor = pagina["proximo"]
    assert vistos == ["a-mesma-hora", "b-mesma-hora", "tres", "dois", "um"]
    assert cursor is None


@pytest.mark.parametrize("cursor", ["x", "~foto", "2025-07-01~foto", "2025-07-01T12:00:00+00:00~F", "\0", "9" * 10_000])
def test_um_cursor_que_nao_e_daqui_e_recusado(api: Api, cursor: str) -> None:
    resposta = api.cliente.get(RAIZ, params={"cursor": cursor})
    assert (resposta.status_code, resposta.json()["detail"][:8]) == (422, "cursor: ")


def test_apagar_nao_muda_o_estado(api: Api) -> None:
    api.com_base()
    salvar(api)
    assert api.cliente.delete(f"{RAIZ}/foto").status_code == 204
    assert nomes(api) == []
    assert api.get(PARTICIPANTE).status_code == 200


@pytest.mark.parametrize(
    ("metodo", "caminho"), [("POST", "/foto/restauracao"), ("GET", "/foto/arquivo"), ("DELETE", "/foto")]
)
def test_um_nome_que_nao_ha_e_404_e_nada_muda(api: Api, metodo: str, caminho: str) -> None:
    api.com_base()
    resposta = api.cliente.request(metodo, f"{RAIZ}{caminho}")
    assert (resposta.status_code, resposta.json()["title"]) == (404, "Instantâneo desconhecido")
    assert api.get(PARTICIPANTE).status_code == 200


@pytest.mark.parametrize("nome", ["Foto", "-foto", ".foto", "fo to", "foto%00", "fotó", "f" * 65, "%25"])
@pytest.mark.parametrize("caminho", ["", "/arquivo"])
def test_um_nome_que_nao_serve_e_recusado(api: Api, nome: str, caminho: str) -> None:
    resposta = api.cliente.put(f"{RAIZ}/{nome}{caminho}", content=b"")
    assert (resposta.status_code, resposta.json()["detail"][:36]) == (422, "nome: O nome de um instantâneo tem d")
    assert nomes(api) == []
