"""O relógio do simulador: as contas, e o que fica guardado."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.storage import controle, relogio, schema
from app.storage.opening import open_database
from app.storage.relogio import DA_MAQUINA, OutOfRange, Relogio

MAQUINA = datetime(2026, 11, 22, 6, tzinfo=UTC)
MARCO = datetime(2025, 3, 1, tzinfo=UTC)
PARADO = Relogio(congelado_em=MARCO)
UM_DIA_ATRAS = Relogio(adiantado=timedelta(days=-1))


@pytest.mark.parametrize(
    ("atual", "agora", "congelado", "novo"),
    [
        (DA_MAQUINA, None, None, DA_MAQUINA),
        (DA_MAQUINA, None, True, Relogio(congelado_em=MAQUINA)),
        (DA_MAQUINA, MARCO, True, PARADO),
        (DA_MAQUINA, MAQUINA - timedelta(days=1), None, UM_DIA_ATRAS),
        (UM_DIA_ATRAS, None, False, UM_DIA_ATRAS),
        (UM_DIA_ATRAS, MAQUINA, None, DA_MAQUINA),
        (PARADO, None, None, PARADO),
        (PARADO, MAQUINA, None, Relogio(congelado_em=MAQUINA)),
        (PARADO, MAQUINA, False, DA_MAQUINA),
        (DA_MAQUINA, datetime(2025, 2, 28, 21, tzinfo=timezone(timedelta(hours=-3))), True, PARADO),
    ],
)
def test_o_que_nao_se_diz_fica_como_esta(
    atual: Relogio, agora: datetime | None, congelado: bool | None, novo: Relogio
) -> None:
    assert atual.at(agora, congelado, MAQUINA) == novo


def test_o_instante_parado_se_guarda_em_utc() -> None:
    """No SQLite, que não guarda o fuso, as 21h de Brasília voltariam como 21h de UTC."""
    em_brasilia = datetime(2025, 2, 28, 21, tzinfo=timezone(timedelta(hours=-3)))
    parado = DA_MAQUINA.at(em_brasilia, congelado=True, maquina=MAQUINA)
    assert parado.congelado_em is not None
    assert (parado.congelado_em.hour, parado.congelado_em.tzinfo) == (0, UTC)


@pytest.mark.parametrize("segundos", [float("nan"), float("inf"), float("-inf"), 1e30, -1e12])
def test_um_avanco_que_nao_cabe_no_calendario_e_recusado(segundos: float) -> None:
    with pytest.raises(OutOfRange):
        DA_MAQUINA.advanced(segundos, MAQUINA)


GUARDADOS = [PARADO, UM_DIA_ATRAS, Relogio(adiantado=timedelta(days=-9_000, microseconds=1)), DA_MAQUINA]


def test_o_guardado_volta_como_era_e_cada_mudanca_se_conta(banco: str) -> None:
    database = open_database(banco)
    schema.upgrade(database)
    vistos = []
    with database.synchronous_engine().begin() as connection:
        antes = controle.version(connection)
        assert relogio.find(connection) == DA_MAQUINA
        for novo in GUARDADOS:
            assert relogio.change(connection, lambda _, novo=novo: novo) == novo  # type: ignore[misc]  # o valor do laço vai no padrão
            vistos.append((relogio.find(connection), controle.version(connection) - antes))
    assert vistos == list(zip(GUARDADOS, [1, 2, 3, 4], strict=True))


def test_a_mudanca_parte_do_que_esta_guardado(banco: str) -> None:
    database = open_database(banco)
    schema.upgrade(database)
    with database.synchronous_engine().begin() as connection:
        for _ in range(2):
            relogio.change(connection, lambda atual: atual.advanced(-43_200, MAQUINA))
        assert relogio.now(connection, MAQUINA) == MAQUINA - timedelta(days=1)


def test_uma_mudanca_recusada_nao_muda_nada(banco: str) -> None:
    database = open_database(banco)
    schema.upgrade(database)
    with database.synchronous_engine().begin() as connection:
        relogio.change(connection, lambda _: PARADO)
        antes = controle.version(connection)
        with pytest.raises(OutOfRange):
            relogio.change(connection, lambda atual: atual.advanced(1e12, MAQUINA))
        assert (relogio.find(connection), controle.version(connection)) == (PARADO, antes)
