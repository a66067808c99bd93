"""Quem pode pedir o quê: as recusas que não precisam de banco, e o que as outras dizem."""

from dataclasses import replace

import pytest

from app import access
from app.rules import acesso
from app.rules.rule import Disabled, NotYours, Refused, TooSoon, Unauthenticated
from app.storage.usuario import UsuarioGuardado

FULANO = UsuarioGuardado(
    email="fulano@orgao.gov.br",
    is_admin=False,
    disabled=False,
    origem_unidade="SIAPE",
    cod_unidade_autorizadora=1,
    sistema_gerador="Sistema de teste 1.0",
    senha_argon2="",
)
ADMINISTRADOR = replace(FULANO, email="admin@orgao.gov.br", is_admin=True)


class TestAU01:
    """O pedido traz um token."""

    def test_a_mensagem_e_a_que_a_api_central_manda(self) -> None:
        assert Unauthenticated(acesso.SEM_TOKEN).message == "Not authenticated"


class TestAU02:
    """O token foi emitido aqui e está no prazo."""

    def test_a_mensagem_nao_diz_o_que_ha_de_errado_com_o_token(self) -> None:
        assert Unauthenticated(acesso.TOKEN_INVALIDO).message == "Credenciais não podem ser validadas"


class TestAU03:
    """O e-mail e a senha conferem."""

    def test_a_mensagem_nao_diz_qual_dos_dois_falhou(self) -> None:
        assert Unauthenticated(acesso.SENHA_OU_USUARIO).message == (
            "O e-mail ou a senha não conferem. Confira os dois: maiúsculas e espaços contam, também no domínio do "
            "e-mail."
        )


class TestAU04:
    """Quem entra está ativo."""

    def test_a_mensagem_diz_quem_esta_desativado(self) -> None:
        assert Unauthenticated(acesso.ENTRADA_DESATIVADA, {"email": "fulano@orgao.gov.br"}).message == (
            "A senha confere, mas o usuário fulano@orgao.gov.br está desativado. Peça a um administrador que o reative."
        )


class TestAU05:
    """Quem pede está ativo."""

    def test_usuario_desativado_e_recusado(self) -> None:
        with pytest.raises(Disabled) as recusa:
            access.require_active(replace(FULANO, disabled=True))
        assert (recusa.value.rule.code, recusa.value.message) == (
            "AU-05",
            "O usuário fulano@orgao.gov.br está desativado, e o token dele deixou de valer. "
            "Peça a um administrador que o reative.",
        )

    def test_administrador_desativado_e_recusado(self) -> None:
        with pytest.raises(Disabled) as recusa:
            access.require_administrator(replace(ADMINISTRADOR, disabled=True))
        assert recusa.value.rule.code == "AU-05"

    def test_usuario_ativo_e_aceito(self) -> None:
        access.require_active(FULANO)


class TestAU06:
    """Só um administrador cuida de usuários."""

    def test_usuario_comum_e_recusado(self) -> None:
        with pytest.raises(NotYours) as recusa:
            access.require_administrator(FULANO)
        assert (recusa.value.rule.code, recusa.value.message) == (
            "AU-06",
            "Só um administrador pode fazer isto, e fulano@orgao.gov.br não é. Peça o token de um administrador.",
        )

    def test_administrador_e_aceito(self) -> None:
        access.require_administrator(ADMINISTRADOR)


class TestAU07:
    """Cada usuário envia e lê só pela própria unidade; o administrador, por todas."""

    @pytest.mark.parametrize(
        ("origem", "unidade"), [("SIAPE", 2), ("SIORG", 1), ("siape", 1), ("SIAPE", 0), ("qualquer", 1)]
    )
    def test_caminho_de_outra_unidade_e_recusado(self, origem: str, unidade: int) -> None:
        with pytest.raises(NotYours) as recusa:
            access.require_unit(FULANO, origem, unidade)
        assert (recusa.value.rule.code, recusa.value.message) == (
            "AU-07",
            "O usuário fulano@orgao.gov.br envia pela unidade SIAPE/1, e o caminho é da unidade "
            f"{origem}/{unidade}. Corrija o caminho ou use o usuário dessa unidade; a origem diferencia maiúsculas.",
        )

    def test_caminho_da_propria_unidade_e_aceito(self) -> None:
        access.require_unit(FULANO, "SIAPE", 1)

    def test_administrador_usa_o_caminho_de_qualquer_unidade(self) -> None:
        access.require_unit(ADMINISTRADOR, "SIORG", 999_999)


class TestAU08:
    """Cada usuário vê só os próprios dados; o administrador, os de todos."""

    def test_a_mensagem_diz_quem_pediu_os_dados_de_quem(self) -> None:
        evidencia = {"email": "fulano@orgao.gov.br", "pedido": "sicrana@orgao.gov.br"}
        assert NotYours(acesso.OUTRO_USUARIO, evidencia).message == (
            "O usuário fulano@orgao.gov.br só pode ver os próprios dados, e o caminho pede os de sicrana@orgao.gov.br. "
            "Peça o próprio e-mail ou use o token de um administrador."
        )


class TestAU09:
    """O código de recuperação foi emitido aqui, está no prazo e não foi usado."""

    def test_a_mensagem_diz_como_pedir_outro(self) -> None:
        assert Unauthenticated(acesso.RECUPERACAO_INVALIDA).message == (
            "O código de recuperação não vale: já foi usado, venceu ou não foi emitido aqui. "
            "Peça outro em POST /user/forgot_password/ com o seu e-mail."
        )


class TestAU10:
    """Quem recupera a senha está ativo."""

    def test_a_mensagem_diz_quem_esta_desativado(self) -> None:
        assert Disabled(acesso.RECUPERACAO_DESATIVADA, {"email": "fulano@orgao.gov.br"}).message == (
            "O código de recuperação confere, mas o usuário fulano@orgao.gov.br está desativado. "
            "Peça a um administrador que o reative."
        )


class TestAU11:
    """Quem entra se identifica por um e-mail."""

    def test_a_mensagem_da_um_exemplo(self) -> None:
        assert Refused(acesso.USUARIO_NAO_E_EMAIL).message == (
            "O campo username tem de ser um e-mail, como fulano@orgao.gov.br. Confira o que o seu sistema envia."
        )


class TestAU12:
    """Quem erra muitas senhas espera, onde o servidor foi configurado para isso."""

    def test_a_mensagem_diz_quanto_esperar_e_nao_diz_se_a_conta_existe(self) -> None:
        assert TooSoon(acesso.ENTRADAS_DEMAIS, {"segundos": 240}).message == (
            "Houve senhas erradas demais com este e-mail, ou vindas do mesmo endereço que você, e este servidor faz "
            "esperar quem erra muito. Confira o e-mail e a senha que o seu sistema envia, e tente de novo daqui a "
            "240 s: até lá, nenhuma senha é conferida."
        )
