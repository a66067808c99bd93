"""Planos de trabalho guardados, com suas contribuições e avaliações."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from app.contract.plano_trabalho import AvaliacaoRegistrosExecucao, Contribuicao, PlanoTrabalho
from app.rules.facts import FactsPlanoTrabalho
from app.storage import participante, plano
from app.storage.tables import avaliacao_registros_execucao as avaliacao
from app.storage.tables import contribuicao, entrega, plano_trabalho

ID = "id_plano_trabalho"
CHAVE = (*plano.UNIDADE, ID)

_NO_FIO = tuple(
    name for name in PlanoTrabalho.model_fields if name not in ("contribuicoes", "avaliacoes_registros_execucao")
)
_DA_CONTRIBUICAO = tuple(Contribuicao.model_fields)
_DA_AVALIACAO = tuple(AvaliacaoRegistrosExecucao.model_fields)
_GUARDA = ("cod_unidade_executora", "matricula_siape")
_PARA_VIZINHOS = (*CHAVE, *_GUARDA, "data_inicio", "data_termino")
_CITADAS_POR_CONSULTA = 500
"""Quantas entregas de um plano se procuram de uma vez: longe do limite de variáveis dos dois bancos."""

_VIZINHOS = plano.own_and_conflict(plano_trabalho, ID, _GUARDA)
# Plano a plano: o SQLite não usa o índice para uma lista de pares.
_ENTREGAS = select(entrega.c.id_entrega).where(
    plano.key_of(entrega, "id_plano_entregas"), entrega.c.id_entrega.in_(bindparam("citadas", expanding=True))
)
_INSERIR = insert(plano_trabalho)
_TROCAR = plano.replacement(plano_trabalho, ID, _NO_FIO)
_TIRAR = (plano.children_removal(contribuicao, ID), plano.children_removal(avaliacao, ID))
_INSERIR_CONTRIBUICOES = insert(contribuicao)
_INSERIR_AVALIACOES = insert(avaliacao)
_LER = select(*(plano_trabalho.c[name] for name in _NO_FIO)).where(plano.key_of(plano_trabalho, ID))
_LER_CONTRIBUICOES = (
    select(*(contribuicao.c[name] for name in _DA_CONTRIBUICAO))
    .where(plano.key_of(contribuicao, ID))
    .order_by(contribuicao.c.ordem)
)
_LER_AVALIACOES = (
    select(*(avaliacao.c[name] for name in _DA_AVALIACAO))
    .where(plano.key_of(avaliacao, ID))
    .order_by(avaliacao.c.ordem)
)


def guards(documento: PlanoTrabalho) -> tuple[str, ...]:
    """O que a gravação protege de outra simultânea: a própria chave e a agenda da pessoa na executora."""
    unidade = f"{documento.origem_unidade}|{documento.cod_unidade_autorizadora}"
    return (
        f"plano_trabalho|{unidade}|{documento.id_plano_trabalho}",
        f"agenda|{unidade}|{documento.cod_unidade_executora}|{documento.matricula_siape}",
    )


def facts(connection: Connection, documento: PlanoTrabalho, now: datetime) -> FactsPlanoTrabalho:
    """O que está guardado e importa às regras de estado."""
    origem, autorizadora = documento.origem_unidade, documento.cod_unidade_autorizadora
    existe, conflito = plano.find_own_and_conflict(connection, _VIZINHOS, documento, _PARA_VIZINHOS)
    return FactsPlanoTrabalho(
        now=now,
        exists=existe,
        conflito=conflito,
        lotacoes=participante.lotacoes(connection, origem, autorizadora, documento.matricula_siape),
        entregas=_existing(connection, origem, autorizadora, documento.contribuicoes),
    )


def _existing(
    connection: Connection, origem: str, autorizadora: int, contribuicoes: Sequence[Contribuicao]
) -> frozenset[tuple[str, str]]:
    """Das entregas que as contribuições citam, as que existem."""
    por_plano: dict[str, list[str]] = {}
    for id_plano_entregas, id_entrega in {item.entrega_citada for item in contribuicoes if item.entrega_citada}:
        por_plano.setdefault(id_plano_entregas, []).append(id_entrega)
    return frozenset(
        (id_plano_entregas, id_entrega)
        for id_plano_entregas, citadas in por_plano.items()
        for lote in plano.chunks(citadas, _CITADAS_POR_CONSULTA)
        for id_entrega in connection.execute(
            _ENTREGAS,
            {**plano.key_values("id_plano_entregas", (origem, autorizadora, id_plano_entregas)), "citadas": lote},
        ).scalars()
    )


def save(connection: Connection, documento: PlanoTrabalho, known: FactsPlanoTrabalho) -> bool:
    """Guarda o plano, suas contribuições e avaliações, inteiros. Diz se ele é novo."""
    campos = {name: getattr(documento, name) for name in _NO_FIO}
    unidade = {name: campos[name] for name in CHAVE}
    if known.exists:
        chave = plano.key_values(ID, list(unidade.values()))
        demais = {name: value for name, value in campos.items() if name not in CHAVE}
        connection.execute(_TROCAR, {**demais, **chave, "data_atualizacao": known.now})
        for tirar in _TIRAR:
            connection.execute(tirar, chave)
    else:
        connection.execute(_INSERIR, {**campos, "data_insercao": known.now, "data_atualizacao": known.now})
    for inserir, itens in (
        (_INSERIR_CONTRIBUICOES, documento.contribuicoes),
        (_INSERIR_AVALIACOES, documento.avaliacoes_registros_execucao or ()),
    ):
        linhas = [{**unidade, "ordem": ordem, **vars(item)} for ordem, item in enumerate(itens)]
        if linhas:
            connection.execute(inserir, linhas)
    return not known.exists


def load(connection: Connection, chave: tuple[str | int, ...]) -> dict[str, Any] | None:
    """O plano como viaja, ou nada. A chave vem na ordem de `CHAVE`."""
    valores = plano.key_values(ID, chave)
    linha = connection.execute(_LER, valores).one_or_none()
    if linha is None:
        return None
    contribuicoes = connection.execute(_LER_CONTRIBUICOES, valores)
    avaliacoes = connection.execute(_LER_AVALIACOES, valores)
    return {
        **dict(zip(_NO_FIO, linha, strict=True)),
        "contribuicoes": [dict(zip(_DA_CONTRIBUICAO, item, strict=True)) for item in contribuicoes],
        "avaliacoes_registros_execucao": [dict(zip(_DA_AVALIACAO, item, strict=True)) for item in avaliacoes],
    }
