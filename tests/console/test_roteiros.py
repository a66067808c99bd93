"""Os sete roteiros como um instrutor os faz: com o teclado, um botão atrás do outro, até o fim."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # o pacote não traz os tipos
from playwright.sync_api import Page, expect

from tests.console.conftest import TELEFONE, Painel
from tests.console.roteiros import ROTEIROS

DITO = {200: "200 aceito", 201: "201 criado", 401: "401 sem entrada", 422: "422 recusado", 503: "503 fora do ar"}
INESPERADO = "Isto não era o esperado"

Guardado = Callable[[str], Any]


def avancar(aba: Page, tecla: str = "Enter") -> None:
    """Aperta o botão grande, que já está escolhido, pelo teclado."""
    botao = aba.locator("[data-avancar]")
    expect(botao).to_be_focused()
    with aba.expect_navigation(wait_until="domcontentloaded"):
        botao.press(tecla)


def violacoes(aba: Page) -> list[str]:
    """O que o axe-core acha de errado na página."""
    return [achado["id"] for achado in Axe().run(aba).response["violations"]]


def percorrer(painel: Painel, nome: str) -> Page:
    """Faz o roteiro inteiro, e confere em cada passo o que se vê."""
    aba = painel.abrir(f"/roteiros/{nome}")
    avancar(aba)
    passos = ROTEIROS[nome]
    for numero, dados in enumerate(passos, 1):
        passo = aba.locator("#passo-atual")
        expect(aba.locator(".roteiros-numero")).to_have_text(f"Passo {numero} de {len(passos)}")
        if aba.locator("button[data-avancar]").count():
            expect(passo.locator(".situacao")).to_have_count(0)
            avancar(aba, "ArrowRight" if numero % 2 else "Enter")
        expect(aba.locator("a[data-avancar]")).to_be_in_viewport()
        expect(passo.locator(".roteiros-resposta .situacao")).to_have_text([DITO[dado.status] for dado in dados])
        expect(passo.locator(".roteiros-regra:not(.roteiros-regra-calada) .regra")).to_have_text(
            [um.codigos for um in dados if um.codigos]
        )
        expect(passo).not_to_contain_text(INESPERADO)
        if numero < len(passos):
            avancar(aba)
    expect(aba.get_by_role("link", name="Fim: escolher outro roteiro")).to_be_focused()
    return aba


def unidade(numero: int) -> str:
    """O começo dos caminhos da unidade de um roteiro."""
    return f"/organizacao/SIAPE/{numero}"


def primeiro_envio(ler: Guardado) -> None:
    assert ler(f"{unidade(9001)}/101/participante/1234567")["modalidade_execucao"] == 3


def a_ordem(ler: Guardado) -> None:
    plano = ler(f"{unidade(9002)}/plano_trabalho/trabalho-1")
    assert [um["id_entrega"] for um in plano["contribuicoes"]] == ["painel"]


def conflito(ler: Guardado) -> None:
    planos = {nome: ler(f"{unidade(9003)}/plano_trabalho/{nome}") for nome in ("semestre-1", "semestre-2")}
    assert (planos["semestre-1"]["status"], planos["semestre-2"]["data_inicio"]) == (1, "2024-07-01")
    assert ler(f"{unidade(9003)}/plano_trabalho/semestre-1-refeito")["status"] == 3


def mudanca(ler: Guardado) -> None:
    situacoes = [ler(f"{unidade(9004)}/{lotacao}/participante/1234567")["situacao"] for lotacao in (101, 202)]
    assert situacoes == [0, 1]
    assert ler(f"{unidade(9004)}/plano_trabalho/na-101")["data_termino"] == "2024-04-30"
    assert ler(f"{unidade(9004)}/plano_trabalho/na-202")["cod_unidade_lotacao_participante"] == 202


def avaliacao(ler: Guardado) -> None:
    avaliacoes = ler(f"{unidade(9005)}/plano_trabalho/trimestre-1")["avaliacoes_registros_execucao"]
    assert [(um["id_periodo_avaliativo"], um["data_avaliacao_registros_execucao"]) for um in avaliacoes] == [
        ("janeiro", "2024-02-08"),
        ("fevereiro", "2024-03-07"),
    ]


def indisponivel(ler: Guardado) -> None:
    assert ler(f"{unidade(9006)}/101/participante/1234567")["situacao"] == 1
    assert ler(f"{unidade(9006)}/plano_entregas/entregas-2024")["status"] == 3
    assert ler("/simulador/api/falhas")["falhas"] == []


def senha(ler: Guardado) -> None:
    cartas = ler("/simulador/api/emails?para=roteiro.9007@orgao.gov.br")["emails"]
    assert len(cartas) == 1


NO_FIM: dict[str, Callable[[Guardado], None]] = {
    "primeiro-envio": primeiro_envio,
    "a-ordem-dos-envios": a_ordem,
    "conflito-de-periodo": conflito,
    "mudanca-de-lotacao": mudanca,
    "avaliacao-de-um-periodo": avaliacao,
    "o-que-fazer-com-um-503": indisponivel,
    "recuperacao-de-senha": senha,
}
"""O que, pela API, deve estar guardado ao fim de cada um."""


@pytest.mark.parametrize("nome", ROTEIROS)
def test_o_roteiro_inteiro_pelo_teclado(painel: Painel, nome: str) -> None:
    percorrer(painel, nome)

    def ler(caminho: str) -> Any:
        resposta = painel.pedir("GET", caminho)
        assert resposta.status_code == 200, resposta.text
        return resposta.json()

    NO_FIM[nome](ler)
    if nome == "recuperacao-de-senha":
        entradas = [
            painel.no_ar.pedir("POST", "/token", data={"username": "roteiro.9007@orgao.gov.br", "password": uma})
            for uma in ("a-senha-nova", "a-senha-que-se-perdeu", "outra-senha")
        ]
        assert [entrada.status_code for entrada in entradas] == [200, 401, 401]


def test_recarregar_voltar_outra_aba_e_dois_cliques_nao_perdem_a_historia(painel: Painel) -> None:
    aba = painel.abrir("/roteiros")
    aba.get_by_role("link", name="Conflito de período, e como desfazê-lo").click()
    aba.get_by_role("button", name="Começar").click()
    # Dois cliques no mesmo instante, antes que a página saiba do primeiro.
    aba.locator("button[data-avancar]").evaluate("botao => { botao.form.submit(); botao.form.submit(); }")
    expect(aba.locator(".roteiros-resposta .situacao")).to_have_text(["201 criado"] * 3)
    expect(aba.locator("#passo-atual")).not_to_contain_text(INESPERADO)
    avancar(aba)
    antes_do_conflito = aba.url
    avancar(aba)
    expect(aba.locator(".roteiros-resposta")).to_contain_text("422 recusado")
    expect(aba.get_by_role("img", name="semestre-2, Recusado agora, de 01/06/2024 a 20/12/2024")).to_be_visible()

    aba.reload()
    expect(aba.locator(".roteiros-resposta")).to_contain_text("422 recusado")
    expect(aba.locator("#passo-atual")).to_contain_text("PT-18")

    # Outra aba, aberta no ponto de antes, aperta o botão e vê o mesmo.
    outra = painel.abrir()
    outra.goto(antes_do_conflito)
    avancar(outra)
    expect(outra.locator(".roteiros-resposta")).to_contain_text("422 recusado")
    assert outra.url == aba.url

    aba.go_back()
    expect(aba.get_by_role("button", name="Enviar o segundo plano")).to_be_visible()
    aba.go_forward()
    expect(aba.locator(".roteiros-resposta")).to_contain_text("422 recusado")
    aba.get_by_role("link", name="Voltar um passo").click()
    expect(aba.get_by_role("heading", name=re.compile("Uma pessoa, um plano por vez"))).to_be_visible()
    avancar(aba)
    expect(aba.locator(".roteiros-resposta")).to_contain_text("422 recusado")
    feitos = painel.pedir("GET", "/simulador/api/registros?texto=roteiros/conflito-de-periodo").json()["registros"]
    assert len(feitos) == 4

    aba.locator(".roteiros-antes summary").click()
    expect(aba.locator(".roteiros-antes")).to_contain_text("Na mesma unidade executora")
    aba.get_by_role("button", name="Recomeçar").click()
    expect(aba.get_by_role("status")).to_contain_text("Roteiro recomeçado")
    expect(aba.locator(".roteiros-numero")).to_have_text("Passo 1 de 8")
    outra.reload()
    expect(outra.locator("#passo-atual")).to_contain_text("Este roteiro foi recomeçado em outra aba")


def test_qualquer_pessoa_o_usa_tambem_num_telefone(painel: Painel) -> None:
    aba = painel.abrir("/roteiros/conflito-de-periodo", TELEFONE)
    assert violacoes(aba) == []
    aba.locator("[data-avancar]").click()
    for _ in range(3):
        aba.locator("[data-avancar]").click()
        expect(aba.locator("[data-avancar]")).to_be_focused()
    expect(aba.locator(".roteiros-resposta .situacao")).to_be_in_viewport()
    assert aba.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violacoes(aba) == []
    aba.get_by_text("O que se enviou").click()
    expect(aba.locator(".roteiros-corpo").first).to_contain_text("***.982.247-**")
    aba.get_by_role("link", name="Mostrar os CPFs").click()
    aba.get_by_text("O que se enviou").click()
    expect(aba.locator(".roteiros-corpo").first).to_contain_text("52998224725")
    aba.get_by_role("link", name="Próximo passo").click()
    expect(aba).to_have_url(re.compile("cpf=mostrar"))
