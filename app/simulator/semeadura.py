"""Semear: os cenários que há, e encher o banco com um deles."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from pydantic_core import to_json
from starlette.types import ASGIApp

from app.api.dependencies import Now, Parts, ServerParts
from app.rules.rule import Unavailable
from app.seeds.cenarios import CENARIOS
from app.seeds.semeadura import (
    AlreadySeeding,
    Alvo,
    Andamento,
    InvalidSeeding,
    NotEmpty,
    PedidoDeSemeadura,
    Resumo,
    Tamanho,
)
from app.seeds.semear import start
from app.simulator.guard import Allowed, Problem
from app.simulator.sistema import PROBLEMAS, problem

BANCO_PAROU = (
    "O banco de dados parou de guardar no meio: saiu do ar, ou não tem mais lugar. O que já foi semeado ficou. Quando "
    "ele voltar, semeie de novo, com recomecar (--recomecar)."
)
PAROU = (
    "A semeadura parou no meio, por um defeito do simulador; o servidor escreveu no terminal o que houve. O que já foi "
    "semeado ficou. Semeie de novo, com recomecar (--recomecar), e relate o defeito, com o que ele escreveu."
)

_log = logging.getLogger("pgd.falhas")

router = APIRouter(prefix="/api", dependencies=[Allowed], tags=["sementes"])


class CenarioDisponivel(BaseModel):
    """Um cenário que se pode semear."""

    nome: Annotated[str, Field(title="Nome", examples=["plantao"])]
    titulo: Annotated[str, Field(title="O que é, em poucas palavras")]
    conta: Annotated[str, Field(title="O que se encontra nele")]
    volume: Annotated[str, Field(title="Quantos envios são")]
    padrao: Annotated[
        Tamanho | None,
        Field(title="Tamanho, se nada se diz", description="null se o tamanho é fixo, e não se pode dizer."),
    ]


@router.get("/cenarios", responses=PROBLEMAS, summary="Lista os cenários que se podem semear")
async def get_cenarios() -> list[CenarioDisponivel]:
    """Cada cenário, com o que ele conta e o tamanho que tem."""
    return [
        CenarioDisponivel(
            nome=cenario.nome,
            titulo=cenario.titulo,
            conta=cenario.conta,
            volume=cenario.volume,
            padrao=cenario.tamanho,
        )
        for cenario in CENARIOS.values()
    ]


@router.post(
    "/semeadura",
    response_class=StreamingResponse,
    responses={
        **PROBLEMAS,
        200: {
            "description": (
                "Uma linha em JSON por vez: `{feitos, total, etapa}` enquanto se semeia e, na última, `{resumo}`; ou "
                "`{problema}`, se ela parar no meio, como quando o banco deixa de responder. Quem vai embora faz "
                "parar, e o que já foi semeado fica."
            ),
            "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
        },
        409: problem("O banco já tem dados, e não se pediu para recomeçar; ou já há uma semeadura em curso."),
    },
    summary="Semeia um cenário",
)
async def post_semeadura(
    pedido: PedidoDeSemeadura, request: Request, parts: ServerParts, now: Now
) -> StreamingResponse:
    """Enche o banco com um cenário e o guarda no instantâneo `semente`, a que um reinício pode voltar.

    Uma semeadura por vez: enquanto dura, outra, um reinício ou uma restauração se recusam com 409.
    """
    try:
        passos = await begin(target(parts, request.app.state.api), pedido, now)
    except NotEmpty as erro:
        raise Problem(HTTPStatus.CONFLICT, "O banco não está vazio", str(erro)) from erro
    return StreamingResponse(_lines(passos), media_type="application/x-ndjson")


async def begin(alvo: Alvo, pedido: PedidoDeSemeadura, now: datetime) -> AsyncGenerator[Andamento | Resumo]:
    """O que semeia, ainda por começar. Erros: Problem; NotEmpty; Unavailable."""
    try:
        return await start(alvo, pedido, now)
    except InvalidSeeding as erro:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Não é possível semear isso", str(erro)) from erro
    except AlreadySeeding as erro:
        raise Problem(HTTPStatus.CONFLICT, "Já há uma semeadura em curso", str(erro)) from erro


def target(parts: Parts, api: ASGIApp) -> Alvo:
    """O servidor destas peças, como quem semeia o vê."""
    return Alvo(parts.database, parts.journal, api, parts.signing_key, parts.token_minutos)


async def told(passos: AsyncGenerator[Andamento | Resumo]) -> AsyncGenerator[Andamento | Resumo | str]:
    """O andamento e, por último, o resumo; ou por quê, se a semeadura parar no meio. Quem para de ouvir a faz parar."""
    try:
        async with aclosing(passos):
            async for passo in passos:
                yield passo
    except Unavailable:
        yield BANCO_PAROU
    except AlreadySeeding as erro:
        yield str(erro)
    except Exception:  # noqa: BLE001  # a resposta já começou: o que ninguém previu se diz na última linha, e fica no log
        _log.exception("Falha ao semear.")
        yield PAROU


async def _lines(passos: AsyncGenerator[Andamento | Resumo]) -> AsyncGenerator[bytes]:
    async with aclosing(told(passos)) as ditos:
        async for dito in ditos:
            linha = {"problema": dito} if isinstance(dito, str) else {"resumo": dito}
            yield to_json(dito if isinstance(dito, Andamento) else linha) + b"\n"
