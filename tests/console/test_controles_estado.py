"""Semear, guardar, voltar e recomeçar pelas páginas: nada se apaga sem que se pergunte."""

import re
from typing import Any

import pytest

from tests import builders
from tests.conftest import Api
from tests.console.paginas import NAVEGADOR
from tests.console.visita import Visita, texto

PARTICIPANTE = builders.caminho_participante(builders.participante())
RAIZ = "/simulador/api/instantaneos"
NAO_SE_SEMEIA: list[tuple[dict[str, str], str]] = [
    ({"cenario": "nenhum"}, "Não há um cenário com esse nome."),
    ({}, "cenario: "),
    ({"cenario": "orgao", "meses": "61"}, "Cabem de 1 a 60 em meses."),
    ({"cenario": "orgao", "orgaos": "dois"}, "orgaos: "),
    ({"cenario": "plantao", "semente": "-1"}, "A semente é um número de 0 a"),
    ({"cenario": "plantao", "hoje": "2023-01-01"}, "As histórias terminam num dia"),
]
NAO_SE_IMPORTA: list[tuple[Any, str, int, str]] = [
    (None, "", 422, "Escolha o arquivo de um instantâneo"),
    (("x.sqlite", b"nada"), "", 422, "O arquivo não é um instantâneo"),
    (("x.sqlite", b""), "", 422, "O arquivo não é um instantâneo"),
    (("x.sqlite", b"nada"), "../x", 422, "O nome de um instantâneo tem de 1 a 64 letras"),
    (("../../<b>", b"nada"), "", 422, "O arquivo não é um instantâneo"),
]
NAO_SE_RECOMECA: list[dict[str, str]] = [
    {"unidade": "<script>"},
    {"unidade": "SIAPE/" + "9" * 10_000},
    {"unidade": "SIAPE/1", "escopo": "tudo"},
    {"escopo": "nada"},
    {"para": "ontem"},
]


@pytest.fixture(autouse=True)
def _sem_instantaneos(api: Api) -> None:
    for nome in nomes(api):
        assert api.cliente.delete(f"{RAIZ}/{nome}").status_code == 204


@pytest.fixture
def visita(api: Api) -> Visita:
    return Visita(api)


def nomes(api: Api) -> list[str]:
    return sorted(item["nome"] for item in api.cliente.get(RAIZ).json()["instantaneos"])


def contagens(api: Api) -> dict[str, int]:
    lidas: dict[str, int] = api.cliente.get("/simulador/api/estado").json()["contagens"]
    return lidas


def campos_ocultos(pagina: str) -> dict[str, str]:
    """O que o formulário da pergunta leva sem que se veja."""
    achados = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', pagina)
    return {nome: valor for nome, valor in achados if nome != "csrf"}


class TestCenarios:
    def test_semear_conta_o_andamento_e_leva_ao_resumo(self, api: Api, visita: Visita) -> None:
        resposta = visita.mandar("/cenarios", cenario="plantao")
        assert resposta.status_code == 200
        assert "<b>1</b> de 63 · janeiro de 2025" in resposta.text
        destino = re.search(r'content="0;url=/simulador/controles([^"]+)"', resposta.text)
        assert destino is not None
        assert resposta.text.rstrip().endswith("</html>")
        lido = texto(visita.abrir(destino[1].replace("&amp;", "&")))
        assert "Semeado: Um órgão de oito pessoas envios feitos 63 recusados 0" in lido
        assert "9 participantes, 4 planos de entregas, 13 planos de trabalho" in lido
        assert contagens(api)["plano_trabalho"] == 13

    def test_num_banco_com_dados_pergunta_antes_e_o_sim_guarda_e_semeia(self, api: Api, visita: Visita) -> None:
        api.enviar_participante()
        pergunta = visita.mandar("/cenarios", cenario="orgao", participantes="2", meses="2", semente="5")
        assert pergunta.status_code == 409
        assert "O banco já tem dados. Apagar e semear?" in texto(pergunta)
        assert contagens(api)["participante"] == 1
        campos = campos_ocultos(pergunta.text)
        assert campos == {
            "cenario": "orgao",
            "participantes": "2",
            "meses": "2",
            "semente": "5",
            "recomecar": "true",
        }
        feita = visita.mandar("/cenarios", **campos, guardar="sim", instantaneo="antes")
        assert "restaure o instantâneo antes, guardado antes." in texto(feita)
        assert nomes(api) == ["antes", "semente"]
        assert api.get(PARTICIPANTE).status_code == 404
        assert visita.mandar("/instantaneos/antes/restaurar").status_code == 303
        assert api.get(PARTICIPANTE).status_code == 200

    def test_o_resumo_dos_problemas_leva_ao_registro_de_cada_regra(self, api: Api, visita: Visita) -> None:
        semeado = visita.mandar("/cenarios", cenario="problemas")
        destino = re.search(r'url=/simulador/controles([^"]+)"', semeado.text)
        assert destino is not None
        resumo = visita.abrir(destino[1].replace("&amp;", "&")).text
        registros = dict(re.findall(r'/regras/([A-Z]{2}-\d\d)">.*?/simulador/registros/(\d+)"', resumo, re.DOTALL))
        assert len(registros) > 100
        for regra in ("PT-18", "PE-07", "PA-09"):
            registro = api.cliente.get(f"/simulador/api/registros/{registros[regra]}").json()
            assert regra in registro["regras"]

    def test_o_que_nao_se_pode_semear_volta_com_o_porque(self, api: Api, visita: Visita) -> None:
        for campos, porque in NAO_SE_SEMEIA:
            resposta = visita.mandar("/cenarios", **campos)
            assert (resposta.status_code, porque in texto(resposta)) == (422, True), texto(resposta)
        assert contagens(api)["participante"] == 0

    def test_um_resumo_de_nada_volta_aos_cenarios(self, visita: Visita) -> None:
        for estranho in ({"cenario": "<b>"}, {}):
            resposta = visita.abrir("/cenarios/semeado", **estranho)
            assert (resposta.status_code, resposta.headers["location"]) == (303, "/simulador/controles/cenarios")

    def test_um_resumo_de_numeros_impossiveis_tem_uma_pagina_clara(self, visita: Visita) -> None:
        resposta = visita.abrir("/cenarios/semeado", cenario="plantao", envios="muitos")
        assert (resposta.status_code, "Pedido não entendido" in texto(resposta)) == (422, True)


class TestInstantaneos:
    def test_guardar_com_um_nome_que_ja_ha_pergunta_antes(self, api: Api, visita: Visita) -> None:
        assert "O instantâneo aula foi guardado" in visita.recado(visita.mandar("/instantaneos", nome="aula"))
        api.enviar_participante()
        pergunta = visita.mandar("/instantaneos", nome="aula")
        assert pergunta.status_code == 409
        assert "Trocar o instantâneo aula?" in texto(pergunta)
        assert api.cliente.get(RAIZ).json()["instantaneos"][0]["contagens"]["participante"] == 0
        assert visita.mandar("/instantaneos", **campos_ocultos(pergunta.text)).status_code == 303
        assert api.cliente.get(RAIZ).json()["instantaneos"][0]["contagens"]["participante"] == 1

    def test_restaurar_diz_o_que_se_perde_e_volta(self, api: Api, visita: Visita) -> None:
        visita.mandar("/instantaneos", nome="vazio")
        api.enviar_participante()
        assert visita.abrir("/instantaneos/vazio/restaurar").status_code == 200
        assert "participantes 1 0" in texto(visita.abrir("/instantaneos/vazio/comparacao"))
        assert contagens(api)["participante"] == 1
        recado = visita.recado(visita.mandar("/instantaneos/vazio/restaurar", guardar="sim", instantaneo="cheio"))
        assert recado.endswith("Para desfazer, restaure o instantâneo cheio, guardado antes.")
        assert contagens(api)["participante"] == 0
        visita.mandar("/instantaneos/cheio/restaurar")
        assert contagens(api)["participante"] == 1

    def test_apagar_pergunta_e_quem_apaga_depois_nao_ve_erro(self, api: Api, visita: Visita) -> None:
        visita.mandar("/instantaneos", nome="aula")
        assert visita.abrir("/instantaneos/aula/apagar").status_code == 200
        assert nomes(api) == ["aula"]
        assert visita.recado(visita.mandar("/instantaneos/aula/apagar")) == "O instantâneo aula foi apagado."
        assert "já tinha sido apagado" in visita.recado(visita.mandar("/instantaneos/aula/apagar"))
        assert nomes(api) == []

    def test_exportar_e_importar_com_outro_nome(self, api: Api, visita: Visita) -> None:
        api.enviar_participante()
        visita.mandar("/instantaneos", nome="aula")
        conteudo = api.cliente.get(f"{RAIZ}/aula/arquivo").content
        arquivo = {"arquivo": ("A Aula de Março.sqlite", conteudo)}
        recado = visita.recado(visita.mandar("/instantaneos/importar", arquivo))
        assert recado.startswith(
            "O arquivo foi conferido e guardado como o instantâneo a-aula-de-mar-o: 1 participante,"
        )
        assert nomes(api) == ["a-aula-de-mar-o", "aula"]
        repetido = visita.mandar("/instantaneos/importar", arquivo, nome="aula")
        assert (repetido.status_code, "Já há um instantâneo com o nome aula" in texto(repetido)) == (409, True)
        assert visita.mandar("/instantaneos/importar", arquivo, nome="aula", substituir="sim").status_code == 303

    def test_um_arquivo_que_nao_serve_nao_fica(self, api: Api, visita: Visita) -> None:
        for arquivo, nome, status, porque in NAO_SE_IMPORTA:
            arquivos = {"arquivo": arquivo} if arquivo else {"outro": ("", b"")}
            resposta = visita.mandar("/instantaneos/importar", arquivos, nome=nome)
            assert (resposta.status_code, porque in texto(resposta)) == (status, True), texto(resposta)
        assert nomes(api) == []

    def test_cabe_um_arquivo_maior_que_um_pedido_comum_e_nao_um_sem_fim(
        self, visita: Visita, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        grande = {"arquivo": ("x.sqlite", b"x" * (17 * 1024**2))}
        assert "O arquivo não é um instantâneo" in texto(visita.mandar("/instantaneos/importar", grande))
        monkeypatch.setattr("app.console.controles.importacao.LIMITE", 1024**2)
        resposta = visita.mandar("/instantaneos/importar", grande)
        assert (resposta.status_code, "O arquivo é grande demais" in texto(resposta)) == (413, True)

    def test_sem_o_que_prova_de_onde_veio_nada_se_importa(self, api: Api, visita: Visita) -> None:
        visita.mandar("/instantaneos", nome="aula")
        conteudo = api.cliente.get(f"{RAIZ}/aula/arquivo").content
        resposta = api.cliente.post(
            "/simulador/controles/instantaneos/importar",
            files={"arquivo": ("b.sqlite", conteudo)},
            data={"csrf": "0" * 64},
            headers=NAVEGADOR,
        )
        assert (resposta.status_code, nomes(api)) == (403, ["aula"])

    def test_um_que_nao_ha_tem_uma_pagina_clara(self, visita: Visita) -> None:
        for nome in ("%3Cb%3E", "nenhum", "A", "x%00"):
            for caminho in ("restaurar", "apagar", "comparacao"):
                assert visita.abrir(f"/instantaneos/{nome}/{caminho}").status_code in (404, 422)

    def test_um_cursor_de_outro_lugar_tem_uma_pagina_clara(self, visita: Visita) -> None:
        assert visita.abrir("/instantaneos", cursor="x").status_code == 422


class TestReinicio:
    def test_abrir_as_paginas_nao_apaga_nada(self, api: Api, visita: Visita) -> None:
        api.com_base()
        antes = contagens(api)
        assert visita.abrir("/reinicio").status_code == 200
        assert visita.abrir("/reinicio/confirmar", escopo="tudo").status_code == 200
        assert "participantes 1 planos de entregas 1" in texto(visita.abrir("/reinicio/contagens"))
        depois = contagens(api)
        # O diário guarda em lotes: quantos registros tem agora, não se sabe.
        assert {**depois, "registro": antes["registro"]} == antes

    def test_apaga_so_a_unidade_pedida_e_guarda_antes(self, api: Api, visita: Visita) -> None:
        api.enviar_participante()
        outra = builders.participante(cod_unidade_autorizadora=2)
        assert api.put(builders.caminho_participante(outra), outra).status_code == 201
        escolha = {"escopo": "dados", "para": "vazio", "unidade": " SIAPE/2 "}
        pergunta = visita.abrir("/reinicio/confirmar", **escolha)
        assert "da unidade SIAPE/2, e só dela" in texto(pergunta)
        assert texto(visita.abrir("/reinicio/contagens", **escolha)).startswith("participantes 1 planos de entregas 0")
        campos = campos_ocultos(pergunta.text)
        recado = visita.recado(visita.mandar("/reinicio", **campos, guardar="sim", instantaneo="antes"))
        assert recado.startswith("Pronto: a unidade SIAPE/2 recomeçou do zero.")
        assert (api.get(PARTICIPANTE).status_code, contagens(api)["participante"]) == (200, 1)
        visita.mandar("/instantaneos/antes/restaurar")
        assert contagens(api)["participante"] == 2

    def test_tudo_e_a_semente(self, api: Api, visita: Visita) -> None:
        visita.mandar("/cenarios", cenario="plantao")
        api.token_de(builders.usuario())
        visita.mandar("/reinicio", escopo="tudo", para="vazio")
        assert (contagens(api)["usuario"], contagens(api)["participante"]) == (1, 0)
        visita.mandar("/reinicio", escopo="dados", para="semente")
        assert contagens(api)["participante"] == 9

    def test_se_o_instantaneo_nao_pode_ser_guardado_nada_se_apaga(self, api: Api, visita: Visita) -> None:
        api.enviar_participante()
        visita.mandar("/instantaneos", nome="aula")
        for nome, status in (("aula", 409), ("Nome Ruim", 422), ("", 422)):
            resposta = visita.mandar("/reinicio", escopo="dados", guardar="sim", instantaneo=nome)
            assert resposta.status_code == status, texto(resposta)
        assert contagens(api)["participante"] == 1

    def test_uma_escolha_impossivel_nao_apaga_nada(self, api: Api, visita: Visita) -> None:
        api.enviar_participante()
        for campos in NAO_SE_RECOMECA:
            assert visita.mandar("/reinicio", **campos).status_code == 422
            assert visita.abrir("/reinicio/confirmar", **campos).status_code == 422
            assert visita.abrir("/reinicio/contagens", **campos).status_code == 422
        assert contagens(api)["participante"] == 1

    def test_sem_semente_nao_se_volta_a_ela(self, visita: Visita) -> None:
        resposta = visita.mandar("/reinicio", para="semente")
        assert (resposta.status_code, "Nada foi semeado" in texto(resposta)) == (409, True)
