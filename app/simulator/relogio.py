"""O relógio do simulador: parar, adiantar, acertar e soltar. Tudo o que leva data anda por ele."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.api.dependencies import Parts, ServerParts
from app.simulator.guard import Allowed, Problem
from app.simulator.sistema import PROBLEMAS
from app.storage import relogio
from app.storage.relogio import DA_MAQUINA, OutOfRange, Relogio

router = APIRouter(prefix="/api/relogio", dependencies=[Allowed], tags=["relógio"])


def _in_utc(instante: datetime) -> datetime:
    return instante if instante.tzinfo else instante.replace(tzinfo=UTC)


Instante = Annotated[datetime, AfterValidator(_in_utc)]


class Hora(BaseModel):
    """Que horas são para o simulador."""

    agora: Annotated[datetime, Field(title="A hora do simulador, em UTC")]
    congelado: Annotated[bool, Field(title="Se está parado")]
    adiantado_segundos: Annotated[
        float, Field(title="Quanto está à frente da máquina, em segundos", description="Negativo, se está atrás.")
    ]
    maquina: Annotated[datetime, Field(title="A hora da máquina, em UTC")]


class Acerto(BaseModel):
    """O que se quer do relógio; o que falta, ou vem nulo, fica como está."""

    model_config = ConfigDict(extra="forbid")

    agora: Annotated[
        Instante | None,
        Field(
            title="Que horas são",
            description="Uma data, ou data e hora; sem fuso, em UTC. De 2000 a 2999.",
            examples=["2025-03-01", "2025-03-01T09:00:00-03:00"],
        ),
    ] = None
    congelado: Annotated[bool | None, Field(title="Se ele para (true) ou anda (false) daí em diante")] = None


class Avanco(BaseModel):
    """Quanto se avança: a soma do que vier. Negativo, volta."""

    model_config = ConfigDict(extra="forbid")

    segundos: Annotated[float, Field(title="Segundos", allow_inf_nan=False)] = 0
    minutos: Annotated[float, Field(title="Minutos", allow_inf_nan=False, examples=[31])] = 0
    horas: Annotated[float, Field(title="Horas", allow_inf_nan=False)] = 0
    dias: Annotated[float, Field(title="Dias", allow_inf_nan=False)] = 0

    def total(self) -> float:
        """A soma, em segundos."""
        return self.segundos + 60 * self.minutos + 3_600 * self.horas + 86_400 * self.dias


@router.get("", responses=PROBLEMAS, summary="Diz que horas são")
async def get_relogio(parts: ServerParts) -> Hora:
    """A hora por que o simulador anda, e a da máquina em que ele corre."""
    return _told(await parts.database.look(relogio.find), parts.clock())


@router.put("", responses=PROBLEMAS, summary="Acerta, para ou faz andar")
async def put_relogio(acerto: Acerto, parts: ServerParts) -> Hora:
    """Depois da resposta, a hora nova vale em todo processo e em toda máquina que partilhe o banco.

    Com {"congelado": true}, para onde está; com {"congelado": false}, volta a andar de onde parou.
    """
    maquina = parts.clock()
    return await _change(parts, lambda atual: atual.at(acerto.agora, acerto.congelado, maquina))


@router.post("/avanco", responses=PROBLEMAS, summary="Avança, ou volta")
async def post_avanco(avanco: Avanco, parts: ServerParts) -> Hora:
    """Avança o que se pedir: parado, continua parado, mais adiante. Ao voltar, um token vencido torna a valer."""
    if not avanco.model_fields_set:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Avanço sem tamanho",
            'Diga quanto avançar, em segundos, minutos, horas ou dias: {"minutos": 31}, por exemplo.',
        )
    maquina = parts.clock()
    return await _change(parts, lambda atual: atual.advanced(avanco.total(), maquina))


@router.delete("", responses=PROBLEMAS, summary="Solta")
async def delete_relogio(parts: ServerParts) -> Hora:
    """Volta à hora da máquina."""
    return await _change(parts, lambda _: DA_MAQUINA)


async def _change(parts: Parts, mudanca: Callable[[Relogio], Relogio]) -> Hora:
    try:
        novo = await parts.controls.change_clock(mudanca)
    except OutOfRange as erro:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Hora fora do alcance",
            f"O relógio do simulador vai de 01/01/{relogio.PRIMEIRO.year} a 31/12/{relogio.ULTIMO.year}, em UTC, e o "
            "pedido o levaria para fora. Escolha outra hora.",
        ) from erro
    return _told(novo, parts.clock())


def _told(atual: Relogio, maquina: datetime) -> Hora:
    agora = atual.read(maquina)
    return Hora(
        agora=agora,
        congelado=atual.congelado_em is not None,
        adiantado_segundos=(agora - maquina).total_seconds(),
        maquina=maquina,
    )
