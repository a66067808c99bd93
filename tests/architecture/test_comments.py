"""Os comentários que calam uma ferramenta dizem por quê, e nenhum deixa trabalho para depois."""

import re

from tests.architecture.fontes import comentarios, modulos

CALA = re.compile(r"noqa|type:\s*ignore|nosec|pragma:|fmt:|ruff:|mypy:|isort:")
COM_RAZAO = re.compile(r"# (?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[a-z-]+(?:, ?[a-z-]+)*\])  # \S.{9,}")
PARA_DEPOIS = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def test_cada_excecao_traz_o_codigo_e_a_razao_na_mesma_linha() -> None:
    sem_razao = [
        (lugar, texto)
        for lugar, texto in comentarios(modulos("app", "bench", "migrations", "simulador_pgd", "tests"))
        if CALA.search(texto) and not COM_RAZAO.fullmatch(texto)
    ]
    assert sem_razao == []


def test_nenhum_comentario_deixa_trabalho_para_depois() -> None:
    pendentes = [
        (lugar, texto)
        for lugar, texto in comentarios(modulos("app", "bench", "migrations", "simulador_pgd", "tests"))
        if PARA_DEPOIS.search(texto)
    ]
    assert pendentes == []
