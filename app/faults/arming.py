"""Armar uma falha: o que se pede, conferido para que ela não fique armada sem poder se dar."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.api.errors import METODOS
from app.contract.usuario import Email
from app.explain.request import COM_TOKEN, DA_UNIDADE, RECURSOS, ROTAS
from app.faults.matching import reaches
from app.faults.preset import InvalidFault, Predefinicao, short
from app.faults.presets import find
from app.rules.calculo import MAIOR_BIGINT, MAIOR_INTEGER
from app.storage import falha
from app.storage.database import Database
from app.storage.falha import MAIS_ARMADAS, FalhaArmada, FalhaPedida, TooManyArmed

_DE_USUARIO = frozenset({*COM_TOKEN, "/token"})


class FalhaAArmar(BaseModel):
    """Que falha, com que pedidos e por quanto tempo. O que não se diz não restringe."""

    model_config = ConfigDict(extra="forbid")

    predefinicao: Annotated[str, Field(title="Predefinição", examples=["html-503"])]
    parametros: Annotated[
        dict[str, float | str],
        Field(title="Parâmetros", description="Os da predefinição; o que falta fica no padrão."),
    ] = {}
    metodo: Annotated[str | None, Field(title="Método HTTP", examples=["PUT"])] = None
    rota: Annotated[
        str | None,
        Field(
            title="Rota",
            description="Uma rota da API, com os nomes das chaves, ou o começo de uma rota ou de um caminho.",
            examples=["/organizacao/SIAPE/1"],
        ),
    ] = None
    recurso: Annotated[
        str | None, Field(title="Recurso", description="Em vez da rota.", examples=["plano_trabalho"])
    ] = None
    unidade: Annotated[str | None, Field(title="Unidade autorizadora do caminho", examples=["SIAPE/1"])] = None
    usuario: Annotated[
        str | None, Field(title="E-mail de quem pede", description="O do token, ou o que entra em POST /token.")
    ] = None
    pular: Annotated[
        int, Field(title="Quantos pedidos passam antes", description="Dos que lhe cabem.", ge=0, le=MAIOR_INTEGER)
    ] = 0
    vezes: Annotated[
        int | None,
        Field(
            title="Em quantos pedidos se dá",
            description="Nulo: até ser desarmada. Sem este campo, o da predefinição: token-recusado se dá uma vez.",
            ge=1,
            le=MAIOR_INTEGER,
        ),
    ] = None
    probabilidade: Annotated[
        float | None,
        Field(title="Em que parte dos pedidos se dá", description="De 0 a 1.", gt=0, le=1, allow_inf_nan=False),
    ] = None
    semente: Annotated[
        int | None,
        Field(
            title="Semente do sorteio",
            description="A mesma semente falha sempre nas mesmas vezes. Sem ela, escolhe-se uma, e a resposta a diz.",
            ge=-MAIOR_BIGINT,
            le=MAIOR_BIGINT,
        ),
    ] = None
    ate: Annotated[
        datetime | None, Field(title="Até quando", description="No relógio do simulador; sem fuso, em UTC.")
    ] = None


async def arm(database: Database, order: FalhaAArmar, now: datetime) -> FalhaArmada:
    """Arma a falha, que se dá a partir de quando os processos deixarem de usar o que sabiam (`Controls.settle`).

    Erros: InvalidFault; Unavailable.
    """
    pedida = settle(order, now)
    try:
        return await database.write(partial(falha.arm, pedida=pedida), falha.GUARDA)
    except TooManyArmed:
        raise InvalidFault(
            f"Já há {MAIS_ARMADAS} falhas armadas, e não cabem mais. Desarme alguma, ou todas, antes de armar outra."
        ) from None


def settle(order: FalhaAArmar, now: datetime) -> FalhaPedida:
    """A falha como se guarda, com tudo o que não se disse já escolhido. Erros: InvalidFault."""
    predefinicao = find(order.predefinicao)
    origem, autorizadora = _unit(order.unidade) if order.unidade is not None else (None, None)
    pedida = FalhaPedida(
        predefinicao=predefinicao.nome,
        parametros=predefinicao.settle(order.parametros),
        metodo=_method(order.metodo),
        rota=_route(order.rota, order.recurso),
        origem_unidade=origem,
        cod_unidade_autorizadora=autorizadora,
        usuario=None if order.usuario is None else _email(order.usuario),
        pular=order.pular,
        restantes=order.vezes if "vezes" in order.model_fields_set else predefinicao.vezes,
        probabilidade=order.probabilidade,
        # Curta, para que se copie à mão.
        semente=secrets.randbelow(1_000_000) if order.semente is None else order.semente,
        ate=None if order.ate is None else _deadline(order.ate, now),
        armada_em=now,
    )
    _require_possible(predefinicao, pedida)
    return pedida


def _method(metodo: str | None) -> str | None:
    if metodo is None or metodo.upper() in METODOS:
        return metodo and metodo.upper()
    raise InvalidFault(f"O método {short(metodo)} não existe. Use um destes: {', '.join(METODOS)}.")


def _route(rota: str | None, recurso: str | None) -> str | None:
    if rota is not None and recurso is not None:
        raise InvalidFault("Diga a rota ou o recurso, e não os dois: o recurso é o nome curto de uma rota.")
    if recurso is not None:
        if recurso not in RECURSOS:
            raise InvalidFault(f"O recurso {short(recurso)} não existe. Use um destes: {', '.join(RECURSOS)}.")
        return RECURSOS[recurso]
    if rota is not None and not (_plain(rota) and any(reaches(rota, destino) for destino in ROTAS)):
        raise InvalidFault(
            f"A API não tem caminho que comece por {short(rota)}. Use uma destas rotas, o começo de uma, ou um caminho "
            f"de verdade: {', '.join(ROTAS)}."
        )
    return rota


def _plain(rota: str) -> bool:
    return rota.startswith("/") and "\0" not in rota


def _unit(unidade: str) -> tuple[str, int]:
    origem, _, codigo = unidade.rpartition("/")
    # Até 19 algarismos, para não converter milhares deles.
    if origem and "\0" not in origem and codigo.isascii() and codigo.isdigit() and len(codigo) < 20:
        autorizadora = int(codigo)
        if autorizadora <= MAIOR_BIGINT:
            return origem, autorizadora
    raise InvalidFault(f"A unidade se escreve como SIAPE/1, a origem e o código, e veio {short(unidade)}.")


def _email(usuario: str) -> str:
    try:
        return Email.model_validate({"email": usuario}).email
    except ValidationError:
        raise InvalidFault(
            f"O usuário se diz pelo e-mail, como sistema@orgao.gov.br, e veio {short(usuario)}."
        ) from None


def _deadline(ate: datetime, now: datetime) -> datetime:
    try:
        deadline = ate.replace(tzinfo=UTC) if ate.tzinfo is None else ate.astimezone(UTC)
    except OverflowError:
        raise InvalidFault("O instante de ate sai do calendário quando se passa para UTC. Escolha outro.") from None
    if deadline <= now:
        raise InvalidFault(
            f"O instante de ate já passou: no relógio do simulador são {now:%d/%m/%Y %H:%M:%S} UTC. Escolha um adiante."
        )
    return deadline


def _require_possible(predefinicao: Predefinicao, pedida: FalhaPedida) -> None:
    if pedida.metodo is not None and predefinicao.metodo not in (None, pedida.metodo):
        raise InvalidFault(predefinicao.where())
    restantes: Iterable[str] = [rota for rota in ROTAS if pedida.rota is None or reaches(pedida.rota, rota)]
    for restricao, rotas in (
        (predefinicao.where(), predefinicao.rotas),
        (
            "Uma falha com unidade só se dá nos caminhos dos dados do PGD.",
            pedida.origem_unidade and [rota for rota in ROTAS if rota.startswith(DA_UNIDADE)],
        ),
        ("Uma falha com usuário só se dá nos caminhos que pedem token, e em /token.", pedida.usuario and _DE_USUARIO),
    ):
        if rotas:
            restantes = [rota for rota in restantes if rota in rotas]
            if not restantes:
                raise InvalidFault(f"{restricao} Assim, ela não se daria nunca: mude a rota, ou não a diga.")
