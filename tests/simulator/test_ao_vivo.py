"""O diário ao vivo, num servidor de verdade: de qualquer processo, de qualquer máquina, sem travar o encerramento."""

import json
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests import builders, postgres
from tests.conftest import BANCOS, CHAVE, Api, banco_vazio
from tests.servidor import PRAZO, USER_AGENT, Servidor, ate, servidor

CAMINHO = "/simulador/api/registros/ao-vivo"
PARTICIPANTE = builders.participante()
DO_PARTICIPANTE = builders.caminho_participante(PARTICIPANTE)
FAIXA = 2_500
"""Quantos números cada processo reserva de cada vez."""


@dataclass
class Ouvinte:
    """O que um navegador recebeu até agora: os campos de cada evento, e se o fluxo acabou bem."""

    eventos: list[dict[str, str]] = field(default_factory=list)
    cabecalhos: httpx2.Headers = field(default_factory=httpx2.Headers)
    comentarios: list[str] = field(default_factory=list)
    pronto: threading.Event = field(default_factory=threading.Event)
    acabou_bem: bool = False

    @property
    def envios(self) -> list[int]:
        """Os números dos envios: pode vir também a entrada, que outro processo ainda não tinha guardado."""
        lidos = [json.loads(evento["data"]) for evento in self.eventos]
        return [lido["numero"] for lido in lidos if lido["metodo"] == "PUT"]

    def ouvir(self, no_ar: Servidor, cabecalhos: dict[str, str]) -> None:
        with httpx2.stream("GET", f"{no_ar.url}{CAMINHO}", headers=cabecalhos, timeout=PRAZO, trust_env=False) as fluxo:
            self.cabecalhos = fluxo.headers
            evento: dict[str, str] = {}
            for linha in fluxo.iter_lines():
                nome, _, valor = linha.partition(": ")
                if linha.startswith(":"):
                    self.comentarios.append(linha)
                    self.pronto.set()
                elif linha:
                    evento[nome] = valor
                elif "id" in evento:
                    self.eventos.append(evento)
                    evento = {}
        self.acabou_bem = True


@contextmanager
def ouvindo(no_ar: Servidor, **cabecalhos: str) -> Iterator[Ouvinte]:
    """Alguém que acompanha o servidor, já ligado; termina quando o servidor termina."""
    ouvinte = Ouvinte()
    com_nome = {"User-Agent": USER_AGENT, **{nome.replace("_", "-"): valor for nome, valor in cabecalhos.items()}}
    linha = threading.Thread(target=ouvinte.ouvir, args=(no_ar, com_nome), daemon=True)
    linha.start()
    assert ouvinte.pronto.wait(PRAZO), "o fluxo não começou"
    yield ouvinte


def enviar(no_ar: Servidor, token: str) -> int:
    """Um envio, numa conexão própria; devolve o número do registro."""
    resposta = no_ar.pedir("PUT", DO_PARTICIPANTE, token, json=PARTICIPANTE)
    assert resposta.status_code in (200, 201)
    return int(resposta.headers["X-PGD-Registro"])


def enviar_por_dois_processos(no_ar: Servidor, token: str) -> list[int]:
    """Envia até que dois processos tenham atendido, que se conhecem pela faixa dos números."""
    numeros: list[int] = []

    def os_dois() -> bool:
        numeros.append(enviar(no_ar, token))
        return len({(numero - 1) // FAIXA for numero in numeros}) == 2

    ate(os_dois, "dois processos atenderem")
    return numeros


@pytest.fixture(scope="module", params=BANCOS)
def de_dois(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servidor]:
    """Um servidor de dois processos, em cada tipo de banco."""
    pasta = tmp_path_factory.mktemp("de_dois")
    with (
        banco_vazio(request.param, request, pasta) as banco,
        servidor(pasta, "--banco", banco, "--processos", "2") as um,
    ):
        yield um


def test_um_pedido_a_qualquer_processo_chega_logo_a_quem_acompanha(de_dois: Servidor) -> None:
    token = de_dois.entrar()
    with ouvindo(de_dois) as ouvinte:
        numeros = enviar_por_dois_processos(de_dois, token)
        depois = time.monotonic()
        ate(lambda: len(ouvinte.envios) >= len(numeros), "todos os envios chegarem a quem acompanha")
        demora = time.monotonic() - depois
    assert sorted(ouvinte.envios) == sorted(numeros)
    # Numa máquina desocupada, meio segundo.
    assert demora < 5
    ordens = [int(evento["id"]) for evento in ouvinte.eventos]
    assert ordens == list(range(ordens[0], ordens[0] + len(ordens)))


def test_um_evento_e_o_registro_como_a_lista_o_mostra(de_dois: Servidor) -> None:
    token = de_dois.entrar()
    with ouvindo(de_dois) as ouvinte:
        numero = enviar(de_dois, token)
        ate(lambda: ouvinte.envios == [numero], "o envio chegar a quem acompanha")
    evento = ouvinte.eventos[-1]
    listado = de_dois.pedir("GET", "/simulador/api/registros", params={"limite": 1}).json()["registros"][0]
    assert (evento["event"], evento["id"], json.loads(evento["data"])) == ("registro", str(listado["ordem"]), listado)
    assert listado["numero"] == numero
    assert "no-store" in ouvinte.cabecalhos["cache-control"]
    assert ouvinte.cabecalhos["x-accel-buffering"] == "no"
    assert ouvinte.cabecalhos["content-type"] == "text/event-stream; charset=utf-8"


def test_quem_volta_recebe_o_que_perdeu(de_dois: Servidor) -> None:
    token = de_dois.entrar()
    with ouvindo(de_dois) as antes:
        enviar(de_dois, token)
        ate(lambda: len(antes.envios) == 1, "o primeiro envio chegar")
    ultimo = antes.eventos[-1]["id"]
    perdidos = [enviar(de_dois, token) for _ in range(3)]
    with ouvindo(de_dois, Last_Event_ID=ultimo) as ouvinte:
        ate(lambda: len(ouvinte.envios) >= 3, "os três perdidos chegarem")
    assert sorted(ouvinte.envios) == sorted(perdidos)


def test_um_ultimo_evento_vazio_e_como_nenhum(de_dois: Servidor) -> None:
    token = de_dois.entrar()
    enviar(de_dois, token)
    with ouvindo(de_dois, Last_Event_ID="") as ouvinte:
        numero = enviar(de_dois, token)
        ate(lambda: numero in ouvinte.envios, "o envio chegar a quem acompanha")


def test_quem_verifica_num_processo_ve_logo_o_que_o_outro_acaba_de_responder(de_dois: Servidor) -> None:
    token = de_dois.entrar()
    for numero in enviar_por_dois_processos(de_dois, token)[:1] + [enviar(de_dois, token) for _ in range(6)]:
        pedido = {"metodo": "PUT", "caminho": DO_PARTICIPANTE}
        veredito = de_dois.pedir("POST", "/simulador/api/verificacoes", json={"pedido": pedido}).json()
        assert numero in veredito["registros"]


def test_o_que_uma_maquina_atende_a_outra_mostra(
    servidor_postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with postgres.empty_database(servidor_postgres) as banco, ExitStack() as pilha:
        um, outro = (
            pilha.enter_context(servidor(tmp_path_factory.mktemp(nome), "--banco", banco, PGD_CHAVE_SECRETA=CHAVE))
            for nome in ("um", "outro")
        )
        token = um.entrar()
        with ouvindo(outro) as ouvinte:
            numero = enviar(um, token)
            ate(lambda: ouvinte.envios == [numero], "o envio a uma máquina chegar a quem acompanha a outra")


@pytest.mark.parametrize(
    ("processos", "sinal"), [("1", signal.SIGTERM), ("2", signal.SIGINT)], ids=["SIGTERM", "Ctrl+C, dois processos"]
)
def test_encerrar_nao_espera_por_quem_acompanha_e_o_fluxo_acaba_bem(
    processos: str, sinal: signal.Signals, tmp_path: Path
) -> None:
    with servidor(tmp_path, "--efemero", "--processos", processos) as no_ar, ExitStack() as pilha:
        ouvintes = [pilha.enter_context(ouvindo(no_ar)) for _ in range(4)]
        no_ar.encerrar(sinal)
        ate(lambda: all(ouvinte.acabou_bem for ouvinte in ouvintes), "os fluxos acabarem inteiros")
        # O que o uvicorn diz quando, passados 5 segundos, corta quem não acabou.
        assert "timeout graceful shutdown exceeded" not in no_ar.registro


@pytest.mark.parametrize("ultimo", ["abc", "-1", "1.5", "99999999999999999999"])
def test_um_ultimo_evento_que_nao_e_uma_ordem_e_recusado(api: Api, ultimo: str) -> None:
    resposta = api.cliente.get(CAMINHO, headers={"Last-Event-ID": ultimo})
    assert (resposta.status_code, resposta.headers["content-type"]) == (422, "application/problem+json")
    assert resposta.json()["detail"].startswith("last-event-id: ")


def test_o_fluxo_e_documentado(api: Api) -> None:
    documento: Any = api.cliente.get("/simulador/openapi.json").json()
    resposta = documento["paths"]["/api/registros/ao-vivo"]["get"]["responses"]["200"]
    assert list(resposta["content"]) == ["text/event-stream"]
