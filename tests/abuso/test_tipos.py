"""Corpos de outro tipo que não o esperado, em todas as rotas que leem um."""

import gzip
import json
from typing import Any

import pytest

from tests import builders
from tests.servidor import Servidor

FORMULARIO = "application/x-www-form-urlencoded"
ENVIOS = {
    "participante": (builders.caminho_participante(builders.participante()), builders.participante()),
    "plano_entregas": (builders.caminho_plano_entregas(builders.plano_entregas()), builders.plano_entregas()),
    "plano_trabalho": (builders.caminho_plano_trabalho(builders.plano_trabalho()), builders.plano_trabalho()),
    "user": (f"/user/{builders.usuario()['email']}", builders.usuario()),
}
CAMINHOS = [caminho for caminho, _ in ENVIOS.values()]
ENTRADA = b"username=admin%40pgd.gov.br&password=demonstracao-pgd"


@pytest.fixture(scope="module")
def token(_no_ar: Servidor) -> str:
    return _no_ar.entrar()


def visto(no_ar: Servidor, token: str | None, metodo: str, caminho: str, tipo: str, corpo: bytes, **mais: str) -> Any:
    """O status, a regra e o tipo de `detail`; num corpo aceito, só o status."""
    resposta = no_ar.pedir(metodo, caminho, token, content=corpo, headers={"Content-Type": tipo, **mais})
    if resposta.is_success:
        return resposta.status_code
    assert resposta.headers["Content-Type"] == "application/json"
    return resposta.status_code, resposta.headers["X-PGD-Regra"], type(resposta.json()["detail"])


@pytest.mark.parametrize(("caminho", "documento"), ENVIOS.values(), ids=ENVIOS)
class TestEnvio:
    @pytest.mark.parametrize(
        "tipo",
        [
            "text/plain",
            "text/json",
            "application/xml",
            "application/octet-stream",
            FORMULARIO,
            "multipart/form-data; boundary=x",
            "application/jsonp",
            "json",
            ";;;",
            "application/json application/json",
        ],
    )
    def test_o_que_nao_se_diz_json_nao_e_lido_como_documento(
        self, no_ar: Servidor, token: str, caminho: str, documento: builders.Documento, tipo: str
    ) -> None:
        corpo = json.dumps(documento).encode()
        assert visto(no_ar, token, "PUT", caminho, tipo, corpo) == (422, "FO-02", list)

    @pytest.mark.parametrize(
        "tipo", ["application/json; charset=utf-16", "application/json;charset=x;;", "application/x+json"]
    )
    def test_o_charset_nao_muda_a_leitura(
        self, no_ar: Servidor, token: str, caminho: str, documento: builders.Documento, tipo: str
    ) -> None:
        corpo = json.dumps(documento | {"status": 99, "situacao": 99, "is_admin": 99}).encode()
        status, _, detalhe = visto(no_ar, token, "PUT", caminho, tipo, corpo)
        assert (status, detalhe) == (422, list)

    def test_um_corpo_comprimido_nao_e_descomprimido(
        self, no_ar: Servidor, token: str, caminho: str, documento: builders.Documento
    ) -> None:
        corpo = gzip.compress(json.dumps(documento).encode())
        recusa = visto(no_ar, token, "PUT", caminho, "application/json", corpo, **{"Content-Encoding": "gzip"})
        assert recusa == (400, "PD-02", str)


@pytest.mark.parametrize("caminho", CAMINHOS, ids=ENVIOS)
@pytest.mark.parametrize(
    "corpo", [b"null", b"[]", b"1", b'""', b"true", b"\xef\xbb\xbf{}", b"NaN"], ids=lambda corpo: str(corpo)
)
def test_um_json_que_nao_e_o_documento_e_recusado_em_lista(
    no_ar: Servidor, token: str, caminho: str, corpo: bytes
) -> None:
    status, _, detalhe = visto(no_ar, token, "PUT", caminho, "application/json", corpo)
    assert (status, detalhe) == (422, list)


@pytest.mark.parametrize("caminho", CAMINHOS, ids=ENVIOS)
def test_um_get_com_corpo_o_ignora(no_ar: Servidor, token: str, caminho: str) -> None:
    assert visto(no_ar, token, "GET", caminho, "application/json", b"\xff{[")[0] == 404


class TestEntrada:
    MULTIPARTES = (
        b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\nadmin@pgd.gov.br\r\n'
        b'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\ndemonstracao-pgd\r\n--x--\r\n'
    )

    @pytest.mark.parametrize(
        ("tipo", "corpo", "esperado"),
        [
            (FORMULARIO, ENTRADA, 200),
            (f"{FORMULARIO}; charset=utf-16", ENTRADA, 200),
            ("multipart/form-data; boundary=x", MULTIPARTES, 200),
            ("application/json", json.dumps({"username": "a@b.c", "password": "x"}).encode(), (422, "FO-01", list)),
            ("text/plain", ENTRADA, (422, "FO-01", list)),
            ("multipart/form-data", MULTIPARTES, (400, "PD-02", str)),
            ("multipart/form-data; boundary=y", MULTIPARTES, (400, "PD-02", str)),
            ("multipart/form-data; boundary=x", MULTIPARTES[:40], (422, "FO-01", list)),
            ("multipart/form-data; boundary=x", b"--x\r\n" * 100_000, (400, "PD-02", str)),
            (FORMULARIO, b"a=1&" * 500_000 + ENTRADA, (400, "PD-02", str)),
            (FORMULARIO, b"username=" + b"%" * 100_000 + b"&password=x", (422, "AU-11", str)),
            (FORMULARIO, b"\xff\xfe\x00" * 1_000, (422, "FO-01", list)),
        ],
        ids=lambda parte: str(parte)[:40],
    )
    def test_le_formularios_e_nada_mais(
        self, no_ar: Servidor, tipo: str, corpo: bytes, esperado: int | tuple[int, str, type]
    ) -> None:
        assert visto(no_ar, None, "POST", "/token", tipo, corpo) == esperado


@pytest.mark.parametrize("metodo", ["POST", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "QUERY"])
@pytest.mark.parametrize("caminho", CAMINHOS, ids=ENVIOS)
def test_um_metodo_que_a_rota_nao_tem_recebe_405_antes_de_tudo(no_ar: Servidor, metodo: str, caminho: str) -> None:
    assert visto(no_ar, None, metodo, caminho, "text/plain", b"\xff" * 1_000) == (405, "PD-06", str)
