"""`pgd explicar`: o que o diário guardou, explicado na tela e em JSON, direto do banco."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.cli.terminal import with_ready_database
from app.storage import registro
from app.storage.database import Database
from tests import builders
from tests.cli.conftest import Feito, Pgd
from tests.storage.documentos import AGORA

RECUSADO = {
    "numero": 7,
    "recebido_em": AGORA,
    "metodo": "PUT",
    "caminho": "/organizacao/SIAPE/1/101/participante/1234567",
    "rota": None,
    "usuario": "sistema@orgao.gov.br",
    "status": 422,
    "regra": "FO-06",
    "avisos": None,
    "achados": json.dumps(
        [
            {
                "regra": "FO-06",
                "onde": [["body", "cpf"]],
                "evidencia": {"max_length": 11},
                "valor": "529.982.247-25",
                "mensagem": "O texto é longo demais: cabem 11 caracteres.",
            }
        ]
    ),
    "duracao_ms": 1.5,
    "bytes_enviados": 2,
    "user_agent": "testes/1.0",
    "corpo_enviado": b"{}",
}


@pytest.fixture
def endereco(banco: str, pasta: Path) -> str:
    """O banco com um pedido no diário: um participante com máscara no CPF."""
    corpo = json.dumps(builders.participante(cpf="529.982.247-25")).encode()
    linha = {**RECUSADO, "corpo_recebido": corpo, "bytes_recebidos": len(corpo)}
    guardar(banco, linha)
    return banco


def guardar(banco: str, *linhas: dict[str, Any]) -> None:
    async def work(database: Database) -> None:
        await database.write(partial(registro.keep, linhas=linhas, limite=100))
        await database.write(partial(registro.reserve, quantos=10))

    with_ready_database(banco, work)


def test_na_tela_diz_o_que_houve_por_que_e_o_que_fazer(pgd: Pgd, endereco: str) -> None:
    feito = pgd("explicar", "7", "--banco", endereco)
    assert (feito.codigo, feito.erros) == (0, "")
    assert feito.saida.startswith("╭─ Registro 7 ─")
    linhas = [linha.strip("│ ") for linha in feito.saida.splitlines()]
    for frase in (
        "PUT /organizacao/SIAPE/1/101/participante/1234567 → 422",
        "Recebido em 01/07/2025 12:00 UTC, por sistema@orgao.gov.br.",
        "Recusado com 422, e nada foi guardado. O texto tem mais caracteres do que cabem no campo.",
        "FO-06 erro  contrato",
        "O texto é longo demais: cabem 11 caracteres.",
        'Onde: /cpf: veio "529.982.247-25"; serve, por exemplo, "52998224725". '
        "Os onze algarismos, sem ponto nem traço.",
        "O que se conserta sozinho:",
        "• cpf: 529.982.247-25 → 52998224725 (FO-06)",
        "O pedido consertado:",
        "curl -gi -X PUT \\",
        "http://127.0.0.1:5057/organizacao/SIAPE/1/101/participante/1234567",
    ):
        assert frase in linhas, frase
    assert any(linha.startswith("Por quê: O contrato limita o CPF") for linha in linhas)
    assert any(linha.startswith("O que fazer: Num CPF ou numa matrícula") for linha in linhas)


def test_em_json_e_o_mesmo_que_o_simulador_responde(pgd: Pgd, endereco: str) -> None:
    feito = pgd("explicar", "7", "--banco", endereco, "--formato", "json")
    lido = json.loads(feito.saida)
    assert (feito.codigo, feito.erros) == (0, "")
    assert list(lido) == ["pedido", "resumo", "regras", "avisos", "correcao", "repetir"]
    assert lido["pedido"] == {
        "numero": 7,
        "recebido_em": "2025-07-01T12:00:00Z",
        "metodo": "PUT",
        "caminho": "/organizacao/SIAPE/1/101/participante/1234567",
        "status": 422,
        "usuario": "sistema@orgao.gov.br",
    }
    assert [(item["codigo"], item["dita"]) for item in lido["regras"]] == [("FO-06", True)]
    assert "-d username=sistema@orgao.gov.br " in lido["correcao"]["curl"]


def test_o_endereco_dos_comandos_se_escolhe(pgd: Pgd, endereco: str) -> None:
    opcoes = ("--formato", "json", "--endereco", "https://pgd.orgao.gov.br/")
    repetir = json.loads(pgd("explicar", "7", "--banco", endereco, *opcoes).saida)["repetir"]
    assert repetir.endswith("https://pgd.orgao.gov.br/organizacao/SIAPE/1/101/participante/1234567")
    assert "127.0.0.1" not in repetir


def test_o_que_parece_marca_da_tela_sai_como_veio(pgd: Pgd, banco: str, pasta: Path) -> None:
    guardar(banco, {**RECUSADO, "caminho": "/[bold]x[/bold]", "corpo_recebido": None, "bytes_recebidos": 0})
    assert "PUT /[bold]x[/bold] → 422" in pgd("explicar", "7", "--banco", banco).saida


def test_de_um_registro_anterior_aos_achados_diz_as_regras_pelos_codigos(pgd: Pgd, banco: str, pasta: Path) -> None:
    antigo = {"achados": None, "regra": "FO-06, FO-01", "avisos": "PE-12", "corpo_recebido": None, "bytes_recebidos": 0}
    guardar(banco, {**RECUSADO, **antigo})
    lido = json.loads(pgd("explicar", "7", "--banco", banco, "--formato", "json").saida)
    assert [(item["codigo"], item["o_que_houve"]) for item in (*lido["regras"], *lido["avisos"])] == [
        ("FO-06", "O texto tem mais caracteres do que cabem no campo."),
        ("FO-01", "Falta um campo obrigatório."),
        ("PE-12", "O plano foi enviado apenas aprovado, quando o envio ainda não é obrigatório."),
    ]


def test_uma_regra_de_outro_perfil_e_dita_sem_texto(pgd: Pgd, banco: str, pasta: Path) -> None:
    achados = json.dumps([{"regra": "XX-01", "onde": [], "evidencia": {}, "valor": None}])
    outro = {"achados": achados, "regra": None, "avisos": "XX-01", "status": 201}
    guardar(banco, {**RECUSADO, **outro, "corpo_recebido": None, "bytes_recebidos": 0})
    (unico,) = json.loads(pgd("explicar", "7", "--banco", banco, "--formato", "json").saida)["avisos"]
    assert (unico["codigo"], unico["severidade"], unico["dita"], unico["o_que_houve"]) == (
        "XX-01",
        "aviso",
        False,
        "Este simulador não conhece esta regra: ela é do perfil de outro servidor, ou de outra versão. Peça a "
        "explicação ao servidor que atendeu o pedido, ou inicie este com o mesmo perfil.",
    )


def test_na_tela_diz_com_que_colide_e_o_que_ha_perto(pgd: Pgd, banco: str, pasta: Path) -> None:
    chave = {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": 1, "id_plano_entregas": "pe1"}
    periodo = {"data_inicio": "2024-01-01", "data_termino": "2024-06-30", "status": 3}
    colide = {"recurso": "plano_entregas", "chave": chave, **periodo, "recebido_em": "2025-06-30T08:15:00+00:00"}
    achados = [
        {"regra": "PE-07", "onde": [["data_inicio"]], "evidencia": {"colide_com": [colide]}, "valor": None},
        {"regra": "PE-08", "onde": [["data_termino"]], "evidencia": {"dias": 400, "limite": 365}, "valor": None},
        {"regra": "PD-05", "onde": [["caminho"]], "evidencia": {}, "valor": None},
        {"regra": "PE-12", "onde": [["status"]], "evidencia": {"status": 2}, "valor": None},
    ]
    outro = {"achados": json.dumps(achados), "regra": "PE-07", "caminho": "/organizacao/SIAPE/1/planos_entregas/pe2"}
    guardar(banco, {**RECUSADO, **outro, "corpo_recebido": None, "bytes_recebidos": 0})
    saida = pgd("explicar", "7", "--banco", banco).saida
    linhas = [linha.strip() for linha in saida.splitlines()]
    for frase in (
        "PE-07 erro  contrato",
        "Colide com: plano_entregas SIAPE/1/pe1, de 01/01/2024 a 30/06/2024, status 3, recebido em 30/06/2025 08:15 "
        "UTC",
        "PE-08 erro que a resposta não disse  IN SEGES-SGPRT/MGI nº 24/2023, art. 18, I",
        "Agora há guardado, perto disto:",
        "• caminho /organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_entregas/{id_plano_entregas}: em vez "
        "de plano_entregas veio planos_entregas",
        "PE-12 aviso  contrato",
        "Para repetir o pedido como veio:",
    ):
        assert frase in linhas, (frase, saida)


class TestForaDoDiario:
    def test_um_numero_que_ninguem_recebeu(self, pgd: Pgd, endereco: str) -> None:
        assert pgd("explicar", "999", "--banco", endereco) == Feito(
            1,
            "",
            "Não deu. Nenhum pedido recebeu ainda o número 999: o próximo a ser reservado é o 11. Confira o número no "
            "cabeçalho X-PGD-Registro da resposta.\n",
        )

    def test_um_numero_anterior_ao_mais_antigo(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd("explicar", "6", "--banco", endereco)
        assert (feito.codigo, feito.saida) == (1, "")
        assert feito.erros.startswith("Não deu. O registro 6 já saiu do diário, que guarda só os pedidos mais novos")

    def test_um_numero_dado_e_ainda_nao_guardado(self, pgd: Pgd, endereco: str) -> None:
        feito = pgd("explicar", "10", "--banco", endereco)
        assert feito.erros.startswith("Não deu. O registro 10 não está no diário: ou o número não foi dado")

    @pytest.mark.parametrize("numero", ["0", "um", "9223372036854775808"])
    def test_o_que_nao_e_numero_de_registro(self, pgd: Pgd, endereco: str, numero: str) -> None:
        assert pgd("explicar", numero, "--banco", endereco).codigo == 2
