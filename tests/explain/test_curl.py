"""Um pedido escrito como comandos do bash: o texto exato, e o que o bash entende dele."""

import shlex
import subprocess
from typing import Any

import pytest

from app.explain.curl import Call, written

AVISO = "# Antes, ponha a senha em SENHA, sem que ela apareça na tela: read -rs SENHA\n"


def chamada(**mudancas: Any) -> str:
    campos: dict[str, Any] = {
        "endereco": "http://127.0.0.1:5057",
        "metodo": "GET",
        "caminho": "/health",
        "user_agent": "MeuSistema/1.0",
        "entra": None,
        "corpo": None,
        **mudancas,
    }
    return str(Call(**campos))


def test_uma_leitura_sem_token() -> None:
    assert chamada() == "curl -gi -X GET \\\n  -A MeuSistema/1.0 \\\n  http://127.0.0.1:5057/health"


def test_um_envio_recebe_antes_o_token() -> None:
    escrita = chamada(metodo="PUT", caminho="/user/a@b.gov.br", entra="admin@pgd.gov.br", corpo='{"a": 1}')
    assert escrita == (
        f'{AVISO}TOKEN=$(curl -s -d username=admin@pgd.gov.br --data-urlencode "password=$SENHA" '
        "http://127.0.0.1:5057/token | cut -d'\"' -f4)\n"
        'curl -gi -X PUT \\\n  -A MeuSistema/1.0 \\\n  -H "Authorization: Bearer $TOKEN" \\\n'
        "  -H 'Content-Type: application/json' \\\n  --data-raw '{\"a\": 1}' \\\n"
        "  http://127.0.0.1:5057/user/a@b.gov.br"
    )


def test_o_email_de_quem_entra_vai_codificado_no_formulario() -> None:
    assert "-d username=a%2Bb@c.gov.br --data-urlencode" in chamada(entra="a+b@c.gov.br")


def test_um_pedido_sem_user_agent_se_repete_sem_ele() -> None:
    """O curl, se nada se diz, põe um seu."""
    assert chamada(user_agent=None) == "curl -gi -X GET \\\n  -H 'User-Agent:' \\\n  http://127.0.0.1:5057/health"


def test_um_head_nao_espera_pelo_corpo() -> None:
    assert chamada(metodo="HEAD").startswith("curl -gi --head \\\n")


@pytest.mark.parametrize("caminho", ["/token", "/token?a=1"])
def test_o_formulario_de_entrada_nao_vai_como_json(caminho: str) -> None:
    escrita = chamada(metodo="POST", caminho=caminho, corpo="username=x")
    assert "Content-Type" not in escrita
    assert "--data-raw username=x" in escrita


@pytest.mark.parametrize(
    "texto", ["d'água", "$(touch perigo)", "`id`", "\\", '"', "!", "@arquivo", "a\nb", "${TOKEN}", "'; exit 1; '"]
)
def test_o_bash_le_o_que_veio_letra_por_letra(texto: str) -> None:
    escrita = chamada(metodo="PUT", caminho=f"/x/{texto}", user_agent=texto, corpo=texto)
    falso = f"curl() {{ printf '%s\\0' \"$@\"; }}\n{escrita}"
    lido = subprocess.run(["bash", "-c", falso], capture_output=True, check=True).stdout.decode().split("\0")
    assert lido == [
        *("-gi", "-X", "PUT", "-A", texto, "-H", "Content-Type: application/json", "--data-raw", texto),
        *(f"http://127.0.0.1:5057/x/{texto}", ""),
    ]


def test_um_metodo_estranho_nao_vira_comando() -> None:
    assert shlex.split(chamada(metodo="X;id"))[:4] == ["curl", "-gi", "-X", "X;id"]


class TestEscrito:
    def test_os_acentos_ficam_como_sao(self) -> None:
        assert written({"nome": "ação"}) == '{"nome": "ação"}'

    def test_metade_de_um_caractere_vai_com_escapes(self) -> None:
        assert written({"nome": "ação \ud83d"}) == '{"nome": "a\\u00e7\\u00e3o \\ud83d"}'
