"""`pgd servir` como uma pessoa o usa: o que diz ao iniciar, o que recusa e o que deixa ao terminar."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import builders, postgres
from tests.cli.conftest import Pgd
from tests.concorrencia.conexoes import abrir
from tests.servidor import PGD, PRAZO, SENHA_FORTE, Servidor, ambiente, ate, comando, servidor

FORA = "0.0.0.0"  # noqa: S104  # é o que se testa
CHAVE_PUBLICADA = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"


@pytest.fixture(scope="module")
def no_ar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servidor]:
    """Um servidor sem opção nem variável alguma, além da porta."""
    with servidor(tmp_path_factory.mktemp("saudacao")) as no_ar:
        yield no_ar


class TestSaudacao:
    def test_diz_o_endereco_o_painel_a_documentacao_os_dados_e_o_administrador(self, no_ar: Servidor) -> None:
        assert no_ar.saida.splitlines()[4:10] == [
            f"Endereço:       {no_ar.url}",
            f"Painel:         {no_ar.url}/simulador/",
            f"Documentação:   {no_ar.url}/docs",
            "Ambiente:       homologação",
            f"Dados:          {no_ar.pasta / '.pgd' / 'pgd.sqlite'}",
            "Administrador:  admin@pgd.gov.br   senha: demonstracao-pgd",
        ]
        assert no_ar.pedir("GET", "/docs").status_code == 200

    def test_diz_que_e_um_simulador(self, no_ar: Servidor) -> None:
        assert "Este é um simulador: não é o ambiente do MGI." in no_ar.saida

    def test_a_linha_do_curl_corrida_no_terminal_devolve_um_token_que_vale(self, no_ar: Servidor) -> None:
        linha = next(linha for linha in no_ar.saida.splitlines() if linha.startswith("curl "))
        feito = subprocess.run(
            ["sh", "-c", f"{linha} --silent --noproxy '*'"], capture_output=True, text=True, timeout=PRAZO, check=True
        )
        recebido = json.loads(feito.stdout)
        assert recebido["token_type"] == "bearer"
        assert no_ar.pedir("GET", "/users", recebido["access_token"]).status_code == 200


class TestAmbiente:
    def test_o_de_producao_se_anuncia_como_simulado_e_guarda_a_parte(self, tmp_path: Path) -> None:
        with servidor(tmp_path, "--ambiente", "producao", "--processos", "2") as no_ar, ExitStack() as pilha:
            assert "não é o ambiente do MGI, e aqui produção é só um nome" in no_ar.saida
            assert no_ar.saida.splitlines()[7:9] == [
                "Ambiente:       produção (simulada)",
                f"Dados:          {tmp_path / '.pgd' / 'producao.sqlite'}",
            ]
            conexoes = abrir(pilha, no_ar, no_ar.entrar(), processos=2, quantas=2)
            estados = [json.loads(conexao.pedir("GET", "/simulador/api/estado").corpo) for conexao in conexoes]
            # E as rotas oficiais não o dizem: ali, nada muda.
            assert no_ar.pedir("GET", "/health").json() == {"status": "ok"}
        assert [estado["ambiente"] for estado in estados] == ["producao"] * 2
        escritos = sorted(arquivo.name for arquivo in (tmp_path / ".pgd").iterdir())
        assert escritos == ["producao.chave", "producao.sqlite"]

    def test_o_token_e_os_dados_de_um_nao_valem_no_outro(self, tmp_path: Path) -> None:
        documento = builders.participante()
        caminho = builders.caminho_participante(documento)
        with servidor(tmp_path) as homologacao:
            token = homologacao.entrar()
            assert homologacao.pedir("PUT", caminho, token, json=documento).status_code == 201
        with servidor(tmp_path, PGD_AMBIENTE="producao") as producao:
            assert producao.pedir("GET", caminho, token).status_code == 401
            assert producao.pedir("GET", caminho, producao.entrar()).status_code == 404


def test_a_porta_em_uso_e_dita_numa_frase(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ocupada:
        porta = ocupada.getsockname()[1]
        feito = comando(tmp_path, "servir", "--porta", str(porta))
    assert (feito.returncode, feito.stdout, feito.stderr) == (
        1,
        "",
        f"Não deu. Não foi possível escutar em 127.0.0.1:{porta} (a porta já está em uso). "
        "Se outro programa usa a porta, encerre-o ou escolha outra com --porta.\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_de_dois_que_iniciam_juntos_na_mesma_porta_um_atende_e_o_outro_diz_que_ela_esta_em_uso(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as livre:
        porta = str(livre.getsockname()[1])
    escritos = [tmp_path / "um", tmp_path / "outro"]
    processos = []
    for escrito in escritos:
        with escrito.open("wb") as arquivo:
            processos.append(
                subprocess.Popen(
                    [PGD, "servir", "--porta", porta, "--efemero"],
                    cwd=tmp_path,
                    env=ambiente(tmp_path),
                    stdout=arquivo,
                    stderr=subprocess.STDOUT,
                )
            )
    try:
        ate(lambda: [processo.poll() for processo in processos].count(1) == 1, "um dos dois terminar com 1")
        ate(lambda: any("Ctrl+C encerra." in escrito.read_text() for escrito in escritos), "o outro se anunciar")
        recusado = escritos[[processo.poll() for processo in processos].index(1)].read_text(encoding="utf-8")
        assert recusado.startswith(f"Não deu. Não foi possível escutar em 127.0.0.1:{porta} (a porta já está em uso).")
        assert [processo.poll() for processo in processos].count(None) == 1
    finally:
        for processo in processos:
            processo.kill()
            processo.wait(PRAZO)


def test_um_nome_de_maquina_que_nao_existe_e_dito_numa_frase(tmp_path: Path) -> None:
    feito = comando(tmp_path, "servir", "--host", "nao-existe.invalid", "--porta", "0", PGD_ADMIN_SENHA=SENHA_FORTE)
    assert (feito.returncode, feito.stdout) == (1, "")
    assert feito.stderr.startswith("Não deu. Não foi possível escutar em nao-existe.invalid:0 (")


@pytest.mark.parametrize(
    ("sinal", "processos"),
    [(signal.SIGTERM, "1"), (signal.SIGINT, "1"), (signal.SIGTERM, "2")],
    ids=["SIGTERM", "Ctrl+C", "SIGTERM-2-processos"],
)
def test_efemero_nao_deixa_nada_para_tras(tmp_path: Path, sinal: signal.Signals, processos: str) -> None:
    corrente, temporaria = tmp_path / "corrente", tmp_path / "temporaria"
    corrente.mkdir()
    temporaria.mkdir()
    with servidor(corrente, "--efemero", "--processos", processos, TMPDIR=str(temporaria)) as no_ar:
        documento = builders.participante()
        enviado = no_ar.pedir("PUT", builders.caminho_participante(documento), no_ar.entrar(), json=documento)
        assert enviado.status_code == 201
        assert "pgd.sqlite (apagado ao terminar)" in no_ar.saida
        (usada,) = temporaria.iterdir()
        assert sorted(arquivo.name for arquivo in usada.iterdir())[:2] == ["chave", "pgd.sqlite"]
        no_ar.encerrar(sinal)
    assert (list(temporaria.iterdir()), list(corrente.iterdir())) == ([], [])


def test_efemero_com_banco_e_recusado(tmp_path: Path) -> None:
    feito = comando(tmp_path, "servir", "--efemero", "--banco", "sqlite:///dados.sqlite")
    assert (feito.returncode, feito.stdout, feito.stderr) == (
        1,
        "",
        "Não deu. Escolha um dos dois: --efemero, que não guarda nada, ou --banco.\n",
    )
    assert list(tmp_path.iterdir()) == []


class TestForaDestaMaquina:
    def test_sem_senha_propria_nao_inicia_e_nao_deixa_nada(self, tmp_path: Path) -> None:
        feito = comando(tmp_path, "servir", "--host", FORA, "--porta", "0")
        assert (feito.returncode, feito.stdout, feito.stderr) == (
            1,
            "",
            f"Não deu. Configuração recusada: o servidor vai escutar em {FORA}, fora desta máquina, e a senha do "
            "administrador é a de demonstração, que todos conhecem. Defina PGD_ADMIN_SENHA com uma senha sua.\n",
        )
        assert list(tmp_path.iterdir()) == []

    def test_com_a_chave_do_tutorial_nao_inicia(self, tmp_path: Path) -> None:
        feito = comando(
            *(tmp_path, "servir", "--host", FORA, "--porta", "0"),
            SECRET_KEY=CHAVE_PUBLICADA,
            API_PGD_ADMIN_PASSWORD=SENHA_FORTE,
        )
        assert (feito.returncode, feito.stdout) == (1, "")
        assert "é conhecida, repete poucos caracteres" in " ".join(feito.stderr.split())
        assert CHAVE_PUBLICADA not in feito.stderr

    def test_com_segredos_proprios_atende_e_nao_mostra_a_senha(self, tmp_path: Path) -> None:
        with servidor(tmp_path, "--host", FORA, PGD_ADMIN_SENHA=SENHA_FORTE) as no_ar:
            assert no_ar.url.startswith("http://localhost:")
            assert "senha: a que você configurou" in no_ar.saida
            assert SENHA_FORTE not in no_ar.saida
            token = no_ar.entrar(senha=SENHA_FORTE)
            assert no_ar.pedir("GET", "/simulador/api/estado").status_code == 401
            assert no_ar.pedir("GET", "/simulador/api/estado", token).status_code == 200


def test_as_variaveis_da_implantacao_de_referencia_bastam(tmp_path: Path, servidor_postgres: str) -> None:
    """O mesmo arranjo, com a imagem trocada: banco, chave, administrador e validade do token."""
    with postgres.empty_database(servidor_postgres) as endereco:
        (tmp_path / ".env").write_text("API_PGD_ADMIN_USER=do-arquivo@orgao.gov.br\nMAIL_SERVER=\n", encoding="utf-8")
        with servidor(
            tmp_path,
            SQLALCHEMY_DATABASE_URL=endereco.replace("postgresql://", "postgresql+psycopg2://"),
            SECRET_KEY="0123456789abcdef0123456789abcdef",
            ALGORITHM="HS256",
            ACCESS_TOKEN_EXPIRE_MINUTES="5",
            API_PGD_ADMIN_PASSWORD=SENHA_FORTE,
            TEST_ENVIRONMENT="True",
            HOST="0.0.0.0",  # noqa: S104  # não é nosso, e não nos muda
        ) as no_ar:
            token = no_ar.entrar("do-arquivo@orgao.gov.br", SENHA_FORTE)
            estado = no_ar.pedir("GET", "/simulador/api/estado").json()
            assert no_ar.url.startswith("http://127.0.0.1:")
    assert (estado["banco"], estado["contagens"]["usuario"]) == ("postgresql", 1)
    assert token.count(".") == 2
    # A chave configurada dispensa a gerada: nada foi escrito além do que o teste escreveu.
    assert [arquivo.name for arquivo in tmp_path.iterdir()] == [".env"]


def test_a_chave_gerada_sobrevive_a_um_reinicio_e_dois_processos_a_partilham(tmp_path: Path) -> None:
    with servidor(tmp_path) as antes:
        token = antes.entrar()
    arquivo = tmp_path / ".pgd" / "chave"
    assert arquivo.stat().st_mode & 0o777 == 0o600
    chave = arquivo.read_text(encoding="ascii")
    with servidor(tmp_path, "--processos", "2") as depois, ExitStack() as pilha:
        uma_de_cada = abrir(pilha, depois, token, processos=2, quantas=2)
        respostas = [conexao.pedir("GET", "/users").status for conexao in uma_de_cada]
    assert respostas == [200, 200]
    assert arquivo.read_text(encoding="ascii") == chave


def test_o_token_de_um_usuario_desativado_no_terminal_deixa_de_valer_no_servidor_que_ja_corre(
    banco: str, pgd: Pgd, tmp_path: Path
) -> None:
    dados = ("--senha", "uma-senha", "--banco", banco)
    assert pgd("usuario", "criar", "sistema@orgao.gov.br", *dados).codigo == 0
    onde = tmp_path / "servidor"
    onde.mkdir()
    with servidor(onde, "--banco", banco) as no_ar:
        token = no_ar.entrar("sistema@orgao.gov.br", "uma-senha")
        caminho = "/user/sistema@orgao.gov.br"
        assert no_ar.pedir("GET", caminho, token).status_code == 200
        assert pgd("usuario", "desativar", "sistema@orgao.gov.br", "--banco", banco).codigo == 0
        assert no_ar.pedir("GET", caminho, token).status_code == 400
        # Criado de novo, o mesmo token volta a valer.
        assert pgd("usuario", "criar", "sistema@orgao.gov.br", *dados).codigo == 0
        assert no_ar.pedir("GET", caminho, token).status_code == 200


def test_a_senha_do_banco_nao_aparece_na_saudacao(tmp_path: Path, servidor_postgres: str) -> None:
    with postgres.empty_database(servidor_postgres) as endereco:
        com_senha = endereco.replace("postgres@", "postgres:senha-do-banco@", 1)
        with servidor(tmp_path, "--banco", com_senha) as no_ar:
            escrito = no_ar.saida + no_ar.registro
    assert "senha-do-banco" not in escrito
    assert "postgresql://postgres:***@" in escrito


def test_o_ambiente_do_servidor_de_teste_e_limpo(tmp_path: Path) -> None:
    assert set(ambiente(tmp_path)) & {nome for nome in os.environ if nome.startswith("PGD_")} == set()
