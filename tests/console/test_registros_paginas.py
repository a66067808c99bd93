"""As páginas dos registros, como o servidor as responde: o que não precisa de um navegador para se provar."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from httpx2 import Response

from app.console import sender
from app.console.registros import lista
from app.console.registros.em_palavras import duracao, pedido_dito
from app.storage.registro import Linha
from tests import builders
from tests.api.test_emails import api_com
from tests.conftest import ADMIN, Api
from tests.simulator.test_registros import guardar, numero
from tests.storage.registros import linha

REGISTROS = "/simulador/registros"
PAGINA = {"accept": "text/html"}
TRABALHO = "/organizacao/SIAPE/1/plano_trabalho"
SEM_CSRF = "Este formulário não saiu de uma página aberta por este navegador nesta visita"


@pytest.fixture(scope="module")
def so_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Uma API só, para o que não depende do banco."""
    with api_com(f"sqlite:///{tmp_path_factory.mktemp('um').as_posix()}/pgd.sqlite") as api:
        yield api


def abrir(api: Api, caminho: str = "", status: int = 200, **consulta: Any) -> str:
    """O que a página mostra, com os escapes desfeitos."""
    resposta = api.cliente.get(f"{REGISTROS}{caminho}", params=consulta or None, headers=PAGINA)
    assert resposta.status_code == status, resposta.text
    return unescape(resposta.text)


def novos(api: Api, depois_de: int, **consulta: Any) -> Response:
    """O que a lista aberta pede quando chegam registros, que então já estão guardados."""
    ultima_ordem(api)
    params = {"depois_de": depois_de, **consulta}
    return api.cliente.get(f"{REGISTROS}/novos", params=params, headers={"hx-request": "true"})


def mostrados(pagina: str) -> list[int]:
    return [int(achado) for achado in re.findall(r'id="registro-(\d+)"', pagina)]


def mandar(api: Api, caminho: str) -> Response:
    """Manda um formulário, com o que a página em que ele está traz."""
    csrf = re.search(r'name="csrf" value="(\w+)"', abrir(api, f"/{caminho.partition('/')[0]}"))
    assert csrf is not None
    return api.cliente.post(f"{REGISTROS}/{caminho}", data={"csrf": csrf[1]}, headers=PAGINA)


def ultima_ordem(api: Api) -> int:
    registros = api.cliente.get("/simulador/api/registros", params={"limite": 1}).json()["registros"]
    return int(registros[0]["ordem"]) if registros else 0


class TestLista:
    def test_mostra_o_que_chegou_dos_mais_novos_aos_mais_antigos(self, api: Api) -> None:
        enviados = [numero(resposta) for resposta in (api.enviar_participante(), api.enviar_participante(cpf="1"))]
        pagina = abrir(api)
        assert mostrados(pagina)[:2] == enviados[::-1]
        assert "Envio do participante 1234567, lotado em 101" in pagina

    def test_um_filtro_que_nao_se_entende_se_conta_com_o_formulario_como_estava(self, so_sqlite: Api) -> None:
        pagina = abrir(so_sqlite, "?status=5x&texto=pt-1&desde=ontem", 422)
        assert "status: Não é um status. Escreva um, como 422, uma centena, como 4xx" in pagina
        assert "desde: Não é uma data" in pagina
        for preenchido in ('name="status" type="text" value="5x"', 'value="pt-1"', 'type="text" value="ontem"'):
            assert preenchido in pagina

    @pytest.mark.parametrize(
        ("consulta", "dito"),
        [
            ("statuss=422", "Não há aqui o parâmetro statuss"),
            ("depois_de=1", "O parâmetro depois_de é de programas"),
            ("cursor=!", "O cursor não é deste simulador"),
            ("texto=%00", "um caractere nulo"),
            ("limite=0", "limite: O número tem de ser maior ou igual a 1."),
        ],
    )
    def test_o_que_nao_se_entende_no_endereco_se_diz(self, so_sqlite: Api, consulta: str, dito: str) -> None:
        assert dito in abrir(so_sqlite, f"?{consulta}", 422)

    def test_as_paginas_se_seguem_pelo_cursor_e_levam_os_filtros(self, api: Api) -> None:
        enviados = [numero(api.get("/health")) for _ in range(3)]
        primeira = abrir(api, rota="/health", limite=2)
        (seguinte,) = re.findall(r'href="([^"]+)">Mais antigos', primeira)
        segunda = abrir(api, seguinte.removeprefix(REGISTROS))
        assert mostrados(primeira) + mostrados(segunda) == enviados[::-1]
        assert "Voltar aos mais novos" in segunda
        assert "Mais antigos" not in segunda

    def test_os_enderecos_de_exportar_levam_os_mesmos_filtros(self, api: Api) -> None:
        api.get("/health")
        enviado = numero(api.enviar_participante())
        pagina = abrir(api, recurso="participante", so="recusados", limite=7)
        assert "Nenhum pedido passa por estes filtros" in pagina
        enderecos = re.findall(r'href="([^"]+/exportacao[^"]+)"', abrir(api, recurso="participante", limite=7))
        assert enderecos == [
            f"/simulador/api/registros/exportacao?recurso=participante&formato={formato}"
            for formato in ("jsonl", "har")
        ]
        (exportado,) = api.cliente.get(enderecos[0]).text.splitlines()
        assert f'"numero":{enviado},' in exportado

    def test_os_cpfs_so_se_mostram_a_quem_pede(self, api: Api) -> None:
        api.get(f"{TRABALHO}/{builders.CPF}")
        assert builders.CPF not in abrir(api)
        assert builders.CPF in abrir(api, cpf="mostrar")

    def test_o_que_e_raro_se_procura_aos_poucos(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lista, "PACIENCIA", -1.0)
        raros = {2_000_001, 2_002_000}
        todos = range(2_000_001, 2_003_001)
        guardar(api, *(linha(n, usuario="raro@orgao.gov.br" if n in raros else None) for n in todos))
        pagina = abrir(api, usuario="raro@orgao.gov.br", limite=2)
        achados, passos = mostrados(pagina), 0
        while continua := re.search(r'id="cauda" hx-get="([^"]+)"', pagina):
            pagina = abrir(api, continua[1].removeprefix(REGISTROS))
            achados += mostrados(pagina)
            passos += 1
        assert achados == [2_002_000, 2_000_001]
        assert passos >= 5


class TestNovos:
    def test_o_que_chega_entra_com_o_lugar_de_onde_seguir(self, api: Api) -> None:
        antes = ultima_ordem(api)
        chegados = [numero(api.get("/health")) for _ in range(2)]
        depois = ultima_ordem(api)
        pedaco = novos(api, antes).text
        assert mostrados(pedaco) == chegados[::-1]
        assert f'name="depois_de" value="{depois}"' in pedaco
        assert novos(api, depois).status_code == 204

    def test_o_que_nao_passa_pelos_filtros_nao_entra_e_nao_se_olha_de_novo(self, api: Api) -> None:
        antes = ultima_ordem(api)
        api.get("/health")
        pedaco = novos(api, antes, so="recusados").text
        assert mostrados(pedaco) == []
        assert f'name="depois_de" value="{ultima_ordem(api)}"' in pedaco

    @pytest.mark.parametrize("consulta", [{"vivo": "nao"}, {"cursor": "MQ"}])
    def test_a_lista_que_nao_se_mexe_so_avisa(self, api: Api, consulta: dict[str, str]) -> None:
        antes = ultima_ordem(api)
        assert novos(api, antes, **consulta).status_code == 204
        api.get("/health")
        pedaco = novos(api, antes, **consulta)
        assert (mostrados(pedaco.text), pedaco.headers["HX-Reswap"]) == ([], "outerHTML")
        assert "Chegaram pedidos novos" in pedaco.text

    def test_uma_enxurrada_nao_entra_linha_a_linha(self, api: Api) -> None:
        antes = ultima_ordem(api)
        guardar(api, *(linha(n) for n in range(3_000_001, 3_000_052)))
        pedaco = novos(api, antes)
        assert mostrados(pedaco.text) == []
        assert "Chegaram muitos pedidos de uma vez" in pedaco.text

    def test_uma_lista_aberta_ha_muito_recomeca_pelos_mais_novos(self, api: Api) -> None:
        antes = ultima_ordem(api)
        ultimo = numero(api.get("/health"))
        pedaco = novos(api, antes, vistos=lista.TETO)
        assert pedaco.headers["HX-Retarget"] == "#lista"
        assert mostrados(pedaco.text)[0] == ultimo
        assert 'name="vistos" value="0"' in pedaco.text

    def test_o_diario_que_se_esvaziou_esvazia_a_lista(self, api: Api) -> None:
        antes = ultima_ordem(api)
        assert api.cliente.post("/simulador/api/reinicio", params={"escopo": "tudo"}).status_code == 200
        pedaco = novos(api, antes)
        assert pedaco.headers["HX-Retarget"] == "#lista"
        assert "Ainda não chegou pedido algum" in pedaco.text

    def test_o_que_nao_se_entende_se_diz_num_pedaco(self, so_sqlite: Api) -> None:
        resposta = novos(so_sqlite, -1)
        assert resposta.status_code == 422
        assert "Pedido não entendido" in resposta.text


class TestRegistro:
    @pytest.mark.parametrize(
        ("pedido", "dito"),
        [
            ("abc", "abc não é o número de um registro"),
            ("0", "0 não é o número de um registro"),
            ("-1", "-1 não é o número de um registro"),
            ("9223372036854775808", "não é o número de um registro"),
            ("9" * 400, "não é o número de um registro"),
            ("٣", "não é o número de um registro"),
            ("999999999", "Nenhum pedido recebeu ainda o número 999999999"),
            ("<b>", "<b> não é o número de um registro"),
        ],
    )
    def test_um_numero_que_o_diario_nao_tem_se_explica(self, so_sqlite: Api, pedido: str, dito: str) -> None:
        pagina = abrir(so_sqlite, f"/{pedido}", 404)
        assert dito in pagina
        assert "Ver os registros" in pagina

    def test_um_registro_que_ja_saiu_diz_como_guardar_mais(self, api: Api) -> None:
        enviado = numero(api.get("/health"))
        api.cliente.post("/simulador/api/reinicio", params={"escopo": "tudo"})
        api.get("/health")
        assert "para guardar mais, aumente PGD_DIARIO_REGISTROS" in abrir(api, f"/{enviado}", 404)

    def test_ir_leva_ao_registro_pelo_numero(self, so_sqlite: Api) -> None:
        resposta = so_sqlite.cliente.get(f"{REGISTROS}/ir", params={"numero": " 12 "}, headers=PAGINA)
        assert (resposta.status_code, resposta.headers["location"]) == (303, f"{REGISTROS}/12")

    def test_os_vizinhos_sao_os_da_ordem_em_que_chegaram(self, api: Api) -> None:
        antes, este, depois = (numero(api.get("/health")) for _ in range(3))
        pagina = abrir(api, f"/{este}", aba="enviado")
        assert f'rel="prev" href="{REGISTROS}/{antes}?aba=enviado"' in pagina
        assert f'rel="next" href="{REGISTROS}/{depois}?aba=enviado"' in pagina

    def test_por_que_diz_a_regra_o_lugar_e_com_que_colide(self, api: Api) -> None:
        api.com_base().enviar_plano_trabalho()
        recusado = numero(api.enviar_plano_trabalho(id_plano_trabalho="pt2"))
        pagina = abrir(api, f"/{recusado}")
        assert '<mark>"data_inicio": "2024-01-15"</mark>' in pagina
        dados = "/simulador/dados/plano_trabalho/documento"
        chave = "origem_unidade=SIAPE&cod_unidade_autorizadora=1&id_plano_trabalho=pt1"
        assert f'<a href="{dados}?{chave}">Plano de trabalho <bdi>pt1</bdi></a>' in pagina
        assert "de 15/01/2024 a 30/06/2024, em execução" in pagina

    def test_o_que_esta_perto_se_olha_a_parte(self, api: Api) -> None:
        api.enviar_participante(cod_unidade_lotacao=102)
        api.enviar_plano_entregas()
        recusado = numero(api.enviar_plano_trabalho())
        perto = "a lotação é 102, e não 101"
        assert perto not in abrir(api, f"/{recusado}")
        assert perto in abrir(api, f"/{recusado}/perto")

    def test_um_campo_que_falta_se_diz_no_documento(self, api: Api) -> None:
        documento = builders.participante()
        del documento["cpf"]
        recusado = numero(api.put(builders.caminho_participante(documento), documento))
        pagina = abrir(api, f"/{recusado}")
        assert "<b>falta cpf</b>" in pagina
        assert "nada: o campo não está no documento" in pagina

    def test_a_resposta_que_uma_falha_trocou_diz_a_verdadeira(self, api: Api) -> None:
        documento = builders.participante()
        falha = {"X-PGD-Falha": "guardado-503"}
        trocada = api.put(builders.caminho_participante(documento), documento, headers=falha)
        pagina = abrir(api, f"/{numero(trocada)}", aba="respondido")
        verdadeira = pagina[pagina.index("Resposta verdadeira") :]
        assert "<b>201</b> criado" in verdadeira[:200]

    def test_dados_hostis_nao_viram_marcacao(self, api: Api) -> None:
        hostil = "<script>alert(1)</script>\u202e" + "x" * 10_000
        entregas = [builders.entrega(nome_entrega=hostil)]
        documento = builders.plano_entregas(id_plano_entregas='a"b\n<i>', entregas=entregas)
        recusado = numero(api.put(quote(builders.caminho_plano_entregas(documento)), documento))
        for aba in ("porque", "enviado", "respondido"):
            pagina = api.cliente.get(f"{REGISTROS}/{recusado}", params={"aba": aba}, headers=PAGINA).text
            assert "<script>alert" not in pagina
            assert "<i>" not in pagina
            assert "\u202e" not in pagina
            assert len(pagina) < 60_000

    def test_os_cpfs_se_velam_na_pagina_e_vao_inteiros_no_curl(self, api: Api) -> None:
        resposta = api.enviar_participante(situacao=7)
        registro = api.cliente.get(f"/simulador/api/registros/{numero(resposta)}").json()
        for aba in ("porque", "enviado", "respondido"):
            assert builders.CPF not in abrir(api, f"/{numero(resposta)}", aba=aba)
        copiado = api.cliente.get(f"{REGISTROS}/{numero(resposta)}/curl")
        assert copiado.headers["content-type"] == "text/plain; charset=utf-8"
        assert copiado.text == registro["repetir"]
        assert builders.CPF in copiado.text
        corpo = api.cliente.get(f"{REGISTROS}/{numero(resposta)}/corpo")
        assert corpo.text == registro["corpos"]["recebido"]["texto"]


class TestEnviarDeNovo:
    def test_sem_a_prova_do_formulario_nada_se_envia(self, api: Api) -> None:
        enviado = numero(api.enviar_participante())
        resposta = api.cliente.post(f"{REGISTROS}/{enviado}/de-novo", headers=PAGINA)
        assert resposta.status_code == 403
        assert SEM_CSRF in resposta.text
        assert mostrados(abrir(api))[0] == enviado

    def test_repete_o_pedido_como_veio_com_um_token_novo(self, api: Api) -> None:
        documento = builders.participante(situacao=7)
        primeiro = numero(
            api.pedir(
                "PUT",
                f"{builders.caminho_participante(documento)}?origem=a%20b",
                json=documento,
                headers={"User-Agent": "Órgão/1.0 (+https://localhost)".encode()},
            )
        )
        api.relogio.avancar(hours=2)
        resposta = mandar(api, f"{primeiro}/de-novo")
        assert resposta.status_code == 303
        segundo = int(resposta.headers["location"].rpartition("/")[2])
        antes, depois = (api.cliente.get(f"/simulador/api/registros/{qual}").json() for qual in (primeiro, segundo))
        iguais = ("metodo", "caminho", "usuario", "status", "regras", "user_agent")
        assert segundo > primeiro
        assert {nome: depois[nome] for nome in iguais} == {nome: antes[nome] for nome in iguais}
        assert depois["corpos"]["recebido"] == antes["corpos"]["recebido"]
        assert not depois["user_agent"].isascii()
        assert (depois["usuario"], depois["token"]["vencido"]) == (ADMIN, False)

    def test_o_consertado_vai_com_o_que_a_correcao_muda(self, api: Api) -> None:
        recusado = numero(api.enviar_participante(cpf="529.982.247-25"))
        explicacao = api.cliente.get(f"/simulador/api/registros/{recusado}/explicacao").json()
        assert "cpf: ***.982.247-** → ***.982.247-** (FO-06)" in abrir(api, f"/{recusado}")
        assert api.cliente.get(f"{REGISTROS}/{recusado}/curl-consertado").text == explicacao["correcao"]["curl"]
        resposta = mandar(api, f"{recusado}/consertado")
        novo = api.cliente.get(f"/simulador/api/registros/{resposta.headers['location'].rpartition('/')[2]}").json()
        assert novo["status"] == 201
        assert novo["corpos"]["recebido"]["json"] == builders.participante()

    def test_o_que_nada_conserta_nao_se_envia_consertado(self, api: Api) -> None:
        aceito = numero(api.enviar_participante())
        assert mandar(api, f"{aceito}/consertado").status_code == 409
        assert api.cliente.get(f"{REGISTROS}/{aceito}/curl-consertado", headers=PAGINA).status_code == 404

    @pytest.mark.parametrize(
        ("mudancas", "porque"),
        [
            ({"corpo_recebido": b"{", "bytes_recebidos": 900}, "O diário não guardou inteiro o corpo deste pedido"),
            ({"corpo_recebido": b"\xff", "bytes_recebidos": 1}, "O corpo não é um texto em UTF-8"),
            ({"caminho": "/user/reset_password/***", "metodo": "GET"}, "O caminho trazia um segredo"),
        ],
    )
    def test_o_que_o_diario_nao_tem_inteiro_nao_se_repete(
        self, api: Api, mudancas: dict[str, Any], porque: str
    ) -> None:
        guardar(api, linha(4_000_001, **mudancas))
        pagina = abrir(api, "/4000001")
        assert re.search(r"<button[^>]* disabled [^>]*>.* Enviar de novo", pagina)
        assert porque in pagina
        assert porque in abrir(api, "/4000001/curl", 404)

    def test_uma_entrada_nao_se_repete_porque_a_senha_nao_se_guarda(self, api: Api) -> None:
        entrada = numero(api.entrar(ADMIN, "senha-errada"))
        assert "O corpo trazia uma senha ou um token" in abrir(api, f"/{entrada}")
        csrf = re.search(r'name="csrf" value="(\w+)"', abrir(api, f"/{numero(api.get('/health'))}"))
        assert csrf is not None
        dados = {"csrf": csrf[1]}
        resposta = api.cliente.post(f"{REGISTROS}/{entrada}/de-novo", data=dados, headers=PAGINA)
        assert resposta.status_code == 409

    @pytest.mark.parametrize("caminho", ["/a/../b", "//outro/lugar"])
    def test_o_caminho_que_chegaria_mudado_nao_se_envia(self, api: Api, caminho: str) -> None:
        guardar(api, linha(4_000_002, caminho=caminho, rota=None, status=404))
        resposta = mandar(api, "4000002/de-novo")
        assert resposta.status_code == 409
        assert "Copie o pedido como curl" in resposta.text

    def test_uma_falha_que_segura_a_resposta_nao_segura_a_pagina(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sender, "PACIENCIA", 0.2)
        pedido = numero(api.get("/users"))
        armada = {"predefinicao": "demora-60s"}
        assert api.cliente.post("/simulador/api/falhas", json=armada).status_code == 201
        resposta = mandar(api, f"{pedido}/de-novo")
        assert (resposta.status_code, resposta.headers["location"]) == (303, REGISTROS)
        pagina = abrir(api)
        assert "A resposta demorou tanto" in pagina
        assert mostrados(pagina)[0] > pedido


class TestDito:
    @pytest.mark.parametrize(
        ("metodo", "caminho", "dito"),
        [
            ("PUT", f"{TRABALHO}/pt%201", "Envio do plano de trabalho pt 1"),
            ("GET", "/organizacao/SIAPE/1/plano_entregas/pe1", "Leitura do plano de entregas pe1"),
            ("PUT", "/organizacao/SIAPE/1/101/participante/1?x=1", "Envio do participante 1, lotado em 101"),
            ("PUT", "/user/a@b.gov.br", "Envio do usuário a@b.gov.br"),
            ("DELETE", f"{TRABALHO}/pt1", "DELETE, que não se aceita, no plano de trabalho pt1"),
            ("POST", "/token", "Entrada: pedido de token"),
            ("GET", "/token", "GET em /token"),
            ("POST", "/user/forgot_password/a@b.gov.br", "Pedido de nova senha, de a@b.gov.br"),
            ("GET", "/organizacao/SIAPE/1/plano_trabalhos/1", "Caminho que a API não tem"),
            ("GET", "/", "Página de entrada da API"),
            ("GET", "", "Caminho que a API não tem"),
        ],
    )
    def test_o_que_se_pedia_se_diz_em_palavras(self, metodo: str, caminho: str, dito: str) -> None:
        campos = {
            **linha(1, metodo=metodo, caminho=caminho),
            "ordem": 1,
            "recebido_em": datetime(2025, 7, 1, tzinfo=UTC),
        }
        registro = Linha(**{nome: campos[nome] for nome in Linha.__slots__})
        assert pedido_dito(registro) == dito

    def test_a_duracao_se_le(self) -> None:
        assert [duracao(ms) for ms in (0.4, 12.3, 1_250.0)] == ["menos de 1 ms", "12 ms", "1,2 s"]
