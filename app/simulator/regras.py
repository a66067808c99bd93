"""O catálogo de regras e avisos, para programas e páginas."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.dependencies import ServerParts
from app.rules import mostra
from app.rules.catalog import GROUPS
from app.rules.exemplo import Exemplo
from app.rules.rule import Rule, Severity
from app.simulator.guard import Allowed, Problem
from app.simulator.sistema import PROBLEMAS, problem

router = APIRouter(prefix="/api/regras", dependencies=[Allowed], tags=["regras"])


class ExemploDaRegra(BaseModel):
    """Um exemplo que os testes correm."""

    frase: Annotated[str, Field(title="O que se envia, e depois de quê")]
    texto: Annotated[str, Field(title="O que muda no documento de partida, ou o pedido em HTTP")]
    corpo: Annotated[str, Field(title="O corpo, como se envia", description="Um texto, ainda quando é JSON.")]


class Regra(BaseModel):
    """Uma linha do catálogo."""

    codigo: Annotated[str, Field(title="Código", description="Vale para sempre.", examples=["PT-18"])]
    severidade: Annotated[Severity, Field(title="Severidade", description="erro recusa; aviso não muda a resposta.")]
    grupo: Annotated[str, Field(title="Grupo", description="O recurso, o assunto ou o perfil de que é a regra.")]
    etapa: Annotated[str, Field(title="Etapa em que é consultada")]
    campo: Annotated[str, Field(title="Campo", description="Vazio quando a regra é do documento inteiro.")]
    fonte: Annotated[str, Field(title="Norma e artigo, ou contrato")]
    desde: Annotated[str, Field(title="Versão mais antiga do contrato em que se sabe que vale")]
    o_que_esta_errado: Annotated[str, Field(title="O que está errado, numa frase")]
    mensagem: Annotated[str, Field(title="Mensagem", description="Entre chaves, o que cada caso preenche.")]
    por_que: Annotated[str, Field(title="Por que se pede")]
    como_consertar: Annotated[str, Field(title="Como se conserta")]
    quebra: Annotated[ExemploDaRegra, Field(title="Um exemplo que a quebra")]
    cumpre: Annotated[ExemploDaRegra, Field(title="Um exemplo que a cumpre")]


@router.get("", responses=PROBLEMAS, summary="Lista as regras e os avisos")
async def get_regras(
    parts: ServerParts,
    severidade: Annotated[Severity | None, Query(title="Severidade", description="Só erros, ou só avisos.")] = None,
    grupo: Annotated[str | None, Query(title="Grupo", description="Só as deste recurso, assunto ou perfil.")] = None,
    texto: Annotated[str | None, Query(title="Texto", description="Só as que o trazem, em qualquer campo.")] = None,
) -> list[Regra]:
    """Todas as regras que este servidor conhece, também as do perfil dele, na ordem dos grupos e dos códigos."""
    todas = (describe(rule) for rule in parts.perfis.catalog.values())
    return [
        regra
        for regra in todas
        if severidade in (None, regra.severidade)
        and grupo in (None, regra.grupo)
        and (texto is None or texto.casefold() in regra.model_dump_json().casefold())
    ]


@router.get(
    "/{codigo}",
    responses={**PROBLEMAS, 404: problem("Não há regra com este código.")},
    summary="Lê uma regra",
)
async def get_regra(codigo: str, parts: ServerParts) -> Regra:
    """A regra com este código, em maiúsculas ou minúsculas."""
    rule = parts.perfis.catalog.get(codigo.upper())
    if rule is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "Regra desconhecida",
            f"Não há regra com o código {codigo}. Veja as que há em /simulador/api/regras.",
        )
    return describe(rule)


def describe(rule: Rule[Any, Any]) -> Regra:
    """A linha do catálogo, como se lê de fora."""
    return Regra(
        codigo=rule.code,
        severidade=rule.severity,
        grupo=next((name for name, rules in GROUPS.items() if rule in rules), "perfil do órgão"),
        etapa=rule.stage,
        campo=rule.field,
        fonte=rule.source,
        desde=rule.since,
        o_que_esta_errado=rule.wrong,
        mensagem=rule.message,
        por_que=rule.why,
        como_consertar=rule.mend,
        quebra=_example(rule.breaks),
        cumpre=_example(rule.keeps),
    )


def _example(exemplo: Exemplo) -> ExemploDaRegra:
    return ExemploDaRegra(frase=mostra.sentence(exemplo), texto=mostra.block(exemplo), corpo=mostra.body(exemplo))
