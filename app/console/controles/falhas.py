"""As falhas de propósito: o que cada uma ensina, as que estão armadas, armar e desarmar."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from app.api.errors import METODOS
from app.console.forms import Formulario, Posted, understood
from app.console.page import Page, ThisPage
from app.explain.request import RECURSOS, ROTAS
from app.faults.arming import FalhaAArmar
from app.faults.preset import Predefinicao
from app.faults.presets import PREDEFINICOES
from app.rules.calculo import MAIOR_INTEGER
from app.rules.falha import CABECALHO
from app.simulator.falhas import Falha, delete_falha, delete_falhas, get_falhas, post_falha
from app.simulator.guard import Problem

router = APIRouter(prefix="/controles/falhas")

POUCAS = 3
"""Em quantos pedidos se arma com um clique."""
PARAMETRO = "parametro-"
"""Como começa, no formulário, o nome do campo de um parâmetro da predefinição."""
SEMPRE = "sempre"
"""O valor de `duracao` com que a falha só acaba quando alguém a desarma."""
_COMO_VEM = ("metodo", "rota", "recurso", "unidade", "usuario", "pular", "semente", "ate")

GRUPOS: Sequence[tuple[str, str, Sequence[str]]] = (
    (
        "O serviço caiu",
        "Quem responde é o que fica à frente da API, ou ninguém. O documento não fica guardado.",
        ("html-502", "html-503", "html-504", "html-403", "corpo-vazio", "texto-500", "conexao-reiniciada"),
    ),
    (
        "Foi guardado, e parece que não",
        "O documento fica guardado, e a resposta diz outra coisa, não chega inteira ou não chega a tempo.",
        ("guardado-503", "json-truncado", "demora-35s", "demora-60s", "gotejamento"),
    ),
    (
        "A resposta engana",
        "O token que não vale, ou um erro que nada explica a quem usa o sistema.",
        ("token-recusado", "token-curto", "erro-do-banco"),
    ),
)
"""As predefinições, juntas pelo que ensinam: o título, a frase e os nomes."""


def _found(nome: str) -> Predefinicao:
    predefinicao = PREDEFINICOES.get(nome)
    if predefinicao is None:
        detail = "Não há falha com este nome. Escolha uma das que estão na página das falhas."
        raise Problem(HTTPStatus.NOT_FOUND, "Falha desconhecida", detail)
    return predefinicao


@router.get("")
async def get_pagina(page: ThisPage) -> Response:
    """As falhas que há, e as armadas."""
    grupos = [(titulo, frase, [PREDEFINICOES[nome] for nome in nomes]) for titulo, frase, nomes in GRUPOS]
    armadas = await _armed(page)
    return page.show("controles/falhas.html", grupos=grupos, armadas=armadas, poucas=POUCAS, cabecalho=CABECALHO)


@router.get("/armadas")
async def get_armadas(page: ThisPage) -> Response:
    """O pedaço da página com as armadas, que se busca de novo quando chegam pedidos."""
    return page.show("controles/_falhas_armadas.html", armadas=await _armed(page))


@router.get("/armar/{nome}")
async def get_armar(nome: str, page: ThisPage) -> Response:
    """O formulário de uma falha."""
    return _form(page, _found(nome), {})


@router.post("/armar/{nome}")
async def post_armar(nome: str, page: ThisPage, formulario: Posted) -> Response:
    """Arma a falha; se não dá, volta ao formulário, com o que nele se escreveu e o porquê."""
    predefinicao = _found(nome)
    try:
        armada = await post_falha(_order(predefinicao, formulario), page.parts, page.now)
    except Problem as problema:
        return _form(page, predefinicao, formulario.filled(), problema)
    vezes = "até que a desarmem" if armada.restantes is None else f"nas próximas {armada.restantes} vezes"
    if armada.restantes == 1:
        vezes = "na próxima vez"
    return page.to(page.link("/controles/falhas"), f"A falha {armada.predefinicao} está armada: ela se dá {vezes}.")


@router.post("/desarmar")
async def post_desarmar_todas(page: ThisPage, _: Posted) -> Response:
    """Desarma todas."""
    quantas = (await delete_falhas(page.parts)).desarmadas
    recado = {0: "Não havia falha armada.", 1: "A falha foi desarmada."}
    dito = recado.get(quantas, f"As {quantas} falhas foram desarmadas.")
    return page.to(page.link("/controles/falhas"), f"{dito} A API responde como sempre.")


@router.post("/{numero}/desarmar")
async def post_desarmar(numero: Annotated[int, Path(ge=1, le=MAIOR_INTEGER)], page: ThisPage, _: Posted) -> Response:
    """Desarma uma; a que já não estava armada não é erro: outra aba pode tê-la desarmado."""
    try:
        await delete_falha(numero, page.parts)
        recado = f"A falha {numero} foi desarmada."
    except Problem as problema:
        if problema.status != HTTPStatus.NOT_FOUND:
            raise
        recado = f"A falha {numero} já não estava armada: esgotou-se, o prazo acabou, ou outra pessoa a desarmou."
    return page.to(page.link("/controles/falhas"), recado)


async def _armed(page: Page) -> Sequence[Falha]:
    return (await get_falhas(page.parts, page.now)).falhas


def _form(
    page: Page, predefinicao: Predefinicao, escrito: Mapping[str, str], problema: Problem | None = None
) -> Response:
    rotas = predefinicao.rotas or ROTAS
    return page.show(
        "controles/falhas_armar.html",
        problema.status if problema else HTTPStatus.OK,
        predefinicao=predefinicao,
        escrito=escrito,
        problema=problema,
        metodos=[] if predefinicao.metodo else METODOS,
        recursos=[recurso for recurso, rota in RECURSOS.items() if rota in rotas],
        rotas=rotas,
        cabecalho=CABECALHO,
        exemplo=_example(page, predefinicao),
        poucas=POUCAS,
        maior=MAIOR_INTEGER,
    )


def _order(predefinicao: Predefinicao, formulario: Formulario) -> FalhaAArmar:
    """O que o formulário pede. Erros: Problem."""
    campos = formulario.filled()
    pedido: dict[str, Any] = {nome: campos[nome].strip() for nome in _COMO_VEM if nome in campos}
    pedido["predefinicao"] = predefinicao.nome
    pedido["parametros"] = {
        nome.removeprefix(PARAMETRO): valor.replace(",", ".")
        for nome, valor in campos.items()
        if nome.startswith(PARAMETRO)
    }
    if formulario.text("duracao") == SEMPRE:
        pedido["vezes"] = None
    elif "vezes" in campos:
        pedido["vezes"] = campos["vezes"]
    if "porcentagem" in campos:
        pedido["probabilidade"] = _share(campos["porcentagem"])
    return understood(FalhaAArmar, pedido)


def _share(porcentagem: str) -> float:
    try:
        parte = float(porcentagem.replace(",", ".")) / 100
    except ValueError:
        parte = -1.0
    if not 0 < parte <= 1:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Pedido não entendido",
            "A parte dos pedidos em que a falha se dá é uma porcentagem maior que 0, até 100. Deixe-a em branco para "
            "que se dê em todos.",
        )
    return parte


def _example(page: Page, predefinicao: Predefinicao) -> str:
    """O comando que pede esta falha num pedido só; onde vai um segredo, o nome dele."""
    endereco, pedir = page.parts.endereco, f"-H '{CABECALHO}: {predefinicao.nome}'"
    curl = f"curl -i -A 'MeuSistema/1.0 (+https://meu.orgao.gov.br)' {pedir}"
    if predefinicao.metodo == "POST":
        return f"{curl} -d 'username=EMAIL' -d 'password=SENHA' {endereco}/token"
    if predefinicao.rotas:
        return f"{curl} -H 'Authorization: Bearer TOKEN' {endereco}/users"
    return f"{curl} {endereco}/health"
