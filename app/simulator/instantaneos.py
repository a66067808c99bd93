"""Os instantâneos: guardar o estado inteiro com um nome, voltar a ele, levá-lo a outro servidor."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path as Caminho
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator, BaseModel, Field

from app.api.dependencies import Now, Parts, ServerParts
from app.api.errors import METODOS
from app.faults import presets
from app.faults.preset import InvalidFault
from app.records.asked import wrong
from app.simulator.guard import Allowed, Problem
from app.simulator.reinicio import fitting, require_no_seeding
from app.simulator.sistema import PROBLEMAS, problem
from app.storage import importacao, instantaneo, reinicio
from app.storage.arquivo import LIMITE, SnapshotTooLarge
from app.storage.conferencia import InvalidSnapshot
from app.storage.instantaneo import COMO_SE_CHAMA, NOME, Salvo, SnapshotNotFound

router = APIRouter(prefix="/api/instantaneos", dependencies=[Allowed], tags=["instantâneos"])

MIDIA = "application/vnd.sqlite3"
PEDACO = 256 * 1024
"""Bytes que se mandam de cada vez."""


def _named(nome: str) -> str:
    if not NOME.fullmatch(nome):
        raise wrong(COMO_SE_CHAMA)
    return nome


Nome = Annotated[str, AfterValidator(_named), Path(title="Nome do instantâneo", examples=["antes-da-aula"])]
NAO_HA = {**PROBLEMAS, 404: problem("Não há instantâneo com este nome.")}
NAO_CABE = problem("O estado, ou o arquivo, é maior que um instantâneo pode ser.")


class InstantaneoGuardado(BaseModel):
    """Um instantâneo, sem o conteúdo."""

    nome: Annotated[str, Field(title="Nome", examples=["antes-da-aula"])]
    criado_em: Annotated[datetime, Field(title="Quando foi guardado, no relógio do simulador")]
    contagens: Annotated[dict[str, int], Field(title="Linhas de cada tabela")]
    bytes: Annotated[int, Field(title="Tamanho do arquivo, em bytes")]


class Instantaneos(BaseModel):
    """Uma página de instantâneos, do mais novo ao mais antigo."""

    instantaneos: list[InstantaneoGuardado]
    proximo: Annotated[str | None, Field(title="Cursor da página seguinte", description="Nulo, se esta é a última.")]


class Restauracao(BaseModel):
    """O estado a que se voltou."""

    nome: Annotated[str, Field(title="Instantâneo")]
    contagens: Annotated[dict[str, int], Field(title="Linhas que ficaram em cada tabela")]


def _position(cursor: str) -> str:
    try:
        data, nome = _where(cursor)
    except ValueError:
        data, nome = None, ""
    if data is None or data.tzinfo is not UTC or not NOME.fullmatch(nome):
        raise wrong("O cursor não é deste simulador. Use o de `proximo` da página anterior, ou comece sem cursor.")
    return cursor


Cursor = Annotated[str, AfterValidator(_position)]


def _where(cursor: str) -> tuple[datetime, str]:
    data, _, nome = cursor.rpartition("~")
    return datetime.fromisoformat(data), nome


@router.get("", responses=PROBLEMAS, summary="Lista os instantâneos")
async def get_instantaneos(
    parts: ServerParts,
    limite: Annotated[int, Query(ge=1, le=500, title="Quantos por página")] = 50,
    cursor: Annotated[
        Cursor | None,
        Query(title="Cursor", description="O `proximo` da página anterior."),
    ] = None,
) -> Instantaneos:
    """Do mais novo ao mais antigo."""
    depois_de = _where(cursor) if cursor else None
    # Um a mais, para saber se há outra página.
    lidos = await parts.database.look(lambda connection: instantaneo.newest(connection, limite + 1, depois_de))
    pagina = [InstantaneoGuardado.model_validate(lido, from_attributes=True) for lido in lidos[:limite]]
    proximo = f"{pagina[-1].criado_em.isoformat()}~{pagina[-1].nome}" if len(lidos) > limite else None
    return Instantaneos(instantaneos=pagina, proximo=proximo)


@router.put(
    "/{nome}",
    responses={**PROBLEMAS, 201: {"description": "Guardado com um nome novo."}, 409: NAO_CABE},
    summary="Guarda um instantâneo",
)
async def put_instantaneo(nome: Nome, parts: ServerParts, now: Now, response: Response) -> InstantaneoGuardado:
    """Guarda o estado de agora, inteiro, no lugar do que houver com este nome. Quem envia ao mesmo tempo não espera."""
    return _kept(await keep(parts, nome, now), response)


async def keep(parts: Parts, nome: str, now: datetime) -> Salvo:
    """Guarda o estado de agora com este nome, no lugar do que houver. Erros: Problem; Unavailable."""
    # O diário também se guarda, com o que acabou de chegar a qualquer processo.
    await parts.journal.settle()
    try:
        return await instantaneo.save(parts.database, nome, now)
    except SnapshotTooLarge as erro:
        raise Problem(HTTPStatus.CONFLICT, "O estado não cabe num instantâneo", str(erro)) from erro


@router.post(
    "/{nome}/restauracao",
    responses={**NAO_HA, 409: problem("O instantâneo não cabe neste banco, ou há uma semeadura em curso.")},
    summary="Restaura um instantâneo",
)
async def post_restauracao(nome: Nome, parts: ServerParts) -> Restauracao:
    """Troca o estado inteiro pelo do instantâneo: dados, usuários, e-mails, diário, falhas armadas e relógio.

    Os demais instantâneos ficam. Se faltar no instantâneo o administrador deste servidor, ele é criado.
    """
    await require_no_seeding(parts)
    admin = await parts.admin.row()
    await parts.journal.settle()
    try:
        with fitting():
            controlled = await instantaneo.restore(parts.database, nome, admin, parts.clock())
    except SnapshotNotFound as erro:
        raise _unknown(nome) from erro
    if controlled:
        await parts.controls.settle()
    return Restauracao(nome=nome, contagens=await parts.database.look(reinicio.counts))


@router.get(
    "/{nome}/arquivo",
    response_class=StreamingResponse,
    responses={**NAO_HA, 200: {"content": {MIDIA: {}}, "description": "O arquivo, que qualquer SQLite abre."}},
    summary="Exporta um instantâneo",
)
async def get_arquivo(nome: Nome, parts: ServerParts) -> StreamingResponse:
    """O instantâneo como arquivo: um banco SQLite, com as tabelas desta versão do simulador."""
    try:
        conteudo = memoryview(await instantaneo.content(parts.database, nome))
    except SnapshotNotFound as erro:
        raise _unknown(nome) from erro
    headers = {"Content-Disposition": f'attachment; filename="{nome}.sqlite"', "Content-Length": str(len(conteudo))}
    return StreamingResponse(_pieces(conteudo), media_type=MIDIA, headers=headers)


async def _pieces(conteudo: memoryview) -> AsyncIterator[memoryview]:
    for start in range(0, len(conteudo), PEDACO):
        yield conteudo[start : start + PEDACO]


@router.put(
    "/{nome}/arquivo",
    responses={**PROBLEMAS, 201: {"description": "Guardado com um nome novo."}, 413: NAO_CABE},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {MIDIA: {"schema": {"type": "string", "format": "binary", "title": "O arquivo exportado"}}},
        }
    },
    summary="Importa um instantâneo",
)
async def put_arquivo(
    nome: Nome, request: Request, parts: ServerParts, now: Now, response: Response
) -> InstantaneoGuardado:
    """Guarda um arquivo exportado, deste ou de outro servidor, também de uma versão mais antiga; depois, restaure-o.

    O arquivo é conferido antes, linha a linha. Os registros do diário ganham números novos, que aqui ninguém usou.
    """
    with TemporaryDirectory(prefix="pgd-") as pasta:
        origem = Caminho(pasta) / "instantaneo.sqlite"
        try:
            await _receive(request, origem)
        except SnapshotTooLarge as erro:
            raise too_large() from erro
        return _kept(await import_file(parts, nome, origem, now), response)


async def import_file(parts: Parts, nome: str, origem: Caminho, now: datetime) -> Salvo:
    """Confere este arquivo e o guarda com este nome, no lugar do que houver. Erros: Problem; Unavailable."""
    try:
        return await importacao.keep_file(
            parts.database, nome, origem, parts.clock(), now, conferir_falha=_require_fault
        )
    except InvalidSnapshot as erro:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "O arquivo não serve", str(erro)) from erro
    except SnapshotTooLarge as erro:
        raise too_large() from erro


def too_large() -> Problem:
    """O que se diz de um arquivo maior que um instantâneo pode ser."""
    return Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "O arquivo é grande demais",
        f"Um instantâneo tem no máximo {LIMITE // 1024**2} MiB, e este arquivo passa disso. Exporte outro, de um "
        "estado menor: quase sempre, o que ocupa é o diário.",
    )


async def _receive(request: Request, destino: Caminho) -> None:
    recebidos = 0
    with await asyncio.to_thread(destino.open, "wb") as aberto:
        async for pedaco in request.stream():
            recebidos += len(pedaco)
            if recebidos > LIMITE:
                raise SnapshotTooLarge
            aberto.write(pedaco)


def _require_fault(predefinicao: str, parametros: Mapping[str, Any], metodo: str | None) -> None:
    if metodo not in (None, *METODOS):
        raise ValueError(metodo)
    try:
        presets.find(predefinicao).settle(parametros)
    except InvalidFault as erro:
        raise ValueError(predefinicao) from erro


@router.delete("/{nome}", status_code=HTTPStatus.NO_CONTENT, responses=NAO_HA, summary="Apaga um instantâneo")
async def delete_instantaneo(nome: Nome, parts: ServerParts) -> None:
    """O estado do servidor não muda."""
    if not await parts.database.write_apart(
        lambda connection: instantaneo.remove(connection, nome), instantaneo.guard(nome)
    ):
        raise _unknown(nome)


def _kept(salvo: Salvo, response: Response) -> InstantaneoGuardado:
    response.status_code = HTTPStatus.CREATED if salvo.novo else HTTPStatus.OK
    return InstantaneoGuardado.model_validate(salvo.instantaneo, from_attributes=True)


def _unknown(nome: str) -> Problem:
    return Problem(
        HTTPStatus.NOT_FOUND,
        "Instantâneo desconhecido",
        f"Não há instantâneo com o nome {nome}. Veja os que há com pgd instantaneo listar, ou em "
        "/simulador/api/instantaneos.",
    )
