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
    """De quem é um token aceito, e até quando, em segundos desde 1970, ele vale."""

    usuario: UsuarioGuardado
    vence_em: int

    def issued_at(self, minutos: int) -> datetime | None:
        """Quando foi emitido, se os tokens duram estes minutos; nada, se a conta sai do calendário."""
        try:
            # A validade se escreve sem a fração de segundo.
            return datetime.fromtimestamp(self.vence_em + 1, UTC) - timedelta(minutes=minutos)
        except (OverflowError, ValueError, OSError):
            return None


def issue(email: str, chave: str, now: datetime, minutos: int) -> str:
    """Um JWT com `sub` e `exp`, nada mais."""
    return str(jwt.encode({"sub": email, "exp": now + timedelta(minutes=minutos)}, chave, algorithm=ALGORITMO))


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
    return Entrada(usuario, int(claims["exp"]))


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
