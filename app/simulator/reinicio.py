"""Recomeçar: do zero, ou do que a última semeadura deixou; tudo, só os dados, ou só os de uma unidade."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, Field

from app.api.dependencies import Parts, ServerParts
from app.records.asked import wrong
from app.records.listing_filters import read_unit
from app.seeds import vez
from app.simulator.guard import Allowed, Problem
from app.simulator.sistema import PROBLEMAS, problem
from app.storage import instantaneo, reinicio
from app.storage.database import KeyTooLarge
from app.storage.instantaneo import SEMENTE, SnapshotNotFound
from app.storage.reinicio import Escopo

router = APIRouter(prefix="/api", dependencies=[Allowed], tags=["simulador"])


class Para(StrEnum):
    """A que estado se volta."""

    VAZIO = "vazio"
    SEMENTE = SEMENTE


class Reinicio(BaseModel):
    """O que se fez, e o que ficou."""

    escopo: Annotated[Escopo, Field(title="O que se trocou")]
    para: Annotated[Para, Field(title="A que estado se voltou")]
    unidade: Annotated[str | None, Field(title="A única unidade que se trocou, se foi uma só", examples=["SIAPE/1"])]
    contagens: Annotated[dict[str, int], Field(title="Linhas que ficaram em cada tabela")]


@contextmanager
def fitting() -> Iterator[None]:
    """Enquanto se enche o banco com um instantâneo: o que não cabe neste banco vira um documento de problema."""
    try:
        yield
    except KeyTooLarge as erro:
        raise Problem(
            HTTPStatus.CONFLICT,
            "O instantâneo não cabe neste banco",
            "O instantâneo traz um identificador maior que o PostgreSQL consegue indexar, e nada foi trocado. "
            "Restaure-o num servidor com SQLite.",
        ) from erro


async def require_no_seeding(parts: Parts) -> None:
    """Recusa o que trocaria os dados no meio de uma semeadura, e os deixaria misturados."""
    if await vez.running(parts.database):
        raise Problem(
            HTTPStatus.CONFLICT,
            "Há uma semeadura em curso",
            "Há uma semeadura em curso neste banco, e nada foi trocado. Espere que ela termine, ou interrompa quem a "
            "pediu, e peça de novo.",
        )


def _unit(texto: str) -> str:
    if read_unit(texto) is None:
        raise wrong("A unidade se escreve com a origem, uma barra e o código da autorizadora: SIAPE/1, por exemplo.")
    return texto


@router.post(
    "/reinicio",
    responses={
        **PROBLEMAS,
        409: problem("Não há semente a que voltar, ou ela não cabe neste banco; ou há uma semeadura em curso."),
    },
    summary="Recomeça",
)
async def post_reinicio(
    parts: ServerParts,
    escopo: Annotated[
        Escopo,
        Query(
            title="Escopo",
            description=(
                "dados: troca participantes e planos, e mantém o resto. tudo: troca também usuários, e-mails, diário, "
                "falhas armadas e relógio; do zero, deixa só o administrador. Os instantâneos ficam, sempre."
            ),
        ),
    ] = Escopo.DADOS,
    para: Annotated[
        Para,
        Query(
            title="Para",
            description="vazio: sem nada. semente: o instantâneo semente, que toda semeadura guarda ao terminar.",
        ),
    ] = Para.VAZIO,
    unidade: Annotated[
        Annotated[str, AfterValidator(_unit)] | None,
        Query(
            title="Unidade",
            description="Só os dados desta unidade autorizadora; os das outras ficam.",
            examples=["SIAPE/1"],
        ),
    ] = None,
) -> Reinicio:
    """Troca tudo numa transação só: quem envia ao mesmo tempo cai antes ou depois, nunca no meio."""
    da_unidade = unidade and read_unit(unidade)
    if da_unidade and escopo is Escopo.TUDO:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Uma unidade só tem dados",
            "Usuários, e-mails, diário, falhas e relógio são do servidor, e não de uma unidade. Peça a unidade com "
            "escopo=dados, ou o escopo tudo sem a unidade.",
        )
    await require_no_seeding(parts)
    admin, agora = await parts.admin.row(), parts.clock()
    if escopo is Escopo.TUDO:
        # O que já chegou, a qualquer processo, vai antes, para não voltar depois do reinício.
        await parts.journal.settle()
    if para is Para.VAZIO:
        controlled = await reinicio.restart(parts.database, escopo, admin, agora, unidade=da_unidade or None)
    else:
        try:
            with fitting():
                controlled = await instantaneo.restore(
                    parts.database, SEMENTE, admin, agora, escopo=escopo, unidade=da_unidade or None
                )
        except SnapshotNotFound as erro:
            raise Problem(
                HTTPStatus.CONFLICT,
                "Nada foi semeado",
                "Não há semente a que voltar: ela é guardada ao fim de uma semeadura. Semeie com pgd semear, ou "
                "recomece do zero, com para=vazio.",
            ) from erro
    if controlled:
        await parts.controls.settle()
    contagens = await parts.database.look(reinicio.counts)
    return Reinicio(escopo=escopo, para=para, unidade=unidade, contagens=contagens)
