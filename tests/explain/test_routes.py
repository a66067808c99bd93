"""O caminho conhecido mais perto de um que não existe."""

import pytest

from app.explain.request import ROTAS, segments_of
from app.explain.routes import closest
from tests.conftest import Api

PARTICIPANTE, ENTREGAS, TRABALHO, USUARIO = ROTAS[:4]


def perto(caminho: str) -> tuple[str, str] | None:
    return closest(segments_of(caminho))


@pytest.mark.parametrize(
    ("caminho", "rota", "difere"),
    [
        ("/organizacao/SIAPE/1/planos_trabalho/x", TRABALHO, "em vez de plano_trabalho veio planos_trabalho"),
        ("/organizacao/SIAPE/1/plano-trabalho/x", TRABALHO, "em vez de plano_trabalho veio plano-trabalho"),
        ("/organizacao/SIAPE/1/plano_entrega/x", ENTREGAS, "em vez de plano_entregas veio plano_entrega"),
        ("/organizacao/SIAPE/1/101/Participante/123", PARTICIPANTE, "em vez de participante veio Participante"),
        ("/organizacao/SIAPE/1/plano_trabalho", TRABALHO, "falta {id_plano_trabalho}"),
        ("/organizacao/SIAPE/1/plano_trabalho/", TRABALHO, "{id_plano_trabalho} está vazio"),
        ("/organizacao/SIAPE/1/participante/123", PARTICIPANTE, "falta {cod_unidade_lotacao}"),
        ("/organizacao/SIAPE/1/plano_trabalho/x/1", TRABALHO, "sobra 1"),
        ("/api/organizacao/SIAPE/1/plano_trabalho/x", TRABALHO, "sobra api"),
        ("//organizacao/SIAPE/1/plano_trabalho/x", TRABALHO, "sobra uma barra"),
        (
            "/organizacao/SIAPE/1/plano_trabalho/a%2fb",
            TRABALHO,
            "{id_plano_trabalho} traz uma barra (%2F), e a API não encontra ids com barra",
        ),
        (
            "/v1/organizacoes/SIAPE/1/plano_trabalho/x",
            TRABALHO,
            "sobra v1; em vez de organizacao veio organizacoes",
        ),
        ("/users/a@b.gov.br", USUARIO, "em vez de user veio users"),
        ("/tokens", "/token", "em vez de token veio tokens"),
        ("/api/token", "/token", "sobra api"),
        (f"/organizacao/SIAPE/1/plano_trabalho/x/{'y' * 61}", TRABALHO, f"sobra {'y' * 60}…"),
    ],
)
def test_diz_a_rota_e_em_que_o_caminho_difere_dela(caminho: str, rota: str, difere: str) -> None:
    assert perto(caminho) == (rota, difere)


@pytest.mark.parametrize("caminho", ["/nao-existe", "/x/y/z", "/", "/" + "x/" * 5_000])
def test_de_um_que_nao_se_parece_com_nenhum_nada_diz(caminho: str) -> None:
    assert perto(caminho) is None


def test_as_rotas_conhecidas_sao_as_da_documentacao_e_as_paginas(api: Api) -> None:
    documentadas = set(api.get("/openapi.json").json()["paths"])
    paginas = {"/docs", "/redoc", "/openapi.json", "/robots.txt"}
    assert set(ROTAS) == documentadas | paginas
    assert {api.get(pagina).status_code for pagina in paginas} == {200}
