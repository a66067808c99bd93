"""A conexão com o PostgreSQL cai depois da confirmação e antes da resposta: não se sabe, e não se diz que se sabe."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests import builders
from tests.queda.conferencia import registros
from tests.queda.envio import Conexao, ler
from tests.queda.intermediario import Intermediario, intermediario
from tests.queda.postgres_proprio import PostgresProprio, postgres_proprio
from tests.queda.resposta import SEM_CONFIRMACAO
from tests.servidor import PRAZO, Servidor, ate, servidor


@pytest.fixture(scope="module")
def proprio() -> Iterator[PostgresProprio]:
    """Um PostgreSQL em 127.0.0.1."""
    with postgres_proprio() as proprio:
        yield proprio


@pytest.fixture
def no_meio(proprio: PostgresProprio) -> Iterator[Intermediario]:
    """Por onde o servidor chega ao banco."""
    partes = psycopg.conninfo.conninfo_to_dict(proprio.endereco)
    with intermediario((str(partes["host"]), int(str(partes["port"])))) as no_meio:
        yield no_meio


@pytest.fixture
def no_ar(no_meio: Intermediario, tmp_path: Path) -> Iterator[Servidor]:
    maquina, porta = no_meio.endereco
    with servidor(tmp_path, "--banco", f"postgresql://postgres@{maquina}:{porta}/postgres") as no_ar:
        yield no_ar


def test_o_envio_guardado_cuja_resposta_se_perdeu(no_ar: Servidor, no_meio: Intermediario) -> None:
    token, documento = no_ar.entrar(), builders.participante()
    caminho = builders.caminho_participante(documento)
    no_meio.cortar_depois_de(b"INSERT INTO participante")
    with closing(Conexao(no_ar, token)) as conexao:
        SEM_CONFIRMACAO.conferir(conexao.pedir("PUT", caminho, documento))
        assert no_meio.cortou.is_set()
        assert conexao.pedir("GET", caminho).documento == documento
        # Enviado de novo, como a mensagem manda, nada se duplica.
        assert conexao.pedir("PUT", caminho, documento).status == 200


def test_o_lote_do_diario_guardado_cuja_resposta_se_perdeu(
    no_ar: Servidor, no_meio: Intermediario, proprio: PostgresProprio
) -> None:
    """O lote é repetido com o que chegou depois, e nada se perde nem se duplica."""
    token = no_ar.entrar()
    no_meio.cortar_depois_de(b"INSERT INTO registro")
    numeros = set()
    while not no_meio.cortou.is_set():
        numeros.add(int(ler(no_ar, token, "/users").cabecalhos["X-PGD-Registro"]))
    numeros.add(int(ler(no_ar, token, "/users").cabecalhos["X-PGD-Registro"]))
    ate(lambda: numeros <= registros(proprio.endereco), "o diário guardar todos os pedidos", PRAZO)
