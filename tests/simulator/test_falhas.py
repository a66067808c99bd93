"""As falhas armadas e as pedidas num cabeçalho: em que pedidos se dão, quantas vezes, e o que delas o diário guarda."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import Connection, update

from app.faults.presets import PREDEFINICOES
from app.storage import controle, tables
from app.storage.reinicio import DADOS
from tests import builders
from tests.api.test_diario import registro_de
from tests.conftest import ADMIN, Api
from tests.simulator.guardados import no_banco
from tests.simulator.test_guarda import recusa, visto

FALHAS = "/simulador/api/falhas"
PARTICIPANTE = builders.caminho_participante(builders.participante())
ENTREGAS = builders.caminho_plano_entregas(builders.plano_entregas())
ROTA_PARTICIPANTE = (
    "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/{cod_unidade_lotacao}/participante/{matricula_siape}"
)
HOSTIS = (
    r'{"predefinicao": "\ud800"}',
    r'{"predefinicao": "html-503", "rota": "/user/\ud800"}',
    r'{"predefinicao": "html-503", "rota": "/user/\u0000"}',
    r'{"predefinicao": "html-503", "\ud800": 1}',
    r'{"predefinicao": "html-503", "parametros": {"\ud800": 1}}',
    '{"predefinicao": "corpo-vazio", "parametros": {"status": NaN}}',
    '{"predefinicao": "corpo-vazio", "parametros": {"status": 1e400}}',
    '{"predefinicao": "html-503", "probabilidade": NaN}',
    '{"predefinicao": "html-503", "vezes": 1e400}',
    "[]",
    "{",
    "",
)
RECUSADO = {"detail": "Credenciais não podem ser validadas"}


@pytest.fixture(autouse=True)
def nada_armado(api: Api) -> Iterator[None]:
    yield
    assert api.cliente.delete(FALHAS).status_code == 200


def armar(api: Api, predefinicao: str, **campos: Any) -> dict[str, Any]:
    resposta = api.cliente.post(FALHAS, json={"predefinicao": predefinicao, **campos})
    assert resposta.status_code == 201, resposta.text
    armada: dict[str, Any] = resposta.json()
    return armada


def armadas(api: Api) -> list[tuple[str, int | None, int, int]]:
    """A predefinição de cada uma, em quantos pedidos ainda se dá, quantos lhe couberam, e em quantos se deu."""
    falhas = api.cliente.get(FALHAS).json()["falhas"]
    return [(f["predefinicao"], f["restantes"], f["vistos"], f["aplicada"]) for f in falhas]


def injetada(resposta: Response) -> str | None:
    return resposta.headers.get("X-PGD-Falha")


def guardados(api: Api) -> int:
    contagens: dict[str, int] = api.cliente.get("/simulador/api/estado").json()["contagens"]
    return sum(contagens[tabela.name] for tabela in DADOS)


class TestArmar:
    def test_a_resposta_diz_tudo_o_que_ficou_armado(self, api: Api) -> None:
        armada = armar(
            api,
            "demora-35s",
            parametros={"segundos": 2},
            metodo="put",
            recurso="participante",
            unidade="SIAPE/1",
            usuario=ADMIN,
            pular=1,
            vezes=3,
            probabilidade=0.5,
            semente=7,
            ate="2025-07-01T13:00:00-03:00",
        )
        assert isinstance(armada.pop("numero"), int)
        assert armada == {
            "predefinicao": "demora-35s",
            "parametros": {"segundos": 2.0},
            "metodo": "PUT",
            "rota": ROTA_PARTICIPANTE,
            "unidade": "SIAPE/1",
            "usuario": ADMIN,
            "pular": 1,
            "restantes": 3,
            "probabilidade": 0.5,
            "semente": 7,
            "ate": "2025-07-01T16:00:00Z",
            "armada_em": "2025-07-01T12:00:00Z",
            "vistos": 0,
            "aplicada": 0,
        }
        assert api.cliente.get(FALHAS).json()["falhas"] == [
            {**armada, "numero": api.cliente.get(FALHAS).json()["falhas"][0]["numero"]}
        ]

    def test_o_que_nao_se_diz_nao_restringe_e_a_semente_e_escolhida_e_dita(self, api: Api) -> None:
        armada = armar(api, "gotejamento")
        assert (armada["metodo"], armada["rota"], armada["unidade"], armada["usuario"]) == (None, None, None, None)
        assert (armada["restantes"], armada["ate"], armada["probabilidade"]) == (None, None, None)
        assert armada["parametros"] == {"bytes": 16, "intervalo": 0.2}
        assert 0 <= armada["semente"] < 1_000_000

    def test_o_token_recusado_se_da_uma_vez_a_menos_que_se_diga_outra_coisa(self, api: Api) -> None:
        assert armar(api, "token-recusado")["restantes"] == 1
        assert armar(api, "token-recusado", vezes=None)["restantes"] is None
        assert armar(api, "token-recusado", vezes=4)["restantes"] == 4

    def test_as_predefinicoes_dizem_o_que_fazem_e_os_parametros(self, api: Api) -> None:
        lidas = api.cliente.get(f"{FALHAS}/predefinicoes").json()["predefinicoes"]
        assert [lida["nome"] for lida in lidas] == [
            *("html-502", "html-503", "html-504", "html-403", "corpo-vazio", "texto-500", "erro-do-banco"),
            *("json-truncado", "guardado-503", "conexao-reiniciada", "demora-35s", "demora-60s", "gotejamento"),
            *("token-recusado", "token-curto"),
        ]
        assert [
            lida["nome"] for lida in lidas if not all(lida[c] for c in ("o_que_se_ve", "onde_se_viu", "o_que_fazer"))
        ] == []
        curto = lidas[-1]
        assert (curto["metodo"], curto["rotas"], curto["parametros"]) == (
            "POST",
            ["/token"],
            [{"nome": "segundos", "o_que_e": "quanto vive o token", "padrao": 5, "minimo": 1, "maximo": 86_400}],
        )

    @pytest.mark.parametrize(
        ("pedido", "titulo", "dito"),
        [
            (
                {"predefinicao": "html-999"},
                "Falha que não se pode armar",
                "Não há a predefinição html-999; as que há são: html-502, ",
            ),
            ({"predefinicao": "html-503", "vezes": 0}, "Pedido não entendido", "vezes: "),
            ({"predefinicao": "html-503", "veses": 1}, "Pedido não entendido", "veses: Este campo não existe aqui. "),
        ],
    )
    def test_o_que_nao_se_entende_e_recusado_dizendo_o_que_fazer(
        self, api: Api, pedido: dict[str, Any], titulo: str, dito: str
    ) -> None:
        resposta = api.cliente.post(FALHAS, json=pedido)
        assert visto(resposta) == recusa(422, titulo)
        assert resposta.json()["detail"].startswith(dito)
        assert armadas(api) == []

    def test_um_corpo_hostil_e_recusado_e_nao_derruba_nada(self, api: Api) -> None:
        respostas = [api.cliente.post(FALHAS, content=corpo) for corpo in HOSTIS]
        vistas = [(resposta.status_code, resposta.headers["Content-Type"]) for resposta in respostas]
        assert vistas == [(422, "application/problem+json")] * 12
        assert armadas(api) == []

    def test_nao_se_armam_mais_de_cem_ao_mesmo_tempo(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.storage.falha.MAIS_ARMADAS", 2)
        armar(api, "html-502")
        armar(api, "html-503")
        resposta = api.cliente.post(FALHAS, json={"predefinicao": "html-504"})
        assert visto(resposta) == recusa(422, "Falha que não se pode armar")
        assert [nome for nome, *_ in armadas(api)] == ["html-502", "html-503"]


class TestDesarmar:
    def test_a_desarmada_nao_se_da_mais_e_as_outras_continuam(self, api: Api) -> None:
        primeira, segunda = armar(api, "html-502"), armar(api, "html-504")
        assert api.get("/users").status_code == 502
        resposta = api.cliente.delete(f"{FALHAS}/{primeira['numero']}")
        assert (resposta.status_code, resposta.json()) == (200, {"desarmadas": 1})
        assert api.get("/users").status_code == 504
        assert segunda["numero"] > primeira["numero"]

    def test_desarmar_todas_devolve_a_api_inteira(self, api: Api) -> None:
        armar(api, "html-502")
        armar(api, "html-504")
        assert api.cliente.delete(FALHAS).json() == {"desarmadas": 2}
        assert (api.get("/users").status_code, armadas(api)) == (200, [])

    def test_o_numero_de_uma_desarmada_nao_volta_a_ser_de_outra(self, api: Api) -> None:
        primeira = armar(api, "html-502")["numero"]
        assert api.cliente.delete(f"{FALHAS}/{primeira}").status_code == 200
        assert armar(api, "html-502")["numero"] > primeira
        assert visto(api.cliente.delete(f"{FALHAS}/{primeira}")) == recusa(404, "Falha desconhecida")

    @pytest.mark.parametrize("numero", ["0", "2147483648", "um", "1%00"])
    def test_um_numero_que_nao_e_de_falha_alguma_e_recusado(self, api: Api, numero: str) -> None:
        assert api.cliente.delete(f"{FALHAS}/{numero}").status_code == 422


class TestEmQuePedidos:
    def test_sem_restricao_da_se_em_todo_caminho_oficial_menos_onde_vigias_e_pessoas_passam(self, api: Api) -> None:
        armar(api, "html-503")
        atingidos = ["/users", PARTICIPANTE, "/nao-existe", f"/user/{ADMIN}"]
        poupados = ["/", "/health", "/docs", "/redoc", "/openapi.json", "/robots.txt", "/simulador/api/estado"]
        assert [api.get(caminho).status_code for caminho in atingidos] == [503, 503, 503, 503]
        assert [api.get(caminho).status_code for caminho in poupados] == [307, 200, 200, 200, 200, 200, 200]
        assert api.entrar(ADMIN, "demonstracao-pgd").status_code == 503

    def test_so_nos_pedidos_de_um_usuario(self, api: Api) -> None:
        usuario = builders.usuario()
        token = api.token_de(usuario)
        armar(api, "html-503", usuario=usuario["email"])
        assert api.get(PARTICIPANTE, token=token).status_code == 503
        assert api.get(PARTICIPANTE).status_code == 404
        assert api.get(PARTICIPANTE, token=None).status_code == 401
        assert api.get(PARTICIPANTE, token="x" + token).status_code == 401
        assert api.entrar(usuario["email"], usuario["password"]).status_code == 503
        assert api.entrar(ADMIN, "demonstracao-pgd").status_code == 200

    @pytest.mark.parametrize(
        ("corpo", "tipo"),
        [
            (b"username=%00&password=x", "application/x-www-form-urlencoded"),
            (b"\xff\xfe", "multipart/form-data; boundary=x"),
            (b"", "application/json"),
        ],
    )
    def test_um_formulario_que_nao_se_le_e_recusado_como_sem_falha_armada(
        self, api: Api, corpo: bytes, tipo: str
    ) -> None:
        def entrada() -> tuple[int, bytes]:
            resposta = api.cliente.post("/token", content=corpo, headers={"Content-Type": tipo})
            return resposta.status_code, resposta.content

        antes = entrada()
        armar(api, "html-503", usuario=ADMIN)
        assert entrada() == antes
        assert 400 <= antes[0] < 500

    def test_a_mais_antiga_que_cabe_vence_e_so_ela_conta_o_pedido(self, api: Api) -> None:
        armar(api, "html-504", recurso="participante")
        armar(api, "html-502", vezes=1)
        armar(api, "html-503")
        respostas = [api.get(caminho).status_code for caminho in ("/users", PARTICIPANTE, "/users")]
        assert respostas == [502, 504, 503]
        assert armadas(api) == [("html-504", None, 1, 1), ("html-503", None, 1, 1)]


class TestQuantasVezes:
    def test_pula_os_primeiros_falha_nos_seguintes_e_se_desarma(self, api: Api) -> None:
        armar(api, "html-503", rota="/users", pular=2, vezes=3)
        assert [api.get("/users").status_code for _ in range(4)] == [200, 200, 503, 503]
        assert armadas(api) == [("html-503", 1, 4, 2)]
        assert [api.get("/users").status_code for _ in range(2)] == [503, 200]
        assert armadas(api) == []

    def test_o_que_nao_lhe_cabe_nao_se_conta(self, api: Api) -> None:
        armar(api, "html-503", rota="/users", pular=1, vezes=1)
        assert [api.get(caminho).status_code for caminho in ("/health", PARTICIPANTE, "/users", "/users")] == [
            *(200, 404, 200, 503)
        ]

    @pytest.mark.parametrize(
        ("semente", "em_quais"), [(7, [1, 2, 5, 8, 10, 11, 12, 13, 14, 15, 16]), (2025, [1, 2, 5, 8, 9, 11, 13, 16])]
    )
    def test_com_a_mesma_semente_falha_sempre_nas_mesmas_vezes(
        self, api: Api, semente: int, em_quais: list[int]
    ) -> None:
        for _ in range(2):
            armada = armar(api, "html-503", rota="/users", probabilidade=0.5, semente=semente)
            falhou = [vez for vez in range(1, 17) if api.get("/users").status_code == 503]
            assert falhou == em_quais
            assert api.cliente.delete(f"{FALHAS}/{armada['numero']}").status_code == 200

    def test_a_probabilidade_um_falha_sempre(self, api: Api) -> None:
        armar(api, "html-503", rota="/users", probabilidade=1)
        assert {api.get("/users").status_code for _ in range(8)} == {503}

    def test_vale_ate_o_prazo_no_relogio_do_simulador_e_se_desarma(self, api: Api) -> None:
        armar(api, "html-503", rota="/users", ate="2025-07-01T12:30:00")
        api.relogio.avancar(minutes=29)
        assert api.get("/users").status_code == 503
        api.relogio.avancar(minutes=1)
        assert armadas(api) == []
        assert api.get("/users").status_code == 200
        # Desarmada de verdade: nem voltando o relógio.
        api.relogio.agora = datetime(2025, 7, 1, 12, tzinfo=UTC)
        assert (api.get("/users").status_code, armadas(api)) == (200, [])


class TestSoUmPedido:
    def test_o_cabecalho_falha_so_aquele_pedido_e_nao_mexe_nas_armadas(self, api: Api) -> None:
        armar(api, "html-504", rota="/users", vezes=1)
        respostas = [api.get("/users", headers={"X-PGD-Falha": "html-502"}), api.get("/users"), api.get("/users")]
        assert [(r.status_code, injetada(r)) for r in respostas] == [(502, "html-502"), (504, "html-504"), (200, None)]

    @pytest.mark.parametrize("caminho", ["/health", "/docs", "/openapi.json", "/nao-existe"])
    def test_quem_pede_para_si_e_atendido_em_todo_caminho_oficial(self, api: Api, caminho: str) -> None:
        assert api.get(caminho, headers={"X-PGD-Falha": "html-503"}).status_code == 503

    def test_no_simulador_o_cabecalho_nao_vale_nada(self, api: Api) -> None:
        resposta = api.cliente.get("/simulador/api/estado", headers={"X-PGD-Falha": "html-999"})
        assert (resposta.status_code, injetada(resposta)) == (200, None)

    @pytest.mark.parametrize(
        ("valor", "status"),
        [("corpo-vazio", 502), ("corpo-vazio;status=418", 418), (" corpo-vazio ; status = 503 ; ", 503)],
    )
    def test_os_parametros_vao_depois_do_nome(self, api: Api, valor: str, status: int) -> None:
        assert api.get("/users", headers={"X-PGD-Falha": valor}).status_code == status

    @pytest.mark.parametrize(
        ("valor", "dito"),
        [
            ("html-999", "as que há são: html-502, html-503, html-504, html-403"),
            ("", "a predefinição vazia"),
            ("HTML-503", "a predefinição HTML-503"),
            ("html-503; segundos=1", "A falha html-503 não tem o parâmetro segundos; ela não tem nenhum."),
            ("demora-35s; segundos", "se escreve como X-PGD-Falha: demora-35s; segundos=2, e veio segundos."),
            ("demora-35s; segundos=muitos", "tem de ser um número de 0.1 a 600, e veio muitos."),
            ("demora-35s; segundos=nan", "e veio nan."),
            ("corpo-vazio; status=1e400", "e veio 1e400."),
            ("token-curto", "só se dá com o método POST, em: /token."),
            ("é" * 5_000, "…"),
        ],
    )
    def test_o_que_nao_se_entende_e_recusado_e_nada_se_guarda(self, api: Api, valor: str, dito: str) -> None:
        documento = builders.participante()
        resposta = api.put(PARTICIPANTE, documento, headers={"X-PGD-Falha": valor.encode("latin-1")})
        assert (resposta.status_code, resposta.headers["X-PGD-Regra"], injetada(resposta)) == (400, "PD-23", None)
        assert dito in resposta.json()["detail"]
        assert guardados(api) == 0
        assert registro_de(api, resposta)["rota"] == ROTA_PARTICIPANTE


class TestSemAtender:
    @pytest.mark.parametrize(
        ("predefinicao", "status", "tipo"),
        [
            ("html-502", 502, "text/html; charset=utf-8"),
            ("html-503", 503, "text/html; charset=utf-8"),
            ("html-504", 504, "text/html; charset=utf-8"),
            ("html-403", 403, "text/html; charset=utf-8"),
            ("corpo-vazio", 502, None),
            ("texto-500", 500, "text/plain; charset=utf-8"),
            ("erro-do-banco", 422, "application/json"),
            ("token-recusado", 401, "application/json"),
            # Onde não há conexão, como aqui, o que um proxy diria dela.
            ("conexao-reiniciada", 502, "text/html; charset=utf-8"),
        ],
    )
    def test_a_aplicacao_nao_ve_o_pedido_e_o_diario_guarda_o_que_o_cliente_recebeu(
        self, api: Api, predefinicao: str, status: int, tipo: str | None
    ) -> None:
        documento = builders.participante()
        resposta = api.put(PARTICIPANTE, documento, headers={"X-PGD-Falha": predefinicao})
        assert (resposta.status_code, resposta.headers.get("Content-Type")) == (status, tipo)
        assert (injetada(resposta), guardados(api)) == (predefinicao, 0)
        linha = registro_de(api, resposta)
        assert (linha["falha"], linha["status"], linha["status_verdadeiro"]) == (predefinicao, status, None)
        assert (linha["rota"], linha["chave"], linha["usuario"]) == (
            ROTA_PARTICIPANTE,
            '["SIAPE", "1", "101", "1234567"]',
            ADMIN,
        )
        assert linha["corpo_enviado"] == (resposta.content or None)
        assert linha["bytes_recebidos"] == len(resposta.request.content)

    def test_as_paginas_dizem_num_comentario_que_sao_do_simulador(self, api: Api) -> None:
        paginas = {nome: api.get("/users", headers={"X-PGD-Falha": nome}).text for nome in ("html-403", "html-503")}
        for nome, pagina in paginas.items():
            assert pagina.startswith("<!DOCTYPE html>")
            assert f"<!-- Esta página é de mentira: o simulador da API PGD injetou a falha {nome}. -->" in pagina

    def test_o_token_recusado_traz_o_json_do_contrato_e_o_desafio(self, api: Api) -> None:
        resposta = api.get("/users", headers={"X-PGD-Falha": "token-recusado"})
        assert (resposta.content, resposta.headers["WWW-Authenticate"]) == (
            '{"detail":"Credenciais não podem ser validadas"}'.encode(),
            "Bearer",
        )
        assert resposta.headers["X-PGD-Regra"] == "AU-02"

    def test_o_token_recusado_nao_se_da_onde_token_nao_se_pede(self, api: Api) -> None:
        armar(api, "token-recusado")
        assert api.entrar(ADMIN, "demonstracao-pgd").status_code == 200
        assert api.cliente.post("/user/forgot_password/ninguem@orgao.gov.br").status_code == 404
        assert [api.get("/users").status_code for _ in range(2)] == [401, 200]

    def test_o_erro_do_banco_vem_em_detail_como_texto(self, api: Api) -> None:
        detalhe = api.get("/users", headers={"X-PGD-Falha": "erro-do-banco"}).json()["detail"]
        assert detalhe.startswith("(driver.StorageError) ")
        assert "[SQL: INSERT INTO t_envio" in detalhe

    @pytest.mark.parametrize("status", [200, 204, 304, 599])
    def test_o_corpo_vazio_vem_com_qualquer_status(self, api: Api, status: int) -> None:
        resposta = api.get("/users", headers={"X-PGD-Falha": f"corpo-vazio; status={status}"})
        assert (resposta.status_code, resposta.content) == (status, b"")

    def test_na_entrada_o_diario_guarda_a_pagina_e_nunca_a_senha(self, api: Api) -> None:
        armar(api, "html-503", rota="/token")
        linha = registro_de(api, api.entrar(ADMIN, "a-senha-secreta"))
        assert linha["corpo_enviado"].startswith(b"<!DOCTYPE html>")
        assert b"a-senha-secreta" not in linha["corpo_recebido"]

    def test_um_token_vencido_ou_de_fora_nao_diz_quem_pediu(self, api: Api) -> None:
        resposta = api.get("/users", token="um.token.qualquer", headers={"X-PGD-Falha": "html-503"})
        assert registro_de(api, resposta)["usuario"] is None

    def test_um_corpo_alem_do_limite_tambem_leva_a_falha(self, api: Api) -> None:
        def pedacos() -> Iterator[bytes]:
            for _ in range(17):
                yield b" " * 1_048_576

        resposta = api.pedir("PUT", PARTICIPANTE, content=pedacos(), headers={"X-PGD-Falha": "html-503"})
        assert resposta.status_code == 503


class TestDepoisDeAtender:
    def test_guardado_503_guarda_e_diz_que_nao(self, api: Api) -> None:
        resposta = api.put(PARTICIPANTE, builders.participante(), headers={"X-PGD-Falha": "guardado-503"})
        assert (resposta.status_code, resposta.text[:15]) == (503, "<!DOCTYPE html>")
        assert api.get(PARTICIPANTE).json() == builders.participante()
        assert api.enviar_participante().status_code == 200
        linha = registro_de(api, resposta)
        assert (linha["falha"], linha["status"], linha["status_verdadeiro"]) == ("guardado-503", 503, 201)
        assert linha["corpo_enviado"] == resposta.content

    def test_o_que_seria_recusado_nao_se_guarda_e_o_diario_diz_o_status_verdadeiro(self, api: Api) -> None:
        resposta = api.put(PARTICIPANTE, {"cpf": "1"}, headers={"X-PGD-Falha": "guardado-503"})
        assert (resposta.status_code, guardados(api)) == (503, 0)
        linha = registro_de(api, resposta)
        assert (linha["status"], linha["status_verdadeiro"]) == (503, 422)

    def test_o_json_truncado_e_a_metade_do_verdadeiro_com_o_tamanho_certo(self, api: Api) -> None:
        assert api.enviar_participante().status_code == 201
        inteira = api.get(PARTICIPANTE).content
        cortada = api.get(PARTICIPANTE, headers={"X-PGD-Falha": "json-truncado"})
        assert (cortada.status_code, cortada.content) == (200, inteira[: len(inteira) // 2])
        assert cortada.headers["Content-Length"] == str(len(cortada.content))
        with pytest.raises(ValueError):
            cortada.json()

    def test_o_json_truncado_de_um_token_nao_deixa_meio_token_no_diario(self, api: Api) -> None:
        armar(api, "json-truncado", rota="/token")
        resposta = api.entrar(ADMIN, "demonstracao-pgd")
        assert resposta.content.startswith(b'{"access_token":"')
        assert registro_de(api, resposta)["corpo_enviado"] is None

    @pytest.mark.parametrize("falha", ["demora-35s; segundos=0.1", "gotejamento; bytes=64; intervalo=0.01"])
    def test_a_resposta_que_demora_e_a_verdadeira_com_os_mesmos_cabecalhos(self, api: Api, falha: str) -> None:
        assert api.enviar_participante().status_code == 201
        verdadeira, demorada = api.get(PARTICIPANTE), api.get(PARTICIPANTE, headers={"X-PGD-Falha": falha})
        nome = falha.partition(";")[0]
        assert demorada.content == verdadeira.content
        assert {**demorada.headers, "x-pgd-registro": ""} == {
            **verdadeira.headers,
            "x-pgd-registro": "",
            "x-pgd-falha": nome,
        }
        linha = registro_de(api, demorada)
        assert (linha["falha"], linha["status_verdadeiro"], linha["rota"]) == (nome, 200, ROTA_PARTICIPANTE)

    def test_o_token_curto_vale_e_vence_pelo_relogio_do_simulador(self, api: Api) -> None:
        armar(api, "token-curto", parametros={"segundos": 60}, vezes=1)
        curto = api.entrar(ADMIN, "demonstracao-pgd")
        assert (curto.status_code, injetada(curto), set(curto.json())) == (
            200,
            "token-curto",
            {"access_token", "token_type"},
        )
        token = curto.json()["access_token"]
        assert api.get("/users", token=token).status_code == 200
        api.relogio.avancar(seconds=61)
        vencido = api.get("/users", token=token)
        assert (vencido.status_code, vencido.json()) == (401, RECUSADO)
        assert injetada(api.entrar(ADMIN, "demonstracao-pgd")) is None

    def test_o_token_curto_nao_provoca_o_aviso_de_token_anterior_a_senha(self, api: Api) -> None:
        """O aviso deduz da validade quando o token foi emitido, e a deste não é a da configuração."""
        usuario = builders.usuario()
        assert api.put(f"/user/{usuario['email']}", usuario).status_code == 201
        armar(api, "token-curto")
        token = api.entrar(usuario["email"], usuario["password"]).json()["access_token"]
        resposta = api.get(f"/user/{usuario['email']}", token=token)
        assert (resposta.status_code, resposta.headers.get("X-PGD-Avisos")) == (200, None)


def test_sem_falha_nada_muda_nas_respostas(api: Api) -> None:
    """Byte por byte: com nada armado, com tudo armado para outra rota, e depois de desarmado."""

    def respostas() -> list[tuple[int, bytes, set[str]]]:
        pedidas = [
            api.enviar_participante(),
            api.get(PARTICIPANTE),
            api.put(ENTREGAS, {"status": "x"}),
            api.get("/users", token=None),
            api.get("/nao-existe"),
            api.cliente.get("/health"),
        ]
        return [(r.status_code, r.content, set(r.headers)) for r in pedidas]

    assert api.enviar_participante().status_code == 201
    antes = respostas()
    for predefinicao in PREDEFINICOES:
        if predefinicao not in ("token-curto", "token-recusado"):
            armar(api, predefinicao, rota="/user/{email}")
    assert respostas() == antes
    assert api.cliente.delete(FALHAS).status_code == 200
    assert respostas() == antes


@pytest.mark.parametrize("parametros", ['{"outro": 1}', '{"segundos": 0}'])
def test_a_que_outra_versao_armou_com_parametros_que_esta_nao_tem_nao_se_da(api: Api, parametros: str) -> None:
    armar(api, "demora-35s", parametros={"segundos": 0.1}, recurso="participante", usuario=ADMIN)

    def mudar(connection: Connection) -> None:
        connection.execute(update(tables.falha).values(parametros=parametros))
        controle.changed(connection)

    no_banco(api, mudar)
    resposta = api.enviar_participante()
    assert (resposta.status_code, injetada(resposta), guardados(api)) == (201, None, 1)


def test_as_falhas_pertencem_ao_simulador_e_outro_site_nao_as_arma(api: Api) -> None:
    resposta = api.cliente.post(
        FALHAS, json={"predefinicao": "html-503"}, headers={"Origin": "https://atacante.example"}
    )
    assert (resposta.status_code, armadas(api)) == (403, [])


def test_o_contrato_publicado_nao_fala_de_falhas(api: Api) -> None:
    assert "falha" not in api.cliente.get("/openapi.json").text.lower()
