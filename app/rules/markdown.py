"""A página das regras, `docs/regras.md`, escrita a partir do catálogo: `python -m app.rules.markdown`."""

import sys
from collections.abc import Iterable
from typing import Any

from app.rules import mostra
from app.rules.catalog import GROUPS
from app.rules.exemplo import BASES, Exemplo
from app.rules.rule import Rule

INTRODUCAO = """\
# As regras

Esta página é gerada do catálogo de regras por `make regras`; não a edite à mão.

Cada recusa traz o código da regra no cabeçalho `X-PGD-Regra` e, nas listas de erros, em `ctx.regra`. O código vale
para sempre: nunca muda de sentido nem é reaproveitado. Um **erro** recusa o envio; um **aviso** nunca muda a resposta,
e vai no cabeçalho `X-PGD-Avisos`. A fonte é o artigo da norma, ou "contrato" quando só o contrato da API central pede a
regra. Entre chaves, o que cada mensagem preenche.
"""

EXEMPLOS = """\
## Os documentos dos exemplos

Cada regra traz um exemplo que a quebra e um que a cumpre, e os testes correm os dois. Um exemplo mostra só o que muda
nestes documentos, que não provocam regra nem aviso. As posições nas listas contam de zero, e todo item de uma lista
parte do item que está aqui. Antes de um plano de trabalho são enviados o participante e o plano de entregas que ele
cita.
"""

TITULOS = {
    "pedido": "Pedido",
    "acesso": "Acesso",
    "forma": "Forma dos valores",
    "usuario": "Usuário",
    "participante": "Participante",
    "plano_entregas": "Plano de entregas",
    "plano_trabalho": "Plano de trabalho",
    "arquivo": "Arquivo (só em `pgd validar`)",
    "antaq": "Perfil ANTAQ",
    "censipam": "Perfil Censipam",
}
"""Como cada grupo do catálogo se chama na página."""

CABECALHO = """\
| código | severidade | campo | fonte | o que está errado |
| --- | --- | --- | --- | --- |
"""


def render() -> str:
    """A página inteira, em Markdown: por grupo, um quadro e uma seção por regra, em ordem de código."""
    bases = [f"### {TITULOS[recurso]}\n\n{_fence('json', mostra.base_text(recurso))}\n" for recurso in BASES]
    groups = [_group(TITULOS[name], rules) for name, rules in GROUPS.items()]
    return "\n".join((INTRODUCAO, EXEMPLOS, *bases, *groups))


def _group(title: str, rules: Iterable[Rule[Any, Any]]) -> str:
    in_order = sorted(rules, key=lambda rule: rule.code)
    rows = "".join(map(_row, in_order))
    return "\n".join((f"## {title}\n\n{CABECALHO}{rows}", *map(_entry, in_order)))


def _row(rule: Rule[Any, Any]) -> str:
    link = f"[{rule.code}](#{rule.code.lower()})"
    cells = (link, rule.severity.value, _field(rule), _plain(rule.source), _plain(rule.wrong))
    return f"| {' | '.join(cells)} |\n"


def _entry(rule: Rule[Any, Any]) -> str:
    parts = (
        f'<a id="{rule.code.lower()}"></a>',
        f"### {rule.code}: {_plain(rule.wrong)}",
        f"Severidade: {rule.severity}. Etapa: {rule.stage}. Campo: {_field(rule)}. "
        f"Fonte: {_plain(rule.source)}. Desde o contrato {rule.since}.",
        f"> {_plain(rule.message)}",
        f"**Por quê.** {_plain(rule.why)}",
        f"**Como consertar.** {_plain(rule.mend)}",
        *_example("Quebra", rule.breaks),
        *_example("Cumpre", rule.keeps),
    )
    return "\n\n".join(parts) + "\n"


def _example(title: str, exemplo: Exemplo) -> Iterable[str]:
    yield f"**{title}.** {mostra.sentence(exemplo)}"
    if text := mostra.block(exemplo):
        yield _fence("text", text)


def _fence(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


def _field(rule: Rule[Any, Any]) -> str:
    return f"`{rule.field}`" if rule.field else "—"


def _plain(text: str) -> str:
    """O texto sem nada que o Markdown tome por marcação."""
    return "".join(f"\\{c}" if c in "\\|<>*[]" else c for c in text)


if __name__ == "__main__":
    # Em bytes, para que a página saia em UTF-8 e com \n em qualquer sistema.
    sys.stdout.buffer.write(render().encode())
