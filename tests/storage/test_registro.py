"""A numeração do diário, que vários processos partilham, e o limite do que ele guarda."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import Connection, select

from app.storage import registro, reinicio, tables
from app.storage.opening import open_database
from tests.storage.conftest import Guarda
from tests.storage.registros import linha


@pytest.fixture(autouse=True)
def do_um(guarda: Guarda) -> None:
    """A numeração recomeça do 1."""
    guarda.escrever(lambda connection: connection.execute(tables.contador.update().values(proximo=1)))


def numeros(connection: Connection) -> list[int]:
    return list(connection.execute(select(tables.registro.c.numero).order_by(tables.registro.c.numero)).scalars())


def guardar(guarda: Guarda, *faixa: int, limite: int) -> None:
    guarda.escrever(partial(registro.keep, linhas=[linha(numero) for numero in range(*faixa)], limite=limite))


def test_cada_reserva_comeca_onde_a_anterior_termina(guarda: Guarda) -> None:
    faixas = [guarda.escrever(partial(registro.reserve, quantos=quantos)) for quantos in (500, 1, 10)]
    assert faixas == [range(1, 501), range(501, 502), range(502, 512)]


def test_o_resto_devolvido_volta_a_ser_reservado(guarda: Guarda) -> None:
    guarda.escrever(partial(registro.reserve, quantos=500))
    guarda.escrever(partial(registro.give_back, resto=range(20, 501)))
    assert guarda.escrever(partial(registro.reserve, quantos=5)) == range(20, 25)


def test_o_resto_que_ja_nao_e_o_ultimo_nao_volta(guarda: Guarda) -> None:
    guarda.escrever(partial(registro.reserve, quantos=500))
    guarda.escrever(partial(registro.reserve, quantos=500))
    guarda.escrever(partial(registro.give_back, resto=range(20, 501)))
    assert guarda.escrever(partial(registro.reserve, quantos=5)) == range(1001, 1006)


def test_dois_programas_que_reservam_e_devolvem_ao_mesmo_tempo_nunca_tem_o_mesmo_numero(
    guarda: Guarda, banco_migrado: str
) -> None:
    """Cada um usa metade do que reserva e devolve o resto."""

    async def usar() -> list[int]:
        database, usados = open_database(banco_migrado), []
        for _ in range(40):
            faixa = await database.write(partial(registro.reserve, quantos=10))
            usados += list(faixa[:5])
            await database.write(partial(registro.give_back, resto=faixa[5:]))
        await database.close()
        return usados

    with ThreadPoolExecutor(2) as linhas:
        primeiro, segundo = linhas.map(lambda _: asyncio.run(usar()), range(2))
    assert len({*primeiro, *segundo}) == 400


def test_ate_o_limite_nada_sai(guarda: Guarda) -> None:
    guardar(guarda, 1, 11, limite=10)
    assert guarda.ler(numeros) == list(range(1, 11))


def test_passado_o_limite_saem_os_mais_antigos(guarda: Guarda) -> None:
    guardar(guarda, 1, 11, limite=10)
    guardar(guarda, 11, 14, limite=10)
    assert guarda.ler(numeros) == list(range(4, 14))
    assert guarda.ler(lambda connection: reinicio.counts(connection)["registro"]) == 10


def test_um_lote_maior_que_o_limite_deixa_so_o_fim_dele(guarda: Guarda) -> None:
    guardar(guarda, 1, 26, limite=10)
    assert guarda.ler(numeros) == list(range(16, 26))


def test_com_dois_programas_em_faixas_distantes_ficam_os_mais_novos_dos_dois(guarda: Guarda) -> None:
    """Cada processo numera na sua faixa: o limite é de registros, e não de números."""
    guardar(guarda, 1, 6, limite=10)
    guardar(guarda, 501, 504, limite=10)
    assert guarda.ler(numeros) == [1, 2, 3, 4, 5, 501, 502, 503]
