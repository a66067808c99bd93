"""`pgd emails`: a caixa de saída, na tela e em JSON."""

import asyncio
import json
from pathlib import Path

import pytest

from app.storage import mensagem
from app.storage.opening import open_database
from tests.cli.conftest import Feito, Pgd
from tests.storage.documentos import AGORA

EMAIL = "sistema@orgao.gov.br"
NENHUM = "Nenhum e-mail foi escrito ainda. Um pedido em POST /user/forgot_password/ escreve um.\n"


@pytest.fixture
def vazia(pgd: Pgd, banco: str) -> str:
    """Um banco com a caixa de saída vazia."""
    assert pgd("migrar", "--banco", banco).codigo == 0
    return banco


@pytest.fixture
def com_tres(vazia: str) -> str:
    """Com três e-mails: um entregue, um que o servidor SMTP não recebeu, e um que só está na caixa de saída."""

    async def escrever() -> None:
        database = open_database(vazia)
        for assunto in ("primeiro", "segundo", "terceiro"):
            await database.write(
                lambda c, a=assunto: mensagem.keep(c, EMAIL, a, f"texto do {a} [bold]", AGORA)  # type: ignore[misc]  # o valor do laço vai no padrão
            )
        await database.write(lambda connection: mensagem.delivered(connection, 1, AGORA))
        await database.write(lambda connection: mensagem.failed(connection, 2, "o servidor não recebeu."))
        await database.close()

    asyncio.run(escrever())
    return vazia


def linhas_de(feito: Feito) -> list[list[str]]:
    """As células da tabela, sem as bordas e sem o cabeçalho."""
    linhas = [linha for linha in feito.saida.splitlines() if linha.startswith("│")]
    return [[celula.strip() for celula in linha.strip("│").split("│")] for linha in linhas]


@pytest.mark.parametrize("comando", [["emails"], ["emails", "listar"]], ids=["sem-comando", "listar"])
class TestListar:
    def test_sem_nenhum_diz_como_se_escreve_um(self, pgd: Pgd, vazia: str, comando: list[str]) -> None:
        assert pgd(*comando, "--banco", vazia) == Feito(0, NENHUM, "")

    def test_mostra_do_mais_novo_ao_mais_antigo_com_o_que_se_deu_na_entrega(
        self, pgd: Pgd, com_tres: str, comando: list[str]
    ) -> None:
        feito = pgd(*comando, "--banco", com_tres)
        assert linhas_de(feito) == [
            ["3", "01/07/2025 12:00", EMAIL, "terceiro", "só guardado"],
            ["2", "01/07/2025 12:00", EMAIL, "segundo", "falhou"],
            ["1", "01/07/2025 12:00", EMAIL, "primeiro", "entregue"],
        ]
        # O texto fica para quando se pede um.
        assert "texto do terceiro" not in feito.saida
        assert feito.saida.splitlines()[-1] == "O texto de um: pgd emails ver 3"

    def test_mostra_so_os_pedidos_e_diz_que_ha_mais(self, pgd: Pgd, com_tres: str, comando: list[str]) -> None:
        feito = pgd(*comando, "--limite", "2", "--banco", com_tres)
        assert [linha[0] for linha in linhas_de(feito)] == ["3", "2"]
        assert feito.saida.splitlines()[-1] == "Há mais, anteriores a estes 2: peça-os com --limite."

    def test_para_quem_nao_tem_nenhum_diz_como_ver_todos(self, pgd: Pgd, com_tres: str, comando: list[str]) -> None:
        assert pgd(*comando, "--para", "a@orgao.gov.br", "--banco", com_tres) == Feito(
            0, "Nenhum e-mail foi escrito para a@orgao.gov.br. Veja os que há com: pgd emails\n", ""
        )

    def test_em_json_vem_a_lista(self, pgd: Pgd, com_tres: str, comando: list[str]) -> None:
        lidos = json.loads(pgd(*comando, "--formato", "json", "--banco", com_tres).saida)
        assert [(lido["numero"], lido["texto"]) for lido in lidos] == [
            (3, "texto do terceiro [bold]"),
            (2, "texto do segundo [bold]"),
            (1, "texto do primeiro [bold]"),
        ]

    def test_um_banco_que_nao_existe_nao_e_criado(self, pgd: Pgd, pasta: Path, comando: list[str]) -> None:
        feito = pgd(*comando)
        assert (feito.codigo, feito.saida, feito.erros[:43]) == (
            1,
            "",
            "Não deu. O banco .pgd/pgd.sqlite não existe",
        )
        assert list(pasta.iterdir()) == []


class TestUm:
    def test_ver_mostra_o_pedido(self, pgd: Pgd, com_tres: str) -> None:
        feito = pgd("emails", "ver", "2", "--banco", com_tres)
        titulo, *carta = feito.saida.splitlines()
        assert titulo.strip("─ ") == f"2. 01/07/2025 12:00 UTC, para {EMAIL} (o servidor não recebeu.)"
        # O texto do e-mail não é marcação da tela: aparece como é.
        assert carta == ["segundo", "texto do segundo [bold]"]

    def test_ver_em_json_o_traz_inteiro(self, pgd: Pgd, com_tres: str) -> None:
        assert json.loads(pgd("emails", "ver", "1", "--formato", "json", "--banco", com_tres).saida) == {
            "numero": 1,
            "criado_em": "2025-07-01T12:00:00Z",
            "para": EMAIL,
            "assunto": "primeiro",
            "texto": "texto do primeiro [bold]",
            "entregue_em": "2025-07-01T12:00:00Z",
            "falha": None,
        }

    @pytest.mark.parametrize("comando", ["ver", "apagar"])
    def test_um_que_nao_ha_e_dito(self, pgd: Pgd, com_tres: str, comando: str) -> None:
        feito = pgd("emails", comando, "9", "--banco", com_tres)
        assert (feito.codigo, feito.saida) == (1, "")
        assert feito.erros.startswith("Não deu. Não há e-mail com o número 9: talvez já tenha sido apagado.")

    def test_apagar_tira_so_o_pedido(self, pgd: Pgd, com_tres: str) -> None:
        assert pgd("emails", "apagar", "2", "--banco", com_tres) == Feito(0, "O e-mail 2 foi apagado.\n", "")
        assert [linha[0] for linha in linhas_de(pgd("emails", "--banco", com_tres))] == ["3", "1"]


class TestTodos:
    def test_apagar_todos_esvazia_e_diz_quantos_eram(self, pgd: Pgd, com_tres: str) -> None:
        assert pgd("emails", "apagar", "--todos", "--banco", com_tres) == Feito(
            0, "A caixa de saída está vazia. E-mails apagados: 3.\n", ""
        )
        assert pgd("emails", "--banco", com_tres).saida == NENHUM

    @pytest.mark.parametrize("opcoes", [[], ["1", "--todos"]], ids=["nada", "os-dois"])
    def test_apagar_pede_um_numero_ou_todos(self, pgd: Pgd, opcoes: list[str]) -> None:
        assert pgd("emails", "apagar", *opcoes) == Feito(
            1,
            "",
            "Não deu. Diga o que apagar: o número de um e-mail ou, para esvaziar a caixa de saída, --todos.\n",
        )


def test_uma_opcao_antes_do_comando_nao_e_esquecida(pgd: Pgd, com_tres: str) -> None:
    """Esquecida, `--banco` levaria o comando a apagar os e-mails de outro banco."""
    assert pgd("emails", "--banco", com_tres, "apagar", "--todos") == Feito(
        1, "", "Não deu. As opções vêm depois do comando: pgd emails apagar --banco …, por exemplo.\n"
    )
