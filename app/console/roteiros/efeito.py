"""O efeito de um passo: o que está guardado agora, a linha do tempo de uma pessoa, as cartas, o que mudou."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from pydantic import ValidationError

from app.console.page import Page
from app.console.roteiros.desenho import Desenho, Faixa, draw
from app.console.roteiros.feitura import marks_of
from app.console.roteiros.leitura import Lido
from app.console.roteiros.modelo import Mostra
from app.console.roteiros.texto import filled
from app.console.roteiros.vista import Anterior, Visto
from app.faults.matching import Asked
from app.receive import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, Chave, Recurso
from app.records import listing, versions
from app.records.listing_filters import ConsultaParticipante, ConsultaPlanoEntregas, ConsultaPlanoTrabalho
from app.records.listing_keys import ChaveDaUnidade, ChaveParticipante, ChavePlanoEntregas, ChavePlanoTrabalho
from app.rules.periodo import CANCELADO
from app.simulator.emails import Busca, get_emails

MAIS_LINHAS = 20
VERSOES = 3
"""Quantas versões de um documento se contam."""
CHAVES: Mapping[str, tuple[Recurso[Any, Any], type[ChaveDaUnidade]]] = {
    "participante": (PARTICIPANTE, ChaveParticipante),
    "plano_entregas": (PLANO_ENTREGAS, ChavePlanoEntregas),
    "plano_trabalho": (PLANO_TRABALHO, ChavePlanoTrabalho),
}


@dataclass(frozen=True, slots=True)
class Efeito:
    """O que se mostra: `tipo` é o campo de `Mostra` que o pediu; `linhas`, o que se achou, talvez nada.

    `endereco` é o da página que mostra mais.
    """

    tipo: str
    titulo: str
    recurso: str = ""
    chave: str = ""
    linhas: Sequence[Any] = ()
    vinculos: Sequence[Any] = ()
    desenho: Desenho | None = None
    mensagem: str = ""
    endereco: str = ""


async def effects(
    page: Page, lido: Lido, mostras: Sequence[Mostra], vistos: Sequence[Visto], antes: Sequence[Anterior]
) -> list[Efeito]:
    """O que se mostra depois do passo, como está agora. Erros: Unavailable."""
    if not mostras:
        return []
    trocas = await marks_of(page, lido)
    efeitos = []
    for mostra in mostras:
        trocada = Mostra.model_construct(**filled(mostra.model_dump(exclude_unset=True), trocas))
        efeitos.append(await _effect(page, lido, trocada, vistos, antes))
    return efeitos


async def _effect(page: Page, lido: Lido, mostra: Mostra, vistos: Sequence[Visto], antes: Sequence[Anterior]) -> Efeito:
    unidade = lido.roteiro.unidade
    if mostra.documento is not None:
        return await _document(page, mostra, mostra.documento)
    if mostra.versoes is not None:
        return await _history(page, mostra, mostra.versoes)
    if mostra.pessoa is not None:
        return await _person(page, mostra, unidade, mostra.pessoa, vistos)
    if mostra.lista is not None:
        return await _list(page, mostra, unidade, mostra.lista)
    if mostra.emails is not None:
        emails = await get_emails(Busca(para=mostra.emails, limite=1), page.parts)
        return Efeito("emails", mostra.titulo or "A caixa de saída agora", linhas=emails.emails, chave=mostra.emails)
    todos = [*(visto for anterior in antes for visto in anterior.vistos), *vistos]
    return Efeito(
        "diario",
        mostra.titulo or "O que o diário guardou",
        linhas=[visto.registro for visto in todos if visto.registro is not None],
    )


async def _document(page: Page, mostra: Mostra, caminho: str) -> Efeito:
    titulo = mostra.titulo or "O que está guardado agora"
    achado = _key(caminho)
    if achado is None:
        return Efeito("documento", titulo, mensagem="Este caminho não é de nenhum documento.")
    recurso, chave = achado
    guardado = await listing.stored(page.parts.database, recurso, chave)
    return Efeito("documento", titulo, recurso.nome, str(chave[-1]), linhas=[] if guardado is None else [guardado])


async def _history(page: Page, mostra: Mostra, caminho: str) -> Efeito:
    titulo = mostra.titulo or "O que mudou a cada envio"
    achado = _key(caminho)
    if achado is None:
        return Efeito("versoes", titulo, mensagem="Este caminho não é de nenhum documento.")
    recurso, chave = achado
    historia = await versions.history(page.parts.database, recurso, chave, VERSOES, None)
    if historia is None:
        return Efeito("versoes", titulo, recurso.nome, str(chave[-1]))
    return Efeito("versoes", titulo, recurso.nome, str(chave[-1]), linhas=historia.versoes, mensagem=historia.mensagem)


async def _person(page: Page, mostra: Mostra, unidade: str, matricula: str, vistos: Sequence[Visto]) -> Efeito:
    database = page.parts.database
    vinculos = await listing.page(
        database, "participante", ConsultaParticipante(unidade=unidade, matricula=matricula, limite=MAIS_LINHAS)
    )
    planos = await listing.page(
        database, "plano_trabalho", ConsultaPlanoTrabalho(unidade=unidade, matricula=matricula, limite=MAIS_LINHAS)
    )
    faixas = [
        Faixa(
            plano["id_plano_trabalho"],
            plano["data_inicio"],
            plano["data_termino"],
            "cancelada" if plano["status"] == CANCELADO else "guardada",
        )
        for plano in planos.linhas
    ]
    recusadas = [faixa for visto in vistos if (faixa := _refused(visto, matricula)) is not None]
    origem, _, autorizadora = unidade.partition("/")
    return Efeito(
        "pessoa",
        mostra.titulo or "A pessoa, como está guardada agora",
        chave=matricula,
        vinculos=vinculos.linhas,
        linhas=planos.linhas,
        desenho=draw([*faixas, *recusadas]) if faixas or recusadas else None,
        endereco=page.link(
            "/dados/pessoa",
            origem_unidade=origem,
            cod_unidade_autorizadora=autorizadora,
            matricula_siape=matricula,
            cpf=page.request.query_params.get("cpf"),
        ),
    )


def _refused(visto: Visto, matricula: str) -> Faixa | None:
    """O plano que este pedido trazia e a API recusou, se trazia um desta matrícula."""
    registro = visto.registro
    if registro is None or registro.status != 422 or registro.recurso != "plano_trabalho":
        return None
    corpo = registro.corpos.recebido and registro.corpos.recebido.json_
    if not isinstance(corpo, dict) or corpo.get("matricula_siape") != matricula:
        return None
    return Faixa.of_text(corpo.get("id_plano_trabalho"), corpo.get("data_inicio"), corpo.get("data_termino"))


async def _list(page: Page, mostra: Mostra, unidade: str, recurso: str) -> Efeito:
    consulta = {
        "participante": ConsultaParticipante,
        "plano_entregas": ConsultaPlanoEntregas,
        "plano_trabalho": ConsultaPlanoTrabalho,
    }[recurso](unidade=unidade, limite=MAIS_LINHAS)
    pagina = await listing.page(page.parts.database, recurso, consulta)
    titulo = mostra.titulo or f"O que {unidade} tem guardado agora"
    return Efeito("lista", titulo, recurso, linhas=pagina.linhas)


def _key(caminho: str) -> tuple[Recurso[Any, Any], Chave] | None:
    """O recurso e a chave de que trata um caminho, ou nada."""
    asked = Asked.of("GET", unquote(caminho.partition("?")[0]))
    for nome, (recurso, modelo) in CHAVES.items():
        if asked.rota is not None and f"/{nome}/" in asked.rota:
            try:
                return recurso, modelo.model_validate(dict(asked.chave)).of(recurso)
            except ValidationError:
                return None
    return None
