"""As páginas dos dados como o servidor as dá, sem navegador: o que dizem, e o que fazem com pedidos tortos."""

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import pytest

from app.console.dados import lista as dados_lista
from app.storage import citacao, listagem
from tests import builders
from tests.conftest import Api
from tests.console.dados_servidos import CHAVES, PESSOA, UNIDADE, aberta, abrir, endereco, texto
from tests.simulator.guardados import guardar

FILTROS_TORTOS: list[tuple[dict[str, str], str]] = [
    ({"status": "9"}, "Status: O valor não está entre os aceitos"),
    ({"inicio": "ontem"}, "Com algum dia desde: O texto não é uma data"),
    ({"executora": "a" * 9_000}, "Executora: Aqui se espera um número inteiro"),
    ({"unidade": "SIAPE"}, "Unidade autorizadora: A unidade se escreve com a origem"),
    ({"inicio": "2025-02-01", "termino": "2025-01-01"}, "O período começa em 2025-02-01"),
    ({"id": "a\0b"}, "Identificador: O valor traz um caractere nulo"),
    ({"qualquer": "1"}, "Não há aqui o parâmetro qualquer"),
    ({"limite": "101"}, "Linhas por página: São até 100"),
    ({"cursor": "torto"}, "Este endereço continua uma lista"),
    ({"cursor": "W10"}, "Este endereço continua uma lista"),
]
PEDIDOS_TORTOS = [
    ("/outro", 404),
    ("/outro/documento", 404),
    ("/plano_trabalho/nada", 404),
    ("/pessoa", 422),
    (f"/pessoa?{urlencode(PESSOA)}", 404),
    (f"/pessoa?{urlencode({**PESSOA, 'matricula_siape': 'x' * 3_000})}", 404),
    (f"/pessoa?{urlencode({**PESSOA, 'desde': '0000-01'})}", 422),
    (f"/pessoa?{urlencode({**PESSOA, 'meses': '121'})}", 422),
    (f"/pessoa?{urlencode({**UNIDADE, 'matricula_siape': chr(0)})}", 422),
    (f"/pessoa/cancelados?{urlencode({**PESSOA, 'cursor': 'x'})}", 422),
    (f"/plano_trabalho/documento?{urlencode({**CHAVES['plano_trabalho'], 'de': '-1'})}", 422),
    (f"/plano_trabalho/versoes?{urlencode({**CHAVES['plano_trabalho'], 'de': 'x'})}", 422),
    (f"/plano_trabalho/versoes?{urlencode({**CHAVES['plano_trabalho'], 'de': 1, 'com': 2**63})}", 422),
    (f"/plano_trabalho/versoes?{urlencode({**CHAVES['plano_trabalho'], 'de': 1, 'com': 2**63 - 1})}", 404),
    (f"/plano_trabalho/versoes/lista?{urlencode({**CHAVES['plano_trabalho'], 'cursor': '%00'})}", 422),
]
HOSTIL = "<script>alert('x')</script>\u202e\u0007🎉\"' &amp; ../"


class TestListas:
    def test_quem_chega_vai_a_primeira_lista(self, api: Api) -> None:
        resposta = abrir(api, "")
        assert (resposta.status_code, resposta.headers["location"]) == (303, "/simulador/dados/participante")

    def test_uma_lista_vazia_diz_o_que_fazer(self, api: Api) -> None:
        assert "Ainda não há nada guardado aqui" in aberta(api, "/plano_trabalho")
        assert "Nada com estes filtros" in aberta(api, "/plano_trabalho", status="3")

    def test_as_colunas_se_leem(self, api: Api) -> None:
        guardar(api, "participante")
        guardar(api, "plano_entregas", status=5, avaliacao=2, data_avaliacao="2024-07-05")
        guardar(api, "plano_trabalho", contribuicoes=[builders.contribuicao(percentual_contribuicao=90)])
        assert "1234567 ***.982.247-** 101 1 Ativo Teletrabalho parcial 02/01/2024 SIAPE /1 01/07/2025 12:00:00" in (
            aberta(api, "/participante")
        )
        assert "pe1 101 1 Avaliado 01/01/2024 a 30/06/2024 1 2: Alto desempenho SIAPE /1" in (
            aberta(api, "/plano_entregas")
        )
        assert "pt1 1234567 101 Em execução 15/01/2024 a 30/06/2024 1 · soma 90 % 1 SIAPE /1" in (
            aberta(api, "/plano_trabalho")
        )

    def test_o_cpf_so_se_mostra_a_quem_pede_e_se_filtra_por_ele(self, api: Api) -> None:
        guardar(api, "participante")
        guardar(api, "participante", cpf="11144477735", matricula_siape="7654321")
        assert builders.CPF in aberta(api, "/participante", cpf="mostrar")
        do_outro = aberta(api, "/participante", numero_cpf="11144477735")
        assert "7654321" in do_outro
        assert builders.MATRICULA not in do_outro
        planilha = re.search(r'href="(/simulador/api/dados/[^"]*)"', abrir(api, "/participante", numero_cpf="111").text)
        assert planilha is not None
        assert planilha[1].replace("&amp;", "&") == "/simulador/api/dados/participante?cpf=111&formato=csv"

    def test_um_filtro_que_nao_se_entende_diz_por_que_e_o_formulario_fica(self, api: Api) -> None:
        for filtro, motivo in FILTROS_TORTOS:
            resposta = abrir(api, "/plano_trabalho", **dict[str, Any]({"matricula": "1234567", **filtro}))
            assert resposta.status_code == 422
            assert motivo in texto(resposta)
            assert 'value="1234567"' in resposta.text
            assert abrir(api, "/plano_trabalho/linhas", pedaco=True, **dict[str, Any](filtro)).status_code == 422
            sem_cursor = {name: value for name, value in filtro.items() if name != "cursor"}
            total = abrir(api, "/plano_trabalho/total", pedaco=True, **sem_cursor)
            assert total.status_code == (422 if sem_cursor else 200)

    def test_as_paginas_se_seguem_sem_repetir(self, api: Api) -> None:
        for n in range(30):
            guardar(api, "participante", matricula_siape=f"10000{n:02}")
        vistas: list[str] = []
        pagina = abrir(api, "/participante", limite="25")
        vistas += re.findall(r"<bdi>(10000\d\d)</bdi>", pagina.text)
        assert "Voltar à primeira página" not in pagina.text
        seguinte = abrir(api, endereco(pagina, 'rel="next" href'))
        vistas += re.findall(r"<bdi>(10000\d\d)</bdi>", seguinte.text)
        assert vistas == [f"10000{n:02}" for n in range(30)]
        assert "Fim da lista." in seguinte.text
        assert "Voltar à primeira página" in seguinte.text
        assert "São 30, em todas as páginas." in aberta(api, "/participante/total", pedaco=True)
        assert "É um só" in aberta(api, "/participante/total", pedaco=True, matricula="1000001")
        assert "Não há nenhum" in aberta(api, "/participante/total", pedaco=True, matricula="9")

    def test_a_pagina_nao_espera_pelo_que_demora_a_achar(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        """Passada a paciência, ela vai com o que achou, e o resto se procura depois, com ela já à vista."""
        monkeypatch.setattr(listagem, "PASSO", 5)
        monkeypatch.setattr(dados_lista, "PACIENCIA", -1.0)
        for n in range(12):
            guardar(api, "participante", matricula_siape=f"10000{n:02}", situacao=1 if n in (1, 11) else 0)
        pagina = abrir(api, "/participante", situacao="1")
        assert re.findall(r"<bdi>(10000\d\d)</bdi>", pagina.text) == ["1000001"]
        assert "Procurando no resto da lista" in pagina.text
        resto = abrir(api, endereco(pagina), pedaco=True)
        assert re.findall(r"<bdi>(10000\d\d)</bdi>", resto.text) == ["1000011"]
        assert "Fim da lista." in resto.text
        # Sem scripts, o mesmo se faz por um endereço.
        a_mao = abrir(api, endereco(pagina, "<a href"))
        assert a_mao.status_code == HTTPStatus.OK
        nada = abrir(api, endereco(abrir(api, "/participante", modalidade="5")), pedaco=True)
        assert "Nada com estes filtros" in nada.text


class TestDocumento:
    def test_quem_contribui_com_cada_entrega(self, api: Api) -> None:
        entregas = [builders.entrega(nome_entrega="Painel"), builders.entrega(id_entrega="e2", nome_entrega="Ninguém")]
        guardar(api, "plano_entregas", entregas=entregas)
        guardar(
            api,
            "plano_trabalho",
            contribuicoes=[
                builders.contribuicao(percentual_contribuicao=60),
                builders.contribuicao(percentual_contribuicao=40, id_entrega="saiu"),
            ],
        )
        guardar(api, "plano_trabalho", id_plano_trabalho="pt2", matricula_siape="7654321")
        guardar(api, "plano_trabalho", id_plano_trabalho="pt3", status=1)
        dito = aberta(api, "/plano_entregas/documento", **CHAVES["plano_entregas"])
        assert "160 % somados, 2 pessoas, 768 horas de trabalho" in dito
        assert "7654321 100 % 1 plano de 7654321: pt2 1234567 60 %" in dito
        assert "Planos cancelados de 1 pessoa também a cita, e não conta na soma." in dito
        assert "Ninguém contribui com ela: nenhum plano de trabalho não cancelado a cita." in dito
        assert "Contribuições sem par" in dito
        assert "saiu 40 % somados, 1 pessoa, 192 horas de trabalho" in dito

    def test_o_que_foi_cortado_se_diz(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(citacao, "MAIS_CONTRIBUICOES", 1)
        guardar(api, "plano_entregas")
        guardar(api, "plano_trabalho", contribuicoes=[builders.contribuicao()] * 2)
        assert "Há mais de 1 contribuições a este plano" in (
            aberta(api, "/plano_entregas/documento", **CHAVES["plano_entregas"])
        )

    def test_o_plano_de_trabalho_com_o_nome_das_entregas_e_as_avaliacoes(self, api: Api) -> None:
        guardar(api, "plano_entregas")
        guardar(
            api,
            "plano_trabalho",
            contribuicoes=[
                builders.contribuicao(percentual_contribuicao=50),
                builders.contribuicao(tipo_contribuicao=3, id_plano_entregas="fora", id_entrega="e9"),
            ],
            avaliacoes_registros_execucao=[
                builders.avaliacao(data_avaliacao_registros_execucao="2024-04-01"),
                builders.avaliacao(
                    id_periodo_avaliativo="p2",
                    data_inicio_periodo_avaliativo="2024-02-01",
                    data_fim_periodo_avaliativo="2024-02-29",
                    data_avaliacao_registros_execucao="2024-03-31",
                ),
                builders.avaliacao(
                    id_periodo_avaliativo="p3",
                    data_inicio_periodo_avaliativo="2024-03-01",
                    data_fim_periodo_avaliativo="2024-03-31",
                    data_avaliacao_registros_execucao="2024-04-30",
                ),
            ],
        )
        dito = aberta(api, "/plano_trabalho/documento", **CHAVES["plano_trabalho"])
        assert "2 contribuições: soma 150 % . Passar de 100 % é legítimo quando se compensam horas." in dito
        assert "Painel de acompanhamento ( e1 ) 50 %" in dito
        assert "fora e9 não está guardada aqui 100 %" in dito
        assert "p1 15/01/2024 a 31/01/2024 3: Adequado 01/04/2024 61 dias depois do fim" in dito
        assert "p2 01/02/2024 a 29/02/2024 3: Adequado 31/03/2024 31 dias depois do fim" in dito
        assert "p3 01/03/2024 a 31/03/2024 3: Adequado 30/04/2024 O documento" in dito

    def test_de_muitos_itens_se_mostram_alguns_por_vez(self, api: Api) -> None:
        entregas = [builders.entrega(id_entrega=f"e{n}", nome_entrega=f"Entrega {n}.") for n in range(60)]
        guardar(api, "plano_entregas", entregas=entregas)
        primeiras = aberta(api, "/plano_entregas/documento", **CHAVES["plano_entregas"])
        assert "Da 1ª à 50ª, de 60." in primeiras
        assert "Entrega 50." not in primeiras.split("O documento em JSON")[0]
        seguintes = aberta(api, "/plano_entregas/documento", **CHAVES["plano_entregas"], de=50)
        assert "Entrega 50." in seguintes
        assert "Da 51ª à 60ª, de 60." in seguintes

    def test_o_documento_liga_se_ao_resto(self, api: Api) -> None:
        for recurso, campos in CHAVES.items():
            guardar(api, recurso)
            pagina = abrir(api, f"/{recurso}/documento", **campos).text.replace("&amp;", "&")
            chave, ultimo = urlencode(campos), urlencode({"texto": next(reversed(campos.values()))})
            assert f'href="/simulador/dados/{recurso}/versoes?{chave}"' in pagina
            assert f'href="/simulador/bancada?recurso={recurso}&{chave}"' in pagina
            assert f'href="/simulador/registros?recurso={recurso}&unidade=SIAPE%2F1&{ultimo}"' in pagina
            copia = abrir(api, f"/{recurso}/documento.json", **campos)
            assert copia.headers["content-type"] == "text/plain; charset=utf-8"
            assert copia.json() == getattr(builders, recurso)()

    def test_o_que_nao_existe_e_o_que_nao_e_chave(self, api: Api) -> None:
        for recurso, chave in CHAVES.items():
            for pagina in ("documento", "documento.json", "versoes/lista"):
                nenhum = abrir(api, f"/{recurso}/{pagina}", **chave)
                assert nenhum.status_code == 404
                assert "Documento não encontrado" in nenhum.text
                for torta in ({}, {**chave, "cod_unidade_autorizadora": "x"}, {**chave, "outro": "1"}):
                    resposta = abrir(api, f"/{recurso}/{pagina}", **torta)
                    assert (resposta.status_code, "Pedido não entendido" in resposta.text) == (422, True)

    def test_pedidos_tortos_tem_pagina_e_nunca_falha(self, api: Api) -> None:
        for caminho, status in PEDIDOS_TORTOS:
            resposta = abrir(api, caminho)
            assert (caminho, resposta.status_code) == (caminho, status)
            assert "<h1>" in resposta.text

    def test_textos_hostis_se_mostram_escritos(self, api: Api) -> None:
        guardar(
            api,
            "plano_entregas",
            id_plano_entregas=HOSTIL,
            entregas=[builders.entrega(nome_entrega=HOSTIL, id_entrega=HOSTIL)],
        )
        contribuicao = builders.contribuicao(
            id_contribuicao=HOSTIL, id_plano_entregas=HOSTIL, id_entrega="x" * 10_000, tipo_contribuicao=3
        )
        guardar(api, "plano_trabalho", id_plano_trabalho=HOSTIL, contribuicoes=[contribuicao])
        paginas = [
            abrir(api, "/plano_entregas"),
            abrir(api, "/plano_trabalho", id=HOSTIL),
            abrir(api, "/plano_entregas/documento", **UNIDADE, id_plano_entregas=HOSTIL),
            abrir(api, "/plano_trabalho/documento", **UNIDADE, id_plano_trabalho=HOSTIL),
            abrir(api, "/plano_trabalho/versoes", **UNIDADE, id_plano_trabalho=HOSTIL),
            abrir(api, "/plano_trabalho/versoes/lista", **UNIDADE, id_plano_trabalho=HOSTIL),
            abrir(api, "/pessoa", **PESSOA),
        ]
        for pagina in paginas:
            assert pagina.status_code == HTTPStatus.OK
            assert "<script>alert" not in pagina.text
            # Num campo de formulário fica o que se pediu, como se pediu.
            assert "\u202e" not in re.sub(r'value="[^"]*"', "", pagina.text)
            assert len(pagina.text) < 60_000
