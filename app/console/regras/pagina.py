"""Uma regra: o que ela pede, por quê, como se conserta, e o exemplo dela para experimentar."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from app.api.errors import METODOS
from app.check.files import UnreadableFile
from app.check.result import Resultado
from app.console.forms import Formulario, Posted
from app.console.page import Page, ThisPage
from app.console.pedido import Unsayable
from app.console.regras.busca import ETAPAS, NOMES, AnyRule, group_of, neighbours
from app.console.regras.exemplo import (
    CUMPRE,
    QUEBRA,
    Escrito,
    before,
    calls,
    example_of,
    profile_of,
    start,
    why_not,
)
from app.console.veredito import Veredito, verdict
from app.rules import mostra
from app.rules.exemplo import Arquivo, Documento, Exemplo, Pedido
from app.rules.rule import Severity
from app.seeds.problemas import INSTANTE
from app.simulator.guard import Problem

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Conclusao:
    """O que a experiência mostrou desta regra; `tipo` é o do aviso em que se diz."""

    tipo: str
    frase: str


@dataclass(frozen=True, slots=True)
class Experiencia:
    """O resultado de uma experiência: de um pedido, o veredito; de um arquivo, o que se diz de cada documento."""

    conclusao: Conclusao
    veredito: Veredito | None = None
    resultados: tuple[Resultado, ...] = ()


@router.get("/regras/{codigo}")
async def get_regra(codigo: str, page: ThisPage, exemplo: Annotated[str, Query()] = QUEBRA) -> Response:
    """A página da regra, com um dos exemplos pronto para experimentar."""
    rule = _rule(page, codigo)
    escolhido = CUMPRE if exemplo == CUMPRE else QUEBRA
    return _show(page, rule, escolhido, start(rule, example_of(rule, escolhido)))


@router.post("/regras/{codigo}")
async def post_regra(codigo: str, page: ThisPage, formulario: Posted) -> Response:
    """O que a API diria do que se escreveu; a quem só pede o pedaço, só isso."""
    rule = _rule(page, codigo)
    escolhido = CUMPRE if formulario.text("exemplo") == CUMPRE else QUEBRA
    exemplo = example_of(rule, escolhido)
    escrito = _written(formulario)
    experiencia = await _tried(page, rule, exemplo, escrito)
    if page.em_pedaco:
        return page.show("regras/_veredito.html", experiencia=experiencia, rule=rule)
    return _show(page, rule, escolhido, escrito, experiencia)


def _rule(page: Page, codigo: str) -> AnyRule:
    rule = page.parts.perfis.catalog.get(codigo.upper())
    if rule is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "Regra desconhecida",
            f"Não há regra com o código {codigo[:60]}. Procure-a na página das regras, pelo menu.",
        )
    return rule


def _written(formulario: Formulario) -> Escrito:
    # O navegador separa as linhas de um campo com dois caracteres; quem escreveu só viu uma quebra.
    corpo = formulario.text("corpo").replace("\r\n", "\n")
    return Escrito(
        metodo=formulario.text("metodo").strip().upper(),
        caminho=formulario.text("caminho"),
        cabecalhos=formulario.text("cabecalhos"),
        corpo=corpo,
    )


async def _tried(page: Page, rule: AnyRule, exemplo: Exemplo, escrito: Escrito) -> Experiencia:
    impedimento = why_not(rule)
    if impedimento:
        return Experiencia(Conclusao("info", f"Esta regra não se experimenta aqui. {impedimento}"))
    perfil = profile_of(rule, page.parts.perfis)
    if isinstance(exemplo, Arquivo):
        return await _tried_file(page, rule, exemplo.nome, escrito.corpo, perfil)
    try:
        antes, call = calls(rule, exemplo, escrito, page.parts)
        ensaiado = await page.ensaios.apart(antes, call, INSTANTE, perfil)
    except Unsayable as erro:
        return Experiencia(Conclusao("falha", str(erro)))
    veredito = verdict(ensaiado.resposta, ensaiado.explicacao)
    return Experiencia(_concluded(rule, veredito), veredito)


async def _tried_file(page: Page, rule: AnyRule, nome: str, texto: str, perfil: str) -> Experiencia:
    try:
        resultados = await page.ensaios.file(nome, texto, INSTANTE, perfil)
    except UnreadableFile as erro:
        return Experiencia(Conclusao("falha", f"O arquivo não pôde ser lido. {erro}"))
    apareceu = any(achado.codigo == rule.code for resultado in resultados for achado in resultado.achados)
    dito = f"A {rule.code} apareceu." if apareceu else f"A {rule.code} não apareceu."
    return Experiencia(Conclusao("falha" if apareceu else "bom", dito), resultados=tuple(resultados))


def _concluded(rule: AnyRule, veredito: Veredito) -> Conclusao:
    """Se a regra apareceu, e o que isso quer dizer."""
    ditas = {dita.explicada.codigo: dita.explicada for dita in veredito.ditas}
    envio = "envio" if veredito.metodo == "PUT" else "pedido"
    primeira = next((dita.explicada.codigo for dita in veredito.regras), None)
    achada = ditas.get(rule.code)
    if achada is None:
        if primeira is None:
            return Conclusao("bom", f"A {rule.code} não apareceu: a API responderia {veredito.status}.")
        return Conclusao("aviso", f"A {rule.code} não apareceu, mas a {primeira} recusou este {envio} antes.")
    if rule.severity is Severity.ERRO:
        if achada.dita:
            return Conclusao("falha", f"A {rule.code} recusou este {envio}, com {veredito.status}.")
        return Conclusao("falha", f"A {rule.code} foi quebrada, mas a resposta oficial só diz a primeira: {primeira}.")
    if primeira is None:
        return Conclusao("aviso", f"O aviso {rule.code} apareceu, e a resposta não muda: {veredito.status}.")
    return Conclusao("aviso", f"O aviso {rule.code} apareceu, mas quem recusou o {envio} foi a {primeira}.")


def _show(
    page: Page, rule: AnyRule, escolhido: str, escrito: Escrito, experiencia: Experiencia | None = None
) -> Response:
    exemplo = example_of(rule, escolhido)
    anterior, seguinte = neighbours(page.parts.perfis.catalog, rule.code)
    content: dict[str, Any] = {
        "rule": rule,
        "e_aviso": rule.severity is Severity.AVISO,
        "grupo": group_of(rule),
        "titulo_grupo": NOMES[group_of(rule)].replace("`", ""),
        "etapa": ETAPAS[rule.stage],
        "anterior": anterior,
        "seguinte": seguinte,
        "escolhido": escolhido,
        "frase": mostra.sentence(exemplo),
        "mudancas": mostra.changes(exemplo) if isinstance(exemplo, Documento) else (),
        "antes": before(exemplo),
        "impedimento": why_not(rule),
        "bloco": mostra.block(exemplo),
        "pedido": exemplo if isinstance(exemplo, Pedido) else None,
        "arquivo": exemplo if isinstance(exemplo, Arquivo) else None,
        "perfil": profile_of(rule, page.parts.perfis),
        "escrito": escrito,
        "metodos": [(metodo, metodo) for metodo in METODOS],
        "experiencia": experiencia,
        "instante": INSTANTE,
    }
    return page.show("regras/pagina.html", **content)
