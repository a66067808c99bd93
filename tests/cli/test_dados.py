"""`pgd dados`: o que está guardado, na tela, em JSON e em CSV, e a história de um documento."""

import json
import re
from functools import partial
from pathlib import Path

import pytest

from app.cli import terminal
from app.cli.terminal import with_ready_database
from app.storage import registro
from app.storage.database import Database
from tests import builders
from tests.cli.conftest import Pgd
from tests.conftest import banco_vazio
from tests.storage.documentos import (
    AGORA,
    DEPOIS,
    guardar_entregas,
    guardar_participante,
    guardar_trabalho,
    um_participante,
    um_plano_de_entregas,
    um_plano_de_trabalho,
)

MATRICULAS = ("1000001", "1000002", "1000003")


@pytest.fixture
def endereco(request: pytest.FixtureRequest, tmp_path: Path, pasta: Path) -> str:
    """Um banco com três participantes, um plano de cada, e dois envios do de entregas no diário."""
    with banco_vazio("sqlite", request, tmp_path) as endereco:
        pass

    async def work(database: Database) -> None:
        for matricula in MATRICULAS:
            documento = um_participante(matricula_siape=matricula)
            await database.write(partial(guardar_participante, documento=documento))
        await database.write(partial(guardar_entregas, documento=um_plano_de_entregas(status=2), agora=DEPOIS))
        await database.write(partial(guardar_trabalho, documento=um_plano_de_trabalho(id_plano_trabalho="[red]=1\x1b")))
        linhas = [_envio(1, 3, 201), _envio(2, 2, 200)]
        await database.write(partial(registro.keep, linhas=linhas, limite=100))

    with_ready_database(endereco, work)
    return endereco


def _envio(numero: int, status_do_plano: int, status: int) -> dict[str, object]:
    return {
        "numero": numero,
        "recebido_em": AGORA,
        "metodo": "PUT",
        "caminho": "/organizacao/SIAPE/1/plano_entregas/pe1",
        "rota": "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_entregas/{id_plano_entregas}",
        "chave": '["SIAPE", "1", "pe1"]',
        "usuario": "sistema@orgao.gov.br",
        "status": status,
        "duracao_ms": 1.5,
        "bytes_recebidos": 2,
        "bytes_enviados": 2,
        "corpo_recebido": json.dumps(builders.plano_entregas(status=status_do_plano)).encode(),
    }


class TestListas:
    def test_na_tela_uma_linha_por_participante(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd("dados", "participante", "--unidade", "SIAPE/1", "--banco", endereco)
        assert (feito.codigo, feito.erros) == (0, "")
        linhas = [linha.split("│")[1:-1] for linha in feito.saida.splitlines() if linha.startswith("│")]
        assert [[celula.strip() for celula in linha] for linha in linhas] == [
            ["SIAPE/1", matricula, "101", "52998224725", "ativo", "2", "02/01/2024", "01/07/2025"]
            for matricula in MATRICULAS
        ]

    def test_na_tela_os_planos(self, pgd: Pgd, endereco: str) -> None:
        entregas = pgd("dados", "plano_entregas", "--nao-avaliado", "--banco", endereco).saida
        celulas = [[celula.strip() for celula in linha.split("│")[1:-1]] for linha in entregas.splitlines()]
        assert ["SIAPE/1", "pe1", "01/01/2024", "2", "101", "—", "1", "02/07/2025"] in celulas
        assert ["", "", "30/06/2024", "", "", "", "", ""] in celulas
        # Nem as marcas do rich, nem os comandos de um terminal.
        trabalho = pgd("dados", "plano_trabalho", "--matricula", "1234567", "--banco", endereco).saida
        assert "│ SIAPE/1 │ [red]=1\N{REPLACEMENT CHARACTER} │ 1234567   │ " in trabalho
        assert "│ 1 (100 %)" in trabalho

    @pytest.mark.parametrize("recurso", ["plano_entregas", "plano_trabalho"])
    def test_numa_tela_de_80_colunas_a_chave_e_o_periodo_ficam_inteiros(
        self, pgd: Pgd, endereco: str, recurso: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        uuid = "0f8fad5b-d9cb-469f-a165-70867728950e"

        async def work(database: Database) -> None:
            entregas = um_plano_de_entregas(id_plano_entregas=uuid)
            trabalho = um_plano_de_trabalho(id_plano_trabalho=uuid)
            await database.write(partial(guardar_entregas, documento=entregas))
            await database.write(partial(guardar_trabalho, documento=trabalho))

        with_ready_database(endereco, work)
        monkeypatch.setattr(terminal.saida, "width", 80)
        saida = pgd("dados", recurso, "--id", uuid, "--banco", endereco).saida
        assert f"│ SIAPE/1 │ {uuid} │ " in saida
        assert re.search(r"│ \d\d/\d\d/\d{4} +│", saida)
        assert "Não cabem na tela: " in saida
        assert max(map(len, saida.splitlines())) <= 80

    def test_numa_tela_de_80_colunas_um_id_comprido_passa_a_outra_linha(
        self, pgd: Pgd, endereco: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        comprido = "abcde" * 20
        documento = um_plano_de_entregas(id_plano_entregas=comprido)
        with_ready_database(endereco, lambda database: database.write(partial(guardar_entregas, documento=documento)))
        monkeypatch.setattr(terminal.saida, "width", 80)
        saida = pgd("dados", "plano_entregas", "--id", comprido, "--banco", endereco).saida
        celulas = [linha.split("│") for linha in saida.splitlines() if linha.startswith("│")]
        assert "".join(linha[2].strip() for linha in celulas) == comprido

    def test_na_tela_diz_que_ha_mais(self, pgd: Pgd, endereco: str) -> None:
        saida = pgd("dados", "participante", "--limite", "2", "--banco", endereco).saida
        assert [matricula in saida for matricula in MATRICULAS] == [True, True, False]
        assert saida.endswith(
            "Há mais que 2. Para ver mais, use --limite; para ter tudo numa planilha, --formato csv.\n"
        )

    def test_na_tela_diz_que_nada_ha(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd("dados", "participante", "--matricula", "7777777", "--banco", endereco)
        assert (feito.codigo, feito.saida) == (0, "Nada do que está guardado cumpre estes filtros.\n")

    def test_em_json_vem_tudo_pagina_a_pagina(self, pgd: Pgd, endereco: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.cli.dados_lista.MAIOR_PAGINA", 2)
        lista = json.loads(pgd("dados", "participante", "--formato", "json", "--banco", endereco).saida)
        assert [item["matricula_siape"] for item in lista] == [*MATRICULAS]
        duas = pgd("dados", "participante", "--formato", "json", "--limite", "2", "--banco", endereco).saida
        assert [item["matricula_siape"] for item in json.loads(duas)] == ["1000001", "1000002"]

    def test_em_json_sem_nada_e_uma_lista_vazia(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd("dados", "participante", "--situacao", "0", "--formato", "json", "--banco", endereco)
        assert json.loads(feito.saida) == []

    def test_em_csv_e_a_mesma_planilha_da_api(self, pgd: Pgd, endereco: str) -> None:
        saida = pgd("dados", "plano_entregas", "--formato", "csv", "--banco", endereco).saida
        assert saida == (
            "\ufefforigem_unidade;cod_unidade_autorizadora;id_plano_entregas;cod_unidade_instituidora;"
            "cod_unidade_executora;status;data_inicio;data_termino;avaliacao;data_avaliacao;entregas;data_insercao;"
            "data_atualizacao\r\n"
            "SIAPE;1;pe1;1;101;2;2024-01-01;2024-06-30;;;1;2025-07-02T09:30:00Z;2025-07-02T09:30:00Z\r\n"
        )

    def test_um_filtro_que_nao_se_entende_sai_com_1(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd("dados", "plano_trabalho", "--unidade", "siape", "--banco", endereco)
        assert (feito.codigo, feito.saida) == (1, "")
        assert feito.erros.startswith("Não deu. unidade: A unidade se escreve com a origem, uma barra e o código")


class TestVersoes:
    CHAVE = ("dados", "versoes", "plano_entregas", "--unidade", "SIAPE/1", "--id", "pe1")

    def test_conta_o_que_chegou_e_o_que_mudou(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd(*self.CHAVE, "--banco", endereco)
        assert (feito.codigo, feito.erros) == (0, "")
        assert feito.saida.splitlines() == [
            "Registro 2, em 01/07/2025 12:00 UTC, por sistema@orgao.gov.br: 200",
            "  • /status: de 3 para 2",
            "Registro 1, em 01/07/2025 12:00 UTC, por sistema@orgao.gov.br: 201",
            "  Criou o documento: antes dele não havia nenhum com esta chave.",
            "O que está guardado é a última versão recebida.",
        ]

    def test_so_as_mais_novas(self, pgd: Pgd, endereco: str) -> None:
        saida = pgd(*self.CHAVE, "--limite", "1", "--banco", endereco).saida
        assert saida.splitlines()[-2:] == [
            "Há versões mais antigas. Para vê-las, aumente --limite.",
            "O que está guardado é a última versão recebida.",
        ]

    def test_em_json(self, pgd: Pgd, endereco: str) -> None:
        historia = json.loads(pgd(*self.CHAVE, "--formato", "json", "--banco", endereco).saida)
        assert [versao["numero"] for versao in historia["versoes"]] == [2, 1]

    def test_sem_a_chave_inteira_diz_o_que_falta(self, pgd: Pgd, endereco: str) -> None:
        de_plano = pgd("dados", "versoes", "plano_trabalho", "--unidade", "SIAPE/1", "--banco", endereco)
        de_pessoa = pgd("dados", "versoes", "participante", "--unidade", "SIAPE/1", "--id", "1", "--banco", endereco)
        assert (de_plano.codigo, de_plano.erros) == (1, "Não deu. De um plano, diga o identificador, em --id.\n")
        assert (de_pessoa.codigo, de_pessoa.erros) == (
            1,
            "Não deu. De um participante, diga a lotação e a matrícula, em --lotacao e --matricula.\n",
        )

    def test_o_que_ninguem_tem_sai_com_1(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd("dados", "versoes", "plano_trabalho", "--unidade", "SIAPE/1", "--id", "x", "--banco", endereco)
        assert (feito.codigo, feito.saida) == (1, "")
        assert feito.erros.startswith("Não deu. Não há plano_trabalho guardado com a chave origem_unidade SIAPE,")
