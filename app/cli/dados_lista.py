"""As listas do que está guardado, como `pgd dados` as pede e as mostra."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json
from rich.table import Table

from app.cli.simulador import Simulator
from app.cli.terminal import legible, saida, table
from app.records.asked import MAIOR_PAGINA, PAGINA
from app.records.listing_items import ParticipanteListado, PlanoEntregasListado, PlanoTrabalhoListado
from app.rules.rule import readable
from app.simulator.planilha import columns_of, header, written

Linha = Mapping[str, Any]
SEM_FIM = 100_000
"""Colunas de uma tela em que cabe toda tabela: nela se mede de quantas uma precisa."""


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
    """Uma lista da API: onde está, em que campo vêm as linhas, o que cada uma traz, e o que dela se mostra na tela.

    As primeiras colunas, tantas quantas diz `sempre`, identificam a linha; as outras saem, da última à primeira,
    enquanto a tabela não cabe na tela.
    """

    recurso: Documento
    plural: str
    modelo: type[BaseModel]
    na_tela: Mapping[str, Callable[[Linha], object]]
    sempre: int


def _unit(linha: Linha) -> str:
    return f"{linha['origem_unidade']}/{linha['cod_unidade_autorizadora']}"


def _period(linha: Linha) -> str:
    # Em duas linhas: ao lado de um UUID, numa tela de 80 colunas, não cabem as duas datas.
    return "\n".join(readable(date.fromisoformat(linha[dia])) for dia in ("data_inicio", "data_termino"))


def _stored_at(linha: Linha) -> str:
    return readable(datetime.fromisoformat(linha["data_atualizacao"]).date())


def _tcr(linha: Linha) -> str:
    return readable(date.fromisoformat(linha["data_assinatura_tcr"]))


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
        "TCR": _tcr,
        "Guardado em": _stored_at,
    },
    sempre=4,
)
PLANO_ENTREGAS = Lista(
    Documento.PLANO_ENTREGAS,
    "planos_entregas",
    PlanoEntregasListado,
    {
        "Unidade": _unit,
        "Plano": lambda linha: linha["id_plano_entregas"],
        "Período": _period,
        "Status": lambda linha: linha["status"],
        "Executora": lambda linha: linha["cod_unidade_executora"],
        "Avaliação": lambda linha: linha["avaliacao"] or "—",
        "Entregas": lambda linha: linha["entregas"],
        "Guardado em": _stored_at,
    },
    sempre=3,
)
PLANO_TRABALHO = Lista(
    Documento.PLANO_TRABALHO,
    "planos_trabalho",
    PlanoTrabalhoListado,
    {
        "Unidade": _unit,
        "Plano": lambda linha: linha["id_plano_trabalho"],
        "Matrícula": lambda linha: linha["matricula_siape"],
        "Período": _period,
        "Status": lambda linha: linha["status"],
        "Executora": lambda linha: linha["cod_unidade_executora"],
        "Contribuições": lambda linha: f"{linha['contribuicoes']} ({linha['soma_dos_percentuais']} %)",
        "Avaliações": lambda linha: linha["avaliacoes"],
        "Guardado em": _stored_at,
    },
    sempre=4,
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
    tabela, fora = _fitting(lista, achadas[:limite])
    saida.print(tabela)
    if fora:
        saida.print(f"Não cabem na tela: {', '.join(fora)}. Alargue-a, ou peça tudo com --formato csv.")
    if len(achadas) > limite:
        saida.print(f"Há mais que {limite}. Para ver mais, use --limite; para ter tudo numa planilha, --formato csv.")


def _fitting(lista: Lista, linhas: Sequence[Linha]) -> tuple[Table, Sequence[str]]:
    """A tabela com as colunas que cabem na tela, e os títulos das que não."""
    titulos = [*lista.na_tela]
    sem_fim = saida.options.update(width=SEM_FIM)
    for quantas in range(len(titulos), lista.sempre - 1, -1):
        tabela = table(*titulos[:quantas])
        for linha in linhas:
            tabela.add_row(*(legible(str(lista.na_tela[titulo](linha))) for titulo in titulos[:quantas]))
        if saida.measure(tabela, options=sem_fim).maximum <= saida.width:
            break
    return tabela, titulos[quantas:]


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
