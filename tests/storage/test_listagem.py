"""As listas percorrem as tabelas aos poucos: cada comando lê um passo, e entre um e outro os demais são atendidos."""

import asyncio
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection

from app.records import listing
from app.records.listing_filters import ConsultaParticipante
from app.storage import listagem
from app.storage.listagem import Filtro
from tests.storage.conftest import Guarda
from tests.storage.documentos import guardar_participante, um_participante

MATRICULAS = [f"10000{n:02}" for n in range(1, 31)]
ULTIMA = ("SIAPE", 1, MATRICULAS[-1], 101)


@pytest.fixture(autouse=True)
def _trinta(guarda: Guarda) -> None:
    def work(connection: Connection) -> None:
        for matricula in MATRICULAS:
            guardar_participante(connection, um_participante(matricula_siape=matricula))

    guarda.escrever(work)


def ler(guarda: Guarda, **partes: Any) -> tuple[list[str], Any]:
    """As matrículas do trecho, e onde ele parou."""
    trecho = guarda.ler(partial(listagem.stretch, recurso="participante", **partes))
    return [linha["matricula_siape"] for linha in trecho.linhas], trecho.parou


def test_um_trecho_para_no_passo_ainda_que_nada_ache(guarda: Guarda, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listagem, "PASSO", 10)
    nada = Filtro(iguais={"situacao": 0})
    decima = ("SIAPE", 1, MATRICULAS[9], 101)
    assert ler(guarda, filtro=nada, depois_de=None, quantas=5) == ([], decima)
    assert ler(guarda, filtro=nada, depois_de=decima, quantas=5)[1] == ("SIAPE", 1, MATRICULAS[19], 101)
    assert ler(guarda, filtro=nada, depois_de=ULTIMA, quantas=5) == ([], None)


def test_um_trecho_para_onde_se_encheu(guarda: Guarda) -> None:
    tudo = Filtro(unidade=("SIAPE", 1))
    assert ler(guarda, filtro=tudo, depois_de=None, quantas=2) == (MATRICULAS[:2], (MATRICULAS[1], 101))
    assert ler(guarda, filtro=tudo, depois_de=(MATRICULAS[27], 101), quantas=5) == (MATRICULAS[28:], None)


def test_da_chave_de_que_se_sabe_o_comeco_so_se_percorre_o_resto(guarda: Guarda) -> None:
    de_uma_pessoa = Filtro(unidade=("SIAPE", 1), iguais={"matricula_siape": MATRICULAS[4]})
    assert listagem.order_of("participante", de_uma_pessoa) == ("cod_unidade_lotacao",)
    assert ler(guarda, filtro=de_uma_pessoa, depois_de=None, quantas=5) == ([MATRICULAS[4]], None)
    # A lotação só é começo da chave depois da matrícula.
    de_uma_lotacao = Filtro(unidade=("SIAPE", 1), iguais={"cod_unidade_lotacao": 101})
    assert listagem.order_of("participante", de_uma_lotacao) == ("matricula_siape", "cod_unidade_lotacao")


@pytest.mark.parametrize("tudo", ["pages", "total"])
def test_quem_le_tudo_da_a_vez_aos_demais(guarda: Guarda, tudo: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listagem, "PASSO", 5)
    monkeypatch.setattr(listing, "TRECHO", 3)
    consulta = ConsultaParticipante()

    async def read() -> None:
        if tudo == "total":
            assert await listing.total(guarda.database, "participante", consulta) == 30
            return
        paginas = [pagina async for pagina in listing.pages(guarda.database, "participante", consulta)]
        assert [len(pagina) for pagina in paginas] == [3] * 10

    async def attended_meanwhile() -> int:
        vezes, leitura = 0, asyncio.ensure_future(read())
        while not leitura.done():
            await asyncio.sleep(0)
            vezes += 1
        await leitura
        return vezes

    # Uma vez, ao menos, entre um trecho e o outro.
    assert guarda.laco.run(attended_meanwhile()) >= {"pages": 10, "total": 6}[tudo]
