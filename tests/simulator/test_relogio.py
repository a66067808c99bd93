"""O relógio do simulador: parar, adiantar, acertar, soltar, e tudo o que anda por ele."""

from datetime import UTC, datetime
from typing import Any

import pytest
from httpx2 import Response

from app.storage.tables import participante
from tests.api.test_diario import registro_de
from tests.api.test_emails import api_com, caixa_de_saida, codigo_em
from tests.conftest import ADMIN, BASE, Api
from tests.simulator.test_guarda import visto

RELOGIO = "/simulador/api/relogio"
AVANCO = f"{RELOGIO}/avanco"
EMAIL = "sistema@orgao.gov.br"
FUTURO = "2025-08-15"
"""Depois de 1º/7/2025, que é quando os testes se passam."""

NAO_SE_ENTENDE = [
    (RELOGIO, b'{"agora": "ontem"}'),
    (RELOGIO, b'{"agora": "2025-02-30"}'),
    (RELOGIO, b'{"agora": "2025-03-01T00:00:00+99:00"}'),
    (RELOGIO, b'{"agora": "2025\\u0000"}'),
    (RELOGIO, b'{"agora": "\\ud800"}'),
    (RELOGIO, b'{"\\ud800": 1}'),
    (RELOGIO, b'{"agora": 1e400}'),
    (RELOGIO, b'{"agora": ' + b"9" * 400 + b"}"),
    (RELOGIO, b'{"congelado": "talvez"}'),
    (RELOGIO, b'{"hora": "2025-03-01"}'),
    (RELOGIO, b"\xff\xfe"),
    (RELOGIO, b"[]"),
    (RELOGIO, b""),
    (AVANCO, b'{"dias": NaN}'),
    (AVANCO, b'{"dias": 1e400}'),
    (AVANCO, b'{"dias": ' + b"9" * 400 + b"}"),
    (AVANCO, b'{"dias": "muitos"}'),
    (AVANCO, b'{"dia": 1}'),
    (AVANCO, b"null"),
]
"""Corpos que nenhuma das duas portas entende."""


def acertar(api: Api, **corpo: Any) -> Response:
    return api.put(RELOGIO, corpo, token=None)


def avancar(api: Api, **corpo: Any) -> Response:
    return api.pedir("POST", AVANCO, json=corpo, token=None)


def hora(resposta: Response) -> tuple[str, bool, float, str]:
    """Tudo o que se diz do relógio."""
    assert resposta.status_code == 200, resposta.text
    lida = resposta.json()
    assert set(lida) == {"agora", "congelado", "adiantado_segundos", "maquina"}
    return lida["agora"], lida["congelado"], lida["adiantado_segundos"], lida["maquina"]


def com_avaliacao_futura(api: Api) -> Response:
    """Um plano de entregas avaliado em agosto de 2025: aceito, e avisado; antes disso, também por ser no futuro."""
    return api.enviar_plano_entregas(status=5, avaliacao=2, data_avaliacao=FUTURO)


def com_tcr_futuro(api: Api) -> Response:
    """Um participante cujo termo é de agosto de 2025: recusado antes disso."""
    return api.enviar_participante(data_assinatura_tcr=FUTURO)


class TestHora:
    def test_solto_e_o_da_maquina(self, api: Api) -> None:
        esperada = ("2025-07-01T12:00:00Z", False, 0.0, "2025-07-01T12:00:00Z")
        assert hora(api.cliente.get(RELOGIO)) == esperada

    def test_congelado_sem_instante_para_onde_esta(self, api: Api) -> None:
        parado = ("2025-07-01T12:00:00Z", True, 0.0, "2025-07-01T12:00:00Z")
        assert hora(acertar(api, congelado=True)) == parado
        api.relogio.avancar(hours=2)
        depois = ("2025-07-01T12:00:00Z", True, -7_200.0, "2025-07-01T14:00:00Z")
        assert hora(api.cliente.get(RELOGIO)) == depois

    @pytest.mark.parametrize(
        ("escrito", "agora"),
        [
            ("2025-03-01", "2025-03-01T00:00:00Z"),
            ("2025-03-01T09:30:15", "2025-03-01T09:30:15Z"),
            ("2025-03-01 09:30", "2025-03-01T09:30:00Z"),
            ("2025-03-01T23:30:00-03:00", "2025-03-02T02:30:00Z"),
            ("2025-03-01T00:00:00.123456Z", "2025-03-01T00:00:00.123456Z"),
            ("2000-01-01", "2000-01-01T00:00:00Z"),
            ("2999-12-31T23:59:59.999999Z", "2999-12-31T23:59:59.999999Z"),
        ],
    )
    def test_congelado_num_instante_e_nele_que_para_e_sem_fuso_esta_em_utc(
        self, api: Api, escrito: str, agora: str
    ) -> None:
        assert hora(acertar(api, agora=escrito, congelado=True))[:2] == (agora, True)
        assert hora(api.cliente.get(RELOGIO))[:2] == (agora, True)

    def test_acertado_segue_andando_dali(self, api: Api) -> None:
        assert hora(acertar(api, agora="2025-03-01"))[:3] == ("2025-03-01T00:00:00Z", False, -10_584_000.0)
        api.relogio.avancar(minutes=90)
        assert hora(api.cliente.get(RELOGIO))[:3] == ("2025-03-01T01:30:00Z", False, -10_584_000.0)

    def test_acertado_quando_parado_continua_parado(self, api: Api) -> None:
        acertar(api, congelado=True)
        assert hora(acertar(api, agora="2025-03-01"))[:2] == ("2025-03-01T00:00:00Z", True)

    def test_descongelado_volta_a_andar_de_onde_parou(self, api: Api) -> None:
        acertar(api, agora="2025-03-01", congelado=True)
        api.relogio.avancar(days=10)
        assert hora(acertar(api, congelado=False))[:2] == ("2025-03-01T00:00:00Z", False)
        api.relogio.avancar(seconds=5)
        assert hora(api.cliente.get(RELOGIO))[:2] == ("2025-03-01T00:00:05Z", False)

    def test_acertado_sem_nada_fica_como_esta(self, api: Api) -> None:
        acertar(api, agora="2025-03-01", congelado=True)
        assert hora(acertar(api))[:2] == ("2025-03-01T00:00:00Z", True)

    def test_avancado_andando_fica_a_frente_e_parado_continua_parado(self, api: Api) -> None:
        assert hora(avancar(api, minutos=31))[:3] == ("2025-07-01T12:31:00Z", False, 1_860.0)
        acertar(api, congelado=True)
        avancado = avancar(api, dias=1, horas=2, minutos=3, segundos=4.5)
        assert hora(avancado)[:2] == ("2025-07-02T14:34:04.500000Z", True)

    def test_avancos_se_somam_e_um_negativo_volta(self, api: Api) -> None:
        avancar(api, dias=3)
        assert hora(avancar(api, dias=-5))[:3] == ("2025-06-29T12:00:00Z", False, -172_800.0)

    def test_solto_volta_a_hora_da_maquina(self, api: Api) -> None:
        acertar(api, agora="2030-01-01", congelado=True)
        esperada = ("2025-07-01T12:00:00Z", False, 0.0, "2025-07-01T12:00:00Z")
        assert hora(api.cliente.delete(RELOGIO)) == esperada
        assert hora(api.cliente.get(RELOGIO)) == esperada

    def test_reiniciar_tudo_o_solta_e_reiniciar_os_dados_nao(self, api: Api) -> None:
        acertar(api, agora="2030-01-01", congelado=True)
        api.cliente.post("/simulador/api/reinicio", params={"escopo": "dados"})
        assert hora(api.cliente.get(RELOGIO))[:2] == ("2030-01-01T00:00:00Z", True)
        api.cliente.post("/simulador/api/reinicio", params={"escopo": "tudo"})
        assert hora(api.cliente.get(RELOGIO))[:3] == ("2025-07-01T12:00:00Z", False, 0.0)
        # E não só a porta do relógio o vê: também quem recebe os pedidos.
        assert com_tcr_futuro(api).status_code == 422

    def test_o_banco_o_guarda_de_um_servidor_para_o_seguinte(self, banco: str) -> None:
        with api_com(banco) as antes:
            acertar(antes, agora="2025-03-01", congelado=True)
        with api_com(banco) as depois:
            assert hora(depois.cliente.get(RELOGIO))[:2] == ("2025-03-01T00:00:00Z", True)


class TestRecusa:
    @pytest.mark.parametrize(
        "agora",
        [
            "1999-12-31T23:59:59Z",
            "3000-01-01",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "2999-12-31T23:59:59.999999-00:01",
            0,
            -62_135_596_800,
        ],
    )
    def test_fora_de_2000_a_2999_e_recusado_e_ele_fica_como_estava(self, api: Api, agora: object) -> None:
        resposta = acertar(api, agora=agora, congelado=True)
        assert visto(resposta) == (422, "application/problem+json", "Hora fora do alcance")
        assert "vai de 01/01/2000 a 31/12/2999, em UTC" in resposta.json()["detail"]
        assert hora(api.cliente.get(RELOGIO))[:2] == ("2025-07-01T12:00:00Z", False)

    @pytest.mark.parametrize(
        "corpo",
        [
            {"dias": 400_000},
            {"dias": -400_000},
            {"dias": 1e308, "horas": 1e308},
            {"dias": 1e308, "horas": -1e308},
            {"segundos": 2**70},
            {"dias": 355_929, "segundos": 43_200},
        ],
    )
    def test_um_avanco_que_sai_do_alcance_e_recusado(self, api: Api, corpo: dict[str, float]) -> None:
        assert visto(avancar(api, **corpo)) == (422, "application/problem+json", "Hora fora do alcance")
        assert hora(api.cliente.get(RELOGIO))[:2] == ("2025-07-01T12:00:00Z", False)

    def test_um_avanco_ate_o_ultimo_instante_cabe(self, api: Api) -> None:
        avancado = avancar(api, dias=355_929, segundos=43_199)
        assert hora(avancado)[:2] == ("2999-12-31T23:59:59Z", False)

    def test_um_avanco_sem_tamanho_diz_como_se_pede_um(self, api: Api) -> None:
        resposta = avancar(api)
        assert visto(resposta) == (422, "application/problem+json", "Avanço sem tamanho")
        assert '{"minutos": 31}' in resposta.json()["detail"]

    def test_o_que_nao_se_entende_e_um_problema_e_ele_fica_como_estava(self, api: Api) -> None:
        vistos = {}
        for caminho, corpo in NAO_SE_ENTENDE:
            metodo = "PUT" if caminho == RELOGIO else "POST"
            resposta = api.cliente.request(metodo, caminho, content=corpo, headers={"Content-Type": "application/json"})
            vistos[caminho, corpo] = visto(resposta)
        assert vistos == dict.fromkeys(NAO_SE_ENTENDE, (422, "application/problem+json", "Pedido não entendido"))
        assert hora(api.cliente.get(RELOGIO))[:3] == ("2025-07-01T12:00:00Z", False, 0.0)


class TestTudoAndaPorEle:
    def test_um_token_vence_quando_se_avancam_31_minutos_e_volta_a_valer_quando_se_volta(self, api: Api) -> None:
        vistos = [api.get("/users").status_code]
        for minutos in (31, -31):
            avancar(api, minutos=minutos)
            vistos.append(api.get("/users").status_code)
        assert vistos == [200, 401, 200]

    def test_uma_data_do_futuro_passa_a_ser_aceita(self, api: Api) -> None:
        recusada = com_tcr_futuro(api)
        acertar(api, agora=f"{FUTURO}T00:00:01")
        api.token = str(api.entrar(ADMIN, "demonstracao-pgd").json()["access_token"])
        assert (recusada.status_code, com_tcr_futuro(api).status_code) == (422, 201)

    def test_o_dia_e_o_de_utc_e_nao_o_de_brasilia(self, api: Api) -> None:
        """Às 21h de Brasília já é o dia seguinte em UTC, que é o que a API central vê."""
        vistos = []
        for agora in ("2025-08-14T20:59:59-03:00", "2025-08-14T21:00:01-03:00"):
            acertar(api, agora=agora, congelado=True)
            api.token = str(api.entrar(ADMIN, "demonstracao-pgd").json()["access_token"])
            vistos.append(com_tcr_futuro(api).status_code)
        assert vistos == [422, 201]

    def test_um_aviso_que_depende_do_dia_deixa_de_ser_dado(self, api: Api) -> None:
        avisos = [com_avaliacao_futura(api).headers.get("X-PGD-Avisos")]
        acertar(api, agora=f"{FUTURO}T00:00:01")
        api.token = str(api.entrar(ADMIN, "demonstracao-pgd").json()["access_token"])
        avisos.append(com_avaliacao_futura(api).headers.get("X-PGD-Avisos"))
        assert avisos == ["PE-13, PE-14", "PE-13"]

    def test_um_codigo_de_recuperacao_vence_em_30_minutos(self, api: Api) -> None:
        def trocar(codigo: str) -> int:
            parametros = {"access_token": codigo, "password": "outra"}
            return api.cliente.get("/user/reset_password/", params=parametros).status_code

        vistos = []
        for minutos in (30, 29):
            api.cliente.post(f"/user/forgot_password/{ADMIN}")
            codigo = codigo_em(caixa_de_saida(api)[0].texto)
            avancar(api, minutos=minutos)
            vistos.append(trocar(codigo))
        assert vistos == [401, 200]

    def test_a_insercao_o_diario_e_os_emails_levam_a_hora_dele(self, api: Api) -> None:
        acertar(api, agora="2025-07-01T12:10:00", congelado=True)
        enviado = api.enviar_participante()
        api.cliente.post(f"/user/forgot_password/{ADMIN}")
        with api.cliente.app.state.parts.database.synchronous_engine().connect() as conexao:  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
            (inserido,) = conexao.execute(participante.select()).mappings()
        assert enviado.status_code == 201
        esperada = datetime(2025, 7, 1, 12, 10)
        assert {inserido[nome].replace(tzinfo=None) for nome in ("data_insercao", "data_atualizacao")} == {esperada}
        assert registro_de(api, enviado)["recebido_em"].replace(tzinfo=None) == esperada
        assert caixa_de_saida(api)[0].criada_em == datetime(2025, 7, 1, 12, 10, tzinfo=UTC)

    def test_parado_dois_pedidos_levam_o_mesmo_instante(self, api: Api) -> None:
        acertar(api, congelado=True)
        recebidos = []
        for _ in range(2):
            recebidos.append(registro_de(api, api.get("/health"))["recebido_em"])
            api.relogio.avancar(seconds=90)
        assert recebidos[0] == recebidos[1]

    def test_a_espera_de_quem_erra_a_senha_acaba_quando_ele_avanca(self, banco: str) -> None:
        with api_com(banco, PGD_LIMITE_LOGIN=2) as api:
            vistos = [api.entrar(EMAIL, "errada").status_code for _ in range(3)]
            avancar(api, minutos=5)
            vistos.append(api.entrar(EMAIL, "errada").status_code)
        assert vistos == [401, 401, 429, 401]

    def test_senhas_erradas_num_futuro_de_que_se_voltou_nao_fazem_esperar(self, banco: str) -> None:
        with api_com(banco, PGD_LIMITE_LOGIN=2) as api:
            acertar(api, agora="2035-01-01")
            vistos = [api.entrar(EMAIL, "errada").status_code for _ in range(3)]
            api.cliente.delete(RELOGIO)
            vistos += [api.entrar(EMAIL, "errada").status_code for _ in range(3)]
        assert vistos == [401, 401, 429, 401, 401, 429]

    def test_voltar_no_tempo_nao_faz_parecer_velho_o_token_que_se_acaba_de_receber(self, api: Api) -> None:
        """O administrador foi criado depois da hora a que se voltou, e isso não é uma troca de senha."""
        acertar(api, agora="2025-03-01")
        token = str(api.entrar(ADMIN, "demonstracao-pgd").json()["access_token"])
        lido = api.get("/users", token=token)
        assert (lido.status_code, lido.headers.get("X-PGD-Avisos")) == (200, None)

    def test_o_administrador_que_um_servidor_cria_ao_iniciar_tambem(self, banco: str) -> None:
        with api_com(banco) as antes:
            acertar(antes, agora="2025-03-01", congelado=True)
        with api_com(banco, PGD_ADMIN_EMAIL="outro@orgao.gov.br") as depois:
            parts = depois.cliente.app.state.parts  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
            with parts.database.synchronous_engine().connect() as conexao:
                criados = conexao.exec_driver_sql(
                    "SELECT substr(cast(data_insercao AS text), 1, 10) FROM usuario ORDER BY data_insercao"
                )
                assert list(criados.scalars()) == ["2025-03-01", "2025-07-01"]


def test_fora_desta_maquina_so_um_administrador_mexe_nele(banco: str) -> None:
    todas = "0.0.0.0"  # noqa: S104  # é o que se testa
    with api_com(banco, "senha-propria", PGD_HOST=todas, PGD_ADMIN_SENHA="senha-propria") as api:
        assert visto(acertar(api, congelado=True)) == (401, "application/problem+json", "Só para administradores")
        assert visto(avancar(api, dias=1))[0] == 401
        assert api.pedir("DELETE", RELOGIO, token=None).status_code == 401
        assert hora(api.put(RELOGIO, {"agora": "2025-07-01T12:05:00", "congelado": True}))[1] is True


def test_uma_pagina_de_outro_site_nao_mexe_nele(api: Api) -> None:
    resposta = api.put(RELOGIO, {"congelado": True}, token=None, headers={"Origin": "https://atacante.example"})
    assert visto(resposta)[::2] == (403, "Página de outro site")
    assert api.put(RELOGIO, {"congelado": False}, token=None, headers={"Origin": BASE}).status_code == 200
