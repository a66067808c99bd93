"""`pgd registros acompanhar`: uma linha por pedido, até Ctrl+C, de um servidor ou direto do banco."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import builders
from tests.cli.test_explicar import guardar
from tests.cli.test_verificar import ENVIADO
from tests.servidor import PGD, PRAZO, ambiente, ate, servidor

RECUSADO = {**ENVIADO, "numero": 8, "status": 422, "regra": "PT-18", "avisos": "PT-33, PT-45", "falha": "html-503"}
SEM_RESPOSTA = {**ENVIADO, "numero": 9, "status": 0}


@contextmanager
def acompanhando(pasta: Path, *opcoes: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """O comando em curso, já à espera, e o arquivo em que ele escreve."""
    saida, erros = pasta / "saida.txt", pasta / "erros.txt"
    with saida.open("wb") as escrita, erros.open("wb") as reclama:
        processo = subprocess.Popen(
            [PGD, "registros", "acompanhar", *opcoes], cwd=pasta, env=ambiente(pasta), stdout=escrita, stderr=reclama
        )
    try:
        ate(lambda: "Ctrl+C encerra." in erros.read_text(encoding="utf-8"), "o comando ficar à espera")
        yield processo, saida
        processo.send_signal(signal.SIGINT)
        assert processo.wait(PRAZO) == 0
        assert erros.read_text(encoding="utf-8") == "À espera de pedidos. Ctrl+C encerra.\n"
    finally:
        processo.kill()
        processo.wait()


def linhas(saida: Path) -> list[str]:
    return saida.read_text(encoding="utf-8").splitlines()


def test_de_um_servidor_no_ar_mostra_so_o_que_ainda_vai_chegar(tmp_path: Path) -> None:
    documento = builders.participante()
    with servidor(tmp_path, "--efemero") as no_ar:
        token = no_ar.entrar()
        with acompanhando(tmp_path, "--url", no_ar.url) as (_, saida):
            enviado = no_ar.pedir("PUT", builders.caminho_participante(documento), token, json=documento)
            recusado = no_ar.pedir("PUT", builders.caminho_participante(documento), token, json={})
            ate(lambda: len(linhas(saida)) == 2, "os dois pedidos aparecerem")
    aceita, recusa = linhas(saida)
    assert (
        f" PUT /organizacao/SIAPE/1/101/participante/1234567 → 201  registro {enviado.headers['X-PGD-Registro']}, "
        in aceita
    )
    assert f" → 422 FO-01  registro {recusado.headers['X-PGD-Registro']}, " in recusa


def test_de_um_banco_mostra_tambem_o_que_ele_ja_tem(banco: str, tmp_path: Path) -> None:
    guardar(banco, ENVIADO, RECUSADO)
    with acompanhando(tmp_path, "--banco", banco, "--desde-o-comeco") as (_, saida):
        ate(lambda: len(linhas(saida)) == 2, "os dois guardados aparecerem")
        guardar(banco, SEM_RESPOSTA)
        ate(lambda: len(linhas(saida)) == 3, "o que se guardou depois aparecer")
    caminho = "12:00:00 PUT /organizacao/SIAPE/1/plano_trabalho/pt1 →"
    assert linhas(saida) == [
        f"{caminho} 201  registro 7, 2 ms",
        f"{caminho} 422 PT-18 aviso PT-33 aviso PT-45 falha html-503  registro 8, 2 ms",
        f"{caminho} sem resposta  registro 9, 2 ms",
    ]


def test_em_json_e_um_registro_por_linha(tmp_path: Path) -> None:
    banco = f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite"
    guardar(banco, ENVIADO)
    with acompanhando(tmp_path, "--banco", banco, "--desde-o-comeco", "--formato", "json") as (_, saida):
        ate(lambda: len(linhas(saida)) == 1, "o registro aparecer")
    (lido,) = map(json.loads, linhas(saida))
    assert (lido["numero"], lido["unidade"], lido["status"]) == (7, "SIAPE/1", 201)


def test_um_servidor_que_nao_responde_encerra_com_um(tmp_path: Path) -> None:
    feito = subprocess.run(
        [PGD, "registros", "acompanhar", "--url", "http://127.0.0.1:9"],
        cwd=tmp_path,
        env=ambiente(tmp_path),
        capture_output=True,
        text=True,
        timeout=PRAZO,
        check=False,
    )
    assert (feito.returncode, feito.stdout) == (1, "")
    assert "não respondeu" in feito.stderr


@pytest.fixture(autouse=True)
def sem_ambiente(monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuração de quem testa não conta."""
    monkeypatch.delenv("PGD_BANCO", raising=False)
