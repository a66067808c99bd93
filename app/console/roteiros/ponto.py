"""Em que ponto de um roteiro se está: tudo no endereço, para que recarregar, voltar e abrir outra aba não o percam."""

import re
from dataclasses import dataclass, replace
from http import HTTPStatus

from app.console.page import Page
from app.console.roteiros.modelo import MAIS_PASSOS, MAIS_PEDIDOS, Passo, Roteiro
from app.rules.calculo import MAIOR_BIGINT
from app.simulator.guard import Problem

SEM_PEDIDO = "0"
"""O que se escreve, no lugar dos registros, de um passo que não pediu nada à API."""
_REGISTROS = re.compile(r"[0-9]{1,19}(-[0-9]{1,19})*(\.[0-9]{1,19}(-[0-9]{1,19})*)*")
_NUMERO = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Ponto:
    """Um ponto do roteiro: a volta, o passo que se vê, de 1 em diante, e os registros de cada passo já feito."""

    nome: str
    volta: int
    passo: int
    feitos: tuple[tuple[int, ...], ...]

    @property
    def registros(self) -> str:
        """Os registros, como vão no endereço: os passos separados por pontos, e os pedidos de um passo, por hifens."""
        return ".".join("-".join(map(str, numeros)) or SEM_PEDIDO for numeros in self.feitos)

    @property
    def feito(self) -> bool:
        """Se o passo que se vê já foi feito."""
        return self.passo <= len(self.feitos)

    def at(self, passo: int) -> "Ponto":
        """O mesmo ponto, vendo outro passo."""
        return replace(self, passo=passo)

    def after(self, numeros: tuple[int, ...]) -> "Ponto":
        """O ponto em que se fica depois de fazer o passo seguinte, com estes registros."""
        return replace(self, feitos=(*self.feitos, numeros))

    def address(self, page: Page) -> str:
        """O endereço deste ponto."""
        parametros = {"volta": self.volta, "passo": self.passo, "registros": self.registros}
        cpf = page.request.query_params.get("cpf")
        return page.link(f"/roteiros/{self.nome}", **parametros, cpf=cpf)


def read(nome: str, roteiro: Roteiro, volta: str, passo: str, registros: str) -> Ponto:
    """O ponto que estes três campos escrevem. Erros: Problem, se não é um ponto deste roteiro."""
    if not (_NUMERO.fullmatch(volta) and _NUMERO.fullmatch(passo) and _known(registros)):
        raise _lost()
    grupos = registros.split(".") if registros else []
    if len(grupos) > len(roteiro.passos):
        raise _lost()
    feitos = tuple(_numbers(grupo, feito) for grupo, feito in zip(grupos, roteiro.passos, strict=False))
    if not 1 <= int(passo) <= min(len(feitos) + 1, len(roteiro.passos)):
        raise _lost()
    return Ponto(nome, int(volta), int(passo), feitos)


def _known(registros: str) -> bool:
    limite = MAIS_PASSOS * MAIS_PEDIDOS * 20
    return not registros or (len(registros) <= limite and _REGISTROS.fullmatch(registros) is not None)


def _numbers(grupo: str, passo: Passo) -> tuple[int, ...]:
    numeros = tuple(map(int, grupo.split("-")))
    if not passo.pedido and numeros == (0,):
        return ()
    if len(numeros) != len(passo.pedido) or max(numeros) > MAIOR_BIGINT:
        raise _lost()
    return numeros


def _lost() -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Ponto do roteiro não encontrado",
        "Este endereço não é de nenhum ponto do roteiro: ou foi mudado à mão, ou o roteiro mudou depois. Abra os "
        "Roteiros, no menu, e comece de novo.",
    )
