"""A página de uma pessoa e a das versões como o servidor as dá, sem navegador."""

from http import HTTPStatus
from typing import Any

import pytest

from app.storage import pessoa
from tests import builders
from tests.conftest import Api
from tests.console.dados_servidos import CHAVES, PESSOA, aberta, abrir, endereco, texto
from tests.simulator.guardados import guardar


class TestPessoa:
    def test_sobreposicoes_e_vaos_em_palavras(self, api: Api) -> None:
        sem: dict[str, Any] = {"avaliacoes_registros_execucao": []}
        guardar(api, "participante")
        guardar(api, "participante", cod_unidade_lotacao=102)
        guardar(api, "plano_trabalho", data_inicio="2024-01-01", data_termino="2024-03-31", **sem)
        outro: dict[str, Any] = {"id_plano_trabalho": "pt2", "cod_unidade_executora": 102}
        guardar(api, "plano_trabalho", **outro, data_inicio="2024-03-01", data_termino="2024-03-31", **sem)
        guardar(
            api, "plano_trabalho", id_plano_trabalho="pt3", data_inicio="2024-05-01", data_termino="2024-05-31", **sem
        )
        guardar(api, "plano_trabalho", id_plano_trabalho="pt4", status=1, **sem)
        dito = aberta(api, "/pessoa", **PESSOA)
        assert "Hoje, 01/07/2025, nenhum plano está em vigor." in dito
        assert (
            "De 01/03/2024 a 31/03/2024 (31 dias), 2 planos ao mesmo tempo: pt1 (executora 101) e pt2 (executora 102)."
        ) in dito
        assert "As executoras são diferentes, e por isso a API os aceita." in dito
        assert "De 01/04/2024 a 30/04/2024 (30 dias), nenhum plano em vigor." in dito
        assert "A mesma matrícula está ativa em 2 lotações." in dito
        assert "pt4" not in dito
        cancelados = aberta(api, "/pessoa/cancelados", pedaco=True, **PESSOA)
        assert "pt4 , cancelado, na executora 101: ia de 15/01/2024 a 30/06/2024." in cancelados

    def test_na_mesma_executora_a_api_nao_os_aceitaria(self, api: Api) -> None:
        guardar(api, "plano_trabalho")
        guardar(api, "plano_trabalho", id_plano_trabalho="pt2")
        dito = aberta(api, "/pessoa", **PESSOA)
        assert "Na mesma executora, a API recusa o segundo ( PT-18 )" in dito
        assert "nenhum participante: envie o participante" in dito

    def test_so_participante_sem_planos(self, api: Api) -> None:
        guardar(api, "participante")
        assert "Esta pessoa não tem plano de trabalho" in aberta(api, "/pessoa", **PESSOA)
        assert "Nenhum plano cancelado desta pessoa está guardado." in (
            aberta(api, "/pessoa/cancelados", pedaco=True, **PESSOA)
        )

    def test_o_que_nao_se_leu_se_diz(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pessoa, "MAIS_PLANOS", 1)
        guardar(api, "plano_trabalho")
        guardar(api, "plano_trabalho", id_plano_trabalho="pt2", cod_unidade_executora=102)
        assert "Esta pessoa tem mais planos do que os que se leram" in aberta(api, "/pessoa", **PESSOA)

    def test_os_meses_se_escolhem_no_endereco(self, api: Api) -> None:
        guardar(api, "plano_trabalho")
        pagina = abrir(api, "/pessoa", **PESSOA, desde="2024-07", meses=12)
        assert "Calendário dos planos, de 01/07/2024 a 30/06/2025" in pagina.text
        assert "Nenhum plano nestes meses." in pagina.text
        assert "Meses anteriores (1 plano)" in texto(pagina)
        for desde in ("0001-01", "9999-12"):
            assert abrir(api, "/pessoa", **PESSOA, desde=desde, meses=120).status_code == HTTPStatus.OK


class TestVersoes:
    def test_o_que_mudou_em_cada_uma_e_entre_duas_quaisquer(self, api: Api) -> None:
        numeros = [
            int(api.enviar_plano_entregas(entregas=[builders.entrega(meta_entrega=meta)]).headers["X-PGD-Registro"])
            for meta in (50, 60, 80)
        ]
        lista = aberta(api, "/plano_entregas/versoes/lista", pedaco=True, **CHAVES["plano_entregas"])
        assert "O que está guardado é a última versão recebida." in lista
        assert lista.index("meta da entrega e1 : 60 → 80") < lista.index("meta da entrega e1 : 50 → 60")
        assert "Criou o documento" in lista
        comparadas = aberta(api, "/plano_entregas/versoes", **CHAVES["plano_entregas"], de=numeros[0], com=numeros[2])
        assert f"Do registro {numeros[0]} ao registro {numeros[2]} 1 lugar mudou." in comparadas
        assert "meta da entrega e1 50 80" in comparadas
        ao_contrario = {"de": numeros[2], "com": numeros[0]}
        assert "A primeira é mais nova que a segunda" in (
            aberta(api, "/plano_entregas/versoes", **CHAVES["plano_entregas"], **ao_contrario)
        )
        a_mesma = {"de": numeros[1], "com": numeros[1]}
        assert "É a mesma versão." in (aberta(api, "/plano_entregas/versoes", **CHAVES["plano_entregas"], **a_mesma))

    def test_um_registro_que_nao_e_versao_deste_documento(self, api: Api) -> None:
        deste = int(api.enviar_plano_entregas().headers["X-PGD-Registro"])
        de_outro = int(
            api.enviar_plano_entregas(id_plano_entregas="pe2", cod_unidade_executora=9).headers["X-PGD-Registro"]
        )
        recusado = int(api.enviar_plano_entregas(status=9).headers["X-PGD-Registro"])
        for numero in (de_outro, recusado):
            resposta = abrir(api, "/plano_entregas/versoes", **CHAVES["plano_entregas"], de=deste, com=numero)
            assert resposta.status_code == 404
            assert f"O registro {numero} não é de uma versão aceita deste documento" in resposta.text

    def test_as_mais_antigas_se_buscam_depois(self, api: Api) -> None:
        for meta in range(25):
            assert api.enviar_plano_entregas(entregas=[builders.entrega(meta_entrega=meta)]).status_code < 300
        primeiras = abrir(api, "/plano_entregas/versoes/lista", pedaco=True, **CHAVES["plano_entregas"])
        assert primeiras.text.count('name="com"') == 20
        antigas = abrir(api, endereco(primeiras), pedaco=True)
        assert antigas.text.count('name="com"') == 5
        assert "<form" not in antigas.text
