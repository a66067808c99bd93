"""Cada falha vista por quem a vê de verdade: httpx2, requests e curl, num servidor noutro processo."""

import json
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest
import requests
from sqlalchemy import RowMapping, select

from app.storage.opening import open_database
from app.storage.tables import registro
from tests import builders
from tests.servidor import PRAZO, USER_AGENT, Servidor, ate, servidor

PARTICIPANTE = builders.caminho_participante(builders.participante())
IMPACIENTE = 0.5
"""Segundos que espera um cliente que desiste antes de a resposta começar."""


class Visto(NamedTuple):
    """O que um cliente recebeu."""

    status: int
    tipo: str
    corpo: bytes


class Curl(Exception):
    """O curl saiu com este código."""


Cliente = Callable[[str, dict[str, str], float], Visto]


def com_httpx2(url: str, cabecalhos: dict[str, str], prazo: float) -> Visto:
    resposta = httpx2.get(url, headers=cabecalhos, timeout=prazo, trust_env=False)
    return Visto(resposta.status_code, resposta.headers.get("Content-Type", ""), resposta.content)


def com_requests(url: str, cabecalhos: dict[str, str], prazo: float) -> Visto:
    resposta = requests.get(url, headers=cabecalhos, timeout=prazo, proxies={"http": ""})
    return Visto(resposta.status_code, resposta.headers.get("Content-Type", ""), resposta.content)


def com_curl(url: str, cabecalhos: dict[str, str], prazo: float) -> Visto:
    opcoes = [f"-H{nome}: {valor}" for nome, valor in cabecalhos.items()]
    comando = ["curl", "-q", "-sS", "--noproxy", "*", "-m", str(prazo), "-w", "\n%{http_code} %{content_type}", *opcoes]
    feito = subprocess.run([*comando, url], capture_output=True, check=False)
    if feito.returncode:
        raise Curl(feito.returncode)
    corpo, _, contas = feito.stdout.rpartition(b"\n")
    status, _, tipo = contas.decode().partition(" ")
    return Visto(int(status), tipo, corpo)


CLIENTES = pytest.mark.parametrize("cliente", [com_httpx2, com_requests, com_curl])


class NoAr(NamedTuple):
    """O servidor, um token do administrador, e onde está o diário."""

    servidor: Servidor
    token: str
    banco: str

    def cabecalhos(self, falha: str) -> dict[str, str]:
        return {"User-Agent": USER_AGENT, "Authorization": f"Bearer {self.token}", "X-PGD-Falha": falha}

    def ver(self, cliente: Cliente, falha: str, caminho: str = "/users", prazo: float = PRAZO) -> Visto:
        return cliente(self.servidor.url + caminho, self.cabecalhos(falha), prazo)

    def registros(self, falha: str) -> list[RowMapping]:
        with open_database(self.banco).synchronous_engine().connect() as conexao:
            return list(conexao.execute(select(registro).where(registro.c.falha == falha)).mappings())


def abrir(pasta: Path) -> Iterator[NoAr]:
    banco = f"sqlite:///{pasta.as_posix()}/pgd.sqlite"
    with servidor(pasta, "--banco", banco) as no_ar:
        yield NoAr(no_ar, no_ar.entrar(), banco)
        # O que o uvicorn diz de uma aplicação que não respondeu, ou que falhou.
        assert "ASGI" not in no_ar.registro


@pytest.fixture(scope="module")
def no_ar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NoAr]:
    yield from abrir(tmp_path_factory.mktemp("falhas"))


@CLIENTES
class TestRespostas:
    @pytest.mark.parametrize(
        ("falha", "status"), [("html-502", 502), ("html-503", 503), ("html-504", 504), ("html-403", 403)]
    )
    def test_uma_pagina_e_uma_pagina(self, no_ar: NoAr, cliente: Cliente, falha: str, status: int) -> None:
        visto = no_ar.ver(cliente, falha)
        assert visto[:2] == (status, "text/html; charset=utf-8")
        assert visto.corpo.startswith(b"<!DOCTYPE html>")
        assert visto.corpo.endswith(b"</html>\n")

    def test_o_corpo_vazio_e_vazio(self, no_ar: NoAr, cliente: Cliente) -> None:
        assert no_ar.ver(cliente, "corpo-vazio; status=200") == (200, "", b"")

    def test_o_500_e_texto(self, no_ar: NoAr, cliente: Cliente) -> None:
        assert no_ar.ver(cliente, "texto-500") == (500, "text/plain; charset=utf-8", b"Internal Server Error")

    def test_o_erro_do_banco_e_json(self, no_ar: NoAr, cliente: Cliente) -> None:
        visto = no_ar.ver(cliente, "erro-do-banco")
        assert visto[:2] == (422, "application/json")
        assert "INSERT INTO" in json.loads(visto.corpo)["detail"]

    def test_o_token_recusado_e_o_json_do_contrato(self, no_ar: NoAr, cliente: Cliente) -> None:
        corpo = '{"detail":"Credenciais não podem ser validadas"}'.encode()
        assert no_ar.ver(cliente, "token-recusado") == (401, "application/json", corpo)

    def test_o_json_truncado_chega_sem_erro_de_http_e_nao_se_le(self, no_ar: NoAr, cliente: Cliente) -> None:
        inteiro = no_ar.servidor.pedir("GET", "/users", no_ar.token).content
        visto = no_ar.ver(cliente, "json-truncado")
        assert visto == (200, "application/json", inteiro[: len(inteiro) // 2])
        with pytest.raises(json.JSONDecodeError):
            json.loads(visto.corpo)

    def test_a_demora_e_antes_do_primeiro_byte_e_a_resposta_e_a_verdadeira(self, no_ar: NoAr, cliente: Cliente) -> None:
        comeco = time.monotonic()
        visto = no_ar.ver(cliente, "demora-60s; segundos=0.7", "/health")
        assert time.monotonic() - comeco >= 0.7
        assert visto == (200, "application/json", b'{"status":"ok"}')


@pytest.mark.parametrize(
    ("cliente", "erro", "dito"),
    [
        (com_httpx2, httpx2.ReadError, "Connection reset by peer"),
        (com_requests, requests.exceptions.ConnectionError, "Connection reset by peer"),
        # 56: falhou ao receber.
        (com_curl, Curl, "56"),
    ],
)
def test_a_conexao_reiniciada_e_um_erro_de_rede(
    no_ar: NoAr, cliente: Cliente, erro: type[Exception], dito: str
) -> None:
    with pytest.raises(erro) as visto:
        no_ar.ver(cliente, "conexao-reiniciada")
    assert dito in str(visto.value)


@pytest.mark.parametrize(
    ("cliente", "erro"),
    [
        (com_httpx2, httpx2.ReadTimeout),
        (com_requests, requests.exceptions.ReadTimeout),
        # 28: acabou o prazo.
        (com_curl, Curl),
    ],
)
@pytest.mark.parametrize("falha", ["demora-35s", "demora-60s"])
def test_quem_tem_pouca_paciencia_ve_o_prazo_acabar(
    no_ar: NoAr, cliente: Cliente, erro: type[Exception], falha: str
) -> None:
    with pytest.raises(erro) as visto:
        no_ar.ver(cliente, falha, prazo=IMPACIENTE)
    assert str(visto.value) == "28" or not isinstance(visto.value, Curl)


def test_as_bibliotecas_levantam_o_erro_de_json_que_seus_usuarios_conhecem(no_ar: NoAr) -> None:
    for falha in ("html-503", "json-truncado", "corpo-vazio; status=200"):
        cabecalhos = no_ar.cabecalhos(falha)
        do_httpx2 = httpx2.get(f"{no_ar.servidor.url}/users", headers=cabecalhos, trust_env=False)
        do_requests = requests.get(
            f"{no_ar.servidor.url}/users", headers=cabecalhos, proxies={"http": ""}, timeout=PRAZO
        )
        with pytest.raises(json.JSONDecodeError):
            do_httpx2.json()
        with pytest.raises(requests.exceptions.JSONDecodeError):
            do_requests.json()


class TestConexaoReiniciada:
    def test_nada_se_guarda_e_o_diario_diz_que_nao_houve_resposta(self, no_ar: NoAr) -> None:
        documento = builders.participante(matricula_siape="7654321")
        caminho = builders.caminho_participante(documento)
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.put(
                no_ar.servidor.url + caminho,
                json=documento,
                headers=no_ar.cabecalhos("conexao-reiniciada"),
                proxies={"http": ""},
                timeout=PRAZO,
            )
        assert no_ar.servidor.pedir("GET", caminho, no_ar.token).status_code == 404
        ate(lambda: any(linha["metodo"] == "PUT" for linha in no_ar.registros("conexao-reiniciada")), "o registro")
        (linha,) = [linha for linha in no_ar.registros("conexao-reiniciada") if linha["metodo"] == "PUT"]
        assert (linha["status"], linha["status_verdadeiro"], linha["bytes_enviados"]) == (0, None, 0)
        assert json.loads(linha["corpo_recebido"]) == documento

    def test_os_pedidos_na_fila_da_mesma_conexao_se_perdem_com_ela(self, no_ar: NoAr) -> None:
        pedido = "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: testes/1.0\r\n{}\r\n"
        with socket.create_connection(no_ar.servidor.endereco, PRAZO) as conexao:
            fila = pedido.format("X-PGD-Falha: conexao-reiniciada\r\n") + pedido.format("") * 3
            conexao.sendall(fila.encode())
            with pytest.raises(ConnectionResetError):
                conexao.recv(1)
        assert no_ar.servidor.pedir("GET", "/health").status_code == 200


class TestDemora:
    def test_quem_desiste_encontra_o_documento_guardado_e_a_espera_acaba_com_ele(self, no_ar: NoAr) -> None:
        documento = builders.participante(matricula_siape="2345678")
        caminho = builders.caminho_participante(documento)
        with pytest.raises(requests.exceptions.ReadTimeout):
            requests.put(
                no_ar.servidor.url + caminho,
                json=documento,
                headers=no_ar.cabecalhos("demora-60s; segundos=599"),
                proxies={"http": ""},
                timeout=IMPACIENTE,
            )
        ate(lambda: no_ar.servidor.pedir("GET", caminho, no_ar.token).status_code == 200, "o documento ser guardado")
        assert no_ar.servidor.pedir("PUT", caminho, no_ar.token, json=documento).status_code == 200
        # O registro se guarda quando a espera acaba, e ela seria de dez minutos.
        ate(
            lambda: any(linha["metodo"] == "PUT" for linha in no_ar.registros("demora-60s")),
            "o registro da desistência",
        )
        (linha,) = [linha for linha in no_ar.registros("demora-60s") if linha["metodo"] == "PUT"]
        assert (linha["status"], linha["status_verdadeiro"], linha["bytes_enviados"]) == (0, 201, 0)

    def test_enquanto_um_espera_os_outros_sao_atendidos(self, no_ar: NoAr) -> None:
        def esperar() -> None:
            with suppress(httpx2.TransportError):
                no_ar.ver(com_httpx2, "demora-35s; segundos=20", prazo=3)

        esperas = [threading.Thread(target=esperar) for _ in range(40)]
        for espera in esperas:
            espera.start()
        documento = builders.participante()
        for _ in range(5):
            assert no_ar.servidor.pedir("PUT", PARTICIPANTE, no_ar.token, json=documento).status_code in (200, 201)
        assert any(espera.is_alive() for espera in esperas)
        for espera in esperas:
            espera.join()

    def test_encerrar_no_meio_de_uma_demora_nao_espera_por_ela_nem_suja_o_log(self, tmp_path: Path) -> None:
        pasta = tmp_path / "encerrar"
        pasta.mkdir()
        aberto = abrir(pasta)
        no_ar = next(aberto)
        visto: list[Any] = []

        def esperar() -> None:
            try:
                visto.append(
                    httpx2.put(
                        no_ar.servidor.url + PARTICIPANTE,
                        json=builders.participante(),
                        headers=no_ar.cabecalhos("demora-60s; segundos=600"),
                        timeout=PRAZO,
                        trust_env=False,
                    )
                )
            except httpx2.TransportError as erro:
                visto.append(erro)

        espera = threading.Thread(target=esperar)
        espera.start()
        ate(
            lambda: no_ar.servidor.pedir("GET", PARTICIPANTE, no_ar.token).status_code == 200,
            "o pedido ser atendido antes da demora",
        )
        comeco = time.monotonic()
        # Ao fechar, a própria fixture encerra o servidor, e confere que o log não traz rastro de pilha.
        assert next(aberto, None) is None
        espera.join()
        assert time.monotonic() - comeco < 40
        assert [type(erro) for erro in visto] == [httpx2.ReadError]
        assert [linha["status_verdadeiro"] for linha in no_ar.registros("demora-60s")] == [201]


class TestGotejamento:
    FALHA = "gotejamento; bytes=3; intervalo=0.05"

    def test_os_pedacos_chegam_um_depois_do_outro(self, no_ar: NoAr) -> None:
        with httpx2.stream(
            "GET", f"{no_ar.servidor.url}/health", headers=no_ar.cabecalhos(self.FALHA), trust_env=False
        ) as resposta:
            comeco = time.monotonic()
            chegadas = [(time.monotonic() - comeco, pedaco) for pedaco in resposta.iter_raw()]
        assert b"".join(pedaco for _, pedaco in chegadas) == b'{"status":"ok"}'
        assert len(chegadas) >= 3
        # Cinco pedaços de três bytes, cada um depois de esperar.
        assert chegadas[-1][0] >= 4 * 0.05
        assert chegadas[0][0] < chegadas[-1][0]

    def test_o_requests_espera_o_fim_mesmo_com_prazo_menor_que_a_resposta_inteira(self, no_ar: NoAr) -> None:
        """O prazo dele é o de cada leitura: é o que esta falha ensina."""
        comeco = time.monotonic()
        visto = no_ar.ver(com_requests, "gotejamento; bytes=1; intervalo=0.1", "/health", prazo=1.4)
        assert (visto.corpo, time.monotonic() - comeco >= 1.5) == (b'{"status":"ok"}', True)

    def test_o_prazo_do_curl_e_o_da_resposta_inteira(self, no_ar: NoAr) -> None:
        with pytest.raises(Curl) as visto:
            no_ar.ver(com_curl, "gotejamento; bytes=1; intervalo=0.2", "/health", prazo=IMPACIENTE)
        assert str(visto.value) == "28"


def test_o_token_curto_vence_de_verdade(no_ar: NoAr) -> None:
    entrada = httpx2.post(
        f"{no_ar.servidor.url}/token",
        data={"username": "admin@pgd.gov.br", "password": "demonstracao-pgd"},
        headers={"User-Agent": USER_AGENT, "X-PGD-Falha": "token-curto; segundos=3"},
        trust_env=False,
    )
    token = entrada.json()["access_token"]
    assert (entrada.headers["X-PGD-Falha"], no_ar.servidor.pedir("GET", "/users", token).status_code) == (
        "token-curto",
        200,
    )
    ate(lambda: no_ar.servidor.pedir("GET", "/users", token).status_code == 401, "o token vencer")


def test_as_paginas_do_meio_de_um_corpo_grande_nao_quebram_a_conexao_seguinte(no_ar: NoAr) -> None:
    with httpx2.Client(base_url=no_ar.servidor.url, headers=no_ar.cabecalhos("html-503"), trust_env=False) as cliente:
        assert cliente.put(PARTICIPANTE, content=b" " * 2_000_000).status_code == 503
        assert cliente.get("/users").status_code == 503
