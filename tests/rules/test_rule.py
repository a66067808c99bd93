"""O mecanismo de uma regra: a mensagem que se preenche e a ordem em que se pergunta."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.rules import exemplo
from app.rules.facts import Facts
from app.rules.rule import Rule, Stage, all_broken, first_broken, readable

TEXTOS: dict[str, Any] = {
    "wrong": "O número é ímpar.",
    "why": "Só se contam pares.",
    "mend": "Envie um par.",
    "breaks": exemplo.participante(),
    "keeps": exemplo.participante(),
}


def _par(code: str) -> Rule[int, None]:
    return Rule(
        **TEXTOS,
        code=code,
        stage=Stage.CAMPO,
        field="x",
        source="contrato",
        message="O número {numero} é ímpar.",
        broken=lambda numero, _: {"numero": numero} if numero % 2 else None,
    )


class TestRule:
    def test_a_primeira_quebrada_e_a_primeira_da_tabela(self) -> None:
        recusa = first_broken((_par("XX-01"), _par("XX-02")), 3, None)
        assert recusa is not None
        assert (recusa.rule.code, recusa.message) == ("XX-01", "O número 3 é ímpar.")

    def test_todas_as_quebradas_vem_na_ordem_da_tabela(self) -> None:
        assert [recusa.rule.code for recusa in all_broken((_par("XX-02"), _par("XX-01")), 3, None)] == [
            "XX-02",
            "XX-01",
        ]

    def test_regra_cumprida_nao_recusa(self) -> None:
        assert first_broken((_par("XX-01"),), 2, None) is None

    def test_regra_que_um_mecanismo_confere_nunca_e_quebrada_pela_tabela(self) -> None:
        rule = Rule[int, None](**TEXTOS, code="XX-01", stage=Stage.FORMA, field="", source="contrato", message="Não.")
        assert first_broken((rule,), 3, None) is None

    def test_chaves_num_valor_enviado_nao_sao_preenchidas(self) -> None:
        rule = Rule[str, None](
            **TEXTOS,
            code="XX-01",
            stage=Stage.CAMPO,
            field="x",
            source="contrato",
            message="O id {id} se repete.",
            broken=lambda id_, _: {"id": id_},
        )
        recusa = first_broken((rule,), "{id}", None)
        assert recusa is not None
        assert recusa.message == "O id {id} se repete."


class TestReadable:
    @pytest.mark.parametrize(
        ("valor", "texto"),
        [
            (date(2024, 2, 1), "01/02/2024"),
            (date(1, 1, 1), "01/01/0001"),
            (["a", "b"], "a, b"),
            ((date(2024, 2, 1), 3), "01/02/2024, 3"),
            ([], ""),
            (1234567, "1234567"),
            ("é", "é"),
        ],
    )
    def test_valor_como_se_escreve_numa_frase(self, valor: object, texto: str) -> None:
        assert readable(valor) == texto


class TestFacts:
    @pytest.mark.parametrize(
        ("agora", "hoje"),
        [
            (datetime(2025, 7, 1, 23, 59, 59, tzinfo=UTC), date(2025, 7, 1)),
            (datetime.fromisoformat("2025-07-01T20:59:59-03:00"), date(2025, 7, 1)),
            (datetime.fromisoformat("2025-07-01T21:00:00-03:00"), date(2025, 7, 2)),
        ],
    )
    def test_hoje_e_o_dia_em_utc(self, agora: datetime, hoje: date) -> None:
        assert Facts(now=agora).today == hoje
