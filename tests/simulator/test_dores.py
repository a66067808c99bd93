"""As nove dores de quem usa a API, contadas em público: o que um usuário vê agora de cada uma (contrato, clientes)."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import make_url, update

from app.storage import sqlite, tables
from tests import builders
from tests.api.test_emails import api_com
from tests.conftest import Api
from tests.simulator.test_explicacao import explicar, regra
from tests.storage.interrupcao import fora_do_ar

UNIDADE = {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": 1}


def aviso(api: Api, resposta: Any) -> dict[str, Any]:
    """O único aviso."""
    (unico,) = explicar(api, resposta)["avisos"]
    assert isinstance(unico, dict)
    return unico


@contextmanager
def ocupado(banco: str) -> Iterator[None]:
    """Enquanto dura, outro programa escreve no arquivo do SQLite."""
    with closing(sqlite3.connect(str(make_url(banco).database), isolation_level=None)) as outro:
        outro.execute("BEGIN IMMEDIATE")
        yield
        outro.execute("ROLLBACK")


class TestForaDoAr:
    """1. O serviço cai, e responde com uma página HTML ou com nada."""

    def parado(self, banco: str, request: pytest.FixtureRequest) -> AbstractContextManager[None]:
        if banco.startswith("sqlite"):
            return ocupado(banco)
        return fora_do_ar(request.getfixturevalue("servidor_postgres"), banco)

    def test_a_explicacao_diz_o_que_fazer_e_como_o_servico_de_verdade_cai(
        self, banco: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite, "ESPERA_PELA_ESCRITA", 0.2)
        with api_com(banco) as api:
            with self.parado(banco, request):
                resposta = api.enviar_participante()
            explicacao = explicar(api, resposta)
        assert (resposta.status_code, resposta.headers["X-PGD-Regra"]) == (503, "PD-10")
        assert explicacao["resumo"] == (
            "Não atendido com 503, e nada foi guardado. O banco de dados não está respondendo. O serviço de verdade, "
            "quando cai, costuma responder com uma página HTML (502, 503 ou 504) ou com um corpo vazio: no seu "
            "sistema, olhe o status antes de ler o corpo, guarde o envio e repita-o depois."
        )
        (quebrada,) = explicacao["regras"]
        assert quebrada["o_que_houve"] == (
            "O banco de dados não está respondendo, e nada deste pedido foi guardado. Espere alguns segundos e envie "
            "de novo."
        )
        assert (quebrada["codigo"], quebrada["onde"], explicacao["correcao"]) == ("PD-10", [], None)
        assert explicacao["repetir"].endswith("/organizacao/SIAPE/1/101/participante/1234567")


class TestVariosMotivos:
    """2. Uma recusa que não explica nada."""

    def test_cada_motivo_vem_com_o_lugar_o_que_veio_e_o_que_se_espera(self, api: Api) -> None:
        documento = builders.participante(cpf="52998224724", modalidade_execucao=6)
        del documento["situacao"]
        explicacao = explicar(api, api.put(builders.caminho_participante(documento), documento))
        assert explicacao["resumo"] == (
            "Recusado com 422, e nada foi guardado. Os dois algarismos verificadores do CPF não conferem com os nove "
            "primeiros. Há também mais 2 regras quebradas."
        )
        assert [(item["codigo"], item["dita"], item["o_que_houve"]) for item in explicacao["regras"]] == [
            (
                "PA-06",
                True,
                "Os dois últimos algarismos do CPF 52998224724 não conferem com os demais. Confira se foi digitado "
                "certo.",
            ),
            (
                "FO-01",
                True,
                "Falta este campo, que é obrigatório. Envie-o; quando o valor puder ser vazio, envie null.",
            ),
            ("FO-16", True, "O valor não está entre os aceitos. Use um destes: 1, 2, 3, 4 ou 5."),
        ]
        lugares = [lugar for item in explicacao["regras"] for lugar in item["onde"]]
        assert [(lugar["caminho"], lugar["recebido"], lugar["exemplo"]) for lugar in lugares] == [
            ("/cpf", "52998224724", "52998224725"),
            ("/situacao", None, 1),
            ("/modalidade_execucao", 6, 2),
        ]
        assert explicacao["correcao"] is None


class TestConflitoDePeriodo:
    """3. Um conflito de período que não diz com que plano."""

    def test_diz_com_qual_de_quando_a_quando_em_que_status_e_desde_quando(self, api: Api) -> None:
        api.com_base()
        assert api.enviar_plano_trabalho().status_code == 201
        api.relogio.avancar(minutes=5)
        resposta = api.enviar_plano_trabalho(
            id_plano_trabalho="pt2", data_inicio="2024-02-01", avaliacoes_registros_execucao=[]
        )
        quebrada = regra(api, resposta)
        assert quebrada["o_que_houve"] == (
            "A mesma matrícula já tem, na unidade executora 101, o plano de trabalho pt1, de 15/01/2024 a 30/06/2024 "
            "(status 3), que divide dias com este, de 01/02/2024 a 30/06/2024. Só cabe um plano por vez: ajuste as "
            "datas, ou cancele o outro reenviando-o com status 1."
        )
        assert quebrada["colide_com"] == [
            {
                "recurso": "plano_trabalho",
                "chave": {**UNIDADE, "id_plano_trabalho": "pt1"},
                "data_inicio": "2024-01-15",
                "data_termino": "2024-06-30",
                "status": 3,
                "recebido_em": "2025-07-01T12:00:00Z",
            }
        ]


class TestLotacao:
    """4. «Participante inexistente», sem dizer que a lotação faz parte da chave."""

    def test_diz_em_que_lotacao_ele_esta_e_conserta_o_envio(self, api: Api) -> None:
        api.com_base()
        explicacao = explicar(api, api.enviar_plano_trabalho(cod_unidade_lotacao_participante=102))
        (quebrada,) = explicacao["regras"]
        assert quebrada["o_que_houve"] == (
            "Não há participante com origem SIAPE, autorizadora 1, lotação 102 e matrícula 1234567: a chave é esta, "
            "inteira. Esta matrícula está guardada na lotação 101: corrija a lotação do plano, ou envie o participante "
            "na lotação nova."
        )
        chave = {**UNIDADE, "cod_unidade_lotacao": 101, "matricula_siape": "1234567"}
        assert quebrada["quase"] == [
            {"recurso": "participante", "chave": chave, "difere": "a lotação é 101, e não 102"}
        ]
        assert explicacao["correcao"]["mudancas"] == ["cod_unidade_lotacao_participante: 102 → 101 (PT-20)"]

    def test_de_quem_nao_esta_em_nenhuma_diz_o_que_enviar_antes(self, api: Api) -> None:
        api.enviar_plano_entregas()
        quebrada = regra(api, api.enviar_plano_trabalho())
        assert quebrada["o_que_houve"].endswith(
            "Esta matrícula não está em nenhuma lotação da autorizadora: envie primeiro o participante e depois o "
            "plano de trabalho."
        )
        assert quebrada["quase"] == []


class TestRegraQueChegaDepois:
    """5. O que foi aceito no ano passado não se pode enviar, nem ler."""

    def test_um_plano_antigo_reenviado_e_aceito_com_um_aviso(self, api: Api) -> None:
        api.com_base()
        assert api.enviar_plano_trabalho().status_code == 201
        resposta = api.enviar_plano_trabalho(data_termino="2025-01-31")
        assert resposta.status_code == 200
        avisos = {item["codigo"]: item for item in explicar(api, resposta)["avisos"]}
        assert avisos["PT-47"]["o_que_houve"].startswith(
            "O plano dura 382 dias, e neste período o limite de um ano é de 366 dias. "
        )
        assert (avisos["PT-47"]["severidade"], avisos["PT-47"]["dita"]) == ("aviso", False)

    def test_um_registro_mais_antigo_que_as_regras_se_le(self, api: Api) -> None:
        api.enviar_participante()
        with api.cliente.app.state.parts.database.synchronous_engine().begin() as conexao:  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
            conexao.execute(update(tables.participante).values(data_assinatura_tcr=date(2020, 1, 1)))
        resposta = api.get(builders.caminho_participante(builders.participante()))
        assert resposta.json()["data_assinatura_tcr"] == "2020-01-01T00:00:00"
        assert explicar(api, resposta)["resumo"] == (
            "Lido com 200: o participante de origem SIAPE, autorizadora 1, lotação 101 e matrícula 1234567, como "
            "estava guardado."
        )


class TestReenvio:
    """6. O que um reenvio apaga, e quem envia o mesmo plano ao mesmo tempo."""

    def test_um_plano_de_entregas_sem_uma_entrega_citada(self, api: Api) -> None:
        api.com_base().enviar_plano_trabalho()
        resposta = api.enviar_plano_entregas(entregas=[builders.entrega(id_entrega="e2")])
        assert resposta.status_code == 200
        visto = aviso(api, resposta)
        assert (visto["codigo"], visto["o_que_houve"]) == (
            "PE-19",
            "O plano veio sem a entrega e1, que o plano de trabalho pt1 cita. A contribuição dele fica sem entrega: "
            "devolva-a a este plano, ou reenvie o plano de trabalho sem citá-la.",
        )

    def test_um_plano_de_trabalho_sem_uma_avaliacao(self, api: Api) -> None:
        api.com_base().enviar_plano_trabalho()
        visto = aviso(api, api.enviar_plano_trabalho(avaliacoes_registros_execucao=[]))
        assert (visto["codigo"], visto["o_que_houve"]) == (
            "PT-49",
            "O plano veio sem a avaliação do período p1, que está guardada: o envio substitui o documento inteiro e a "
            "apaga. Se não era o que você queria, reenvie o plano com todas as avaliações.",
        )

    def test_de_dois_que_enviam_o_mesmo_cada_um_sabe_qual_ficou(self, api: Api) -> None:
        primeiro = api.enviar_participante()
        api.relogio.avancar(minutes=1)
        segundo = api.enviar_participante(modalidade_execucao=1)
        nome = "o participante de origem SIAPE, autorizadora 1, lotação 101 e matrícula 1234567"
        assert [explicar(api, resposta)["resumo"] for resposta in (primeiro, segundo)] == [
            f"Aceito com 201: {nome} foi criado em 01/07/2025 12:00 UTC, e substituído de novo em 01/07/2025 12:01 "
            "UTC: é essa versão que está guardada agora. Não há avisos.",
            f"Aceito com 200: {nome} foi substituído por inteiro em 01/07/2025 12:01 UTC, e é esta versão que está "
            "guardada agora. Não há avisos.",
        ]


class TestTokenVencido:
    """7. Um token de 30 minutos, que não há como conferir."""

    def test_diz_desde_quando_ele_venceu_e_como_pedir_outro(self, api: Api) -> None:
        api.relogio.avancar(minutes=31)
        explicacao = explicar(api, api.get("/users"))
        (quebrada,) = explicacao["regras"]
        assert quebrada["o_que_houve"] == (
            "Credenciais não podem ser validadas. O token venceu em 01/07/2025 12:30 UTC, e o pedido chegou em "
            "01/07/2025 12:31 UTC. Entre de novo."
        )
        assert explicacao["correcao"]["mudancas"] == ["Authorization: (o que veio) → um token novo (AU-02)"]
        assert "/token | cut -d'\"' -f4)" in explicacao["correcao"]["curl"]


class TestTipos:
    """8. Os tipos: "None", textos vazios, casas decimais e máscaras."""

    def test_o_que_se_conserta_sozinho_e_o_que_falta(self, api: Api) -> None:
        documento = builders.plano_entregas(
            status="None",
            avaliacao="",
            entregas=[builders.entrega(meta_entrega="50,00", data_entrega="30/06/2024")],
        )
        explicacao = explicar(api, api.put(builders.caminho_plano_entregas(documento), documento))
        assert explicacao["correcao"]["mudancas"] == [
            'entregas/0/meta_entrega: "50,00" → 50 (FO-09)',
            "entregas/0/data_entrega: 30/06/2024 → 2024-06-30 (FO-20)",
        ]
        vindos = {
            lugar["caminho"]: (item["codigo"], lugar["recebido"])
            for item in explicacao["regras"]
            for lugar in item["onde"]
        }
        assert vindos == {
            "/status": ("FO-16", "None"),
            "/avaliacao": ("FO-09", ""),
            "/entregas/0/meta_entrega": ("FO-09", "50,00"),
            "/entregas/0/data_entrega": ("FO-20", "30/06/2024"),
        }
        assert explicacao["correcao"]["faltam"] == ["FO-16", "FO-09"]

    def test_uma_mascara_no_cpf(self, api: Api) -> None:
        correcao = explicar(api, api.enviar_participante(cpf="529.982.247-25"))["correcao"]
        assert (correcao["mudancas"], correcao["faltam"]) == (["cpf: 529.982.247-25 → 52998224725 (FO-06)"], [])
        assert '"cpf": "52998224725"' in correcao["curl"]


class TestRecibo:
    """9. Nenhum recibo do que o centro guardou."""

    def test_um_plano_criado(self, api: Api) -> None:
        api.com_base()
        assert explicar(api, api.enviar_plano_trabalho())["resumo"] == (
            "Aceito com 201: o plano de trabalho de origem SIAPE, autorizadora 1 e id pt1 foi criado em 01/07/2025 "
            "12:00 UTC, e é esta versão que está guardada agora. Não há avisos."
        )

    def test_um_plano_substituido_com_um_aviso(self, api: Api) -> None:
        api.com_base()
        api.relogio.avancar(minutes=10)
        explicacao = explicar(api, api.enviar_plano_entregas(rotulo="x"))
        assert explicacao["resumo"] == (
            "Aceito com 200: o plano de entregas de origem SIAPE, autorizadora 1 e id pe1 foi substituído por inteiro "
            "em 01/07/2025 12:10 UTC, e é esta versão que está guardada agora. Há 1 aviso."
        )
        assert explicacao["correcao"]["mudancas"] == ["rotulo: retirado (FO-31)"]

    def test_um_usuario(self, api: Api) -> None:
        resposta = api.put("/user/sistema@orgao.gov.br", builders.usuario())
        assert explicar(api, resposta)["resumo"].startswith(
            "Aceito com 201: o usuário de e-mail sistema@orgao.gov.br foi criado em 01/07/2025 12:00 UTC, e é esta "
        )

    def test_o_que_um_reinicio_apagou(self, api: Api) -> None:
        resposta = api.enviar_participante()
        assert api.cliente.post("/simulador/api/reinicio").status_code == 200
        assert explicar(api, resposta)["resumo"].endswith(
            ". Agora não há nada guardado com esta chave: o simulador recomeçou depois. Não há avisos."
        )
