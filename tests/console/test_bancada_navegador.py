"""As regras e a bancada num navegador, como um instrutor e um integrador as usam."""

import json
import re

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # o pacote não traz os tipos
from playwright.sync_api import Page, expect

from tests import builders
from tests.console.conftest import TELEFONE, Painel
from tests.console.test_todas_as_paginas import transborda

PARTICIPANTE = "/organizacao/SIAPE/1/101/participante/1234567"


def conferir(aba: Page) -> None:
    """A página como está serve a qualquer pessoa, e cabe num telefone."""
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in Axe().run(aba).response["violations"]] == []
    antes = aba.viewport_size
    aba.set_viewport_size(TELEFONE)
    assert transborda(aba) == []
    assert antes is not None
    aba.set_viewport_size(antes)


def test_procura_se_uma_regra_e_experimenta_se_o_exemplo_dela(painel: Painel) -> None:
    aba = painel.abrir("/regras")
    todas = aba.locator(".regras-lista li")
    expect(todas).to_have_count(175)
    aba.get_by_label("O que procurar").press_sequentially("matricula SOBREPOE divide dias")
    expect(aba.get_by_text("Nenhuma regra achada")).to_be_visible()
    aba.get_by_label("O que procurar").fill("mátricula divide dias")
    expect(todas).to_have_count(1)
    aba.get_by_label("Severidade").select_option("erro")
    expect(aba).to_have_url(re.compile(r"/regras\?texto=m%C3%A1tricula\+divide\+dias&severidade=erro$"))
    aba.reload()
    expect(todas).to_have_count(1)

    aba.get_by_role("link", name="PT-18", exact=True).click()
    expect(aba.get_by_role("heading", level=1)).to_contain_text("PT-18")
    # Outra regra em outra aba não atrapalha.
    outra = painel.abrir("/regras/PA-01?exemplo=cumpre")
    outra.get_by_role("button", name="Experimentar").click()
    expect(outra.locator("#veredito")).to_contain_text("A PA-01 não apareceu")

    documento = aba.get_by_label("O documento, em JSON")
    aba.get_by_role("button", name="Experimentar").press("Enter")
    expect(aba.locator("#veredito .aviso")).to_contain_text("A PT-18 recusou este envio, com 422.")
    expect(aba.locator("#veredito")).to_contain_text("Colide com o plano de trabalho plano-trabalho-2")
    conferir(aba)
    mudado = {**json.loads(documento.input_value()), "data_inicio": "2025-01-01", "data_termino": "2025-03-30"}
    documento.fill(json.dumps(mudado, indent=2))
    aba.get_by_role("button", name="Experimentar").click()
    expect(aba.locator("#veredito .aviso")).to_contain_text("A PT-18 não apareceu: a API responderia 201.")
    assert json.loads(documento.input_value()) == mudado

    aba.go_back()
    expect(todas).to_have_count(1)
    expect(aba.get_by_label("O que procurar")).to_have_value("mátricula divide dias")


def test_preenche_se_ensaia_se_corrige_se_e_envia_se_um_documento(painel: Painel) -> None:
    aba = painel.abrir("/bancada")
    cpf = aba.get_by_label("CPF", exact=True)
    cpf.fill("529.982.247-25")
    aba.get_by_label("Matrícula SIAPE").fill("1234567")
    aba.get_by_label("Situação").select_option(label="1 · Ativo")
    # A tecla Enter, num campo, ensaia.
    cpf.press("Enter")
    resultado = aba.locator("#resultado")
    expect(resultado).to_contain_text("Seria recusado com 422")
    expect(cpf).to_have_value("529.982.247-25")
    expect(cpf).to_have_attribute("aria-invalid", "true")
    conferir(aba)
    resultado.get_by_role("link", name="cpf").first.click()
    expect(cpf).to_be_focused()

    aba.get_by_role("button", name="Aplicar a correção").click()
    expect(aba.get_by_text("Corrigido, e ainda não enviado")).to_be_visible()
    expect(cpf).to_have_value("52998224725")
    assert painel.pedir("GET", PARTICIPANTE).status_code == 404

    aba.get_by_role("button", name="JSON").click()
    texto = aba.get_by_label("O documento, em JSON")
    documento = {**json.loads(texto.input_value()), "novidade": {"a": 1}}
    texto.fill(json.dumps(documento))
    aba.get_by_role("button", name="Formulário").click()
    expect(aba.get_by_text("o que o contrato não conhece")).to_contain_text("novidade")
    aba.get_by_role("button", name="Enviar de verdade").click()
    expect(resultado).to_contain_text("Aceito com 201")
    assert painel.pedir("GET", PARTICIPANTE).json()["cpf"] == "52998224725"
    expect(resultado.get_by_role("link", name="Ver o registro")).to_be_visible()


def test_acrescentam_se_e_tiram_se_itens_e_mandam_se_varios_documentos(painel: Painel) -> None:
    aba = painel.abrir("/bancada?recurso=plano_entregas")
    aba.get_by_role("button", name="Acrescentar uma entrega").click()
    segunda = aba.get_by_role("group", name="Entrega 2")
    segunda.get_by_label("Nome da entrega").fill("<script>alert(1)</script>")
    segunda.get_by_label("Meta", exact=True).fill("muito")
    aba.get_by_role("button", name="Ensaiar (nada fica guardado)").click()
    expect(segunda.get_by_label("Meta", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(segunda.get_by_label("Nome da entrega")).to_have_value("<script>alert(1)</script>")
    aba.get_by_role("button", name="Tirar a entrega 1").click()
    expect(aba.get_by_role("group", name="Entrega 2")).to_have_count(0)
    expect(aba.get_by_label("Nome da entrega")).to_have_value("<script>alert(1)</script>")

    aba.get_by_role("button", name="JSON").click()
    documentos = [builders.participante(), builders.plano_entregas(), builders.plano_trabalho()]
    aba.get_by_label("O documento, em JSON").fill(json.dumps(documentos))
    aba.get_by_role("button", name="Ensaiar (nada fica guardado)").click()
    expect(aba.locator("#resultado")).to_contain_text("3 de 3 seriam aceitos.")
    assert painel.pedir("GET", PARTICIPANTE).status_code == 404
    aba.get_by_role("button", name="Enviar de verdade").click()
    expect(aba.locator("#resultado")).to_contain_text("3 de 3 aceitos.")
    conferir(aba)

    # O que ficou guardado volta à bancada por outra página.
    chave = "origem_unidade=SIAPE&cod_unidade_autorizadora=1&id_plano_trabalho=pt1"
    guardado = painel.abrir(f"/bancada?recurso=plano_trabalho&{chave}")
    guardado.get_by_label("Status").select_option(label="1 · Cancelado")
    guardado.get_by_role("button", name="Enviar de verdade").click()
    expect(guardado.locator("#resultado")).to_contain_text("Aceito com 200")
    assert painel.pedir("GET", "/organizacao/SIAPE/1/plano_trabalho/pt1").json()["status"] == 1
