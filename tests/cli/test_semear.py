"""`pgd semear`: direto num banco, ou num servidor no ar."""

import socket
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Pgd
from tests.servidor import Servidor, comando, servidor


def quantos(arquivo: Path, tabela: str) -> int:
    with closing(sqlite3.connect(arquivo)) as conexao:
        return int(conexao.execute(f"SELECT count(*) FROM {tabela}").fetchone()[0])


def test_sem_cenario_dizem_se_os_que_ha(pgd: Pgd, pasta: Path) -> None:
    feito = pgd("semear")
    assert feito.codigo == 0
    assert all(nome in feito.saida for nome in ("vazio", "plantao", "orgao", "legado", "problemas"))
    assert list(pasta.iterdir()) == []


def test_semeia_num_banco_sem_servidor(pgd: Pgd, banco: str) -> None:
    feito = pgd("semear", "plantao", "--hoje", "2025-07-01", "--banco", banco)
    assert (feito.codigo, feito.erros.strip()) == (0, "")
    assert "Cenário plantao, até 01/07/2025, em " in feito.saida
    assert "63 envios, 0 recusados, 0 avisos." in feito.saida
    assert "participante: 9" in feito.saida
    assert "pgd reiniciar --para semente" in feito.saida


def test_de_novo_so_recomecando(pgd: Pgd, pasta: Path) -> None:
    arquivo = pasta / "pgd.sqlite"
    endereco = f"sqlite:///{arquivo}"
    assert pgd("semear", "plantao", "--banco", endereco).codigo == 0
    recusado = pgd("semear", "legado", "--banco", endereco)
    assert recusado.codigo == 1
    assert recusado.erros.startswith("Não deu. O banco já tem dados do PGD")
    assert "--recomecar" in recusado.erros
    assert quantos(arquivo, "participante") == 9
    assert pgd("semear", "legado", "--recomecar", "--banco", endereco).codigo == 0
    assert quantos(arquivo, "participante") == 4


def test_com_outra_em_curso_no_mesmo_banco_nada_muda(pgd: Pgd, pasta: Path) -> None:
    arquivo = pasta / "pgd.sqlite"
    endereco = f"sqlite:///{arquivo}"
    assert pgd("semear", "plantao", "--banco", endereco).codigo == 0
    with closing(sqlite3.connect(arquivo)) as conexao, conexao:
        # Até o ano 2100.
        conexao.execute("UPDATE contador SET proximo = 4102444800000 WHERE nome = 'semeadura'")
    recusado = pgd("semear", "legado", "--recomecar", "--banco", endereco)
    assert (recusado.codigo, recusado.erros[:38]) == (1, "Não deu. Já há uma semeadura em curso ")
    reinicio = pgd("reiniciar", "--banco", endereco)
    assert (reinicio.codigo, reinicio.erros[:35]) == (1, "Não deu. Há uma semeadura em curso ")
    assert quantos(arquivo, "participante") == 9


def test_um_servidor_que_cai_no_meio_nao_se_confunde_com_um_que_nao_ha(pgd: Pgd) -> None:
    comeco = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
        b'29\r\n{"feitos":1,"total":9,"etapa":"come\xc3\xa7o"}\n\r\n'
    )
    with closing(socket.create_server(("127.0.0.1", 0))) as porta, ThreadPoolExecutor(1) as linha:

        def cair() -> None:
            conexao, _ = porta.accept()
            with conexao:
                conexao.recv(65_536)
                conexao.sendall(comeco)

        caiu = linha.submit(cair)
        url = f"http://127.0.0.1:{porta.getsockname()[1]}"
        feito = pgd("semear", "plantao", "--url", url)
        caiu.result()
    dito = f"Não deu. A conversa com o servidor em {url} caiu no meio. Veja o que ele escreveu no terminal, e repita."
    assert (feito.codigo, feito.erros.strip()) == (1, dito)


def test_o_tamanho_e_a_semente_sao_os_pedidos(pgd: Pgd, pasta: Path) -> None:
    arquivo = pasta / "pgd.sqlite"
    opcoes = ("--orgaos", "2", "--participantes", "20", "--meses", "2", "--semente", "7")
    feito = pgd("semear", "orgao", *opcoes, "--banco", f"sqlite:///{arquivo}")
    assert (feito.codigo, quantos(arquivo, "plano_entregas")) == (0, 2)
    assert quantos(arquivo, "participante") >= 20


def test_os_problemas_dizem_que_registro_explicar(pgd: Pgd, pasta: Path) -> None:
    endereco = f"sqlite:///{pasta / 'pgd.sqlite'}"
    feito = pgd("semear", "problemas", "--banco", endereco)
    assert feito.codigo == 0
    explicar = feito.saida.partition("O de PD-01, por exemplo: pgd explicar ")[2].split()[0]
    explicado = pgd("explicar", explicar, "--banco", endereco)
    assert (explicado.codigo, "PD-01" in explicado.saida) == (0, True)


@pytest.mark.parametrize(
    ("opcoes", "porque"),
    [
        (("nenhum",), "Não há um cenário com esse nome."),
        (("orgao", "--orgaos", "51"), "Cabem de 1 a 50 em orgaos."),
        (("plantao", "--meses", "3"), "O cenário plantao tem tamanho fixo"),
        (("plantao", "--semente", "-1"), "A semente é um número de 0 a"),
        (("plantao", "--hoje", "2023-01-01"), "As histórias terminam num dia de 01/01/2024 a 31/12/2099"),
        (("plantao", "--url", "http://127.0.0.1:1", "--banco", "sqlite:///x"), "Escolha um dos dois"),
        (("plantao", "--url", "http://127.0.0.1:1"), "O servidor em http://127.0.0.1:1 não respondeu."),
    ],
)
def test_o_que_nao_da_sai_com_1_e_o_porque(pgd: Pgd, opcoes: tuple[str, ...], porque: str) -> None:
    feito = pgd("semear", *opcoes)
    assert (feito.codigo, feito.erros[: len("Não deu. ") + len(porque)]) == (1, f"Não deu. {porque}")


class TestNoServidor:
    """Com um servidor no ar, que tem outro banco que não o da linha de comando."""

    @pytest.fixture(scope="class")
    @classmethod
    def no_ar(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servidor]:
        with servidor(tmp_path_factory.mktemp("semear")) as no_ar:
            yield no_ar

    def test_semeia_e_diz_o_que_fez(self, no_ar: Servidor, pasta: Path) -> None:
        feito = comando(pasta, "semear", "plantao", "--hoje", "2025-07-01", "--recomecar", "--url", no_ar.url)
        assert (feito.returncode, feito.stderr.strip()) == (0, "")
        assert "63 envios, 0 recusados, 0 avisos." in feito.stdout
        assert no_ar.pedir("GET", "/simulador/api/estado").json()["contagens"]["plano_trabalho"] == 13
        assert list(pasta.iterdir()) == []

    def test_o_que_o_servidor_recusa_sai_com_1(self, no_ar: Servidor, pasta: Path) -> None:
        feito = comando(pasta, "semear", "orgao", "--meses", "61", "--url", no_ar.url)
        assert (feito.returncode, "Cabem de 1 a 60 em meses." in feito.stderr) == (1, True)
