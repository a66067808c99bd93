"""Os controles como uma pessoa os usa, num Chromium, e num servidor de verdade."""

import re
import socket
from pathlib import Path

import httpx2
from playwright.sync_api import expect

from tests import builders, postgres
from tests.console.conftest import Painel
from tests.console.paginas import NAVEGADOR, csrf_de
from tests.servidor import ate, servidor
from tests.storage.interrupcao import fora_do_ar

DO_BANCO = ("falhas", "relogio", "cenarios", "instantaneos", "reinicio", "usuarios", "emails")
"""As páginas que perguntam alguma coisa ao banco."""
CENARIOS = "/simulador/controles/cenarios"


def ler(painel: Painel) -> int:
    return int(painel.pedir("GET", builders.caminho_participante(builders.participante())).status_code)


def test_armar_uma_falha_ve_la_acontecer_e_desarmar_em_duas_abas(painel: Painel) -> None:
    aba = painel.abrir("/controles")
    aba.get_by_role("link", name="Falhas", exact=True).last.click()
    outra = painel.abrir("/controles/falhas")
    expect(outra.locator("html[data-ligado]")).to_have_count(1)
    aba.get_by_role("button", name="Armar guardado-503 nas próximas 3").press("Enter")
    expect(aba.locator("#recado")).to_contain_text("A falha guardado-503 está armada")
    assert painel.enviar("participante").status_code == 503
    for uma in (aba, outra):
        expect(uma.locator(".armadas")).to_contain_text("faltam 2 vezes")
        expect(uma.locator(".armadas")).to_contain_text("já se deu 1 vez")
    aba.get_by_role("link", name="Escolher como armar demora-35s").click()
    aba.get_by_label("Quanto demora").fill("0.1")
    aba.get_by_label("Até que alguém a desarme").check()
    aba.get_by_label("Unidade autorizadora").fill("SIAPE")
    aba.get_by_role("button", name="Armar").click()
    expect(aba.get_by_role("alert")).to_contain_text("A unidade se escreve como SIAPE/1")
    aba.get_by_label("Unidade autorizadora").fill("SIAPE/1")
    aba.get_by_role("button", name="Armar").click()
    expect(aba.locator(".armadas li")).to_have_count(2)
    aba.reload()
    aba.get_by_role("button", name="Desarmar todas").click()
    expect(aba.locator(".sem-falhas")).to_be_visible()
    assert ler(painel) == 200
    # A outra aba sabe-o quando chega o pedido seguinte.
    expect(outra.locator(".sem-falhas")).to_be_visible()


def test_o_relogio_anda_na_tela_para_e_volta(painel: Painel) -> None:
    aba = painel.abrir("/controles/relogio")
    hora = aba.locator(".hora-do-simulador")
    antes = hora.inner_text()
    expect(hora).not_to_have_text(antes)
    aba.get_by_label("Data e hora (UTC)").fill("2025-03-01T09:00")
    aba.get_by_role("button", name="Ir", exact=True).click()
    expect(hora).to_have_text("01/03/2025 09:00:00")
    aba.get_by_role("button", name="31 minutos").click()
    expect(hora).to_have_text("01/03/2025 09:31:00")
    expect(aba.locator(".estado-geral")).to_contain_text("Relógio parado em 01/03/2025 09:31:00 UTC")
    aba.get_by_role("button", name=re.compile("Soltar")).click()
    expect(aba.locator(".estado-geral")).not_to_contain_text("Relógio")


def test_semear_mostra_o_resumo_e_recarregar_ou_voltar_nao_semeia_de_novo(painel: Painel) -> None:
    aba = painel.abrir("/controles/cenarios")
    aba.get_by_role("button", name="Semear plantao").click()
    expect(aba.get_by_role("heading", level=1)).to_have_text("Semeado: Um órgão de oito pessoas")
    painel.enviar("participante").raise_for_status()
    aba.reload()
    aba.go_back()
    expect(aba.get_by_role("heading", level=1)).to_have_text("Cenários")
    assert ler(painel) == 200
    aba.get_by_role("button", name="Semear orgao").click()
    expect(aba.get_by_role("heading", level=1)).to_have_text("O banco já tem dados. Apagar e semear?")
    expect(aba.locator(".numeros")).to_contain_text("10")
    aba.get_by_role("link", name="Não, voltar").click()
    assert ler(painel) == 200
    aba.get_by_text("Tamanho, dia e semente").click()
    aba.get_by_label("Participantes").fill("20")
    aba.get_by_label("Meses").fill("3")
    aba.get_by_role("button", name="Semear orgao").click()
    aba.get_by_label("Guardar um instantâneo").uncheck()
    aba.get_by_role("button", name="Apagar os dados e semear").click()
    expect(aba.get_by_role("heading", level=1)).to_have_text("Semeado: Um órgão inteiro")
    assert ler(painel) == 404


def test_guardar_levar_num_arquivo_apagar_trazer_e_voltar(painel: Painel, tmp_path: Path) -> None:
    painel.enviar("participante").raise_for_status()
    aba = painel.abrir("/controles/instantaneos")
    aba.locator("#campo-nome").fill("aula")
    aba.get_by_role("button", name="Guardar").click()
    with aba.expect_download() as baixado:
        aba.get_by_role("link", name="Exportar aula").click()
    baixado.value.save_as(tmp_path / "levado.sqlite")
    aba.get_by_role("link", name="Apagar aula").click()
    aba.get_by_role("button", name="Apagar o instantâneo").click()
    expect(aba.get_by_role("link", name="Exportar aula")).to_have_count(0)
    aba.get_by_label("Arquivo exportado").set_input_files(tmp_path / "levado.sqlite")
    aba.get_by_role("button", name="Importar").click()
    expect(aba.locator("#recado")).to_contain_text("O arquivo foi conferido e guardado como o instantâneo levado")
    aba.goto(f"{painel.no_ar.url}/simulador/controles/reinicio")
    aba.get_by_role("button", name="Ver o que seria apagado").click()
    expect(aba.locator(".numeros")).to_contain_text("participantes")
    aba.go_back()
    aba.get_by_role("button", name="Ver o que seria apagado").click()
    aba.get_by_role("button", name="Apagar e recomeçar").click()
    expect(aba.locator("#recado")).to_contain_text("Para desfazer, restaure o instantâneo antes-de-recomecar-")
    assert ler(painel) == 404
    aba.get_by_role("link", name="Instantâneos").click()
    aba.get_by_role("link", name="Restaurar levado").click()
    aba.get_by_role("button", name="Restaurar").click()
    expect(aba.locator("#recado")).to_contain_text("O estado voltou ao do instantâneo levado")
    assert ler(painel) == 200


def test_criar_um_usuario_e_ler_na_hora_o_codigo_de_quem_esqueceu_a_senha(painel: Painel) -> None:
    aba = painel.abrir("/controles/usuarios")
    aba.get_by_role("link", name="Criar usuário").click()
    aba.get_by_label("E-mail").fill("sistema@orgao.gov.br")
    aba.get_by_label("Senha").fill("x")
    aba.get_by_label("Código da unidade").fill("doze")
    aba.get_by_label("Sistema que envia").fill("<img src=x onerror=alert(1)>\u202eMeuSistema")
    aba.get_by_role("button", name="Guardar").click()
    expect(aba.locator("#campo-cod_unidade_autorizadora-erro")).to_be_visible()
    expect(aba.get_by_label("Código da unidade")).to_have_attribute("aria-invalid", "true")
    aba.get_by_label("Código da unidade").fill("12")
    aba.get_by_label("Senha").fill("x")
    aba.get_by_role("button", name="Guardar").click()
    expect(aba.get_by_role("heading", level=1)).to_have_text("sistema@orgao.gov.br")
    caixa = painel.abrir("/controles/emails")
    expect(caixa.get_by_text("Caixa vazia")).to_be_visible()
    expect(caixa.locator("html[data-ligado]")).to_have_count(1)
    painel.pedir("POST", "/user/forgot_password/sistema@orgao.gov.br").raise_for_status()
    expect(caixa.locator(".codigo-de-recuperacao code")).to_be_visible()
    caixa.get_by_role("button", name=re.compile("Copiar o código")).click()
    expect(caixa.get_by_role("button", name=re.compile("Copiar o código"))).to_contain_text("Copiado")


def test_dois_processos_atendem_como_um_e_quem_sai_da_pagina_interrompe(tmp_path: Path) -> None:
    with servidor(tmp_path, "--processos", "2") as no_ar, httpx2.Client(trust_env=False, timeout=60) as cliente:
        csrf = csrf_de(cliente.get(f"{no_ar.url}{CENARIOS}", headers=NAVEGADOR))
        chave = "; ".join(f"{nome}={valor}" for nome, valor in cliente.cookies.items())
        corpo = f"csrf={csrf}&cenario=orgao"
        cabecalhos = (
            f"POST {CENARIOS} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: testes/1.0\r\nCookie: {chave}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(corpo)}\r\n\r\n"
        )
        with socket.create_connection(no_ar.endereco, timeout=60) as conexao:
            conexao.sendall((cabecalhos + corpo).encode())
            recebido = b""
            while b"<progress" not in recebido:
                recebido += conexao.recv(4_096)
            assert recebido.startswith(b"HTTP/1.1 200")
            # Os dois processos o sabem: um deles semeia, e cada conexão nova cai em qualquer um.
            for _ in range(6):
                assert "Há uma semeadura em curso" in no_ar.pedir("GET", CENARIOS, headers=NAVEGADOR).text
        ate(
            lambda: "Há uma semeadura em curso" not in no_ar.pedir("GET", CENARIOS, headers=NAVEGADOR).text,
            "a semeadura parar",
        )
        assert no_ar.pedir("GET", "/simulador/api/instantaneos").json()["instantaneos"] == []


def test_com_o_banco_fora_toda_pagina_o_diz_e_nada_falha(servidor_postgres: str, tmp_path: Path) -> None:
    with postgres.empty_database(servidor_postgres) as endereco, servidor(tmp_path, PGD_BANCO=endereco) as no_ar:
        with fora_do_ar(servidor_postgres, endereco):
            for caminho in (
                "",
                "/falhas",
                "/relogio",
                "/cenarios",
                "/instantaneos",
                "/reinicio",
                "/usuarios",
                "/emails",
            ):
                resposta = no_ar.pedir("GET", f"/simulador/controles{caminho}", headers=NAVEGADOR)
                assert (resposta.status_code, "Banco fora do ar" in resposta.text) == (503, True), caminho
            assert no_ar.pedir("GET", "/simulador/controles/ambiente", headers=NAVEGADOR).status_code == 200
        assert no_ar.pedir("GET", "/simulador/controles", headers=NAVEGADOR).status_code == 200
