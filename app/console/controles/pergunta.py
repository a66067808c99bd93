"""O que os controles perguntam antes de apagar, e o instantâneo que se guarda antes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import Response

from app.console.forms import Formulario
from app.console.page import Page
from app.simulator.guard import Problem
from app.simulator.instantaneos import keep
from app.storage import instantaneo
from app.storage.instantaneo import COMO_SE_CHAMA, NOME, Instantaneo

GUARDAR, NOME_DO_GUARDADO = "guardar", "instantaneo"
"""Os campos com que um formulário pede que se guarde um instantâneo antes, e com que nome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pergunta:
    """O que se pergunta antes de apagar: o que se perde, e o que se faz se a resposta é sim.

    `acao` é o endereço a que vão os `campos`; `contar`, o de um pedaço de página com o que há, que pode demorar;
    `guardar`, o nome que se sugere ao instantâneo de antes, se convém oferecê-lo.
    """

    titulo: str
    frases: Sequence[str]
    acao: str
    botao: str
    voltar: str
    desfazer: str
    campos: Mapping[str, str] = field(default_factory=dict)
    contar: str = ""
    guardar: str = ""


def ask(page: Page, pergunta: Pergunta, status: int = HTTPStatus.OK) -> Response:
    """A página que pergunta. Nada se faz ao mostrá-la."""
    return page.show("controles/pergunta.html", status, pergunta=pergunta)


def name_before(page: Page, de_que: str) -> str:
    """O nome que se sugere a um instantâneo guardado antes disto: tem a hora, para que não tope com outro."""
    return f"antes-{de_que}-{page.now:%Y%m%d-%H%M%S}"


def named(nome: str) -> str:
    """O nome, se serve a um instantâneo. Erros: Problem."""
    if not NOME.fullmatch(nome):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Nome que não serve", COMO_SE_CHAMA)
    return nome


async def saved(page: Page, nome: str) -> Instantaneo | None:
    """O instantâneo com este nome, ou nada. Erros: Unavailable."""
    return await page.parts.database.look(lambda connection: instantaneo.find(connection, nome))


async def save_before(page: Page, formulario: Formulario) -> str:
    """Guarda o instantâneo que o formulário pediu, e diz numa frase como voltar a ele; vazia, se não o pediu.

    Erros: Problem, e nada mais se há de fazer; Unavailable.
    """
    if not formulario.text(GUARDAR):
        return ""
    nome = named(formulario.text(NOME_DO_GUARDADO).strip())
    if await saved(page, nome):
        raise Problem(
            HTTPStatus.CONFLICT,
            "Nome já usado",
            f"Já há um instantâneo com o nome {nome}, e nada foi feito. Volte e escolha outro nome.",
        )
    await keep(page.parts, nome, page.now)
    return f" Para desfazer, restaure o instantâneo {nome}, guardado antes."
