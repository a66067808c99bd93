"""Armar e desarmar falhas pelas páginas, e mover o relógio por elas."""

import re
from datetime import UTC, datetime
from typing import Any

from app.faults.presets import PREDEFINICOES
from tests.api.test_emails import api_com
from tests.conftest import Api
from tests.console.visita import Visita, texto

NAO_SE_ARMAM: list[tuple[str, dict[str, str], str]] = [
    ("gotejamento", {"parametro-bytes": "muitos"}, "O parâmetro bytes tem de ser um número inteiro de 1 a"),
    ("html-503", {"porcentagem": "101"}, "é uma porcentagem maior que 0, até 100"),
    ("html-503", {"porcentagem": "nan"}, "é uma porcentagem maior que 0, até 100"),
    ("html-503", {"vezes": "0"}, "vezes: "),
    ("html-503", {"rota": "/nada"}, "A API não tem caminho que comece por /nada."),
    ("html-503", {"rota": "/users", "recurso": "usuario"}, "Diga a rota ou o recurso, e não os dois"),
    ("html-503", {"unidade": "<b>"}, "A unidade se escreve como SIAPE/1, a origem e o código, e veio <b>."),
    ("html-503", {"ate": "2025-07-01T11:59"}, "O instante de ate já passou"),
]
"""A falha, o que se escreve no formulário, e o que a página diz."""
NAO_SE_MOVE: list[tuple[str, dict[str, str], str]] = [
    ("acerto", {}, "Escolha a data e a hora"),
    ("acerto", {"agora": "ontem"}, "agora: "),
    ("acerto", {"agora": "1999-12-31T23:59"}, "O relógio do simulador vai de 01/01/2000"),
    ("acerto", {"agora": "9999-12-31T23:59-12:00"}, "O relógio do simulador vai de 01/01/2000"),
    ("avanco", {"unidade": "séculos", "quantos": "1"}, "Diga quanto avançar"),
    ("avanco", {"unidade": "dias", "quantos": ""}, "Diga quanto avançar"),
    ("avanco", {"unidade": "dias", "quantos": "1e300"}, "O relógio do simulador vai de 01/01/2000"),
    ("avanco", {"unidade": "dias", "quantos": "nan"}, "dias: "),
    ("avanco", {"unidade": "dias", "quantos": "-1", "sentido": "voltar"}, "dias: "),
]
"""O formulário do relógio, o que nele se escreve, e o que a página diz."""


def armadas(api: Api) -> list[dict[str, Any]]:
    lidas: list[dict[str, Any]] = api.cliente.get("/simulador/api/falhas").json()["falhas"]
    return lidas


def hora(api: Api) -> tuple[str, bool]:
    lida = api.cliente.get("/simulador/api/relogio").json()
    return lida["agora"], lida["congelado"]


class TestFalhas:
    def test_a_pagina_mostra_todas_e_o_que_se_espera_de_um_bom_sistema(self, api: Api) -> None:
        lido = texto(Visita(api).abrir("/falhas"))
        for predefinicao in PREDEFINICOES.values():
            assert predefinicao.o_que_se_ve in lido
            assert predefinicao.o_que_fazer in lido

    def test_um_clique_arma_nas_proximas_tres(self, api: Api) -> None:
        visita = Visita(api)
        resposta = visita.mandar("/falhas/armar/html-503", vezes="3")
        assert visita.recado(resposta) == "A falha html-503 está armada: ela se dá nas próximas 3 vezes."
        assert [(f["predefinicao"], f["restantes"]) for f in armadas(api)] == [("html-503", 3)]
        assert [api.get("/users").status_code for _ in range(4)] == [503, 503, 503, 200]

    def test_o_formulario_leva_todas_as_escolhas(self, api: Api) -> None:
        resposta = Visita(api).mandar(
            "/falhas/armar/gotejamento",
            **{"parametro-bytes": "8", "parametro-intervalo": "0,5"},
            duracao="sempre",
            vezes="3",
            pular="2",
            ate="2025-07-01T13:30",
            metodo="PUT",
            recurso="plano_trabalho",
            unidade="SIAPE/1",
            usuario="sistema@orgao.gov.br",
            porcentagem="12,5",
            semente="7",
        )
        assert resposta.status_code == 303
        [armada] = armadas(api)
        armada.pop("numero")
        assert armada == {
            "predefinicao": "gotejamento",
            "parametros": {"bytes": 8, "intervalo": 0.5},
            "metodo": "PUT",
            "rota": "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_trabalho/{id_plano_trabalho}",
            "unidade": "SIAPE/1",
            "usuario": "sistema@orgao.gov.br",
            "pular": 2,
            "restantes": None,
            "probabilidade": 0.125,
            "semente": 7,
            "ate": "2025-07-01T13:30:00Z",
            "armada_em": "2025-07-01T12:00:00Z",
            "vistos": 0,
            "aplicada": 0,
        }

    def test_o_que_nao_se_pode_armar_volta_com_o_porque_e_o_que_se_escreveu(self, api: Api) -> None:
        visita = Visita(api)
        for nome, campos, porque in NAO_SE_ARMAM:
            resposta = visita.mandar(f"/falhas/armar/{nome}", **{"usuario": "um@orgao.gov.br", **campos})
            assert (resposta.status_code, porque in texto(resposta)) == (422, True), texto(resposta)
            assert 'value="um@orgao.gov.br"' in resposta.text
        assert armadas(api) == []

    def test_desarmar_uma_e_todas(self, api: Api) -> None:
        visita = Visita(api)
        for nome in ("html-502", "html-503", "html-504"):
            visita.mandar(f"/falhas/armar/{nome}", vezes="3")
        numero = armadas(api)[1]["numero"]
        assert visita.recado(visita.mandar(f"/falhas/{numero}/desarmar")) == f"A falha {numero} foi desarmada."
        assert [f["predefinicao"] for f in armadas(api)] == ["html-502", "html-504"]
        assert "já não estava armada" in visita.recado(visita.mandar(f"/falhas/{numero}/desarmar"))
        assert "As 2 falhas foram desarmadas." in visita.recado(visita.mandar("/falhas/desarmar"))
        assert armadas(api) == []

    def test_uma_falha_que_nao_ha_tem_uma_pagina_clara(self, api: Api) -> None:
        for nome in ("nenhuma", "%3Cb%3E", "a%00"):
            resposta = Visita(api).abrir(f"/falhas/armar/{nome}")
            assert (resposta.status_code, "Falha desconhecida" in texto(resposta)) == (404, True)

    def test_sem_o_que_prova_de_onde_veio_nada_se_arma(self, api: Api) -> None:
        resposta = api.cliente.post("/simulador/controles/falhas/armar/html-503", data={"vezes": "3"})
        assert resposta.status_code == 403
        assert armadas(api) == []


class TestRelogio:
    def test_trinta_e_um_minutos_vencem_os_tokens(self, api: Api) -> None:
        visita = Visita(api)
        resposta = visita.mandar("/relogio/avanco", unidade="minutos", quantos="31")
        assert "andando, a partir de 01/07/2025 12:31:00 UTC" in visita.recado(resposta)
        assert api.get("/users").status_code == 401
        visita.mandar("/relogio/avanco", unidade="horas", quantos="0,5", sentido="voltar")
        assert hora(api) == ("2025-07-01T12:01:00Z", False)
        assert api.get("/users").status_code == 200

    def test_congelar_andar_ir_a_um_dia_e_soltar(self, api: Api) -> None:
        visita = Visita(api)
        visita.mandar("/relogio/acerto", congelado="true")
        assert hora(api) == ("2025-07-01T12:00:00Z", True)
        visita.mandar("/relogio/acerto", agora="2026-02-03T04:05", congelado="true")
        assert hora(api) == ("2026-02-03T04:05:00Z", True)
        assert "O simulador está 216 dias e 16 horas à frente" in texto(visita.abrir("/relogio"))
        visita.mandar("/relogio/acerto", congelado="false")
        api.relogio.agora = datetime(2025, 7, 1, 13, tzinfo=UTC)
        assert hora(api) == ("2026-02-03T05:05:00Z", False)
        assert "voltou" not in visita.recado(visita.mandar("/relogio/soltar"))
        assert hora(api) == ("2025-07-01T13:00:00Z", False)
        assert "O simulador anda com a máquina" in texto(visita.abrir("/relogio"))

    def test_uma_hora_que_nao_serve_nao_muda_nada(self, api: Api) -> None:
        visita = Visita(api)
        for caminho, campos, porque in NAO_SE_MOVE:
            resposta = visita.mandar(f"/relogio/{caminho}", **campos)
            assert (resposta.status_code, porque in texto(resposta)) == (422, True), texto(resposta)
        assert hora(api) == ("2025-07-01T12:00:00Z", False)


def test_o_primeiro_avanco_vence_os_tokens_valham_eles_quanto_valerem(banco: str) -> None:
    with api_com(banco, PGD_TOKEN_MINUTOS=90) as api:
        visita = Visita(api)
        pagina = visita.abrir("/relogio")
        achado = re.search(
            r'name="unidade" value="(\w+)"><input type="hidden" name="quantos" value="(\d+)"', pagina.text
        )
        assert achado is not None
        assert "Os tokens vencem: eles valem 90 minutos." in texto(pagina)
        assert api.pedir("GET", "/users").status_code == 200
        visita.mandar("/relogio/avanco", unidade=achado[1], quantos=achado[2])
        assert api.pedir("GET", "/users").status_code == 401
