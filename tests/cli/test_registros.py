"""`pgd registros`: listar, ver e exportar o diário, de um banco ou de um servidor no ar."""

import json
from functools import partial
from pathlib import Path

import pytest

from app.cli.terminal import with_ready_database
from app.storage import registro, registro_busca
from app.storage.database import Database
from tests import builders
from tests.cli.conftest import Feito, Pgd
from tests.servidor import servidor
from tests.storage.documentos import AGORA
from tests.storage.registros import Linha, linha

PARTICIPANTE = "/organizacao/SIAPE/1/101/participante/1234567"
ROTA = "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/{cod_unidade_lotacao}/participante/{matricula_siape}"
EMAIL = "sistema@orgao.gov.br"
# {"alg":"HS256"} e {"sub":"sistema@orgao.gov.br","exp":1751373000}, sem a assinatura.
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzaXN0ZW1hQG9yZ2FvLmdvdi5iciIsImV4cCI6MTc1MTM3MzAwMH0.***"


def guardar(banco: str, *linhas: Linha) -> None:
    async def work(database: Database) -> None:
        await database.write(partial(registro.keep, linhas=linhas, limite=2_000))

    with_ready_database(banco, work)


@pytest.fixture
def banco(tmp_path: Path) -> str:
    """Um banco só: que os dois acham o mesmo, dizem os testes da API."""
    return f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite"


@pytest.fixture
def endereco(banco: str, pasta: Path) -> str:
    """O banco com três pedidos no diário: um lido, um recusado e um com uma falha injetada."""
    recusado = json.dumps(builders.participante(cpf="1")).encode()
    resposta = b'{"detail": "curto"}'
    guardar(
        banco,
        linha(1),
        linha(
            2,
            metodo="PUT",
            caminho=PARTICIPANTE,
            rota=ROTA,
            chave='["SIAPE", "1", "101", "1234567"]',
            usuario=EMAIL,
            status=422,
            regra="FO-05",
            avisos="PE-12",
            cabecalhos_recebidos=json.dumps(
                [["content-type", "application/json"], ["authorization", f"Bearer {TOKEN}"]]
            ),
            cabecalhos_enviados='[["x-pgd-regra", "FO-05"]]',
            bytes_recebidos=len(recusado),
            corpo_recebido=recusado,
            bytes_enviados=len(resposta),
            corpo_enviado=resposta,
        ),
        linha(3, metodo="POST", caminho="/token", rota="/token", status=503, falha="html-503"),
    )
    return banco


def linhas_de(feito: Feito) -> list[list[str]]:
    """As células da tabela, sem as bordas e sem o cabeçalho."""
    return [
        [celula.strip() for celula in uma.strip("│").split("│")]
        for uma in feito.saida.splitlines()
        if uma.startswith("│")
    ]


class TestListar:
    def test_mostra_os_pedidos_dos_mais_novos_aos_mais_antigos(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd("registros", "listar", "--banco", endereco)
        assert (feito.codigo, feito.erros) == (0, "")
        assert linhas_de(feito) == [
            ["3", "01/07/2025 12:00:00", "POST /token", "503", "falha html-503", ""],
            ["2", "01/07/2025 12:00:00", f"PUT {PARTICIPANTE}", "422", "FO-05, PE-12", EMAIL],
            ["1", "01/07/2025 12:00:00", "GET /health", "200", "", ""],
        ]
        assert feito.saida.splitlines()[-1] == "Um pedido inteiro: pgd registros ver NÚMERO."

    def test_cada_opcao_filtra(self, pgd: Pgd, endereco: str) -> None:
        for opcoes, esperados in (
            (["--desde", "2025-07-02"], []),
            (["--ate", "2025-07-01"], [3, 2, 1]),
            (["--metodo", "put"], [2]),
            (["--rota", "/health"], [1]),
            (["--recurso", "participante"], [2]),
            (["--unidade", "SIAPE/1"], [2]),
            (["--usuario", EMAIL], [2]),
            (["--status", "4xx"], [2]),
            (["--regra", "FO-05"], [2]),
            (["--falha", "html-503"], [3]),
            (["--texto", "CURTO"], [2]),
        ):
            feito = pgd("registros", "listar", "--banco", endereco, "--formato", "json", *opcoes)
            assert [json.loads(uma)["numero"] for uma in feito.saida.splitlines()] == esperados, opcoes

    def test_o_limite_passa_de_uma_pagina_e_diz_se_ha_mais(self, pgd: Pgd, banco: str) -> None:
        guardar(banco, *(linha(n) for n in range(1, 702)))
        feito = pgd("registros", "listar", "--banco", banco, "--limite", "700", "--formato", "json")
        assert [json.loads(uma)["numero"] for uma in feito.saida.splitlines()] == list(range(701, 1, -1))
        feito = pgd("registros", "listar", "--banco", banco, "--limite", "2")
        assert [celulas[0] for celulas in linhas_de(feito)] == ["701", "700"]
        assert "Há mais, e mais antigos: aumente --limite, ou restrinja com os filtros." in feito.saida

    def test_um_diario_vazio_diz_que_esta_vazio(self, pgd: Pgd, banco: str) -> None:
        with_ready_database(banco, lambda database: database.look(registro_busca.extent))
        assert pgd("registros", "listar", "--banco", banco) == Feito(0, "O diário não tem pedido algum.\n", "")

    def test_nada_achado_diz_que_foram_os_filtros(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd("registros", "listar", "--banco", endereco, "--regra", "PT-99")
        assert feito == Feito(0, "Nenhum pedido do diário passa por estes filtros.\n", "")

    def test_um_filtro_que_nao_se_entende_encerra_com_o_que_fazer(self, pgd: Pgd, endereco: str) -> None:
        assert pgd("registros", "listar", "--banco", endereco, "--status", "5x") == Feito(
            1,
            "",
            "Não deu. status: Não é um status. Escreva um, como 422, uma centena, como 4xx, ou 0, de quem não teve "
            "resposta.\n",
        )

    def test_o_que_parece_comando_da_tela_nao_manda_nela(self, pgd: Pgd, banco: str) -> None:
        guardar(banco, linha(1, caminho="/[bold]x[/bold]\x1b[2J\x9b31m", usuario="a\rb"))
        ((_, _, pedido, _, _, usuario),) = linhas_de(pgd("registros", "listar", "--banco", banco))
        assert (pedido, usuario) == ("GET /[bold]x[/bold]\ufffd[2J\ufffd31m", "a\ufffdb")


class TestVer:
    def test_mostra_o_pedido_a_resposta_e_por_que(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd("registros", "ver", "2", "--banco", endereco)
        assert (feito.codigo, feito.erros) == (0, "")
        linhas = [uma.strip("│ ") for uma in feito.saida.splitlines()]
        for frase in (
            "Recusado com 422, e nada foi guardado. O texto tem menos caracteres do que o campo exige. Há também 1 "
            "aviso.",
            "Por quê, onde, e o que fazer: pgd explicar 2",
            "Pedido",
            f"PUT {PARTICIPANTE}",
            "content-type: application/json",
            f"authorization: Bearer {TOKEN}",
            '"matricula_siape": "1234567",',
            f"Token HS256 de {EMAIL}, valia até 01/07/2025 12:30 UTC.",
            "Resposta, em 2 ms",
            "422",
            "x-pgd-regra: FO-05",
            '"detail": "curto"',
            "Para repetir o pedido como veio",
            "curl -gi -X PUT \\",
        ):
            assert frase in linhas, (frase, feito.saida)
        assert any(uma.startswith("FO-05 ") for uma in linhas)
        assert any(uma.startswith("PE-12 ") for uma in linhas)

    def test_em_json_e_o_que_o_simulador_responde(self, pgd: Pgd, endereco: str) -> None:
        lido = json.loads(pgd("registros", "ver", "2", "--banco", endereco, "--formato", "json").saida)
        assert (lido["numero"], lido["status"], lido["token"]["sub"]) == (2, 422, EMAIL)
        assert lido["corpos"]["recebido"]["json"] == builders.participante(cpf="1")
        assert lido["explicacao"]["pedido"]["numero"] == 2

    def test_diz_o_que_o_diario_cortou_ocultou_ou_nao_e_texto(self, pgd: Pgd, banco: str) -> None:
        guardar(
            banco,
            linha(
                1,
                caminho="/user/a@b.gov.br",
                bytes_recebidos=90,
                corpo_recebido=b'{"password": "***"}',
                bytes_enviados=9,
                corpo_enviado=b"\xff\xfe",
            ),
            linha(2, bytes_enviados=9, corpo_enviado=b"a\r\nb\x1b[2J"),
        )
        saida = pgd("registros", "ver", "1", "--banco", banco).saida
        assert "(O diário ocultou os segredos deste corpo.)" in saida
        assert "Não é texto em UTF-8. Em Base64: //4=" in saida
        assert "(O diário não guardou inteiro este corpo, que teve 9 bytes.)" in saida
        assert "\na\nb\ufffd[2J\n" in pgd("registros", "ver", "2", "--banco", banco).saida

    def test_um_token_vencido_diz_desde_quando(self, pgd: Pgd, banco: str) -> None:
        cabecalhos = json.dumps([["authorization", f"Bearer {TOKEN}"]])
        guardar(banco, linha(1, recebido_em=AGORA.replace(hour=13), cabecalhos_recebidos=cabecalhos))
        saida = pgd("registros", "ver", "1", "--banco", banco).saida
        assert f"Token HS256 de {EMAIL}, venceu em 01/07/2025 12:30 UTC." in saida

    def test_um_registro_que_nao_ha_encerra_com_o_motivo(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd("registros", "ver", "9223372036854775807", "--banco", endereco)
        assert (feito.codigo, feito.saida) == (1, "")
        assert feito.erros.startswith("Não deu. Nenhum pedido recebeu ainda o número 9223372036854775807")


class TestExportar:
    def test_sem_arquivo_vai_para_a_saida(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd("registros", "exportar", "--banco", endereco)
        assert (feito.codigo, feito.erros) == (0, "")
        assert [json.loads(uma)["numero"] for uma in feito.saida.splitlines()] == [1, 2, 3]

    def test_com_arquivo_escreve_nele_o_que_os_filtros_deixam_passar(
        self, pgd: Pgd, endereco: str, pasta: Path
    ) -> None:
        feito = pgd("registros", "exportar", "saida.har", "--formato", "har", "--status", "4xx", "--banco", endereco)
        assert feito == Feito(0, "", "")
        har = json.loads((pasta / "saida.har").read_text(encoding="utf-8"))
        assert [entrada["_pgd"]["numero"] for entrada in har["log"]["entries"]] == [2]

    def test_um_filtro_ruim_nao_toca_o_arquivo_que_havia(self, pgd: Pgd, endereco: str, pasta: Path) -> None:
        antigo = pasta / "saida.jsonl"
        antigo.write_text("o que havia", encoding="utf-8")
        feito = pgd("registros", "exportar", str(antigo), "--desde", "ontem", "--banco", endereco)
        assert (feito.codigo, antigo.read_text(encoding="utf-8")) == (1, "o que havia")
        assert list(pasta.glob("*.parcial")) == []

    def test_uma_pasta_que_nao_existe_encerra_com_o_que_fazer(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd("registros", "exportar", "nada/saida.har", "--banco", endereco)
        assert (feito.codigo, feito.saida) == (1, "")
        assert feito.erros == (
            "Não deu. O arquivo nada/saida.har não pôde ser escrito (não existe esse arquivo ou essa pasta). Confira "
            "a pasta e as permissões.\n"
        )


def test_de_um_servidor_no_ar_e_o_mesmo(pgd: Pgd, tmp_path: Path, pasta: Path) -> None:
    servida = tmp_path / "servida"
    servida.mkdir()
    with servidor(servida) as no_ar:
        for _ in range(3):
            no_ar.pedir("GET", "/robots.txt")
        listado = pgd("registros", "listar", "--url", no_ar.url, "--texto", "ROBOTS", "--formato", "json")
        numeros = [json.loads(uma)["numero"] for uma in listado.saida.splitlines()]
        assert pgd("registros", "exportar", "tudo.jsonl", "--texto", "robots", "--url", no_ar.url) == Feito(0, "", "")
        visto = json.loads(pgd("registros", "ver", str(numeros[0]), "--url", no_ar.url, "--formato", "json").saida)
    exportados = (pasta / "tudo.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(numeros) == 3
    assert [json.loads(uma)["numero"] for uma in exportados] == numeros[::-1]
    assert (visto["caminho"], visto["status"]) == ("/robots.txt", 200)
