"""O usuário guardado: o que o envio troca, o que só o simulador sabe dele, e desde quando a senha é a de agora."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from app.storage import usuario as usuarios
from app.storage.usuario import UsuarioGuardado
from tests import builders
from tests.storage.conftest import Guarda
from tests.storage.documentos import AGORA, DEPOIS

EMAIL = "sistema@orgao.gov.br"
GUARDADO = UsuarioGuardado(
    email=EMAIL,
    is_admin=False,
    disabled=False,
    origem_unidade="SIAPE",
    cod_unidade_autorizadora=1,
    sistema_gerador="Sistema de teste 1.0",
    senha_argon2="resumo",
    perfil=None,
    desde=AGORA,
)


def guardar(guarda: Guarda, senha: str = "resumo", agora: Any = AGORA, **mudancas: Any) -> bool:
    dados = builders.usuario(**mudancas)
    return guarda.escrever(partial(usuarios.save, dados=dados, senha_argon2=senha, now=agora))


def achado(guarda: Guarda) -> UsuarioGuardado | None:
    return guarda.ler(partial(usuarios.find, email=EMAIL))


def escolher(guarda: Guarda, perfil: str | None, email: str = EMAIL) -> bool:
    return guarda.escrever(partial(usuarios.choose_profile, email=email, perfil=perfil))


def test_volta_como_foi_guardado_com_o_instante_em_utc(guarda: Guarda) -> None:
    assert guardar(guarda) is True
    assert achado(guarda) == GUARDADO
    assert guarda.ler(usuarios.everyone) == [GUARDADO]


def test_so_viajam_os_dados_do_contrato(guarda: Guarda) -> None:
    guardar(guarda)
    escolher(guarda, "antaq")
    lido = achado(guarda)
    assert lido is not None
    assert lido.no_fio() == {nome: valor for nome, valor in builders.usuario().items() if nome != "password"}


def test_a_troca_muda_os_dados_a_senha_e_desde_quando(guarda: Guarda) -> None:
    guardar(guarda)
    assert guardar(guarda, "outro-resumo", DEPOIS, is_admin=True) is False
    assert achado(guarda) == replace(GUARDADO, senha_argon2="outro-resumo", desde=DEPOIS, is_admin=True)


def test_a_troca_da_senha_muda_desde_quando(guarda: Guarda) -> None:
    guardar(guarda)
    guarda.escrever(partial(usuarios.change_password, email=EMAIL, senha_argon2="outro-resumo", now=DEPOIS))
    assert achado(guarda) == replace(GUARDADO, senha_argon2="outro-resumo", desde=DEPOIS)


class TestPerfil:
    def test_o_escolhido_fica_e_nada_mais_muda(self, guarda: Guarda) -> None:
        guardar(guarda)
        assert escolher(guarda, "antaq") is True
        assert achado(guarda) == replace(GUARDADO, perfil="antaq")

    def test_com_nada_deixa_de_ter_um_proprio(self, guarda: Guarda) -> None:
        guardar(guarda)
        escolher(guarda, "antaq")
        assert escolher(guarda, None) is True
        assert achado(guarda) == GUARDADO

    def test_a_troca_do_usuario_o_mantem(self, guarda: Guarda) -> None:
        guardar(guarda)
        escolher(guarda, "antaq")
        guardar(guarda, agora=DEPOIS)
        assert achado(guarda) == replace(GUARDADO, perfil="antaq", desde=DEPOIS)

    @pytest.mark.parametrize("email", ["ninguem@orgao.gov.br", EMAIL.upper()])
    def test_de_quem_nao_existe_nada_se_escolhe(self, guarda: Guarda, email: str) -> None:
        guardar(guarda)
        assert escolher(guarda, "antaq", email) is False
        assert achado(guarda) == GUARDADO


def test_os_ativos_vem_na_ordem_em_que_foram_criados_e_so_quantos_se_pedem(guarda: Guarda) -> None:
    for n, agora in enumerate((AGORA, DEPOIS, DEPOIS)):
        guardar(guarda, agora=agora, email=f"u{n}@orgao.gov.br", disabled=n == 0)
    assert [um.email for um in guarda.ler(partial(usuarios.active, quantos=5))] == [
        "u1@orgao.gov.br",
        "u2@orgao.gov.br",
    ]
    assert [um.email for um in guarda.ler(partial(usuarios.active, quantos=1))] == ["u1@orgao.gov.br"]
