"""Usuários guardados e seus códigos de recuperação de senha."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, literal, select, update

from app.contract.usuario import DadosUsuario
from app.storage.statement import Row, Statement
from app.storage.tables import recuperacao, usuario

_NO_FIO = tuple(DadosUsuario.model_fields)


@dataclass(frozen=True, slots=True)
class UsuarioGuardado:
    """Um usuário como está guardado; `senha_argon2` é o resumo da senha, nunca ela.

    `perfil` é o que ele escolheu, se escolheu; `desde`, quando foi trocado pela última vez, com a senha.
    """

    email: str
    is_admin: bool
    disabled: bool
    origem_unidade: str
    cod_unidade_autorizadora: int
    sistema_gerador: str
    senha_argon2: str
    perfil: str | None = None
    desde: datetime | None = None

    def no_fio(self) -> dict[str, Any]:
        """Os dados que viajam: tudo menos a senha."""
        return {name: getattr(self, name) for name in _NO_FIO}


_COLUNAS = tuple(usuario.c[name] for name in (*_NO_FIO, "senha_argon2", "perfil", "data_atualizacao"))
_LER = Statement(lambda _: select(*_COLUNAS).where(usuario.c.email == bindparam("email")))
_TODOS = select(*_COLUNAS).order_by(usuario.c.data_insercao, usuario.c.email)


def find(connection: Connection, email: str) -> UsuarioGuardado | None:
    """O usuário com este e-mail, exatamente como escrito, ou nada."""
    linha = _LER.first(connection, email=email)
    return _read(linha) if linha else None


def _read(linha: Row) -> UsuarioGuardado:
    lido = UsuarioGuardado(*linha)
    # O SQLite devolve o instante sem o fuso.
    return replace(lido, desde=lido.desde and lido.desde.replace(tzinfo=lido.desde.tzinfo or UTC))


def everyone(connection: Connection) -> list[UsuarioGuardado]:
    """Todos os usuários, na ordem em que foram criados."""
    return [_read(tuple(linha)) for linha in connection.execute(_TODOS)]


def active(connection: Connection, quantos: int) -> list[UsuarioGuardado]:
    """Os primeiros usuários que podem entrar, na ordem em que foram criados."""
    ativos = _TODOS.where(~usuario.c.disabled).limit(quantos)
    return [_read(tuple(linha)) for linha in connection.execute(ativos)]


def guard(email: str) -> str:
    """O que a gravação de um usuário protege de outra simultânea."""
    return f"usuario|{email}"


def save(connection: Connection, dados: Mapping[str, Any], senha_argon2: str, now: datetime) -> bool:
    """Guarda o usuário, inteiro, com a senha já resumida, e cancela os códigos de recuperação. Diz se ele é novo."""
    linha = {name: dados[name] for name in _NO_FIO} | {"senha_argon2": senha_argon2, "data_atualizacao": now}
    troca = update(usuario).where(usuario.c.email == linha["email"]).values(linha)
    if connection.execute(troca).rowcount:
        _cancel_recovery(connection, linha["email"])
        return False
    connection.execute(insert(usuario), {**linha, "data_insercao": now})
    return True


def disable(connection: Connection, email: str, now: datetime) -> bool:
    """Suspende o acesso. Diz se o usuário existe."""
    troca = update(usuario).where(usuario.c.email == email).values(disabled=True, data_atualizacao=now)
    return bool(connection.execute(troca).rowcount)


def enable(connection: Connection, email: str) -> bool:
    """Devolve o acesso. Diz se o usuário existe. A data fica: por ela se avisa de que a senha mudou, e não mudou."""
    return bool(connection.execute(update(usuario).where(usuario.c.email == email).values(disabled=False)).rowcount)


def remove(connection: Connection, emails: Sequence[str]) -> None:
    """Apaga estes usuários, os que houver, e com eles os seus códigos de recuperação."""
    connection.execute(delete(usuario).where(usuario.c.email.in_(emails)))


def choose_profile(connection: Connection, email: str, perfil: str | None) -> bool:
    """Dá ao usuário um perfil próprio ou, com nada, o do servidor. Diz se o usuário existe."""
    return bool(connection.execute(update(usuario).where(usuario.c.email == email).values(perfil=perfil)).rowcount)


def change_password(connection: Connection, email: str, senha_argon2: str, now: datetime) -> None:
    """Troca a senha e cancela os códigos de recuperação pendentes."""
    connection.execute(
        update(usuario).where(usuario.c.email == email).values(senha_argon2=senha_argon2, data_atualizacao=now)
    )
    _cancel_recovery(connection, email)


def _cancel_recovery(connection: Connection, email: str) -> None:
    connection.execute(delete(recuperacao).where(recuperacao.c.email == email))


def keep_recovery(connection: Connection, resumo: str, email: str, vence_em: datetime, now: datetime) -> bool:
    """Guarda o resumo de um código recém-emitido, e tira os vencidos. Diz se o usuário ainda existe."""
    connection.execute(delete(recuperacao).where(recuperacao.c.vence_em <= now))
    do_usuario = select(
        literal(resumo, recuperacao.c.resumo.type), usuario.c.email, literal(vence_em, recuperacao.c.vence_em.type)
    ).where(usuario.c.email == email)
    inserir = insert(recuperacao).from_select(["resumo", "email", "vence_em"], do_usuario)
    return connection.execute(inserir.returning(recuperacao.c.email)).first() is not None


def find_recovery(connection: Connection, resumo: str, now: datetime) -> str | None:
    """O e-mail dono de um código ainda válido, ou nada."""
    return connection.execute(
        select(recuperacao.c.email).where(recuperacao.c.resumo == resumo, recuperacao.c.vence_em > now)
    ).scalar_one_or_none()
