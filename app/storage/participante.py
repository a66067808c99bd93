"""Participantes guardados."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from app.contract.participante import Participante
from app.rules.facts import Facts
from app.storage.tables import participante

CHAVE = ("origem_unidade", "cod_unidade_autorizadora", "cod_unidade_lotacao", "matricula_siape")

_NO_FIO = tuple(Participante.model_fields)
_DA_CHAVE = and_(*(participante.c[name] == bindparam(f"b_{name}") for name in CHAVE))
_LER = select(*(participante.c[name] for name in _NO_FIO)).where(_DA_CHAVE)
_INSERIR = insert(participante)
_TROCAR = (
    update(participante)
    .where(_DA_CHAVE)
    .values({name: bindparam(name) for name in (*_NO_FIO, "data_atualizacao") if name not in CHAVE})
)
_LOTACOES = (
    select(participante.c.cod_unidade_lotacao)
    .where(
        participante.c.origem_unidade == bindparam("origem_unidade"),
        participante.c.cod_unidade_autorizadora == bindparam("cod_unidade_autorizadora"),
        participante.c.matricula_siape == bindparam("matricula_siape"),
    )
    .order_by(participante.c.cod_unidade_lotacao)
)


def guards(documento: Participante) -> tuple[str, ...]:
    """O que a gravação protege de outra simultânea: a própria chave."""
    return ("participante|" + "|".join(str(getattr(documento, name)) for name in CHAVE),)


def facts(_: Connection, __: Participante, now: datetime) -> Facts:
    """Nada do que está guardado importa a um participante."""
    return Facts(now=now)


def save(connection: Connection, documento: Participante, known: Facts) -> bool:
    """Guarda o participante, inteiro. Diz se ele é novo."""
    linha = {
        **vars(documento),
        "data_assinatura_tcr": documento.data_assinatura_tcr.date(),
        "data_insercao": known.now,
        "data_atualizacao": known.now,
    }
    chave = {f"b_{name}": linha[name] for name in CHAVE}
    troca = {name: value for name, value in linha.items() if name not in CHAVE and name != "data_insercao"}
    if connection.execute(_TROCAR, {**troca, **chave}).rowcount:
        return False
    connection.execute(_INSERIR, linha)
    return True


def load(connection: Connection, chave: tuple[str | int, ...]) -> dict[str, Any] | None:
    """O participante como viaja, ou nada. A chave vem na ordem de `CHAVE`."""
    linha = connection.execute(
        _LER, {f"b_{name}": value for name, value in zip(CHAVE, chave, strict=True)}
    ).one_or_none()
    if linha is None:
        return None
    documento = dict(zip(_NO_FIO, linha, strict=True))
    documento["data_assinatura_tcr"] = datetime.combine(documento["data_assinatura_tcr"], time.min)
    return documento


def lotacoes(connection: Connection, origem: str, autorizadora: int, matricula: str) -> tuple[int, ...]:
    """As lotações em que a matrícula está guardada na autorizadora, em ordem."""
    return tuple(
        connection.execute(
            _LOTACOES,
            {
                "origem_unidade": origem,
                "cod_unidade_autorizadora": autorizadora,
                "matricula_siape": matricula,
            },
        ).scalars()
    )
