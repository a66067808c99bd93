"""Procurar no catálogo: sem acentos, sem maiúsculas, todas as palavras, em qualquer campo de uma regra."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.rules.catalog import GROUPS
from app.rules.markdown import TITULOS
from app.rules.rule import Rule, Severity

DO_ORGAO = "perfil do órgão"
"""O grupo das regras do arquivo que o órgão escreveu."""
NOMES: Mapping[str, str] = {**TITULOS, DO_ORGAO: "Perfil do órgão"}
SEVERIDADES: Mapping[str, str] = {Severity.ERRO: "Erros, que recusam", Severity.AVISO: "Avisos, que não mudam nada"}
ETAPAS: Mapping[str, str] = {
    "arquivo": "Leitura de arquivos, só em pgd validar",
    "pedido": "O pedido, antes de se olhar quem pede e o que envia",
    "acesso": "Quem pede, e se pode",
    "forma": "A forma dos valores: tipos, tamanhos e formatos",
    "campo": "Cada campo, sozinho",
    "documento": "O documento, com os campos uns contra os outros",
    "estado": "O que já está guardado",
    "conjunto": "Todos os documentos do órgão, juntos",
}
"""O que se olha em cada etapa, na ordem em que um envio as encontra."""
_GRUPO = {rule.code: nome for nome, rules in GROUPS.items() for rule in rules}

AnyRule = Rule[Any, Any]


@dataclass(frozen=True, slots=True)
class Grupo:
    """As regras de um grupo, na ordem dos códigos."""

    nome: str
    titulo: str
    regras: Sequence[AnyRule]


def group_of(rule: AnyRule) -> str:
    """O grupo de que é a regra."""
    return _GRUPO.get(rule.code, DO_ORGAO)


def search(regras: Iterable[AnyRule], texto: str, severidade: str, grupo: str) -> list[Grupo]:
    """As que cumprem tudo o que se diz, por grupo, na ordem do catálogo; o que vem vazio não restringe."""
    palavras = _folded(texto).split()
    achadas: dict[str, list[AnyRule]] = {}
    for rule in regras:
        do_grupo = group_of(rule)
        if severidade in ("", rule.severity) and grupo in ("", do_grupo) and _has(rule, palavras):
            achadas.setdefault(do_grupo, []).append(rule)
    return [Grupo(nome, NOMES[nome], do_grupo) for nome, do_grupo in achadas.items()]


def neighbours(catalogo: Mapping[str, AnyRule], codigo: str) -> tuple[str | None, str | None]:
    """Os códigos de antes e de depois deste, na ordem do catálogo."""
    codigos = list(catalogo)
    n = codigos.index(codigo)
    return codigos[n - 1] if n else None, codigos[n + 1] if n + 1 < len(codigos) else None


def _has(rule: AnyRule, palavras: Sequence[str]) -> bool:
    if not palavras:
        return True
    campos = (rule.code, rule.code.replace("-", ""), rule.field, rule.source, rule.wrong, rule.message, rule.why)
    onde = _folded(" ".join((*campos, rule.mend, rule.stage, NOMES[group_of(rule)])))
    return all(palavra in onde for palavra in palavras)


def _folded(texto: str) -> str:
    if texto.isascii():
        return texto.casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", texto.casefold()) if not unicodedata.combining(c))
