"""Os filtros das listas, como campos de um formulário, e os que estão em vigor, ditos por extenso."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.console.writing import MODALIDADE, SITUACAO, STATUS_PLANO_ENTREGAS, STATUS_PLANO_TRABALHO

FILTRO_CPF = "numero_cpf"
"""O filtro pelo CPF: aqui, `cpf` no endereço é o que mostra os CPFs da página."""
PAGINAS = (25, 50, 100)
"""Quantas linhas uma página pode mostrar."""

_NO_MINUTO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
Opcoes = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Campo:
    """Um filtro: como se chama no endereço e na página, e como se preenche; `opcoes`, se é de escolher."""

    nome: str
    rotulo: str
    tipo: str = "text"
    ajuda: str = ""
    modo: str = ""
    opcoes: Opcoes | None = None
    valor: str = ""


@dataclass(frozen=True, slots=True)
class EmVigor:
    """Um filtro que restringe a lista."""

    nome: str
    rotulo: str
    dito: str


def _choice(nomes: Mapping[int, str]) -> Opcoes:
    return [("", "Todos"), *((str(codigo), nome) for codigo, nome in nomes.items())]


_UNIDADE = Campo("unidade", "Unidade autorizadora", ajuda="Como SIAPE/1.")
_INSTITUIDORA = Campo("instituidora", "Instituidora", modo="numeric")
_EXECUTORA = Campo("executora", "Executora", modo="numeric")
_LOTACAO = Campo("lotacao", "Lotação", modo="numeric")
_MATRICULA = Campo("matricula", "Matrícula SIAPE", modo="numeric")
_CPF = Campo(FILTRO_CPF, "CPF", ajuda="Só os onze algarismos.", modo="numeric")
_ID = Campo("id", "Identificador", ajuda="Inteiro, como foi enviado.")
_DO_PERIODO = (
    Campo("inicio", "Com algum dia desde", tipo="date"),
    Campo("termino", "Com algum dia até", tipo="date"),
)
_DO_FIM = (
    Campo("alterado_desde", "Guardado desde (UTC)", tipo="datetime-local"),
    Campo("limite", "Linhas por página", opcoes=[("", "50"), *((str(n), str(n)) for n in PAGINAS if n != 50)]),
)
CAMPOS: Mapping[str, Sequence[Campo]] = {
    "participante": (
        _UNIDADE,
        _MATRICULA,
        _CPF,
        _LOTACAO,
        _INSTITUIDORA,
        Campo("situacao", "Situação", opcoes=_choice(SITUACAO)),
        Campo("modalidade", "Modalidade", opcoes=_choice(MODALIDADE)),
        *_DO_FIM,
    ),
    "plano_entregas": (
        _UNIDADE,
        _ID,
        _EXECUTORA,
        _INSTITUIDORA,
        Campo("status", "Status", opcoes=_choice(STATUS_PLANO_ENTREGAS)),
        Campo("avaliado", "Avaliado", opcoes=[("", "Tanto faz"), ("true", "Sim"), ("false", "Não")]),
        *_DO_PERIODO,
        *_DO_FIM,
    ),
    "plano_trabalho": (
        _UNIDADE,
        _ID,
        _MATRICULA,
        _CPF,
        _EXECUTORA,
        _LOTACAO,
        Campo("status", "Status", opcoes=_choice(STATUS_PLANO_TRABALHO)),
        *_DO_PERIODO,
        *_DO_FIM,
    ),
}
"""Os filtros de cada lista, na ordem em que se mostram."""


def filled(recurso: str, pedidos: Mapping[str, str]) -> list[Campo]:
    """Os campos deste recurso, com o que se pediu. O que não cabe num campo de data vai num de texto, como veio."""
    return [_filled(campo, pedidos.get(campo.nome, "")) for campo in CAMPOS[recurso]]


def in_force(recurso: str, pedidos: Mapping[str, str]) -> Iterator[EmVigor]:
    """Os filtros preenchidos, menos quantas linhas se querem, que não restringe."""
    for campo in CAMPOS[recurso]:
        valor = pedidos.get(campo.nome, "")
        if valor and campo.nome != "limite":
            yield EmVigor(campo.nome, campo.rotulo, dict(campo.opcoes or ()).get(valor, valor))


def for_the_api(pedidos: Mapping[str, str]) -> dict[str, str]:
    """O que se pediu, com os nomes que a API do simulador dá aos filtros."""
    return {_api_name(name): value for name, value in pedidos.items()}


def _api_name(nome: str) -> str:
    return "cpf" if nome == FILTRO_CPF else nome


def with_labels(recurso: str, motivo: str) -> str:
    """O que há de errado em cada filtro, chamado como na página, e não como no endereço."""
    rotulos = {_api_name(campo.nome): campo.rotulo for campo in CAMPOS[recurso]}
    nomes = "|".join(map(re.escape, rotulos))
    return re.sub(rf"(?:^|(?<=[.] ))({nomes}): ", lambda achado: f"{rotulos[achado[1]]}: ", motivo)


def _filled(campo: Campo, valor: str) -> Campo:
    if campo.opcoes is not None:
        # O que não é uma das opções continua à vista, para que se veja o que se pediu.
        conhecida = valor in dict(campo.opcoes)
        return replace(campo, valor=valor, opcoes=campo.opcoes if conhecida else [(valor, valor), *campo.opcoes])
    cabe = campo.tipo == "text" or not valor or _fits(campo.tipo, valor)
    return replace(campo, valor=valor, tipo=campo.tipo if cabe else "text")


def _fits(tipo: str, valor: str) -> bool:
    """Se o navegador mostra este valor num campo deste tipo."""
    lido: Any = date.fromisoformat if tipo == "date" else datetime.fromisoformat
    forma = len(valor) == len("2025-01-31") if tipo == "date" else _NO_MINUTO.fullmatch(valor)
    try:
        lido(valor)
    except ValueError:
        return False
    return bool(forma) and "W" not in valor
