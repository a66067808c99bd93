"""A comparação inteira com o que a API central respondeu, nos dois bancos, contra servidores de verdade."""

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.fidelidade import gravacao, publicar
from tests.fidelidade.conferir import PERTO_DA_MEIA_NOITE, Conferido, Veredito, safe_window, same, same_errors
from tests.fidelidade.gravacao import Gravacao
from tests.fidelidade.nota import Parte, Resultado
from tests.fidelidade.pagina import FAMILIAS, page
from tests.fidelidade.publicar import PAGINA, POSTGRESQL, SQLITE, complaints, measure_both

RAIZ = Path(__file__).resolve().parents[2]
DIFERENCAS = RAIZ / "docs" / "diferencas.md"


@pytest.fixture(scope="module")
def gravados() -> Gravacao:
    return gravacao.load()


@pytest.fixture(scope="module")
def medidos(gravados: Gravacao, servidor_postgres: str) -> Mapping[str, Resultado]:
    """Um resultado por banco."""
    with postgres.empty_database(servidor_postgres) as endereco:
        return measure_both(gravados, endereco)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def resultado(request: pytest.FixtureRequest, medidos: Mapping[str, Resultado]) -> Resultado:
    return medidos[request.param]


class TestASimulacao:
    def test_nenhum_caso_difere(self, resultado: Resultado) -> None:
        assert [f"{item.caso['id']} {item.caso['nome']}: {item.motivo}" for item in resultado.diferem] == []

    def test_a_nota_e_de_cem_por_cento_dos_casos_gravados(self, resultado: Resultado, gravados: Gravacao) -> None:
        nota = resultado.trusting_skipped().nota
        assert nota.conferem == nota.total == len(gravados.casos) - len(gravados.decididas) - 30

    def test_as_trinta_falhas_da_api_central_sao_evitadas(self, resultado: Resultado) -> None:
        assert resultado.evitados == Parte(30, 30)

    def test_so_se_pulam_os_casos_presos_ao_dia_e_so_perto_da_meia_noite(self, resultado: Resultado) -> None:
        assert {item.motivo for item in resultado.pulados} <= {PERTO_DA_MEIA_NOITE}
        assert [item.caso["id"] for item in resultado.pulados if not item.caso.get("dia")] == []


class TestAPagina:
    def test_docs_fidelidade_diz_o_que_se_mede_agora(
        self, gravados: Gravacao, medidos: Mapping[str, Resultado]
    ) -> None:
        # Perto da meia-noite os casos presos ao dia não correm; quando a página foi escrita, correram e conferiram.
        agora = page(gravados, {banco: resultado.trusting_skipped() for banco, resultado in medidos.items()})
        assert PAGINA.read_text(encoding="utf-8") == agora, "docs/fidelidade.md está velha: corra make fidelidade"

    def test_toda_diferenca_decidida_tem_sua_razao_em_docs_diferencas(self, gravados: Gravacao) -> None:
        texto = DIFERENCAS.read_text(encoding="utf-8")
        assert [razao for razao in gravados.diferencas if f"“{razao}”" not in texto] == []

    def test_toda_diferenca_decidida_e_um_caso_gravado(self, gravados: Gravacao) -> None:
        assert gravados.decididas <= {caso["id"] for caso in gravados.casos}

    def test_toda_familia_tem_uma_descricao(self, gravados: Gravacao) -> None:
        assert {caso["familia"] for caso in gravados.casos} == set(FAMILIAS)


class TestQuandoANotaCai:
    def test_um_caso_que_difere_e_dito_e_tira_a_nota_dos_cem(self, gravados: Gravacao) -> None:
        resultado = _resultado(gravados, {"v0000": Veredito.DIFERE})
        assert complaints({"SQLite": resultado}) == [
            "Em SQLite, 1 dos 2444 casos não respondem como a API central.",
        ]
        assert not resultado.reaches(100)
        assert "99,95 %" in page(gravados, {"SQLite": resultado})

    def test_uma_falha_repetida_e_dita_e_reprova_ainda_que_a_nota_seja_cem(self, gravados: Gravacao) -> None:
        resultado = _resultado(gravados, {"v0495": Veredito.DIFERE})
        assert complaints({"SQLite": resultado}) == ["Em SQLite, 1 das falhas da API central se repetem."]
        assert resultado.nota == Parte(2444, 2444)
        assert not resultado.reaches(100)

    def test_uma_diferenca_decidida_nao_muda_a_nota(self, gravados: Gravacao) -> None:
        resultado = _resultado(gravados, {"v1450": Veredito.DIFERE})
        assert complaints({"SQLite": resultado}) == []
        assert resultado.reaches(100)

    def test_casos_pulados_ficam_fora_da_conta(self, gravados: Gravacao) -> None:
        resultado = _resultado(gravados, {"v0000": Veredito.PULADO})
        assert resultado.nota == Parte(2443, 2443)
        assert resultado.trusting_skipped().nota == Parte(2444, 2444)


class TestPublicar:
    """`make fidelidade`, com as medidas já feitas."""

    @pytest.fixture(autouse=True)
    def pagina(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Onde a página se escreve neste teste; nada do que há em docs é tocado."""
        pagina = tmp_path / "docs" / "fidelidade.md"
        monkeypatch.setattr(publicar, "PAGINA", pagina)
        monkeypatch.setattr(publicar, "_postgres", lambda: nullcontext(""))
        monkeypatch.setattr(publicar, "safe_window", lambda: True)
        return pagina

    def medindo(self, monkeypatch: pytest.MonkeyPatch, resultado: Resultado) -> None:
        monkeypatch.setattr(publicar, "measure_both", lambda *_: {SQLITE: resultado, POSTGRESQL: resultado})

    def test_com_tudo_conferido_escreve_a_pagina_e_sai_com_zero(
        self, pagina: Path, gravados: Gravacao, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.medindo(monkeypatch, _resultado(gravados, {}))
        assert publicar.main() == 0
        assert "| **todas** |  | 2444 | **100,00 %** | **100,00 %** |" in pagina.read_text(encoding="utf-8")

    def test_com_um_caso_que_difere_sai_com_um_e_diz_quantos(
        self, gravados: Gravacao, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.medindo(monkeypatch, _resultado(gravados, {"v0000": Veredito.DIFERE}))
        assert publicar.main() == 1
        dito = capsys.readouterr()
        assert "Em SQLite, 1 dos 2444 casos não respondem como a API central." in dito.err
        assert "- v0000 [campo-participante]" in dito.out

    def test_com_um_caso_pulado_sai_com_um_e_nao_toca_a_pagina(
        self, pagina: Path, gravados: Gravacao, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.medindo(monkeypatch, _resultado(gravados, {"v0000": Veredito.PULADO}))
        assert publicar.main() == 1
        assert not pagina.exists()

    def test_perto_da_meia_noite_nem_mede(
        self, pagina: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(publicar, "safe_window", lambda: False)
        assert publicar.main() == 1
        assert "Repita entre 04:30 e 23:30 UTC" in capsys.readouterr().err
        assert not pagina.exists()


class TestAConferencia:
    @pytest.mark.parametrize(("a", "b"), [(1, True), (1, 1.0), (0, False), ([1, 2], [2, 1]), ({"a": 1}, {})])
    def test_tipos_ordem_e_chaves_contam(self, a: Any, b: Any) -> None:
        assert not same(a, b)

    def test_a_ordem_das_chaves_e_a_das_listas_do_plano_nao_contam(self) -> None:
        assert same({"a": 1, "entregas": [{"id": 1}, {"id": 2}]}, {"entregas": [{"id": 2}, {"id": 1}], "a": 1})

    def test_regras_de_objeto_alem_da_primeira_sao_aceitas(self) -> None:
        erro = {"type": "value_error", "loc": ["body"]}
        assert same_errors([erro], [erro, erro])

    @pytest.mark.parametrize(
        "veio",
        [
            [],
            [{"type": "missing", "loc": ["body"]}],
            [{"type": "value_error", "loc": ["body"]}, {"type": "value_error", "loc": ["body", "a"]}],
        ],
    )
    def test_erros_que_faltam_sobram_ou_mudam_nao_conferem(self, veio: list[Any]) -> None:
        assert not same_errors([{"type": "value_error", "loc": ["body"]}], veio)

    @pytest.mark.parametrize(
        ("hora", "segura"), [("04:29", False), ("04:30", True), ("23:30", True), ("23:31", False), ("00:00", False)]
    )
    def test_a_janela_segura_fica_longe_da_meia_noite_de_utc_e_de_brasilia(self, hora: str, segura: bool) -> None:
        assert safe_window(datetime.fromisoformat(f"2025-07-01T{hora}:00+00:00")) is segura


class TestOComparador:
    """O que um usuário corre, sem nada além da biblioteca padrão."""

    @pytest.mark.parametrize("forma", [["tests/fidelidade/comparar.py"], ["-m", "tests.fidelidade.comparar"]])
    def test_corre_como_arquivo_e_como_modulo_sem_biblioteca_alguma(self, forma: list[str]) -> None:
        # Com -S não há site-packages: importar uma biblioteca de fora falharia.
        corrido = subprocess.run(
            [sys.executable, "-S", *forma, "--help"], cwd=RAIZ, capture_output=True, check=True, encoding="utf-8"
        )
        assert "fidelidade mínima" in corrido.stdout

    def test_sem_administrador_diz_o_que_falta(self) -> None:
        corrido = subprocess.run(
            [sys.executable, "-S", "tests/fidelidade/comparar.py", "--admin-email", ""], cwd=RAIZ, capture_output=True
        )
        assert corrido.returncode == 1
        assert corrido.stderr.decode().strip() == "Informe o administrador do servidor em ADMIN_EMAIL e ADMIN_PASSWORD."

    def test_sem_servidor_diz_que_ele_nao_respondeu(self) -> None:
        quem = ["--admin-email", "a@b.gov.br", "--admin-senha", "x", "--base-url", "http://127.0.0.1:9"]
        corrido = subprocess.run(
            [sys.executable, "-S", "tests/fidelidade/comparar.py", *quem], cwd=RAIZ, capture_output=True
        )
        assert corrido.returncode == 1
        assert "O servidor em http://127.0.0.1:9 não respondeu" in corrido.stderr.decode()

    def test_o_resultado_em_json_traz_o_que_difere(self, gravados: Gravacao) -> None:
        resultado = _resultado(gravados, {"v0000": Veredito.DIFERE})
        completo = json.loads(json.dumps(resultado.as_json()))
        assert completo["diferem"] == [
            {
                "id": "v0000",
                "familia": "campo-participante",
                "nome": 'origem_unidade="SIAPE"',
                "texto": "",
                "defeito": False,
            }
        ]
        assert completo["familias"]["campo-participante"] == {"conferem": 108, "total": 109}
        assert {nome: valor for nome, valor in completo.items() if nome not in ("diferem", "familias")} == {
            "fidelidade": 100 * 2443 / 2444,
            "conferem": 2443,
            "total": 2444,
            "defeitos_evitados": 30,
            "defeitos": 30,
            "diferencas_decididas": 25,
            "pulados": 0,
            "segundos": 0.0,
        }


def _resultado(gravados: Gravacao, vereditos: Mapping[str, Veredito]) -> Resultado:
    """Um resultado em que tudo confere, salvo estes casos."""

    return Resultado(
        gravados, tuple(Conferido(caso, vereditos.get(caso["id"], Veredito.OK)) for caso in gravados.casos)
    )
