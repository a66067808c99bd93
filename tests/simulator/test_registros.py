"""O diário pelo endereço do simulador: a lista, um registro inteiro, e o que se exporta."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
from httpx2 import Response

from app.storage import registro
from tests import builders
from tests.api.test_emails import api_com
from tests.conftest import ADMIN, BANCOS, USER_AGENT, Api, banco_vazio
from tests.simulator.test_guarda import recusa, visto
from tests.storage.registros import Linha, linha

REGISTROS = "/simulador/api/registros"
PARTICIPANTE = builders.caminho_participante(builders.participante())
ROTA_DO_PARTICIPANTE = (
    "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/{cod_unidade_lotacao}/participante/{matricula_siape}"
)
JSON = {"Content-Type": "application/json"}
NAO_ENTENDIDO = recusa(422, "Pedido não entendido")


@pytest.fixture(scope="module")
def so_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Uma API só, para o que não depende do banco."""
    with api_com(f"sqlite:///{tmp_path_factory.mktemp('um').as_posix()}/pgd.sqlite") as api:
        yield api


def numero(resposta: Response) -> int:
    return int(resposta.headers["X-PGD-Registro"])


def listar(api: Api, **filtros: Any) -> dict[str, Any]:
    resposta = api.cliente.get(REGISTROS, params=filtros)
    assert resposta.status_code == 200, resposta.text
    pagina: dict[str, Any] = resposta.json()
    return pagina


def numeros(api: Api, **filtros: Any) -> list[int]:
    return [achado["numero"] for achado in listar(api, **filtros)["registros"]]


def inteiro(api: Api, resposta: Response) -> dict[str, Any]:
    """O registro inteiro do pedido que teve esta resposta."""
    lido = api.cliente.get(f"{REGISTROS}/{numero(resposta)}")
    assert lido.status_code == 200, lido.text
    registro: dict[str, Any] = lido.json()
    return registro


def guardar(api: Api, *linhas: Linha) -> None:
    """Põe no diário estes registros, depois do que já se pediu."""
    parts = api.cliente.app.state.parts  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
    assert api.cliente.portal is not None
    api.cliente.portal.call(parts.journal.flush)
    api.cliente.portal.call(parts.database.write, partial(registro.keep, linhas=linhas, limite=10_000))


class TestLista:
    def test_o_que_acabou_de_ser_respondido_ja_esta_nela_e_e_o_primeiro(self, api: Api) -> None:
        respostas = [api.enviar_participante(), api.enviar_participante(cpf="1"), api.get("/health")]
        assert numeros(api, limite=3) == [numero(resposta) for resposta in reversed(respostas)]

    def test_um_resumo_diz_tudo_o_que_cabe_numa_linha(self, api: Api) -> None:
        resposta = api.enviar_participante(matricula_siape="1111111")
        (resumo,) = listar(api, limite=1)["registros"]
        assert resumo.pop("duracao_ms") > 0
        assert resumo.pop("ordem") > 0
        assert resumo == {
            "numero": numero(resposta),
            "recebido_em": "2025-07-01T12:00:00Z",
            "metodo": "PUT",
            "caminho": "/organizacao/SIAPE/1/101/participante/1111111",
            "rota": ROTA_DO_PARTICIPANTE,
            "recurso": "participante",
            "unidade": "SIAPE/1",
            "usuario": ADMIN,
            "status": 422,
            "regras": ["PA-03"],
            "avisos": [],
            "falha": None,
            "bytes_recebidos": 239,
            "bytes_enviados": len(resposta.content),
        }

    def test_as_paginas_nao_repetem_nem_perdem_ainda_que_cheguem_outros(self, api: Api) -> None:
        pedidos = [numero(api.get("/health")) for _ in range(5)]
        primeira = listar(api, limite=2, rota="/health")
        api.get("/health")
        segunda = listar(api, limite=2, rota="/health", cursor=primeira["proximo"])
        terceira = listar(api, limite=2, rota="/health", cursor=segunda["proximo"])
        vistos = [item["numero"] for pagina in (primeira, segunda, terceira) for item in pagina["registros"]]
        assert vistos == pedidos[::-1]
        assert terceira["proximo"] is None

    def test_uma_pagina_que_acaba_justo_no_ultimo_nao_promete_outra(self, api: Api) -> None:
        for _ in range(2):
            api.get("/health")
        assert listar(api, limite=2, rota="/health")["proximo"] is None

    def test_depois_de_uma_ordem_vem_do_mais_antigo_ao_mais_novo(self, api: Api) -> None:
        api.get("/health")
        ordem = listar(api, limite=1)["registros"][0]["ordem"]
        depois = [numero(api.get("/health")) for _ in range(3)]
        seguidos = listar(api, depois_de=ordem, limite=2)
        assert ([item["numero"] for item in seguidos["registros"]], seguidos["proximo"]) == (depois[:2], None)
        assert numeros(api, depois_de=seguidos["registros"][-1]["ordem"]) == depois[2:]
        assert numeros(api, depois_de=seguidos["registros"][-1]["ordem"] + 1) == []

    def test_o_diario_vazio_e_uma_lista_vazia(self, api: Api) -> None:
        api.cliente.post("/simulador/api/reinicio", params={"escopo": "tudo"})
        assert listar(api) == {"registros": [], "proximo": None}

    def test_o_que_e_raro_se_acha_entre_milhares(self, api: Api) -> None:
        """A procura vai aos poucos, e nada se perde de uma parte para a outra."""
        raros = {1_000_001, 1_001_500, 1_003_000}
        todos = range(1_000_001, 1_003_001)
        guardar(api, *(linha(n, usuario="raro@orgao.gov.br" if n in raros else None) for n in todos))
        pagina = listar(api, usuario="raro@orgao.gov.br", limite=2)
        resto = listar(api, usuario="raro@orgao.gov.br", limite=2, cursor=pagina["proximo"])
        assert [item["numero"] for item in pagina["registros"]] == [1_003_000, 1_001_500]
        assert ([item["numero"] for item in resto["registros"]], resto["proximo"]) == ([1_000_001], None)
        assert numeros(api, usuario="raro@orgao.gov.br", depois_de=0) == sorted(raros)


class TestFiltros:
    @pytest.fixture(scope="class", params=BANCOS)
    @classmethod
    def diario(cls, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
        """Um diário de quatro pedidos: 101, ontem; 102 a 104, hoje."""
        ontem, hoje = (datetime(2025, 6, dia, 23, 30, tzinfo=UTC) for dia in (29, 30))
        with banco_vazio(request.param, request, tmp_path_factory.mktemp("diario")) as banco, api_com(banco) as api:
            api.cliente.post("/simulador/api/reinicio", params={"escopo": "tudo"})
            guardar(
                api,
                linha(101, recebido_em=ontem, status=0, falha="conexao-reiniciada"),
                linha(102, recebido_em=hoje, metodo="PUT", rota=ROTA_DO_PARTICIPANTE, chave='["SIAPE", "1", "1", "2"]'),
                linha(103, recebido_em=hoje, metodo="POST", rota="/token", caminho="/token", status=401, regra="AU-03"),
                linha(
                    104, recebido_em=hoje, rota="/users", usuario=ADMIN, avisos="PD-07, AU-09", user_agent="Sisref/9"
                ),
            )
            yield api

    @pytest.mark.parametrize(
        ("consulta", "achados"),
        [
            ("", [104, 103, 102, 101]),
            ("desde=2025-06-30", [104, 103, 102]),
            ("desde=2025-06-30T20:30:00-03:00", [104, 103, 102]),
            ("desde=2025-06-30T20:30:01-03:00", []),
            ("desde=2025-07-01T01:30:00+02:00", [104, 103, 102]),
            ("ate=2025-06-29", [101]),
            ("ate=2025-06-29T23:29:59", []),
            ("ate=2025-06-29T23:30", [101]),
            ("desde=0001-01-01T00:00:00%2B14:00&ate=9999-12-31T23:59:59-14:00", [104, 103, 102, 101]),
            ("metodo=put", [102]),
            ("rota=/token", [103]),
            ("recurso=participante", [102]),
            ("recurso=token", [103]),
            ("recurso=usuario", [104]),
            ("unidade=SIAPE/1", [102]),
            ("unidade=SIAPE/%25", []),
            (f"usuario={ADMIN}", [104]),
            ("status=401", [103]),
            ("status=4XX", [103]),
            ("status=0", [101]),
            ("regra=au-03", [103]),
            ("regra=AU-09", [104]),
            ("falha=conexao-reiniciada", [101]),
            ("so=recusados", [103]),
            ("so=com-aviso", [104]),
            ("so=com-falha", [101]),
            ("texto=sisref", [104]),
            ("texto=%25", []),
            ("texto=%FF%C0", []),
            ("texto=<script>", []),
            (f"texto={'x' * 1_000}", []),
            (f"usuario={'x' * 10_000}", []),
            ("status=&regra=&texto=&desde=", [104, 103, 102, 101]),
            ("recurso=usuario&status=200", [104]),
            ("recurso=usuario&status=401", []),
        ],
    )
    def test_cada_filtro_restringe(self, diario: Api, consulta: str, achados: list[int]) -> None:
        resposta = diario.cliente.get(f"{REGISTROS}?{consulta}")
        assert resposta.status_code == 200, resposta.text
        assert [item["numero"] for item in resposta.json()["registros"]] == achados

    @pytest.mark.parametrize(
        ("consulta", "detalhe"),
        [
            (
                "desde=ontem",
                "desde: Não é uma data, nem data e hora. Escreva como 2025-07-01 ou 2025-07-01T12:00:00-03:00; sem "
                "fuso, vale UTC.",
            ),
            (
                "ate=2025-02-30",
                "ate: Não é uma data, nem data e hora. Escreva como 2025-07-01 ou 2025-07-01T12:00:00-03:00; sem fuso, "
                "vale UTC.",
            ),
            (
                "status=5x",
                "status: Não é um status. Escreva um, como 422, uma centena, como 4xx, ou 0, de quem não teve "
                "resposta.",
            ),
            (
                "unidade=SIAPE",
                "unidade: Não é uma unidade. Escreva a origem e o código da autorizadora, como SIAPE/1.",
            ),
            (
                "recurso=plano",
                "recurso: Não há este recurso. Use um destes: participante, plano_entregas, plano_trabalho, usuario, "
                "token.",
            ),
            (
                "cursor=MTIz!",
                "cursor: O cursor não é deste simulador. Use o de `proximo` da página anterior, ou comece sem cursor.",
            ),
            (
                "cursor=8J-YgA",
                "cursor: O cursor não é deste simulador. Use o de `proximo` da página anterior, ou comece sem cursor.",
            ),
            (
                "cursor=MQ&depois_de=1",
                "Use cursor, que vai para trás, ou depois_de, que vai para a frente: não os dois.",
            ),
            ("limite=0", "limite: O número tem de ser maior ou igual a 1."),
            ("limite=501", "limite: O número tem de ser menor ou igual a 500."),
            ("depois_de=9223372036854775808", "depois_de: O número tem de ser menor ou igual a 9223372036854775807."),
            (
                "texto=%00",
                "texto: O valor traz um caractere nulo (%00), que nada do que se guarda traz. Retire-o.",
            ),
            (
                "usuario=a%00",
                "usuario: O valor traz um caractere nulo (%00), que nada do que se guarda traz. Retire-o.",
            ),
            (f"texto={'x' * 1_001}", "texto: O texto é longo demais: cabem 1000 caracteres."),
            (
                "statuss=422",
                "Não há aqui o parâmetro statuss. Os que há: desde, ate, metodo, rota, recurso, unidade, "
                "usuario, status, regra, falha, so, texto, limite, cursor, depois_de.",
            ),
        ],
    )
    def test_um_filtro_que_nao_se_entende_e_recusado_com_o_que_fazer(
        self, so_sqlite: Api, consulta: str, detalhe: str
    ) -> None:
        resposta = so_sqlite.cliente.get(f"{REGISTROS}?{consulta}")
        assert visto(resposta) == NAO_ENTENDIDO
        assert resposta.json()["detail"] == detalhe

    def test_um_cursor_alem_de_tudo_e_o_comeco(self, diario: Api) -> None:
        assert numeros(diario, cursor="OTIyMzM3MjAzNjg1NDc3NTgwNw") == [104, 103, 102, 101]

    def test_um_texto_se_acha_no_corpo_escrito_com_escapes(self, api: Api) -> None:
        """Há clientes que escrevem em JSON cada letra com acento como \\uXXXX."""
        escrito = json.dumps(builders.plano_entregas(), ensure_ascii=True)
        assert "Secretaria de Gest\\u00e3o" in escrito
        caminho = builders.caminho_plano_entregas(builders.plano_entregas())
        enviado = api.pedir("PUT", caminho, content=escrito, headers=JSON)
        assert numeros(api, texto="secretaria de gestão") == [numero(enviado)]


class TestInteiro:
    def test_traz_tudo_o_que_se_guardou_do_pedido(self, api: Api) -> None:
        corpo = json.dumps(builders.participante(cpf="1")).encode()
        cabecalhos = {"Content-Type": "application/json", "X-Teste": "sim", "Cookie": "sessao=segredo"}
        resposta = api.pedir("PUT", f"{PARTICIPANTE}?origem=teste", content=corpo, headers=cabecalhos)
        registro = inteiro(api, resposta)
        (resumo,) = listar(api, limite=1)["registros"]
        explicacao = api.cliente.get(f"{REGISTROS}/{numero(resposta)}/explicacao").json()
        recebidos = registro["cabecalhos"].pop("recebidos")
        assert {"nome": "x-teste", "valor": "sim"} in recebidos
        assert {"nome": "cookie", "valor": "***"} in recebidos
        assert [par["valor"].rsplit(".", 1)[1] for par in recebidos if par["nome"] == "authorization"] == ["***"]
        assert registro == {
            **resumo,
            "caminho": f"{PARTICIPANTE}?origem=teste",
            "user_agent": USER_AGENT,
            "status_verdadeiro": None,
            "achados": 1,
            "cabecalhos": {
                "enviados": [
                    {"nome": "x-pgd-regra", "valor": "FO-05"},
                    {"nome": "content-length", "valor": "175"},
                    {"nome": "content-type", "valor": "application/json"},
                    {"nome": "x-pgd-registro", "valor": str(numero(resposta))},
                ]
            },
            "corpos": {
                "recebido": {
                    "tipo": "application/json",
                    "bytes": len(corpo),
                    "texto": corpo.decode(),
                    "base64": None,
                    "json": builders.participante(cpf="1"),
                    "cortado": False,
                    "oculto": False,
                },
                "enviado": {
                    "tipo": "application/json",
                    "bytes": 175,
                    "texto": resposta.text,
                    "base64": None,
                    "json": resposta.json(),
                    "cortado": False,
                    "oculto": False,
                },
            },
            "token": {
                "algoritmo": "HS256",
                "sub": ADMIN,
                "exp": "2025-07-01T12:30:00Z",
                "vencido": False,
                "cabecalho": {"alg": "HS256", "typ": "JWT"},
                "conteudo": {"sub": ADMIN, "exp": 1_751_373_000},
            },
            "repetir": explicacao["repetir"],
            "explicacao": explicacao,
        }

    def test_um_corpo_que_nao_e_texto_vem_em_base64(self, api: Api) -> None:
        resposta = api.pedir("PUT", PARTICIPANTE, content=b"\xff\x00abc")
        assert inteiro(api, resposta)["corpos"]["recebido"] == {
            "tipo": None,
            "bytes": 5,
            "texto": None,
            "base64": "/wBhYmM=",
            "json": None,
            "cortado": False,
            "oculto": False,
        }

    @pytest.mark.parametrize(
        ("corpo", "lido"),
        [
            (b'{"a": NaN, "b": -Infinity, "c": 1e999}', {"a": None, "b": None, "c": None}),
            (rb'["\ud800"]', ["\\ud800"]),
            (b"[" * 5_000 + b"]" * 5_000, None),
            (b"[" * 50 + b"]" * 50, json.loads("[" * 50 + "]" * 50)),
            (b"[" * 51 + b"]" * 51, None),
            (b"[1" + b"0" * 30 + b"]", [10**30]),
            (b"[1" + b"0" * 5_000 + b"]", None),
            (b'"***"', "***"),
            (b'{"nome": "***"}', {"nome": "***"}),
        ],
        ids=[
            "nao-finitos",
            "meio-caractere",
            "fundo",
            "no-limite",
            "alem-do-limite",
            "grande",
            "enorme",
            "igual",
            "campo",
        ],
    )
    def test_um_json_estranho_se_le_ate_onde_da(self, so_sqlite: Api, corpo: bytes, lido: Any) -> None:
        recebido = inteiro(so_sqlite, so_sqlite.pedir("PUT", PARTICIPANTE, content=corpo, headers=JSON))["corpos"][
            "recebido"
        ]
        assert (recebido["texto"], recebido["json"]) == (corpo.decode(), lido)
        assert (recebido["cortado"], recebido["oculto"]) == (False, False)

    def test_o_que_nao_houve_e_nulo(self, api: Api) -> None:
        registro = inteiro(api, api.get("/health", token=None))
        assert (registro["corpos"]["recebido"], registro["token"]) == (None, None)

    def test_de_um_registro_anterior_aos_cabecalhos_diz_o_que_ha(self, api: Api) -> None:
        guardar(api, linha(5_000_000, corpo_enviado=b"{}", bytes_enviados=2))
        registro = api.cliente.get(f"{REGISTROS}/5000000").json()
        assert registro["cabecalhos"] == {"recebidos": [], "enviados": []}
        assert (registro["corpos"]["enviado"]["tipo"], registro["corpos"]["enviado"]["json"]) == (None, {})

    def test_fora_do_diario_diz_por_que(self, api: Api) -> None:
        resposta = api.cliente.get(f"{REGISTROS}/9223372036854775807")
        assert visto(resposta) == recusa(404, "Registro fora do diário")
        assert resposta.json()["detail"].startswith("Nenhum pedido recebeu ainda o número 9223372036854775807")

    @pytest.mark.parametrize("caminho", ["0", "-1", "um", "9223372036854775808", "1" * 5_000, "%00"])
    def test_o_que_nao_e_numero_de_registro_e_recusado(self, so_sqlite: Api, caminho: str) -> None:
        assert visto(so_sqlite.cliente.get(f"{REGISTROS}/{caminho}")) == NAO_ENTENDIDO


class TestToken:
    def test_um_token_vencido_diz_que_ja_tinha_vencido(self, api: Api) -> None:
        api.relogio.avancar(minutes=31)
        token = inteiro(api, api.get("/users"))["token"]
        assert (token["sub"], token["exp"], token["vencido"]) == (ADMIN, "2025-07-01T12:30:00Z", True)

    @pytest.mark.parametrize(
        ("cabecalho", "conteudo", "lido"),
        [
            ("eyJhbGciOiJub25lIn0", "e30", ("none", None, None, None)),
            ("eyJhbGciOjF9", "eyJzdWIiOlsxXSwiZXhwIjoiYW1hbmjjoyJ9", None),
            ("eyJhbGciOjF9", "eyJzdWIiOlsxXSwiZXhwIjoieCJ9", (None, None, None, None)),
            ("e30", "eyJleHAiOjFlOTk5fQ", (None, None, None, None)),
            ("e30", "eyJleHAiOjFlMzB9", (None, None, None, False)),
            ("e30", "eyJleHAiOi0xfQ", (None, None, "1969-12-31T23:59:59Z", True)),
            ("e30", "W10", None),
            ("a", "b", None),
        ],
    )
    def test_um_token_qualquer_se_le_ate_onde_da(
        self, so_sqlite: Api, cabecalho: str, conteudo: str, lido: tuple[Any, ...] | None
    ) -> None:
        token = inteiro(so_sqlite, so_sqlite.get("/users", token=f"{cabecalho}.{conteudo}.assinatura"))["token"]
        assert (token and (token["algoritmo"], token["sub"], token["exp"], token["vencido"])) == lido

    @pytest.mark.parametrize("autorizacao", ["Bearer segredo", "Basic YTpi", "Bearer", ""])
    def test_o_que_nao_e_um_jwt_nao_e_token(self, so_sqlite: Api, autorizacao: str) -> None:
        resposta = so_sqlite.get("/users", token=None, headers={"Authorization": autorizacao})
        assert inteiro(so_sqlite, resposta)["token"] is None


class TestSegredos:
    SENHA = "senha-que-ninguem-pode-ver"

    def test_de_um_usuario_enviado_so_a_senha_se_oculta(self, api: Api) -> None:
        usuario = builders.usuario(password=self.SENHA)
        recebido = inteiro(api, api.put(f"/user/{usuario['email']}", usuario))["corpos"]["recebido"]
        assert recebido["json"] == {**usuario, "password": "***"}
        assert (recebido["cortado"], recebido["oculto"]) == (False, True)

    def test_da_entrada_so_ficam_os_campos_sem_segredo(self, api: Api) -> None:
        corpos = inteiro(api, api.entrar(ADMIN, self.SENHA))["corpos"]
        assert corpos["recebido"] == {
            "tipo": "application/x-www-form-urlencoded",
            "bytes": len(urlencode({"username": ADMIN, "password": self.SENHA})),
            "texto": f"username={ADMIN}",
            "base64": None,
            "json": None,
            "cortado": False,
            "oculto": True,
        }

    def test_de_um_corpo_em_que_nao_se_sabe_onde_esta_o_segredo_nada_fica(self, api: Api) -> None:
        resposta = api.pedir("PUT", "/user/a@b.gov.br", content=f'{{"password": "{self.SENHA}"', headers=JSON)
        recebido = inteiro(api, resposta)["corpos"]["recebido"]
        assert (recebido["texto"], recebido["base64"], recebido["json"]) == (None, None, None)
        assert (recebido["bytes"], recebido["cortado"], recebido["oculto"]) == (15 + len(self.SENHA), True, False)


class TestCorpoCortado:
    @pytest.fixture(scope="class")
    @classmethod
    def curta(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
        banco = f"sqlite:///{tmp_path_factory.mktemp('curta').as_posix()}/pgd.sqlite"
        with api_com(banco, PGD_DIARIO_CORPO=100) as api:
            yield api

    def test_diz_que_so_tem_o_comeco(self, curta: Api) -> None:
        corpo = json.dumps(builders.participante()).encode()
        recebido = inteiro(curta, curta.pedir("PUT", PARTICIPANTE, content=corpo, headers=JSON))["corpos"]["recebido"]
        assert recebido == {
            "tipo": "application/json",
            "bytes": len(corpo),
            "texto": corpo[:100].decode(),
            "base64": None,
            "json": None,
            "cortado": True,
            "oculto": False,
        }

    def test_um_corpo_cortado_no_meio_de_uma_letra_vem_em_base64(self, curta: Api) -> None:
        recebido = inteiro(curta, curta.pedir("PUT", PARTICIPANTE, content=("x" + "ã" * 60).encode()))["corpos"][
            "recebido"
        ]
        assert (recebido["texto"], recebido["cortado"]) == (None, True)
        assert recebido["base64"].startswith("eMOjw6PDo8Oj")
