"""O que o comando diz por conta própria a quem digita: o uso, a ajuda e os erros, em português."""

import os
import re
from pathlib import Path

import pytest

from app.cli import terminal
from app.cli.portugues import said
from tests.cli.conftest import Feito, Pgd
from tests.servidor import comando

EM_INGLES = re.compile(
    r"\b(Usage|Options|Arguments|Commands?|Error|Missing|Invalid|Try|Show|required|default|OPTIONS|COMMAND|ARGS)\b"
)
COM_AJUDA = [
    [],
    ["usuario"],
    ["emails", "--help"],
    ["dados", "versoes", "--help"],
    ["registros", "exportar", "--help"],
    ["falha", "armar", "--help"],
    ["validar", "--help"],
    ["servir", "--help"],
]


@pytest.mark.parametrize("argumentos", COM_AJUDA, ids=lambda argumentos: " ".join(argumentos) or "nada")
def test_a_ajuda_e_toda_em_portugues(pgd: Pgd, argumentos: list[str]) -> None:
    feito = pgd(*argumentos)
    assert feito.saida.split()[:2] == ["Uso:", "pgd"]
    assert "Mostra esta ajuda, e sai." in feito.saida
    assert EM_INGLES.findall(feito.saida) == []


def test_a_ajuda_diz_o_que_e_obrigatorio_e_o_padrao(pgd: Pgd) -> None:
    saida = pgd("dados", "versoes", "--help").saida
    for frase in ("pgd dados versoes [OPÇÕES] {recurso}", "─ Argumentos ─", "─ Opções ─", "[obrigatório]"):
        assert frase in saida
    assert "[padrão: 50]" in saida
    assert "─ Comandos ─" in pgd("--help").saida


@pytest.mark.parametrize(
    ("argumentos", "dito"),
    [
        (["explicar"], "Falta o argumento 'numero'."),
        (["dados", "versoes", "participante"], "Falta a opção '--unidade'."),
        (["explicar", "um"], "O valor de 'numero' não serve: escreva um número inteiro."),
        (["explicar", "0"], "O valor de 'numero' não serve: o menor que serve é 1."),
        (["emails", "listar", "--limite", "501"], "O valor de '--limite' não serve: o maior que serve é 500."),
        (
            ["falha", "armar", "html-503", "--probabilidade", "x"],
            "O valor de '--probabilidade' não serve: escreva um número, com ponto antes dos decimais.",
        ),
        (
            ["dados", "participante", "--formato", "xml"],
            "O valor de '--formato' não serve: 'xml' não é um destes: 'tabela', 'json', 'csv'.",
        ),
        (["registros", "exportar", "/"], "O valor de 'arquivo' não serve: '/' é uma pasta."),
        (["explicar", "2", "3"], "Sobra no comando: 3."),
        (["explicar", "2", "--xyz"], "Não há a opção --xyz."),
        (["explicar", "2", "--banko", "x"], "Não há a opção --banko. Seria --banco?"),
        (["explicr"], "Não há o comando 'explicr'. Seria 'explicar'?"),
        (["zzz"], "Não há o comando 'zzz'."),
    ],
    ids=lambda valor: " ".join(valor) if isinstance(valor, list) else "",
)
def test_um_erro_de_quem_digita_e_dito_com_o_uso_e_onde_esta_a_ajuda(
    pgd: Pgd, argumentos: list[str], dito: str
) -> None:
    feito = pgd(*argumentos)
    uso, motivo, ajuda = feito.erros.splitlines()
    assert (feito.codigo, feito.saida, motivo) == (2, "", f"Não deu. {dito}")
    assert (uso[:8], ajuda[:22], ajuda[-7:]) == ("Uso: pgd", "Veja a ajuda com: pgd ", " --help")


@pytest.mark.parametrize(
    ("argumentos", "dito"),
    [
        (["registros", "listar", "--metodo"], "A opção '--metodo' pede um valor."),
        (["falha", "desarmar", "--todas=1"], "A opção '--todas' não leva valor."),
    ],
    ids=["falta", "sobra"],
)
def test_uma_opcao_sem_valor_ou_com_valor_demais_e_dita(pgd: Pgd, argumentos: list[str], dito: str) -> None:
    assert pgd(*argumentos) == Feito(2, "", f"Não deu. {dito} Veja a ajuda com --help.\n")


def test_o_que_o_catalogo_nao_tem_sai_como_veio() -> None:
    assert said("Another thing.") == "Another thing."


def test_desistir_no_meio_de_uma_pergunta_sai_com_um(tmp_path: Path) -> None:
    feito = comando(tmp_path, "usuario", "criar", "a@orgao.gov.br")
    assert feito.returncode == 1
    # Na mesma linha da pergunta, que ficou sem resposta.
    assert feito.stderr.endswith("Não deu. O comando foi interrompido.\n")


def test_o_que_o_sistema_diz_de_um_arquivo_e_dito_em_portugues() -> None:
    assert terminal.reason(OSError(28, os.strerror(28))) == "falta espaço no disco"
    # O raro sai como o sistema o diz.
    assert terminal.reason(OSError(5, "Input/output error")) == "Input/output error"


def test_uma_tabela_numa_tela_estreita_nao_corta_nada(pgd: Pgd, monkeypatch: pytest.MonkeyPatch) -> None:
    curto = "integracao@secretaria.gov.br"
    assert pgd("usuario", "criar", curto, "--senha", "uma-senha-forte-so-deste-teste").codigo == 0
    email = "sistema.de.gestao.de.pessoas@secretaria.do.orgao.gov.br"
    assert pgd("usuario", "criar", email, "--senha", "uma-senha-forte-so-deste-teste").codigo == 0
    assert pgd("instantaneo", "salvar", "antes-da-aula-de-julho").codigo == 0
    assert pgd("falha", "armar", "html-503", "--unidade", "SIAPE/1").codigo == 0
    monkeypatch.setattr(terminal.saida, "width", 80)
    comandos = (["usuario", "listar"], ["instantaneo", "listar"], ["falha", "listar"], ["regras"])
    usuarios, instantaneos, falhas, regras = (pgd(*argumentos).saida for argumentos in comandos)
    assert "│ antes-da-aula-de-julho │" in instantaneos
    assert f"│ {curto} " in usuarios
    emails = [linha.split("│")[1].strip() for linha in usuarios.splitlines() if linha.startswith("│")]
    assert email in "".join(emails)
    for tela in (usuarios, instantaneos, falhas, regras):
        assert "…" not in tela
        assert max(map(len, tela.splitlines())) <= 80
