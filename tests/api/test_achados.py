"""Os achados de um pedido, no texto em que o diário os guarda: nada se perde, até um limite."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app import achados
from app.achados import Achado
from app.rules import pedido
from app.rules.avaliacao import CONJUNTO
from app.rules.plano_trabalho import NAO_ENCONTRADO
from app.rules.rule import Finding

REGRA = pedido.SEM_USER_AGENT
DITO = "O pedido veio sem quem o faz."


def ida_e_volta(*findings: Finding) -> list[Achado]:
    return achados.from_text(achados.to_text(findings))


def evidencia(valor: object) -> Any:
    """Como volta um valor da evidência."""
    (achado,) = ida_e_volta(Finding(REGRA, {"x": valor}, said=DITO))
    return achado.evidencia["x"]


def test_voltam_a_regra_a_evidencia_o_lugar_e_o_valor() -> None:
    achado = Finding(NAO_ENCONTRADO, {"a": 1}, ("body", "entregas", 3, "id_entrega"), {"b": [None, True]}, DITO)
    assert ida_e_volta(achado) == [
        Achado("PT-22", (("body", "entregas", 3, "id_entrega"),), {"a": 1}, {"b": [None, True]}, DITO)
    ]


def test_a_mensagem_que_ninguem_escreveu_ainda_se_escreve_com_a_evidencia() -> None:
    (achado,) = ida_e_volta(Finding(CONJUNTO[0], {"inicio": date(2025, 3, 1), "fim": date(2025, 2, 1)}))
    assert achado.mensagem == (
        "O período avaliativo termina em 01/02/2025, antes de começar em 01/03/2025. Corrija uma das datas."
    )


def test_os_lugares_da_evidencia_voltam_como_lugares_e_nao_como_evidencia() -> None:
    onde = (("entregas", 0, "data_entrega"), ("entregas", 2, "data_entrega"))
    assert ida_e_volta(Finding(REGRA, {"x": 1, "onde": onde}, said=DITO)) == [
        Achado("PD-01", onde, {"x": 1}, None, DITO)
    ]


def test_sem_lugar_algum_vale_o_campo_da_regra() -> None:
    assert ida_e_volta(Finding(REGRA, {}, said=DITO)) == [Achado("PD-01", (("User-Agent",),), {}, None, DITO)]


def test_de_nada_nao_ha_achados() -> None:
    assert (achados.from_text(None), achados.from_text("")) == ([], [])


@pytest.mark.parametrize(
    ("valor", "volta"),
    [
        (date(2025, 7, 1), "2025-07-01"),
        (datetime(2025, 7, 1, 12, tzinfo=UTC), "2025-07-01T12:00:00+00:00"),
        ({"b", "a"}, ["a", "b"]),
        (frozenset({2, 1}), [1, 2]),
        (("a", 1), ["a", 1]),
        ("é\U0001f600", "é\U0001f600"),
        ("a\0b", "a\0b"),
        ("a\\u0000b", "a\\u0000b"),
        ('"aspas" e \\', '"aspas" e \\'),
        ("metade\ud83d", "metade\ud83d"),
        (complex(1, 2), "(1+2j)"),
    ],
    ids=["dia", "instante", "conjunto", "congelado", "tupla", "texto", "nulo", "quase", "aspas", "metade", "outro"],
)
def test_os_valores_voltam_como_o_json_os_escreve(valor: object, volta: object) -> None:
    assert evidencia(valor) == volta


def test_o_que_banco_algum_guarda_fica_escrito_como_o_json_o_escreve() -> None:
    texto = achados.to_text([Finding(REGRA, {"x": "a\0b\ud83d"}, said="c\ud83d")])
    assert texto == (
        r'[{"regra":"PD-01","onde":[["User-Agent"]],"evidencia":{"x":"a\u0000b\ud83d"},"valor":null,'
        r'"mensagem":"c\ud83d"}]'
    )


def test_ate_duzentos_se_guardam_e_os_seguintes_nao() -> None:
    muitos = [Finding(REGRA, {"n": n}, said=DITO) for n in range(201)]
    assert [achado.evidencia["n"] for achado in ida_e_volta(*muitos[:200])] == list(range(200))
    assert [achado.evidencia["n"] for achado in ida_e_volta(*muitos)] == list(range(200))


def test_quando_ocupam_demais_ficam_a_regra_e_o_lugar() -> None:
    def com(caracteres: int) -> list[Achado]:
        return ida_e_volta(
            Finding(REGRA, {"x": "y" * caracteres}, said="a"), Finding(NAO_ENCONTRADO, {"z": 1}, said="b")
        )

    sem_x = (
        '[{"regra":"PD-01","onde":[["User-Agent"]],"evidencia":{"x":""},"valor":null,"mensagem":"a"},'
        '{"regra":"PT-22","onde":[],"evidencia":{"z":1},"valor":null,"mensagem":"b"}]'
    )
    cabem = 65_536 - len(sem_x)
    assert [achado.evidencia for achado in com(cabem)] == [{"x": "y" * cabem}, {"z": 1}]
    assert com(cabem + 1) == [Achado("PD-01", (("User-Agent",),), {}, None), Achado("PT-22", (), {}, None)]


def test_quando_nem_os_lugares_cabem_ficam_so_os_codigos() -> None:
    chave = "k" * 70_000
    assert ida_e_volta(Finding(REGRA, {"onde": ((chave,),)}, said="a")) == [Achado("PD-01", (), {}, None)]
