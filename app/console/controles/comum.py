"""O que os controles repetem: perguntar antes de apagar, guardar um instantâneo antes, e contar o que há."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import Response

from app.console.forms import Formulario
from app.console.page import Page
from app.console.writing import milhar
from app.simulator.guard import Problem
from app.simulator.instantaneos import put_instantaneo
from app.storage import instantaneo, reinicio
from app.storage.instantaneo import COMO_SE_CHAMA, NOME

TABELAS: Mapping[str, tuple[str, str]] = {
    "participante": ("participante", "participantes"),
    "plano_entregas": ("plano de entregas", "planos de entregas"),
    "entrega": ("entrega", "entregas"),
    "plano_trabalho": ("plano de trabalho", "planos de trabalho"),
    "contribuicao": ("contribuição", "contribuições"),
    "avaliacao_registros_execucao": ("avaliação", "avaliações"),
    "usuario": ("usuário", "usuários"),
    "mensagem": ("e-mail", "e-mails"),
    "registro": ("registro do diário", "registros do diário"),
}
"""Como se chama uma linha de cada tabela que se conta, e como se chamam muitas, na ordem em que se mostram."""
DADOS = tuple(nome for nome in TABELAS if nome in {tabela.name for tabela in reinicio.DADOS})
"""As tabelas dos dados do PGD."""
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


async def exists(page: Page, nome: str) -> bool:
    """Se já há um instantâneo com este nome. Erros: Unavailable."""
    return await page.parts.database.look(lambda connection: instantaneo.find(connection, nome)) is not None


async def save_before(page: Page, formulario: Formulario) -> str:
    """Guarda o instantâneo que o formulário pediu, e diz numa frase como voltar a ele; vazia, se não o pediu.

    Erros: Problem, e nada mais se há de fazer; Unavailable.
    """
    if not formulario.text(GUARDAR):
        return ""
    nome = named(formulario.text(NOME_DO_GUARDADO).strip())
    if await exists(page, nome):
        raise Problem(
            HTTPStatus.CONFLICT,
            "Nome já usado",
            f"Já há um instantâneo com o nome {nome}, e nada foi feito. Volte e escolha outro nome.",
        )
    await put_instantaneo(nome, page.parts, page.now, Response())
    return f" Para desfazer, restaure o instantâneo {nome}, guardado antes."


async def present(page: Page) -> Mapping[str, int]:
    """Quantas linhas há agora em cada tabela de `CONTADAS`; com milhões, demora, e ninguém espera por isso.

    Erros: Unavailable.
    """
    return await page.parts.database.apart(reinicio.counts)


def some(quantos: int, tabela: str) -> str:
    """Tantas linhas desta tabela, como se dizem: “8 participantes”."""
    um, muitos = TABELAS[tabela]
    return f"{milhar(quantos)} {um if quantos == 1 else muitos}"


def counted(contagens: Mapping[str, int]) -> str:
    """O que há em todas, numa frase: “8 participantes, 1 plano de trabalho”."""
    return ", ".join(some(contagens[nome], nome) for nome in TABELAS if contagens.get(nome)) or "nada"
