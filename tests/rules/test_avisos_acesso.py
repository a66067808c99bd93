"""O que se avisa de quem pede, e o vizinho que ainda passa sem aviso."""

from datetime import UTC, datetime, timedelta

import pytest

from app.rules.avisos.acesso import AVISOS, TokenEmUso
from tests.rules.julgamento import primeira_recusa

SENHA_DESDE = datetime(2025, 7, 1, 12, 0, tzinfo=UTC)


class TestAU13:
    """O token foi emitido com a senha de agora."""

    def test_token_anterior_a_senha_e_avisado(self) -> None:
        token = TokenEmUso(emitido_em=SENHA_DESDE - timedelta(minutes=10), senha_desde=SENHA_DESDE)
        assert primeira_recusa(AVISOS, token) == (
            "AU-13",
            "O token é de 01/07/2025 11:50, e este usuário foi reenviado, ou trocou a senha, depois, em 01/07/2025 "
            "12:00. A API central aceita um token até ele vencer, mesmo que a senha já seja outra: peça um novo em "
            "POST /token, com a senha atual.",
        )

    def test_um_microssegundo_antes_ja_e_avisado(self) -> None:
        token = TokenEmUso(emitido_em=SENHA_DESDE - timedelta(microseconds=1), senha_desde=SENHA_DESDE)
        recusa = primeira_recusa(AVISOS, token)
        assert recusa is not None
        assert recusa[0] == "AU-13"

    @pytest.mark.parametrize("depois", [timedelta(0), timedelta(microseconds=1)])
    def test_token_emitido_com_a_senha_de_agora_nao_e_avisado(self, depois: timedelta) -> None:
        token = TokenEmUso(emitido_em=SENHA_DESDE + depois, senha_desde=SENHA_DESDE)
        assert primeira_recusa(AVISOS, token) is None
