"""A página das regras, `docs/regras.md`, escrita a partir do catálogo: `python -m app.rules.markdown`."""

import sys
from collections.abc import Iterable
from typing import Any

from app.rules.catalog import GROUPS
from app.rules.rule import Rule

INTRODUCAO = """\
# As regras

Esta página é gerada do catálogo de regras por `make regras`; não a edite à mão.

Cada recusa traz o código da regra no cabeçalho `X-PGD-Regra` e, nas listas de erros, em `ctx.regra`. O código vale
para sempre: nunca muda de sentido nem é reaproveitado. A fonte é o artigo da norma, ou "contrato" quando só o
contrato da API central a pede. Entre chaves, o que cada mensagem preenche.
"""

TITULOS = {
    "pedido": "Pedido",
    "acesso": "Acesso",
    "forma": "Forma dos valores",
    "usuario": "Usuário",
    "participante": "Participante",
    "plano_entregas": "Plano de entregas",
    "plano_trabalho": "Plano de trabalho",
}
"""Como cada grupo do catálogo se chama na página."""

CABECALHO = """\
| código | etapa | campo | fonte | o que a mensagem diz |
| --- | --- | --- | --- | --- |
"""


def render() -> str:
    """A página inteira, em Markdown: um quadro por grupo, com as regras em ordem de código."""
    return "\n".join((INTRODUCAO, *(_section(TITULOS[name], rules) for name, rules in GROUPS.items())))


def _section(title: str, rules: Iterable[Rule[Any, Any]]) -> str:
    rows = (_row(rule) for rule in sorted(rules, key=lambda rule: rule.code))
    return f"## {title}\n\n{CABECALHO}{''.join(rows)}"


def _row(rule: Rule[Any, Any]) -> str:
    field = f"`{rule.field}`" if rule.field else "—"
    cells = (rule.code, rule.stage.value, field, _plain(rule.source), _plain(rule.message))
    return f"| {' | '.join(cells)} |\n"


def _plain(text: str) -> str:
    """O texto sem nada que o Markdown tome por marcação."""
    return "".join(f"\\{c}" if c in "\\|<>*[]" else c for c in text)


if __name__ == "__main__":
    # Em bytes, para que a página saia em UTF-8 e com \n em qualquer sistema.
    sys.stdout.buffer.write(render().encode())
