"""Quem manda às páginas o que navegador algum manda: recebe uma página que o diz, e ninguém mais espera por isso."""

import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from httpx2 import Response

from app.console.roteiros.leitura import library
from app.console.writing import veiled
from tests import builders
from tests.conftest import Api
from tests.console.paginas import NAVEGADOR, abrir, csrf_de, visivel

PRAZO = 5.0
"""Segundos em que o que era quadrático e já não é responde com muita folga: antes, eram dezenas."""


def bancada(api: Api, **campos: Any) -> Response:
    """Um formulário da bancada, preenchido por quem não a usa."""
    de_sempre = {"recurso": "participante", "modo": "json", "de": "admin@pgd.gov.br"}
    campos = {"csrf": csrf_de(abrir(api, "/bancada")), **de_sempre, **campos}
    return api.cliente.post("/simulador/bancada", data=campos, headers=NAVEGADOR)


class TestTempo:
    def test_vinte_mil_nomes_e_um_repetido_nao_param_o_servidor(self, api: Api) -> None:
        texto = "{" + ",".join(f'"{n}":1' for n in range(20_000)) + ',"0":2}'
        inicio = time.monotonic()
        assert bancada(api, acao="json", texto=texto).status_code == 200
        assert time.monotonic() - inicio < PRAZO

    def test_cabecalhos_aos_milhares_sao_recusados_numa_frase(self, api: Api) -> None:
        cabecalhos = "\n".join(f"a{n}: b" for n in range(20_000))
        inicio = time.monotonic()
        resposta = bancada(api, recurso="livre", metodo="GET", caminho="/health", acao="ensaiar", cabecalhos=cabecalhos)
        assert time.monotonic() - inicio < PRAZO
        assert "cabeçalhos" in visivel(resposta)

    def test_um_texto_com_documentos_demais_nao_se_le_ate_o_fim(self, api: Api) -> None:
        inicio = time.monotonic()
        assert bancada(api, acao="ensaiar", texto="1 " * 500_000).status_code < 500
        assert time.monotonic() - inicio < PRAZO

    def test_a_porta_nao_le_um_formulario_enorme_de_quem_nem_entrou(self, api: Api) -> None:
        prova = csrf_de(abrir(api, "/"))
        corpo = f"csrf={prova}&email=" + "%41" * 200_000
        cabecalhos = {**NAVEGADOR, "content-type": "application/x-www-form-urlencoded"}
        resposta = api.cliente.post("/simulador/entrar", content=corpo, headers=cabecalhos)
        assert (resposta.status_code, "Formulário grande demais" in visivel(resposta)) == (413, True)


class TestEnderecos:
    @pytest.mark.parametrize("para", ["http://[", "/simulador/日", "/simulador/\ud800", "//[", "/simulador/\x00"])
    def test_de_um_endereco_que_nao_serve_vai_se_ao_inicio(self, api: Api, para: str) -> None:
        caminho = f"/entrar?para={quote(para, errors='surrogatepass')}"
        for cabecalhos in ({}, {"HX-Request": "true"}):
            resposta = abrir(api, caminho, headers=cabecalhos)
            onde = resposta.headers.get("location") or resposta.headers.get("HX-Redirect")
            assert (resposta.status_code in (204, 303), onde) == (True, "/simulador/")

    @pytest.mark.parametrize(
        "caminho",
        [
            "/x/../simulador/api/relogio",
            "/x/../simulador/",
            "/./simulador/",
            "/%73imulador/api/relogio",
            "/x/%2e%2e/simulador/",
        ],
    )
    @pytest.mark.parametrize("acao", ["ensaiar", "enviar"])
    def test_da_bancada_nao_se_chega_ao_proprio_simulador(self, api: Api, caminho: str, acao: str) -> None:
        resposta = bancada(api, recurso="livre", metodo="GET", caminho=caminho, acao=acao)
        assert resposta.status_code < 500
        assert '"agora"' not in resposta.text
        assert "Painel do simulador" not in resposta.text


class TestFormularios:
    @pytest.mark.parametrize("charset", ["unicode_escape", "undefined", "utf-7", "utf-16", "x-nao-ha"])
    @pytest.mark.parametrize("valor", [b"\\ud800", b"+2AA-", b"\xff\xfe", b"normal"])
    def test_um_formulario_noutra_codificacao_e_recusado(self, api: Api, charset: str, valor: bytes) -> None:
        prova = csrf_de(abrir(api, "/"))
        partes = b"".join(
            b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % parte
            for parte in ((b"csrf", prova.encode()), (b"email", valor), (b"para", b"/simulador/"))
        )
        cabecalhos = {**NAVEGADOR, "content-type": f"multipart/form-data; boundary=x; charset={charset}"}
        resposta = api.cliente.post("/simulador/sair", content=partes + b"--x--\r\n", headers=cabecalhos)
        assert resposta.status_code == 400
        assert "UTF-8" in visivel(resposta)

    def test_metade_de_um_caractere_num_documento_se_mostra_por_extenso(self, api: Api) -> None:
        resposta = bancada(api, recurso="plano_trabalho", acao="formulario", texto='{"contribuicoes": ["\\ud800"]}')
        assert resposta.status_code == 200


class TestPaginas:
    def test_um_nome_que_parece_uma_data_impossivel_e_so_um_nome(self, api: Api) -> None:
        for nome in ("Painel", "2025-99-99"):
            entregas = [builders.entrega(nome_entrega=nome)]
            assert api.enviar_plano_entregas(entregas=entregas).status_code in (200, 201)
        plano = builders.plano_entregas()
        chave = "&".join(
            f"{campo}={plano[campo]}" for campo in ("origem_unidade", "cod_unidade_autorizadora", "id_plano_entregas")
        )
        pagina = abrir(api, f"/dados/plano_entregas/versoes/lista?{chave}", headers={"HX-Request": "true"})
        assert (pagina.status_code, "2025-99-99" in pagina.text) == (200, True)

    def test_um_cpf_no_ponto_do_corte_tambem_se_vela(self, api: Api) -> None:
        """Nove algarismos bastam para saber os outros dois."""
        texto = "x" * 190 + " 11122233344 fim"
        assert "111222333" not in abrir(api, f"/regras?texto={quote(texto)}").text.replace(f'value="{texto}"', "")
        assert veiled("11122233344") == "***.222.333-**"

    def test_um_roteiro_com_um_numero_enorme_e_dito_e_os_outros_seguem(self, tmp_path: Path) -> None:
        (tmp_path / "enorme.toml").write_text(f"ordem = {'9' * 5_000}", encoding="utf-8")
        (tmp_path / "fundo.toml").write_text(f"a{'.x' * 3_000} = 1", encoding="utf-8")
        lidos = library(tmp_path)
        assert {defeituoso.arquivo for defeituoso in lidos.defeituosos} == {"enorme.toml", "fundo.toml"}
        assert len(lidos.roteiros) == 7
