"""Uma pessoa: as lotações dela, e o calendário dos planos de trabalho, com o que se sobrepõe e o que falta."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any
from zlib import crc32

from fastapi import APIRouter, Response
from pydantic import AfterValidator, Field

from app.console.dados import calendario, periodos
from app.console.dados.calendario import Janela
from app.console.dados.periodos import Plano
from app.console.dados.recurso import read
from app.console.page import Page, ThisPage
from app.records import listing
from app.records.asked import Texto, wrong
from app.records.listing_cursor import InvalidCursor
from app.records.listing_filters import ConsultaPlanoTrabalho
from app.records.listing_keys import ChaveDaUnidade
from app.rules.periodo import CANCELADO
from app.simulator.guard import Problem
from app.storage import pessoa
from app.storage.pessoa import PlanoDaPessoa
from app.storage.vizinhanca import Unidade

MAIS_DESENHADOS = 150
"""Quantos planos se desenham de uma vez."""
MAIS_DITOS = 20
"""Quantas sobreposições e quantos vãos se dizem por extenso."""
MAIS_NUMA_FRASE = 6
"""Quantos planos se nomeiam numa frase."""
CANCELADOS_POR_VEZ = 50
MAIS_MESES = 120
_MES = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")

router = APIRouter()


def _month(texto: str) -> str:
    lido = _MES.fullmatch(texto)
    if lido is None or lido[1] == "0000":
        raise wrong("O mês se escreve com o ano, um traço e o número do mês: 2025-07, por exemplo.")
    return texto


class ChavePessoa(ChaveDaUnidade):
    """Qual pessoa, e que meses dela; sem eles, os que convêm."""

    matricula_siape: Annotated[Texto, Field(title="Matrícula SIAPE")]
    desde: Annotated[Annotated[str, AfterValidator(_month)] | None, Field(title="O primeiro mês que se mostra")] = None
    meses: Annotated[int | None, Field(ge=1, le=MAIS_MESES, title="Quantos meses se mostram")] = None

    @property
    def unidade(self) -> Unidade:
        return self.origem_unidade, self.cod_unidade_autorizadora

    @property
    def nomeados(self) -> dict[str, Any]:
        """Os campos que dizem a pessoa, como vão num endereço."""
        return self.model_dump(include={"origem_unidade", "cod_unidade_autorizadora", "matricula_siape"})

    def window(self, sugerida: Janela) -> Janela:
        """Os meses que se pedem; o que não se pede é como se sugere."""
        primeiro = sugerida.primeiro if self.desde is None else calendario.month_named(self.desde)
        return Janela(primeiro, self.meses or sugerida.meses).moved(0)


@router.get("/dados/pessoa")
async def get_pessoa(page: ThisPage) -> Response:
    """A página da pessoa. Os planos cancelados só vêm se se pedem, que não há índice deles por matrícula."""
    pedida: ChavePessoa = read(ChavePessoa, page)
    unidade, matricula = pedida.unidade, pedida.matricula_siape
    lotacoes = await page.parts.database.look(partial(pessoa.postings, unidade=unidade, matricula=matricula))
    achados = await page.parts.database.look(partial(pessoa.plans, unidade=unidade, matricula=matricula))
    if not lotacoes and not achados:
        raise _unknown(pedida)
    planos, hoje = [_of(plano) for plano in achados[: pessoa.MAIS_PLANOS]], page.now.date()
    sugerida = calendario.window(planos, hoje)
    janela = pedida.window(sugerida)
    desenho = calendario.draw(planos, janela, hoje, MAIS_DESENHADOS)
    cabem = sum(janela.shows(plano.inicio, plano.termino) for plano in planos)
    sobreposicoes, vaos = periodos.overlaps(planos), periodos.gaps(planos)
    return page.show(
        "dados/pessoa.html",
        pedida=pedida,
        lotacoes=lotacoes[: pessoa.MAIS_LOTACOES],
        mais_lotacoes=len(lotacoes) > pessoa.MAIS_LOTACOES,
        planos={plano.id_plano_trabalho: plano for plano in achados[: pessoa.MAIS_PLANOS]},
        mais_planos=len(achados) > pessoa.MAIS_PLANOS,
        fora_do_desenho=cabem - len(desenho.planos),
        antes=sum(plano.termino < janela.inicio for plano in planos),
        depois=sum(plano.inicio > janela.termino for plano in planos),
        desenho=desenho,
        janela=janela,
        outra_janela=janela != sugerida,
        enderecos=addresses(page, pedida.unidade, desenho.planos),
        hoje=hoje,
        em_vigor=periodos.in_force(planos, hoje),
        sobreposicoes=sobreposicoes[:MAIS_DITOS],
        mais_sobreposicoes=max(len(sobreposicoes) - MAIS_DITOS, 0),
        vaos=vaos[:MAIS_DITOS],
        mais_vaos=max(len(vaos) - MAIS_DITOS, 0),
        por_frase=MAIS_NUMA_FRASE,
        mesma_executora=same_unit,
    )


@router.get("/dados/pessoa/cancelados")
async def get_cancelados(page: ThisPage) -> Response:
    """Os planos cancelados da pessoa que se acharem a tempo, e de onde continuar."""
    pedida: ChavePessoa = read(ChavePessoa, page, "cursor", "achados")
    origem, autorizadora = pedida.unidade
    consulta = ConsultaPlanoTrabalho(
        unidade=f"{origem}/{autorizadora}",
        matricula=pedida.matricula_siape,
        status=CANCELADO,
        limite=CANCELADOS_POR_VEZ,
        cursor=page.request.query_params.get("cursor"),
    )
    try:
        achada = await listing.page(page.parts.database, "plano_trabalho", consulta)
    except InvalidCursor as erro:
        detail = "Recarregue a página da pessoa, e a procura dos planos cancelados recomeça."
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Continuação desconhecida", detail) from erro
    planos = [of_row(linha) for linha in achada.linhas]
    janela = pedida.window(calendario.window(planos, page.now.date()))
    ja_achados = page.request.query_params.get("achados", "") == "sim"
    return page.show(
        "dados/_cancelados.html",
        pedida=pedida,
        planos=planos,
        desenho=calendario.draw(planos, janela, page.now.date()),
        enderecos=addresses(page, pedida.unidade, planos),
        proximo=achada.proximo,
        janela=janela,
        ja_achados=ja_achados,
        cheia=len(planos) == CANCELADOS_POR_VEZ,
        # Duas partes na mesma página não podem dar o mesmo nome ao que desenham.
        parte=f"cancelados-{crc32((consulta.cursor or '').encode())}",
        fora=sum(not janela.shows(plano.inicio, plano.termino) for plano in planos),
    )


def _of(plano: PlanoDaPessoa) -> Plano:
    return Plano(
        plano.id_plano_trabalho, plano.cod_unidade_executora, plano.data_inicio, plano.data_termino, plano.status
    )


def of_row(linha: Mapping[str, Any]) -> Plano:
    """O plano desta linha da lista deles."""
    return Plano(
        linha["id_plano_trabalho"],
        linha["cod_unidade_executora"],
        linha["data_inicio"],
        linha["data_termino"],
        linha["status"],
    )


def addresses(page: Page, unidade: Unidade, planos: Iterable[Plano]) -> dict[str, str]:
    """Onde está cada plano da unidade, pelo id."""
    origem, autorizadora = unidade
    return {
        plano.id: page.link(
            "/dados/plano_trabalho/documento",
            origem_unidade=origem,
            cod_unidade_autorizadora=autorizadora,
            id_plano_trabalho=plano.id,
        )
        for plano in planos
    }


def same_unit(planos: Sequence[Plano]) -> bool:
    """Se dois destes planos são da mesma executora: a API não os aceitaria ao mesmo tempo."""
    return len({plano.executora for plano in planos}) < len(planos)


def _unknown(pedida: ChavePessoa) -> Problem:
    origem, autorizadora = pedida.unidade
    detail = (
        f"Não há participante nem plano de trabalho não cancelado com a matrícula {pedida.matricula_siape[:100]} na "
        f"autorizadora {origem}/{autorizadora}. Confira a matrícula, com os zeros à esquerda, e a unidade; ou procure "
        "a pessoa na lista dos participantes."
    )
    return Problem(HTTPStatus.NOT_FOUND, "Pessoa não encontrada", detail)
