"""Unidades que caem em partições diferentes: nenhuma vê o que é da outra, e cada uma fica inteira num lugar só."""

from collections.abc import Callable

import pytest

from app.storage.database import Database
from tests import builders
from tests.builders import caminho_participante, caminho_plano_entregas, caminho_plano_trabalho
from tests.conftest import Api
from tests.escala.particoes import onde_estao

UNIDADES = range(1, 9)
TABELAS = (
    "participante",
    "plano_entregas",
    "entrega",
    "plano_trabalho",
    "contribuicao",
    "avaliacao_registros_execucao",
)


def em_cada_unidade(documento: Callable[..., builders.Documento]) -> list[builders.Documento]:
    """O mesmo documento, com os mesmos identificadores, em cada unidade."""
    return [documento(cod_unidade_autorizadora=unidade) for unidade in UNIDADES]


@pytest.fixture
def cheia(api: Api) -> Api:
    """Os mesmos três documentos em cada unidade: os mesmos identificadores, a mesma pessoa e os mesmos dias."""
    for participante in em_cada_unidade(builders.participante):
        assert api.put(caminho_participante(participante), participante).status_code == 201
    for entregas in em_cada_unidade(builders.plano_entregas):
        assert api.put(caminho_plano_entregas(entregas), entregas).status_code == 201
    for trabalho in em_cada_unidade(builders.plano_trabalho):
        assert api.put(caminho_plano_trabalho(trabalho), trabalho).status_code == 201
    return api


def onde(api: Api) -> dict[int, dict[str, set[str]]]:
    """Por unidade e tabela, as partições em que há linhas dela."""
    database: Database = api.cliente.app.state.parts.database  # type: ignore[attr-defined]  # o TestClient só promete um ASGI
    assert api.cliente.portal is not None
    return api.cliente.portal.call(database.look, onde_estao)


def test_as_unidades_se_espalham_e_cada_uma_fica_inteira_na_particao_do_mesmo_numero(cheia: Api) -> None:
    achadas = onde(cheia)
    numeros = {
        unidade: {particao.rsplit("_", 1)[1] for particao in achadas[unidade]["participante"]} for unidade in UNIDADES
    }
    assert {len(numero) for numero in numeros.values()} == {1}
    assert len(set.union(*numeros.values())) > 1
    assert achadas == {
        unidade: {tabela: {f"{tabela}_{numero}" for numero in numeros[unidade]} for tabela in TABELAS}
        for unidade in UNIDADES
    }


def test_em_cada_unidade_o_periodo_se_disputa_so_com_os_planos_dela(cheia: Api) -> None:
    outros_trabalhos = em_cada_unidade(lambda **u: builders.plano_trabalho(id_plano_trabalho="pt2", **u))
    outras_entregas = em_cada_unidade(lambda **u: builders.plano_entregas(id_plano_entregas="pe2", **u))
    recusas = [cheia.put(caminho_plano_trabalho(documento), documento) for documento in outros_trabalhos]
    recusas += [cheia.put(caminho_plano_entregas(documento), documento) for documento in outras_entregas]
    vistas = [(recusa.status_code, recusa.headers["X-PGD-Regra"]) for recusa in recusas]
    assert vistas == len(UNIDADES) * [(422, "PT-18")] + len(UNIDADES) * [(422, "PE-07")]


@pytest.mark.parametrize(
    ("mudanca", "regra"),
    [
        ({"matricula_siape": "7654321"}, "PT-20"),
        ({"contribuicoes": [builders.contribuicao(id_entrega="so-da-outra")]}, "PT-21"),
    ],
)
def test_o_que_so_outra_unidade_tem_nao_se_pode_citar(cheia: Api, mudanca: builders.Documento, regra: str) -> None:
    da_outra = builders.participante(cod_unidade_autorizadora=2, matricula_siape="7654321")
    assert cheia.put(caminho_participante(da_outra), da_outra).status_code == 201
    entregas = builders.plano_entregas(
        cod_unidade_autorizadora=2, entregas=[builders.entrega(id_entrega="so-da-outra")]
    )
    assert cheia.put(caminho_plano_entregas(entregas), entregas).status_code == 200
    na_outra = builders.plano_trabalho(
        cod_unidade_autorizadora=2, id_plano_trabalho="pt2", data_inicio="2024-01-01"
    ) | {
        "matricula_siape": "7654321",
        "contribuicoes": [builders.contribuicao(id_entrega="so-da-outra")],
    }
    assert cheia.put(caminho_plano_trabalho(na_outra), na_outra).status_code == 201
    nesta = builders.plano_trabalho(**mudanca)
    recusa = cheia.put(caminho_plano_trabalho(nesta), nesta)
    assert (recusa.status_code, recusa.headers["X-PGD-Regra"]) == (422, regra)


def test_trocar_os_documentos_de_uma_unidade_nao_toca_os_das_outras(cheia: Api) -> None:
    participante = builders.participante(modalidade_execucao=3)
    entregas = builders.plano_entregas(entregas=[builders.entrega(), builders.entrega(id_entrega="e2")])
    trabalho = builders.plano_trabalho(carga_horaria_disponivel=160, avaliacoes_registros_execucao=[])
    trocados = {
        caminho_participante(participante): participante,
        caminho_plano_entregas(entregas): entregas,
        caminho_plano_trabalho(trabalho): trabalho,
    }
    for caminho, documento in trocados.items():
        trocado = cheia.put(caminho, documento)
        assert (trocado.status_code, trocado.json()) == (200, documento)
        assert cheia.get(caminho).json() == documento
    das_outras = {
        **{caminho_participante(documento): documento for documento in em_cada_unidade(builders.participante)[1:]},
        **{caminho_plano_entregas(documento): documento for documento in em_cada_unidade(builders.plano_entregas)[1:]},
        **{caminho_plano_trabalho(documento): documento for documento in em_cada_unidade(builders.plano_trabalho)[1:]},
    }
    assert {caminho: cheia.get(caminho).json() for caminho in das_outras} == das_outras


def test_o_reinicio_esvazia_todas_as_particoes(cheia: Api) -> None:
    assert cheia.cliente.post("/simulador/api/reinicio").status_code == 200
    assert onde(cheia) == {}
