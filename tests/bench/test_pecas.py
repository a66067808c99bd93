"""As peças da medida contra servidores e bancos de verdade."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from bench import documentos, processo
from bench.carga import RespostaInesperada, medir
from bench.preenchimento import encher
from bench.processo import Servidor
from tests.conftest import BASE, USER_AGENT, settings
from tests.servidor import comando

CHEIAS = {
    "participante": 5,
    "plano_entregas": 2,
    "entrega": 20,
    "plano_trabalho": 60,
    "contribuicao": 300,
    "avaliacao_registros_execucao": 60,
}
"""Quantas linhas fazem 60 planos: 12 por pessoa, e um plano de dez entregas para cada 50."""


@pytest.fixture(scope="module")
def teto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servidor]:
    with processo.teto(tmp_path_factory.mktemp("teto")) as servidor:
        yield servidor


def test_cada_resposta_deixa_uma_latencia(teto: Servidor) -> None:
    amostra = medir(teto.endereco, [documentos.get("/")] * 7, 3, 200)
    assert len(amostra.latencias) == 7
    assert 0 < max(amostra.latencias) / 1_000 <= amostra.segundos


def test_um_status_inesperado_para_a_medida_e_mostra_a_resposta(teto: Servidor) -> None:
    with pytest.raises(RespostaInesperada) as erro:
        medir(teto.endereco, [documentos.get("/"), documentos.get("/nao-existe")], 1, 200)
    queixa = str(erro.value)
    assert queixa.startswith("Esperava-se HTTP/1.1 200 e veio HTTP/1.1 404 Not Found")
    assert "GET /nao-existe HTTP/1.1" in queixa


def test_o_teto_confere_o_documento_com_as_regras(teto: Servidor) -> None:
    caminho = "/organizacao/SIAPE/1/plano_trabalho/pt-0-0"
    certo = documentos.put(caminho, documentos.plano_trabalho(0, 0), "")
    errado = documentos.put(caminho, documentos.plano_trabalho(0, 0) | {"data_termino": "2020-01-01"}, "")
    medir(teto.endereco, [certo], 1, 201)
    medir(teto.endereco, [errado], 1, 422)


def test_a_cpu_medida_e_a_que_o_sistema_diz(teto: Servidor) -> None:
    medir(teto.endereco, [documentos.get("/")] * 500, 4, 200)
    campos = Path(f"/proc/{teto.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    centesimos = int(campos[11]) + int(campos[12])
    assert teto.cpu() == pytest.approx(centesimos / 100, abs=0.05)


def test_sossegado_o_servidor_ja_nao_gasta(teto: Servidor) -> None:
    medir(teto.endereco, [documentos.get("/")] * 100, 4, 200)
    gasto = teto.sossegar()
    inicio = time.monotonic()
    while time.monotonic() - inicio < 0.1:
        assert teto.cpu() - gasto < 0.01


def test_o_servidor_que_nao_inicia_diz_por_que(tmp_path: Path) -> None:
    with (
        pytest.raises(processo.NaoIniciou, match="não pôde ser criada"),
        processo.nosso(tmp_path, "sqlite:////proc/nada/pgd.sqlite"),
    ):
        pytest.fail("o servidor não podia ter iniciado")


def test_o_que_se_enche_e_lido_como_se_tivesse_sido_enviado(banco: str, tmp_path: Path) -> None:
    assert comando(tmp_path, "migrar", "--banco", banco).returncode == 0
    encher(banco.partition(":")[0], banco, 60)
    unidade = {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": 1}
    with TestClient(create_app(settings(banco)), BASE, headers={"User-Agent": USER_AGENT}) as cliente:
        entrada = {"username": "admin@pgd.gov.br", "password": "demonstracao-pgd"}
        token = cliente.post("/token", data=entrada).json()["access_token"]
        cliente.headers["Authorization"] = f"Bearer {token}"
        contagens = cliente.get("/simulador/api/estado").json()["contagens"]
        plano = cliente.get("/organizacao/SIAPE/1/plano_trabalho/outro-pt-0000013").json()
        pessoa = cliente.get("/organizacao/SIAPE/1/101/participante/5000002").json()
        entregas = cliente.get("/organizacao/SIAPE/1/plano_entregas/outro-pe-0000001").json()
        de_novo = cliente.put("/organizacao/SIAPE/1/plano_trabalho/outro-pt-0000013", json=plano)
    assert contagens | CHEIAS == contagens
    assert plano == {
        **unidade,
        "id_plano_trabalho": "outro-pt-0000013",
        "status": 3,
        "cod_unidade_executora": 102,
        "cpf_participante": "52998224725",
        "matricula_siape": "5000002",
        "cod_unidade_lotacao_participante": 101,
        "data_inicio": "2024-02-01",
        "data_termino": "2024-02-28",
        "carga_horaria_disponivel": 160,
        "contribuicoes": [
            contribuicao("c0", 1, "outro-pe-0000000", "e3"),
            contribuicao("c1", 1, "outro-pe-0000000", "e4"),
            contribuicao("c2", 1, "outro-pe-0000000", "e5"),
            contribuicao("c3", 2, None, None),
            contribuicao("c4", 3, None, None),
        ],
        "avaliacoes_registros_execucao": [
            {
                "id_periodo_avaliativo": "p1",
                "data_inicio_periodo_avaliativo": "2024-02-01",
                "data_fim_periodo_avaliativo": "2024-02-28",
                "avaliacao_registros_execucao": 3,
                "data_avaliacao_registros_execucao": "2024-02-28",
            }
        ],
    }
    assert pessoa == {
        **unidade,
        "cod_unidade_lotacao": 101,
        "matricula_siape": "5000002",
        "cod_unidade_instituidora": 1,
        "cpf": "52998224725",
        "situacao": 1,
        "modalidade_execucao": 2,
        "data_assinatura_tcr": "2023-08-01T00:00:00",
    }
    assert (entregas["cod_unidade_executora"], len(entregas["entregas"])) == (20_001, 10)
    # Aceito de volta: as regras valem para o que se encheu, e as entregas e a pessoa citadas existem.
    assert (de_novo.status_code, de_novo.json()) == (200, plano)


def contribuicao(ident: str, tipo: int, plano: str | None, entrega: str | None) -> dict[str, object]:
    return {
        "id_contribuicao": ident,
        "tipo_contribuicao": tipo,
        "percentual_contribuicao": 20,
        "id_plano_entregas": plano,
        "id_entrega": entrega,
    }
