"""Ver o estado do simulador e recomeçar do zero."""

import pytest

from tests import builders
from tests.api.test_diario import linhas, registro_de
from tests.api.test_emails import caixa_de_saida
from tests.conftest import ADMIN, Api

ESTADO = "/simulador/api/estado"
REINICIO = "/simulador/api/reinicio"
EMAIL = "sistema@orgao.gov.br"
DADOS = (
    "participante",
    "plano_entregas",
    "entrega",
    "plano_trabalho",
    "contribuicao",
    "avaliacao_registros_execucao",
)


def contagens(api: Api) -> dict[str, int]:
    lidas: dict[str, int] = api.cliente.get(ESTADO).json()["contagens"]
    # O diário cresce a cada pedido, em lotes: conta-se à parte.
    assert lidas.pop("registro") >= 0
    return lidas


def encher(api: Api) -> None:
    """Um documento de cada, um usuário comum com um token e um código de recuperação na caixa de saída."""
    api.com_base()
    assert api.enviar_plano_trabalho().status_code == 201
    api.token_de(builders.usuario())
    assert api.cliente.post(f"/user/forgot_password/{EMAIL}").status_code == 200


def test_o_estado_diz_versao_contrato_banco_e_quantas_linhas_ha(api: Api, request: pytest.FixtureRequest) -> None:
    encher(api)
    estado = api.cliente.get(ESTADO).json()
    estado["contagens"].pop("registro")
    assert estado == {
        "versao": "0.1.0",
        "contrato": "3.3.9",
        "ambiente": "homologacao",
        "banco": request.node.callspec.params["_api_da_sessao"],
        "contagens": {
            "participante": 1,
            "plano_entregas": 1,
            "entrega": 1,
            "plano_trabalho": 1,
            "contribuicao": 1,
            "avaliacao_registros_execucao": 1,
            "usuario": 2,
            "mensagem": 1,
        },
    }


def test_o_diario_tambem_se_conta(api: Api) -> None:
    registro_de(api, api.get("/health"))
    assert api.cliente.get(ESTADO).json()["contagens"]["registro"] >= 1


@pytest.mark.parametrize("parametros", [{}, {"escopo": "dados"}], ids=["sem-escopo", "dados"])
def test_reiniciar_os_dados_apaga_participantes_e_planos_e_mantem_o_resto(api: Api, parametros: dict[str, str]) -> None:
    encher(api)
    resposta = api.cliente.post(REINICIO, params=parametros)
    assert (resposta.status_code, resposta.json()["escopo"]) == (200, "dados")
    esperadas = dict.fromkeys(DADOS, 0) | {"usuario": 2, "mensagem": 1}
    assert {nome: resposta.json()["contagens"][nome] for nome in esperadas} == esperadas
    assert contagens(api) == esperadas
    assert api.entrar(EMAIL, "uma-senha-de-teste").status_code == 200
    assert api.get("/users").status_code == 200


def test_reiniciar_tudo_deixa_so_o_administrador(api: Api) -> None:
    encher(api)
    resposta = api.cliente.post(REINICIO, params={"escopo": "tudo"})
    assert (resposta.status_code, resposta.json()["escopo"]) == (200, "tudo")
    assert contagens(api) == dict.fromkeys(DADOS, 0) | {"usuario": 1, "mensagem": 0}
    assert [usuario["email"] for usuario in api.get("/users").json()] == [ADMIN]
    assert api.entrar(EMAIL, "uma-senha-de-teste").status_code == 401
    assert caixa_de_saida(api) == []


def test_reiniciar_tudo_esvazia_o_diario_e_a_numeracao_continua(api: Api) -> None:
    antes = api.get("/health")
    registro_de(api, antes)
    api.cliente.post(REINICIO, params={"escopo": "tudo"})
    depois = api.get("/health")
    registro_de(api, depois)
    numeros = [linha["numero"] for linha in linhas(api)]
    assert min(numeros) > int(antes.headers["X-PGD-Registro"])
    assert numeros == sorted(set(numeros))


def test_reiniciar_tudo_devolve_ao_administrador_a_senha_configurada(api: Api) -> None:
    trocado = builders.usuario(email=ADMIN, is_admin=True, password="outra", cod_unidade_autorizadora=9)
    assert api.put(f"/user/{ADMIN}", trocado).status_code == 200
    api.cliente.post(REINICIO, params={"escopo": "tudo"})
    assert api.entrar(ADMIN, "demonstracao-pgd").status_code == 200
    assert api.get("/users").json()[0]["cod_unidade_autorizadora"] == 1


def test_depois_de_reiniciar_os_mesmos_envios_criam_de_novo(api: Api) -> None:
    encher(api)
    api.cliente.post(REINICIO)
    api.com_base()
    assert api.enviar_plano_trabalho().status_code == 201


@pytest.mark.parametrize("escopo", ["TUDO", "", "diario"])
def test_um_escopo_que_nao_existe_e_recusado_e_nada_se_apaga(api: Api, escopo: str) -> None:
    api.com_base()
    resposta = api.cliente.post(REINICIO, params={"escopo": escopo})
    assert (resposta.status_code, resposta.headers["Content-Type"]) == (422, "application/problem+json")
    assert resposta.json()["detail"].startswith("escopo: ")
    assert contagens(api)["participante"] == 1


def test_ler_o_estado_nao_apaga_e_reiniciar_nao_e_get(api: Api) -> None:
    api.com_base()
    assert api.cliente.get(REINICIO).status_code == 405
    assert contagens(api)["participante"] == 1
