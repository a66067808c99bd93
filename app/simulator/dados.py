"""O que está guardado: as listas, os documentos inteiros, e as versões de cada um que chegaram."""

from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from app.api.dependencies import Parts, ServerParts
from app.api.paths import SIMULADOR
from app.receive import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, Chave, Recurso
from app.records import listing, versions
from app.records.listing_cursor import InvalidCursor
from app.records.listing_filters import (
    Consulta,
    ConsultaParticipante,
    ConsultaPlanoEntregas,
    ConsultaPlanoTrabalho,
    Formato,
)
from app.records.listing_items import (
    DocumentoGuardado,
    ParticipanteListado,
    PlanoEntregasListado,
    PlanoTrabalhoListado,
)
from app.records.listing_keys import (
    ChaveDaUnidade,
    ChaveParticipante,
    ChavePlanoEntregas,
    ChavePlanoTrabalho,
    PaginaDeVersoes,
    VersoesDoParticipante,
    VersoesDoPlanoEntregas,
    VersoesDoPlanoTrabalho,
)
from app.records.versions import Historia
from app.simulator.guard import Allowed, Problem
from app.simulator.planilha import columns_of, sheet
from app.simulator.sistema import PROBLEMAS, problem

DADOS = "/api/dados"
router = APIRouter(prefix=DADOS, dependencies=[Allowed], tags=["dados"])

Linha = dict[str, Any]
DA_LISTA: dict[int | str, dict[str, Any]] = {
    **PROBLEMAS,
    200: {
        "description": "A página, ou a lista inteira, em CSV.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    },
}
DO_DOCUMENTO: dict[int | str, dict[str, Any]] = {**PROBLEMAS, 404: problem("Não há documento com esta chave.")}


Proximo = Annotated[
    str | None, Field(title="O cursor da página seguinte", description="Nulo só quando a lista acabou.")
]
Total = Annotated[int | None, Field(title="Quantos há em todas as páginas", description="Só com `total=true`.")]


class Participantes(BaseModel):
    """Parte da lista dos participantes."""

    participantes: list[ParticipanteListado]
    proximo: Proximo
    total: Total


class PlanosEntregas(BaseModel):
    """Parte da lista dos planos de entregas."""

    planos_entregas: list[PlanoEntregasListado]
    proximo: Proximo
    total: Total


class PlanosTrabalho(BaseModel):
    """Parte da lista dos planos de trabalho."""

    planos_trabalho: list[PlanoTrabalhoListado]
    proximo: Proximo
    total: Total


@router.get("/participante", response_model=Participantes, responses=DA_LISTA, summary="Lista os participantes")
async def get_participantes(parts: ServerParts, consulta: Annotated[ConsultaParticipante, Query()]) -> Response | Linha:
    """Os participantes guardados que cumprem todos os filtros, em ordem de unidade, matrícula e lotação."""
    return await _listed(parts, PARTICIPANTE, consulta, "participantes", ParticipanteListado)


@router.get("/plano_entregas", response_model=PlanosEntregas, responses=DA_LISTA, summary="Lista os planos de entregas")
async def get_planos_entregas(
    parts: ServerParts, consulta: Annotated[ConsultaPlanoEntregas, Query()]
) -> Response | Linha:
    """Os planos de entregas guardados que cumprem todos os filtros, em ordem de unidade e identificador."""
    return await _listed(parts, PLANO_ENTREGAS, consulta, "planos_entregas", PlanoEntregasListado)


@router.get("/plano_trabalho", response_model=PlanosTrabalho, responses=DA_LISTA, summary="Lista os planos de trabalho")
async def get_planos_trabalho(
    parts: ServerParts, consulta: Annotated[ConsultaPlanoTrabalho, Query()]
) -> Response | Linha:
    """Os planos de trabalho guardados que cumprem todos os filtros, em ordem de unidade e identificador."""
    return await _listed(parts, PLANO_TRABALHO, consulta, "planos_trabalho", PlanoTrabalhoListado)


@router.get("/participante/documento", responses=DO_DOCUMENTO, summary="Mostra um participante inteiro")
async def get_participante(parts: ServerParts, chave: Annotated[ChaveParticipante, Query()]) -> DocumentoGuardado:
    """O participante como está guardado, e desde quando."""
    return await _document(parts, PARTICIPANTE, chave)


@router.get("/plano_entregas/documento", responses=DO_DOCUMENTO, summary="Mostra um plano de entregas inteiro")
async def get_plano_entregas(parts: ServerParts, chave: Annotated[ChavePlanoEntregas, Query()]) -> DocumentoGuardado:
    """O plano de entregas como está guardado, com as entregas, e desde quando."""
    return await _document(parts, PLANO_ENTREGAS, chave)


@router.get("/plano_trabalho/documento", responses=DO_DOCUMENTO, summary="Mostra um plano de trabalho inteiro")
async def get_plano_trabalho(parts: ServerParts, chave: Annotated[ChavePlanoTrabalho, Query()]) -> DocumentoGuardado:
    """O plano de trabalho como está guardado, com as contribuições e as avaliações, e desde quando."""
    return await _document(parts, PLANO_TRABALHO, chave)


@router.get("/participante/versoes", responses=DO_DOCUMENTO, summary="Conta a história de um participante")
async def get_versoes_do_participante(
    parts: ServerParts, pedido: Annotated[VersoesDoParticipante, Query()]
) -> Historia:
    """As versões aceitas que o diário ainda tem, da mais nova à mais antiga, e o que cada uma mudou."""
    return await _history(parts, PARTICIPANTE, pedido)


@router.get("/plano_entregas/versoes", responses=DO_DOCUMENTO, summary="Conta a história de um plano de entregas")
async def get_versoes_do_plano_entregas(
    parts: ServerParts, pedido: Annotated[VersoesDoPlanoEntregas, Query()]
) -> Historia:
    """As versões aceitas que o diário ainda tem, da mais nova à mais antiga, e o que cada uma mudou."""
    return await _history(parts, PLANO_ENTREGAS, pedido)


@router.get("/plano_trabalho/versoes", responses=DO_DOCUMENTO, summary="Conta a história de um plano de trabalho")
async def get_versoes_do_plano_trabalho(
    parts: ServerParts, pedido: Annotated[VersoesDoPlanoTrabalho, Query()]
) -> Historia:
    """As versões aceitas que o diário ainda tem, da mais nova à mais antiga, e o que cada uma mudou."""
    return await _history(parts, PLANO_TRABALHO, pedido)


async def _listed(
    parts: Parts, recurso: Recurso[Any, Any], consulta: Consulta, plural: str, modelo: type[BaseModel]
) -> Response | Linha:
    try:
        if consulta.formato == Formato.CSV:
            return await _sheet(parts, recurso, consulta, modelo)
        pagina = await listing.page(parts.database, recurso.nome, consulta)
    except InvalidCursor as erro:
        raise _unknown(erro) from erro
    total = await listing.total(parts.database, recurso.nome, consulta) if consulta.total else None
    linhas = [{**linha, "documento": _address(recurso, "documento", linha)} for linha in pagina.linhas]
    return {plural: linhas, "proximo": pagina.proximo, "total": total}


async def _sheet(
    parts: Parts, recurso: Recurso[Any, Any], consulta: Consulta, modelo: type[BaseModel]
) -> StreamingResponse:
    paginas = listing.pages(parts.database, recurso.nome, consulta)
    # A primeira, antes da resposta, enquanto ainda se pode dizer o que a impede.
    primeira = await anext(paginas)

    async def from_the_first() -> AsyncIterator[list[Linha]]:
        yield primeira
        async for linhas in paginas:
            yield linhas

    headers = {"Content-Disposition": f'attachment; filename="{recurso.nome}.csv"'}
    return StreamingResponse(
        sheet(columns_of(modelo), from_the_first()), headers=headers, media_type="text/csv; charset=utf-8"
    )


async def _document(parts: Parts, recurso: Recurso[Any, Any], pedida: ChaveDaUnidade) -> DocumentoGuardado:
    chave = pedida.of(recurso)
    guardado = await listing.stored(parts.database, recurso, chave)
    if guardado is None:
        onde = f"{SIMULADOR}{DADOS}/{recurso.nome}"
        raise _not_found(recurso, chave, f"Confira cada parte da chave, ou procure-o em {onde}.")
    return DocumentoGuardado(
        documento=guardado.documento,
        data_insercao=guardado.data_insercao,
        data_atualizacao=guardado.data_atualizacao,
        versoes=_address(recurso, "versoes", dict(recurso.named(chave))),
    )


async def _history(parts: Parts, recurso: Recurso[Any, Any], pedido: PaginaDeVersoes) -> Historia:
    # Um envio recém-aceito pode estar ainda à espera do próximo lote.
    await parts.journal.flush()
    chave = pedido.of(recurso)
    try:
        historia = await versions.history(parts.database, recurso, chave, pedido.limite, pedido.cursor)
    except InvalidCursor as erro:
        raise _unknown(erro) from erro
    if historia is None:
        raise _not_found(recurso, chave, "O diário também não tem nenhuma versão dele. Confira cada parte da chave.")
    return historia


def _address(recurso: Recurso[Any, Any], o_que: str, linha: Mapping[str, Any]) -> str:
    chave = {name: linha[name] for name in recurso.store.caminho}
    return f"{SIMULADOR}{DADOS}/{recurso.nome}/{o_que}?{urlencode(chave)}"


def _unknown(erro: InvalidCursor) -> Problem:
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Cursor desconhecido", str(erro))


def _not_found(recurso: Recurso[Any, Any], chave: Chave, o_que_fazer: str) -> Problem:
    procurada = ", ".join(f"{name} {str(value)[:100]}" for name, value in recurso.named(chave))
    detail = f"Não há {recurso.nome} guardado com a chave {procurada}. {o_que_fazer}"
    return Problem(HTTPStatus.NOT_FOUND, "Documento não encontrado", detail)
