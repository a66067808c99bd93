"""O que se recusa de quem pede uma falha num cabeçalho."""

from app.rules import falha
from app.rules.rule import Refused


class TestPD23:
    """O cabeçalho X-PGD-Falha pede uma falha que há."""

    def test_a_mensagem_diz_o_motivo_e_que_nada_foi_guardado(self) -> None:
        assert Refused(falha.FALHA_DESCONHECIDA, {"motivo": "Não há essa."}).message == (
            "O cabeçalho X-PGD-Falha não foi entendido, e nada deste pedido foi guardado. Não há essa."
        )
