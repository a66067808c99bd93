"""Os comandos que não servem: usuários, migração, OpenAPI e versão."""

import asyncio
import json
from pathlib import Path

import pytest

from app.storage import usuario as usuarios
from app.storage.opening import open_database
from app.storage.usuario import UsuarioGuardado
from tests.cli.conftest import Feito, Pgd
from tests.migrations.test_migracoes import ULTIMA

EMAIL = "sistema@orgao.gov.br"


def guardado(banco: str, email: str = EMAIL) -> UsuarioGuardado | None:
    async def ler() -> UsuarioGuardado | None:
        database = open_database(banco)
        try:
            return await database.look(lambda connection: usuarios.find(connection, email))
        finally:
            await database.close()

    return asyncio.run(ler())


class TestUsuario:
    def test_criar_diz_que_criou_e_o_guarda(self, pgd: Pgd, banco: str) -> None:
        feito = pgd("usuario", "criar", EMAIL, "--senha", "uma-senha", "--unidade", "77", "--banco", banco)
        assert feito == Feito(0, f"Usuário {EMAIL} criado.\n", "")
        lido = guardado(banco)
        assert lido is not None
        assert lido.no_fio() == {
            "email": EMAIL,
            "is_admin": False,
            "disabled": False,
            "origem_unidade": "SIAPE",
            "cod_unidade_autorizadora": 77,
            "sistema_gerador": "sem nome",
        }
        assert lido.senha_argon2.startswith("$argon2id$")

    def test_criar_de_novo_troca_e_reativa(self, pgd: Pgd, banco: str) -> None:
        pgd("usuario", "criar", EMAIL, "--senha", "uma-senha", "--banco", banco)
        pgd("usuario", "desativar", EMAIL, "--banco", banco)
        feito = pgd(
            *("usuario", "criar", EMAIL, "--senha", "outra", "--origem", "SIORG", "--unidade", "123456", "--admin"),
            *("--sistema", "Sistema 2.0", "--banco", banco),
        )
        assert feito == Feito(0, f"Usuário {EMAIL} trocado.\n", "")
        lido = guardado(banco)
        assert lido is not None
        assert lido.no_fio() == {
            "email": EMAIL,
            "is_admin": True,
            "disabled": False,
            "origem_unidade": "SIORG",
            "cod_unidade_autorizadora": 123456,
            "sistema_gerador": "Sistema 2.0",
        }

    def test_listar_mostra_todos_sem_as_senhas(self, pgd: Pgd, banco: str) -> None:
        pgd("migrar", "--banco", banco)
        pgd("usuario", "criar", EMAIL, "--senha", "uma-senha", "--unidade", "77", "--banco", banco)
        pgd("usuario", "desativar", EMAIL, "--banco", banco)
        feito = pgd("usuario", "listar", "--banco", banco)
        linhas = [[campo.strip() for campo in linha.split("│")[1:-1]] for linha in feito.saida.splitlines()]
        assert [linha for linha in linhas if linha] == [
            ["admin@pgd.gov.br", "SIAPE/1", "sim", "ativo", "o do servidor", "Simulador da API PGD"],
            [EMAIL, "SIAPE/77", "não", "desativado", "o do servidor", "sem nome"],
        ]
        assert "argon2" not in feito.saida

    def test_o_perfil_escolhido_aparece_na_lista_e_sem_nome_volta_o_do_servidor(self, pgd: Pgd, banco: str) -> None:
        def perfil() -> str:
            linhas = pgd("usuario", "listar", "--banco", banco).saida.splitlines()
            (linha,) = (linha for linha in linhas if EMAIL in linha)
            return linha.split("│")[5].strip()

        pgd("usuario", "criar", EMAIL, "--senha", "uma-senha", "--banco", banco)
        escolhido = pgd("usuario", "perfil", EMAIL, "antaq", "--banco", banco)
        assert (escolhido, perfil()) == (Feito(0, f"Usuário {EMAIL} recebe os avisos do perfil antaq.\n", ""), "antaq")
        devolvido = pgd("usuario", "perfil", EMAIL, "--banco", banco)
        assert (devolvido, perfil()) == (
            Feito(0, f"Usuário {EMAIL} recebe os avisos do perfil do servidor.\n", ""),
            "o do servidor",
        )

    def test_um_perfil_que_nao_ha_e_recusado(self, pgd: Pgd, banco: str) -> None:
        assert pgd("usuario", "perfil", EMAIL, "nenhum", "--banco", banco) == Feito(
            1, "", "Não deu. Não há perfil chamado nenhum. Use um destes: nacional, antaq, censipam.\n"
        )

    def test_o_perfil_de_quem_nao_existe_nao_se_escolhe(self, pgd: Pgd, banco: str) -> None:
        pgd("migrar", "--banco", banco)
        assert pgd("usuario", "perfil", EMAIL, "antaq", "--banco", banco) == Feito(
            1, "", f"Não deu. Não há usuário com o e-mail {EMAIL}. Veja os que há com: pgd usuario listar\n"
        )

    def test_desativar_suspende_o_acesso(self, pgd: Pgd, banco: str) -> None:
        pgd("usuario", "criar", EMAIL, "--senha", "uma-senha", "--banco", banco)
        feito = pgd("usuario", "desativar", EMAIL, "--banco", banco)
        assert feito == Feito(0, f"Usuário {EMAIL} desativado. Os tokens dele deixam de valer agora.\n", "")
        lido = guardado(banco)
        assert lido is not None
        assert lido.disabled is True

    def test_desativar_quem_nao_existe_diz_o_que_fazer(self, pgd: Pgd, banco: str) -> None:
        pgd("migrar", "--banco", banco)
        assert pgd("usuario", "desativar", "ninguem@orgao.gov.br", "--banco", banco) == Feito(
            1,
            "",
            "Não deu. Não há usuário com o e-mail ninguem@orgao.gov.br. Veja os que há com: pgd usuario listar\n",
        )

    @pytest.mark.parametrize(
        ("argumentos", "campo"),
        [
            (["fulano", "--senha", "uma-senha"], "email"),
            ([EMAIL, "--senha", "x" * 4_097], "password"),
            ([EMAIL, "--senha", "uma-senha", "--origem", "siape"], "origem_unidade"),
            ([EMAIL, "--senha", "uma-senha", "--unidade", "123456"], "usuário"),
        ],
        ids=["e-mail", "senha-longa", "origem", "unidade"],
    )
    def test_o_que_nao_serve_e_dito_numa_frase_e_nada_e_guardado(
        self, pgd: Pgd, banco: str, argumentos: list[str], campo: str
    ) -> None:
        pgd("migrar", "--banco", banco)
        feito = pgd("usuario", "criar", *argumentos, "--banco", banco)
        assert (feito.codigo, feito.saida) == (1, "")
        assert feito.erros.startswith(f"Não deu. {campo}: ")
        assert guardado(banco, argumentos[0]) is None

    @pytest.mark.parametrize("argumentos", [["listar"], ["desativar", EMAIL], ["perfil", EMAIL, "antaq"]], ids=str)
    def test_num_banco_que_nao_existe_so_criar_o_cria(self, pgd: Pgd, pasta: Path, argumentos: list[str]) -> None:
        feito = pgd("usuario", *argumentos)
        assert (feito.codigo, feito.saida) == (1, "")
        assert feito.erros.startswith("Não deu. O banco .pgd/pgd.sqlite não existe, e este comando não cria um.")
        assert list(pasta.iterdir()) == []
        assert pgd("usuario", "criar", EMAIL, "--senha", "uma-senha").codigo == 0
        assert pgd("usuario", *argumentos).codigo == 0

    def test_a_senha_recusada_nao_aparece(self, pgd: Pgd) -> None:
        feito = pgd("usuario", "criar", "fulano", "--senha", "minha-senha-secreta")
        assert "minha-senha-secreta" not in feito.saida + feito.erros


class TestMigrar:
    def test_num_banco_vazio_cria_e_depois_diz_que_esta_pronto(self, pgd: Pgd, banco: str) -> None:
        feitos = [pgd("migrar", "--banco", banco) for _ in range(2)]
        assert feitos == [
            Feito(0, f"O banco estava vazio e foi criado na versão {ULTIMA}.\n", ""),
            Feito(0, f"O banco já está na versão {ULTIMA}.\n", ""),
        ]

    def test_sem_opcao_vale_a_variavel(self, pgd: Pgd, pasta: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SQLALCHEMY_DATABASE_URL", f"sqlite:///{pasta.as_posix()}/outro.sqlite")
        pgd("migrar")
        assert [arquivo.name for arquivo in pasta.glob("*.sqlite")] == ["outro.sqlite"]

    @pytest.mark.parametrize(
        ("endereco", "frase"),
        [
            (
                "postgresql://ninguem@127.0.0.1:1/nada",
                "O banco de dados não responde. "
                "Confira se o servidor está no ar, e o endereço em --banco ou PGD_BANCO.",
            ),
            (
                "mysql://u@servidor/banco",
                "O simulador guarda em SQLite ou PostgreSQL, e o endereço pede mysql. Troque o endereço.",
            ),
        ],
        ids=["fora-do-ar", "outro-banco"],
    )
    def test_um_banco_que_nao_serve_e_dito_numa_frase(self, pgd: Pgd, endereco: str, frase: str) -> None:
        assert pgd("migrar", "--banco", endereco) == Feito(1, "", f"Não deu. {frase}\n")

    def test_um_arquivo_que_nao_e_sqlite_e_dito_numa_frase(self, pgd: Pgd, pasta: Path) -> None:
        (pasta / "planilha.ods").write_bytes(b"isto nao e um banco de dados, e uma planilha qualquer " * 50)
        feito = pgd("migrar", "--banco", f"sqlite:///{pasta.as_posix()}/planilha.ods")
        assert (feito.codigo, feito.saida, feito.erros[:9]) == (1, "", "Não deu. ")

    def test_uma_pasta_em_que_nao_se_pode_escrever_e_dita_numa_frase(self, pgd: Pgd, pasta: Path) -> None:
        (pasta / "arquivo").touch()
        feito = pgd("migrar", "--banco", f"sqlite:///{pasta.as_posix()}/arquivo/pgd.sqlite")
        assert (feito.codigo, feito.saida, feito.erros[:9]) == (1, "", "Não deu. ")


class TestOpenapi:
    def test_vai_para_a_tela_sem_deixar_arquivo(self, pgd: Pgd, pasta: Path) -> None:
        feito = pgd("openapi")
        documento = json.loads(feito.saida)
        assert (feito.codigo, feito.erros, documento["info"]["title"]) == (0, "", "API PGD")
        assert documento["info"]["version"] == "3.3.9"
        assert list(pasta.iterdir()) == []

    def test_vai_para_o_arquivo_pedido(self, pgd: Pgd, pasta: Path) -> None:
        assert pgd("openapi", "api.json") == Feito(0, "", "")
        assert (pasta / "api.json").read_text(encoding="utf-8") == pgd("openapi").saida


def test_versao_diz_a_do_simulador_e_a_do_contrato(pgd: Pgd) -> None:
    assert pgd("versao") == Feito(0, "Simulador da API PGD 0.1.0, contrato 3.3.9\n", "")


def test_sem_nada_mostra_a_ajuda(pgd: Pgd) -> None:
    feito = pgd()
    for comando in ("servir", "migrar", "usuario", "emails", "openapi", "versao"):
        assert comando in feito.saida + feito.erros
