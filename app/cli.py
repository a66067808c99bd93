"""O comando `pgd`."""

import asyncio
import json
import shlex
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from app import CONTRACT_VERSION, __version__, access
from app.contract import moment
from app.contract.errors import items_of_model
from app.contract.usuario import Usuario
from app.main import create_app, prepare, system_clock
from app.rules.rule import Unavailable
from app.server import PortTaken, listen, serve
from app.settings import SENHA_DE_DEMONSTRACAO, InvalidSettings, Settings
from app.storage import mensagem, schema
from app.storage import usuario as usuarios
from app.storage.database import Database, DatabaseFault, InvalidDatabase
from app.storage.opening import open_database

Result = TypeVar("Result")

app = typer.Typer(
    name="pgd",
    help="Simulador da API PGD: um dublê fiel e offline da API central do Programa de Gestão e Desempenho.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)
usuario = typer.Typer(help="Usuários da API: criar, listar, desativar.", no_args_is_help=True)
app.add_typer(usuario, name="usuario")

saida = Console()
erros = Console(stderr=True)

Banco = Annotated[
    str | None,
    typer.Option("--banco", help="Endereço do banco: sqlite:///arquivo ou postgresql://usuario:senha@servidor/banco."),
]


def main() -> None:
    """Corre o comando; o que impede de correr é dito numa frase, sem rastro de pilha."""
    try:
        app()
    except (InvalidSettings, InvalidDatabase, PortTaken, schema.NewerDatabase) as erro:
        _tell(str(erro))
    except (Unavailable, OperationalError):
        _tell("O banco de dados não responde. Confira se o servidor está no ar, e o endereço em --banco ou PGD_BANCO.")
    except (DBAPIError, DatabaseFault):
        _tell(
            "O banco indicado não pode ser usado: o arquivo talvez não seja um SQLite, ou o endereço traz uma opção "
            "que não existe. Confira --banco ou PGD_BANCO."
        )
    else:
        return
    raise SystemExit(1)


@app.command()
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
) -> None:
    """Atende como a API central, até Ctrl+C."""
    # Encerrado por fora (docker stop), sai como se sai de um `with`: a pasta do --efemero tem de ser apagada.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with _place(banco, efemero) as endereco:
        settings = Settings.load(host=host, porta=porta, banco=endereco, processos=processos)
        with closing(listen(settings)) as listener:
            settings = settings.model_copy(update={"porta": listener.getsockname()[1]})
            migrated = _with_database(settings, lambda database: prepare(settings, database, system_clock))
            settings.signing_key()
            _greet(settings, migrated, efemero)
            serve(settings, listener)


@app.command()
def migrar(banco: Banco = None) -> None:
    """Cria o banco, ou o traz à versão deste programa."""
    settings = Settings.load(banco=banco)
    saida.print(_told(_with_database(settings, lambda database: prepare(settings, database, system_clock))))


@usuario.command("criar")
def criar(
    email: Annotated[str, typer.Argument(help="E-mail, que identifica o usuário.")],
    origem: Annotated[str, typer.Option(help="SIAPE ou SIORG.")] = "SIAPE",
    unidade: Annotated[int, typer.Option(help="Código da unidade autorizadora pela qual ele envia.")] = 1,
    sistema: Annotated[str, typer.Option(help="Nome e versão do sistema que envia.")] = "sem nome",
    admin: Annotated[bool, typer.Option("--admin", help="Se é administrador.")] = False,
    senha: Annotated[
        str, typer.Option(prompt="Senha", hide_input=True, confirmation_prompt="De novo", help="Sem ela, é perguntada.")
    ] = "",
    banco: Banco = None,
) -> None:
    """Cria um usuário, ou troca o que havia com o mesmo e-mail."""
    campos = {
        "email": email,
        "password": senha,
        "is_admin": admin,
        "origem_unidade": origem,
        "cod_unidade_autorizadora": unidade,
        "sistema_gerador": sistema,
    }
    try:
        with moment.at(system_clock()):
            dados = Usuario.model_validate(campos)
    except ValidationError as erro:
        _stop(
            "\n".join(f"{'.'.join(map(str, item['loc'])) or 'usuário'}: {item['msg']}" for item in items_of_model(erro))
        )

    async def save(database: Database) -> bool:
        resumo = await access.hash_password(dados.password)
        linha = dados.model_dump(exclude={"password"})
        return await database.write(
            lambda connection: usuarios.save(connection, linha, resumo, system_clock()), usuarios.guard(dados.email)
        )

    novo = _with_ready_database(banco, save)
    saida.print(f"Usuário [bold]{dados.email}[/bold] {'criado' if novo else 'trocado'}.")


@usuario.command("listar")
def listar(banco: Banco = None) -> None:
    """Mostra os usuários, sem as senhas."""
    tabela = Table("E-mail", "Unidade", "Administrador", "Situação", "Sistema")
    for item in _with_ready_database(banco, lambda database: database.look(usuarios.everyone)):
        tabela.add_row(
            item.email,
            f"{item.origem_unidade}/{item.cod_unidade_autorizadora}",
            "sim" if item.is_admin else "não",
            "desativado" if item.disabled else "ativo",
            item.sistema_gerador,
        )
    saida.print(tabela)


@usuario.command("desativar")
def desativar(email: Annotated[str, typer.Argument(help="E-mail do usuário.")], banco: Banco = None) -> None:
    """Suspende o acesso de um usuário; para devolvê-lo, crie-o de novo."""
    agora = system_clock()
    existe = _with_ready_database(
        banco,
        lambda database: database.write(
            lambda connection: usuarios.disable(connection, email, agora), usuarios.guard(email)
        ),
    )
    if not existe:
        _stop(f"Não há usuário com o e-mail {email}. Veja os que há com: pgd usuario listar")
    saida.print(f"Usuário [bold]{email}[/bold] desativado. Os tokens dele deixam de valer agora.")


@app.command()
def emails(banco: Banco = None) -> None:
    """Mostra os e-mails que o simulador escreveu, do mais novo ao mais antigo."""
    todos = _with_ready_database(banco, lambda database: database.look(mensagem.everything))
    if not todos:
        saida.print("Nenhum e-mail foi escrito ainda. Um pedido em POST /user/forgot_password/ escreve um.")
    for item in todos:
        entrega = "entregue" if item.entregue_em else item.falha or "só na caixa de saída"
        titulo = f"{item.numero}. {item.criada_em:%d/%m/%Y %H:%M} UTC, para {item.para} ({entrega})"
        saida.rule(Text(titulo))
        saida.print(Text(item.assunto, style="bold"))
        # Sem quebrar as linhas: a carta traz um comando para copiar.
        saida.print(Text(item.texto), soft_wrap=True)


@app.command()
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


@app.command()
def versao() -> None:
    """Diz a versão do simulador e a do contrato que ele imita."""
    saida.print(f"Simulador da API PGD {__version__}, contrato {CONTRACT_VERSION}")


@contextmanager
def _place(banco: str | None, efemero: bool) -> Iterator[str | None]:
    """O endereço do banco em que servir; o efêmero dura enquanto o servidor durar."""
    if not efemero:
        yield banco
        return
    if banco is not None:
        _stop("Escolha um dos dois: --efemero, que não guarda nada, ou --banco.")
    with tempfile.TemporaryDirectory(prefix="pgd-efemero-", ignore_cleanup_errors=True) as pasta:
        yield _sqlite_in(pasta)


def _sqlite_in(pasta: str) -> str:
    return f"sqlite:///{Path(pasta).as_posix()}/pgd.sqlite"


def _with_database(settings: Settings, work: Callable[[Database], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        database = open_database(settings.banco)
        try:
            return await work(database)
        finally:
            await database.close()

    # O psycopg assíncrono não serve no laço que o Windows usa por padrão.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop if sys.platform == "win32" else None) as runner:
        return runner.run(run())


def _with_ready_database(banco: str | None, work: Callable[[Database], Awaitable[Result]]) -> Result:
    """Corre num banco já na versão certa e com o administrador."""
    settings = Settings.load(banco=banco)

    async def ready(database: Database) -> Result:
        await prepare(settings, database, system_clock)
        return await work(database)

    return _with_database(settings, ready)


def _greet(settings: Settings, migrated: schema.Migrated, efemero: bool) -> None:
    url = settings.endereco
    demonstracao = settings.admin_senha.get_secret_value() == SENHA_DE_DEMONSTRACAO
    senha = SENHA_DE_DEMONSTRACAO if demonstracao else "a que você configurou"
    onde = _shown(settings.banco) + (" (apagado ao terminar)" if efemero else "")
    saida.print(
        Panel(
            "Este é um [bold]simulador[/bold]: não é o ambiente do MGI. Só o envio em produção cumpre o art. 29 da "
            "IN 24/2023.",
            title=f"Simulador da API PGD {__version__}, contrato {CONTRACT_VERSION}",
        )
    )
    saida.print(_told(migrated))
    saida.print(f"Endereço:       [bold]{url}[/bold]")
    saida.print(f"Documentação:   [bold]{url}/docs[/bold]")
    saida.print(f"Dados:          {onde}", highlight=False)
    saida.print(f"Administrador:  {settings.admin_email}   senha: {senha}", highlight=False)
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


def _tell(motivo: str) -> None:
    erros.print(f"[bold red]Não deu.[/bold red] {escape(motivo)}", highlight=False)


def _stop(motivo: str) -> NoReturn:
    _tell(motivo)
    raise typer.Exit(1)
