"""A página de `pgd validar` diz o que o programa faz."""

import re

from app.check.files import EXTENSOES
from app.check.templates import Template, templates
from app.rules.arquivo import ARQUIVO
from tests.architecture.fontes import RAIZ

PAGINA = (RAIZ / "docs/validar.md").read_text(encoding="utf-8")


def test_cada_codigo_esta_na_pagina_com_a_frase_dele() -> None:
    linhas = dict(re.findall(r"^\| (VA-\d\d) \| (.*) \|$", PAGINA, re.MULTILINE))
    assert linhas == {regra.code: regra.wrong for regra in ARQUIVO}


def test_cada_extensao_e_cada_tabela_esta_na_pagina() -> None:
    nomes = [*EXTENSOES, *templates(Template.CSV)]
    assert [nome for nome in nomes if f"`{nome}`" not in PAGINA] == []
