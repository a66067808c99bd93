"""Planos de entregas guardados, com suas entregas."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from app.contract.plano_entregas import Entrega, PlanoEntregas
from app.rules.facts import FactsPlanoEntregas
from app.storage import plano
from app.storage.tables import entrega, plano_entregas

ID = "id_plano_entregas"
CHAVE = (*plano.UNIDADE, ID)

_NO_FIO = tuple(name for name in PlanoEntregas.model_fields if name != "entregas")
_DA_ENTREGA = tuple(Entrega.model_fields)
_GUARDA = ("cod_unidade_executora",)
_PARA_VIZINHOS = (*CHAVE, *_GUARDA, "data_inicio", "data_termino")

_VIZINHOS = plano.own_and_conflict(plano_entregas, ID, _GUARDA)
_INSERIR = insert(plano_entregas)
_TROCAR = plano.replacement(plano_entregas, ID, _NO_FIO)
_TIRAR_ENTREGAS = plano.children_removal(entrega, ID)
_INSERIR_ENTREGAS = insert(entrega)
_LER = select(*(plano_entregas.c[name] for name in _NO_FIO)).where(plano.key_of(plano_entregas, ID))
_LER_ENTREGAS = (
    select(*(entrega.c[name] for name in _DA_ENTREGA)).where(plano.key_of(entrega, ID)).order_by(entrega.c.ordem)
)


def guards(documento: PlanoEntregas) -> tuple[str, ...]:
    """O que a gravação protege de outra simultânea: a própria chave e a agenda da executora."""
    unidade = f"{documento.origem_unidade}|{documento.cod_unidade_autorizadora}"
    return (
        f"plano_entregas|{unidade}|{documento.id_plano_entregas}",
        f"executora|{unidade}|{documento.cod_unidade_executora}",
    )


def facts(connection: Connection, documento: PlanoEntregas, now: datetime) -> FactsPlanoEntregas:
    """O que está guardado e importa às regras de estado."""
    existe, conflito = plano.find_own_and_conflict(connection, _VIZINHOS, documento, _PARA_VIZINHOS)
    return FactsPlanoEntregas(
        now=now,
        exists=existe,
        conflito=conflito,
    )


def save(connection: Connection, documento: PlanoEntregas, known: FactsPlanoEntregas) -> bool:
    """Guarda o plano e suas entregas, inteiros. Diz se ele é novo."""
    campos = {name: getattr(documento, name) for name in _NO_FIO}
    unidade = {name: campos[name] for name in CHAVE}
    if known.exists:
        chave = plano.key_values(ID, list(unidade.values()))
        demais = {name: value for name, value in campos.items() if name not in CHAVE}
        connection.execute(_TROCAR, {**demais, **chave, "data_atualizacao": known.now})
        connection.execute(_TIRAR_ENTREGAS, chave)
    else:
        connection.execute(_INSERIR, {**campos, "data_insercao": known.now, "data_atualizacao": known.now})
    linhas = [{**unidade, "ordem": ordem, **vars(item)} for ordem, item in enumerate(documento.entregas)]
    if linhas:
        connection.execute(_INSERIR_ENTREGAS, linhas)
    return not known.exists


def load(connection: Connection, chave: tuple[str | int, ...]) -> dict[str, Any] | None:
    """O plano como viaja, ou nada. A chave vem na ordem de `CHAVE`."""
    valores = plano.key_values(ID, chave)
    linha = connection.execute(_LER, valores).one_or_none()
    if linha is None:
        return None
    entregas = connection.execute(_LER_ENTREGAS, valores)
    return {
        **dict(zip(_NO_FIO, linha, strict=True)),
        "entregas": [dict(zip(_DA_ENTREGA, item, strict=True)) for item in entregas],
    }
