"""O que se recusa num usuário da API, e o que ainda se aceita."""

import pytest

from app.contract.usuario import Usuario
from app.rules import usuario as regras
from app.rules.rule import NotFound
from tests.builders import usuario
from tests.rules.julgamento import UNIDADES_ACEITAS, UNIDADES_RECUSADAS, aceito, item, recusas


class TestUS01:
    """O código da unidade do usuário tem os algarismos que a origem pede."""

    @pytest.mark.parametrize(("origem", "codigo"), [*UNIDADES_RECUSADAS, ("SIAPE", 0), ("SIORG", -1)])
    def test_codigo_com_outro_tamanho_e_recusado(self, origem: str, codigo: int) -> None:
        assert recusas(Usuario, usuario(origem_unidade=origem, cod_unidade_autorizadora=codigo)) == [
            item(
                "US-01",
                [],
                f"O código de unidade {codigo} não existe no {origem}. No SIAPE são de 1 a 5 algarismos, ou 14 (5 do "
                "órgão e 9 da UORG); no SIORG, de 1 a 6. Confira o código e a origem.",
                origem=origem,
                codigo=codigo,
            )
        ]

    @pytest.mark.parametrize(("origem", "codigo"), UNIDADES_ACEITAS)
    def test_codigo_com_o_tamanho_da_origem_e_aceito(self, origem: str, codigo: int) -> None:
        documento = usuario(origem_unidade=origem, cod_unidade_autorizadora=codigo)
        assert aceito(Usuario, documento).cod_unidade_autorizadora == codigo


class TestUS02:
    """A senha não é vazia."""

    def test_senha_vazia_e_recusada(self) -> None:
        assert recusas(Usuario, usuario(password="")) == [
            item("US-02", ["password"], "A senha está vazia. Escolha uma senha e envie de novo.")
        ]

    @pytest.mark.parametrize("senha", ["a", " "])
    def test_senha_de_um_caractere_e_aceita(self, senha: str) -> None:
        assert aceito(Usuario, usuario(password=senha)).password == senha


class TestUS03:
    """A senha tem até 4.096 caracteres, e todos contam."""

    def test_senha_de_4097_caracteres_e_recusada(self) -> None:
        assert recusas(Usuario, usuario(password="x" * 4_097)) == [
            item(
                "US-03",
                ["password"],
                "A senha tem 4097 caracteres, e o limite é de 4096. Escolha uma senha mais curta.",
                tamanho=4_097,
                limite=4_096,
            )
        ]

    @pytest.mark.parametrize("letra", ["x", "ç", "😀"])
    def test_senha_de_4096_caracteres_e_aceita_seja_qual_for_o_caractere(self, letra: str) -> None:
        assert aceito(Usuario, usuario(password=letra * 4_096)).password == letra * 4_096


class TestUS04:
    """Só se lê um usuário cadastrado."""

    def test_a_mensagem_repete_o_email_pedido(self) -> None:
        assert NotFound(regras.NAO_ENCONTRADO, {"email": "Fulano@orgao.gov.br"}).message == (
            "Não há usuário com o e-mail Fulano@orgao.gov.br. O domínio é guardado em minúsculas, e o resto como foi "
            "cadastrado: confira o texto."
        )
