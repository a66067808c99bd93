"""Entrar no painel e continuar nele: a chave fica no navegador, e aqui, só o resumo dela."""

import hashlib
import secrets
from datetime import datetime, timedelta

from app.access import find_user
from app.storage import sessao
from app.storage.database import Database
from app.storage.usuario import UsuarioGuardado

VIDA = timedelta(hours=12)
"""Quanto dura uma sessão: um dia de trabalho."""
BYTES_DA_CHAVE = 32


def new_key() -> str:
    """Uma chave de navegador, que ninguém adivinha."""
    return secrets.token_urlsafe(BYTES_DA_CHAVE)


async def open_session(database: Database, usuario: UsuarioGuardado, maquina: datetime) -> str:
    """A chave de uma sessão nova deste usuário. `maquina` é o instante no relógio da máquina. Erros: Unavailable."""
    chave = new_key()
    senha = _digest(usuario.senha_argon2)
    await database.write(
        lambda connection: sessao.keep(connection, _digest(chave), usuario.email, senha, maquina + VIDA, maquina)
    )
    return chave


async def administrator(database: Database, chave: str, maquina: datetime) -> UsuarioGuardado | None:
    """O administrador ativo de quem é a sessão; nada, se ela acabou, ou se a senha dele mudou. Erros: Unavailable."""
    found = await database.look(lambda connection: sessao.find(connection, _digest(chave), maquina))
    if found is None:
        return None
    email, senha = found
    usuario = await find_user(database, email)
    valid = usuario is not None and usuario.is_admin and not usuario.disabled
    return usuario if usuario is not None and valid and _digest(usuario.senha_argon2) == senha else None


async def close_session(database: Database, chave: str) -> None:
    """Acaba com a sessão desta chave, se há. Erros: Unavailable."""
    await database.write(lambda connection: sessao.remove(connection, _digest(chave)))


def _digest(texto: str) -> str:
    return hashlib.sha256(texto.encode(errors="surrogatepass")).hexdigest()
