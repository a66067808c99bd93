"""As regras são linhas de uma tabela: completas, de código único, com teste e com lugar na página gerada."""

import ast
import re
from collections import Counter
from importlib import import_module
from itertools import chain
from string import Formatter
from typing import Any

import pytest

from app.rules import markdown
from app.rules.arquivo import VALIDAR
from app.rules.catalog import CATALOG, GROUPS
from app.rules.exemplo import Arquivo, Documento, Pedido
from app.rules.perfis.perfil import Perfil
from app.rules.rule import CONTRATO, Rule, Severity, Stage
from tests.architecture.fontes import RAIZ, modulos, nome

REGRAS = [pytest.param(regra, id=regra.code) for regra in CATALOG.values()]
CLASSE_DE_REGRA = re.compile(r"Test[A-Z]{2}\d{2}")
NORMAS = (
    "IN SEGES-SGPRT/MGI nº 24/2023",
    "IN SEGES-SGPRT/MGI nº 52/2023",
    "Decreto nº 11.072/2022",
    "Portaria-DG ANTAQ nº 528/2024",
    "Portaria Censipam (DOU de 14/10/2025)",
)
FONTE = re.compile(rf"(?:{'|'.join(map(re.escape, NORMAS))}), art\. \d+º?(?:, § (?:\d+º|único))?(?:, [IVX]+)?")
FRASE = re.compile(r"[A-ZÀ-Ú](?:[^{}.!?]|\.(?=\S))*\.")
"""Uma frase só: com maiúscula, sem lacunas, e com um ponto, o final, a menos dos que estão dentro de uma palavra."""
PARAGRAFO = re.compile(r"[A-ZÀ-Ú0-9][^{}\n]*\.")


def classes_de_teste() -> dict[str, ast.ClassDef]:
    """As classes de teste que levam o código de uma regra."""
    return {
        no.name: no
        for arquivo in modulos("tests/rules")
        for no in ast.parse(arquivo.read_text(encoding="utf-8")).body
        if isinstance(no, ast.ClassDef) and CLASSE_DE_REGRA.fullmatch(no.name)
    }


def regras_escritas(*pastas: str) -> set[str]:
    """Os códigos de todas as regras que algum módulo destas pastas define."""
    nomes = [nome(arquivo).removesuffix(".py").replace("/", ".") for arquivo in modulos(*pastas)]
    valores = [valor for modulo in nomes for valor in vars(import_module(modulo)).values()]
    soltas = [valor for valor in valores if isinstance(valor, Rule)]
    tabelas = [valor for valor in valores if isinstance(valor, (tuple, Perfil))]
    return {regra.code for regra in (*soltas, *chain.from_iterable(tabelas)) if isinstance(regra, Rule)}


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
        "arquivo": ["VA"],
        "antaq": ["AQ"],
        "censipam": ["CE"],
    }


def test_toda_regra_escrita_esta_no_catalogo() -> None:
    assert regras_escritas("app/rules") == set(CATALOG)


def test_os_avisos_sao_os_que_moram_com_os_avisos_e_com_os_perfis() -> None:
    avisos = {codigo for codigo, regra in CATALOG.items() if regra.severity is Severity.AVISO}
    assert avisos == regras_escritas("app/rules/avisos", "app/rules/perfis")


@pytest.mark.parametrize("regra", REGRAS)
class TestRegra:
    def test_o_codigo_tem_duas_letras_e_dois_algarismos(self, regra: Rule[Any, Any]) -> None:
        assert re.fullmatch(r"[A-Z]{2}-\d{2}", regra.code)

    def test_tem_etapa_e_severidade(self, regra: Rule[Any, Any]) -> None:
        assert (type(regra.stage), type(regra.severity)) == (Stage, Severity)

    def test_a_fonte_e_um_artigo_da_norma_ou_o_contrato(self, regra: Rule[Any, Any]) -> None:
        assert regra.source in (CONTRATO, VALIDAR) or FONTE.fullmatch(regra.source)

    def test_a_mensagem_e_uma_frase_com_lacunas_simples(self, regra: Rule[Any, Any]) -> None:
        lacunas = [
            (nome, forma, troca) for _, nome, forma, troca in Formatter().parse(regra.message) if nome is not None
        ]
        assert re.match(r"\w", regra.message)
        assert [lacuna for lacuna in lacunas if not re.fullmatch(r"[a-z_]+", lacuna[0]) or lacuna[1] or lacuna[2]] == []

    def test_diz_numa_frase_o_que_esta_errado(self, regra: Rule[Any, Any]) -> None:
        assert FRASE.fullmatch(regra.wrong)

    def test_diz_num_paragrafo_por_que_e_noutro_como_se_conserta(self, regra: Rule[Any, Any]) -> None:
        assert [texto for texto in (regra.why, regra.mend) if not PARAGRAFO.fullmatch(texto)] == []

    def test_tem_um_exemplo_que_a_quebra_e_um_que_a_cumpre(self, regra: Rule[Any, Any]) -> None:
        assert {type(regra.breaks), type(regra.keeps)} <= {Documento, Pedido, Arquivo}
        assert regra.breaks != regra.keeps

    def test_diz_desde_que_versao_do_contrato_vale(self, regra: Rule[Any, Any]) -> None:
        assert re.fullmatch(r"\d+\.\d+\.\d+", regra.since)

    def test_tem_uma_linha_e_uma_entrada_na_pagina(self, regra: Rule[Any, Any]) -> None:
        pagina = (RAIZ / "docs/regras.md").read_text(encoding="utf-8").splitlines()
        ancora = regra.code.lower()
        assert len([linha for linha in pagina if linha.startswith(f"| [{regra.code}](#{ancora}) | ")]) == 1
        assert pagina.count(f'<a id="{ancora}"></a>') == 1


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
