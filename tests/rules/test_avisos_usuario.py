"""O que se avisa de um usuário da API, e o vizinho que ainda passa sem aviso."""

import pytest

from app.contract.usuario import Usuario
from app.rules.avisos.usuario import AVISOS
from app.rules.rule import Finding, all_broken
from tests.builders import usuario
from tests.rules.julgamento import aceito


def avisos(email: str) -> list[Finding]:
    return list(all_broken(AVISOS, aceito(Usuario, usuario(email=email)), None))


class TestUS05:
    """O domínio do e-mail vem em minúsculas, como é guardado."""

    @pytest.mark.parametrize(
        ("enviado", "guardado"),
        [
            ("fulano@Orgao.gov.br", "fulano@orgao.gov.br"),
            ("Fulano@ORGAO.GOV.BR", "Fulano@orgao.gov.br"),
            ("Fulano <fulano@orgao.gov.bR>", "fulano@orgao.gov.br"),
        ],
    )
    def test_dominio_com_maiusculas_e_avisado(self, enviado: str, guardado: str) -> None:
        assert [(aviso.rule.code, aviso.message) for aviso in avisos(enviado)] == [
            (
                "US-05",
                f"O e-mail veio como {enviado}, e foi guardado como {guardado}, com o domínio em minúsculas. Só deste "
                "modo o usuário é encontrado: use-o assim para entrar, nos caminhos e no cadastro do seu sistema.",
            )
        ]

    @pytest.mark.parametrize(
        "enviado",
        [
            "fulano@orgao.gov.br",
            "Fulano@orgao.gov.br",
            "FULANO <fulano@orgao.gov.br>",
            '"Fulano@ORGAO" <fulano@orgao.gov.br>',
            " F@orgao.gov.br ",
        ],
    )
    def test_maiusculas_antes_do_arroba_nao_sao_avisadas(self, enviado: str) -> None:
        assert avisos(enviado) == []

    def test_o_conserto_e_o_email_como_se_guarda(self) -> None:
        (aviso,) = avisos("Fulano@ORGAO.gov.br")
        assert aviso.rule.fix is not None
        assert aviso.rule.fix("Fulano@ORGAO.gov.br", aviso.evidence) == "Fulano@orgao.gov.br"
