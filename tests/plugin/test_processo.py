"""O plugin noutro projeto: o que não passa dele para o servidor, e o que não sobra quando os testes acabam."""

import re
import signal
import socket
import subprocess
from pathlib import Path
from statistics import quantiles
from xml.etree import ElementTree

import pytest

from tests.plugin.rodada import PYTEST, Rodada, rodar
from tests.servidor import PRAZO, ambiente, ate, servidor

CUSTO = 0.025
"""Segundos que a fixture pode somar a cada teste numa máquina ocupada; numa livre, são 10 milésimos, ou menos."""
LIVRE = "def test_um(pgd):\n    assert pgd.participantes() == []\n"


def projeto(pasta: Path, **arquivos: str) -> Path:
    """Um projeto com estes arquivos; os nomes são os de módulos de teste."""
    corrente = pasta / "projeto"
    corrente.mkdir()
    for nome, texto in arquivos.items():
        (corrente / f"{nome}.py").write_text(texto, encoding="utf-8")
    return corrente


def vivo(pid: int) -> bool:
    """Se o processo ainda corre."""
    try:
        estado = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return estado != "Z"


def test_nada_do_projeto_chega_ao_servidor_e_nada_do_servidor_fica_no_projeto(tmp_path: Path) -> None:
    testes = (
        "import app\n"
        "def test_o_app_e_o_do_projeto(pgd):\n"
        "    assert app.DO_PROJETO\n"
        "    assert (pgd.email, pgd.senha) == ('admin@pgd.gov.br', 'demonstracao-pgd')\n"
        "    assert pgd.token().count('.') == 2\n"
        "    assert pgd.url.startswith('http://127.0.0.1:')\n"
    )
    pasta = projeto(tmp_path, test_projeto=testes, app="DO_PROJETO = True\n")
    (pasta / ".env").write_text("PGD_PORTA=nao-e-porta\nALGORITHM=RS256\n", encoding="utf-8")
    rodada = rodar(
        pasta,
        PYTHONPATH=str(pasta),
        PGD_BANCO=f"sqlite:///{pasta}/nao-deve-existir.sqlite",
        SQLALCHEMY_DATABASE_URL="mysql://outro/banco",
        PGD_ADMIN_SENHA="outra-senha",
        PGD_PERFIL="nao-existe",
        SECRET_KEY="do projeto",
        http_proxy="http://127.0.0.1:9",
    )
    assert rodada.contagens == {"passed": 1}, rodada.saida
    assert {arquivo.name for arquivo in pasta.iterdir()} == {".env", "__pycache__", "app.py", "test_projeto.py"}


def test_num_projeto_que_nao_o_usa_o_plugin_nao_carrega_nada(tmp_path: Path) -> None:
    testes = (
        "import sys\n"
        "def test_leve():\n"
        "    assert {'app', 'httpx2', 'fastapi'} & set(sys.modules) == set()\n"
        "    assert [n for n in sys.modules if n.startswith('simulador_pgd.')] == ['simulador_pgd.plugin']\n"
    )
    assert rodar(projeto(tmp_path, test_leve=testes)).contagens == {"passed": 1}


def test_cada_processo_do_xdist_tem_um_servidor_so_dele(tmp_path: Path) -> None:
    testes = (
        "import pathlib, pytest, time\n"
        "from simulador_pgd import Pgd\n"
        "@pytest.mark.parametrize('vez', range(4))\n"
        "def test_enche(pgd: Pgd, vez, worker_id):\n"
        "    pathlib.Path(f'{worker_id}.url').write_text(pgd.url)\n"
        "    assert pgd.registros() == []\n"
        "    pgd.criar_usuario('sistema@orgao.gov.br')\n"
        "    assert [r['status'] for r in pgd.registros(recurso='usuario')] == [201]\n"
    )
    pasta = projeto(tmp_path, test_enche=testes)
    rodada = rodar(pasta, "-n", "2")
    assert rodada.contagens == {"passed": 4}, rodada.saida
    assert len({arquivo.read_text() for arquivo in pasta.glob("gw*.url")}) == 2


@pytest.mark.parametrize("sinal", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda sinal: sinal.name)
def test_interrompidos_os_testes_o_servidor_termina(tmp_path: Path, sinal: signal.Signals) -> None:
    testes = (
        "import pathlib, socket, time\n"
        "def test_para_no_meio(servidor_pgd):\n"
        "    pathlib.Path('porta').write_text(str(servidor_pgd.porta))\n"
        "    time.sleep(600)\n"
    )
    pasta = projeto(tmp_path, test_para=testes)
    with (tmp_path / "escrito").open("wb") as escrito:
        processo = subprocess.Popen(PYTEST, cwd=pasta, env=ambiente(pasta), stdout=escrito, stderr=escrito)
    try:
        ate((pasta / "porta").exists, "o servidor subir")
        (servidor_no_ar,) = filhos(processo.pid)
        processo.send_signal(sinal)
        processo.wait(PRAZO)
        ate(lambda: not vivo(servidor_no_ar), "o servidor terminar")
    finally:
        processo.kill()
        processo.wait(PRAZO)


def filhos(pid: int) -> list[int]:
    """Os processos que este iniciou."""
    return [int(filho) for filho in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture(scope="module")
def relatada(tmp_path_factory: pytest.TempPathFactory) -> Rodada:
    """Um teste que envia e falha, um que falha sem enviar, um que envia e passa, e um sem a fixture."""
    testes = (
        "import urllib.request, urllib.error\n"
        "def pedir(pgd, metodo, caminho):\n"
        "    try:\n"
        "        urllib.request.urlopen(urllib.request.Request(pgd.url + caminho, method=metodo)).read()\n"
        "    except urllib.error.HTTPError:\n"
        "        pass\n"
        "def test_envia(pgd):\n"
        "    pedir(pgd, 'GET', '/organizacao/SIAPE/1/plano_trabalho/do-teste-que-falha')\n"
        "    pgd.verificar(metodo='PUT', recurso='plano_trabalho')\n"
        "def test_nao_envia(pgd):\n"
        "    raise SystemError('falhou por outra razão')\n"
        "def test_passa(pgd):\n"
        "    pedir(pgd, 'GET', '/organizacao/SIAPE/1/plano_trabalho/do-teste-que-passa')\n"
        "def test_sem():\n"
        "    raise SystemError('nada a ver')\n"
    )
    return rodar(projeto(tmp_path_factory.mktemp("relato"), test_relato=testes))


class TestRelato:
    def test_traz_os_pedidos_do_teste_e_o_porque_das_recusas(self, relatada: Rodada) -> None:
        assert relatada.contagens == {"failed": 3, "passed": 1}, relatada.saida
        assert re.search(
            r"-+ simulador PGD -+\n"
            r"Os últimos pedidos que o servidor recebeu, do mais antigo ao mais novo:\n"
            r"  \d+  GET /organizacao/SIAPE/1/plano_trabalho/do-teste-que-falha → 401 \(avisos: PD-17\)\n"
            r"      AU-\d\d: \S.*\n"
            r"      Como consertar: \S.*\n",
            relatada.saida,
        )
        assert "do-teste-que-passa" not in relatada.saida

    def test_diz_quando_nenhum_pedido_chegou(self, relatada: Rodada) -> None:
        assert "Nenhum pedido chegou ao servidor neste teste. Confira se o seu cliente usa" in relatada.saida

    def test_so_fala_de_quem_usa_a_fixture(self, relatada: Rodada) -> None:
        assert relatada.saida.count("- simulador PGD -") == 2

    def test_a_ultima_linha_do_rastro_e_a_do_teste(self, relatada: Rodada) -> None:
        assert "test_relato.py:9: AssertionError" in relatada.saida
        assert "simulador_pgd/" not in relatada.saida


class TestServidorNoAr:
    def test_a_fixture_nao_apaga_um_servidor_que_nao_iniciou(self, tmp_path: Path) -> None:
        with servidor(tmp_path, "--efemero") as no_ar:
            pasta = projeto(tmp_path, test_um=LIVRE)
            sem, com = rodar(pasta, "--pgd-url", no_ar.url), rodar(pasta, "--pgd-url", no_ar.url, "--pgd-reiniciar")
            varios = rodar(pasta, "--pgd-url", no_ar.url, "--pgd-reiniciar", "-n", "2")
        assert (sem.contagens, com.contagens) == ({"error": 1}, {"passed": 1})
        assert f"e {no_ar.url} não foi iniciado por ela. Se nada ali faz falta, dê --pgd-reiniciar" in " ".join(
            sem.saida.split()
        )
        assert varios.contagens == {"error": 1}
        assert "Com -n, os processos de teste apagariam os dados uns dos outros" in varios.saida

    def test_um_endereco_em_que_ninguem_atende_e_dito(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as fechada:
            url = f"http://127.0.0.1:{fechada.getsockname()[1]}"
        rodada = rodar(projeto(tmp_path, test_um=LIVRE), "--pgd-url", url, "--pgd-reiniciar")
        assert rodada.contagens == {"error": 1}
        assert f"ErroDoSimulador: O servidor em {url} não respondeu (" in rodada.saida


def test_o_perfil_pode_ser_um_arquivo_do_projeto(tmp_path: Path) -> None:
    testes = (
        "import urllib.request, json\n"
        "def test_perfil(pgd):\n"
        "    with urllib.request.urlopen(pgd.url + '/simulador/api/regras') as lidas:\n"
        "        assert 'MO-01' in lidas.read().decode()\n"
    )
    perfil = (Path(__file__).parents[2] / "exemplos/perfil/meu_orgao.py").read_text(encoding="utf-8")
    pasta = projeto(tmp_path, test_perfil=testes, meu_orgao=perfil)
    (pasta / "pytest.ini").write_text("[pytest]\npgd_perfil = meu_orgao.py\n", encoding="utf-8")
    rodada = rodar(pasta)
    assert rodada.contagens == {"passed": 1}, rodada.saida


def test_um_servidor_que_nao_sobe_diz_por_que(tmp_path: Path) -> None:
    pasta = projeto(tmp_path, test_um=LIVRE)
    (pasta / "pytest.ini").write_text("[pytest]\npgd_perfil = inexistente\n", encoding="utf-8")
    rodada = rodar(pasta)
    assert rodada.contagens == {"error": 1}
    assert "O servidor do simulador terminou ao iniciar. Ele escreveu:" in rodada.saida
    assert "inexistente" in rodada.saida


def test_duzentos_testes_com_reinicio_custam_pouco_mais_que_sem(tmp_path: Path) -> None:
    vezes = "import pytest\n@pytest.mark.parametrize('vez', range(200))\n"
    pasta = projeto(
        tmp_path,
        test_com=f"{vezes}def test_com(pgd, vez):\n    pass\n",
        test_sem=f"{vezes}def test_sem(vez):\n    pass\n",
    )
    rodada = rodar(pasta, "--junitxml", "tempos.xml")
    assert rodada.contagens == {"passed": 400}, rodada.saida
    tempos: dict[str, list[float]] = {"test_com": [], "test_sem": []}
    for caso in ElementTree.parse(pasta / "tempos.xml").iter("testcase"):  # noqa: S314  # o arquivo é nosso
        tempos[caso.attrib["classname"]].append(float(caso.attrib["time"]))
    # O quarto mais rápido: o primeiro teste sobe o servidor, o último o encerra, e a máquina pode estar ocupada.
    com, sem = (quantiles(tempos[modulo], n=4)[0] for modulo in ("test_com", "test_sem"))
    assert com - sem <= CUSTO
