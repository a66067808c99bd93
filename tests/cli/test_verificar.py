"""`pgd verificar`: o código de saída que uma esteira lê, e a mensagem que uma pessoa lê."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Pgd
from tests.cli.test_explicar import guardar
from tests.servidor import comando, servidor
from tests.storage.documentos import AGORA

ROTA = "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_trabalho/{id_plano_trabalho}"
CORPO = b'{"id_plano_trabalho":"pt1","status":3}'
ENVIADO = {
    "numero": 7,
    "recebido_em": AGORA,
    "metodo": "PUT",
    "caminho": "/organizacao/SIAPE/1/plano_trabalho/pt1",
    "rota": ROTA,
    "chave": '["SIAPE", "1", "pt1"]',
    "status": 201,
    "regra": None,
    "avisos": None,
    "falha": None,
    "duracao_ms": 1.5,
    "bytes_recebidos": len(CORPO),
    "bytes_enviados": 2,
    "corpo_recebido": CORPO,
}
VEIO = "Esperava-se ao menos 1 pedido com recurso plano_trabalho, e veio 1.\n"
VEIO += "- registro 7, PUT /organizacao/SIAPE/1/plano_trabalho/pt1 → 201\n"
NAO_VEIO = 'Esperava-se ao menos 1 pedido com recurso plano_trabalho, corpo {"status": 4}, e não veio nenhum.\n'
NAO_VEIO += "Os que mais se parecem com o que devia vir:\n"
NAO_VEIO += "- registro 7, PUT /organizacao/SIAPE/1/plano_trabalho/pt1 → 201: /status: esperado 4, veio 3\n"


@pytest.fixture
def endereco(banco: str, pasta: Path) -> str:
    """O banco com um envio no diário."""
    guardar(banco, ENVIADO)
    return banco


def escrever(pasta: Path, pedido: dict[str, Any]) -> str:
    arquivo = pasta / "criterio.json"
    arquivo.write_text(json.dumps({"pedido": pedido}), encoding="utf-8")
    return str(arquivo)


def test_o_que_chegou_sai_com_zero(pgd: Pgd, endereco: str, pasta: Path) -> None:
    feito = pgd("verificar", escrever(pasta, {"recurso": "plano_trabalho"}), "--banco", endereco)
    assert (feito.codigo, feito.saida, feito.erros) == (0, VEIO, "")


def test_o_que_nao_chegou_sai_com_um_e_diz_o_que_mais_se_parece(pgd: Pgd, endereco: str, pasta: Path) -> None:
    criterio = escrever(pasta, {"recurso": "plano_trabalho", "corpo": {"status": 4}})
    feito = pgd("verificar", criterio, "--banco", endereco)
    assert (feito.codigo, feito.saida, feito.erros) == (1, NAO_VEIO, "")


def test_em_json_diz_o_veredito_inteiro(pgd: Pgd, endereco: str, pasta: Path) -> None:
    criterio = escrever(pasta, {"recurso": "plano_trabalho", "corpo": {"status": 4}})
    feito = pgd("verificar", criterio, "--banco", endereco, "--formato", "json")
    assert feito.codigo == 1
    assert json.loads(feito.saida) == {
        "atendida": False,
        "vezes": 0,
        "registros": [],
        "mensagem": NAO_VEIO.rstrip("\n"),
        "quase": [{"numero": 7, "difere": ["/status: esperado 4, veio 3"]}],
    }


def test_le_da_entrada(pgd: Pgd, endereco: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Como alguns editores gravam: com a marca de ordem dos bytes.
    entrada = '\ufeff{"pedido": {"recurso": "plano_trabalho"}}'.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(entrada)))
    feito = pgd("verificar", "-", "--banco", endereco)
    assert (feito.codigo, feito.saida) == (0, VEIO)


@pytest.mark.parametrize(
    ("conteudo", "dito"),
    [
        (b'{"pedido":\n{"status" 1}}', "criterio.json não é JSON: na linha 2, coluna 11, não se entende."),
        (b'"\xe9"', "não é texto em UTF-8. Grave"),
        (b"[" * 100_000, "listas demais"),
        (b"9" * 5_000, "um número comprido demais"),
        (b'{"pedido": {"metod": 1}}', "pedido: Não há o campo metod."),
    ],
    ids=["sintaxe", "bytes", "fundo", "numero", "campo"],
)
def test_o_que_nao_se_entende_sai_com_um_e_diz_por_que(pgd: Pgd, pasta: Path, conteudo: bytes, dito: str) -> None:
    guardar(f"sqlite:///{pasta.as_posix()}/pgd.sqlite", ENVIADO)
    (pasta / "criterio.json").write_bytes(conteudo)
    feito = pgd("verificar", "criterio.json", "--banco", f"sqlite:///{pasta.as_posix()}/pgd.sqlite")
    assert (feito.codigo, feito.saida) == (1, "")
    assert dito in feito.erros


def test_um_arquivo_ou_um_banco_que_nao_existe_nao_e_criado(pgd: Pgd, pasta: Path) -> None:
    criterio = escrever(pasta, {})
    sem_banco = pgd("verificar", criterio, "--banco", "sqlite:///nao-existe.sqlite")
    assert (sem_banco.codigo, "não existe" in sem_banco.erros) == (1, True)
    guardar("sqlite:///existe.sqlite", ENVIADO)
    sem_arquivo = pgd("verificar", "nao-existe.json", "--banco", "sqlite:///existe.sqlite")
    assert (sem_arquivo.codigo, sem_arquivo.saida) == (1, "")
    assert "Não foi possível ler nao-existe.json: não existe esse arquivo ou essa pasta. Confira" in sem_arquivo.erros
    assert sorted(arquivo.name for arquivo in pasta.glob("*e*.*")) == ["criterio.json", "existe.sqlite"]


def test_pergunta_a_um_servidor_no_ar(tmp_path: Path) -> None:
    with servidor(tmp_path, "--efemero") as no_ar:
        no_ar.entrar()
        criterio = '{"pedido": {"recurso": "token", "status": 200}, "vezes": 1}'
        feito = comando(tmp_path, "verificar", "-", "--url", no_ar.url, entrada=criterio)
    assert (feito.returncode, feito.stderr) == (0, "")
    assert feito.stdout.startswith("Esperava-se exatamente 1 pedido com recurso token, status 200, e veio 1.\n")
