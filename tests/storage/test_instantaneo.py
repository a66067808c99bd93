"""Os instantâneos: tudo o que tem estado está neles, e volta igual, no mesmo banco ou noutro."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, case, func, insert, inspect, select, update

from app.storage import arquivo, instantaneo, mensagem, schema, tables
from app.storage.arquivo import Retrato
from app.storage.instantaneo import Instantaneo, Salvo, SnapshotNotFound
from app.storage.opening import open_database
from app.storage.reinicio import Escopo
from tests.conftest import BANCOS, banco_vazio
from tests.storage.conftest import Guarda
from tests.storage.documentos import AGORA, DEPOIS
from tests.storage.estado import CONTADORES, LINHAS, RESUMO, encher, todas_as_linhas

# O SQLAlchemy não lê do SQLite os índices de expressões, e avisa.
pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")

ADMIN = {
    "email": "admin@pgd.gov.br",
    "is_admin": True,
    "disabled": False,
    "origem_unidade": "SIAPE",
    "cod_unidade_autorizadora": 1,
    "sistema_gerador": "Simulador",
    "senha_argon2": RESUMO,
}


@contextmanager
def _aberto(kind: str, request: pytest.FixtureRequest, pasta: Path) -> Iterator[Guarda]:
    with banco_vazio(kind, request, pasta) as endereco, asyncio.Runner() as laco:
        schema.upgrade(open_database(endereco))
        guarda = Guarda(open_database(endereco), laco)
        yield guarda
        laco.run(guarda.database.close())


@pytest.fixture
def cheia(guarda: Guarda) -> Guarda:
    """Com linhas em todas as tabelas, e sem instantâneos."""
    guarda.escrever(lambda connection: connection.execute(tables.instantaneo.delete()))
    guarda.escrever(lambda connection: connection.execute(update(tables.contador).values(proximo=1)))
    guarda.escrever(encher)
    return guarda


def salvar(guarda: Guarda, nome: str = "foto") -> bytes:
    """O arquivo do instantâneo que se acaba de guardar."""
    guarda.laco.run(instantaneo.save(guarda.database, nome, AGORA))
    return guarda.laco.run(instantaneo.content(guarda.database, nome))


def restaurar(guarda: Guarda, nome: str = "foto", **opcoes: Any) -> None:
    guarda.laco.run(instantaneo.restore(guarda.database, nome, ADMIN, DEPOIS, **opcoes))


def guardar_arquivo(guarda: Guarda, conteudo: bytes, nome: str = "foto") -> None:
    guarda.laco.run(instantaneo.keep(guarda.database, nome, Retrato(conteudo, {}), AGORA))


def sem_administrador(linhas: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Só o que `LINHAS` tem: a restauração acrescenta o administrador, que lá não está."""
    sem = [linha for linha in linhas["usuario"] if linha["email"] != ADMIN["email"]]
    return {nome: linhas[nome] for nome in LINHAS} | {"usuario": sem}


def contadores(guarda: Guarda) -> dict[str, int]:
    linhas = guarda.ler(lambda connection: connection.execute(select(tables.contador)).mappings().all())
    return {linha["nome"]: linha["proximo"] for linha in linhas}


def test_nenhuma_tabela_do_banco_fica_de_fora(cheia: Guarda) -> None:
    """A tabela nova que ninguém lembrou de pôr no instantâneo, ou neste teste, aparece aqui."""
    do_banco = set(cheia.ler(lambda connection: inspect(connection).get_table_names()))
    assert do_banco - {"instantaneo", "alembic_version", "contador", "sessao"} == set(LINHAS)
    with arquivo.opened(salvar(cheia)) as conexao:
        quantas = {nome: conexao.execute(f"SELECT count(*) FROM {nome}").fetchone()[0] for nome in do_banco}
    vazias = {nome for nome, linhas in quantas.items() if not linhas}
    # Quem entrou no painel não se fotografa.
    assert vazias == {"instantaneo", "sessao"}


@pytest.mark.parametrize("destino", BANCOS)
def test_vai_e_volta_igual_no_mesmo_banco_ou_noutro(
    cheia: Guarda, destino: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    conteudo = salvar(cheia)
    with _aberto(destino, request, tmp_path) as outro:
        guardar_arquivo(outro, conteudo)
        restaurar(outro)
        linhas = outro.ler(todas_as_linhas)
    assert sem_administrador(linhas) == {nome: sorted(iguais, key=str) for nome, iguais in LINHAS.items()}
    assert [linha["email"] for linha in linhas["usuario"]] == ["admin@pgd.gov.br", "pessoa@orgao.gov.br"]


def test_o_que_se_guarda_diz_quando_quantas_linhas_e_quanto_ocupa(cheia: Guarda) -> None:
    salvo = cheia.laco.run(instantaneo.save(cheia.database, "foto", AGORA))
    tamanho = len(cheia.laco.run(instantaneo.content(cheia.database, "foto")))
    contagens = dict.fromkeys(LINHAS, 1) | {"plano_entregas": 2}
    assert salvo == Salvo(Instantaneo("foto", AGORA, contagens, tamanho), novo=True)
    assert cheia.ler(lambda connection: instantaneo.find(connection, "foto")) == salvo.instantaneo


def test_guardar_com_o_mesmo_nome_troca_o_que_havia(cheia: Guarda) -> None:
    salvar(cheia)
    cheia.escrever(lambda connection: connection.execute(tables.participante.delete()))
    salvo = cheia.laco.run(instantaneo.save(cheia.database, "foto", DEPOIS))
    assert (salvo.novo, salvo.instantaneo.contagens["participante"]) == (False, 0)
    assert cheia.ler(lambda connection: instantaneo.newest(connection, 10)) == [salvo.instantaneo]


def test_o_arquivo_abre_em_qualquer_sqlite_e_diz_a_versao_das_tabelas(cheia: Guarda, tmp_path: Path) -> None:
    onde = tmp_path / "foto.sqlite"
    onde.write_bytes(salvar(cheia))
    with closing(sqlite3.connect(onde)) as conexao:
        assert conexao.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert conexao.execute("SELECT version_num FROM alembic_version").fetchall() == [("0005",)]
        assert conexao.execute("SELECT cpf, data_insercao FROM participante").fetchall() == [
            ("52998224725", "2025-07-01 12:30:15.123456")
        ]


def colunas(connection: Connection, tabela: str) -> list[str]:
    return [coluna["name"] for coluna in inspect(connection).get_columns(tabela)]


def test_as_colunas_do_arquivo_estao_na_ordem_das_do_banco(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """É o que deixa o SQLite copiar a tabela inteira, em páginas, sem olhar as colunas."""
    with _aberto("sqlite", request, tmp_path) as guarda, arquivo.opened(arquivo.empty()) as conexao:
        for tabela in (*LINHAS, "contador"):
            do_banco = guarda.ler(partial(colunas, tabela=tabela))
            do_arquivo = [coluna for _, coluna, *_ in conexao.execute(f"PRAGMA table_info({tabela})")]
            assert do_arquivo == do_banco


def test_restaurar_desfaz_o_que_veio_depois(cheia: Guarda) -> None:
    salvar(cheia)
    antes = sem_administrador(cheia.ler(todas_as_linhas))
    cheia.escrever(lambda connection: connection.execute(tables.participante.delete()))
    cheia.escrever(lambda connection: connection.execute(update(tables.usuario).values(senha_argon2="outra")))
    cheia.escrever(lambda connection: connection.execute(tables.relogio.delete()))
    cheia.escrever(lambda connection: mensagem.keep(connection, "a@b.gov.br", "assunto", "texto", DEPOIS))
    restaurar(cheia)
    assert sem_administrador(cheia.ler(todas_as_linhas)) == antes


def test_so_os_dados_ou_so_os_de_uma_unidade(cheia: Guarda) -> None:
    salvar(cheia)
    cheia.escrever(lambda connection: connection.execute(tables.usuario.delete()))
    cheia.escrever(lambda connection: connection.execute(tables.plano_entregas.delete()))
    restaurar(cheia, escopo=Escopo.DADOS, unidade=("SIORG", 2))
    linhas = cheia.ler(todas_as_linhas)
    assert [linha["id_plano_entregas"] for linha in linhas["plano_entregas"]] == ["pe2"]
    assert len(linhas["participante"]) == 1
    restaurar(cheia, escopo=Escopo.DADOS)
    linhas = cheia.ler(todas_as_linhas)
    assert {nome: len(linhas[nome]) for nome in ("plano_entregas", "entrega", "usuario")} == {
        "plano_entregas": 2,
        "entrega": 1,
        "usuario": 0,
    }


def test_os_contadores_nunca_voltam_atras(cheia: Guarda) -> None:
    salvar(cheia)
    nome = tables.contador.c.nome
    adiante = update(tables.contador).values(
        proximo=case({"registro": 9_000, "ordem": 2, "semeadura": 0}, value=nome, else_=9)
    )
    cheia.escrever(lambda connection: connection.execute(adiante))
    restaurar(cheia)
    # O do diário já ia adiante; a ordem volta à guardada; os controles contam esta mudança; e a marca de uma semeadura
    # em curso não viaja.
    esperados = {"registro": 9_000, "ordem": CONTADORES["ordem"], "controles": 10, "semeadura": 0}
    assert contadores(cheia) == esperados


def test_a_numeracao_continua_depois_do_que_se_restaurou(cheia: Guarda) -> None:
    salvar(cheia)
    restaurar(cheia)
    novo = cheia.escrever(lambda connection: mensagem.keep(connection, "a@b.gov.br", "assunto", "texto", AGORA))
    valores = {**LINHAS["falha"][0]}
    valores.pop("numero")
    nova = insert(tables.falha).returning(tables.falha.c.numero)
    falha = cheia.escrever(lambda connection: connection.execute(nova, valores).scalar_one())
    assert (novo, falha) == (8, 6)


def test_uma_restauracao_que_falha_nao_muda_nada(cheia: Guarda) -> None:
    cheia.escrever(lambda connection: connection.execute(tables.mensagem.delete()))
    salvar(cheia)
    for _ in range(3):
        cheia.escrever(lambda connection: mensagem.keep(connection, "a@b.gov.br", "assunto", "texto", AGORA))
    antes = cheia.ler(todas_as_linhas)
    with pytest.raises(KeyError):
        # Sem o administrador, a última parte não tem como dar certo.
        cheia.laco.run(instantaneo.restore(cheia.database, "foto", {}, AGORA))
    assert cheia.ler(todas_as_linhas) == antes
    proxima = cheia.escrever(lambda connection: mensagem.keep(connection, "a@b.gov.br", "assunto", "texto", AGORA))
    assert proxima == max(linha["numero"] for linha in antes["mensagem"]) + 1


def test_um_instantaneo_de_uma_versao_mais_antiga_sobe_ate_a_deste_programa(guarda: Guarda) -> None:
    with arquivo.opened(arquivo.empty("0002")) as conexao:
        conexao.execute(
            "INSERT INTO registro (numero, recebido_em, metodo, caminho, status, duracao_ms, bytes_recebidos, "
            "bytes_enviados) VALUES (7, '2025-07-01 12:00:00.000000', 'GET', '/health', 200, 1.5, 0, 15)"
        )
        antigo = conexao.serialize()
    guardar_arquivo(guarda, antigo)
    restaurar(guarda)
    campos = select(tables.registro.c.numero, tables.registro.c.ordem, tables.registro.c.avisos)
    assert guarda.ler(lambda connection: connection.execute(campos).all()) == [(7, 7, None)]
    assert contadores(guarda)["ordem"] >= 8


def test_um_nome_que_nao_ha_nao_apaga_nada(cheia: Guarda) -> None:
    with pytest.raises(SnapshotNotFound):
        restaurar(cheia, "outro")
    assert (
        cheia.ler(lambda connection: connection.execute(select(func.count()).select_from(tables.usuario)).scalar_one())
        == 1
    )


def test_um_estado_grande_demais_e_recusado_e_o_que_havia_fica(cheia: Guarda, monkeypatch: pytest.MonkeyPatch) -> None:
    salvar(cheia)
    cheia.escrever(
        lambda connection: connection.execute(update(tables.registro).values(corpo_recebido=b"x" * 2_000_000))
    )
    monkeypatch.setattr(arquivo, "LIMITE", 1_000_000)
    with pytest.raises(arquivo.SnapshotTooLarge):
        cheia.laco.run(instantaneo.save(cheia.database, "foto", DEPOIS))
    guardado = cheia.ler(lambda connection: instantaneo.find(connection, "foto"))
    assert guardado is not None
    assert guardado.criado_em == AGORA
