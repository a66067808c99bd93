"""O que uma transação promete: tudo ou nada, uma por vez sobre o que protege, e um erro que diz o que houve."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, func, select, text

from app.rules.rule import Unavailable
from app.storage import participante, plano_entregas, schema, sqlite, tables
from app.storage.database import Database, InvalidDatabase, KeyTooLarge
from app.storage.opening import open_database
from tests import builders, postgres
from tests.servidor import PRAZO
from tests.storage.conftest import Guarda
from tests.storage.documentos import (
    guardar_entregas,
    guardar_participante,
    ler,
    um_participante,
    um_plano_de_entregas,
)
from tests.storage.interrupcao import fora_do_ar

CHAVE_PE = ("SIAPE", 1, "pe1")


class Tropeco(Exception):
    """O que dá errado no meio de uma transação."""


def texto_que_nao_se_comprime(tamanho: int) -> str:
    """O PostgreSQL comprime o que vai ao índice: só o acaso não cabe."""
    return os.urandom(tamanho).hex()[:tamanho]


class TestTudoOuNada:
    def test_o_que_falha_no_meio_nao_deixa_nada(self, guarda: Guarda) -> None:
        def guarda_e_tropeca(connection: Connection) -> None:
            guardar_entregas(connection, um_plano_de_entregas())
            raise Tropeco

        with pytest.raises(Tropeco):
            guarda.escrever(guarda_e_tropeca)
        assert guarda.ler(partial(ler, plano_entregas.STORE, CHAVE_PE)) is None

    def test_a_substituicao_que_falha_deixa_o_que_havia(self, guarda: Guarda) -> None:
        antigo, novo = um_plano_de_entregas(), um_plano_de_entregas(entregas=[builders.entrega(id_entrega="e2")])
        guarda.escrever(partial(guardar_entregas, documento=antigo))

        def substituir(connection: Connection) -> None:
            guardar_entregas(connection, novo)
            raise Tropeco

        with pytest.raises(Tropeco):
            guarda.escrever(substituir)
        assert guarda.ler(partial(ler, plano_entregas.STORE, CHAVE_PE)) == antigo.model_dump(mode="json")

    def test_depois_de_uma_falha_o_banco_continua_servindo(self, guarda: Guarda) -> None:
        def tropeca(connection: Connection) -> None:
            connection.execute(text("SELECT 1"))
            raise Tropeco

        for funcao in (guarda.escrever, guarda.ler):
            with pytest.raises(Tropeco):
                funcao(tropeca)
        assert guarda.escrever(partial(guardar_participante, documento=um_participante())) is True
        assert guarda.ler(partial(ler, participante.STORE, ("SIAPE", 1, 101, "1234567"))) is not None


def ler_contador(connection: Connection) -> int:
    do_diario = select(tables.contador.c.proximo).where(tables.contador.c.nome == "registro")
    return int(connection.execute(do_diario).scalar_one())


def contar_participantes(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(tables.participante)).scalar_one()


@pytest.mark.parametrize("banco_migrado", ["postgresql"], indirect=True)
class TestIdentificadorQueNaoCabeNoIndice:
    def test_do_plano(self, guarda: Guarda) -> None:
        longo = um_plano_de_entregas(id_plano_entregas=texto_que_nao_se_comprime(4_000))
        with pytest.raises(KeyTooLarge):
            guarda.escrever(partial(guardar_entregas, documento=longo))

    def test_da_entrega(self, guarda: Guarda) -> None:
        longa = builders.entrega(id_entrega=texto_que_nao_se_comprime(4_000))
        with pytest.raises(KeyTooLarge):
            guarda.escrever(partial(guardar_entregas, documento=um_plano_de_entregas(entregas=[longa])))
        assert guarda.ler(partial(ler, plano_entregas.STORE, CHAVE_PE)) is None


class TestDoisProgramasNoMesmoSqlite:
    """Cada um com a sua conexão, como dois processos do servidor."""

    @pytest.fixture
    def dois(self, tmp_path: Path) -> tuple[Database, Database]:
        endereco = f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite"
        primeiro, segundo = open_database(endereco), open_database(endereco)
        schema.upgrade(primeiro)
        return primeiro, segundo

    def test_as_escritas_esperam_a_vez_sem_erro_e_nenhuma_se_perde(self, dois: tuple[Database, Database]) -> None:
        def somar(connection: Connection) -> None:
            lido = ler_contador(connection)
            connection.execute(tables.contador.update().values(proximo=lido + 1))

        async def cem(database: Database) -> int:
            for _ in range(100):
                await database.write(somar)
            lido = await database.look(ler_contador)
            await database.close()
            return lido

        with ThreadPoolExecutor(2) as linhas:
            lidos = list(linhas.map(lambda database: asyncio.run(cem(database)), dois))
        assert max(lidos) == 1 + 2 * 100

    def test_quem_espera_deixa_o_laco_atender_e_consegue_assim_que_o_outro_termina(
        self, dois: tuple[Database, Database]
    ) -> None:
        ocupado, quem_espera = dois

        async def tudo() -> tuple[bool, int, bool]:
            with ocupado.synchronous_engine().connect().execution_options(begin="BEGIN IMMEDIATE") as outro:
                transacao = outro.begin()
                escrita = asyncio.create_task(
                    quem_espera.write(partial(guardar_participante, documento=um_participante()))
                )
                for _ in range(20):
                    await asyncio.sleep(0.005)
                ainda_esperava, lidos = not escrita.done(), await quem_espera.look(contar_participantes)
                transacao.commit()
                novo = await escrita
            for database in dois:
                await database.close()
            return ainda_esperava, lidos, novo

        assert asyncio.run(tudo()) == (True, 0, True)

    def test_passado_o_prazo_o_banco_e_dado_por_fora_e_nada_fica_guardado(
        self, dois: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ocupado, quem_espera = dois
        monkeypatch.setattr(sqlite, "ESPERA_PELA_ESCRITA", 0.2)

        async def tudo() -> tuple[int, bool]:
            with ocupado.synchronous_engine().connect().execution_options(begin="BEGIN IMMEDIATE") as outro:
                transacao = outro.begin()
                with pytest.raises(Unavailable):
                    await quem_espera.write(partial(guardar_participante, documento=um_participante()))
                transacao.rollback()
            depois = await quem_espera.look(contar_participantes)
            novo = await quem_espera.write(partial(guardar_participante, documento=um_participante()))
            for database in dois:
                await database.close()
            return depois, novo

        assert asyncio.run(tudo()) == (0, True)


class TestPostgresql:
    def test_um_servidor_que_nao_existe_e_banco_fora(self) -> None:
        # A porta 1 não atende em máquina alguma de teste.
        assert fora("postgresql://ninguem@127.0.0.1:1/nada") == ["Unavailable", "Unavailable"]

    def test_um_banco_que_nao_existe_e_banco_fora(self, servidor_postgres: str) -> None:
        with postgres.empty_database(servidor_postgres) as endereco:
            pass
        assert fora(endereco) == ["Unavailable", "Unavailable"]

    def test_um_banco_que_sai_do_ar_e_volta_serve_de_novo(self, servidor_postgres: str) -> None:
        async def tudo(endereco: str) -> list[str]:
            database = open_database(endereco)
            vistos = [await como_foi(database.look, um)]
            with fora_do_ar(servidor_postgres, endereco):
                vistos += [await como_foi(database.look, um), await como_foi(database.write, um)]
            vistos += [await como_foi(database.look, um), await como_foi(database.write, um)]
            await database.close()
            return vistos

        with postgres.empty_database(servidor_postgres) as endereco:
            assert asyncio.run(tudo(endereco)) == ["1", "Unavailable", "Unavailable", "1", "1"]

    def test_uma_conexao_que_caiu_enquanto_ninguem_pedia_nao_estraga_o_pedido_seguinte(
        self, servidor_postgres: str
    ) -> None:
        """O PostgreSQL reiniciou, ou um equipamento de rede derrubou a conexão parada: ele está no ar."""

        async def tudo(endereco: str) -> list[str]:
            database = open_database(endereco)
            vistos = [await como_foi(database.look, um)]
            with fora_do_ar(servidor_postgres, endereco):
                pass
            vistos += [await como_foi(database.look, um), await como_foi(database.write, um)]
            await database.close()
            return vistos

        with postgres.empty_database(servidor_postgres) as endereco:
            assert asyncio.run(tudo(endereco)) == ["1", "1", "1"]

    def test_quem_partilha_um_nome_corre_junto(self, servidor_postgres: str) -> None:
        """Os envios de uma unidade: um não espera pelo outro."""

        async def tudo(endereco: str) -> None:
            database = open_database(endereco)
            dormir = partial(Connection.execute, statement=text("SELECT pg_sleep(1)"))
            envios = [asyncio.create_task(database.write(dormir, chave, shared="unidade")) for chave in ("a", "b")]
            async with await psycopg.AsyncConnection.connect(endereco, autocommit=True) as outra:
                await ate_haver(outra, 2, "wait_event = 'PgSleep'")
            await asyncio.gather(*envios)
            await database.close()

        with postgres.empty_database(servidor_postgres) as endereco:
            asyncio.run(tudo(endereco))

    def test_quem_guarda_um_nome_espera_quem_o_partilha(self, servidor_postgres: str) -> None:
        """Um lote, que guarda a unidade só para si, espera o envio em curso, que aqui está preso a uma tabela."""
        ordem = []

        def envio(connection: Connection) -> None:
            ler_contador(connection)
            ordem.append("envio")

        async def tudo(endereco: str) -> None:
            database = open_database(endereco)
            async with (
                await psycopg.AsyncConnection.connect(endereco) as presa,
                await psycopg.AsyncConnection.connect(endereco, autocommit=True) as outra,
            ):
                await presa.execute("LOCK TABLE contador")
                do_envio = asyncio.create_task(database.write(envio, "a", shared="unidade"))
                await ate_haver(outra, 1, "wait_event_type = 'Lock'")
                do_lote = asyncio.create_task(database.write_apart(lambda _: ordem.append("lote"), "unidade"))
                await ate_haver(outra, 2, "wait_event_type = 'Lock'")
            await asyncio.gather(do_envio, do_lote)
            await database.close()

        with postgres.empty_database(servidor_postgres) as endereco:
            schema.upgrade(open_database(endereco))
            asyncio.run(tudo(endereco))
        assert ordem == ["envio", "lote"]

    def test_transacoes_com_um_nome_em_comum_nunca_correm_juntas(self, servidor_postgres: str) -> None:
        async def tudo(endereco: str) -> int:
            um_, outro = open_database(endereco), open_database(endereco)

            def somar(connection: Connection) -> None:
                lido = ler_contador(connection)
                connection.execute(tables.contador.update().values(proximo=lido + 1))

            # Nomes em ordens opostas: se cada uma os tomasse na ordem dada, esperariam em círculo.
            await asyncio.gather(
                *(um_.write(somar, "a", "b") for _ in range(20)), *(outro.write(somar, "b", "a") for _ in range(20))
            )
            lido = await um_.look(ler_contador)
            await um_.close()
            await outro.close()
            return lido

        with postgres.empty_database(servidor_postgres) as endereco:
            schema.upgrade(open_database(endereco))
            assert asyncio.run(tudo(endereco)) == 1 + 40

    @pytest.mark.parametrize("onde", ["write", "write_apart"])
    def test_transacoes_desfeitas_por_disputa_sao_repetidas(self, servidor_postgres: str, onde: str) -> None:
        """Duas que travam as mesmas linhas em ordens opostas: o PostgreSQL desfaz uma, que corre de novo."""

        async def tudo(endereco: str) -> list[int]:
            database = open_database(endereco)

            def trocar(ordem: list[str], connection: Connection) -> None:
                for nome in ordem:
                    connection.execute(
                        text("UPDATE contador SET proximo = proximo + 1 WHERE nome = :nome"), {"nome": nome}
                    )
                    connection.execute(text("SELECT pg_sleep(0.2)"))

            write = getattr(database, onde)
            await asyncio.gather(
                write(partial(trocar, ["registro", "outro"])), write(partial(trocar, ["outro", "registro"]))
            )
            lidos = await database.look(
                lambda c: (
                    c.execute(text("SELECT proximo FROM contador WHERE nome IN ('outro', 'registro')")).scalars().all()
                )
            )
            await database.close()
            return list(lidos)

        with postgres.empty_database(servidor_postgres) as endereco:
            schema.upgrade(open_database(endereco))
            with psycopg.connect(endereco, autocommit=True) as conexao:
                conexao.execute("INSERT INTO contador VALUES ('outro', 1)")
            assert asyncio.run(tudo(endereco)) == [3, 3]


async def ate_haver(conexao: psycopg.AsyncConnection[Any], quantas: int, estado: str) -> None:
    """Espera até que tantas conexões a este banco estejam neste estado; passado o prazo, o teste falha."""
    consulta = f"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND {estado}"
    async with asyncio.timeout(PRAZO):
        vistas = -1
        while vistas != quantas:
            cursor = await conexao.execute(consulta)
            ((vistas,),) = await cursor.fetchall()


def um(connection: Connection) -> str:
    return str(connection.execute(text("SELECT 1")).scalar_one())


async def como_foi(funcao: Callable[..., object], work: Callable[[Connection], str]) -> str:
    """O que a função devolve, ou o nome do que ela levanta."""
    try:
        return str(await funcao(work))  # type: ignore[misc]  # read e write são corrotinas
    except Unavailable as erro:
        return type(erro).__name__


def fora(endereco: str) -> list[str]:
    """Como acabam uma leitura e uma escrita neste endereço."""

    async def tudo() -> list[str]:
        database = open_database(endereco)
        vistos = [await como_foi(database.look, um), await como_foi(database.write, um)]
        await database.close()
        return vistos

    return asyncio.run(tudo())


@pytest.mark.parametrize(
    ("endereco", "frase"),
    [
        ("isto não é endereço", "não pôde ser lido"),
        ("mysql://usuario@servidor/banco", "o endereço pede mysql"),
        ("sqlite://", "--efemero"),
        ("sqlite:///:memory:", "--efemero"),
    ],
)
def test_um_endereco_que_nao_serve_e_recusado_dizendo_por_que(endereco: str, frase: str) -> None:
    with pytest.raises(InvalidDatabase, match=frase):
        open_database(endereco)


@pytest.mark.parametrize(
    "prefixo", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2", "postgresql+asyncpg"]
)
def test_os_apelidos_usuais_do_postgresql_servem(servidor_postgres: str, prefixo: str) -> None:
    with postgres.empty_database(servidor_postgres) as endereco:
        assert fora(endereco.replace("postgresql", prefixo, 1)) == ["1", "1"]
