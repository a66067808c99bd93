"""O que o typer diz por conta própria (o uso, a ajuda, os erros de quem digita), em português.

O typer não tem catálogo de mensagens que se troque; aqui fica o dele, e `run` é o único lugar que o usa.
"""

import re
from functools import partial
from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperGroup
from typer.main import get_command

from app.cli.terminal import erros, tell

INTERROMPIDO = 1
"""O código de saída de quem desiste no meio de uma pergunta."""

NA_AJUDA = {
    "ARGUMENTS_PANEL_TITLE": "Argumentos",
    "OPTIONS_PANEL_TITLE": "Opções",
    "COMMANDS_PANEL_TITLE": "Comandos",
    "DEFAULT_STRING": "[padrão: {}]",
    "ENVVAR_STRING": "[variável: {}]",
    "REQUIRED_LONG_STRING": "[obrigatório]",
}
"""As constantes de `typer.rich_utils` que aparecem na ajuda."""

NOS_ERROS = (
    (r"^Invalid value for (.+?): ", r"O valor de \1 não serve: "),
    (r"^Invalid value: ", "O valor não serve: "),
    (r"^Missing argument (.+?)\.", r"Falta o argumento \1."),
    (r"^Missing option (.+?)\.", r"Falta a opção \1."),
    (r"^Missing command\.$", "Falta o comando."),
    (r"^No such command (.+?)\.(?= Did you mean|$)", r"Não há o comando \1."),
    (r"^No such option: (\S+)", r"Não há a opção \1."),
    (r" Did you mean (.+)\?$", r" Seria \1?"),
    (r" \(Possible options: (.+)\)$", r" Seria \1?"),
    (r"^Got unexpected extra argument\(s\) \((.*)\)$", r"Sobra no comando: \1."),
    (r"^Option (.+) does not take a value\.$", r"A opção \1 não leva valor."),
    (r"^Option (.+) requires an argument\.$", r"A opção \1 pede um valor."),
    (r"Value error, (.+) is not one of (.+)\.$", r"\1 não é um destes: \2."),
    (r"(Input should be a valid integer|Unable to parse input string as an integer).*$", "escreva um número inteiro."),
    (r"Input should be a valid number.*$", "escreva um número, com ponto antes dos decimais."),
    (r"Input should be greater than or equal to (\S+)$", r"o menor que serve é \1."),
    (r"Input should be less than or equal to (\S+)$", r"o maior que serve é \1."),
    (r"(?:file|dir|path) ('.+') is a directory\.$", r"\1 é uma pasta."),
    (r"(?:file|dir|path) ('.+') is a file\.$", r"\1 é um arquivo."),
)
"""Cada frase de um erro de uso, e como se diz; uma mensagem pode trazer mais de uma."""


def run(app: typer.Typer) -> None:
    """Corre o comando que se digitou; o que não se entende é dito em português.

    Erros: `SystemExit`, com o código de saída, se não é zero; os do próprio comando, como vierem.
    """
    for nome, texto in NA_AJUDA.items():
        setattr(rich_utils, nome, texto)
    comando = get_command(app)
    _translate(comando)
    try:
        codigo = comando(standalone_mode=False)
    except typer.TyperException as erro:
        _tell(erro)
        codigo = erro.exit_code
    except typer.Abort:
        tell("O comando foi interrompido.")
        codigo = INTERROMPIDO
    if codigo:
        raise SystemExit(codigo)


def said(mensagem: str) -> str:
    """Um erro de uso, em português; o que o catálogo não tem sai como veio."""
    for dita, traduzida in NOS_ERROS:
        mensagem = re.sub(dita, traduzida, mensagem, flags=re.DOTALL)
    return mensagem


class _Context(typer.Context):
    """O contexto de um comando, com o uso em português."""

    def make_formatter(self) -> Any:
        formatter = super().make_formatter()
        formatter.write_usage = partial(formatter.write_usage, prefix="Uso: ")  # type: ignore[method-assign]  # o prefixo só se dá na chamada, que é do typer
        return formatter


def _translate(comando: Any) -> None:
    """Troca, no comando e nos que estão dentro dele, o que se escreve no uso e na ajuda."""
    comando.context_class = _Context
    comando.options_metavar = "[OPÇÕES]"
    ajuda = comando.get_help_option(_Context(comando))
    if ajuda is not None:
        ajuda.help = "Mostra esta ajuda, e sai."
    if isinstance(comando, TyperGroup):
        comando.subcommand_metavar = "COMANDO [ARGUMENTOS]..."
        for dentro in comando.commands.values():
            _translate(dentro)


def _tell(erro: typer.TyperException) -> None:
    mensagem = erro.format_message()
    if not mensagem:
        # Quem não diz o comando já viu a ajuda.
        return
    contexto: typer.Context | None = getattr(erro, "ctx", None)
    if contexto is None:
        tell(f"{said(mensagem)} Veja a ajuda com --help.")
        return
    erros.print(contexto.get_usage(), highlight=False, markup=False, soft_wrap=True)
    tell(said(mensagem))
    erros.print(f"Veja a ajuda com: {contexto.command_path} --help", highlight=False, markup=False, soft_wrap=True)
