"""As regras são linhas de uma tabela: completas, de código único, com teste e com lugar na página gerada."""

import ast
import re
from collections import Counter
from importlib import import_module
from string import Formatter
from typing import Any

import pytest

from app.rules import markdown
from app.rules.catalog import CATALOG, GROUPS
from app.rules.rule import CONTRATO, Rule, Severity, Stage
from tests.architecture.fontes import RAIZ, modulos

REGRAS = [pytest.param(regra, id=regra.code) for regra in CATALOG.values()]
CLASSE_DE_REGRA = re.compile(r"Test[A-Z]{2}\d{2}")
NORMA = re.compile(r"IN SEGES-SGPRT/MGI nº 24/2023, art\. \d+(, [IVX]+|, § \dº)?")


def classes_de_teste() -> dict[str, ast.ClassDef]:
    """As classes de teste que levam o código de uma regra."""
    return {
        no.name: no
        for arquivo in modulos("tests/rules")
        for no in ast.parse(arquivo.read_text(encoding="utf-8")).body
        if isinstance(no, ast.ClassDef) and CLASSE_DE_REGRA.fullmatch(no.name)
    }


def regras_escritas() -> set[str]:
    """Os códigos de todas as regras que algum módulo de `app/rules` define."""
    valores = [
        valor for arquivo in modulos("app/rules") for valor in vars(import_module(f"app.rules.{arquivo.stem}")).values()
    ]
    soltas = [valor for valor in valores if isinstance(valor, Rule)]
    em_tabelas = [item for valor in valores if isinstance(valor, tuple) for item in valor if isinstance(item, Rule)]
    return {regra.code for regra in (*soltas, *em_tabelas)}


def test_nenhum_codigo_se_repete() -> None:
    vezes = Counter(regra.code for grupo in GROUPS.values() for regra in grupo)
    assert [codigo for codigo, quantas in vezes.items() if quantas > 1] == []


def test_cada_grupo_tem_seu_prefixo() -> None:
    assert {grupo: sorted({regra.code[:2] for regra in regras}) for grupo, regras in GROUPS.items()} == {
        "pedido": ["PD"],
        "acesso": ["AU"],
        "forma": ["FO"],
        "usuario": ["US"],
        "participante": ["PA"],
        "plano_entregas": ["PE"],
        "plano_trabalho": ["PT"],
    }


def test_toda_regra_escrita_esta_no_catalogo() -> None:
    assert regras_escritas() == set(CATALOG)


@pytest.mark.parametrize("regra", REGRAS)
class TestRegra:
    def test_o_codigo_tem_duas_letras_e_dois_algarismos(self, regra: Rule[Any, Any]) -> None:
        assert re.fullmatch(r"[A-Z]{2}-\d{2}", regra.code)

    def test_tem_etapa_e_severidade(self, regra: Rule[Any, Any]) -> None:
        assert (type(regra.stage), type(regra.severity)) == (Stage, Severity)

    def test_a_fonte_e_um_artigo_da_norma_ou_o_contrato(self, regra: Rule[Any, Any]) -> None:
        assert regra.source == CONTRATO or NORMA.fullmatch(regra.source)

    def test_a_mensagem_e_uma_frase_com_lacunas_simples(self, regra: Rule[Any, Any]) -> None:
        lacunas = [
            (nome, forma, troca) for _, nome, forma, troca in Formatter().parse(regra.message) if nome is not None
        ]
        assert re.match(r"\w", regra.message)
        assert [lacuna for lacuna in lacunas if not re.fullmatch(r"[a-z_]+", lacuna[0]) or lacuna[1] or lacuna[2]] == []

    def test_tem_uma_linha_na_pagina(self, regra: Rule[Any, Any]) -> None:
        pagina = (RAIZ / "docs/regras.md").read_text(encoding="utf-8").splitlines()
        assert len([linha for linha in pagina if linha.startswith(f"| {regra.code} | {regra.stage} | ")]) == 1


def test_cada_regra_tem_sua_classe_de_teste_e_cada_classe_sua_regra() -> None:
    assert sorted(classes_de_teste()) == sorted(f"Test{codigo.replace('-', '')}" for codigo in CATALOG)


def test_cada_classe_diz_a_regra_e_tem_ao_menos_um_teste() -> None:
    vazias = [
        classe.name
        for classe in classes_de_teste().values()
        if not ast.get_docstring(classe)
        or not any(isinstance(no, ast.FunctionDef) and no.name.startswith("test_") for no in classe.body)
    ]
    assert vazias == []


def test_a_pagina_e_a_que_se_gera_do_catalogo() -> None:
    escrita = (RAIZ / "docs/regras.md").read_text(encoding="utf-8")
    assert escrita == markdown.render(), "rode `make regras` e confira o que mudou em docs/regras.md"
