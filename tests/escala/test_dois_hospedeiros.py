"""Duas máquinas sobre um mesmo PostgreSQL são um servidor só.

Cada uma é um `pgd servir` com a sua pasta; em comum, só a chave que assina os tokens e o endereço do banco.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial

import pytest

from tests import builders, postgres
from tests.builders import caminho_participante, caminho_plano_entregas, caminho_plano_trabalho
from tests.concorrencia.conexoes import Conexao, juntas
from tests.conftest import CHAVE
from tests.servidor import Servidor, servidor

RODADAS = 40
DE_CADA = 4
REINICIO = "/simulador/api/reinicio"


@dataclass(frozen=True)
class Par:
    """Os dois servidores, e um token de administrador dado pelo primeiro."""

    um: Servidor
    outro: Servidor
    token: str


@pytest.fixture(scope="module")
def _no_ar(servidor_postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Par]:
    with postgres.empty_database(servidor_postgres) as banco, ExitStack() as pilha:
        um, outro = (
            pilha.enter_context(servidor(tmp_path_factory.mktemp(nome), "--banco", banco, PGD_CHAVE_SECRETA=CHAVE))
            for nome in ("um", "outro")
        )
        yield Par(um, outro, um.entrar())


@pytest.fixture
def par(_no_ar: Par) -> Par:
    """Sem dados além do participante e do plano de entregas de exemplo, enviados ao primeiro."""
    participante, entregas = builders.participante(), builders.plano_entregas()
    assert _no_ar.um.pedir("POST", REINICIO).status_code == 200
    for caminho, documento in (
        (caminho_participante(participante), participante),
        (caminho_plano_entregas(entregas), entregas),
    ):
        assert _no_ar.um.pedir("PUT", caminho, _no_ar.token, json=documento).status_code == 201
    return _no_ar


def test_o_token_de_um_vale_no_outro_e_o_que_um_guarda_o_outro_le(par: Par) -> None:
    trabalho = builders.plano_trabalho()
    caminho = caminho_plano_trabalho(trabalho)
    criado = par.outro.pedir("PUT", caminho, par.token, json=trabalho)
    lido = par.um.pedir("GET", caminho, par.outro.entrar())
    assert (criado.status_code, lido.status_code, lido.json()) == (201, 200, trabalho)


def test_o_usuario_desativado_num_e_recusado_no_outro_no_pedido_seguinte(par: Par) -> None:
    usuario = builders.usuario()
    caminho = f"/user/{usuario['email']}"
    assert par.um.pedir("PUT", caminho, par.token, json=usuario).status_code in (200, 201)
    token = par.outro.entrar(usuario["email"], usuario["password"])
    assert par.outro.pedir("GET", caminho, token).status_code == 200
    assert par.um.pedir("PUT", caminho, par.token, json=usuario | {"disabled": True}).status_code == 200
    recusa = par.outro.pedir("GET", caminho, token)
    assert (recusa.status_code, recusa.headers["X-PGD-Regra"]) == (400, "AU-05")


def test_de_oito_planos_que_se_sobrepoem_repartidos_pelos_dois_so_um_e_aceito(par: Par) -> None:
    with ExitStack() as pilha:
        conexoes = [
            pilha.enter_context(closing(Conexao(no_ar, par.token)))
            for no_ar in (par.um, par.outro)
            for _ in range(DE_CADA)
        ]
        registros: list[int] = []
        for rodada in range(RODADAS):
            planos = [
                builders.plano_trabalho(
                    id_plano_trabalho=f"pt-{rodada}-{n}",
                    cod_unidade_executora=1000 + rodada,
                    data_inicio=f"2024-01-{n + 10}",
                    avaliacoes_registros_execucao=[],
                )
                for n in range(len(conexoes))
            ]
            respostas = juntas(
                [
                    partial(conexao.pedir, "PUT", caminho_plano_trabalho(plano), plano)
                    for conexao, plano in zip(conexoes, planos, strict=True)
                ]
            )
            vistos = sorted(((resposta.status, resposta.regra) for resposta in respostas), key=str)
            assert vistos == [(201, None)] + 7 * [(422, "PT-18")]
            registros += [resposta.registro for resposta in respostas]
    assert len(set(registros)) == RODADAS * len(conexoes)


def test_o_reinicio_num_se_ve_no_outro_e_os_registros_nao_se_repetem(par: Par) -> None:
    participante = builders.participante()
    caminho = caminho_participante(participante)
    antes = par.outro.pedir("GET", caminho, par.token)
    assert par.um.pedir("POST", REINICIO, params={"escopo": "tudo"}).status_code == 200
    depois = par.outro.pedir("GET", caminho, par.token)
    de_novo = par.outro.pedir("PUT", caminho, par.token, json=participante)
    no_primeiro = par.um.pedir("PUT", caminho, par.token, json=participante)
    respostas = [antes, depois, de_novo, no_primeiro]
    assert [resposta.status_code for resposta in respostas] == [200, 404, 201, 200]
    assert len({resposta.headers["X-PGD-Registro"] for resposta in respostas}) == len(respostas)
