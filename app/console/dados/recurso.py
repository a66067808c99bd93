"""Os três recursos como as páginas os conhecem: o nome, o que se pode perguntar, e a chave que vem no endereço."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends

from app.console.forms import understood
from app.console.page import Page
from app.receive import Chave, Recurso
from app.records.asked import SoConhecidos
from app.records.listing_filters import Consulta
from app.records.listing_keys import ChaveDaUnidade
from app.records.listing_resources import LISTADOS
from app.simulator.guard import Problem
from app.storage.vizinhanca import Unidade

MAIOR_BUSCA = 300
"""Quantos caracteres de um identificador se procuram no diário."""


@dataclass(frozen=True, slots=True)
class Descrito:
    """Um recurso; `singular` e `plural` são de quem escreve frases sobre ele."""

    recurso: Recurso[Any, Any]
    consulta: type[Consulta]
    chave: type[ChaveDaUnidade]
    singular: str
    plural: str

    @property
    def nome(self) -> str:
        return self.recurso.nome


@dataclass(frozen=True, slots=True)
class Pedida:
    """A chave de um documento: os valores na ordem do caminho, e com os nomes, como vão num endereço."""

    valores: Chave
    nomeados: Mapping[str, Any]

    @property
    def unidade(self) -> Unidade:
        return str(self.valores[0]), int(self.valores[1])

    @property
    def ultimo(self) -> str:
        """O que, na unidade, o distingue: o identificador de um plano, ou a matrícula."""
        return str(self.valores[-1])

    @property
    def no_diario(self) -> Mapping[str, str]:
        """Os filtros que acham no diário os pedidos sobre ele."""
        origem, autorizadora = self.unidade
        return {"unidade": f"{origem}/{autorizadora}", "texto": self.ultimo[:MAIOR_BUSCA]}


DESCRITOS: Mapping[str, Descrito] = {
    descrito.nome: descrito
    for descrito in (
        Descrito(*LISTADOS["participante"], "participante", "Participantes"),
        Descrito(*LISTADOS["plano_entregas"], "plano de entregas", "Planos de entregas"),
        Descrito(*LISTADOS["plano_trabalho"], "plano de trabalho", "Planos de trabalho"),
    )
}


def described(recurso: str) -> Descrito:
    """O recurso com este nome. Erros: Problem."""
    found = DESCRITOS.get(recurso)
    if found is None:
        detail = "Não há página neste endereço. Em Dados há três listas: participantes, planos de entregas e planos de "
        raise Problem(HTTPStatus.NOT_FOUND, "Página não encontrada", f"{detail}trabalho.")
    return found


DesteRecurso = Annotated[Descrito, Depends(described)]


def asked(page: Page, *outros: str) -> dict[str, str]:
    """O que o endereço pede, menos o que é da página: `cpf`, com que ela os mostra, e estes outros."""
    return {name: value for name, value in page.request.query_params.items() if name not in ("cpf", *outros)}


def key_of(page: Page, descrito: Descrito, *outros: str) -> Pedida:
    """A chave que o endereço diz. Erros: Problem."""
    lida = understood(descrito.chave, asked(page, *outros))
    valores = lida.of(descrito.recurso)
    return Pedida(valores, dict(descrito.recurso.named(valores)))


def read(modelo: type[SoConhecidos], page: Page, *outros: str) -> Any:
    """O que o endereço pede, lido como este modelo. Erros: Problem."""
    return understood(modelo, asked(page, *outros))


def not_stored(descrito: Descrito, pedida: Pedida) -> Problem:
    """Não há documento com esta chave."""
    procurada = ", ".join(f"{name} {str(value)[:100]}" for name, value in pedida.nomeados.items())
    detail = (
        f"Não há {descrito.singular} guardado com a chave {procurada}. Confira cada parte dela: maiúsculas e espaços "
        "contam, e o mesmo identificador em outra autorizadora é outro documento. Se ele já esteve aqui, o simulador "
        "pode ter recomeçado."
    )
    return Problem(HTTPStatus.NOT_FOUND, "Documento não encontrado", detail)
