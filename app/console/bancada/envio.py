"""Mandar o que está na bancada: a que caminho vai cada documento, e o que a API diz dele, de verdade ou num ensaio."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx2

from app.check.kinds import recognise
from app.check.result import legible
from app.console.bancada.estado import Mesa
from app.console.bancada.texto import MAIS_DOCUMENTOS, Illegible, single_line
from app.console.page import Page
from app.console.pedido import Unsayable, clean_path, read_headers
from app.console.sender import Call, Unanswered, number_of, send_patiently
from app.console.veredito import Veredito, verdict
from app.explain.explain import NotInJournal, explain, repetition
from app.explain.repair import Consertado
from app.explain.request import nearest_path, path_of
from app.simulator.registros import server_of

NAO_FOI = "Não foi enviado: um documento antes dele ficou sem resposta. Envie-o de novo."


@dataclass(frozen=True, slots=True)
class Enviado:
    """Um documento e o veredito dele; `nome` o distingue entre vários. Sem veredito, `falha` diz por quê."""

    nome: str
    veredito: Veredito | None
    falha: str = ""


@dataclass(frozen=True, slots=True)
class Destino:
    """Um documento pronto para ir. `nota` diz o que do caminho não veio dele."""

    nome: str
    call: Call
    nota: str = ""


def destinations(mesa: Mesa) -> list[Destino]:
    """O que há para mandar, na ordem. Erros: Unsayable, se não se sabe para onde, ou se é demais de uma vez."""
    cabecalhos = read_headers(mesa.cabecalhos)
    if mesa.livre:
        call = Call(
            metodo=mesa.metodo,
            caminho=clean_path(mesa.caminho),
            corpo=mesa.corpo or None,
            de=mesa.de or None,
            cabecalhos=cabecalhos,
        )
        return [Destino("", call)]
    try:
        colado = mesa.pasted()
    except Illegible:
        # A API é quem diz o que há de errado; sem documento, a chave é a dos exemplos.
        return [_destination(mesa, None, mesa.corpo, cabecalhos)]
    if not colado.varios:
        return [_destination(mesa, colado.documentos[0], mesa.corpo, cabecalhos)]
    quantos = len(colado.documentos)
    if not 0 < quantos <= MAIS_DOCUMENTOS:
        raise Unsayable(
            f"Há {quantos} documentos, e daqui vão de 1 a {MAIS_DOCUMENTOS} de cada vez. Para mais, use o seu sistema, "
            "ou confira os arquivos com pgd validar."
        )
    return [_destination(mesa, documento, single_line(documento), cabecalhos) for documento in colado.documentos]


async def rehearse(page: Page, mesa: Mesa) -> list[Enviado]:
    """O que a API diria de cada documento, depois dos anteriores, sem que nada fique. Erros: Unsayable; Unavailable."""
    destinos = destinations(mesa)
    calls = [destino.call for destino in destinos]
    if len(calls) == 1:
        ensaiados = [await page.ensaios.here(calls[0], page.now)]
    else:
        ensaiados = await page.ensaios.here_in_order(calls, page.now)
    vistos = zip(destinos, ensaiados, strict=True)
    return [Enviado(destino.nome, verdict(visto.resposta, visto.explicacao)) for destino, visto in vistos]


async def send_for_real(page: Page, mesa: Mesa) -> list[Enviado]:
    """Manda cada documento de verdade, na ordem, até que um fique sem resposta. Erros: Unsayable; Unavailable."""
    destinos = destinations(mesa)
    respostas: list[httpx2.Response | Unsayable] = []
    for destino in destinos:
        respostas.append(resposta := await _answered(page, destino.call))
        if isinstance(resposta, Unanswered):
            break
    await page.parts.journal.flush()
    idos = [await _explained(page, *ido) for ido in zip(destinos, respostas, strict=False)]
    return [*idos, *(Enviado(destino.nome, None, NAO_FOI) for destino in destinos[len(idos) :])]


async def mended(page: Page, mesa: Mesa) -> Consertado | None:
    """O pedido consertado, ou nada, se nada se conserta sozinho. Erros: Unsayable; Unavailable."""
    destinos = destinations(mesa)
    if len(destinos) != 1:
        return None
    ensaiado = await page.ensaios.here(destinos[0].call, page.now)
    return repetition(ensaiado.registro, server_of(page.parts)).consertado


def where(mesa: Mesa) -> tuple[str, str] | None:
    """O método e o caminho por que iria o documento, e a nota, se é um só e se sabe; para mostrar, sem mandar."""
    if mesa.livre:
        return None
    try:
        destinos = destinations(mesa)
    except Unsayable:
        return None
    return (f"{destinos[0].call.metodo} {destinos[0].call.caminho}", destinos[0].nota) if len(destinos) == 1 else None


def settled(mesa: Mesa) -> Mesa:
    """A mesma, com o recurso que o documento é, se ele não tem a chave do que se escolheu e tem a de outro."""
    if mesa.livre:
        return mesa
    try:
        colado = mesa.pasted()
    except Illegible:
        return mesa
    documento = colado.documentos[0] if len(colado.documentos) == 1 else None
    recurso = _resource_of(mesa.recurso, documento)
    if recurso == mesa.recurso or not isinstance(documento, dict):
        return mesa
    return replace(mesa, recurso=recurso)


def _resource_of(escolhido: str, documento: Any) -> str:
    """O recurso do documento: o que se escolheu, se a chave serve; senão, o que os campos dizem."""
    if not isinstance(documento, dict) or path_of(escolhido, documento) is not None:
        return escolhido
    kind = recognise(documento)
    return kind.nome if kind is not None and path_of(kind.nome, documento) is not None else escolhido


def _destination(mesa: Mesa, documento: Any, corpo: str, cabecalhos: Mapping[str, str | None]) -> Destino:
    recurso = _resource_of(mesa.recurso, documento)
    nome = f"{recurso} {'/'.join(_key(recurso, documento))}"
    nota = ""
    if mesa.caminho:
        caminho = clean_path(mesa.caminho)
    else:
        caminho = clean_path(nearest_path(recurso, documento))
        if not isinstance(documento, dict) or path_of(recurso, documento) is None:
            nota = "Falta no documento parte da chave; no caminho, ela é a do documento dos exemplos."
    call = Call(metodo="PUT", caminho=caminho, corpo=corpo or None, de=mesa.de or None, cabecalhos=cabecalhos)
    return Destino(legible(nome, 120), call, nota)


def _key(recurso: str, documento: Any) -> list[str]:
    """As partes da chave que distinguem um documento de outro da mesma unidade."""
    nomes = {
        "participante": ("cod_unidade_lotacao", "matricula_siape"),
        "plano_entregas": ("id_plano_entregas",),
        "plano_trabalho": ("id_plano_trabalho",),
        "usuario": ("email",),
    }[recurso]
    return [str(documento.get(nome, "…"))[:80] if isinstance(documento, dict) else "…" for nome in nomes]


async def _answered(page: Page, call: Call) -> httpx2.Response | Unsayable:
    """A resposta, ou por que não a há: o que já foi não se perde."""
    try:
        return await send_patiently(page.api, call, page.parts, page.now)
    except Unsayable as erro:
        return erro


async def _explained(page: Page, destino: Destino, resposta: httpx2.Response | Unsayable) -> Enviado:
    if isinstance(resposta, Unsayable):
        return Enviado(destino.nome, None, str(resposta))
    numero = number_of(resposta)
    if numero is None:
        return Enviado(destino.nome, None, f"A API respondeu {resposta.status_code}, e o diário não o numerou.")
    try:
        explicacao = await explain(page.parts.database, numero, server_of(page.parts))
        return Enviado(destino.nome, verdict(resposta, explicacao, numero))
    except NotInJournal as erro:
        return Enviado(destino.nome, None, f"A API respondeu {resposta.status_code}. {erro}")
