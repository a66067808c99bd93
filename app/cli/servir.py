"""`pgd servir`, `pgd migrar` e `pgd openapi`: o servidor, o banco e o contrato dele."""

import json
import shlex
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.panel import Panel
from sqlalchemy import make_url

from app import CONTRACT_VERSION, __version__
from app.api.paths import SIMULADOR
from app.cli.relogio import describe
from app.cli.terminal import Banco, saida, stop, with_database
from app.main import create_app, prepare, system_clock
from app.perfis import Perfis
from app.server import listen, serve
from app.settings import SENHA_DE_DEMONSTRACAO, Ambiente, Settings
from app.storage import relogio, schema
from app.storage.database import Database
from app.storage.relogio import DA_MAQUINA, Relogio

PAPEL = {
    Ambiente.HOMOLOGACAO: (
        "Este é um [bold]simulador[/bold]: não é o ambiente do MGI. Só o envio em produção cumpre o art. 29 da "
        "IN 24/2023."
    ),
    Ambiente.PRODUCAO: (
        "Este é um [bold]simulador[/bold]: não é o ambiente do MGI, e aqui produção é só um nome, para ensaiar com os "
        "dois ambientes. Só o envio à produção do MGI cumpre o art. 29 da IN 24/2023."
    ),
}
"""O que se diz primeiro, em cada ambiente."""
NOME = {Ambiente.HOMOLOGACAO: "homologação", Ambiente.PRODUCAO: "produção (simulada)"}


def servir(
    host: Annotated[
        str | None, typer.Option(help="Endereço em que escutar. Padrão: 127.0.0.1, só esta máquina.")
    ] = None,
    porta: Annotated[int | None, typer.Option(help="Porta em que escutar. Padrão: 5057.")] = None,
    banco: Banco = None,
    efemero: Annotated[
        bool, typer.Option("--efemero", help="Guarda numa pasta temporária, apagada ao terminar: nada fica para trás.")
    ] = False,
    processos: Annotated[int | None, typer.Option(help="Quantos processos atendem juntos. Padrão: 1.")] = None,
    ambiente: Annotated[
        Ambiente | None,
        typer.Option(help="De que ambiente fazer o papel, com dados à parte. Padrão: homologacao."),
    ] = None,
) -> None:
    """Atende como a API central, até Ctrl+C."""
    # Encerrado por fora (docker stop), sai como se sai de um `with`: a pasta do --efemero tem de ser apagada.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with _place(banco, efemero) as endereco:
        settings = Settings.load(host=host, porta=porta, banco=endereco, processos=processos, ambiente=ambiente)
        with closing(listen(settings)) as listener:
            settings = settings.model_copy(update={"porta": listener.getsockname()[1]})
            migrated, hora = with_database(settings, lambda database: _ready(settings, database))
            settings.signing_key()
            Perfis.load(settings.perfil)
            _greet(settings, migrated, hora, efemero)
            serve(settings, listener)


def migrar(banco: Banco = None) -> None:
    """Cria o banco, ou o traz à versão deste programa."""
    settings = Settings.load(banco=banco)
    saida.print(_told(with_database(settings, lambda database: prepare(settings, database, system_clock))))


def openapi(
    arquivo: Annotated[Path | None, typer.Argument(help="Onde gravar. Sem ele, vai para a tela.")] = None,
) -> None:
    """Escreve o OpenAPI da API PGD em JSON."""
    with tempfile.TemporaryDirectory() as pasta:
        documento = create_app(Settings.load(banco=_sqlite_in(pasta))).openapi()
    texto = json.dumps(documento, ensure_ascii=False, indent=2) + "\n"
    if arquivo is None:
        sys.stdout.write(texto)
    else:
        arquivo.write_text(texto, encoding="utf-8")


@contextmanager
def _place(banco: str | None, efemero: bool) -> Iterator[str | None]:
    """O endereço do banco em que servir; o efêmero dura enquanto o servidor durar."""
    if not efemero:
        yield banco
        return
    if banco is not None:
        stop("Escolha um dos dois: --efemero, que não guarda nada, ou --banco.")
    with tempfile.TemporaryDirectory(prefix="pgd-efemero-", ignore_cleanup_errors=True) as pasta:
        yield _sqlite_in(pasta)


def _sqlite_in(pasta: str) -> str:
    return f"sqlite:///{Path(pasta).as_posix()}/pgd.sqlite"


async def _ready(settings: Settings, database: Database) -> tuple[schema.Migrated, Relogio]:
    migrated = await prepare(settings, database, system_clock)
    return migrated, await database.look(relogio.find)


def _greet(settings: Settings, migrated: schema.Migrated, hora: Relogio, efemero: bool) -> None:
    url = settings.endereco
    demonstracao = settings.admin_senha.get_secret_value() == SENHA_DE_DEMONSTRACAO
    senha = SENHA_DE_DEMONSTRACAO if demonstracao else "a que você configurou"
    onde = _shown(settings.banco) + (" (apagado ao terminar)" if efemero else "")
    saida.print(
        Panel(
            PAPEL[settings.ambiente],
            title=f"Simulador da API PGD {__version__}, contrato {CONTRACT_VERSION}",
        )
    )
    saida.print(_told(migrated))
    saida.print(f"Endereço:       [bold]{url}[/bold]")
    saida.print(f"Painel:         [bold]{url}{SIMULADOR}/[/bold]")
    saida.print(f"Documentação:   [bold]{url}/docs[/bold]")
    saida.print(f"Ambiente:       {NOME[settings.ambiente]}", highlight=False)
    saida.print(f"Dados:          {onde}", highlight=False)
    saida.print(f"Administrador:  {settings.admin_email}   senha: {senha}", highlight=False)
    if hora != DA_MAQUINA:
        frase = describe(hora.read(system_clock()), hora.adiantado, congelado=hora.congelado_em is not None)
        saida.print(f"\n{frase} Para voltar à hora da máquina: pgd relogio soltar", highlight=False, soft_wrap=True)
    saida.print("\nPara receber um token, em outro terminal:\n")
    dados = f"username={settings.admin_email}&password={senha if demonstracao else 'SUA-SENHA'}"
    saida.print(f"curl -d {shlex.quote(dados)} {url}/token\n", highlight=False, soft_wrap=True, markup=False)
    saida.print("Ctrl+C encerra.")


def _told(migrated: schema.Migrated) -> str:
    if migrated.before is None:
        return f"O banco estava vazio e foi criado na versão {migrated.after}."
    if migrated.before != migrated.after:
        return f"O banco foi atualizado da versão {migrated.before} para a {migrated.after}."
    return f"O banco já está na versão {migrated.after}."


def _shown(endereco: str) -> str:
    """O endereço do banco para ler na tela: o arquivo, ou o servidor sem a senha."""
    url = make_url(endereco)
    if url.get_backend_name() == "sqlite":
        return str(Path(url.database or "").resolve())
    return url.set(query={}).render_as_string(hide_password=True)
