"""As histórias se repetem, byte por byte, e nenhuma provoca recusa nem aviso."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from app.seeds.semeadura import Resumo
from tests.conftest import BANCOS, banco_vazio
from tests.seeds.conftest import Guardado, semear

PEQUENO = {"cenario": "orgao", "orgaos": 2, "participantes": 90, "meses": 11, "hoje": "2025-11-22"}
"""Um tamanho em que há quem entre, saia e mude de unidade, planos cancelados e avaliados, e dois órgãos."""


@dataclass(frozen=True)
class Semeado:
    resumo: Resumo
    guardado: Guardado


@pytest.fixture(scope="module")
def semeados(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Semeado]:
    """O mesmo pedido, semeado nos dois bancos, e de novo num deles."""
    todos = []
    for tipo in (*BANCOS, "sqlite"):
        with banco_vazio(tipo, request, tmp_path_factory.mktemp("semeado")) as endereco:
            todos.append(Semeado(*semear(endereco, **PEQUENO)))
    return todos


@pytest.fixture(scope="module")
def semeado(semeados: list[Semeado]) -> Semeado:
    return semeados[0]


def test_o_mesmo_pedido_guarda_o_mesmo_nos_dois_bancos(semeados: list[Semeado]) -> None:
    um, outro, de_novo = (semeado.guardado for semeado in semeados)
    assert um == outro == de_novo
    assert len(um["plano_trabalho"]) > 300


def test_outra_semente_guarda_outra_coisa(semeado: Semeado, tmp_path: Path) -> None:
    outro = semear(f"sqlite:///{tmp_path}/pgd.sqlite", **PEQUENO, semente=2)[1]
    um = semeado.guardado
    assert um["participante"] != outro["participante"]
    assert {linha[2] for linha in um["plano_trabalho"]}.isdisjoint({linha[2] for linha in outro["plano_trabalho"]})


def test_nada_e_recusado_nem_avisado(semeados: list[Semeado]) -> None:
    assert [(semeado.resumo.recusados, semeado.resumo.avisos) for semeado in semeados] == [(0, 0)] * 3


def test_o_orgao_tem_o_tamanho_pedido(semeado: Semeado) -> None:
    pessoas, entregas = semeado.guardado["participante"], semeado.guardado["plano_entregas"]
    assert {linha[1] for linha in pessoas} == {60_001, 60_002}
    assert len({(linha[1], linha[2]) for linha in pessoas}) == 90
    # Onze meses até novembro de 2025, este contado.
    assert (min(linha[6] for linha in entregas), max(linha[7] for linha in entregas)) == (
        date(2025, 1, 1),
        date(2025, 12, 31),
    )


def test_ha_de_tudo_num_orgao(semeado: Semeado) -> None:
    pessoas, trabalhos = semeado.guardado["participante"], semeado.guardado["plano_trabalho"]
    assert {linha[6] for linha in pessoas} == {0, 1}, "ativos e inativos"
    assert {1, 2, 3} <= {linha[7] for linha in pessoas}, "modalidades"
    assert max(Counter(linha[2] for linha in pessoas).values()) == 2, "quem mudou de lotação"
    assert {linha[3] for linha in trabalhos} == {1, 3, 4}, "planos cancelados, em execução e concluídos"
    assert {3, 5} <= {linha[5] for linha in semeado.guardado["plano_entregas"]}, "planos em execução e avaliados"
    assert {linha[5] for linha in semeado.guardado["contribuicao"]} == {1, 2, 3}, "tipos de contribuição"


def test_cada_documento_entra_no_dia_em_que_teria_sido_enviado(semeado: Semeado) -> None:
    # Colunas: o início do plano de trabalho e o instante em que entrou.
    dias = [(linha[8], linha[11].date()) for linha in semeado.guardado["plano_trabalho"]]
    assert [inserido for _, inserido in dias] == [inicio for inicio, _ in dias]
    assert len({inicio for inicio, _ in dias}) == 4


def test_o_orgao_do_tamanho_padrao_nao_provoca_recusa_nem_aviso(tmp_path: Path) -> None:
    resumo, guardado = semear(f"sqlite:///{tmp_path}/pgd.sqlite", cenario="orgao")
    assert (resumo.recusados, resumo.avisos) == (0, 0)
    assert resumo.envios > 15_000
    assert {linha[:2] for linha in guardado["participante"]} == {("SIAPE", 60_001)}
    assert len({linha[2] for linha in guardado["participante"]}) == 600
    assert len({linha[3] for linha in guardado["plano_entregas"]}) == 3, "instituidoras"
    assert len({linha[4] for linha in guardado["plano_entregas"]}) == 40, "executoras"
    assert 5 in {linha[7] for linha in guardado["participante"]}, "quem está no exterior, dentro do limite"


@pytest.mark.parametrize(
    "hoje", ["2024-01-01", "2024-02-29", "2025-06-30", "2025-07-01", "2025-07-04", "2025-12-31", "2099-12-31"]
)
@pytest.mark.parametrize("cenario", ["plantao", "orgao"])
def test_em_qualquer_dia_nada_e_recusado_nem_avisado(tmp_path: Path, cenario: str, hoje: str) -> None:
    tamanho = {"participantes": 30, "meses": 8} if cenario == "orgao" else {}
    resumo, _ = semear(f"sqlite:///{tmp_path}/pgd.sqlite", cenario=cenario, hoje=hoje, **tamanho)
    assert (resumo.recusados, resumo.avisos) == (0, 0)
    assert resumo.envios > 40


@pytest.mark.parametrize(("participantes", "meses"), [(1, 1), (1, 60), (100, 1)])
def test_nos_menores_tamanhos_tambem(tmp_path: Path, participantes: int, meses: int) -> None:
    resumo, guardado = semear(
        f"sqlite:///{tmp_path}/pgd.sqlite", cenario="orgao", participantes=participantes, meses=meses
    )
    assert (resumo.recusados, resumo.avisos) == (0, 0)
    assert len({linha[2] for linha in guardado["participante"]}) == participantes
