"""As verificações: o que um teste automático pergunta ao simulador, e o que ele ouve quando a resposta é não."""

import json
from pathlib import Path
from typing import Any, ClassVar

import pytest
from httpx2 import Response

from app import journal
from app.storage import registro
from app.verify import verify
from tests import builders
from tests.api.test_emails import api_com
from tests.conftest import ADMIN, Api

CAMINHO = "/simulador/api/verificacoes"
TRABALHO = builders.caminho_plano_trabalho(builders.plano_trabalho())
PARTICIPANTE = builders.caminho_participante(builders.participante())
PUT_PARTICIPANTE = {"metodo": "PUT", "recurso": "participante"}
ROTA = "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/{cod_unidade_lotacao}/participante/{matricula_siape}"


@pytest.fixture(autouse=True)
def um_processo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Aqui não há outros processos por que esperar; com dois, ver test_ao_vivo."""
    monkeypatch.setattr(journal, "ESPERA", 0.0)


def verificar(api: Api, pedido: dict[str, Any], **outros: Any) -> dict[str, Any]:
    """O veredito."""
    resposta = api.cliente.post(CAMINHO, json={"pedido": pedido, **outros})
    assert resposta.status_code == 200, resposta.text
    lido: dict[str, Any] = resposta.json()
    return lido


def numero(resposta: Response) -> int:
    return int(resposta.headers["X-PGD-Registro"])


def test_o_pedido_que_chegou_e_dito_com_o_numero_dele(api: Api) -> None:
    enviado = numero(api.enviar_participante())
    assert verificar(api, PUT_PARTICIPANTE) == {
        "atendida": True,
        "vezes": 1,
        "registros": [enviado],
        "mensagem": "Esperava-se ao menos 1 pedido com metodo PUT, recurso participante, e veio 1.\n"
        f"- registro {enviado}, PUT {PARTICIPANTE} → 201",
        "quase": [],
    }


@pytest.mark.parametrize(
    "criterio",
    [
        {},
        {"metodo": "put"},
        {"recurso": "participante"},
        {"rota": ROTA},
        {"caminho": PARTICIPANTE},
        {"caminho": f"{PARTICIPANTE}?origem=teste"},
        {"unidade": "SIAPE/1"},
        {"usuario": ADMIN},
        {"status": 422},
        {"status": "422"},
        {"status": "4XX"},
        {"regra": "PA-06"},
        {"regra": "pa-06"},
        {"corpo": {"cpf": "52998224724"}},
        {"metodo": "PUT", "status": "4xx", "corpo": {"situacao": 1.0, "modalidade_execucao": 2}},
    ],
    ids=str,
)
def test_cada_campo_do_criterio_serve_a_quem_o_tem(api: Api, criterio: dict[str, Any]) -> None:
    documento = builders.participante(cpf="52998224724")
    enviado = numero(api.put(f"{PARTICIPANTE}?origem=teste", documento))
    # O primeiro pedido é o da entrada, e atende ao critério que nada pede.
    assert verificar(api, criterio, vezes={"minimo": 1})["registros"][-1] == enviado


@pytest.mark.parametrize(
    ("criterio", "difere"),
    [
        ({"metodo": "GET"}, ["metodo: esperado GET, veio PUT"]),
        ({"recurso": "plano_trabalho"}, ["recurso: esperado plano_trabalho, veio participante"]),
        ({"rota": "/health"}, [f"rota: esperado /health, veio {ROTA[:80]}…"]),
        ({"caminho": "/health"}, [f"caminho: esperado /health, veio {PARTICIPANTE}"]),
        ({"caminho": f"{PARTICIPANTE}?a=1"}, [f"caminho: esperado {PARTICIPANTE}?a=1, veio {PARTICIPANTE}"]),
        ({"unidade": "SIAPE/2"}, ["unidade: esperado SIAPE/2, veio SIAPE/1"]),
        ({"usuario": "outro@orgao.gov.br"}, [f"usuario: esperado outro@orgao.gov.br, veio {ADMIN}"]),
        ({"status": 200}, ["status: esperado 200, veio 201"]),
        ({"status": "4xx"}, ["status: esperado 4xx, veio 201"]),
        ({"regra": "PA-06"}, ["regra: esperado PA-06, veio nada"]),
        ({"corpo": {"situacao": 0, "nome": "x"}}, ["/situacao: esperado 0, veio 1", '/nome: esperado "x", e não veio']),
    ],
    ids=str,
)
def test_o_que_quase_serve_vem_com_o_que_difere(api: Api, criterio: dict[str, Any], difere: list[str]) -> None:
    enviado = numero(api.enviar_participante())
    # Um campo em que o envio concorda, e a entrada não.
    concorda = {"corpo": {"matricula_siape": "1234567"}}
    concorda["corpo"].update(criterio.get("corpo", {}))
    veredito = verificar(api, {**criterio, **concorda})
    assert (veredito["atendida"], veredito["vezes"], veredito["registros"]) == (False, 0, [])
    assert veredito["quase"] == [{"numero": enviado, "difere": difere}]


class TestVezes:
    @pytest.mark.parametrize(
        ("vezes", "atendida"),
        [
            (None, True),
            (0, False),
            (1, False),
            (2, True),
            (3, False),
            ({"minimo": 2}, True),
            ({"minimo": 3}, False),
            ({"maximo": 2}, True),
            ({"maximo": 1}, False),
            ({"minimo": 1, "maximo": 3}, True),
        ],
    )
    def test_dois_envios_atendem_a_quem_espera_dois(self, api: Api, vezes: Any, atendida: bool) -> None:
        numeros = [numero(api.enviar_participante()) for _ in range(2)]
        veredito = verificar(api, PUT_PARTICIPANTE, vezes=vezes)
        assert (veredito["atendida"], veredito["vezes"], veredito["registros"]) == (atendida, 2, numeros)

    def test_o_que_nunca_devia_vir_e_mostrado_quando_veio(self, api: Api) -> None:
        intruso = numero(api.enviar_participante())
        assert verificar(api, {"recurso": "participante"}, vezes=0) == {
            "atendida": False,
            "vezes": 1,
            "registros": [intruso],
            "mensagem": "Esperava-se que nunca viesse um pedido com recurso participante, e veio 1.\n"
            f"- registro {intruso}, PUT {PARTICIPANTE} → 201",
            "quase": [],
        }

    def test_o_que_nunca_devia_vir_e_nao_veio_atende(self, api: Api) -> None:
        veredito = verificar(api, {"recurso": "plano_entregas"}, vezes=0)
        assert (veredito["atendida"], veredito["registros"], veredito["quase"]) == (True, [], [])

    def test_a_mensagem_diz_quantos_se_esperavam(self, api: Api) -> None:
        ditos = [
            verificar(api, {"status": 599}, vezes=vezes)["mensagem"].splitlines()[0]
            for vezes in (1, 2, {"minimo": 2}, {"minimo": 1, "maximo": 3}, {"maximo": 1})
        ]
        assert ditos == [
            "Esperava-se exatamente 1 pedido com status 599, e não veio nenhum.",
            "Esperava-se exatamente 2 pedidos com status 599, e não veio nenhum.",
            "Esperava-se ao menos 2 pedidos com status 599, e não veio nenhum.",
            "Esperava-se de 1 a 3 pedidos com status 599, e não veio nenhum.",
            "Esperava-se no máximo 1 pedido com status 599, e não veio nenhum.",
        ]


class TestDepoisDe:
    ENTREGAS: ClassVar = {"recurso": "plano_entregas", "status": "2xx"}

    def test_so_conta_o_que_veio_depois_do_primeiro(self, api: Api) -> None:
        api.enviar_participante()
        api.enviar_plano_entregas()
        depois = numero(api.enviar_participante())
        api.enviar_plano_entregas()
        assert verificar(api, PUT_PARTICIPANTE, depois_de=self.ENTREGAS, vezes=1)["registros"] == [depois]

    def test_o_que_veio_antes_quase_serve(self, api: Api) -> None:
        antes, entregas = numero(api.enviar_participante()), numero(api.enviar_plano_entregas())
        veredito = verificar(api, PUT_PARTICIPANTE, depois_de=self.ENTREGAS)
        motivo = f"veio antes do registro {entregas}, o primeiro que atende a depois_de"
        assert veredito["atendida"] is False
        assert veredito["quase"][0] == {"numero": antes, "difere": [motivo]}
        assert veredito["mensagem"].splitlines()[:3] == [
            "Esperava-se ao menos 1 pedido com metodo PUT, recurso participante, depois de um com recurso "
            "plano_entregas, status 2xx, e não veio nenhum.",
            "Os que mais se parecem com o que devia vir:",
            f"- registro {antes}, PUT {PARTICIPANTE} → 201: {motivo}",
        ]

    def test_o_proprio_que_abre_a_contagem_nao_conta(self, api: Api) -> None:
        api.enviar_participante()
        segundo = numero(api.enviar_participante())
        assert verificar(api, PUT_PARTICIPANTE, depois_de=PUT_PARTICIPANTE)["registros"] == [segundo]

    @pytest.mark.parametrize("vezes", [None, 0])
    def test_sem_o_que_devia_vir_antes_nada_e_atendido(self, api: Api, vezes: int | None) -> None:
        api.enviar_participante()
        recusado = numero(api.enviar_plano_entregas(data_termino="2023-01-01"))
        veredito = verificar(api, PUT_PARTICIPANTE, depois_de=self.ENTREGAS, vezes=vezes)
        assert (veredito["atendida"], veredito["vezes"], veredito["registros"]) == (False, 0, [])
        assert veredito["quase"] == [{"numero": recusado, "difere": ["status: esperado 2xx, veio 422"]}]
        assert "Como nada atendeu a depois_de, nada se contou." in veredito["mensagem"].splitlines()


def test_desde_uma_ordem_so_se_ve_o_que_veio_depois_dela(api: Api) -> None:
    api.enviar_participante()
    ultima = api.cliente.get("/simulador/api/registros", params={"limite": 1}).json()["registros"][0]["ordem"]
    nada = verificar(api, {}, desde_ordem=ultima)
    assert nada["mensagem"] == (
        f"Esperava-se ao menos 1 pedido qualquer, de ordem maior que {ultima}, e não veio nenhum.\n"
        "O diário não tem nenhum pedido para conferir: veja se o sistema em teste envia a este simulador."
    )
    novo = numero(api.enviar_participante())
    assert verificar(api, {}, desde_ordem=ultima)["registros"] == [novo]


class TestQuase:
    def test_os_que_concordam_no_recurso_vem_antes_e_deles_os_que_menos_diferem(self, api: Api) -> None:
        lido = numero(api.get(PARTICIPANTE))
        dois = numero(api.enviar_participante(situacao=0, modalidade_execucao=3))
        um = numero(api.enviar_participante(modalidade_execucao=3))
        corpo = {"situacao": 1, "modalidade_execucao": 1}
        veredito = verificar(api, {**PUT_PARTICIPANTE, "corpo": corpo})
        assert veredito["quase"][:3] == [
            {"numero": um, "difere": ["/modalidade_execucao: esperado 1, veio 3"]},
            {"numero": dois, "difere": ["/situacao: esperado 1, veio 0", "/modalidade_execucao: esperado 1, veio 3"]},
            {"numero": lido, "difere": ["metodo: esperado PUT, veio GET", "corpo: o pedido não trouxe corpo"]},
        ]

    def test_entre_iguais_ficam_os_cinco_mais_novos(self, api: Api) -> None:
        numeros = [numero(api.enviar_participante()) for _ in range(7)]
        veredito = verificar(api, {**PUT_PARTICIPANTE, "status": 500})
        assert [quase["numero"] for quase in veredito["quase"]] == numeros[:1:-1]

    def test_quem_nao_concorda_em_nada_nao_e_parecido(self, api: Api) -> None:
        api.get("/health")
        veredito = verificar(api, {"recurso": "plano_trabalho", "metodo": "PUT"})
        assert veredito["quase"] == []
        # A entrada, e este.
        assert veredito["mensagem"].splitlines()[1:] == ["Dos 2 pedidos conferidos, nenhum se parece com ele."]

    def test_de_um_que_difere_em_muito_so_se_diz_parte(self, api: Api) -> None:
        api.enviar_participante()
        (quase,) = verificar(api, {**PUT_PARTICIPANTE, "corpo": {f"campo{n}": n for n in range(23)}})["quase"][:1]
        assert len(quase["difere"]) == 21
        assert quase["difere"][-1] == "e mais 3 diferenças"


class TestOQueNaoSePodeConferir:
    def test_a_senha_nunca_e_dita_igual(self, api: Api) -> None:
        usuario = builders.usuario()
        enviado = numero(api.put(f"/user/{usuario['email']}", usuario))
        pedido = {"recurso": "usuario", "corpo": {"email": usuario["email"]}}
        assert verificar(api, pedido)["registros"] == [enviado]
        for senha in (usuario["password"], "***"):
            veredito = verificar(api, {**pedido, "corpo": {"email": usuario["email"], "password": senha}})
            assert veredito["atendida"] is False
            assert veredito["quase"] == [
                {
                    "numero": enviado,
                    "difere": ["/password: o diário oculta este valor, e não há como conferi-lo"],
                }
            ]

    def test_um_corpo_cortado_pelo_diario_nunca_serve(self, tmp_path: Path) -> None:
        with api_com(f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite", PGD_DIARIO_CORPO=100) as api:
            enviado = api.enviar_participante()
            veredito = verificar(api, {**PUT_PARTICIPANTE, "corpo": {"origem_unidade": "SIAPE"}})
        assert veredito["atendida"] is False
        assert veredito["quase"] == [
            {
                "numero": numero(enviado),
                "difere": [
                    f"corpo: o diário não guardou o corpo inteiro (100 de {len(enviado.request.content)} bytes): ou "
                    "havia nele um segredo, que se oculta, ou ele passa de PGD_DIARIO_CORPO"
                ],
            }
        ]

    def test_o_que_se_pede_ao_simulador_nao_se_confere(self, api: Api) -> None:
        assert verificar(api, {"caminho": "/simulador/api/estado"}, vezes=0)["atendida"] is True
        api.cliente.get("/simulador/api/estado")
        assert verificar(api, {"caminho": "/simulador/api/estado"}, vezes=0)["atendida"] is True


@pytest.mark.parametrize(
    ("corpo", "detalhe"),
    [
        ({}, "pedido: Falta este campo. Envie-o; o que ele é está em /simulador/openapi.json."),
        (
            {"pedido": {"metod": "PUT"}},
            "pedido: Não há o campo metod. Os que há são: metodo, recurso, rota, caminho, unidade, usuario, status, "
            "regra, corpo.",
        ),
        (
            {"pedido": {"recurso": "plano"}},
            "pedido.recurso: Este recurso não existe. Use um destes: participante, plano_entregas, plano_trabalho, "
            "usuario, token.",
        ),
        (
            {"pedido": {"status": "6xx"}},
            "pedido.status: O status é um número, como 422, ou uma centena inteira, como 4xx.",
        ),
        (
            {"pedido": {}, "vezes": {"minimo": -1}},
            "vezes.minimo: O número tem de ser maior ou igual a 0.",
        ),
        (
            {"pedido": {}, "vezes": {"minimo": 3, "maximo": 2}},
            "vezes: O mínimo, 3, é maior que o máximo, 2. Troque-os.",
        ),
    ],
    ids=["vazio", "campo", "recurso", "status", "vezes.minimo", "vezes"],
)
def test_o_que_nao_se_entende_e_recusado_com_o_que_fazer(api: Api, corpo: Any, detalhe: str) -> None:
    resposta = api.cliente.post(CAMINHO, json=corpo)
    assert (resposta.status_code, resposta.headers["content-type"]) == (422, "application/problem+json")
    assert resposta.json()["detail"] == detalhe


HOSTIS: dict[str, str] = {
    "nada": "",
    "não é JSON": "{",
    "lista": "[]",
    "nulo": "null",
    "texto": '"x"',
    "vezes negativas": '{"pedido": {}, "vezes": -1}',
    "vezes em texto": '{"pedido": {}, "vezes": "2"}',
    "vezes fracionárias": '{"pedido": {}, "vezes": 1.5}',
    "vezes lógicas": '{"pedido": {}, "vezes": true}',
    "vezes enormes": '{"pedido": {}, "vezes": 99999999999999999999}',
    "ordem enorme": '{"pedido": {}, "desde_ordem": 99999999999999999999}',
    "infinito": '{"pedido": {"corpo": {"a": 1e999}}}',
    "não é número": '{"pedido": {"corpo": {"a": NaN}}}',
    "número de mil algarismos demais": '{"pedido": {"corpo": ' + "9" * 5_000 + "}}",
    "fundo": '{"pedido": {"corpo": ' + "[" * 30 + "]" * 30 + "}}",
    "sem fundo": '{"pedido": {"corpo": ' + "[" * 100_000 + "]" * 100_000 + "}}",
    "largo": '{"pedido": {"corpo": ' + json.dumps([0] * 5_000) + "}}",
    "metade de um caractere": '{"pedido": {"usuario": "\\ud800"}}',
    "nome com metade de um caractere": '{"pedido": {"\\ud800": 1}}',
    "texto longo": '{"pedido": {"caminho": "' + "x" * 10_001 + '"}}',
    "status estranho": '{"pedido": {"status": [1]}}',
    "recurso estranho": '{"pedido": {"recurso": ["x"]}}',
}
INOFENSIVOS: dict[str, str] = {
    "nulo no texto": '{"pedido": {"usuario": "\\u0000"}}',
    "curinga": '{"pedido": {"usuario": "%", "caminho": "_"}}',
    "metade de um caractere no corpo": '{"pedido": {"corpo": {"\\ud800": "\\udfff"}}}',
    "texto de dez mil": '{"pedido": {"caminho": "' + "x" * 10_000 + '"}}',
    "número enorme": '{"pedido": {"corpo": {"a": 99999999999999999999}}}',
    "ordem do futuro": '{"pedido": {}, "desde_ordem": 9223372036854775807}',
}


@pytest.mark.parametrize("corpo", HOSTIS.values(), ids=HOSTIS)
def test_entrada_hostil_tem_uma_recusa_clara(api: Api, corpo: str) -> None:
    resposta = api.cliente.post(CAMINHO, content=corpo, headers={"Content-Type": "application/json"})
    assert 400 <= resposta.status_code < 500
    assert resposta.headers["content-type"] == "application/problem+json"
    assert len(resposta.json()["detail"]) < 400


@pytest.mark.parametrize("corpo", INOFENSIVOS.values(), ids=INOFENSIVOS)
def test_o_que_e_estranho_mas_se_entende_nao_e_atendido(api: Api, corpo: str) -> None:
    api.enviar_participante()
    resposta = api.cliente.post(CAMINHO, content=corpo, headers={"Content-Type": "application/json"})
    assert (resposta.status_code, resposta.json()["atendida"]) == (200, False)


def test_um_diario_de_muitas_paginas_e_lido_inteiro(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "PAGINA", 3)
    monkeypatch.setattr(verify, "MAIS_BYTES", 400)
    numeros = [numero(api.enviar_participante(modalidade_execucao=1 + n % 2)) for n in range(8)]
    veredito = verificar(api, {**PUT_PARTICIPANTE, "corpo": {"modalidade_execucao": 2}})
    assert veredito["registros"] == numeros[1::2]


def test_o_que_chega_durante_a_leitura_fica_para_a_proxima(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sem isto, com o sistema em teste a enviar sem parar, a verificação não acabaria."""
    enviado = numero(api.enviar_participante())
    assert verificar(api, {})["registros"][-1] == enviado
    monkeypatch.setattr(verify, "PAGINA", 1)
    ultima = registro.last_order
    monkeypatch.setattr(registro, "last_order", lambda connection: ultima(connection) - 1)
    assert enviado not in verificar(api, {}, vezes={"minimo": 0})["registros"]
