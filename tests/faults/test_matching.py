"""A que pedidos uma falha armada cabe."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.faults.arming import FalhaAArmar, settle
from app.faults.matching import Asked, fits
from app.storage.falha import FalhaArmada
from tests import builders

PARTICIPANTE = builders.caminho_participante(builders.participante())
ENTREGAS = builders.caminho_plano_entregas(builders.plano_entregas())
USUARIO = "/user/fulano@orgao.gov.br"
CAMINHOS = (
    "/",
    "/health",
    "/docs",
    "/docs/x",
    "/favicon.ico",
    "/users",
    "/token",
    USUARIO,
    PARTICIPANTE,
    ENTREGAS,
    "/nada",
)
TODOS = set(CAMINHOS)
POUPADOS = {"/", "/health", "/docs", "/docs/x", "/favicon.ico"}


def armada(**campos: Any) -> FalhaArmada:
    pedida = settle(FalhaAArmar(**{"predefinicao": "html-503", **campos}), datetime(2025, 7, 1, tzinfo=UTC))
    return FalhaArmada(**asdict(pedida), numero=1, vistos=0, aplicada=0)


def atingidos(pedido_com: str, /, **campos: Any) -> set[str]:
    return {caminho for caminho in CAMINHOS if fits(armada(**campos), Asked.of(pedido_com, caminho))}


@pytest.mark.parametrize(
    ("campos", "esperados"),
    [
        ({}, TODOS - POUPADOS),
        ({"rota": "/"}, TODOS),
        ({"rota": "/health"}, {"/health"}),
        ({"rota": "/docs"}, {"/docs", "/docs/x"}),
        ({"rota": "/users"}, {"/users"}),
        ({"rota": "/user"}, {USUARIO}),
        ({"rota": "/user/"}, {USUARIO}),
        ({"rota": "/user/{email}"}, {USUARIO}),
        ({"rota": "/organizacao"}, {PARTICIPANTE, ENTREGAS}),
        ({"rota": "/organizacao/SIAPE/1/101"}, {PARTICIPANTE}),
        ({"rota": "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_entregas"}, {ENTREGAS}),
        ({"rota": "/organizacao/SIAPE/2"}, set()),
        ({"recurso": "plano_entregas"}, {ENTREGAS}),
        ({"recurso": "usuario"}, {USUARIO}),
        ({"unidade": "SIAPE/1"}, {PARTICIPANTE, ENTREGAS}),
        ({"unidade": "siape/1"}, set()),
        ({"unidade": "SIAPE/2"}, set()),
        ({"metodo": "PUT"}, set()),
        ({"metodo": "get", "recurso": "participante"}, {PARTICIPANTE}),
        ({"predefinicao": "token-recusado"}, {"/users", USUARIO, PARTICIPANTE, ENTREGAS}),
        ({"predefinicao": "token-curto"}, set()),
    ],
)
def test_so_os_pedidos_que_a_regra_diz(campos: dict[str, Any], esperados: set[str]) -> None:
    assert atingidos("GET", **campos) == esperados


def test_o_token_curto_so_cabe_na_entrada() -> None:
    assert atingidos("POST", predefinicao="token-curto") == {"/token"}


@pytest.mark.parametrize("codigo", ["1", "01", "0001"])
def test_a_unidade_se_le_do_caminho_como_a_api_a_le(codigo: str) -> None:
    assert fits(armada(unidade="SIAPE/1"), Asked.of("PUT", f"/organizacao/SIAPE/{codigo}/plano_trabalho/x"))


@pytest.mark.parametrize("codigo", ["", "um", "1.5", "9" * 10_000, "-1"])
def test_um_codigo_que_nao_e_numero_nao_e_de_unidade_alguma(codigo: str) -> None:
    assert not fits(armada(unidade="SIAPE/1"), Asked.of("PUT", f"/organizacao/SIAPE/{codigo}/plano_trabalho/x"))


@pytest.mark.parametrize("caminho", ["*", "", "//", "/\0", "/" * 10_000])
def test_um_caminho_estranho_so_nao_tem_rota(caminho: str) -> None:
    asked = Asked.of("OPTIONS", caminho)
    assert (asked.rota, asked.chave) == (None, {})
    assert fits(armada(), asked) is (caminho in ("*", "/\0"))
    assert not fits(armada(recurso="participante", unidade="SIAPE/1"), asked)


def test_a_que_outra_versao_armou_e_esta_nao_conhece_nao_cabe_em_nada() -> None:
    assert not fits(replace(armada(), predefinicao="html-999"), Asked.of("GET", "/users"))
