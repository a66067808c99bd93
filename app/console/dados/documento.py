"""Um documento inteiro: o que ele diz, os itens dele, e o que se liga a eles."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import PlainTextResponse

from app.console.dados import barras, calendario
from app.console.dados.periodos import Plano
from app.console.dados.recurso import Descrito, DesteRecurso, Pedida, key_of, not_stored
from app.console.page import Page, ThisPage
from app.records import listing
from app.records.listing import Guardado
from app.rules.avisos.avaliacao import DIAS_PARA_AVALIAR
from app.rules.calculo import MAIOR_INTEGER
from app.storage import citacao

MAIOR_JSON = 40_000
"""Até quantos caracteres um documento em JSON se mostra na página."""
MAIS_ITENS = 50
"""Quantas entregas, ou contribuições, uma página mostra."""
MAIS_PESSOAS = 12
"""Quantas pessoas se listam ao lado da barra de uma entrega."""
MAIS_PERDIDAS = 20
"""Quantas entregas que não existem mais se listam."""

Documento = Mapping[str, Any]
router = APIRouter()


@dataclass(frozen=True, slots=True)
class ComQuem:
    """Uma entrega, quem contribui com ela e a barra; `entrega` é o id, se o plano já não a tem."""

    entrega: Documento | str | None
    procurada: barras.Procurada
    barra: barras.Reparte


@router.get("/dados/{recurso}/documento")
async def get_documento(page: ThisPage, descrito: DesteRecurso, de: int = Query(0, ge=0, le=MAIOR_INTEGER)) -> Response:
    """A página do documento. `de` é o primeiro item que se mostra, quando são muitos."""
    pedida = key_of(page, descrito, "de")
    guardado = await _stored(page, descrito, pedida)
    documento = guardado.documento
    de_cada = {
        "participante": _participant,
        "plano_entregas": _deliveries,
        "plano_trabalho": _work,
    }[descrito.nome]
    return page.show(
        f"dados/{descrito.nome}.html",
        descrito=descrito,
        pedida=pedida,
        guardado=guardado,
        documento=documento,
        json_cabe=len(json.dumps(documento, ensure_ascii=False, indent=2)) <= MAIOR_JSON,
        de=de,
        por_vez=MAIS_ITENS,
        **await de_cada(page, pedida, documento, de),
    )


@router.get("/dados/{recurso}/documento.json")
async def get_json(page: ThisPage, descrito: DesteRecurso) -> Response:
    """O documento em JSON, inteiro, para se copiar."""
    guardado = await _stored(page, descrito, key_of(page, descrito))
    return PlainTextResponse(json.dumps(guardado.documento, ensure_ascii=False, indent=2))


async def _stored(page: Page, descrito: Descrito, pedida: Pedida) -> Guardado:
    """O documento desta chave. Erros: Problem."""
    guardado = await listing.stored(page.parts.database, descrito.recurso, pedida.valores)
    if guardado is None:
        raise not_stored(descrito, pedida)
    return guardado


async def _participant(_: Page, __: Pedida, ___: Documento, ____: int) -> dict[str, Any]:
    return {}


async def _deliveries(page: Page, pedida: Pedida, plano: Documento, de: int) -> dict[str, Any]:
    """Quem contribui com cada entrega do plano, e com as que ele já não tem."""
    achadas = await page.parts.database.look(
        partial(citacao.contributors, unidade=pedida.unidade, id_plano_entregas=pedida.ultimo)
    )
    por_entrega = barras.by_delivery(achadas.todas)
    cores = barras.colours(achadas.todas)
    cheio = barras.scale(procurada.soma for procurada in por_entrega.values())
    existem = {item["id_entrega"] for item in plano["entregas"]}
    perdidas = [id_entrega for id_entrega in por_entrega if id_entrega not in existem]
    ninguem = barras.Procurada((), ())

    def with_whom(entrega: Documento | str | None, id_entrega: str | None) -> ComQuem:
        procurada = por_entrega.get(id_entrega, ninguem)
        partes = [(item.matricula_siape, item.percentual) for item in procurada.participacoes]
        return ComQuem(entrega, procurada, barras.divide(partes, cheio, cores))

    return {
        "inicio": date.fromisoformat(plano["data_inicio"]),
        "termino": date.fromisoformat(plano["data_termino"]),
        "entregas": [with_whom(item, item["id_entrega"]) for item in plano["entregas"][de : de + MAIS_ITENS]],
        "perdidas": [with_whom(id_entrega, id_entrega) for id_entrega in perdidas[:MAIS_PERDIDAS]],
        "mais_perdidas": max(len(perdidas) - MAIS_PERDIDAS, 0),
        "cortadas": achadas.cortadas,
        "mais_contribuicoes": citacao.MAIS_CONTRIBUICOES,
        "mais_pessoas": MAIS_PESSOAS,
        "pessoas": len(cores),
        "cheio": cheio,
        "cores": cores,
    }


async def _work(page: Page, pedida: Pedida, plano: Documento, de: int) -> dict[str, Any]:
    """As contribuições, com o nome das entregas, e as avaliações no período do plano."""
    inicio, termino = date.fromisoformat(plano["data_inicio"]), date.fromisoformat(plano["data_termino"])
    percentuais = [item["percentual_contribuicao"] for item in plano["contribuicoes"]]
    com_cor = list(zip(plano["contribuicoes"], barras.colours_in_order(percentuais), strict=True))
    mostradas = com_cor[de : de + MAIS_ITENS]
    pares = {(item["id_plano_entregas"], item["id_entrega"]) for item, _ in mostradas}
    citados = [(id_plano, id_entrega) for id_plano, id_entrega in pares if id_plano and id_entrega]
    nomes = (
        await page.parts.database.look(partial(citacao.names, unidade=pedida.unidade, pares=citados)) if citados else {}
    )
    soma = sum(percentuais)
    partes = [(item["id_contribuicao"], item["percentual_contribuicao"]) for item in plano["contribuicoes"]]
    avaliacoes = [_evaluated(item, inicio, termino) for item in plano["avaliacoes_registros_execucao"]]
    janela = calendario.window([Plano(pedida.ultimo, 0, inicio, termino, 0)], inicio)
    return {
        "inicio": inicio,
        "termino": termino,
        "contribuicoes": mostradas,
        "nomes": nomes,
        "soma": soma,
        "barra": barras.divide(partes, barras.scale([soma])),
        "avaliacoes": avaliacoes[de : de + MAIS_ITENS],
        "linha_do_tempo": _timeline(avaliacoes[de : de + MAIS_ITENS], janela, page.now.date()),
        "quantas_avaliacoes": len(avaliacoes),
        "fatia_do_plano": calendario.place(inicio, termino, janela),
    }


def _evaluated(item: Documento, inicio: date, termino: date) -> dict[str, Any]:
    """Uma avaliação, com as datas lidas, os dias que se levou a fazê-la, se passam do prazo da norma, e se o período
    dela está dentro do plano.
    """
    do_periodo, ate, quando = (
        date.fromisoformat(item[name])
        for name in (
            "data_inicio_periodo_avaliativo",
            "data_fim_periodo_avaliativo",
            "data_avaliacao_registros_execucao",
        )
    )
    return {
        "id": item["id_periodo_avaliativo"],
        "nota": item["avaliacao_registros_execucao"],
        "inicio": do_periodo,
        "termino": ate,
        "quando": quando,
        "dias": (quando - ate).days,
        "tarde": (quando - ate).days > DIAS_PARA_AVALIAR,
        "dentro": inicio <= do_periodo and ate <= termino,
    }


def _timeline(avaliacoes: list[dict[str, Any]], janela: calendario.Janela, hoje: date) -> calendario.Desenho:
    """As avaliações no lugar que têm no período do plano: as que dividem dias ficam em linhas diferentes."""
    periodos = [Plano(item["id"], 0, item["inicio"], item["termino"], item["nota"]) for item in avaliacoes]
    return calendario.draw(periodos, janela, hoje)
