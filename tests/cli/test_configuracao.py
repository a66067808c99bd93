"""De onde vem cada configuração: opção, ambiente, `.env`, padrão, e os nomes que outra implantação já usa."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.settings import InvalidSettings, Settings
from app.storage.database import InvalidDatabase
from app.storage.opening import open_database

pytestmark = pytest.mark.usefixtures("pasta")

CHAVE_BOA = "0123456789abcdef0123456789abcdef"
CHAVE_PUBLICADA = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"


def valor(campo: str, **opcoes: Any) -> Any:
    """O campo da configuração em vigor; os segredos, abertos."""
    lido = getattr(Settings.load(**opcoes), campo)
    return getattr(lido, "get_secret_value", lambda: lido)()


@pytest.mark.parametrize(
    ("campo", "padrao"),
    [
        ("host", "127.0.0.1"),
        ("porta", 5057),
        ("processos", 1),
        ("ambiente", "homologacao"),
        ("banco", "sqlite:///.pgd/pgd.sqlite"),
        ("chave_secreta", None),
        ("algoritmo", "HS256"),
        ("token_minutos", 30),
        ("admin_email", "admin@pgd.gov.br"),
        ("admin_senha", "demonstracao-pgd"),
        ("limite_corpo", 16_777_216),
        ("diario_registros", 10_000),
        ("diario_corpo", 65_536),
        ("smtp_servidor", None),
        ("smtp_porta", 587),
        ("smtp_usuario", None),
        ("smtp_senha", None),
        ("smtp_remetente", "simulador@pgd.gov.br"),
        ("smtp_nome", "Simulador da API PGD"),
    ],
)
def test_sem_nada_vale_o_padrao(campo: str, padrao: object) -> None:
    assert valor(campo) == padrao


@pytest.mark.parametrize(
    ("apelido", "texto", "campo", "esperado"),
    [
        ("SQLALCHEMY_DATABASE_URL", "postgresql://u:s@db/api_pgd", "banco", "postgresql://u:s@db/api_pgd"),
        ("SQLALCHEMY_DATABASE_URL", "postgresql+psycopg2://u:s@db/x", "banco", "postgresql+psycopg2://u:s@db/x"),
        ("SECRET_KEY", CHAVE_BOA, "chave_secreta", CHAVE_BOA),
        ("ALGORITHM", "HS256", "algoritmo", "HS256"),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "45", "token_minutos", 45),
        ("API_PGD_ADMIN_USER", "chefe@orgao.gov.br", "admin_email", "chefe@orgao.gov.br"),
        ("API_PGD_ADMIN_PASSWORD", "uma-senha", "admin_senha", "uma-senha"),
        ("MAIL_SERVER", "smtp.orgao.gov.br", "smtp_servidor", "smtp.orgao.gov.br"),
        ("MAIL_PORT", "1025", "smtp_porta", 1025),
        ("MAIL_USERNAME", "carteiro", "smtp_usuario", "carteiro"),
        ("MAIL_PASSWORD", "segredo", "smtp_senha", "segredo"),
        ("MAIL_FROM", "de@orgao.gov.br", "smtp_remetente", "de@orgao.gov.br"),
        ("MAIL_FROM_NAME", "API PGD", "smtp_nome", "API PGD"),
    ],
)
def test_os_nomes_da_implantacao_de_referencia_servem(
    monkeypatch: pytest.MonkeyPatch, apelido: str, texto: str, campo: str, esperado: object
) -> None:
    monkeypatch.setenv(apelido, texto)
    assert valor(campo) == esperado


@pytest.mark.parametrize("nome", ["PGD_PORTA", "SECRET_KEY", "SQLALCHEMY_DATABASE_URL", "MAIL_PORT", "MAIL_SERVER"])
def test_uma_variavel_vazia_e_como_se_nao_houvesse(monkeypatch: pytest.MonkeyPatch, nome: str) -> None:
    padrao = Settings.load()
    monkeypatch.setenv(nome, "")
    assert Settings.load() == padrao


@pytest.mark.parametrize(
    "nome", ["HOST", "PORT", "PORTA", "BANCO", "PROCESSOS", "ALGORITMO", "DATABASE_URL", "TEST_ENVIRONMENT"]
)
def test_uma_variavel_que_nao_e_nossa_nao_muda_nada(monkeypatch: pytest.MonkeyPatch, nome: str) -> None:
    padrao = Settings.load()
    monkeypatch.setenv(nome, "0.0.0.0")  # noqa: S104  # é o que o HOST de outro programa traria
    assert Settings.load() == padrao


class TestPrecedencia:
    """Opção do comando, ambiente, `.env`, padrão."""

    def test_o_arquivo_env_vence_o_padrao(self) -> None:
        Path(".env").write_text("PGD_BANCO=sqlite:///do-arquivo.sqlite\n", encoding="utf-8")
        assert valor("banco") == "sqlite:///do-arquivo.sqlite"

    def test_o_ambiente_vence_o_arquivo_env(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path(".env").write_text("PGD_BANCO=sqlite:///do-arquivo.sqlite\n", encoding="utf-8")
        monkeypatch.setenv("PGD_BANCO", "sqlite:///do-ambiente.sqlite")
        assert valor("banco") == "sqlite:///do-ambiente.sqlite"

    def test_o_ambiente_vence_o_arquivo_env_tambem_pelo_apelido(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path(".env").write_text("PGD_BANCO=sqlite:///do-arquivo.sqlite\n", encoding="utf-8")
        monkeypatch.setenv("SQLALCHEMY_DATABASE_URL", "sqlite:///do-ambiente.sqlite")
        assert valor("banco") == "sqlite:///do-ambiente.sqlite"

    def test_a_opcao_do_comando_vence_tudo(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path(".env").write_text("PGD_BANCO=sqlite:///do-arquivo.sqlite\n", encoding="utf-8")
        monkeypatch.setenv("PGD_BANCO", "sqlite:///do-ambiente.sqlite")
        monkeypatch.setenv("SQLALCHEMY_DATABASE_URL", "sqlite:///do-apelido.sqlite")
        assert valor("banco", banco="sqlite:///da-opcao.sqlite") == "sqlite:///da-opcao.sqlite"

    def test_o_nome_da_casa_vence_o_apelido(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SECRET_KEY", "a-do-apelido")
        monkeypatch.setenv("PGD_CHAVE_SECRETA", "a-da-casa")
        assert valor("chave_secreta") == "a-da-casa"

    def test_uma_variavel_vazia_deixa_valer_o_arquivo_env(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path(".env").write_text("PGD_PORTA=6000\n", encoding="utf-8")
        monkeypatch.setenv("PGD_PORTA", "")
        assert valor("porta") == 6000


@pytest.mark.parametrize(
    ("nome", "texto", "frase"),
    [
        ("ALGORITHM", "RS256", "Configuração recusada: só HS256 é aceito; retire ALGORITHM ou ponha HS256."),
        ("ALGORITHM", "none", "Configuração recusada: só HS256 é aceito; retire ALGORITHM ou ponha HS256."),
        ("PGD_PORTA", "99999", "Configuração recusada em PGD_PORTA: "),
        ("PGD_PORTA", "abc", "Configuração recusada em PGD_PORTA: "),
        ("PGD_PROCESSOS", "0", "Configuração recusada em PGD_PROCESSOS: "),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "0", "Configuração recusada em PGD_TOKEN_MINUTOS: "),
    ],
)
def test_uma_configuracao_que_nao_serve_e_recusada_pelo_nome(
    monkeypatch: pytest.MonkeyPatch, nome: str, texto: str, frase: str
) -> None:
    monkeypatch.setenv(nome, texto)
    with pytest.raises(InvalidSettings) as recusa:
        Settings.load()
    assert str(recusa.value).startswith(frase)


class TestAmbiente:
    @pytest.mark.parametrize("por", ["opcao", "ambiente", "arquivo"])
    def test_o_de_producao_guarda_em_outro_arquivo(self, monkeypatch: pytest.MonkeyPatch, por: str) -> None:
        opcoes = {"ambiente": "producao"} if por == "opcao" else {}
        if por == "ambiente":
            monkeypatch.setenv("PGD_AMBIENTE", "producao")
        if por == "arquivo":
            Path(".env").write_text("PGD_AMBIENTE=producao\n", encoding="utf-8")
        assert (valor("ambiente", **opcoes), valor("banco", **opcoes)) == ("producao", "sqlite:///.pgd/producao.sqlite")

    @pytest.mark.parametrize("nome", ["PGD_BANCO", "SQLALCHEMY_DATABASE_URL"])
    def test_um_banco_escolhido_vence_o_do_ambiente(self, monkeypatch: pytest.MonkeyPatch, nome: str) -> None:
        monkeypatch.setenv("PGD_AMBIENTE", "producao")
        monkeypatch.setenv(nome, "sqlite:///o-meu.sqlite")
        assert valor("banco") == "sqlite:///o-meu.sqlite"

    @pytest.mark.parametrize("texto", ["Produção", "PRODUCAO", "teste"])
    def test_um_ambiente_que_nao_ha_e_recusado_so_por_isso(self, texto: str) -> None:
        with pytest.raises(InvalidSettings) as recusa:
            Settings.load(ambiente=texto)
        assert str(recusa.value) == (
            "Configuração recusada em PGD_AMBIENTE: O valor não está entre os aceitos. Use um destes: 'homologacao' ou "
            "'producao'."
        )


class TestForaDestaMaquina:
    HOSTS = ("0.0.0.0", "::", "192.168.0.10", "10.0.0.1", "servidor.orgao.gov.br")  # noqa: S104  # é o que se recusa

    @pytest.mark.parametrize("host", HOSTS)
    def test_a_senha_de_demonstracao_e_recusada(self, host: str) -> None:
        with pytest.raises(InvalidSettings) as recusa:
            Settings.load(host=host, chave_secreta=CHAVE_BOA)
        assert str(recusa.value) == (
            f"Configuração recusada: o servidor vai escutar em {host}, fora desta máquina, e a senha do administrador "
            "é a de demonstração, que todos conhecem. Defina PGD_ADMIN_SENHA com uma senha sua."
        )

    @pytest.mark.parametrize(
        "chave", [CHAVE_PUBLICADA, "curta", "a" * 64, "ab" * 32, CHAVE_BOA[:31]], ids=lambda chave: chave[:12]
    )
    def test_uma_chave_fraca_ou_publicada_e_recusada(self, chave: str) -> None:
        with pytest.raises(InvalidSettings) as recusa:
            Settings.load(host="10.0.0.1", admin_senha="uma-senha-propria", chave_secreta=chave)
        assert str(recusa.value).startswith(
            "Configuração recusada: o servidor vai escutar em 10.0.0.1, fora desta máquina, e a chave em "
            "PGD_CHAVE_SECRETA (ou SECRET_KEY) é conhecida, repete poucos caracteres ou tem menos de 32 bytes."
        )
        assert chave not in str(recusa.value)

    @pytest.mark.parametrize("host", HOSTS)
    def test_com_segredos_proprios_serve(self, host: str) -> None:
        assert Settings.load(host=host, admin_senha="uma-senha-propria", chave_secreta=CHAVE_BOA).is_loopback is False

    @pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
    def test_nesta_maquina_a_demonstracao_serve(self, host: str) -> None:
        assert Settings.load(host=host, chave_secreta="curta").is_loopback is True


class TestChaveGuardada:
    def test_fica_ao_lado_do_sqlite_so_para_o_dono_e_e_a_mesma_da_proxima_vez(self, pasta: Path) -> None:
        configuracao = Settings.load(banco=f"sqlite:///{pasta.as_posix()}/dados/pgd.sqlite")
        chave = configuracao.signing_key()
        arquivo = pasta / "dados" / "chave"
        assert (len(chave), arquivo.stat().st_mode & 0o777) == (64, 0o600)
        assert (configuracao.signing_key(), arquivo.read_text(encoding="ascii")) == (chave, chave)

    def test_cada_ambiente_tem_a_sua(self, pasta: Path) -> None:
        banco = "postgresql://u:s@db/x"
        chaves = [Settings.load(banco=banco, ambiente=nome).signing_key() for nome in ("homologacao", "producao")]
        lidas = [(pasta / ".pgd" / nome).read_text(encoding="ascii") for nome in ("chave", "producao.chave")]
        assert (lidas, len(set(chaves))) == (chaves, 2)

    def test_com_postgresql_fica_na_pasta_pgd(self, pasta: Path) -> None:
        chave = Settings.load(banco="postgresql://u:s@db/x").signing_key()
        assert (pasta / ".pgd" / "chave").read_text(encoding="ascii") == chave

    def test_a_configurada_vence_e_nao_escreve_nada(self, pasta: Path) -> None:
        assert Settings.load(chave_secreta="a-minha").signing_key() == "a-minha"
        assert list(pasta.iterdir()) == []

    def test_um_arquivo_vazio_nao_vira_uma_chave_que_todos_adivinham(self, pasta: Path) -> None:
        """O disco encheu, ou quem criou o arquivo morreu antes de escrever nele."""
        (pasta / "chave").touch(0o600)
        with pytest.raises(InvalidSettings, match=r"está vazio\. Apague-o, e o simulador gera outra"):
            Settings.load(banco=f"sqlite:///{pasta.as_posix()}/pgd.sqlite").signing_key()

    def test_quem_acha_o_arquivo_ainda_vazio_espera_que_o_outro_o_escreva(self, pasta: Path) -> None:
        arquivo = pasta / "chave"
        arquivo.touch(0o600)
        with ThreadPoolExecutor(1) as linha:
            lida = linha.submit(Settings.load(banco=f"sqlite:///{pasta.as_posix()}/pgd.sqlite").signing_key)
            assert lida.done() is False
            arquivo.write_text("a-chave-do-outro", encoding="ascii")
            assert lida.result() == "a-chave-do-outro"


def test_um_segredo_nunca_aparece_na_representacao_da_configuracao(monkeypatch: pytest.MonkeyPatch) -> None:
    segredos = {"SECRET_KEY": "seg-um", "API_PGD_ADMIN_PASSWORD": "seg-dois", "MAIL_PASSWORD": "seg-tres"}
    for nome, texto in segredos.items():
        monkeypatch.setenv(nome, texto)
    assert "seg-" not in repr(Settings.load())


def test_o_ambiente_de_quem_testa_nao_chega_aqui() -> None:
    assert [nome for nome in os.environ if nome.startswith("PGD_")] == []


@pytest.mark.parametrize("endereco", ["postgresql://u:p@h:abc/db", "sem-forma"])
def test_um_endereco_de_banco_que_nao_se_le_e_recusado_numa_frase(endereco: str) -> None:
    with pytest.raises(InvalidDatabase, match="não pôde ser lido"):
        open_database(endereco)


def test_o_administrador_inicial_tem_de_ser_um_email(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGD_ADMIN_EMAIL", "administrador")
    with pytest.raises(InvalidSettings, match="PGD_ADMIN_EMAIL: O texto não é um endereço de e-mail aceito"):
        Settings.load()
