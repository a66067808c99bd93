"""`pgd usuario`: quem usa a API."""

from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy import Connection

from app import access
from app.cli.terminal import Banco, saida, stop, table, with_existing_database, with_ready_database
from app.contract import moment
from app.contract.errors import items_of_model
from app.contract.usuario import Usuario
from app.main import system_clock
from app.perfis import Perfis
from app.settings import Settings
from app.storage import relogio
from app.storage import usuario as usuarios
from app.storage.database import Database

SEM_USUARIO = "Não há usuário com o e-mail {email}. Veja os que há com: pgd usuario listar"

usuario = typer.Typer(help="Usuários da API: criar, listar, desativar, escolher o perfil.", no_args_is_help=True)


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
        stop(
            "\n".join(f"{'.'.join(map(str, item['loc'])) or 'usuário'}: {item['msg']}" for item in items_of_model(erro))
        )

    async def save(database: Database) -> bool:
        resumo = await access.hash_password(dados.password)
        linha = dados.model_dump(exclude={"password"})

        def keep(connection: Connection) -> bool:
            return usuarios.save(connection, linha, resumo, relogio.now(connection, system_clock()))

        return await database.write(keep, usuarios.guard(dados.email))

    novo = with_ready_database(banco, save)
    saida.print(f"Usuário [bold]{dados.email}[/bold] {'criado' if novo else 'trocado'}.")


@usuario.command("listar")
def listar(banco: Banco = None) -> None:
    """Mostra os usuários, sem as senhas."""
    todos = with_existing_database(banco, lambda database: database.look(usuarios.everyone))
    emails = [item.email for item in todos]
    tabela = table("E-mail", "Unidade", "Admin", "Situação", "Perfil", "Sistema", chaves=emails)
    for item in todos:
        tabela.add_row(
            item.email,
            f"{item.origem_unidade}/{item.cod_unidade_autorizadora}",
            "sim" if item.is_admin else "não",
            "desativado" if item.disabled else "ativo",
            item.perfil or "o do servidor",
            item.sistema_gerador,
        )
    saida.print(tabela)


@usuario.command("desativar")
def desativar(email: Annotated[str, typer.Argument(help="E-mail do usuário.")], banco: Banco = None) -> None:
    """Suspende o acesso de um usuário; para devolvê-lo, crie-o de novo."""

    def disable(connection: Connection) -> bool:
        return usuarios.disable(connection, email, relogio.now(connection, system_clock()))

    if not with_existing_database(banco, lambda database: database.write(disable, usuarios.guard(email))):
        stop(SEM_USUARIO.format(email=email))
    saida.print(f"Usuário [bold]{email}[/bold] desativado. Os tokens dele deixam de valer agora.")


@usuario.command("perfil")
def perfil(
    email: Annotated[str, typer.Argument(help="E-mail do usuário.")],
    nome: Annotated[str | None, typer.Argument(help="O perfil. Sem ele, volta a valer o do servidor.")] = None,
    banco: Banco = None,
) -> None:
    """Escolhe de que órgão são os avisos a mais que o usuário recebe."""
    if nome is not None:
        Perfis.load(Settings.load().perfil).require(nome)
    existe = with_existing_database(
        banco,
        lambda database: database.write(
            lambda connection: usuarios.choose_profile(connection, email, nome), usuarios.guard(email)
        ),
    )
    if not existe:
        stop(SEM_USUARIO.format(email=email))
    escolhido = f"recebe os avisos do perfil [bold]{nome}[/bold]" if nome else "recebe os avisos do perfil do servidor"
    saida.print(f"Usuário [bold]{email}[/bold] {escolhido}.")
