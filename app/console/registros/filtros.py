"""Os filtros da lista de registros: como vêm no endereço, e os endereços a que levam."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError

from app.api.paths import SIMULADOR
from app.console.page import Page
from app.console.writing import RECURSOS
from app.faults.presets import PREDEFINICOES
from app.records.query import FormatoDeExportacao, Listagem, Procura
from app.simulator.guard import Problem
from app.simulator.misread import told
from app.storage.registro_busca import So

DA_PAGINA = frozenset({"cpf", "vivo"})
"""Os parâmetros do endereço que não são do diário."""
MAIS_LINHAS = 100
"""Quantos registros cabem numa página, ainda que se peçam mais: com eles ela não passa de 120 kB."""
PARADA = "nao"
"""O valor de `vivo` com que a lista não se mexe sozinha."""
RAPIDOS: Sequence[tuple[str | None, str, str]] = (
    (None, "Tudo", "list-ul"),
    (So.RECUSADOS, "Só recusados", "circle-xmark"),
    (So.COM_AVISO, "Com aviso", "triangle-exclamation"),
    (So.COM_FALHA, "Com falha injetada", "bolt"),
)
NOMES: Mapping[str, str] = {
    "desde": "Desde",
    "ate": "Até",
    "metodo": "Método",
    "rota": "Rota",
    "recurso": "Recurso",
    "unidade": "Unidade",
    "usuario": "Usuário",
    "status": "Status",
    "regra": "Regra ou aviso",
    "falha": "Falha injetada",
    "texto": "Texto",
}
"""Como se chama cada filtro; o que os rápidos mudam tem lugar próprio."""
RECURSO_DITO: Sequence[tuple[str, str]] = (("", "Todos"), *RECURSOS.items())
METODOS = ("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS")
FALHAS = tuple(PREDEFINICOES)


@dataclass(frozen=True, slots=True)
class Filtros:
    """O que se pediu: os campos, como vieram, e o que deles se entendeu, ou o que há de errado neles."""

    page: Page
    campos: Mapping[str, str]
    lida: Listagem | Problem

    @property
    def problema(self) -> Problem | None:
        """O que há de errado no que se pediu, se algo há."""
        return self.lida if isinstance(self.lida, Problem) else None

    @property
    def parada(self) -> bool:
        """Se a lista não se mexe: porque se pediu, ou porque não é a dos mais novos."""
        return self.pausada or "cursor" in self.campos

    @property
    def pausada(self) -> bool:
        """Se se pediu que a lista não se mexa."""
        return self.page.request.query_params.get("vivo") == PARADA

    @property
    def ativos(self) -> list[tuple[str, str, str]]:
        """Os filtros que restringem: o nome, o valor, e o endereço da lista sem cada um."""
        return [
            (nome, RECURSOS.get(self.campos[campo], self.campos[campo]), self.link(cursor=None, **{campo: None}))
            for campo, nome in NOMES.items()
            if campo in self.campos
        ]

    @property
    def rapidos(self) -> list[tuple[str, str, str, bool]]:
        """Os filtros de um toque: o endereço, o nome, o desenho, e se é o que vale."""
        so = self.campos.get("so")
        return [
            (self.link(so=valor, cursor=None), nome, desenho, valor == so if valor else so is None)
            for valor, nome, desenho in RAPIDOS
        ]

    @property
    def escolhas(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """O que se escolhe em cada lista do formulário; o que veio de fora delas também."""
        return {
            "recurso": _with(RECURSO_DITO, self.campos.get("recurso")),
            "metodo": _with(
                [("", "Todos"), *zip(METODOS, METODOS, strict=True)], self.campos.get("metodo", "").upper()
            ),
            "falha": _with([("", "Não importa"), *zip(FALHAS, FALHAS, strict=True)], self.campos.get("falha")),
        }

    def link(self, caminho: str = "/registros", /, **mudancas: Any) -> str:
        """O endereço desta lista, ou de uma parte dela, com estes filtros trocados; os nulos saem."""
        vivo = PARADA if self.pausada else None
        return self.page.link(caminho, **{**self.campos, "vivo": vivo, "cpf": self.page.cpf, **mudancas})

    def export(self, formato: FormatoDeExportacao) -> str:
        """O endereço em que se leva num arquivo o que a lista mostra."""
        campos = {nome: valor for nome, valor in self.campos.items() if nome in Procura.model_fields}
        return self.page.address(f"{SIMULADOR}/api/registros/exportacao", {**campos, "formato": formato})


def _with(opcoes: Sequence[tuple[str, str]], valor: str | None) -> Sequence[tuple[str, str]]:
    conhecidas = {opcao for opcao, _ in opcoes}
    return opcoes if not valor or valor in conhecidas else [*opcoes, (valor, valor)]


def read(page: Page, *proprios: str) -> Filtros:
    """Os filtros do endereço desta página; `proprios` são os parâmetros que ela tem além deles."""
    fora = {*DA_PAGINA, *proprios}
    campos = {nome: valor for nome, valor in page.request.query_params.items() if valor and nome not in fora}
    try:
        listagem = Listagem.model_validate(campos)
    except ValidationError as erro:
        detail = told(erro.errors(include_url=False), inside=0)
        return Filtros(page, campos, Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Filtro não entendido", detail))
    return Filtros(page, campos, listagem.model_copy(update={"limite": min(listagem.limite, MAIS_LINHAS)}))


def understood(filtros: Filtros) -> Listagem:
    """O que se pediu, já entendido. Erros: Problem."""
    if isinstance(filtros.lida, Problem):
        raise filtros.lida
    return filtros.lida
