"""Semear pela API: os cenários, o que se recusa, o andamento, e a que ponto se volta."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from httpx2 import Response

from app.seeds import vez
from app.seeds.cenarios import CENARIOS
from app.seeds.semeadura import AlreadySeeding, Alvo, Passo, Semeadura
from app.storage import semeadura
from app.storage.database import Database
from tests import builders, postgres
from tests.conftest import Api
from tests.servidor import Servidor, ate, servidor
from tests.simulator.guardados import no_banco
from tests.storage.interrupcao import fora_do_ar

CAMINHO = "/simulador/api/semeadura"
UNIDADE = "/organizacao/SIAPE/1"


def pedir(api: Api, cenario: str, **outros: Any) -> Response:
    return api.cliente.post(CAMINHO, json={"cenario": cenario, **outros})


def semear(api: Api, cenario: str, **outros: Any) -> dict[str, Any]:
    """O resumo."""
    resposta = pedir(api, cenario, **outros)
    assert resposta.status_code == 200, resposta.text
    resumo: dict[str, Any] = json.loads(resposta.text.splitlines()[-1])["resumo"]
    return resumo


def contagens(api: Api) -> dict[str, int]:
    lidas: dict[str, int] = api.cliente.get("/simulador/api/estado").json()["contagens"]
    return lidas


def problema(resposta: Response) -> tuple[int, str]:
    assert resposta.headers["content-type"] == "application/problem+json"
    return resposta.status_code, resposta.json()["detail"]


def test_os_cenarios_que_ha(api: Api) -> None:
    resposta = api.cliente.get("/simulador/api/cenarios")
    assert resposta.status_code == 200
    assert {cenario["nome"]: cenario["padrao"] for cenario in resposta.json()} == {
        "vazio": None,
        "plantao": None,
        "orgao": {"orgaos": 1, "participantes": 600, "meses": 24},
        "legado": None,
        "problemas": None,
    }
    assert all(cenario["titulo"] and cenario["conta"] and cenario["volume"] for cenario in resposta.json())


def test_o_andamento_vem_linha_a_linha_e_por_fim_o_resumo(api: Api) -> None:
    resposta = pedir(api, "plantao")
    assert resposta.headers["content-type"] == "application/x-ndjson"
    *andamento, ultima = [json.loads(linha) for linha in resposta.text.splitlines()]
    assert andamento[0] == {"feitos": 1, "total": 63, "etapa": "janeiro de 2025"}
    assert [linha["feitos"] for linha in andamento] == sorted({linha["feitos"] for linha in andamento})
    resumo = ultima["resumo"]
    assert resumo.pop("segundos") > 0
    assert resumo == {
        "cenario": "plantao",
        "semente": 1,
        "hoje": "2025-07-01",
        "tamanho": None,
        "envios": 63,
        "recusados": 0,
        "avisos": 0,
        "contagens": contagens(api),
        "registros": {},
        "instantaneo": "semente",
    }
    assert resumo["contagens"]["plano_trabalho"] == 13


def test_num_banco_com_dados_so_se_semeia_recomecando(api: Api) -> None:
    api.enviar_participante()
    status, porque = problema(pedir(api, "plantao"))
    assert (status, porque.split(",")[0]) == (409, "O banco já tem dados do PGD (participante: 1)")
    assert "recomecar" in porque
    assert contagens(api)["participante"] == 1
    api.token_de(builders.usuario())
    semear(api, "plantao", recomecar=True)
    assert api.get(builders.caminho_participante(builders.participante())).status_code == 404
    assert contagens(api)["usuario"] == 2
    assert contagens(api)["registro"] > 0


def test_o_vazio_recomecado_nao_tem_dado_algum(api: Api) -> None:
    semear(api, "plantao")
    resumo = semear(api, "vazio", recomecar=True)
    assert resumo["envios"] == 0
    dados = {nome: n for nome, n in resumo["contagens"].items() if nome not in ("registro", "mensagem")}
    assert dados.pop("usuario") == 1
    assert set(dados.values()) == {0}


def test_o_reinicio_volta_exatamente_ao_que_se_semeou(api: Api) -> None:
    semear(api, "plantao")
    antes = api.get(f"{UNIDADE}/plano_trabalho/pt-ana-atual").json()
    cancelado = {**antes, "status": 1}
    assert api.put(f"{UNIDADE}/plano_trabalho/pt-ana-atual", cancelado).status_code == 200
    assert api.enviar_participante().status_code == 201
    recomeco = api.cliente.post("/simulador/api/reinicio", params={"escopo": "dados", "para": "semente"})
    assert recomeco.status_code == 200
    assert api.get(f"{UNIDADE}/plano_trabalho/pt-ana-atual").json() == antes
    assert api.get(builders.caminho_participante(builders.participante())).status_code == 404


@pytest.mark.parametrize(
    ("pedido", "porque"),
    [
        ({"cenario": "nenhum"}, "Não há um cenário com esse nome. Peça um destes: vazio, plantao, orgao, legado,"),
        ({"cenario": "\0<b>"}, "Não há um cenário com esse nome."),
        ({"cenario": "orgao", "orgaos": 0}, "Cabem de 1 a 50 em orgaos."),
        ({"cenario": "orgao", "orgaos": 51}, "Cabem de 1 a 50 em orgaos."),
        ({"cenario": "orgao", "participantes": 20_001}, "Cabem de 1 a 20000 em participantes."),
        ({"cenario": "orgao", "meses": -1}, "Cabem de 1 a 60 em meses."),
        ({"cenario": "orgao", "meses": 10**30}, "Cabem de 1 a 60 em meses."),
        ({"cenario": "orgao", "orgaos": 9, "participantes": 8}, "São 9 órgãos para 8 participantes"),
        ({"cenario": "plantao", "meses": 3}, "O cenário plantao tem tamanho fixo, e não leva meses."),
        ({"cenario": "plantao", "semente": -1}, "A semente é um número de 0 a 9223372036854775807."),
        ({"cenario": "plantao", "semente": 2**63}, "A semente é um número de 0 a 9223372036854775807."),
        ({"cenario": "plantao", "hoje": "2023-12-31"}, "As histórias terminam num dia de 01/01/2024 a 31/12/2099"),
        ({"cenario": "plantao", "hoje": "9999-12-31"}, "As histórias terminam num dia de 01/01/2024 a 31/12/2099"),
        ({"cenario": "plantao", "hoje": "ontem"}, "hoje: "),
        ({"cenario": "orgao", "meses": "muitos"}, "meses: "),
        ({"cenario": None}, "cenario: "),
    ],
)
def test_o_que_nao_se_pode_semear_e_recusado_com_o_porque(api: Api, pedido: dict[str, Any], porque: str) -> None:
    status, detail = problema(api.cliente.post(CAMINHO, json=pedido))
    assert (status, detail[: len(porque)]) == (422, porque)
    assert contagens(api)["participante"] == 0


def test_a_historia_termina_no_dia_do_simulador(api: Api) -> None:
    api.relogio.avancar(days=400)
    assert semear(api, "plantao")["hoje"] == "2026-08-05"


def test_um_pedido_recusado_nao_apaga_o_que_havia(api: Api) -> None:
    api.enviar_participante()
    assert pedir(api, "orgao", recomecar=True, meses=61).status_code == 422
    assert contagens(api)["participante"] == 1


class TestPlantao:
    """A história, como `docs/cenarios.md` a conta."""

    def ler(self, api: Api, caminho: str) -> dict[str, Any]:
        resposta = api.get(f"{UNIDADE}/{caminho}")
        assert resposta.status_code == 200, resposta.text
        lido: dict[str, Any] = resposta.json()
        return lido

    def test_carla_mudou_de_lotacao(self, api: Api) -> None:
        semear(api, "plantao")
        assert self.ler(api, "101/participante/1500030")["situacao"] == 0
        assert self.ler(api, "102/participante/1500030")["situacao"] == 1
        assert self.ler(api, "plano_trabalho/pt-carla-anterior")["cod_unidade_executora"] == 101
        assert self.ler(api, "plano_trabalho/pt-carla-atual")["cod_unidade_executora"] == 102

    def test_davi_cancelou_um_plano_e_o_trocou_por_outro(self, api: Api) -> None:
        semear(api, "plantao", hoje="2025-09-15")
        cancelado, atual = (self.ler(api, f"plano_trabalho/pt-davi-{qual}") for qual in ("cancelado", "atual"))
        assert (cancelado["status"], atual["status"]) == (1, 3)
        assert cancelado["data_inicio"] == atual["data_inicio"] == "2025-07-01"

    def test_a_elisa_falta_avaliar_o_ultimo_mes(self, api: Api) -> None:
        semear(api, "plantao", hoje="2025-09-15")
        elisa, ana = (self.ler(api, f"plano_trabalho/pt-{quem}-anterior") for quem in ("elisa", "ana"))
        assert [len(plano["avaliacoes_registros_execucao"]) for plano in (elisa, ana)] == [5, 6]
        assert [plano["status"] for plano in (elisa, ana)] == [4, 4]
        plano = self.ler(api, "plano_trabalho/pt-ana-atual")
        assert [item["id_periodo_avaliativo"] for item in plano["avaliacoes_registros_execucao"]] == ["mes-1", "mes-2"]

    def test_um_plano_de_entregas_esta_avaliado_e_o_outro_nao(self, api: Api) -> None:
        semear(api, "plantao", hoje="2025-09-15")
        avaliado, concluido = (self.ler(api, f"plano_entregas/pe-{sigla}-anterior") for sigla in ("sti", "gep"))
        assert (avaliado["status"], avaliado["avaliacao"], avaliado["data_avaliacao"]) == (5, 2, "2025-07-20")
        assert (concluido["status"], concluido["avaliacao"]) == (4, None)

    def test_fabio_saiu_e_gilda_ainda_nao_tem_plano(self, api: Api) -> None:
        semear(api, "plantao")
        assert self.ler(api, "101/participante/1500060")["situacao"] == 0
        assert self.ler(api, "102/participante/1500070")["situacao"] == 1
        assert api.get(f"{UNIDADE}/plano_trabalho/pt-gilda-atual").status_code == 404

    def test_o_novo_plano_de_bruno_colide_com_o_que_esta_em_execucao(self, api: Api) -> None:
        semear(api, "plantao")
        novo = {**self.ler(api, "plano_trabalho/pt-bruno-atual"), "id_plano_trabalho": "pt-bruno-novo"}
        resposta = api.put(f"{UNIDADE}/plano_trabalho/pt-bruno-novo", novo)
        assert (resposta.status_code, resposta.headers["X-PGD-Regra"]) == (422, "PT-18")
        assert "pt-bruno-atual, de 01/07/2025 a 31/12/2025" in resposta.json()["detail"]

    def test_o_que_se_le_pode_ser_reenviado(self, api: Api) -> None:
        semear(api, "plantao")
        for caminho in ("102/participante/1500080", "plano_entregas/pe-gep-atual", "plano_trabalho/pt-hugo-atual"):
            resposta = api.put(f"{UNIDADE}/{caminho}", self.ler(api, caminho))
            assert (resposta.status_code, resposta.headers.get("X-PGD-Avisos")) == (200, None)


LEGADO = {
    "1001/participante/1600010": "PA-08",
    "1001/participante/1600020": "PA-06",
    "1001/participante/1600030": "PA-05",
    "1001/participante/1111111": "PA-03",
    "plano_entregas/pe-longo": "PE-24",
    "plano_entregas/pe-sem-entregas": "PE-02",
    "plano_entregas/pe-avaliado-sem-nota": "PE-06",
    "plano_entregas/pe-sobreposto-1": "PE-07",
    "plano_entregas/pe-sobreposto-2": "PE-07",
    "plano_trabalho/pt-de-antes-do-pgd": "PT-06",
    "plano_trabalho/pt-longo": "PT-47",
    "plano_trabalho/pt-sobreposto-1": "PT-18",
    "plano_trabalho/pt-sobreposto-2": "PT-18",
    "plano_trabalho/pt-sem-participante": "PT-20",
    "plano_trabalho/pt-sem-a-entrega": "PT-21",
    "plano_trabalho/pt-acima-de-cem": "PT-07",
    "plano_trabalho/pt-avaliado-antes": "PT-17",
}
"""Cada registro antigo, em SIAPE/70001, e a regra ou o aviso que o reenvio dele provoca."""


def test_o_legado_se_le_e_o_reenvio_dele_e_recusado_ou_avisado(api: Api) -> None:
    assert semear(api, "legado")["envios"] == len(LEGADO)
    visto = {}
    for caminho in LEGADO:
        inteiro = f"/organizacao/SIAPE/70001/{caminho}"
        lido = api.get(inteiro)
        assert lido.status_code == 200, (caminho, lido.text)
        resposta = api.put(inteiro, lido.json())
        visto[caminho] = resposta.headers.get("X-PGD-Regra") or resposta.headers.get("X-PGD-Avisos")
    assert visto == LEGADO


def test_um_registro_do_legado_le_se_como_foi_guardado_e_da_lugar_a_um_certo(api: Api) -> None:
    semear(api, "legado")
    caminho = "/organizacao/SIAPE/70001/plano_trabalho/pt-avaliado-antes"
    antigo = api.get(caminho).json()
    assert antigo == builders.plano_trabalho(
        cod_unidade_autorizadora=70_001,
        id_plano_trabalho="pt-avaliado-antes",
        cod_unidade_executora=1_007,
        cpf_participante="00000160121",
        matricula_siape="1600010",
        cod_unidade_lotacao_participante=1_001,
        data_inicio="2024-01-01",
        contribuicoes=[builders.contribuicao(id_plano_entregas="pe-longo")],
        avaliacoes_registros_execucao=[
            builders.avaliacao(
                data_inicio_periodo_avaliativo="2023-12-01",
                data_fim_periodo_avaliativo="2023-12-31",
                data_avaliacao_registros_execucao="2024-01-05",
            )
        ],
    )
    certo = {**antigo, "avaliacoes_registros_execucao": []}
    assert api.put(caminho, certo).status_code == 200
    assert api.get(caminho).json() == certo


def test_se_o_banco_cai_no_meio_a_ultima_linha_o_diz(servidor_postgres: str, tmp_path: Path) -> None:
    with postgres.empty_database(servidor_postgres) as endereco, servidor(tmp_path, PGD_BANCO=endereco) as no_ar:
        pedido = {"cenario": "orgao", "participantes": 600, "meses": 24}
        with (
            httpx2.Client(base_url=no_ar.url, trust_env=False, timeout=60) as cliente,
            cliente.stream("POST", CAMINHO, json=pedido) as resposta,
        ):
            linhas = resposta.iter_lines()
            assert json.loads(next(linhas))["feitos"] > 0
            with fora_do_ar(servidor_postgres, endereco):
                *_, ultima = linhas
        assert json.loads(ultima)["problema"].startswith("O banco de dados parou de guardar no meio")


def test_quem_vai_embora_no_meio_faz_parar_e_o_que_foi_semeado_fica(tmp_path: Path) -> None:
    with servidor(tmp_path) as no_ar:
        corpo = json.dumps({"cenario": "orgao", "participantes": 600, "meses": 24}).encode()
        cabecalhos = (
            f"POST {CAMINHO} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: testes/1.0\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(corpo)}\r\n\r\n"
        )
        with socket.create_connection(no_ar.endereco, timeout=60) as conexao:
            conexao.sendall(cabecalhos.encode() + corpo)
            recebido = b""
            while b'"feitos"' not in recebido:
                recebido += conexao.recv(4_096)

        vistos: list[int] = []

        def parou() -> bool:
            vistos.append(sum(no_ar.pedir("GET", "/simulador/api/estado").json()["contagens"].values()))
            return len(vistos) > 25 and len(set(vistos[-25:])) == 1

        ate(parou, "a semeadura parar")
        assert vistos[-1] > 100
        # O que uma semeadura guarda ao fim.
        assert no_ar.pedir("GET", "/simulador/api/instantaneos").json()["instantaneos"] == []
        assert no_ar.entrar()


@contextmanager
def semeando(no_ar: Servidor) -> Iterator[None]:
    """Enquanto dura, há uma semeadura em curso; ao fim, quem a pediu vai embora sem a ler."""
    with (
        httpx2.Client(base_url=no_ar.url, trust_env=False, timeout=60) as cliente,
        cliente.stream("POST", CAMINHO, json={"cenario": "orgao", "participantes": 5_000, "meses": 24}) as resposta,
    ):
        # Quem larga as linhas larga também a conexão.
        linhas = resposta.iter_lines()
        assert json.loads(next(linhas))["feitos"] > 0
        yield


def test_uma_por_vez_em_todos_os_processos_e_enquanto_dura_nada_troca_os_dados(banco: str, tmp_path: Path) -> None:
    with servidor(tmp_path, "--processos", "2", PGD_BANCO=banco) as no_ar:
        assert no_ar.pedir("PUT", "/simulador/api/instantaneos/antes").status_code == 201
        with semeando(no_ar):
            pedido = {"cenario": "legado", "recomecar": True}
            # Cada pedido vai numa conexão nova, que atende o processo que estiver livre.
            for _ in range(4):
                status, detail = problema(no_ar.pedir("POST", CAMINHO, json=pedido))
                assert (status, detail[:47]) == (409, "Já há uma semeadura em curso neste banco, e as ")
            for porta in ("reinicio", "reinicio?escopo=tudo", "instantaneos/antes/restauracao"):
                status, detail = problema(no_ar.pedir("POST", f"/simulador/api/{porta}"))
                assert (status, detail[:40]) == (409, "Há uma semeadura em curso neste banco, e")

        pedido = {"cenario": "plantao", "recomecar": True, "hoje": "2025-07-01"}
        respostas: list[httpx2.Response] = []

        def aceito() -> bool:
            respostas.append(no_ar.pedir("POST", CAMINHO, json=pedido))
            return respostas[-1].status_code == 200

        # Bem antes que a vez de quem foi embora vença.
        ate(aceito, "a vez ser devolvida", prazo=15)
        resumo = json.loads(respostas[-1].text.splitlines()[-1])["resumo"]
        assert (resumo["envios"], resumo["recusados"], resumo["contagens"]["participante"]) == (63, 0, 9)
        voltou = no_ar.pedir("POST", "/simulador/api/reinicio", params={"para": "semente"}).json()
        assert (voltou["contagens"]["participante"], voltou["contagens"]["plano_trabalho"]) == (9, 13)


def test_as_que_chegam_juntas_ou_semeiam_inteiras_ou_sao_recusadas(api: Api) -> None:
    def uma(n: int) -> Response:
        return pedir(api, "legado" if n % 2 else "plantao", recomecar=True)

    with ThreadPoolExecutor(4) as linhas:
        respostas = list(linhas.map(uma, range(8)))
    assert {resposta.status_code for resposta in respostas} <= {200, 409}
    resumos = [json.loads(r.text.splitlines()[-1])["resumo"] for r in respostas if r.status_code == 200]
    assert resumos
    assert {(resumo["cenario"], resumo["recusados"], resumo["contagens"]["participante"]) for resumo in resumos} <= {
        ("plantao", 0, 9),
        ("legado", 0, 4),
    }
    assert contagens(api)["participante"] in (9, 4)


def test_duas_num_banco_vazio_nao_passam_ambas_por_vazio(api: Api) -> None:
    with ThreadPoolExecutor(4) as linhas:
        status = sorted(linhas.map(lambda _: pedir(api, "plantao").status_code, range(4)))
    assert status == [200, 409, 409, 409]


def test_a_vez_de_um_processo_que_morreu_vence(api: Api) -> None:
    agora = vez.machine()
    assert no_banco(api, lambda connection: semeadura.claim(connection, agora, agora + 1_500))
    assert pedir(api, "vazio").status_code == 409
    ate(lambda: pedir(api, "vazio").status_code == 200, "a vez vencer", prazo=15)


def test_o_que_ninguem_previu_se_diz_na_ultima_linha_e_fica_no_log(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def quebra(_: Alvo, __: Semeadura) -> AsyncGenerator[Passo]:
        yield Passo("começo", 2)
        raise ZeroDivisionError

    monkeypatch.setitem(CENARIOS, "vazio", replace(CENARIOS["vazio"], sow=quebra))
    primeira, ultima = pedir(api, "vazio").text.splitlines()
    assert json.loads(primeira) == {"feitos": 1, "total": 2, "etapa": "começo"}
    assert json.loads(ultima)["problema"].startswith("A semeadura parou no meio, por um defeito do simulador")
    assert [(registro.name, registro.exc_info is not None) for registro in caplog.records] == [("pgd.falhas", True)]
    assert semear(api, "plantao")["envios"] == 63


def test_o_instantaneo_de_uma_semeadura_nao_traz_a_vez_dela(api: Api) -> None:
    semear(api, "plantao")
    assert api.cliente.post("/simulador/api/instantaneos/semente/restauracao").status_code == 200
    assert semear(api, "plantao", recomecar=True)["envios"] == 63


class TestVez:
    """Quem semeia a tem, a renova e a devolve."""

    @pytest.fixture(autouse=True)
    def sempre_se_renova(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(vez, "RENOVA", 0.01)

    async def perder(self, database: Database) -> None:
        """Enquanto se trabalha, a vez vence, e outro a toma."""
        minha = await vez.take(database)
        depois = vez.machine() + 2 * vez.DURA
        assert await database.write(lambda connection: semeadura.claim(connection, depois, depois + 1))
        try:
            with pytest.raises(AlreadySeeding, match="outra começou no lugar dela"):
                await minha.during(asyncio.sleep(30))
        finally:
            await minha.release()
        # A do outro não se devolve.
        assert await database.look(lambda connection: semeadura.running(connection, depois))
        await database.write(lambda connection: semeadura.release(connection, depois + 1))

    async def trabalhar(self, database: Database) -> None:
        """Um trabalho que dura mais do que a vez que não se renova."""
        minha = await vez.take(database)
        assert await minha.during(asyncio.sleep(1, "feito")) == "feito"
        assert await vez.running(database)
        with pytest.raises(AlreadySeeding, match="Já há uma semeadura em curso"):
            await vez.take(database)
        await minha.release()
        assert not await vez.running(database)

    def test_quem_a_perde_para_e_nao_devolve_a_do_outro(self, api: Api) -> None:
        self.correr(api, self.perder)

    def test_renova_se_enquanto_se_trabalha(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(vez, "DURA", 600)
        self.correr(api, self.trabalhar)

    def correr(self, api: Api, work: Any) -> None:
        assert api.cliente.portal is not None
        api.cliente.portal.call(work, api.cliente.app.state.parts.database)  # type: ignore[attr-defined]  # é a aplicação de create_app
