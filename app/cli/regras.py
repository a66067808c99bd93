"""`pgd regras`: o catálogo, na tela."""

from typing import Annotated, Any

import typer
from rich.markdown import Markdown
from rich.padding import Padding
from rich.text import Text

from app.cli.terminal import saida, stop, table
from app.perfis import Perfis
from app.rules import mostra
from app.rules.exemplo import Exemplo
from app.rules.rule import Rule, Severity
from app.settings import Settings

CORES = {Severity.ERRO: "red", Severity.AVISO: "yellow"}


def regras(
    codigo: Annotated[str | None, typer.Argument(help="O código de uma regra, como PT-18. Sem ele, todas.")] = None,
    severidade: Annotated[Severity | None, typer.Option(help="Só os erros, ou só os avisos.")] = None,
) -> None:
    """Lista as regras e os avisos; com um código, diz por que a regra existe e como se conserta."""
    catalogo = Perfis.load(Settings.load().perfil).catalog
    if codigo is None:
        _list([rule for rule in catalogo.values() if severidade in (None, rule.severity)])
        return
    rule = catalogo.get(codigo.upper())
    if rule is None:
        stop(f"Não há regra com o código {codigo}. Veja as que há com: pgd regras")
    _show(rule)


def _list(rules: list[Rule[Any, Any]]) -> None:
    tabela = table("Código", "Severidade", "Campo", "O que está errado")
    for rule in rules:
        tabela.add_row(rule.code, Text(rule.severity, CORES[rule.severity]), rule.field or "—", Text(rule.wrong))
    saida.print(tabela)
    saida.print(f"{len(rules)} regras. Para saber mais de uma: pgd regras CÓDIGO", highlight=False)


def _show(rule: Rule[Any, Any]) -> None:
    saida.print(Text(f"{rule.code} ({rule.severity}): {rule.wrong}", style=f"bold {CORES[rule.severity]}"))
    saida.print(Text(f"Campo: {rule.field or 'nenhum em particular'}. Fonte: {rule.source}. Desde {rule.since}.\n"))
    for titulo, texto in (("A mensagem", rule.message), ("Por quê", rule.why), ("Como consertar", rule.mend)):
        saida.print(Text.assemble((f"{titulo}. ", "bold"), texto, "\n"))
    _example("Quebra", rule.breaks)
    _example("Cumpre", rule.keeps)


def _example(titulo: str, exemplo: Exemplo) -> None:
    saida.print(Markdown(f"**{titulo}.** {mostra.sentence(exemplo)}"))
    if bloco := mostra.block(exemplo):
        saida.print(Padding(Text(bloco), (1, 4)), soft_wrap=True)
