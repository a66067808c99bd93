"""O comando `pgd`: os comandos juntos, e o que fazer com o que os impede de correr."""

import io
import sys

import typer
from sqlalchemy.exc import DBAPIError, OperationalError

from app import CONTRACT_VERSION, __version__
from app.cli.acompanhar import acompanhar
from app.cli.dados import dados
from app.cli.emails import emails
from app.cli.explicar import explicar
from app.cli.falha import falha
from app.cli.instantaneo import instantaneo
from app.cli.portugues import run
from app.cli.registros import registros
from app.cli.regras import regras
from app.cli.reiniciar import reiniciar
from app.cli.relogio import relogio
from app.cli.semear import semear
from app.cli.servir import migrar, openapi, servir
from app.cli.terminal import saida, tell
from app.cli.usuario import usuario
from app.cli.validar import modelo, validar
from app.cli.verificar import verificar
from app.perfis import InvalidProfile
from app.rules.rule import Unavailable
from app.server import PortTaken
from app.settings import InvalidSettings
from app.storage import schema
from app.storage.database import DatabaseFault, InvalidDatabase

app = typer.Typer(
    name="pgd",
    help="Simulador da API PGD: um dublê fiel e offline da API central do Programa de Gestão e Desempenho.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)
app.command()(servir)
app.command()(migrar)
app.add_typer(usuario, name="usuario")
app.add_typer(emails, name="emails")
app.add_typer(dados, name="dados")
app.command()(openapi)
app.command()(explicar)
app.add_typer(falha, name="falha")
app.add_typer(instantaneo, name="instantaneo")
registros.command()(acompanhar)
app.add_typer(registros, name="registros")
app.command()(regras)
app.command()(reiniciar)
app.add_typer(relogio, name="relogio")
app.command()(semear)
app.command()(validar)
app.command()(modelo)
app.command()(verificar)


def main() -> None:
    """Corre o comando; o que impede de correr é dito numa frase, sem rastro de pilha."""
    for tela in (sys.stdout, sys.stderr):
        if isinstance(tela, io.TextIOWrapper):
            # Há terminais e arquivos, no Windows, que não levam as setas e os marcadores.
            tela.reconfigure(errors="replace")
    try:
        run(app)
    except (InvalidSettings, InvalidDatabase, InvalidProfile, PortTaken, schema.NewerDatabase) as erro:
        tell(str(erro))
    except (Unavailable, OperationalError):
        tell("O banco de dados não responde. Confira se o servidor está no ar, e o endereço em --banco ou PGD_BANCO.")
    except (DBAPIError, DatabaseFault):
        tell(
            "O banco indicado não pode ser usado: o arquivo talvez não seja um SQLite, ou o endereço traz uma opção "
            "que não existe. Confira --banco ou PGD_BANCO."
        )
    else:
        return
    raise SystemExit(1)


@app.command()
def versao() -> None:
    """Diz a versão do simulador e a do contrato que ele imita."""
    saida.print(f"Simulador da API PGD {__version__}, contrato {CONTRACT_VERSION}")
