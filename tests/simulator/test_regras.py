"""O catálogo, pela porta do simulador: inteiro, filtrado, e uma regra de cada vez."""

import json

from app.rules.catalog import CATALOG
from tests.conftest import Api


def codigos(api: Api, **filtros: str) -> list[str]:
    resposta = api.get("/simulador/api/regras", params=filtros)
    assert resposta.status_code == 200
    return [regra["codigo"] for regra in resposta.json()]


class TestLista:
    def test_traz_o_catalogo_inteiro_na_ordem_dos_grupos_e_dos_codigos(self, api: Api) -> None:
        vistos = codigos(api)
        assert len(vistos) == len(CATALOG)
        assert vistos[:2] == ["PD-01", "PD-02"]
        assert vistos.index("PA-10") < vistos.index("PE-01") < vistos.index("PT-49") < vistos.index("AQ-01")

    def test_so_os_avisos_de_um_recurso(self, api: Api) -> None:
        assert codigos(api, severidade="aviso", grupo="usuario") == ["US-05"]

    def test_so_os_erros_de_um_recurso(self, api: Api) -> None:
        assert codigos(api, severidade="erro", grupo="usuario") == ["US-01", "US-02", "US-03", "US-04"]

    def test_so_as_que_trazem_um_texto_em_maiusculas_ou_minusculas(self, api: Api) -> None:
        assert codigos(api, texto="somam 100".upper()) == codigos(api, texto="somam 100")
        assert "PT-26" in codigos(api, texto="somam 100")
        assert "PT-18" not in codigos(api, texto="somam 100")

    def test_um_grupo_que_nao_ha_da_lista_vazia(self, api: Api) -> None:
        assert codigos(api, grupo="nenhum") == []

    def test_uma_severidade_que_nao_ha_e_um_problema(self, api: Api) -> None:
        resposta = api.get("/simulador/api/regras", params={"severidade": "grave"})
        assert (resposta.status_code, resposta.headers["content-type"]) == (422, "application/problem+json")
        assert resposta.json()["title"] == "Pedido não entendido"


class TestUma:
    def test_diz_tudo_o_que_se_sabe_dela(self, api: Api) -> None:
        regra = api.get("/simulador/api/regras/PE-04").json()
        quebra, corpo = regra["quebra"], json.loads(regra["quebra"]["corpo"])
        assert (quebra["frase"], quebra["texto"]) == (
            "O plano de entregas dos exemplos, com esta mudança:",
            'data_inicio = "2025-07-01"',
        )
        assert (corpo["data_inicio"], corpo["data_termino"]) == ("2025-07-01", "2025-06-30")
        assert regra["cumpre"]["texto"] == 'data_inicio = "2025-06-30"'
        assert {
            nome: regra[nome] for nome in ("codigo", "severidade", "grupo", "etapa", "campo", "fonte", "desde")
        } == {
            "codigo": "PE-04",
            "severidade": "erro",
            "grupo": "plano_entregas",
            "etapa": "documento",
            "campo": "data_termino",
            "fonte": "contrato",
            "desde": "3.3.9",
        }

    def test_o_codigo_pode_vir_em_minusculas(self, api: Api) -> None:
        assert api.get("/simulador/api/regras/pt-18").json()["codigo"] == "PT-18"

    def test_um_codigo_que_nao_ha_e_um_problema_que_diz_onde_estao_os_outros(self, api: Api) -> None:
        resposta = api.get("/simulador/api/regras/XX-99")
        assert (resposta.status_code, resposta.json()) == (
            404,
            {
                "type": "about:blank",
                "title": "Regra desconhecida",
                "status": 404,
                "detail": "Não há regra com o código XX-99. Veja as que há em /simulador/api/regras.",
            },
        )
