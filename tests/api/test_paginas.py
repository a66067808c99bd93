"""As páginas da documentação: abrem sem rede, e nada nelas vem de fora nem corre fora de um arquivo."""

import hashlib
import re
from html.parser import HTMLParser

import pytest

from app.api.sistema import PASTA_ESTATICA
from tests.conftest import Api

PAGINAS = ["/docs", "/redoc", "/docs/oauth2-redirect"]
TIPOS = {"js": "text/javascript", "css": "text/css", "png": "image/png"}
VENDIDOS = {
    "redoc/redoc.standalone.js": "a3cc0b0a0380a574fe6545b8b1a68f91e3cd3737bd26e118eb8871cf74f25819",
    "swagger-ui/oauth2-redirect.js": "a5c8a34e09e49737382cc5019446eec7c3db3461963fc5bfe448361d3c5549e9",
    "swagger-ui/swagger-ui-bundle.js": "e6a898692f2d768e807c3ba4626068a69a2c5dd960dd6c76f3e4d3a3de180af2",
    "swagger-ui/swagger-ui.css": "5ed08757e53da3e026d6cbecc61fe5d43585c9560b302d534ad56692519a273d",
}
"""O SHA-256 de cada arquivo do pacote npm; o do ReDoc, sem o endereço do selo nem o do mapa de fontes."""


class _Leitor(HTMLParser):
    """O que uma página busca e o que ela traz de script e de estilo no próprio texto."""

    def __init__(self) -> None:
        super().__init__()
        self.buscados: list[str] = []
        self.soltos: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        atributos = dict(attrs)
        if tag in ("script", "link", "img", "iframe"):
            self.buscados.append(atributos.get("src") or atributos.get("href") or "")
        self.soltos += [nome for nome in atributos if nome.startswith("on") or nome == "style"]

    def handle_data(self, data: str) -> None:
        if self.lasttag in ("script", "style") and data.strip():
            self.soltos.append(data)


def _lida(api: Api, pagina: str) -> _Leitor:
    leitor = _Leitor()
    leitor.feed(api.get(pagina, token=None).text)
    return leitor


@pytest.mark.parametrize("pagina", PAGINAS)
class TestPagina:
    def test_abre_em_html_e_em_portugues(self, api: Api, pagina: str) -> None:
        resposta = api.get(pagina, token=None)
        assert (resposta.status_code, resposta.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert '<html lang="pt-BR">' in resposta.text

    def test_nao_cita_endereco_de_fora(self, api: Api, pagina: str) -> None:
        assert re.findall(r"(?:https?:)?//[\w.]+", api.get(pagina, token=None).text) == []

    def test_nao_tem_script_nem_estilo_no_texto(self, api: Api, pagina: str) -> None:
        assert _lida(api, pagina).soltos == []

    def test_tudo_o_que_busca_existe_com_o_tipo_certo(self, api: Api, pagina: str) -> None:
        buscados = _lida(api, pagina).buscados
        assert buscados
        for buscado in buscados:
            resposta = api.get(buscado, token=None)
            tipo = resposta.headers["content-type"].split(";")[0]
            assert (buscado, resposta.status_code, tipo) == (buscado, 200, TIPOS[buscado.rsplit(".", 1)[1]])
            assert resposta.content

    def test_aceita_head(self, api: Api, pagina: str) -> None:
        cabeca, inteira = api.pedir("HEAD", pagina, token=None), api.get(pagina, token=None)
        assert (cabeca.status_code, cabeca.content) == (200, b"")
        assert cabeca.headers["content-length"] == inteira.headers["content-length"]
        assert cabeca.headers["content-security-policy"] == inteira.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("metodo", "caminho", "status"),
    [
        *(("GET", pagina, 200) for pagina in PAGINAS),
        ("HEAD", "/docs", 200),
        ("GET", "/docs/nada", 404),
        ("GET", "/redoc/nada", 404),
        ("PUT", "/docs", 405),
        ("POST", "/redoc", 405),
        ("GET", "/docs/", 307),
    ],
)
def test_tudo_sob_docs_e_redoc_leva_a_politica(api: Api, metodo: str, caminho: str, status: int) -> None:
    resposta = api.pedir(metodo, caminho, token=None)
    politica = dict(parte.strip().split(" ", 1) for parte in resposta.headers["content-security-policy"].split(";"))
    assert resposta.status_code == status
    assert politica["default-src"] == politica["script-src"] == politica["connect-src"] == "'self'"
    assert politica["object-src"] == politica["base-uri"] == politica["frame-ancestors"] == "'none'"
    permitidos = {fonte for fontes in politica.values() for fonte in fontes.split()}
    assert permitidos == {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}
    assert [nome for nome, fontes in politica.items() if "'unsafe-inline'" in fontes] == ["style-src"]


@pytest.mark.parametrize("caminho", ["/docs", "/redoc", "/openapi.json"])
def test_outro_metodo_e_405_que_diz_os_aceitos(api: Api, caminho: str) -> None:
    resposta = api.pedir("DELETE", caminho, token=None)
    assert (resposta.status_code, resposta.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("pagina", ["/docs", "/redoc"])
def test_a_pessoa_le_que_e_um_simulador(api: Api, pagina: str) -> None:
    faixa = re.search(r'<p class="faixa" role="note">(.+)</p>', api.get(pagina, token=None).text)
    assert faixa is not None
    assert faixa[1] == (
        "<strong>SIMULADOR</strong>: não é o ambiente do MGI. Só o envio em produção cumpre o art. 29 da IN 24/2023."
    )


@pytest.mark.parametrize("arquivo", ["swagger.js", "redoc.js"])
def test_a_pagina_le_o_openapi_deste_servidor(api: Api, arquivo: str) -> None:
    script = api.get(f"/simulador/estatico/docs/{arquivo}", token=None).text
    assert '"/openapi.json"' in script
    assert "http" not in script


@pytest.mark.parametrize("arquivo", VENDIDOS)
def test_o_arquivo_de_terceiros_esta_inteiro(arquivo: str) -> None:
    conteudo = (PASTA_ESTATICA / "vendor" / arquivo).read_bytes()
    assert hashlib.sha256(conteudo).hexdigest() == VENDIDOS[arquivo]


def test_o_openapi_aceita_head(api: Api) -> None:
    cabeca = api.pedir("HEAD", "/openapi.json", token=None)
    assert (cabeca.status_code, cabeca.headers["content-type"], cabeca.content) == (200, "application/json", b"")


@pytest.mark.parametrize(
    ("aceita", "destino"),
    [
        ("application/json", "/openapi.json"),
        ("text/html", "/docs"),
        ("application/json, text/html", "/docs"),
        ("*/*", "/docs"),
    ],
)
def test_a_raiz_leva_a_documentacao(api: Api, aceita: str, destino: str) -> None:
    resposta = api.get("/", token=None, headers={"Accept": aceita})
    assert (resposta.status_code, resposta.headers["location"]) == (307, destino)


def test_so_a_documentacao_pode_ser_indexada(api: Api) -> None:
    resposta = api.get("/robots.txt", token=None)
    assert (resposta.status_code, resposta.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert resposta.text == "User-agent: *\nAllow: /docs\nAllow: /redoc\nDisallow: /\n"
