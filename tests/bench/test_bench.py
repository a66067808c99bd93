"""O programa que mede, corrido do começo ao fim com o mínimo de pedidos: todo cenário dá uma medida."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.relatorio import FIM, INICIO
from tests.architecture.fontes import RAIZ

CENARIOS = {
    "post_token",
    "put_participante_novo",
    "put_participante_de_novo",
    "get_participante",
    "put_plano_entregas_10_novo",
    "put_plano_entregas_1000_novo",
    "get_plano_entregas_1000",
    "put_plano_trabalho_novo",
    "put_plano_trabalho_de_novo",
    "get_plano_trabalho",
}
GRANDEZAS = ("pedidos", "cpu_ms", "req_s", "p50_ms", "p99_ms")
# Do crescimento, dois cenários bastam: cada um custa o mesmo que na outra parte.
PARTES = (
    "post,put,get,saude,arranque,memoria,lote,instantaneos,crescimento_put_plano_trabalho_novo,"
    "crescimento_get_plano_trabalho"
)


def bench(*opcoes: str) -> subprocess.CompletedProcess[str]:
    """O comando, como `make bench` o corre."""
    return subprocess.run(
        [sys.executable, "-m", "bench", *opcoes], cwd=RAIZ, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def pagina(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Uma página com as duas marcas, em que a rodada escreve; as medidas ficam ao lado, em `medidas.json`."""
    pagina = tmp_path_factory.mktemp("bench") / "desempenho.md"
    pagina.write_text(f"antes\n\n{INICIO}\nvelho\n{FIM}\n\ndepois\n", encoding="utf-8")
    opcoes = ("--rapido", "--banco", "sqlite", "--clientes", "2", "--fator", "0.01", "--so", PARTES)
    correu = bench(*opcoes, "--json", str(pagina.with_name("medidas.json")), "--markdown", str(pagina))
    assert correu.returncode == 0, correu.stderr
    return pagina


@pytest.fixture(scope="module")
def medidas(pagina: Path) -> Any:
    return json.loads(pagina.with_name("medidas.json").read_text(encoding="utf-8"))


def test_cada_cenario_foi_medido(medidas: Any) -> None:
    casos = {(linha["servidor"], linha["cenario"], linha["clientes"]) for linha in medidas["cenarios"]}
    no_teto = ("put_plano_trabalho_novo", "get_plano_trabalho")
    esperados = {("sqlite", cenario, 2) for cenario in CENARIOS}
    assert casos == esperados | {("teto", cenario, 2) for cenario in no_teto}


def test_toda_medida_de_cenario_e_positiva(medidas: Any) -> None:
    todas = [rodada for linha in medidas["cenarios"] for rodada in linha["rodadas"]]
    todas += [rodada for ponto in medidas["crescimento"]["sqlite"] for rodada in ponto["medidas"]]
    assert [medida for medida in todas if not all(medida[grandeza] > 0 for grandeza in GRANDEZAS)] == []


def test_o_crescimento_traz_a_base_e_as_tabelas_cheias(medidas: Any) -> None:
    pontos = {(ponto["cenario"], ponto["outros"], len(ponto["medidas"])) for ponto in medidas["crescimento"]["sqlite"]}
    cenarios = ("put_plano_trabalho_novo", "get_plano_trabalho")
    assert pontos == {(cenario, outros, 1) for cenario in cenarios for outros in (0, 1_000)}


def test_os_instantaneos_e_os_reinicios_foram_medidos(medidas: Any) -> None:
    instantaneos = medidas["instantaneos"]["sqlite"]
    assert {nome: len(vezes) for nome, vezes in instantaneos.items()} == {
        "salvar": 5,
        "restaurar": 5,
        "reiniciar": 5,
        "reiniciar_vazio": 5,
    }
    assert min(min(vezes) for vezes in instantaneos.values()) > 0


def test_o_arranque_a_memoria_e_a_saude_foram_medidos(medidas: Any) -> None:
    arranques, memoria = medidas["arranques"]["sqlite"], medidas["memoria"]["sqlite"]
    (saude,) = medidas["saude"]["sqlite"]
    assert {qual: len(segundos) for qual, segundos in arranques.items()} == {"novo": 1, "existente": 1}
    assert min(*arranques["novo"], *arranques["existente"]) > 0.1
    assert set(memoria) == {"ocioso", "mil_entregas", "entradas"}
    assert min(memoria.values()) > 20
    assert (saude["pedidos"], saude["p99_ms"] >= saude["p50_ms"] > 0, saude["entradas"] > 0) == (3, True, True)


def test_o_lote_foi_medido_nos_tres_recursos_novos_e_de_novo(medidas: Any) -> None:
    ritmos = medidas["lote"]["sqlite"]
    assert set(ritmos) == {
        *("participante_novo", "participante_de_novo", "plano_entregas_novo", "plano_entregas_de_novo"),
        *("plano_trabalho_novo", "plano_trabalho_de_novo"),
    }
    assert [(nome, vistos) for nome, vistos in ritmos.items() if len(vistos) != 1 or vistos[0] <= 0] == []


def test_os_quadros_vao_para_entre_as_marcas_da_pagina(pagina: Path) -> None:
    texto = pagina.read_text(encoding="utf-8")
    antes, _, resto = texto.partition(INICIO)
    quadros, _, depois = resto.partition(FIM)
    assert (antes, depois) == ("antes\n\n", "\n\ndepois\n")
    assert "| SQLite: GET plano_trabalho | 2 |" in quadros
    assert "velho" not in quadros


def test_as_medidas_gravadas_dao_de_novo_a_mesma_pagina(pagina: Path, tmp_path: Path) -> None:
    outra = tmp_path / "outra.md"
    outra.write_text(f"antes\n\n{INICIO}{FIM}\n\ndepois\n", encoding="utf-8")
    correu = bench("--de", str(pagina.with_name("medidas.json")), "--markdown", str(outra))
    assert (correu.returncode, correu.stderr) == (0, "")
    assert outra.read_text(encoding="utf-8") == pagina.read_text(encoding="utf-8")


def test_um_banco_que_nao_existe_e_recusado() -> None:
    correu = bench("--banco", "oracle")
    assert (correu.returncode, correu.stderr) == (1, "--banco é sqlite ou postgresql, e veio oracle.\n")
