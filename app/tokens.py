"""Os tokens de acesso: JWT assinados com HS256 (contrato, seção 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from jose import jwt

from app.access import find_user
from app.rules import acesso
from app.rules.rule import Unauthenticated, readable
from app.storage.database import Database
from app.storage.usuario import UsuarioGuardado

ALGORITMO = "HS256"

DE_OUTRA_CHAVE = (
    "O token não foi assinado por este simulador, ou chegou incompleto: veio de outro servidor, de antes de a chave "
    "mudar, ou se perdeu um pedaço dele no caminho."
)
SEM_DONO_OU_VALIDADE = "O token foi assinado aqui, mas não diz de quem é (sub) ou até quando vale (exp)."


@dataclass(frozen=True, slots=True)
class Entrada:
    """De quem é um token aceito, até quando ele vale e, se o diz, quando foi emitido, em segundos desde 1970."""

    usuario: UsuarioGuardado
    vence_em: int
    emitido_em: int | None = None

    def issued_at(self, minutos: int) -> datetime | None:
        """Quando foi emitido; se ele não o diz, o que seria se durasse estes minutos. Nada, se sai do calendário."""
        emitido_em = self.vence_em - 60 * minutos if self.emitido_em is None else self.emitido_em
        try:
            # Os instantes se escrevem sem a fração de segundo.
            return datetime.fromtimestamp(emitido_em + 1, UTC)
        except (OverflowError, ValueError, OSError):
            return None


def issue(email: str, chave: str, now: datetime, minutos: int) -> str:
    """Um JWT com `sub` e `exp`, nada mais."""
    return _signed({"sub": email, "exp": now + timedelta(minutes=minutos)}, chave)


def issue_brief(email: str, chave: str, now: datetime, segundos: int) -> str:
    """Um JWT que vale só estes segundos; diz também quando foi emitido, porque não dura o que os outros duram."""
    return _signed({"sub": email, "exp": now + timedelta(seconds=segundos), "iat": now}, chave)


def subject(token: str, chave: str) -> str | None:
    """De quem se diz um token assinado aqui, também o que já venceu; nada, se não foi assinado aqui."""
    try:
        return str(_claims(token, chave)["sub"])
    except Unauthenticated:
        return None


def _signed(claims: Mapping[str, Any], chave: str) -> str:
    return str(jwt.encode(dict(claims), chave, algorithm=ALGORITMO))


async def owner(database: Database, token: str, chave: str, now: datetime) -> Entrada:
    """De quem é o token, ativo ou não.

    Erros: Unauthenticated, com o motivo na evidência: o token não foi assinado aqui, venceu, ainda não vale ou é de
    quem não existe mais.
    """
    claims = _claims(token, chave)
    _require_in_time(claims, now)
    email = str(claims["sub"])
    usuario = await find_user(database, email)
    if usuario is None:
        raise _invalid(f"O token é de {email}, e não há mais usuário com este e-mail.")
    return Entrada(usuario, int(claims["exp"]), _seconds(claims.get("iat")))


@lru_cache(maxsize=1_024)
def _claims(token: str, chave: str) -> Mapping[str, Any]:
    """O conteúdo de um token assinado aqui. A validade no tempo é de quem chama: esta parte não muda nunca."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token, chave, algorithms=[ALGORITMO], options={"verify_exp": False, "verify_nbf": False}
        )
    except Exception:  # noqa: BLE001  # o token é entrada hostil num leitor de terceiros: qualquer tropeço é token inválido
        raise _invalid(DE_OUTRA_CHAVE) from None
    if not isinstance(claims.get("sub"), str) or _seconds(claims.get("exp")) is None:
        raise _invalid(SEM_DONO_OU_VALIDADE)
    return claims


def _require_in_time(claims: Mapping[str, Any], now: datetime) -> None:
    agora = int(now.timestamp())
    vence_em, vale_desde = _seconds(claims["exp"]), _seconds(claims.get("nbf", agora))
    if vence_em is None or vale_desde is None or vale_desde > agora:
        raise _invalid("O token ainda não vale: confira o nbf dele e o relógio de quem o emitiu.")
    if vence_em < agora:
        venceu, agora_lido = (readable(datetime.fromtimestamp(segundos, UTC)) for segundos in (vence_em, agora))
        raise _invalid(f"O token venceu em {venceu} UTC, e o pedido chegou em {agora_lido} UTC. Entre de novo.")


def _seconds(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _invalid(motivo: str) -> Unauthenticated:
    return Unauthenticated(acesso.TOKEN_INVALIDO, {"motivo": motivo})
