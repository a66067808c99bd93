"""As falhas que se armam: as predefinições, as que estão armadas, armar e desarmar."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from app.api.dependencies import Now, Parts, ServerParts
from app.faults import arming
from app.faults.arming import FalhaAArmar
from app.faults.preset import InvalidFault
from app.faults.presets import PREDEFINICOES
from app.rules.calculo import MAIOR_INTEGER
from app.simulator.guard import Allowed, Problem
from app.simulator.sistema import PROBLEMAS, problem
from app.storage import falha
from app.storage.falha import FalhaArmada

router = APIRouter(prefix="/api/falhas", dependencies=[Allowed], tags=["falhas"])


class ParametroDeFalha(BaseModel):
    """Um número que se pode mudar numa predefinição."""

    nome: str
    o_que_e: Annotated[str, Field(title="O que é")]
    padrao: Annotated[float, Field(title="Quanto é, se não se diz")]
    minimo: float
    maximo: float


class PredefinicaoDeFalha(BaseModel):
    """Uma falha que o simulador sabe injetar."""

    nome: Annotated[str, Field(examples=["html-503"])]
    o_que_se_ve: Annotated[str, Field(title="O que o cliente vê")]
    onde_se_viu: Annotated[str, Field(title="Onde se viu")]
    o_que_fazer: Annotated[str, Field(title="O que um bom cliente faz")]
    parametros: list[ParametroDeFalha]
    metodo: Annotated[str | None, Field(title="O único método em que se dá", description="Nulo: em todos.")]
    rotas: Annotated[list[str], Field(title="As rotas em que se dá", description="Vazia: em todas.")]
    vezes: Annotated[int | None, Field(title="Quantas vezes, se não se diz", description="Nulo: até ser desarmada.")]


class Predefinicoes(BaseModel):
    """As falhas que o simulador sabe injetar."""

    predefinicoes: list[PredefinicaoDeFalha]


def presets() -> Predefinicoes:
    """As falhas que há, também para quem não tem servidor."""
    todas = [PredefinicaoDeFalha.model_validate(uma, from_attributes=True) for uma in PREDEFINICOES.values()]
    return Predefinicoes(predefinicoes=todas)


class Falha(BaseModel):
    """Uma falha armada: o que faz, com que pedidos, por quanto tempo, e o que já fez."""

    numero: Annotated[int, Field(title="Número", description="Nunca se repete.", examples=[12])]
    predefinicao: Annotated[str, Field(title="Predefinição", examples=["html-503"])]
    parametros: Annotated[dict[str, float], Field(title="Parâmetros")]
    metodo: Annotated[str | None, Field(title="Método HTTP")]
    rota: Annotated[str | None, Field(title="Rota, ou o começo dela ou do caminho")]
    unidade: Annotated[str | None, Field(title="Unidade autorizadora do caminho", examples=["SIAPE/1"])]
    usuario: Annotated[str | None, Field(title="E-mail de quem pede")]
    pular: Annotated[int, Field(title="Quantos pedidos passam antes")]
    restantes: Annotated[
        int | None, Field(title="Em quantos pedidos ainda se dá", description="Nulo: até ser desarmada.")
    ]
    probabilidade: Annotated[float | None, Field(title="Em que parte dos pedidos se dá")]
    semente: Annotated[int, Field(title="Semente do sorteio", description="Só importa se há probabilidade.")]
    ate: Annotated[datetime | None, Field(title="Até quando, no relógio do simulador")]
    armada_em: Annotated[datetime, Field(title="Quando foi armada, no relógio do simulador")]
    vistos: Annotated[int, Field(title="Quantos pedidos lhe couberam")]
    aplicada: Annotated[int, Field(title="Em quantos se deu")]


class Falhas(BaseModel):
    """As falhas armadas, da mais antiga à mais nova: num pedido em que cabem várias, dá-se a mais antiga."""

    falhas: list[Falha]


class Desarmadas(BaseModel):
    """Quantas falhas deixaram de estar armadas."""

    desarmadas: int


@router.get("/predefinicoes", responses=PROBLEMAS, summary="Lista as falhas que há")
async def get_predefinicoes() -> Predefinicoes:
    """O que cada uma faz, onde se viu, e o que se espera de um bom cliente."""
    return presets()


@router.get("", responses=PROBLEMAS, summary="Lista as falhas armadas")
async def get_falhas(parts: ServerParts, now: Now) -> Falhas:
    """As que ainda se podem dar: a que se esgota, ou cujo prazo acaba, se desarma sozinha."""
    armadas = await parts.database.look(falha.armed)
    return Falhas(falhas=[_told(armada) for armada in armadas if not armada.over(now)])


@router.post("", status_code=HTTPStatus.CREATED, responses=PROBLEMAS, summary="Arma uma falha")
async def post_falha(order: FalhaAArmar, parts: ServerParts, now: Now) -> Falha:
    """Depois da resposta, ela se dá em todo processo e em toda máquina que partilhe o banco."""
    try:
        armada = await arming.arm(parts.database, order, now)
    except InvalidFault as erro:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Falha que não se pode armar", str(erro)) from erro
    await parts.controls.settle()
    return _told(armada)


@router.delete(
    "/{numero}",
    responses={**PROBLEMAS, 404: problem("Não há falha armada com este número.")},
    summary="Desarma uma falha",
)
async def delete_falha(
    numero: Annotated[int, Path(ge=1, le=MAIOR_INTEGER, title="Número da falha", examples=[12])], parts: ServerParts
) -> Desarmadas:
    """Depois da resposta, ela não se dá em processo algum."""
    quantas = await _disarm(parts, numero)
    if not quantas:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "Falha desconhecida",
            f"A falha {numero} não está armada: esgotou-se, o prazo dela acabou, ou foi desarmada. Em "
            "GET /simulador/api/falhas, ou com pgd falha listar, estão as que ainda se podem dar.",
        )
    return Desarmadas(desarmadas=quantas)


@router.delete("", responses=PROBLEMAS, summary="Desarma todas as falhas")
async def delete_falhas(parts: ServerParts) -> Desarmadas:
    """Depois da resposta, nenhuma se dá em processo algum."""
    return Desarmadas(desarmadas=await _disarm(parts))


async def _disarm(parts: Parts, numero: int | None = None) -> int:
    quantas = await parts.database.write(lambda connection: falha.disarm(connection, numero))
    await parts.controls.settle()
    return quantas


def _told(armada: FalhaArmada) -> Falha:
    return Falha.model_validate(armada, from_attributes=True)
