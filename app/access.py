"""Senhas, usuários, e quem pode enviar por qual unidade."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import ceil
from typing import Any, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Connection

from app.rules import acesso
from app.rules.facts import Facts
from app.rules.rule import Disabled, FieldRefused, NotYours, Rule, TooSoon, Unauthenticated, first_broken
from app.rules.texto import TEXTO_COM_NULO, TEXTO_COM_SURROGATE
from app.rules.usuario import MAIOR_SENHA, SENHA
from app.storage import tentativa
from app.storage import usuario as storage
from app.storage.database import Database
from app.storage.usuario import UsuarioGuardado

Result = TypeVar("Result")

VIDA_DA_RECUPERACAO = timedelta(minutes=30)
"""Por quanto tempo vale um código de recuperação de senha."""
JANELA = timedelta(minutes=5)
"""Por quanto tempo se contam as senhas erradas, a partir da primeira, onde há limite para elas."""
SENHAS_AO_MESMO_TEMPO = 2
"""Quantas senhas se conferem ao mesmo tempo. Cada uma ocupa um núcleo e 19 MiB, que o processo não devolve: com mais,
a memória cresce a cada rajada de entradas, e o laço de eventos espera pelos núcleos."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""argon2id com 19 MiB, duas passadas: o mínimo recomendado pela OWASP."""


@dataclass(frozen=True, slots=True)
class InitialAdministrator:
    """O administrador que existe desde o início, na unidade SIAPE/1 (contrato, seção 4)."""

    email: str
    senha: str

    async def row(self) -> dict[str, Any]:
        """A linha a guardar, com a senha já resumida: uma vez por processo, porque todo reinício a pede."""
        return {
            "email": self.email,
            "is_admin": True,
            "disabled": False,
            "origem_unidade": "SIAPE",
            "cod_unidade_autorizadora": 1,
            "sistema_gerador": "Simulador da API PGD",
            "senha_argon2": await _aside(_hash_once, self.senha),
        }


async def ensure_administrator(database: Database, admin: InitialAdministrator, now: datetime) -> bool:
    """Cria o administrador, se ainda não existe; se existe, não mexe na senha dele. Diz se criou."""
    if await find_user(database, admin.email) is not None:
        return False
    row = await admin.row()
    return await database.write(
        lambda connection: (
            storage.find(connection, admin.email) is None and storage.save(connection, row, row["senha_argon2"], now)
        ),
        storage.guard(admin.email),
    )


async def hash_password(senha: str) -> str:
    """O resumo argon2id da senha, calculado fora do laço de eventos."""
    return await _aside(_HASHER.hash, _bytes(senha))


@cache
def _hash_once(senha: str) -> str:
    return _HASHER.hash(_bytes(senha))


async def log_in(
    database: Database, email: str, senha: str, endereco: str, limite: int, now: datetime
) -> UsuarioGuardado:
    """O usuário que entra com esta senha. Gasta o mesmo trabalho exista ou não o usuário.

    `limite` é quantas senhas erradas cabem em `JANELA`, para a conta e para o endereço de quem pede; zero não limita.

    Erros: Unauthenticated; TooSoon, sem conferir a senha, quando já não cabe outra.
    """
    if limite:
        await _require_turn(database, email, endereco, limite, now)
    usuario = await find_user(database, email)
    confere = await _aside(_matches, usuario.senha_argon2 if usuario else None, senha)
    if limite:
        await _count(database, email, endereco, limite, now, confere)
    if usuario is None or not confere:
        raise Unauthenticated(acesso.SENHA_OU_USUARIO)
    if usuario.disabled:
        raise Unauthenticated(acesso.ENTRADA_DESATIVADA, {"email": usuario.email})
    return usuario


async def find_user(database: Database, email: str) -> UsuarioGuardado | None:
    """O usuário com este e-mail, ou nada; um texto que banco algum guarda não é de ninguém."""
    if not _storable(email):
        return None
    return await database.look(lambda connection: storage.find(connection, email))


def require_active(usuario: UsuarioGuardado) -> None:
    """Só quem está ativo pede. Erros: Disabled."""
    if usuario.disabled:
        raise Disabled(acesso.USUARIO_DESATIVADO, {"email": usuario.email})


def require_administrator(usuario: UsuarioGuardado) -> None:
    """Só um administrador ativo pede. Erros: NotYours, também para um usuário comum desativado, como na API central;
    Disabled.
    """
    if not usuario.is_admin:
        raise NotYours(acesso.SO_ADMINISTRADOR, {"email": usuario.email})
    require_active(usuario)


def require_unit(usuario: UsuarioGuardado, origem: str, autorizadora: int) -> None:
    """Só se envia e se lê pela própria unidade; administradores, por todas (contrato, seção 3, passo 4).

    Erros: NotYours.
    """
    if usuario.is_admin or (origem, autorizadora) == (usuario.origem_unidade, usuario.cod_unidade_autorizadora):
        return
    raise NotYours(
        acesso.OUTRA_UNIDADE,
        {
            "email": usuario.email,
            "origem_do_usuario": usuario.origem_unidade,
            "unidade_do_usuario": usuario.cod_unidade_autorizadora,
            "origem_do_caminho": origem,
            "unidade_do_caminho": autorizadora,
        },
    )


async def start_recovery(database: Database, email: str, now: datetime) -> str | None:
    """Emite um código de recuperação de uso único, ou nada, se não há usuário com este e-mail.

    Na tabela de códigos guarda-se só o resumo dele; a carta, na caixa de saída, o traz.
    """
    codigo = secrets.token_urlsafe(32)

    def keep(connection: Connection) -> bool:
        return storage.keep_recovery(connection, _digest(codigo), email, now + VIDA_DA_RECUPERACAO, now)

    return codigo if _storable(email) and await database.write(keep, storage.guard(email)) else None


async def finish_recovery(database: Database, codigo: str, senha: str, now: datetime) -> str:
    """Troca a senha com um código de recuperação, que deixa de valer; devolve o e-mail do dono.

    Erros: Unauthenticated, quando o código não vale; FieldRefused, quando a senha não serve; Disabled, quando o dono
    está desativado.
    """
    resumo = _digest(codigo)
    email = await database.look(lambda connection: storage.find_recovery(connection, resumo, now))
    if email is None:
        raise Unauthenticated(acesso.RECUPERACAO_INVALIDA)
    regras: tuple[Rule[str, Any], ...] = (TEXTO_COM_NULO, TEXTO_COM_SURROGATE, *SENHA)
    refused = first_broken(regras, senha, Facts(now=now))
    if refused:
        raise FieldRefused(refused.rule, ("query", "password"), senha, refused.evidence)
    senha_argon2 = await hash_password(senha)

    def change(connection: Connection) -> str:
        # De novo, agora sob a guarda do usuário: de dois usos simultâneos, um só acha o código.
        dono = storage.find(connection, email)
        if dono is None or storage.find_recovery(connection, resumo, now) is None:
            raise Unauthenticated(acesso.RECUPERACAO_INVALIDA)
        if dono.disabled:
            raise Disabled(acesso.RECUPERACAO_DESATIVADA, {"email": dono.email})
        storage.change_password(connection, dono.email, senha_argon2, now)
        return dono.email

    return await database.write(change, storage.guard(email))


async def _require_turn(database: Database, email: str, endereco: str, limite: int, now: datetime) -> None:
    chaves = _counted(email, endereco)
    _refuse_until(await database.look(lambda connection: tentativa.until(connection, chaves, limite, now, JANELA)), now)


async def _count(database: Database, email: str, endereco: str, limite: int, now: datetime, confere: bool) -> None:
    """Conta a senha errada, ou esquece as que a conta errou.

    Confere de novo se é a vez: de muitas senhas tentadas ao mesmo tempo, só o limite delas fica sabendo o resultado.
    """
    chaves = _counted(email, endereco)

    def settle(connection: Connection) -> datetime | None:
        until = tentativa.until(connection, chaves, limite, now, JANELA)
        if until is None and confere:
            tentativa.forget(connection, chaves[0])
        elif until is None:
            tentativa.add(connection, chaves, now, JANELA)
        return until

    _refuse_until(await database.write(settle, tentativa.GUARDA), now)


def _counted(email: str, endereco: str) -> tuple[str, str]:
    """Sob que chaves se conta: a da conta, que talvez nem exista, e a do endereço. Em resumo, sem dados de ninguém."""
    return _digest(f"conta|{email}"), _digest(f"endereco|{endereco}")


def _refuse_until(until: datetime | None, now: datetime) -> None:
    if until is not None:
        raise TooSoon(acesso.ENTRADAS_DEMAIS, {"segundos": ceil((until - now).total_seconds())})


async def _aside(function: Callable[..., Result], *args: Any) -> Result:
    """Corre a função fora do laço de eventos, na vez dela."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), function, *args)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(SENHAS_AO_MESMO_TEMPO, thread_name_prefix="senhas")


def _matches(senha_argon2: str | None, senha: str) -> bool:
    possivel = len(senha) <= MAIOR_SENHA
    try:
        _HASHER.verify(senha_argon2 or _decoy(), _bytes(senha if possivel else ""))
    except (Argon2Error, InvalidHashError):
        return False
    return possivel and senha_argon2 is not None


@cache
def _decoy() -> str:
    """O resumo contra o qual se confere a senha de quem não existe."""
    return _HASHER.hash(secrets.token_bytes())


def _digest(codigo: str) -> str:
    return hashlib.sha256(_bytes(codigo)).hexdigest()


def _bytes(texto: str) -> bytes:
    return texto.encode(errors="surrogatepass")


def _storable(texto: str) -> bool:
    return "\0" not in texto and texto.encode(errors="ignore").decode() == texto
