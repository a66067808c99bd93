"""O catálogo, e o exemplo de cada regra experimentado na página dela."""

import re
from html import unescape
from typing import Any

import pytest

from app.console.regras.busca import search
from app.rules.catalog import CATALOG
from app.rules.rule import Severity
from app.seeds.problemas import FORA
from tests.conftest import Api

HTML = {"accept": "text/html"}
PEDACO = {**HTML, "hx-request": "true"}
SE_EXPERIMENTAM = [codigo for codigo in CATALOG if codigo not in FORA or codigo.startswith("VA-")]


def pagina(api: Api, caminho: str, **opcoes: Any) -> str:
    resposta = api.cliente.get(f"/simulador{caminho}", headers={**HTML, **opcoes.pop("headers", {})}, **opcoes)
    assert resposta.status_code == opcoes.get("status", 200), resposta.text
    return resposta.text


def experimentar(api: Api, codigo: str, exemplo: str, **mudancas: str) -> str:
    """O pedaço que se mostra depois de experimentar o exemplo como a página o traz, com estas mudanças."""
    texto = pagina(api, f"/regras/{codigo}", params={"exemplo": exemplo})
    campos = {"csrf": valor(texto, "csrf"), "exemplo": exemplo, "corpo": area(texto, "corpo")}
    if 'name="metodo"' in texto:
        escolhido = re.search(r'<option value="(\w+)" selected>', texto)
        assert escolhido
        campos |= {"metodo": escolhido[1], "caminho": valor(texto, "caminho"), "cabecalhos": area(texto, "cabecalhos")}
    # Como um navegador manda o que se escreve em várias linhas.
    campos = {nome: dito.replace("\n", "\r\n") for nome, dito in {**campos, **mudancas}.items()}
    resposta = api.cliente.post(f"/simulador/regras/{codigo}", data=campos, headers=PEDACO)
    assert resposta.status_code == 200, resposta.text
    return resposta.text


def valor(texto: str, nome: str) -> str:
    achado = re.search(rf'name="{nome}"[^>]*? value="([^"]*)"', texto)
    assert achado, nome
    return unescape(achado[1])


def area(texto: str, nome: str) -> str:
    achado = re.search(rf'<textarea[^>]*name="{nome}"[^>]*>\n(.*?)</textarea>', texto, re.DOTALL)
    assert achado, nome
    return unescape(achado[1])


def conclusao(texto: str) -> str:
    achada = re.search(r'<div class="aviso aviso-\w+">.*?<p>(.*?)</p>', texto, re.DOTALL)
    assert achada, texto
    return unescape(achada[1])


class TestExemplos:
    @pytest.mark.parametrize("_api_da_sessao", ["sqlite"], indirect=True)
    def test_cada_regra_aparece_no_exemplo_que_a_quebra_e_nao_no_que_a_cumpre(self, api: Api) -> None:
        for codigo in SE_EXPERIMENTAM:
            quebra, cumpre = (conclusao(experimentar(api, codigo, exemplo)) for exemplo in ("quebra", "cumpre"))
            if codigo.startswith("VA-"):
                assert quebra == f"A {codigo} apareceu."
            elif CATALOG[codigo].severity is Severity.ERRO:
                assert re.fullmatch(rf"A {codigo} recusou este (envio|pedido), com 4\d\d\.", quebra), quebra
            else:
                assert quebra.startswith(f"O aviso {codigo} apareceu"), quebra
            assert cumpre.startswith(f"A {codigo} não apareceu"), (codigo, cumpre)

    def test_o_exemplo_mudado_tem_outro_veredito(self, api: Api) -> None:
        sem_conflito = area(pagina(api, "/regras/PT-18"), "corpo").replace("2025-03-31", "2025-03-30")
        assert conclusao(experimentar(api, "PT-18", "quebra", corpo=sem_conflito)) == (
            "A PT-18 não apareceu: a API responderia 201."
        )
        sem_token = experimentar(api, "AU-06", "cumpre", cabecalhos="Authorization:")
        assert conclusao(sem_token) == "A AU-06 não apareceu, mas a AU-01 recusou este pedido antes."
        aviso_com_recusa = area(pagina(api, "/regras/PT-26"), "corpo").replace('"status": 3', '"status": 9')
        assert "PT-26" in conclusao(experimentar(api, "PT-26", "quebra", corpo=aviso_com_recusa))

    @pytest.mark.parametrize(
        ("codigo", "mudancas"),
        [
            ("PT-18", {"corpo": "{"}),
            ("PT-18", {"corpo": ""}),
            ("PT-18", {"corpo": "[1, 2]"}),
            ("PT-18", {"corpo": "[" * 50_000}),
            ("PT-18", {"corpo": '{"id_plano_trabalho": "' + "é" * 20_000 + '"}'}),
            ("PE-10", {"corpo": '{"id_plano_entregas": "\\ud800", "cod_unidade_autorizadora": NaN}'}),
            ("PD-01", {"caminho": "/simulador/api/reinicio", "metodo": "POST"}),
            ("PD-01", {"caminho": "http://outro/"}),
            ("PD-01", {"caminho": "/" + "x" * 70_000}),
            ("PD-01", {"cabecalhos": "Cabeçalho: não viaja"}),
            ("PD-01", {"metodo": "<script>"}),
            ("VA-03", {"corpo": ""}),
            ("VA-03", {"corpo": "\0;" * 100}),
            ("VA-05", {"corpo": '"' * 1_000}),
        ],
    )
    @pytest.mark.parametrize("_api_da_sessao", ["sqlite"], indirect=True)
    def test_o_que_quer_que_se_escreva_tem_uma_resposta(self, api: Api, codigo: str, mudancas: dict[str, str]) -> None:
        texto = experimentar(api, codigo, "quebra", **mudancas)
        assert conclusao(texto)
        assert "<script>" not in texto

    def test_sem_scripts_a_pagina_volta_inteira_com_o_que_se_escreveu(self, api: Api) -> None:
        prova = valor(pagina(api, "/regras/PA-01"), "csrf")
        dados = {"csrf": prova, "exemplo": "quebra", "corpo": '{"cpf": "<b>"}'}
        resposta = api.cliente.post("/simulador/regras/PA-01", data=dados, headers=HTML)
        assert area(resposta.text, "corpo") == '{"cpf": "<b>"}'
        assert "<h1" in resposta.text
        assert conclusao(resposta.text)
        sem_prova = api.cliente.post("/simulador/regras/PA-01", data={**dados, "csrf": "x"}, headers=HTML)
        assert sem_prova.status_code == 403

    def test_o_que_nao_se_experimenta_diz_por_que(self, api: Api) -> None:
        for codigo in ("PD-10", "PD-12", "AU-10", "AU-12", "FO-27"):
            assert FORA[codigo] in unescape(pagina(api, f"/regras/{codigo}"))


class TestPaginas:
    def test_uma_regra_se_acha_por_maiusculas_ou_minusculas_e_a_que_nao_ha_e_dita(self, api: Api) -> None:
        assert "PT-18" in pagina(api, "/regras/pt-18")
        for codigo in ("XX-99", "%3Cscript%3E", "a" * 5_000, "%ED%A0%80"):
            resposta = api.cliente.get(f"/simulador/regras/{codigo}", headers=HTML)
            assert (resposta.status_code, "Regra desconhecida" in resposta.text) == (404, True)

    def test_um_filtro_que_nao_ha_nao_acha_nada_e_diz_como_sair(self, api: Api) -> None:
        texto = pagina(api, "/regras", params={"severidade": "x", "grupo": "<script>"})
        assert "Nenhuma regra achada" in texto
        assert "<script>" not in texto.partition("<main")[2]

    def test_a_quem_digita_vai_so_o_que_se_achou(self, api: Api) -> None:
        pedaco = api.cliente.get("/simulador/regras", params={"texto": "pt18", "grupo": ""}, headers=PEDACO)
        assert "<html" not in pedaco.text
        assert pedaco.headers["HX-Replace-Url"] == "/simulador/regras?texto=pt18"
        assert pedaco.text.count("<li>") == 1


def codigos(texto: str = "", severidade: str = "", grupo: str = "") -> list[str]:
    achados = search(CATALOG.values(), texto, severidade, grupo)
    return [rule.code for achado in achados for rule in achado.regras]


class TestBusca:
    @pytest.mark.parametrize("texto", ["PT-18", "pt18", "  Pt-18 ", "MATRICULA divide dias cancelado"])
    def test_nem_acentos_nem_maiusculas_importam(self, texto: str) -> None:
        assert codigos(texto) == ["PT-18"]

    def test_os_filtros_se_somam(self) -> None:
        assert codigos(grupo="arquivo") == ["VA-01", "VA-02", "VA-03", "VA-04", "VA-05"]
        assert codigos(grupo="arquivo", severidade="aviso") == []
        assert codigos("semestre", "aviso", "antaq") == ["AQ-01", "AQ-02"]

    def test_sem_nada_vem_o_catalogo_inteiro(self) -> None:
        assert sorted(codigos()) == sorted(CATALOG)
