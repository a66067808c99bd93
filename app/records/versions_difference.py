"""O que muda de uma versão de um documento para a seguinte, lugar por lugar."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field

Documento = Mapping[str, Any]

IDENTIDADE: Mapping[str, str] = {"entregas": "id_entrega"}
"""As listas em que um campo identifica o item; nas outras, é o lugar que o identifica."""


class Tipo(StrEnum):
    """O que houve com um lugar."""

    ACRESCENTADO = "acrescentado"
    RETIRADO = "retirado"
    MUDADO = "mudado"


class Mudanca(BaseModel):
    """Um lugar que mudou."""

    caminho: Annotated[
        str,
        Field(
            title="Onde",
            description="JSON Pointer (RFC 6901) na versão nova; do que foi retirado, na anterior.",
            examples=["/entregas/0/meta_entrega"],
        ),
    ]
    tipo: Tipo
    item: Annotated[str | None, Field(title="A entrega, por seu identificador", examples=["e1"])] = None
    antes: Annotated[Any, Field(title="O que havia")] = None
    depois: Annotated[Any, Field(title="O que passou a haver")] = None


def changes(antes: Documento, depois: Documento) -> list[Mudanca]:
    """As mudanças entre dois documentos do mesmo recurso, na ordem dos campos."""
    return [mudanca for campo in depois for mudanca in _of_field(campo, antes[campo], depois[campo])]


def _of_field(campo: str, antes: Any, depois: Any) -> Iterator[Mudanca]:
    if isinstance(depois, list):
        yield from _of_list(campo, antes, depois)
    elif antes != depois:
        yield Mudanca(caminho=f"/{campo}", tipo=Tipo.MUDADO, antes=antes, depois=depois)


def _of_list(campo: str, antes: Sequence[Documento], depois: Sequence[Documento]) -> Iterator[Mudanca]:
    identidade = IDENTIDADE.get(campo)
    antigos, novos = _placed(identidade, antes), _placed(identidade, depois)
    for nome, (lugar, novo) in novos.items():
        item = str(nome) if identidade else None
        caminho = f"/{campo}/{lugar}"
        if nome not in antigos:
            yield Mudanca(caminho=caminho, tipo=Tipo.ACRESCENTADO, item=item, depois=novo)
            continue
        _, antigo = antigos[nome]
        for name in novo:
            if antigo[name] != novo[name]:
                yield Mudanca(
                    caminho=f"{caminho}/{name}", tipo=Tipo.MUDADO, item=item, antes=antigo[name], depois=novo[name]
                )
    for nome, (lugar, antigo) in antigos.items():
        if nome not in novos:
            item = str(nome) if identidade else None
            yield Mudanca(caminho=f"/{campo}/{lugar}", tipo=Tipo.RETIRADO, item=item, antes=antigo)
    ficaram = [nome for nome in antigos if nome in novos]
    em_nova_ordem = [nome for nome in novos if nome in antigos]
    if ficaram != em_nova_ordem:
        yield Mudanca(caminho=f"/{campo}", tipo=Tipo.MUDADO, antes=ficaram, depois=em_nova_ordem)


def _placed(identidade: str | None, itens: Sequence[Documento]) -> dict[Any, tuple[int, Documento]]:
    """Os itens pelo que os identifica, com o lugar de cada um."""
    return {item[identidade] if identidade else n: (n, item) for n, item in enumerate(itens)}
