"""O comando: `python -m tests.console.telas`, ou `make telas`. Fotografa cada página do painel, para `docs/telas`.

Num servidor só disso, com o cenário `plantao` e uns poucos pedidos de fora, num computador e num telefone.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.console.caminhos import PESSOA, PLANO_ENTREGAS, PLANO_TRABALHO, endereco
from tests.console.conftest import TELA, TELEFONE, Painel, aberto, chromium, sossegar, vigiado
from tests.servidor import servidor

PASTA = Path(__file__).parents[2] / "docs" / "telas"
TELAS = {
    "inicio": "/",
    "registros": "/registros",
    "registro-porque": "/registros/{recusado}?aba=porque",
    "registro-enviado": "/registros/{recusado}?aba=enviado",
    "registro-respondido": "/registros/{falha}?aba=respondido",
    "participantes": "/dados/participante",
    "planos-de-entregas": "/dados/plano_entregas",
    "planos-de-trabalho": "/dados/plano_trabalho",
    "plano-de-entregas": endereco("/dados/plano_entregas/documento", **PLANO_ENTREGAS),
    "plano-de-trabalho": endereco("/dados/plano_trabalho/documento", **PLANO_TRABALHO),
    "pessoa": endereco("/dados/pessoa", **PESSOA),
    "versoes": endereco("/dados/plano_trabalho/versoes", **PLANO_TRABALHO),
    "regras": "/regras",
    "regra": "/regras/PT-18",
    "bancada": "/bancada?registro={recusado}",
    "controles": "/controles",
    "falhas": "/controles/falhas",
    "relogio": "/controles/relogio",
    "cenarios": "/controles/cenarios",
    "instantaneos": "/controles/instantaneos",
    "reinicio": "/controles/reinicio",
    "ambiente": "/controles/ambiente",
    "usuarios": "/controles/usuarios",
    "emails": "/controles/emails",
    "roteiros": "/roteiros",
    "roteiro": "/roteiros/conflito-de-periodo",
}

AVANCOS = {"roteiro": 4}
"""Quantas vezes se avança antes de fotografar: o roteiro, até o conflito acontecer."""


def preparar(painel: Painel) -> dict[str, int]:
    """Deixa o que mostrar; devolve os números dos registros de que falam as telas."""
    painel.semear("plantao")
    unidade = "/organizacao/SIAPE/1"
    de_bruno = painel.pedir("GET", f"{unidade}/plano_trabalho/pt-bruno-atual").json()
    painel.pedir("PUT", f"{unidade}/plano_trabalho/pt-bruno-atual", json=de_bruno | {"carga_horaria_disponivel": 800})
    menos = [{**item, "percentual_contribuicao": 45} for item in de_bruno["contribuicoes"]]
    painel.pedir("PUT", f"{unidade}/plano_trabalho/pt-bruno-atual", json=de_bruno | {"contribuicoes": menos})
    ana = painel.pedir("GET", f"{unidade}/101/participante/1500010").json()
    painel.pedir("PUT", f"{unidade}/101/participante/1500010", json=ana | {"cpf": "111.111.111-11"})
    painel.pedir("GET", f"{unidade}/102/participante/1500010")
    sem_resposta = painel.pedir("GET", f"{unidade}/plano_trabalho/pt-ana-atual", headers={"X-PGD-Falha": "html-503"})
    # Começa no último dia do outro: é o conflito mais comum.
    outro = de_bruno | {
        "id_plano_trabalho": "pt-bruno-novo",
        "data_inicio": de_bruno["data_termino"],
        "avaliacoes_registros_execucao": [],
    }
    recusado = painel.pedir("PUT", f"{unidade}/plano_trabalho/pt-bruno-novo", json=outro)
    painel.no_ar.pedir("POST", "/user/forgot_password/admin@pgd.gov.br").raise_for_status()
    painel.pedir("PUT", "/simulador/api/instantaneos/antes-da-aula").raise_for_status()
    falha = {"predefinicao": "html-503", "recurso": "plano_trabalho", "unidade": "SIAPE/1", "vezes": 3}
    painel.pedir("POST", "/simulador/api/falhas", json=falha).raise_for_status()
    return {
        "recusado": int(recusado.headers["X-PGD-Registro"]),
        "falha": int(sem_resposta.headers["X-PGD-Registro"]),
    }


def fotografar(navegador: Browser, so: list[str]) -> None:
    """As telas pedidas, ou todas, nas duas larguras."""
    PASTA.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as pasta,
        servidor(Path(pasta), "--efemero") as no_ar,
        vigiado(navegador, no_ar) as painel,
    ):
        numeros = preparar(painel)
        for nome in so or TELAS:
            for tela in (TELA, TELEFONE):
                aba = painel.abrir(TELAS[nome].format(**numeros), tela)
                for _ in range(AVANCOS.get(nome, 0)):
                    antes = aba.url
                    aba.locator("[data-avancar]").click()
                    expect(aba).not_to_have_url(antes)
                sossegar(aba)
                aba.screenshot(path=PASTA / f"{nome}-{tela['width']}.png", animations="disabled")
                aba.close()


def principal() -> None:
    """Fotografa o que se pede nos argumentos, ou tudo."""
    programa = chromium()
    if programa is None:
        sys.exit("Falta o Chromium: apt-get install chromium")
    with aberto(programa) as navegador:
        fotografar(navegador, sys.argv[1:])


if __name__ == "__main__":
    principal()
