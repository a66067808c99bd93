"""`pgd relogio`: o relógio de um banco, ou o de um servidor no ar, e os comandos que andam por ele."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.cli.relogio import describe
from app.storage.opening import open_database
from app.storage.tables import usuario
from tests.check.arquivos import codigos, em_json, guardar, participante
from tests.cli.conftest import Feito, Pgd
from tests.servidor import Servidor, comando, servidor

AGORA = datetime(2025, 3, 1, 12, tzinfo=UTC)
EM_MARCO = "O relógio está parado em 01/03/2025 00:00:00 UTC (28/02/2025 21:00:00 em Brasília).\n"
DURACAO = (
    "Escreva dias, horas, minutos e segundos, nesta ordem, como 2d3h, 31m ou 1h30m; com um menos na frente, volta."
)


@pytest.fixture
def parado(pgd: Pgd, banco: str) -> str:
    """Um banco com o relógio parado em 1º/3/2025, em UTC."""
    assert pgd("relogio", "congelar", "2025-03-01", "--banco", banco) == Feito(0, EM_MARCO, "")
    return banco


class TestFrase:
    @pytest.mark.parametrize(
        ("adiantado", "frase"),
        [
            (timedelta(0), "O relógio é o da máquina: são "),
            (timedelta(days=2, hours=3), "O relógio anda, adiantado 2d3h: são "),
            (timedelta(days=-1, seconds=-61), "O relógio anda, atrasado 1d1m1s: são "),
            (timedelta(milliseconds=3), "O relógio anda, adiantado menos de 1s: são "),
        ],
        ids=["máquina", "adiantado", "atrasado", "quase"],
    )
    def test_andando_diz_quanto_difere_da_maquina(self, adiantado: timedelta, frase: str) -> None:
        assert describe(AGORA, adiantado, congelado=False) == (
            f"{frase}01/03/2025 12:00:00 UTC (01/03/2025 09:00:00 em Brasília)."
        )

    def test_parado_diz_onde(self) -> None:
        assert describe(AGORA, timedelta(days=3), congelado=True) == (
            "O relógio está parado em 01/03/2025 12:00:00 UTC (01/03/2025 09:00:00 em Brasília)."
        )


class TestBanco:
    def test_ver_mostra_o_que_congelar_deixou(self, pgd: Pgd, parado: str) -> None:
        assert pgd("relogio", "ver", "--banco", parado) == Feito(0, EM_MARCO, "")

    def test_em_json_diz_o_mesmo_que_a_api(self, pgd: Pgd, parado: str) -> None:
        lido = json.loads(pgd("relogio", "ver", "--formato", "json", "--banco", parado).saida)
        assert (set(lido), lido["agora"], lido["congelado"]) == (
            {"agora", "congelado", "adiantado_segundos", "maquina"},
            "2025-03-01T00:00:00Z",
            True,
        )

    @pytest.mark.parametrize(
        ("quanto", "hora"),
        [
            (["31m"], "01/03/2025 00:31:00"),
            (["2d3h"], "03/03/2025 03:00:00"),
            (["1d1h1m1s"], "02/03/2025 01:01:01"),
            (["-2h"], "28/02/2025 22:00:00"),
            (["+90s"], "01/03/2025 00:01:30"),
            (["--dias", "1.5", "--horas", "-1"], "02/03/2025 11:00:00"),
            (["1d", "--minutos", "2", "--segundos", "3"], "02/03/2025 00:02:03"),
        ],
        ids=lambda valor: valor if isinstance(valor, str) else " ".join(valor),
    )
    def test_avancar_entende_o_jeito_curto_e_o_longo(self, pgd: Pgd, parado: str, quanto: list[str], hora: str) -> None:
        feito = pgd("relogio", "avancar", *quanto, "--banco", parado)
        assert (feito.codigo, feito.erros) == (0, "")
        assert feito.saida.startswith(f"O relógio está parado em {hora} UTC (")

    def test_ajustar_mantem_parado_e_soltar_volta_a_maquina(self, pgd: Pgd, parado: str) -> None:
        ajustado = pgd("relogio", "ajustar", "2025-03-01T09:00-03:00", "--banco", parado)
        assert ajustado.saida.startswith("O relógio está parado em 01/03/2025 12:00:00 UTC")
        solto = pgd("relogio", "soltar", "--banco", parado)
        assert (solto.codigo, solto.saida[:30]) == (0, "O relógio é o da máquina: são ")

    def test_soltar_daqui_segue_de_onde_parou(self, pgd: Pgd, parado: str) -> None:
        solto = pgd("relogio", "soltar", "--daqui", "--banco", parado)
        assert solto.saida.startswith("O relógio anda, atrasado ")
        assert ": são 01/03/2025 00:00:" in solto.saida


class TestRecusa:
    @pytest.mark.parametrize("quanto", ["x", "2", "3h2d", "2d 3h", "1.5h", "--2h", "-", "h", "٣h", "1" * 20 + "d"])
    def test_uma_duracao_que_nao_se_entende_diz_como_se_escreve(self, pgd: Pgd, pasta: Path, quanto: str) -> None:
        esperado = Feito(1, "", f"Não deu. Não entendi quanto é {quanto}. {DURACAO}\n")
        assert pgd("relogio", "avancar", quanto) == esperado
        assert list(pasta.iterdir()) == []

    def test_avancar_sem_dizer_quanto(self, pgd: Pgd) -> None:
        assert pgd("relogio", "avancar") == Feito(
            1,
            "",
            "Não deu. Diga quanto avançar: por exemplo, pgd relogio avancar 31m, ou pgd relogio avancar --dias 2.\n",
        )

    def test_uma_hora_que_nao_existe_ou_fora_do_alcance(self, pgd: Pgd, parado: str) -> None:
        for instante, comeco in (
            ("ontem", "Não deu. agora: O texto não é uma data"),
            ("3000-01-01", "Não deu. O relógio do simulador vai de 01/01/2000 a 31/12/2999, em UTC"),
        ):
            feito = pgd("relogio", "ajustar", instante, "--banco", parado)
            assert (feito.codigo, feito.saida, feito.erros[: len(comeco)]) == (1, "", comeco)
        assert pgd("relogio", "ver", "--banco", parado).saida == EM_MARCO

    def test_um_banco_que_nao_existe_nao_e_criado_por_quem_so_o_le(self, pgd: Pgd, pasta: Path) -> None:
        assert pgd("relogio", "ver") == Feito(
            1,
            "",
            "Não deu. O banco .pgd/pgd.sqlite não existe, e este comando não cria um. Se o servidor usa outro, dê o "
            "endereço dele, que aparece na saudação, em --banco ou PGD_BANCO; para criar este, inicie o servidor com: "
            "pgd servir\n",
        )
        assert list(pasta.iterdir()) == []


class TestComandosDoBanco:
    def test_um_usuario_criado_e_desativado_leva_a_hora_dele(self, pgd: Pgd, parado: str) -> None:
        assert pgd("usuario", "criar", "a@orgao.gov.br", "--senha", "x", "--banco", parado).codigo == 0
        assert pgd("relogio", "avancar", "1d", "--banco", parado).codigo == 0
        assert pgd("usuario", "desativar", "a@orgao.gov.br", "--banco", parado).codigo == 0
        datas = select(usuario.c.data_insercao, usuario.c.data_atualizacao).where(usuario.c.email == "a@orgao.gov.br")
        with open_database(parado).synchronous_engine().connect() as connection:
            (linha,) = connection.execute(datas)
        assert [instante.replace(tzinfo=None) for instante in linha] == [datetime(2025, 3, 1), datetime(2025, 3, 2)]

    def test_validar_com_o_banco_julga_na_hora_dele_e_sem_o_banco_na_da_maquina(
        self, pgd: Pgd, pasta: Path, banco: str
    ) -> None:
        """Um termo assinado em 2090 é do futuro, salvo para quem já está em 2095."""
        guardar(banco, participante(matricula_siape="7654321"))
        assert pgd("relogio", "congelar", "2095-01-01", "--banco", banco).codigo == 0
        arquivo = em_json(pasta / "x.json", participante(data_assinatura_tcr="2090-01-01"))
        com_o_banco = pgd("validar", arquivo, "--formato", "json", "--banco", banco)
        sem_o_banco = pgd("validar", arquivo, "--formato", "json")
        assert [(feito.codigo, codigos(feito)[0][2]) for feito in (com_o_banco, sem_o_banco)] == [
            (0, []),
            (1, ["PA-07"]),
        ]


class TestServidor:
    @pytest.fixture(scope="class")
    @classmethod
    def no_ar(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servidor]:
        pasta = tmp_path_factory.mktemp("relogio")
        assert comando(pasta, "relogio", "congelar", "2025-03-01").stdout == EM_MARCO
        with servidor(pasta) as no_ar:
            yield no_ar

    def test_a_saudacao_avisa_que_o_relogio_nao_e_o_da_maquina(self, no_ar: Servidor) -> None:
        assert f"{EM_MARCO.strip()} Para voltar à hora da máquina: pgd relogio soltar" in no_ar.saida.splitlines()

    def test_por_um_endereco_o_comando_muda_o_servidor_no_ar(self, no_ar: Servidor) -> None:
        feito = comando(no_ar.pasta, "relogio", "avancar", "1d", "--url", no_ar.url)
        assert (feito.returncode, feito.stderr) == (0, "")
        assert feito.stdout == EM_MARCO.replace("01/03", "02/03").replace("28/02", "01/03")
        assert no_ar.pedir("GET", "/simulador/api/relogio").json()["agora"] == "2025-03-02T00:00:00Z"

    def test_pelo_banco_tambem_e_ele_o_ve_no_pedido_seguinte(self, no_ar: Servidor) -> None:
        token = no_ar.entrar()
        vistos = [no_ar.pedir("GET", "/users", token).status_code]
        assert comando(no_ar.pasta, "relogio", "avancar", "31m").returncode == 0
        vistos.append(no_ar.pedir("GET", "/users", token).status_code)
        assert vistos == [200, 401]
