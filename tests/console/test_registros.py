"""Os registros como uma pessoa os usa: a lista ao vivo, os filtros, um registro por inteiro, e enviá-lo de novo."""

import time
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # o pacote não traz os tipos
from playwright.sync_api import Locator, Page, expect

from tests import builders
from tests.console.conftest import TELEFONE, Painel, sossegar
from tests.console.test_todas_as_paginas import transborda

HOSTIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202eabc 😀 " + "x" * 10_000


def linha(aba: Page, resposta: Any) -> Locator:
    """A linha, na lista, do pedido que teve esta resposta."""
    return aba.locator(f"#registro-{resposta.headers['X-PGD-Registro']}")


class TestLista:
    def test_o_que_chega_de_fora_aparece_em_um_segundo_sem_mudar_o_que_se_le(self, painel: Painel) -> None:
        antigos = [painel.pedir("GET", "/health") for _ in range(25)]
        aba, recusados = painel.abrir("/registros"), painel.abrir("/registros?so=recusados")
        expect(aba.locator("html[data-ligado] .vivo")).to_be_visible()
        expect(recusados.locator("html[data-ligado] .vivo")).to_be_visible()
        expect(recusados.get_by_text("Nenhum pedido passa por estes filtros")).to_be_visible()
        # Quem lê uma linha lá embaixo continua nela.
        lida = linha(aba, antigos[3]).get_by_role("link").first
        lida.scroll_into_view_if_needed()
        lida.focus()
        onde = lida.bounding_box()
        demoras = []
        for _ in range(4):
            comeco = time.monotonic()
            aceito = painel.enviar("participante")
            expect(linha(aba, aceito)).to_be_attached()
            demoras.append(time.monotonic() - comeco)
        assert min(demoras) < 1
        expect(lida).to_be_focused()
        depois = lida.bounding_box()
        assert onde is not None
        assert depois is not None
        assert abs(depois["y"] - onde["y"]) < 2
        # Só o que passa pelos filtros entra, e o aviso de lista vazia sai.
        recusado = painel.enviar("participante", situacao=7)
        expect(linha(recusados, recusado)).to_contain_text("422 recusado")
        expect(recusados.get_by_text("Nenhum pedido passa por estes filtros")).to_be_hidden()
        expect(recusados.locator("tr.registro")).to_have_count(1)
        expect(aba.locator("tr.registro").first).to_have_id(f"registro-{recusado.headers['X-PGD-Registro']}")
        # Numa lista parada, só se avisa.
        aba.get_by_role("link", name="Parar").click()
        expect(aba.get_by_text("Lista parada")).to_be_visible()
        outro = painel.enviar("participante")
        aba.get_by_role("link", name="Ver os mais novos").click()
        expect(linha(aba, outro)).to_be_visible()
        expect(aba.locator(".vivo")).to_be_visible()

    def test_os_filtros_vao_no_endereco_e_voltam_com_o_navegador(self, painel: Painel) -> None:
        aceito, recusado = painel.enviar("participante"), painel.enviar("participante", cpf="1")
        aba = painel.abrir("/registros")
        aba.get_by_label("Procurar").fill("nome-que-ninguem-enviou")
        aba.keyboard.press("Enter")
        expect(aba).to_have_url(f"{painel.no_ar.url}/simulador/registros?texto=nome-que-ninguem-enviou")
        expect(aba.get_by_text("Nenhum pedido passa por estes filtros")).to_be_visible()
        aba.locator(".sem-registros").get_by_role("link", name="Limpar os filtros").click()
        aba.get_by_text("Mais filtros").click()
        aba.get_by_label("Recurso").select_option("Participante")
        aba.get_by_label("Status").fill("4xx")
        aba.get_by_role("button", name="Filtrar").click()
        expect(aba).to_have_url(f"{painel.no_ar.url}/simulador/registros?recurso=participante&status=4xx")
        expect(aba.locator("tr.registro")).to_have_count(1)
        expect(linha(aba, recusado)).to_be_visible()
        aba.reload()
        expect(aba.get_by_label("Status")).to_have_value("4xx")
        aba.get_by_role("link", name="Status: 4xx").click()
        expect(aba.locator("tr.registro")).to_have_count(2)
        aba.go_back()
        expect(aba.locator("tr.registro")).to_have_count(1)
        aba.get_by_role("link", name="Tudo").click()
        aba.get_by_text("Mais filtros").click()
        aba.get_by_label("Status").fill("5x")
        aba.get_by_role("button", name="Filtrar").click()
        expect(aba.get_by_text("Não é um status. Escreva um, como 422")).to_be_visible()
        expect(aba.get_by_label("Status")).to_have_value("5x")
        aba.get_by_label("Ir ao registro nº").fill(aceito.headers["X-PGD-Registro"])
        aba.keyboard.press("Enter")
        expect(aba.get_by_role("heading", level=1)).to_have_text("Envio do participante 1234567, lotado em 101")


class TestRegistro:
    def test_da_recusa_ao_envio_consertado_so_com_o_teclado(self, painel: Painel) -> None:
        painel.contexto.grant_permissions(["clipboard-read", "clipboard-write"])
        recusado = painel.enviar("participante", cpf="529.982.247-25")
        aba = painel.abrir("/registros")
        linha(aba, recusado).get_by_role("link").first.focus()
        aba.keyboard.press("Enter")
        expect(aba.get_by_text("Recusado com 422, e nada foi guardado.")).to_be_visible()
        expect(aba.locator("mark")).to_have_text('"cpf": "***.982.247-**"')
        aba.get_by_role("button", name="Copiar o curl consertado").click()
        expect(aba.get_by_text("Copiado")).to_be_visible()
        assert '"cpf": "52998224725"' in aba.evaluate("navigator.clipboard.readText()")
        for nome, visto in (("O que foi enviado", "cod_unidade_lotacao"), ("O que foi respondido", "x-pgd-regra")):
            aba.get_by_role("link", name=nome).click()
            expect(aba.get_by_text(visto, exact=True)).to_be_visible()
        aba.go_back()
        expect(aba.get_by_role("link", name="O que foi enviado")).to_have_attribute("aria-current", "page")
        aba.get_by_role("button", name="Enviar consertado").focus()
        aba.keyboard.press("Enter")
        expect(aba.get_by_text("enviado de novo, consertado.")).to_be_visible()
        expect(aba.get_by_text("Aceito com 201")).to_be_visible()
        aba.get_by_role("button", name="Enviar de novo").click()
        expect(aba.get_by_text("Aceito com 200")).to_be_visible()
        aba.get_by_role("link", name="Anterior").click()
        expect(aba.get_by_text("Aceito com 201")).to_be_visible()

    def test_num_telefone_e_com_dados_hostis_nao_se_quebra_nem_cria_barreiras(self, painel: Painel) -> None:
        entregas = [builders.entrega(nome_entrega=HOSTIL)]
        hostil = painel.enviar("plano_entregas", id_plano_entregas="pe<b>1", entregas=entregas)
        painel.pedir("GET", f"/organizacao/SIAPE/1/plano_trabalho/{'y' * 3_000}")
        falha = {"X-PGD-Falha": "html-503"}
        falho = painel.pedir("PUT", "/user/a@b.gov.br", json=builders.usuario(email="a@b.gov.br"), headers=falha)
        for caminho in (
            "/registros?texto=a&recurso=plano_entregas",
            f"/registros/{hostil.headers['X-PGD-Registro']}",
            f"/registros/{falho.headers['X-PGD-Registro']}?aba=respondido",
            "/registros/999999999",
        ):
            aba = painel.abrir(caminho, TELEFONE)
            sossegar(aba)
            assert Axe().run(aba).response["violations"] == []
            assert transborda(aba) == []
            aba.close()
