"""Importar um arquivo: o que serve se guarda, e o que não serve é recusado com o motivo, sem mudar nada."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from app.access import hash_password
from app.storage import arquivo, conferencia, importacao, instantaneo, schema, tables
from app.storage.conferencia import InvalidSnapshot
from app.storage.opening import open_database
from tests.storage.conftest import Guarda
from tests.storage.documentos import AGORA, DEPOIS
from tests.storage.estado import LINHAS, encher, todas_as_linhas
from tests.storage.test_instantaneo import contadores, restaurar, sem_administrador

pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")


def so_html_503(predefinicao: str, parametros: Any, metodo: str | None) -> None:
    if (predefinicao, parametros) != ("html-503", {}) or metodo not in (None, "PUT"):
        raise ValueError(predefinicao)


@pytest.fixture(scope="module")
def inteiro(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Um instantâneo com linhas em todas as tabelas."""

    async def salvar() -> bytes:
        database = open_database(f"sqlite:///{tmp_path_factory.mktemp('origem').as_posix()}/pgd.sqlite")
        schema.upgrade(database)
        await database.write(encher)
        await instantaneo.save(database, "origem", AGORA)
        conteudo = await instantaneo.content(database, "origem")
        await database.close()
        return conteudo

    return asyncio.run(salvar())


@pytest.fixture
def exportado(inteiro: bytes, tmp_path: Path) -> Path:
    """O arquivo dele, que o teste pode mudar."""
    onde = tmp_path / "exportado.sqlite"
    onde.write_bytes(inteiro)
    return onde


@pytest.fixture
def adiante(guarda: Guarda) -> Guarda:
    """Um servidor que já atende há mais tempo que aquele de onde o arquivo veio, sem instantâneos."""
    guarda.escrever(lambda connection: connection.execute(delete(tables.instantaneo)))
    guarda.escrever(lambda connection: connection.execute(update(tables.contador).values(proximo=1_000)))
    return guarda


def importar(guarda: Guarda, onde: Path, nome: str = "novo") -> instantaneo.Salvo:
    return guarda.laco.run(importacao.keep_file(guarda.database, nome, onde, AGORA, DEPOIS, conferir_falha=so_html_503))


def mudar(onde: Path, *comandos: str) -> Path:
    """O arquivo, depois destes comandos, corridos sem conferir chaves estrangeiras."""
    with closing(sqlite3.connect(onde, isolation_level=None)) as conexao:
        for comando in comandos:
            conexao.execute(comando)
    return onde


def test_o_que_serve_fica_guardado_e_se_restaura_igual_salvo_os_numeros(adiante: Guarda, exportado: Path) -> None:
    salvo = importar(adiante, exportado)
    assert (salvo.novo, salvo.instantaneo.criado_em) == (True, DEPOIS)
    assert salvo.instantaneo.contagens == dict.fromkeys(LINHAS, 1) | {"plano_entregas": 2}
    restaurar(adiante, "novo")
    esperadas = LINHAS | {
        # O que o próprio servidor numera ganha números novos; o diário, os que este servidor reservou.
        "registro": [LINHAS["registro"][0] | {"numero": 1_000, "ordem": 1}],
        "mensagem": [LINHAS["mensagem"][0] | {"numero": 1}],
        "falha": [LINHAS["falha"][0] | {"numero": 1}],
    }
    linhas = sem_administrador(adiante.ler(todas_as_linhas))
    assert linhas == {nome: sorted(iguais, key=str) for nome, iguais in esperadas.items()}


def test_os_registros_guardam_a_ordem_e_ninguem_mais_recebe_os_numeros_deles(adiante: Guarda, exportado: Path) -> None:
    mudar(
        exportado,
        "INSERT INTO registro (numero, ordem, recebido_em, metodo, caminho, status, duracao_ms, bytes_recebidos, "
        "bytes_enviados) SELECT numero - 20, ordem + 1, recebido_em, 'GET', caminho, status, 1, 0, 0 FROM registro",
    )
    importar(adiante, exportado)
    restaurar(adiante, "novo")
    c = tables.registro.c
    lidos = adiante.ler(lambda connection: connection.execute(select(c.numero, c.metodo).order_by(c.ordem)).all())
    assert lidos == [(1_000, "PUT"), (1_001, "GET")]
    proximos = contadores(adiante)
    assert (proximos["registro"], proximos["ordem"]) == (1_002, 1_000)


def test_importar_com_o_mesmo_nome_troca_o_que_havia(adiante: Guarda, exportado: Path) -> None:
    importar(adiante, exportado)
    salvo = importar(adiante, mudar(exportado, "DELETE FROM participante"))
    assert (salvo.novo, salvo.instantaneo.contagens["participante"]) == (False, 0)


def test_um_arquivo_de_uma_versao_mais_antiga_sobe(adiante: Guarda, tmp_path: Path) -> None:
    onde = tmp_path / "antigo.sqlite"
    onde.write_bytes(arquivo.empty("0001"))
    mudar(
        onde,
        "INSERT INTO registro (numero, recebido_em, metodo, caminho, status, duracao_ms, bytes_recebidos, "
        "bytes_enviados) VALUES (7, '2025-07-01 12:00:00.000000', 'GET', '/health', 200, 1.5, 0, 15)",
    )
    assert importar(adiante, onde).instantaneo.contagens["registro"] == 1
    restaurar(adiante, "novo")
    campos = select(tables.registro.c.caminho, tables.registro.c.chave)
    assert adiante.ler(lambda connection: connection.execute(campos).all()) == [("/health", None)]


def test_o_banco_de_um_servidor_parado_tambem_serve(adiante: Guarda, exportado: Path) -> None:
    """O arquivo do próprio banco, em WAL, e com instantâneos dentro: deles nada vem."""
    mudar(
        exportado,
        "PRAGMA journal_mode = WAL",
        "INSERT INTO instantaneo VALUES ('de-la', '2025-07-01 12:00:00.000000', '{}', 1, x'00')",
    )
    importar(adiante, exportado)
    assert adiante.ler(lambda connection: [item.nome for item in instantaneo.newest(connection, 9)]) == ["novo"]


def test_gatilhos_visoes_e_tabelas_a_mais_nao_vem_nem_se_executam(adiante: Guarda, exportado: Path) -> None:
    mudar(
        exportado,
        "CREATE TABLE outra (a)",
        "CREATE VIEW visao AS SELECT * FROM participante",
        "CREATE TRIGGER gatilho AFTER INSERT ON participante BEGIN DELETE FROM participante; END",
        "ALTER TABLE participante ADD COLUMN extra",
    )
    assert importar(adiante, exportado).instantaneo.contagens["participante"] == 1
    with arquivo.opened(adiante.laco.run(instantaneo.content(adiante.database, "novo"))) as conexao:
        assert conexao.execute("SELECT name FROM sqlite_master WHERE type IN ('view', 'trigger')").fetchall() == []
        assert conexao.execute("SELECT name FROM sqlite_master WHERE name = 'outra'").fetchall() == []


def ler(onde: Path) -> None:
    importacao.read(onde, AGORA, so_html_503)


COLIDE = (
    '{"colide_com": [{"recurso": "plano_trabalho", "chave": {"id_plano_trabalho": "pt1"}, "data_inicio": "2024-01-01", '
    '"data_termino": "2024-06-30", "status": 3, "recebido_em": "2025-07-01T12:00:00+00:00"}]}'
)
"""A evidência de um plano que divide dias com outro, como o diário a guarda."""


def achados(evidencia: str) -> str:
    """O comando que dá ao registro do diário um achado com esta evidência, em JSON."""
    return f"""UPDATE registro SET achados = '[{{"regra": "PT-18", "onde": [["body"]], "evidencia": {evidencia}}}]'"""


@pytest.mark.parametrize(
    "comando",
    [
        achados(COLIDE),
        achados(COLIDE.replace('"2025-07-01T12:00:00+00:00"', "null")),
        achados('{"de outra regra": {"o que for": [1]}}'),
        # Um campo de nome quebrado ao meio, que o diário guarda por extenso.
        r"""UPDATE registro SET achados = '[{"regra": "AV-01", "onde": [["body", "\ud800"]], "valor": "\\ud800"}]'""",
        "UPDATE falha SET vistos = 2146483647, aplicada = 0, pular = 2147483647, restantes = 1, probabilidade = 1",
        "UPDATE falha SET rota = NULL, metodo = NULL, restantes = NULL, probabilidade = NULL",
        "UPDATE falha SET origem_unidade = 'SIAPE', cod_unidade_autorizadora = 1, rota = '/organizacao'",
    ],
)
def test_o_que_o_simulador_guardaria_serve(exportado: Path, comando: str) -> None:
    ler(mudar(exportado, comando))


def trocar(onde: Path, conteudo: Callable[[bytes], bytes]) -> Path:
    onde.write_bytes(conteudo(onde.read_bytes()))
    return onde


@pytest.mark.parametrize(
    ("conteudo", "motivo"),
    [
        (lambda _: b"", "O arquivo não é um instantâneo"),
        (lambda _: b"PK\x03\x04 um zip", "O arquivo não é um instantâneo"),
        (lambda _: b"SQLite format 3\0", "O arquivo está danificado"),
        (lambda inteiro: inteiro[: len(inteiro) // 2], "O arquivo está danificado"),
        (lambda inteiro: inteiro[:4096] + b"\xff" * (len(inteiro) - 4096), "O arquivo está danificado"),
        (lambda inteiro: inteiro.replace(b"tabletentativa", b"table\xffentativa"), "está danificado"),
    ],
    ids=["vazio", "zip", "so-o-comeco", "cortado", "embaralhado", "nome-no-indice"],
)
def test_o_que_nao_e_um_sqlite_inteiro_e_recusado(
    exportado: Path, conteudo: Callable[[bytes], bytes], motivo: str
) -> None:
    with pytest.raises(InvalidSnapshot, match=motivo):
        ler(trocar(exportado, conteudo))


@pytest.mark.parametrize(
    ("comandos", "motivo"),
    [
        (["DROP TABLE alembic_version"], "mas não um instantâneo do simulador"),
        (["UPDATE alembic_version SET version_num = 'a1b2c3'"], "mas não um instantâneo do simulador"),
        (["DELETE FROM alembic_version"], "mas não um instantâneo do simulador"),
        (["UPDATE alembic_version SET version_num = '9999'"], "é de uma versão mais nova do simulador"),
        (["DROP TABLE tentativa"], "falta a tabela tentativa"),
        (["DROP TABLE tentativa", "CREATE VIEW tentativa AS SELECT 1 AS chave"], "falta a"),
        (["ALTER TABLE usuario DROP COLUMN perfil"], "falta a coluna perfil da tabela usuario"),
        (
            [
                "ALTER TABLE usuario DROP COLUMN perfil",
                "ALTER TABLE usuario ADD COLUMN perfil AS (zeroblob(900000000))",
            ],
            "falta a coluna perfil da tabela usuario",
        ),
        (["DELETE FROM plano_trabalho"], "há linhas sem a linha de que dependem"),
        (
            [
                "DROP TABLE tentativa",
                "CREATE TABLE tentativa (chave, falhas, vence_em)",
                "INSERT INTO tentativa VALUES ('a', 1, '2025-01-01 00:00:00.000000'), "
                "('a', 2, '2025-01-01 00:00:00.000000')",
            ],
            "há chaves repetidas",
        ),
        (["UPDATE participante SET situacao = 'abc'"], "um valor da coluna situacao"),
        (["UPDATE participante SET situacao = 32768"], "um valor da coluna situacao"),
        (["UPDATE entrega SET meta_entrega = 2147483648"], "um valor da coluna meta_entrega"),
        (["UPDATE entrega SET entrega_cancelada = 2"], "um valor da coluna entrega_cancelada"),
        (["UPDATE registro SET duracao_ms = 9e999"], "um valor da coluna duracao_ms"),
        (["UPDATE registro SET corpo_recebido = 'texto'"], "um valor da coluna corpo_recebido"),
        (["UPDATE participante SET cpf = CAST(x'00' AS TEXT)"], "um valor da coluna cpf"),
        (["UPDATE participante SET cpf = x'41'"], "um valor da coluna cpf"),
        (["UPDATE participante SET cpf = CAST(x'eda080' AS TEXT)"], "O arquivo está danificado"),
        (["UPDATE participante SET data_assinatura_tcr = '2024-02-30'"], "um valor da coluna data_assinatura_tcr"),
        (["UPDATE participante SET data_assinatura_tcr = '0000-01-01'"], "um valor da coluna data_assinatura_tcr"),
        (["UPDATE participante SET data_assinatura_tcr = 2024"], "um valor da coluna data_assinatura_tcr"),
        (["UPDATE usuario SET data_insercao = '2024-02-30 00:00:00.000000'"], "um valor da coluna data_insercao"),
        (["UPDATE usuario SET data_insercao = '2024-02-03'"], "um valor da coluna data_insercao"),
        (["UPDATE usuario SET data_insercao = '9999-12-31 23:59:59.999999'"], "um valor da coluna data_insercao"),
        (["UPDATE usuario SET senha_argon2 = replace(senha_argon2, 'm=19456', 'm=4194304')"], "o resumo de uma senha"),
        (["UPDATE registro SET status = 99"], "há um status que não existe"),
        (["UPDATE registro SET chave = '[1'"], "um valor da coluna chave"),
        (["UPDATE registro SET cabecalhos_recebidos = '{}'"], "um valor da coluna cabecalhos_recebidos"),
        (["UPDATE registro SET achados = '[{}]'"], "um valor da coluna achados"),
        ([achados('{"colide_com": 1}')], "um valor da coluna achados"),
        ([achados('{"colide_com": [1]}')], "um valor da coluna achados"),
        ([achados('{"colide_com": [{}]}')], "um valor da coluna achados"),
        ([achados(COLIDE.replace("2024-01-01", "2024-02-30"))], "um valor da coluna achados"),
        ([achados(COLIDE.replace('"status"', '"outro": 1, "status"'))], "um valor da coluna achados"),
        (["UPDATE falha SET parametros = '[]'"], "um valor da coluna parametros"),
        (["UPDATE falha SET predefinicao = 'outra'"], "a falha outra não existe"),
        (["UPDATE falha SET metodo = 'put'"], "a falha html-503 não existe neste, ou não se arma com"),
        (["UPDATE falha SET vistos = -1"], "com o valor da coluna vistos"),
        (["UPDATE falha SET vistos = 2146483648"], "com o valor da coluna vistos"),
        (["UPDATE falha SET aplicada = -1"], "com o valor da coluna aplicada"),
        (["UPDATE falha SET aplicada = 2147483647"], "com o valor da coluna aplicada"),
        (["UPDATE falha SET pular = -1"], "com o valor da coluna pular"),
        (["UPDATE falha SET restantes = 0"], "com o valor da coluna restantes"),
        (["UPDATE falha SET probabilidade = 0"], "com o valor da coluna probabilidade"),
        (["UPDATE falha SET probabilidade = 1.001"], "com o valor da coluna probabilidade"),
        (["UPDATE falha SET origem_unidade = 'SIAPE'"], "com o valor da coluna cod_unidade_autorizadora"),
        (["UPDATE falha SET cod_unidade_autorizadora = 1"], "com o valor da coluna cod_unidade_autorizadora"),
        (["UPDATE falha SET rota = ''"], "com o valor da coluna rota"),
        (["UPDATE falha SET rota = 'users'"], "com o valor da coluna rota"),
        (["UPDATE relogio SET congelado_em = '1999-01-01 00:00:00.000000'"], "um relógio fora dos anos"),
        (["UPDATE relogio SET congelado_em = NULL, adiantado_us = 9223372036854775807"], "um relógio fora dos anos"),
        (["UPDATE relogio SET numero = 2"], "mais de um relógio"),
    ],
)
def test_o_que_o_simulador_nao_guardaria_e_recusado_com_o_motivo(
    exportado: Path, comandos: list[str], motivo: str
) -> None:
    mudar(exportado, *comandos)
    with pytest.raises(InvalidSnapshot, match=motivo):
        ler(exportado)


def test_um_arquivo_que_nao_acaba_de_se_ler_e_recusado(exportado: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importacao, "PRAZO", 0.0)
    # Linhas bastantes para que o prazo se confira.
    mudar(
        exportado,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
        "INSERT INTO tentativa SELECT 'm' || i, 1, '2025-01-01 00:00:00.000000' FROM n",
    )
    with pytest.raises(InvalidSnapshot, match="grande demais para ser lido"):
        ler(exportado)


def test_um_arquivo_que_nao_cabe_e_recusado(exportado: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arquivo, "LIMITE", 1_000_000)
    with pytest.raises(arquivo.SnapshotTooLarge):
        ler(mudar(exportado, "UPDATE registro SET corpo_recebido = zeroblob(2000000)"))


def test_a_maior_senha_que_o_servidor_resume_passa_na_conferencia() -> None:
    """O resumo de verdade, e não só o escrito à mão: se o custo do argon2 mudar, a conferência tem de mudar junto."""
    assert conferencia.ARGON2.fullmatch(asyncio.run(hash_password("ç" * 500)))
