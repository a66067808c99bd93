"""O que se pede a uma verificação: o critério de um pedido, quantas vezes e depois de quê."""

import math
import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.contract.errors import MENSAGEM
from app.records.summary import RECURSOS
from app.rules.calculo import MAIOR_BIGINT

MAIS_CARACTERES = 10_000
MAIS_NIVEIS = 20
MAIS_VALORES = 2_000
"""Quanto cabe no corpo de um critério: os documentos do contrato têm três níveis e algumas centenas de valores."""

_STATUS = re.compile(r"\d{1,3}|[1-5]xx", re.ASCII)

Texto = Annotated[str, Field(max_length=MAIS_CARACTERES)]


def _refused(mensagem: str) -> PydanticCustomError:
    return PydanticCustomError("verificacao", "{mensagem}", {MENSAGEM: mensagem})


def _one_resource(recurso: str | None) -> str | None:
    if recurso is not None and recurso not in RECURSOS:
        raise _refused(f"Este recurso não existe. Use um destes: {', '.join(RECURSOS)}.")
    return recurso


def _one_status(status: Any) -> Any:
    """O status como texto: `422`, ou `4xx`, qualquer um da centena."""
    if status is None:
        return None
    texto = str(status).lower() if isinstance(status, (str, int)) else ""
    if not _STATUS.fullmatch(texto):
        raise _refused("O status é um número, como 422, ou uma centena inteira, como 4xx.")
    return texto


def _plain_json(corpo: Any) -> Any:
    """O mesmo corpo, se não passa do que se confere."""
    for values, (level, value) in enumerate(_walk(corpo), start=1):
        if level > MAIS_NIVEIS or values > MAIS_VALORES:
            raise _refused(
                f"O corpo do critério é grande demais: cabem {MAIS_VALORES} valores, em até {MAIS_NIVEIS} níveis. "
                "Ponha nele só os campos que importam a este teste."
            )
        if isinstance(value, float) and not math.isfinite(value):
            raise _refused("O corpo do critério traz NaN ou um número infinito, que não são JSON. Retire-o.")
    return corpo


def _walk(value: Any, level: int = 0) -> Iterator[tuple[int, Any]]:
    yield level, value
    if level <= MAIS_NIVEIS and isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _walk(inner, level + 1)


class Estrito(BaseModel):
    """Um objeto em que um nome errado é recusado: o que não se confere não pode parecer conferido."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def only_known_names(cls, dado: Any) -> Any:
        if isinstance(dado, dict) and (outros := sorted(str(nome) for nome in dado.keys() - cls.model_fields.keys())):
            outro = outros[0][:60].encode(errors="backslashreplace").decode()
            raise _refused(f"Não há o campo {outro}. Os que há são: {', '.join(cls.model_fields)}.")
        return dado


class Criterio(Estrito):
    """Que pedidos servem: os que têm tudo o que aqui se diz. O que fica de fora, ou vem nulo, não restringe."""

    metodo: Annotated[Texto | None, Field(title="Método HTTP", examples=["PUT"])] = None
    recurso: Annotated[
        Texto | None,
        AfterValidator(_one_resource),
        Field(title="Recurso", description=f"Um destes: {', '.join(RECURSOS)}.", examples=["plano_trabalho"]),
    ] = None
    rota: Annotated[Texto | None, Field(title="Rota", description="Com os nomes das chaves, como no diário.")] = None
    caminho: Annotated[
        Texto | None, Field(title="Caminho", description="Como foi pedido; com a consulta, só se o critério a traz.")
    ] = None
    unidade: Annotated[Texto | None, Field(title="Unidade autorizadora do caminho", examples=["SIAPE/1"])] = None
    usuario: Annotated[Texto | None, Field(title="E-mail de quem pediu")] = None
    status: Annotated[
        str | None,
        BeforeValidator(_one_status, json_schema_input_type=int | str | None),
        Field(title="Status da resposta", description="Um número, ou uma centena inteira.", examples=[201, "2xx"]),
    ] = None
    regra: Annotated[Texto | None, Field(title="Regra ou aviso que a resposta disse", examples=["PT-18"])] = None
    corpo: Annotated[
        Any,
        BeforeValidator(_plain_json),
        Field(
            title="O que o corpo traz",
            description=(
                "Parte do JSON enviado. De um objeto, conferem-se só as chaves dadas. De uma lista, cada item dado tem "
                "de servir a um item diferente da enviada, em qualquer ordem, e esta pode ter outros; a lista vazia só "
                "serve a uma vazia. Números valem pelo valor: 1 e 1.0 são iguais. Um texto nunca é igual a um número."
            ),
            examples=[{"status": 3, "contribuicoes": [{"percentual_contribuicao": 100}]}],
        ),
    ] = None


Quantas = Annotated[int, Field(strict=True, ge=0, le=MAIOR_BIGINT)]


class Vezes(Estrito):
    """De quantas a quantas vezes."""

    minimo: Annotated[Quantas, Field(title="No mínimo")] = 0
    maximo: Annotated[Quantas | None, Field(title="No máximo", description="Nulo: sem limite.")] = None

    @model_validator(mode="after")
    def in_order(self) -> "Vezes":
        if self.maximo is not None and self.minimo > self.maximo:
            raise _refused(f"O mínimo, {self.minimo}, é maior que o máximo, {self.maximo}. Troque-os.")
        return self


def _as_range(vezes: Any) -> Any:
    if vezes is None:
        return {"minimo": 1}
    return vezes if isinstance(vezes, (dict, Vezes)) else {"minimo": vezes, "maximo": vezes}


class Verificacao(Estrito):
    """O que devia ter chegado."""

    pedido: Annotated[Criterio, Field(title="O pedido que se procura")]
    vezes: Annotated[
        Vezes,
        BeforeValidator(_as_range, json_schema_input_type=int | Vezes | None),
        Field(
            validate_default=True,
            title="Quantas vezes",
            description="Um número, exatamente; um mínimo e um máximo; ou nulo, ao menos uma. Zero: nunca.",
        ),
    ] = Vezes(minimo=1)
    depois_de: Annotated[
        Criterio | None,
        Field(
            title="Depois de qual",
            description="Só contam os pedidos guardados depois do primeiro que atende a este critério.",
        ),
    ] = None
    desde_ordem: Annotated[
        Quantas | None,
        Field(
            title="Desde que ordem",
            description="Só contam os registros de ordem maior que esta: a do último que havia quando o teste começou.",
        ),
    ] = None
