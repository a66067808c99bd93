"""Os dados como uma pessoa os percorre: das listas aos documentos, às pessoas e às versões."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # o pacote não traz os tipos
from playwright.sync_api import Page, expect

from tests import builders
from tests.console.conftest import TELEFONE, Painel

PESSOA = "origem_unidade=SIAPE&cod_unidade_autorizadora=1&matricula_siape="
DO_PLANO = "origem_unidade=SIAPE&cod_unidade_autorizadora=1&id_plano_entregas="
HOSTIL = "<script>alert('x')</script><img src=x onerror=alert(1)>\u202e\u2066🎉\"'&amp; " + "largo" * 50


def enviar(painel: Painel, recurso: str, **mudancas: Any) -> None:
    """Envia o documento dos construtores, com estas mudanças, e espera que a API o aceite."""
    painel.enviar(recurso, **mudancas).raise_for_status()


def acessivel(aba: Page) -> list[str]:
    """O que o axe reprova na página."""
    return [f"{falha['id']}: {falha['nodes'][0]['html'][:200]}" for falha in Axe().run(aba).response["violations"]]


def cabe(aba: Page) -> bool:
    """Se a página não rola para os lados."""
    return bool(aba.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_dos_filtros_ao_documento_e_de_volta_em_duas_abas(painel: Painel) -> None:
    painel.semear()
    aba = painel.abrir("/")
    aba.get_by_role("link", name="Dados", exact=True).click()
    expect(aba.get_by_role("heading", level=1)).to_have_text("Participantes")
    expect(aba.locator("tbody tr", has_text="1500010")).to_contain_text("***.001.501-**")
    aba.get_by_role("link", name="Mostrar os CPFs").click()
    expect(aba.locator("tbody tr", has_text="1500010")).not_to_contain_text("***")

    # Filtra-se pelo teclado, e o endereço guarda só o que se preencheu.
    aba.get_by_role("navigation", name="Listas").get_by_role("link", name="Planos de trabalho").click()
    aba.locator("summary", has_text="Filtrar a lista").press("Enter")
    aba.get_by_label("Matrícula SIAPE").fill("1500010")
    aba.get_by_label("Status").select_option("Em execução")
    aba.get_by_label("Matrícula SIAPE").press("Enter")
    expect(aba).to_have_url(f"{painel.no_ar.url}/simulador/dados/plano_trabalho?matricula=1500010&status=3")
    expect(aba.locator("tbody tr")).to_have_count(2)  # a linha, e o fim da lista
    expect(aba.get_by_role("list", name="Filtros em vigor").get_by_role("listitem")).to_have_text(
        ["Matrícula SIAPE: 1500010 : retirar este filtro", "Status: Em execução : retirar este filtro"]
    )
    aba.get_by_role("button", name="Contar quantos são").click()
    expect(aba.locator("#total")).to_have_text("É um só, em todas as páginas.")
    with aba.expect_download() as baixada:
        aba.get_by_role("link", name="Baixar a planilha").click()
    planilha = baixada.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert [linha.split(";")[2] for linha in planilha] == ["id_plano_trabalho", "pt-ana-atual"]

    # Outra aba tem os filtros dela, e recarregar não muda os desta.
    outra = painel.abrir("/dados/plano_trabalho?status=1")
    expect(outra.locator("tbody a").first).to_have_text("pt-davi-cancelado")
    aba.reload()
    expect(aba.locator("tbody a").first).to_have_text("pt-ana-atual")

    # O documento, as contribuições com o nome das entregas, e de volta à lista filtrada.
    aba.get_by_role("link", name="pt-ana-atual").click()
    expect(aba.get_by_role("table", name="Contribuições")).to_contain_text("Painel de acompanhamento")
    aba.locator("summary", has_text="O documento em JSON").click()
    expect(aba.locator("pre.codigo")).to_contain_text('"id_plano_trabalho": "pt-ana-atual"')
    expect(aba.locator("pre.codigo")).to_contain_text("***.001.501-**")
    aba.get_by_role("link", name="pe-sti-atual").first.click()
    do_painel = aba.get_by_role("article").filter(has_text="Painel de acompanhamento")
    expect(do_painel).to_contain_text("160 % somados, 3 pessoas")
    expect(do_painel.get_by_role("img", name="160 % somados, de uma escala que vai até 200 %")).to_be_visible()
    expect(do_painel.locator(".reparte-0, .reparte-1, .reparte-2")).to_have_count(6)  # na barra e na tabela
    aba.go_back()
    aba.go_back()
    expect(aba).to_have_url(f"{painel.no_ar.url}/simulador/dados/plano_trabalho?matricula=1500010&status=3")
    aba.get_by_role("link", name="Matrícula SIAPE: 1500010").click()
    expect(aba.get_by_role("list", name="Filtros em vigor").get_by_role("listitem")).to_have_count(1)


def test_a_pessoa_no_calendario(painel: Painel) -> None:
    enviar(painel, "participante")
    enviar(painel, "plano_entregas")
    sem: dict[str, Any] = {"avaliacoes_registros_execucao": []}
    enviar(painel, "plano_trabalho", **sem, data_inicio="2024-01-01", data_termino="2024-03-31")
    da_102 = {"cod_unidade_executora": 102, "id_plano_trabalho": "pt <b>2"}
    enviar(painel, "plano_trabalho", **sem, **da_102, data_inicio="2024-03-01", data_termino="2024-03-31")
    maio = {"data_inicio": "2024-05-01", "data_termino": "2024-05-31"}
    enviar(painel, "plano_trabalho", **sem, **maio, id_plano_trabalho="pt3")
    enviar(painel, "plano_trabalho", **sem, **maio, id_plano_trabalho="pt4", status=1)
    aba = painel.abrir(f"/dados/pessoa?{PESSOA}1234567")

    # O que se vê: uma faixa por executora, uma barra por plano, e o que se sobrepõe e o que falta.
    desenho = aba.get_by_role("group", name="Calendário dos planos, de").first
    expect(desenho.get_by_role("link")).to_have_count(3)
    expect(desenho).to_contain_text("Executora 102")
    barras = {
        nome: desenho.get_by_role("link", name=nome).locator("rect").bounding_box() for nome in ("pt1,", "pt <b>2,")
    }
    uma, outra = barras["pt1,"], barras["pt <b>2,"]
    assert uma is not None
    assert outra is not None
    # Março é o último terço, e as duas terminam no mesmo dia.
    assert abs((outra["x"] + outra["width"]) - (uma["x"] + uma["width"])) < 2
    assert abs(outra["width"] / uma["width"] - 31 / 91) < 0.03
    expect(desenho.locator('rect[fill="url(#dois-pessoa)"]')).to_have_count(1)
    expect(desenho.locator('rect[fill="url(#vao-pessoa)"]')).to_have_count(1)
    expect(aba.locator(".frases").first).to_contain_text("De 01/04/2024 a 30/04/2024 (30 dias), nenhum plano em vigor.")

    # Os cancelados só se procuram se alguém os quer, e vêm riscados.
    expect(aba.locator("main")).not_to_contain_text("pt4")
    aba.get_by_role("button", name="Ver os cancelados").click()
    cancelado = aba.get_by_role("region", name="Planos cancelados no calendário").get_by_role("link")
    expect(cancelado).to_have_attribute("aria-label", "pt4, Cancelado, de 01/05/2024 a 31/05/2024")
    expect(cancelado.locator("text")).to_have_css("text-decoration-line", "line-through")

    # Pelo teclado, a barra leva ao plano, e voltar traz o calendário.
    desenho.get_by_role("link", name="pt <b>2,").press("Enter")
    expect(aba.get_by_role("heading", level=1)).to_have_text("Plano de trabalho pt <b>2")
    aba.go_back()
    aba.get_by_role("link", name="Meses anteriores").click()
    expect(aba.get_by_role("table", name="Planos de")).to_contain_text("Nenhum plano nestes meses.")
    aba.get_by_role("link", name="Voltar aos meses dos planos").click()
    expect(aba.get_by_role("table", name="Planos de").get_by_role("link")).to_have_count(3)


def test_as_versoes_e_o_que_muda_entre_duas(painel: Painel) -> None:
    for meta in (50, 60, 80):
        enviar(painel, "plano_entregas", entregas=[builders.entrega(meta_entrega=meta)])
    aba = painel.abrir(f"/dados/plano_entregas/documento?{DO_PLANO}pe1")
    aba.get_by_role("link", name="Versões recebidas").click()
    recebidas = aba.get_by_role("table", name="Versões recebidas")
    linhas = recebidas.locator("tbody tr")
    expect(linhas).to_have_count(3)
    expect(linhas.first).to_contain_text("meta da entrega e1: 60 → 80")
    # Vêm escolhidas a penúltima e a última; compara-se a mais antiga com a mais nova.
    expect(linhas.nth(0).locator("[name=com]")).to_be_checked()
    expect(linhas.nth(1).locator("[name=de]")).to_be_checked()
    linhas.nth(2).locator("[name=de]").check()
    aba.get_by_role("button", name="Comparar as duas escolhidas").click()
    comparacao = aba.get_by_role("table", name="O que muda de uma versão para a outra")
    expect(comparacao.get_by_role("row").nth(1)).to_have_text("meta da entrega e1 50 80", use_inner_text=True)
    expect(linhas.nth(2).locator("[name=de]")).to_be_checked()
    aba.reload()
    expect(comparacao.get_by_role("row")).to_have_count(2)
    numero = linhas.first.get_by_role("link").first.inner_text()
    expect(linhas.first.get_by_role("link").first).to_have_attribute("href", f"/simulador/registros/{numero}")


def test_com_dados_hostis_as_paginas_cabem_num_telefone_e_o_axe_nada_reprova(painel: Painel) -> None:
    enviar(painel, "participante")
    entregas = [
        builders.entrega(nome_entrega=HOSTIL[:300]),
        builders.entrega(id_entrega=HOSTIL, data_entrega="2030-01-01"),
    ]
    contribuicoes = [
        builders.contribuicao(percentual_contribuicao=60),
        builders.contribuicao(percentual_contribuicao=60, tipo_contribuicao=3, id_entrega="x" * 10_000),
    ]
    for meta in (1, 2):
        entregas[0]["meta_entrega"] = meta
        enviar(painel, "plano_entregas", entregas=entregas)
    enviar(painel, "plano_trabalho", contribuicoes=contribuicoes)
    da_7 = {"cod_unidade_executora": 7, "avaliacoes_registros_execucao": []}
    for status in (3, 1):
        # Com barra, o caminho do envio seria outro.
        enviar(painel, "plano_trabalho", **da_7, id_plano_trabalho=f"{status}{HOSTIL}".replace("/", ""), status=status)
    versoes = painel.pedir("GET", "/simulador/api/registros", params={"recurso": "plano_entregas"}).json()["registros"]
    depois, antes = (registro["numero"] for registro in versoes)
    lotado = "origem_unidade=SIAPE&cod_unidade_autorizadora=1&cod_unidade_lotacao=101&matricula_siape=1234567"
    paginas = {
        "/dados/participante": "Fim da lista",
        "/dados/plano_entregas?status=3&limite=25": "Fim da lista",
        "/dados/plano_trabalho?status=9": "Filtro não entendido",
        f"/dados/participante/documento?{lotado}": "Ativo",
        f"/dados/plano_entregas/documento?{DO_PLANO}pe1": "Contribuições sem par",
        "/dados/plano_trabalho/documento?origem_unidade=SIAPE&cod_unidade_autorizadora=1&id_plano_trabalho=pt1": "soma",
        f"/dados/pessoa?{PESSOA}1234567": "cancelado, na executora 7",
        f"/dados/plano_entregas/versoes?{DO_PLANO}pe1&de={antes}&com={depois}": "Comparar as duas escolhidas",
        "/dados/plano_trabalho/documento?origem_unidade=SIAPE": "Pedido não entendido",
    }
    aba = painel.abrir("/dados/participante", tela=TELEFONE)
    for caminho, espera in paginas.items():
        aba.goto(f"{painel.no_ar.url}/simulador{caminho}")
        for botao in aba.get_by_role("button", name="Ver os cancelados").all():
            botao.click()
        expect(aba.locator("main")).to_contain_text(espera)
        for gaveta in aba.locator("details:not([open]) > summary").all():
            gaveta.click()
        assert cabe(aba), caminho
        assert acessivel(aba) == [], caminho
