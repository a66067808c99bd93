"""Um ensaio diz exatamente o que o envio diria, e não deixa rastro: nem dados, nem diário, nem e-mail."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from app.console import ensaio
from app.console.ensaio import Ensaiado, Ensaios
from app.console.sender import Call, Unanswered, send
from app.explain.curl import written
from app.storage import tables
from tests import builders
from tests.conftest import ADMIN, Api

ENTRADA = "username=admin%40pgd.gov.br&password=demonstracao-pgd"
INSTANTE = datetime(2025, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def aplicacao(api: Api) -> FastAPI:
    aplicacao = api.cliente.app
    assert isinstance(aplicacao, FastAPI)
    return aplicacao


@pytest.fixture
def ensaios(aplicacao: FastAPI) -> Ensaios:
    painel: Any = aplicacao.routes[-1]
    encontrado: Ensaios = painel.app.pages.state.ensaios
    return encontrado


def no_laco(api: Api, funcao: Callable[[], Any]) -> Any:
    """O que a corrotina devolve, corrida no laço de eventos do servidor."""
    assert api.cliente.portal is not None
    return api.cliente.portal.call(funcao)


def put(recurso: str, **mudancas: Any) -> Call:
    documento = getattr(builders, recurso)(**mudancas)
    caminho = getattr(builders, f"caminho_{recurso}")(documento)
    return Call(metodo="PUT", caminho=caminho, corpo=written(documento), de=ADMIN)


def dito(resposta: httpx2.Response) -> tuple[Any, ...]:
    """O que se compara de uma resposta: tudo menos o número no diário."""
    cabecalhos = [(nome, valor) for nome, valor in resposta.headers.multi_items() if nome != "x-pgd-registro"]
    return resposta.status_code, resposta.content, cabecalhos


def retrato(aplicacao: FastAPI, api: Api) -> dict[str, Any]:
    """Quantas linhas há em cada tabela, e o que há nas de dados e na dos usuários."""
    no_laco(api, aplicacao.state.parts.journal.flush)
    with aplicacao.state.parts.database.synchronous_engine().connect() as conexao:
        quantas = {
            tabela.name: conexao.execute(select(func.count()).select_from(tabela)).scalar_one()
            for tabela in tables.metadata.sorted_tables
        }
        linhas = [
            conexao.execute(select(tabela)).all()
            for tabela in (tables.participante, tables.plano_entregas, tables.usuario)
        ]
    return {**quantas, "linhas": linhas}


PEDIDOS = {
    "novo": put("participante", matricula_siape="7654321", cpf="11144477735"),
    "troca": put("participante", modalidade_execucao=1),
    "plano de entregas": put("plano_entregas", id_plano_entregas="outro", cod_unidade_executora=102),
    "plano de entregas com aviso": put("plano_entregas", entregas=[builders.entrega(meta_entrega=120)]),
    "conflito": put("plano_entregas", id_plano_entregas="outro"),
    "plano de trabalho": put("plano_trabalho"),
    "sem participante": put("plano_trabalho", matricula_siape="7654321"),
    "varias regras": put("participante", cpf="1", matricula_siape="1111111", situacao=7),
    "caminho e corpo": replace(put("participante"), caminho="/organizacao/SIAPE/1/101/participante/7654321"),
    "JSON quebrado": replace(put("participante"), corpo='{"cpf": '),
    "metade de um caractere": replace(put("plano_entregas"), corpo='{"id_plano_entregas": "\\ud800"}'),
    "sem token": replace(put("participante"), de=None),
    "token de ninguem": replace(put("participante"), de="ninguem@orgao.gov.br"),
    "sem User-Agent": replace(put("participante"), cabecalhos={"User-Agent": None}),
    "grande demais": replace(put("participante"), cabecalhos={"Content-Length": "999999999999"}),
    "leitura": Call(metodo="GET", caminho="/organizacao/SIAPE/1/101/participante/1234567", de=ADMIN),
    "leitura do que nao ha": Call(metodo="GET", caminho="/organizacao/SIAPE/1/102/participante/1234567", de=ADMIN),
    "usuarios": Call(metodo="GET", caminho="/users", de=ADMIN),
    "entrada": Call(metodo="POST", caminho="/token", corpo=ENTRADA),
    "senha errada": Call(metodo="POST", caminho="/token", corpo=ENTRADA + "errada"),
    "recuperacao": Call(metodo="POST", caminho=f"/user/forgot_password/{ADMIN}"),
    "saude": Call(metodo="GET", caminho="/health"),
    "documentacao": Call(metodo="HEAD", caminho="/openapi.json"),
    "metodo": Call(metodo="DELETE", caminho="/users", de=ADMIN),
    "caminho que nao ha": Call(metodo="GET", caminho="/organizacao/SIAPE/1/planos"),
    "falha pedida": Call(metodo="GET", caminho="/health", cabecalhos={"X-PGD-Falha": "html-503"}),
    "falha mal pedida": Call(metodo="GET", caminho="/health", cabecalhos={"X-PGD-Falha": "html-999"}),
}
"""Um pedido de cada feitio, julgados depois de enviados o participante e o plano de entregas."""


class TestAgora:
    def test_a_resposta_e_a_do_envio_e_nada_muda(self, api: Api, aplicacao: FastAPI, ensaios: Ensaios) -> None:
        api.com_base()
        antes = retrato(aplicacao, api)
        ensaiados: dict[str, Ensaiado] = {}
        for nome, pedido in PEDIDOS.items():
            ensaiados[nome] = no_laco(api, partial(ensaios.here, pedido, api.relogio()))
        assert retrato(aplicacao, api) == antes

        parts = aplicacao.state.parts
        for nome, pedido in PEDIDOS.items():
            # Cada envio verdadeiro parte do mesmo banco de que partiu o ensaio.
            api.cliente.post("/simulador/api/reinicio", params={"escopo": "dados"})
            api.com_base()
            resposta = no_laco(api, partial(send, aplicacao, pedido, parts, api.relogio()))
            assert dito(ensaiados[nome].resposta) == dito(resposta), nome
        assert ensaiados["novo"].resposta.status_code == 201
        assert "PE-" in ensaiados["plano de entregas com aviso"].resposta.headers["X-PGD-Avisos"]
        assert ensaiados["conflito"].resposta.headers["X-PGD-Regra"] == "PE-07"

    def test_a_explicacao_diz_que_foi_so_um_ensaio(self, api: Api, ensaios: Ensaios) -> None:
        api.com_base()
        aceito = no_laco(api, lambda: ensaios.here(PEDIDOS["novo"], api.relogio())).explicacao
        assert aceito.resumo == (
            "Seria aceito com 201: o participante de origem SIAPE, autorizadora 1, lotação 101 e matrícula 7654321 "
            "seria criado. Foi só um ensaio, e nada ficou guardado. Não há avisos."
        )
        recusado = no_laco(api, lambda: ensaios.here(PEDIDOS["conflito"], api.relogio())).explicacao
        assert recusado.resumo.startswith("Seria recusado com 422. ")
        assert [regra.codigo for regra in recusado.regras] == ["PE-07"]

    def test_os_ensaios_simultaneos_nao_se_misturam(self, api: Api, ensaios: Ensaios) -> None:
        matriculas = [f"76543{n:02}" for n in range(20)]

        async def todos() -> Sequence[Ensaiado]:
            pedidos = (put("participante", matricula_siape=matricula) for matricula in matriculas)
            return await asyncio.gather(*(ensaios.here(pedido, api.relogio()) for pedido in pedidos))

        vistos = no_laco(api, todos)
        assert [ensaiado.resposta.json()["matricula_siape"] for ensaiado in vistos] == matriculas
        assert [ensaiado.registro.caminho.rpartition("/")[2] for ensaiado in vistos] == matriculas
        assert {ensaiado.resposta.status_code for ensaiado in vistos} == {201}

    def test_uma_falha_armada_nao_estraga_o_ensaio_nem_se_gasta(self, api: Api, ensaios: Ensaios) -> None:
        api.cliente.post("/simulador/api/falhas", json={"predefinicao": "html-503", "vezes": 1})
        assert no_laco(api, lambda: ensaios.here(PEDIDOS["saude"], api.relogio())).resposta.status_code == 200
        (armada,) = api.cliente.get("/simulador/api/falhas").json()["falhas"]
        assert (armada["vistos"], armada["restantes"]) == (0, 1)


class TestEmOrdem:
    def test_cada_pedido_ve_os_anteriores_e_ao_fim_tudo_se_desfaz(
        self, api: Api, aplicacao: FastAPI, ensaios: Ensaios
    ) -> None:
        antes = retrato(aplicacao, api)
        pedidos = [
            put("plano_trabalho"),
            put("participante"),
            put("plano_entregas"),
            # Uma chave que o PostgreSQL não indexa: o erro não estraga os seguintes.
            put("plano_entregas", id_plano_entregas="x" * 9_000, cod_unidade_executora=109),
            put("plano_trabalho"),
            put("plano_trabalho"),
        ]
        vistos = no_laco(api, lambda: ensaios.here_in_order(pedidos, api.relogio()))
        assert retrato(aplicacao, api) == antes
        verdadeiros = [
            no_laco(api, partial(send, aplicacao, pedido, aplicacao.state.parts, api.relogio())) for pedido in pedidos
        ]
        assert [dito(visto.resposta) for visto in vistos] == [dito(resposta) for resposta in verdadeiros]
        assert [visto.resposta.status_code for visto in vistos][:3] == [422, 201, 201]
        assert [visto.resposta.status_code for visto in vistos][4:] == [201, 200]

    def test_enquanto_se_ensaia_em_ordem_os_outros_sao_atendidos(self, api: Api, ensaios: Ensaios) -> None:
        async def juntos() -> tuple[list[Ensaiado], Ensaiado]:
            sequencia = [put("participante", matricula_siape=f"76543{n:02}") for n in range(30)]
            em_ordem = asyncio.create_task(ensaios.here_in_order(sequencia, api.relogio()))
            sozinho = await ensaios.here(put("participante"), api.relogio())
            return await em_ordem, sozinho

        em_ordem, sozinho = no_laco(api, juntos)
        assert {visto.resposta.status_code for visto in (*em_ordem, sozinho)} == {201}

    @pytest.mark.parametrize("como", ["passa do tempo", "é abandonado"])
    def test_o_que_se_ensaia_em_ordem_e_para_no_meio_se_desfaz_e_da_a_vez(
        self, api: Api, ensaios: Ensaios, monkeypatch: pytest.MonkeyPatch, como: str
    ) -> None:
        gravado = threading.Event()

        async def demorado(*args: Any) -> httpx2.Response:
            resposta = await send(*args)
            assert resposta.status_code == 201
            gravado.set()
            await asyncio.sleep(60)
            return resposta

        async def parado() -> None:
            tarefa = asyncio.create_task(ensaios.here_in_order([put("participante")], api.relogio()))
            await asyncio.to_thread(gravado.wait)
            if como == "é abandonado":
                tarefa.cancel()
            with pytest.raises((Unanswered, asyncio.CancelledError)):
                await tarefa

        monkeypatch.setattr(ensaio, "PACIENCIA", 0.5)
        monkeypatch.setattr(ensaio, "send", demorado)
        no_laco(api, parado)
        # Espera a vez, se o ensaio abandonado ainda a guarda; e seria 200, se o que ele gravou tivesse ficado.
        assert api.enviar_participante().status_code == 201


class TestAParte:
    def test_o_banco_a_parte_comeca_vazio_e_anda_pelo_relogio_que_se_diz(self, api: Api, ensaios: Ensaios) -> None:
        api.com_base()
        leitura = PEDIDOS["leitura"]
        assert no_laco(api, lambda: ensaios.apart([], leitura, INSTANTE)).resposta.status_code == 404
        depois = no_laco(api, lambda: ensaios.apart([put("participante")], leitura, INSTANTE))
        assert depois.resposta.json()["matricula_siape"] == "1234567"
        # De novo vazio: um ensaio não vê o que o anterior gravou.
        assert no_laco(api, lambda: ensaios.apart([], leitura, INSTANTE)).resposta.status_code == 404
        hoje = put("participante", data_assinatura_tcr="2030-01-01")
        assert no_laco(api, lambda: ensaios.apart([], hoje, INSTANTE)).resposta.headers["X-PGD-Regra"] == "PA-07"
        em_2031 = datetime(2031, 1, 1, tzinfo=UTC)
        assert no_laco(api, lambda: ensaios.apart([], hoje, em_2031)).resposta.status_code == 201

    def test_os_ensaios_a_parte_simultaneos_nao_se_misturam(self, api: Api, ensaios: Ensaios) -> None:
        async def todos() -> Sequence[Ensaiado]:
            pares = (
                (
                    [put("participante", matricula_siape=f"765432{n}")],
                    f"/organizacao/SIAPE/1/101/participante/765432{n}",
                )
                for n in range(5)
            )
            return await asyncio.gather(
                *(
                    ensaios.apart(antes, Call(metodo="GET", caminho=caminho, de=ADMIN), INSTANTE)
                    for antes, caminho in pares
                )
            )

        vistos = no_laco(api, todos)
        assert [visto.resposta.json()["matricula_siape"] for visto in vistos] == [f"765432{n}" for n in range(5)]
