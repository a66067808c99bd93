"""As listas do que está guardado, como `pgd dados` as pede e as mostra."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json
from rich.table import Table

from app.cli.simulador import Simulator
from app.cli.terminal import legible, saida
from app.records.asked import MAIOR_PAGINA, PAGINA
from app.records.listing_items import ParticipanteListado, PlanoEntregasListado, PlanoTrabalhoListado
from app.rules.rule import readable
from app.simulator.planilha import columns_of, header, written

Linha = Mapping[str, Any]


class Forma(StrEnum):
    """Como se mostra uma lista."""

    TABELA = "tabela"
    JSON = "json"
    CSV = "csv"


class Documento(StrEnum):
    """Um recurso que se envia."""

    PARTICIPANTE = "participante"
    PLANO_ENTREGAS = "plano_entregas"
    PLANO_TRABALHO = "plano_trabalho"


@dataclass(frozen=True, slots=True)
class Lista:
    """Uma lista da API: onde está, em que campo vêm as linhas, o que cada uma traz, e o que dela se mostra na tela."""

    recurso: Documento
    plural: str
    modelo: type[BaseModel]
    na_tela: Mapping[str, Callable[[Linha], object]]


def _unit(linha: Linha) -> str:
    return f"{linha['origem_unidade']}/{linha['cod_unidade_autorizadora']}"


def _period(linha: Linha) -> str:
    return f"{linha['data_inicio']} a {linha['data_termino']}"


def _stored_at(linha: Linha) -> str:
    return f"{readable(datetime.fromisoformat(linha['data_atualizacao']))} UTC"


PARTICIPANTE = Lista(
    Documento.PARTICIPANTE,
    "participantes",
    ParticipanteListado,
    {
        "Unidade": _unit,
        "Matrícula": lambda linha: linha["matricula_siape"],
        "Lotação": lambda linha: linha["cod_unidade_lotacao"],
        "CPF": lambda linha: linha["cpf"],
        "Situação": lambda linha: "ativo" if linha["situacao"] else "inativo",
        "Modalidade": lambda linha: linha["modalidade_execucao"],
        "TCR": lambda linha: linha["data_assinatura_tcr"],
        "Guardado em": _stored_at,
    },
)
PLANO_ENTREGAS = Lista(
    Documento.PLANO_ENTREGAS,
    "planos_entregas",
    PlanoEntregasListado,
    {
        "Unidade": _unit,
        "Plano": lambda linha: linha["id_plano_entregas"],
        "Executora": lambda linha: linha["cod_unidade_executora"],
        "Status": lambda linha: linha["status"],
        "Período": _period,
        "Avaliação": lambda linha: linha["avaliacao"] or "—",
        "Entregas": lambda linha: linha["entregas"],
        "Guardado em": _stored_at,
    },
)
PLANO_TRABALHO = Lista(
    Documento.PLANO_TRABALHO,
    "planos_trabalho",
    PlanoTrabalhoListado,
    {
        "Unidade": _unit,
        "Plano": lambda linha: linha["id_plano_trabalho"],
        "Matrícula": lambda linha: linha["matricula_siape"],
        "Executora": lambda linha: linha["cod_unidade_executora"],
        "Status": lambda linha: linha["status"],
        "Período": _period,
        "Contribuições": lambda linha: f"{linha['contribuicoes']} ({linha['soma_dos_percentuais']} %)",
        "Avaliações": lambda linha: linha["avaliacoes"],
        "Guardado em": _stored_at,
    },
)


def show(server: Simulator, lista: Lista, filtros: Mapping[str, Any], limite: int | None, forma: Forma) -> None:
    """Mostra as linhas que cumprem os filtros, dados como a API os pede; um filtro nulo não restringe."""
    match forma:
        case Forma.TABELA:
            _table(lista, _lines(server, lista, filtros, (limite or PAGINA) + 1), limite or PAGINA)
        case Forma.JSON:
            _json(_lines(server, lista, filtros, limite))
        case Forma.CSV:
            _csv(lista, _lines(server, lista, filtros, limite))


def _lines(server: Simulator, lista: Lista, filtros: Mapping[str, Any], limite: int | None) -> Iterator[Linha]:
    """As linhas, até tantas, pedidas página a página."""
    return islice(_all_lines(server, lista, filtros, min(limite or MAIOR_PAGINA, MAIOR_PAGINA)), limite)


def _all_lines(server: Simulator, lista: Lista, filtros: Mapping[str, Any], por_pagina: int) -> Iterator[Linha]:
    params = {name: value for name, value in filtros.items() if value is not None} | {"limite": por_pagina}
    while True:
        pagina = server.ask("GET", f"/dados/{lista.recurso}", params=params)
        yield from pagina[lista.plural]
        if pagina["proximo"] is None:
            return
        params["cursor"] = pagina["proximo"]


def _table(lista: Lista, linhas: Iterator[Linha], limite: int) -> None:
    achadas = [*linhas]
    if not achadas:
        saida.print("Nada do que está guardado cumpre estes filtros.")
        return
    tabela = Table(*lista.na_tela)
    for linha in achadas[:limite]:
        tabela.add_row(*(legible(str(written_as(linha))) for written_as in lista.na_tela.values()))
    saida.print(tabela)
    if len(achadas) > limite:
        saida.print(f"Há mais que {limite}. Para ver mais, use --limite; para ter tudo numa planilha, --formato csv.")


def _json(linhas: Iterator[Linha]) -> None:
    """Uma lista, escrita à medida que chega."""
    sys.stdout.write("[")
    for n, linha in enumerate(linhas):
        sys.stdout.write(f"{',' if n else ''}\n{to_json(linha).decode()}")
    sys.stdout.write("\n]\n")


def _csv(lista: Lista, linhas: Iterator[Linha]) -> None:
    # Em bytes: o CSV é sempre UTF-8, e traz as próprias quebras de linha.
    colunas = columns_of(lista.modelo)
    sys.stdout.buffer.write(header(colunas).encode())
    while trecho := [*islice(linhas, MAIOR_PAGINA)]:
        sys.stdout.buffer.write(written(trecho, colunas).encode())
