"""`pgd instantaneo` e `pgd reiniciar`, num banco e num servidor no ar, e o que perguntam antes."""

import json
import os
import pty
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Pgd
from tests.servidor import PGD, ambiente, ate, servidor

VAZIO = "Participantes: 0; planos de entregas: 0; planos de trabalho: 0; usuários: 1."


@pytest.fixture
def criado(pgd: Pgd) -> Pgd:
    """Com o banco da pasta já criado."""
    assert pgd("migrar").codigo == 0
    return pgd


def mensagens() -> int:
    """Quantos e-mails há no banco da pasta corrente."""
    with closing(sqlite3.connect(".pgd/pgd.sqlite")) as conexao:
        quantas: int = conexao.execute("SELECT count(*) FROM mensagem").fetchone()[0]
    return quantas


def escrever_um_email() -> None:
    with closing(sqlite3.connect(".pgd/pgd.sqlite")) as conexao, conexao:
        conexao.execute(
            "INSERT INTO mensagem (criada_em, para, assunto, texto) "
            "VALUES ('2025-07-01 12:00:00.000000', 'a@b.gov.br', 'x', 'y')"
        )


def test_salvar_mudar_e_restaurar(criado: Pgd) -> None:
    feito = criado("instantaneo", "salvar", "antes")
    assert (feito.codigo, feito.erros) == (0, "")
    assert feito.saida.startswith(f"O estado de agora ficou guardado no instantâneo antes. {VAZIO} Tamanho: 0,2 MB.")
    escrever_um_email()
    feito = criado("instantaneo", "restaurar", "antes")
    assert (feito.codigo, feito.saida) == (0, f"O estado é o de antes. {VAZIO}\n")
    assert mensagens() == 0


def test_salvar_de_novo_diz_que_trocou(criado: Pgd) -> None:
    criado("instantaneo", "salvar", "antes")
    assert "no instantâneo antes, no lugar do que havia." in criado("instantaneo", "salvar", "antes").saida


def test_listar_mostra_o_que_ha_na_tela_e_em_json(criado: Pgd) -> None:
    assert "Nenhum instantâneo foi guardado ainda." in criado("instantaneo", "listar").saida
    criado("instantaneo", "salvar", "um")
    criado("instantaneo", "salvar", "dois")
    tela = criado("instantaneo", "listar", "--limite", "1").saida
    assert "dois" in tela
    assert "Há mais, anteriores a estes 1" in tela
    lidos = json.loads(criado("instantaneo", "listar", "--formato", "json").saida)
    assert [item["nome"] for item in lidos] == ["dois", "um"]


def test_exportar_apagar_e_importar(criado: Pgd, pasta: Path) -> None:
    criado("instantaneo", "salvar", "antes")
    feito = criado("instantaneo", "exportar", "antes")
    assert (feito.codigo, feito.saida) == (0, "O instantâneo antes está em antes.sqlite (0,2 MB).\n")
    assert (pasta / "antes.sqlite").read_bytes().startswith(b"SQLite format 3\0")
    assert criado("instantaneo", "apagar", "antes").saida == "O instantâneo antes foi apagado.\n"
    feito = criado("instantaneo", "importar", "de-volta", "antes.sqlite")
    assert feito.saida.startswith(f"O arquivo antes.sqlite ficou guardado no instantâneo de-volta. {VAZIO}")
    assert criado("instantaneo", "restaurar", "de-volta").codigo == 0


@pytest.mark.parametrize(
    ("argumentos", "motivo"),
    [
        (("restaurar", "falta"), "Não há instantâneo com o nome falta."),
        (("exportar", "falta"), "Não há instantâneo com o nome falta."),
        (("apagar", "falta"), "Não há instantâneo com o nome falta."),
        (("importar", "novo", "falta.sqlite"), "O arquivo falta.sqlite não pôde ser lido"),
        (("importar", "novo", ".pgd/chave"), "O arquivo não é um instantâneo"),
        (("exportar", "antes", "nao/ha/pasta.sqlite"), "O arquivo nao/ha/pasta.sqlite não pôde ser escrito"),
        (("salvar", "Com/Barra"), "O nome de um instantâneo tem de 1 a 64 letras minúsculas"),
    ],
)
def test_o_que_nao_da_e_dito_numa_frase(criado: Pgd, argumentos: tuple[str, ...], motivo: str) -> None:
    criado("instantaneo", "salvar", "antes")
    feito = criado("instantaneo", *argumentos)
    assert (feito.codigo, feito.saida) == (1, "")
    assert feito.erros.startswith(f"Não deu. {motivo}")


def test_reiniciar_do_zero_da_semente_e_uma_unidade(criado: Pgd) -> None:
    escrever_um_email()
    assert criado("reiniciar").saida == f"Pronto. {VAZIO}\n"
    assert mensagens() == 1
    assert criado("instantaneo", "salvar", "semente").codigo == 0
    assert criado("reiniciar", "--escopo", "tudo").codigo == 0
    assert mensagens() == 0
    assert criado("reiniciar", "--escopo", "tudo", "--para", "semente").codigo == 0
    assert mensagens() == 1
    feito = criado("reiniciar", "--unidade", "SIAPE/1", "--formato", "json")
    assert json.loads(feito.saida)["unidade"] == "SIAPE/1"


def test_reiniciar_um_banco_que_nao_existe_nao_cria_um(pgd: Pgd, pasta: Path) -> None:
    feito = pgd("reiniciar")
    assert (feito.codigo, "não existe, e este comando não cria um" in feito.erros) == (1, True)
    assert list(pasta.iterdir()) == []


def test_num_servidor_no_ar(pgd: Pgd, tmp_path: Path) -> None:
    do_servidor = tmp_path / "servidor"
    do_servidor.mkdir()
    with servidor(do_servidor, "--efemero") as no_ar:
        assert pgd("instantaneo", "salvar", "antes", "--url", no_ar.url).codigo == 0
        assert pgd("instantaneo", "exportar", "antes", "--url", no_ar.url).codigo == 0
        assert pgd("instantaneo", "importar", "outro", "antes.sqlite", "--url", no_ar.url).codigo == 0
        assert pgd("instantaneo", "restaurar", "outro", "--url", no_ar.url).codigo == 0
        assert pgd("reiniciar", "--escopo", "tudo", "--url", no_ar.url).saida == f"Pronto. {VAZIO}\n"
        nomes = [item["nome"] for item in no_ar.pedir("GET", "/simulador/api/instantaneos").json()["instantaneos"]]
    assert sorted(nomes) == ["antes", "outro"]


def no_terminal(pasta: Path, resposta: str, *argumentos: str) -> tuple[int, str]:
    """O comando corrido num terminal de verdade, em que alguém responde: o código, e o que se leu na tela."""
    dono, terminal = pty.openpty()
    processo = subprocess.Popen(
        [PGD, *argumentos], cwd=pasta, env=ambiente(pasta), stdin=terminal, stdout=terminal, stderr=terminal
    )
    os.close(terminal)
    os.set_blocking(dono, False)
    tela = bytearray()

    def ler() -> None:
        try:
            tela.extend(os.read(dono, 65_536))
        except (BlockingIOError, OSError):
            return

    def perguntou() -> bool:
        ler()
        return b"Continuar?" in tela or processo.poll() is not None

    def terminou() -> bool:
        ler()
        return processo.poll() is not None

    ate(perguntou, "o comando perguntar")
    os.write(dono, f"{resposta}\n".encode())
    ate(terminou, "o comando terminar")
    ler()
    os.close(dono)
    return processo.wait(), tela.decode()


@pytest.mark.parametrize("argumentos", [("reiniciar", "--escopo", "tudo"), ("instantaneo", "restaurar", "antes")])
def test_num_terminal_pergunta_antes_e_so_faz_se_a_resposta_e_sim(
    criado: Pgd, pasta: Path, argumentos: tuple[str, ...]
) -> None:
    criado("instantaneo", "salvar", "antes")
    escrever_um_email()
    codigo, tela = no_terminal(pasta, "não", *argumentos)
    assert (codigo, mensagens()) == (1, 1)
    assert "Nada mudou." in tela
    codigo, tela = no_terminal(pasta, "sim", *argumentos)
    assert (codigo, mensagens()) == (0, 0)
