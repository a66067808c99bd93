"""O efeito de um passo: o que está guardado agora, o calendário de uma pessoa, os e-mails, o que mudou."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from app.console.dados.calendario import Desenho, draw, window
from app.console.dados.periodos import Plano
from app.console.dados.pessoa import addresses, of_row
from app.console.page import Page
from app.console.registros.em_palavras import key_of
from app.console.roteiros.leitura import Lido
from app.console.roteiros.modelo import Mostra
from app.console.roteiros.pedidos_do_passo import Anterior, Visto
from app.console.roteiros.texto import Trocas, filled
from app.explain.request import RECURSOS, route_of, segments_of
from app.receive import Chave, Recurso
from app.records import listing, versions
from app.records.listing_filters import ConsultaParticipante, ConsultaPlanoTrabalho
from app.records.listing_resources import LISTADOS
from app.simulator.emails import Busca, get_emails

MAIS_LINHAS = 20
LARGURA = 640.0
"""A do calendário de uma pessoa: menor que a da página dela, para que as letras fiquem grandes."""
VERSOES = 3
"""Quantas versões de um documento se contam."""


@dataclass(frozen=True, slots=True)
class Efeito:
    """O que se mostra: `tipo` é o campo de `Mostra` que o pediu; `linhas`, o que se achou, talvez nada.

    `desenho` e `enderecos` são o calendário de uma pessoa, e onde está cada plano dele que foi guardado; `endereco`, o
    da página que mostra mais.
    """

    tipo: str
    titulo: str
    recurso: str = ""
    chave: str = ""
    linhas: Sequence[Any] = ()
    lotacoes: Sequence[Any] = ()
    desenho: Desenho | None = None
    enderecos: Mapping[str, str] = field(default_factory=dict)
    mensagem: str = ""
    endereco: str = ""


async def effects(
    page: Page,
    lido: Lido,
    mostras: Sequence[Mostra],
    vistos: Sequence[Visto],
    antes: Sequence[Anterior],
    trocas: Trocas,
) -> list[Efeito]:
    """O que se mostra depois do passo, como está agora. Erros: Unavailable."""
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
    lotacoes = await listing.page(
        database, "participante", ConsultaParticipante(unidade=unidade, matricula=matricula, limite=MAIS_LINHAS)
    )
    guardados = await listing.page(
        database, "plano_trabalho", ConsultaPlanoTrabalho(unidade=unidade, matricula=matricula, limite=MAIS_LINHAS)
    )
    planos = [of_row(linha) for linha in guardados.linhas]
    todos = [*planos, *(plano for visto in vistos if (plano := _refused(visto, matricula)) is not None)]
    hoje = page.now.date()
    origem, _, autorizadora = unidade.partition("/")
    return Efeito(
        "pessoa",
        mostra.titulo or "A pessoa, como está guardada agora",
        chave=matricula,
        lotacoes=lotacoes.linhas,
        linhas=guardados.linhas,
        desenho=draw(todos, window(todos, hoje), hoje, largura=LARGURA) if todos else None,
        enderecos=addresses(page, (origem, int(autorizadora)), planos),
        endereco=page.link(
            "/dados/pessoa",
            origem_unidade=origem,
            cod_unidade_autorizadora=autorizadora,
            matricula_siape=matricula,
            cpf=page.request.query_params.get("cpf"),
        ),
    )


def _refused(visto: Visto, matricula: str) -> Plano | None:
    """O plano que este pedido trazia e a API recusou, se trazia um desta matrícula que se possa desenhar."""
    registro = visto.registro
    if registro is None or registro.status != 422 or registro.recurso != "plano_trabalho":
        return None
    corpo = registro.corpos.recebido and registro.corpos.recebido.json_
    if not isinstance(corpo, dict) or corpo.get("matricula_siape") != matricula:
        return None
    try:
        inicio, termino = (date.fromisoformat(corpo[campo]) for campo in ("data_inicio", "data_termino"))
    except (KeyError, TypeError, ValueError):
        return None
    executora = corpo.get("cod_unidade_executora")
    if not isinstance(executora, int) or inicio > termino:
        return None
    return Plano(str(corpo.get("id_plano_trabalho")), executora, inicio, termino, 0, recusado=True)


async def _list(page: Page, mostra: Mostra, unidade: str, recurso: str) -> Efeito:
    consulta = LISTADOS[recurso].consulta(unidade=unidade, limite=MAIS_LINHAS)
    pagina = await listing.page(page.parts.database, recurso, consulta)
    titulo = mostra.titulo or f"O que {unidade} tem guardado agora"
    return Efeito("lista", titulo, recurso, linhas=pagina.linhas)


def _key(caminho: str) -> tuple[Recurso[Any, Any], Chave] | None:
    """O recurso e a chave do documento de que trata um caminho, ou nada."""
    rota = route_of(segments_of(caminho.partition("?")[0]))
    listado = next((listado for nome, listado in LISTADOS.items() if RECURSOS[nome] == rota), None)
    if listado is None:
        return None
    try:
        return listado.recurso, listado.chave.model_validate(key_of(caminho)).of(listado.recurso)
    except ValidationError:
        return None
