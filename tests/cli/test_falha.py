"""`pgd falha`: o que cada comando faz e diz, direto do banco e num servidor no ar."""

import json
import re
from pathlib import Path

import pytest

from app.faults.presets import PREDEFINICOES
from tests.architecture.fontes import RAIZ
from tests.cli.conftest import Pgd
from tests.servidor import servidor


@pytest.fixture
def opcao(banco: str, pasta: Path) -> tuple[str, str]:
    """`--banco`, com um banco vazio."""
    return "--banco", banco


def test_armar_diz_o_que_armou_e_como_se_desarma(pgd: Pgd, opcao: tuple[str, str]) -> None:
    feito = pgd("falha", "armar", "html-503", "--rota", "/users", "--vezes", "3", *opcao)
    assert (feito.codigo, feito.erros) == (0, "")
    numero = re.findall(
        r"^Armada a falha (\d+), html-503: todo método, em /users; vezes que faltam: 3\.$", feito.saida, re.M
    )
    assert len(numero) == 1
    assert f"Para desarmá-la: pgd falha desarmar {numero[0]} --banco {opcao[1]}\n" in feito.saida


def test_armar_diz_a_semente_que_repete_o_sorteio_e_o_prazo(pgd: Pgd, opcao: tuple[str, str]) -> None:
    feito = pgd(
        *("falha", "armar", "demora-35s", "-p", "segundos=2", "--metodo", "put", "--unidade", "SIAPE/1"),
        *("--usuario", "a@orgao.gov.br", "--pular", "2", "--probabilidade", "0.25", "--semente", "-7"),
        *("--ate", "2099-01-01", *opcao),
    )
    assert (
        "demora-35s; segundos=2: PUT, da unidade SIAPE/1, de a@orgao.gov.br; pedidos que passam antes: 2; "
        "até ser desarmada; probabilidade 0.25, semente -7; no máximo até 01/01/2099 00:00 UTC.\n"
    ) in feito.saida


def test_listar_e_desarmar(pgd: Pgd, opcao: tuple[str, str]) -> None:
    numeros = [
        json.loads(pgd("falha", "armar", nome, "--formato", "json", *opcao).saida)["numero"]
        for nome in ("html-502", "token-recusado", "html-504")
    ]
    listadas = json.loads(pgd("falha", "listar", "--formato", "json", *opcao).saida)
    assert [(falha["numero"], falha["predefinicao"], falha["restantes"]) for falha in listadas] == [
        (numeros[0], "html-502", None),
        (numeros[1], "token-recusado", 1),
        (numeros[2], "html-504", None),
    ]
    assert pgd("falha", "desarmar", str(numeros[0]), *opcao).saida == f"A falha {numeros[0]} foi desarmada.\n"
    na_tela = pgd("falha", "listar", *opcao).saida
    assert ("html-502" in na_tela, "token-recusado" in na_tela, "html-504" in na_tela) == (False, True, True)
    de_novo = pgd("falha", "desarmar", str(numeros[0]), *opcao)
    assert (de_novo.codigo, f"A falha {numeros[0]} não está armada: " in de_novo.erros) == (1, True)
    assert pgd("falha", "desarmar", "--todas", *opcao).saida == "Nenhuma falha está armada agora. Desarmadas: 2.\n"
    assert pgd("falha", "listar", *opcao).saida == (
        "Nenhuma falha está armada. Veja as que há com: pgd falha predefinicoes\n"
    )


@pytest.mark.parametrize(
    ("argumentos", "dito"),
    [
        (("armar", "html-999"), "Não há a predefinição html-999; as que há são: html-502"),
        (("armar", "demora-35s", "-p", "segundos"), "Um parâmetro se escreve como segundos=2, e veio segundos."),
        (
            ("armar", "demora-35s", "-p", "segundos=x"),
            "O parâmetro segundos tem de ser um número de 0.1 a 600, e veio x.",
        ),
        (("armar", "html-503", "--ate", "ontem"), "ate: O texto não é uma data, nem data e hora"),
        (("desarmar",), "Diga o que desarmar: o número de uma falha ou, para não deixar nenhuma, --todas."),
        (("desarmar", "1", "--todas"), "Diga o que desarmar: "),
    ],
)
def test_o_que_nao_se_pode_sai_com_um_e_diz_o_que_fazer(
    pgd: Pgd, pasta: Path, argumentos: tuple[str, ...], dito: str
) -> None:
    feito = pgd("falha", *argumentos, "--banco", f"sqlite:///{pasta.as_posix()}/pgd.sqlite")
    assert (feito.codigo, feito.saida) == (1, "")
    assert f"Não deu. {dito}" in feito.erros


def test_as_predefinicoes_se_veem_sem_servidor_e_sem_banco(pgd: Pgd, pasta: Path) -> None:
    na_tela, em_json = pgd("falha", "predefinicoes"), pgd("falha", "predefinicoes", "--formato", "json")
    assert (na_tela.codigo, em_json.codigo, list(pasta.iterdir())) == (0, 0, [])
    assert "Parâmetros: bytes=16, quantos bytes de cada vez (de 1 a 65536)" in na_tela.saida
    nomes = [lida["nome"] for lida in json.loads(em_json.saida)["predefinicoes"]]
    assert (len(nomes), nomes[0], nomes[-1]) == (15, "html-502", "token-curto")
    assert [nome for nome in nomes if f"\n{nome}\n" not in f"\n{na_tela.saida}"] == []


def test_arma_num_servidor_no_ar(pgd: Pgd, pasta: Path) -> None:
    with servidor(pasta) as no_ar:
        token = no_ar.entrar()
        feito = pgd("falha", "armar", "html-503", "--rota", "/users", "--vezes", "1", "--url", no_ar.url)
        assert (feito.codigo, f" --url {no_ar.url}\n" in feito.saida) == (0, True)
        assert [no_ar.pedir("GET", "/users", token).status_code for _ in range(2)] == [503, 200]


def test_a_pagina_das_falhas_fala_de_todas_as_predefinicoes_e_so_delas() -> None:
    pagina = (RAIZ / "docs/falhas.md").read_text(encoding="utf-8")
    linhas = re.findall(r"^\| `([a-z][a-z0-9-]+)` \|", pagina, re.M)
    assert linhas == list(PREDEFINICOES)
